"""POST and HEAD of what was filled in: acceptance items 5 to 15 and 20 to 26 of the protocol."""

import unicodedata
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests import people
from tests.field.scene import (
    BOUNDARY,
    DONE,
    FORM,
    HEADERS,
    JPEG,
    VERSION,
    Phone,
    Piece,
    answers,
    body_of,
    credential,
    encrypted,
    new_id,
    pieces_of,
    published,
    words,
)  # fmt: skip
from winay.intake.models import Attachment, Quarantined, QuarantinedFile, Submission
from winay.intake.receiving.bodies import unwrap
from winay.intake.terms import QuarantineKind, State

PNG = b"\x89PNG\r\n\x1a\n" + b"roof" * 30


def kept() -> Submission:
    return Submission.objects.get()


def original(one: Submission) -> bytes:
    return unwrap(one.body, one.key_id, one.body_sha256)


def test_head_says_how_much_may_come(phone: Phone, settings: object) -> None:
    answer = phone.head()
    assert answer.status_code == 204 and answer.content == b""
    assert answer["X-OpenRosa-Version"] == "1.0"
    assert int(answer["X-OpenRosa-Accept-Content-Length"]) == settings.WINAY_PHONES_SEND  # type: ignore[attr-defined]
    assert "Location" not in answer and "Content-Length" not in answer and "Content-Type" not in answer


def test_what_was_filled_in_is_kept_as_it_was_sent(phone: Phone) -> None:
    xml = answers(name="Fortunata Ñahui", photo="1.jpg")
    answer = phone.send(xml, {"1.jpg": JPEG})
    assert answer.status_code == 201 and words(answer) == DONE
    assert answer["X-OpenRosa-Version"] == "1.0" and answer["X-OpenRosa-Accept-Content-Length"]
    one = kept()
    assert original(one) == xml and bytes(one.body) != xml and b"Fortunata" not in bytes(one.body)
    assert (one.form_id, one.version, one.state, one.place_code, one.device_id) == (
        FORM, VERSION, State.RECEIVED, "05", "collect:abc",
    )  # fmt: skip
    (file,) = one.attachments.all()
    assert (file.filename, file.size, file.content_type, file.named, file.lies) == (
        "1.jpg", len(JPEG), "image/jpeg", True, False,
    )  # fmt: skip


def test_the_trailing_slash_is_no_redirect(phone: Phone) -> None:
    path = f"{phone.base}/submission/"
    sent = phone.client.post(
        path, body_of(pieces_of(answers())), content_type=f"multipart/form-data; boundary={BOUNDARY}"
    )
    assert sent.status_code == 201
    assert phone.client.head(path).status_code == 204
    for wrong in ("", "/", "/Submission", "/submission/x", "/x"):
        assert phone.client.post(phone.base + wrong).status_code in {404, 405}


def test_sent_twice_is_one_record(phone: Phone) -> None:
    xml = answers(photo="1.jpg")
    assert [phone.send(xml, {"1.jpg": JPEG}).status_code for _ in range(3)] == [201, 201, 201]
    assert Submission.objects.count() == Attachment.objects.count() == 1
    assert not Quarantined.objects.exists()


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_three_posts_in_any_order(phone: Phone, order: tuple[int, ...]) -> None:
    names = ["a.jpg", "b.jpg", "c.jpg"]
    more = "".join(f"<people><age>{n}</age><picture>{name}</picture></people>" for n, name in enumerate(names))
    xml = answers(more=more)
    states = []
    for turn in order:
        sent = phone.send(xml, {names[turn]: JPEG + bytes([turn])}, incomplete=turn < 2)
        assert sent.status_code == 201
        states.append(kept().state)
    assert states == [State.WAITING_FILES, State.WAITING_FILES, State.RECEIVED]
    assert sorted(Attachment.objects.values_list("filename", flat=True)) == names


def test_a_hundred_and_two_parts(phone: Phone) -> None:
    files = {f"{n}.jpg": JPEG + str(n).encode() for n in range(101)}
    assert phone.send(answers(), files, incomplete=True).status_code == 201
    assert Attachment.objects.count() == 101


def test_files_that_nobody_names_equal_contents_and_a_name_twice(phone: Phone) -> None:
    xml = answers(photo=" 1.jpg ")
    pieces = pieces_of(xml, {"audit.csv": b"event,node\n", "1.jpg": JPEG, "2.jpg": JPEG})
    pieces += [Piece("1.jpg", JPEG, "1.jpg"), Piece("2.jpg", PNG, "2.jpg"), Piece("csrf", b"x")]
    assert phone.post(body_of(pieces)).status_code == 201
    rows = {file.filename: file for file in Attachment.objects.all()}
    assert set(rows) == {"audit.csv", "1.jpg", "2.jpg"}
    assert rows["1.jpg"].sha256 == rows["2.jpg"].sha256
    assert [rows[name].named for name in ("1.jpg", "2.jpg", "audit.csv")] == [True, False, False]
    apart = Quarantined.objects.get()
    assert (apart.kind, apart.filename, apart.size) == (QuarantineKind.OTHER_FILE, "2.jpg", len(PNG))


def test_a_file_under_a_known_name_does_not_push_the_first_out(phone: Phone, settings: object) -> None:
    xml = answers(photo="1.jpg")
    phone.send(xml, {"1.jpg": JPEG})
    for _ in range(2):
        assert phone.send(xml, {"1.jpg": PNG}).status_code == 201
    assert Attachment.objects.get().size == len(JPEG)
    apart = Quarantined.objects.get()
    assert settings.WINAY_BLOBS.get(apart.sha256) == PNG and apart.submission == kept()  # type: ignore[attr-defined]


def test_the_same_id_with_other_answers_stands_apart(phone: Phone) -> None:
    instance = new_id()
    phone.send(answers(instance))
    other = answers(instance, name="Otra persona", photo="1.jpg")
    for _ in range(2):
        answer = phone.send(other, {"1.jpg": JPEG})
        assert answer.status_code == 409 and "apart" in words(answer)
    assert original(kept()) == answers(instance)
    apart = Quarantined.objects.get()
    assert apart.kind == QuarantineKind.OTHER_XML and apart.submission == kept()
    assert unwrap(apart.body, apart.key_id, apart.sha256) == other
    assert QuarantinedFile.objects.get().filename == "1.jpg"


def test_an_unknown_form_is_refused_and_kept(phone: Phone) -> None:
    answer = phone.send(answers(form="otra"), {"1.jpg": JPEG})
    assert answer.status_code == 404 and "otra" in words(answer)
    assert not Submission.objects.exists()
    apart = Quarantined.objects.get()
    assert (apart.kind, apart.form_id, apart.files.count()) == (QuarantineKind.UNKNOWN_FORM, "otra", 1)


def test_an_unknown_version_and_a_retired_form_are_received(phone: Phone, form: object) -> None:
    assert phone.send(answers(version="0009")).status_code == 201
    one = kept()
    assert one.unknown_version and one.form_version is None and one.version == "0009"
    published(version="")
    assert phone.send(answers(version="")).status_code == 201
    assert not Submission.objects.get(version="").unknown_version
    retired = published(version="viejo")
    type(retired).objects.filter(pk=retired.pk).update(
        retired_at=retired.published_at, retired_by=retired.published_by, retired_why="Hay otro."
    )
    assert phone.send(answers(version="viejo")).status_code == 201
    assert Submission.objects.get(version="viejo").retired_version


def test_a_version_is_no_number(phone: Phone) -> None:
    published(version="01")
    phone.send(answers(version="1"))
    assert kept().unknown_version


@pytest.mark.parametrize(
    "meta",
    [
        "<meta><instanceID>{id}</instanceID></meta>",
        '<orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID>{id}</orx:instanceID></orx:meta>',
        '<n1:meta xmlns:n1="http://openrosa.org/xforms"><n1:instanceID> {id} </n1:instanceID></n1:meta>',
        '<meta xmlns="http://openrosa.org/xforms"><instanceID>{id}</instanceID></meta>',
        "<meta><other/></meta><meta><instanceID>{id}</instanceID></meta>",
    ],
)
def test_meta_under_any_prefix(phone: Phone, meta: str) -> None:
    instance = new_id()
    assert phone.send(answers(meta=meta.format(id=instance))).status_code == 201
    assert kept().instance_id == instance


def test_ids_in_either_unicode_form_and_as_references(phone: Phone) -> None:
    composed = "encuesta_niñez"
    published(unicodedata.normalize("NFC", composed))
    instance = new_id()
    xml = answers(instance, form=unicodedata.normalize("NFD", composed))
    assert phone.send(xml).status_code == 201
    assert kept().form_id == unicodedata.normalize("NFC", composed) and original(kept()) == xml
    again = answers(instance, form="encuesta_ni&#241;ez")
    assert phone.send(again).status_code == 409  # the same record, in other bytes


@pytest.mark.parametrize("name", ["cocina de Ñahui.jpg", "中文.jpg", 'con "comillas".jpg'])
def test_file_names_of_any_kind(phone: Phone, name: str) -> None:
    written = name.replace('"', "%22")
    xml = answers(photo=name.replace('"', "&quot;"))
    body = body_of([*pieces_of(xml), Piece(written, JPEG, written)])
    assert phone.post(body).status_code == 201
    assert Attachment.objects.get().filename == name and kept().state == State.RECEIVED


def test_a_path_in_a_name_is_cut_off(phone: Phone) -> None:
    body = body_of([*pieces_of(answers()), Piece("x", JPEG, "../../etc/passwd"), Piece("y", JPEG, ".."),
                    Piece("z", JPEG, "C:\\\\fotos\\\\a.jpg")])  # fmt: skip
    assert phone.post(body).status_code == 201
    assert sorted(Attachment.objects.values_list("filename", flat=True)) == ["a.jpg", "passwd", "sin-nombre"]


def test_parts_in_any_order_without_types(phone: Phone) -> None:
    pieces = pieces_of(answers(photo="1.jpg"), {"1.jpg": JPEG})[::-1]
    for one in pieces:
        one.content_type = None
    assert phone.post(b"preamble\r\n" + body_of(pieces)).status_code == 201
    assert Attachment.objects.get().named


@pytest.mark.parametrize("kind", ["application/xml", "text/plain", "application/octet-stream"])
def test_the_answers_under_any_type(phone: Phone, kind: str) -> None:
    assert phone.post(body_of([Piece("xml_submission_file", answers(), "s.xml", kind)])).status_code == 201


def test_a_long_id_is_kept_whole_and_a_longer_one_refused(phone: Phone) -> None:
    assert phone.send(answers("x" * 249)).status_code == 201
    assert kept().instance_id == "x" * 249
    answer = phone.send(answers("y" * 250))
    assert answer.status_code == 400 and words(answer)
    assert Quarantined.objects.get().code == "intake.id_too_long"


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"", "intake.xml_broken"),
        (b"<data id='a'>", "intake.xml_broken"),
        (answers()[:-3], "intake.xml_broken"),
        (answers(name="\0"), "intake.xml_broken"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + answers().partition(b"?>")[2], "intake.xml_dtd"),
        (b"<data id='visita_prueba'/>", "intake.no_instance_id"),
        (b"<data><meta><instanceID>a</instanceID></meta></data>", "intake.no_form_id"),
        (b"<data id='visita_prueba'><meta><instanceID> </instanceID></meta></data>", "intake.no_instance_id"),
    ],
)
def test_what_is_no_submission_is_refused_in_words_and_kept(phone: Phone, xml: bytes, code: str) -> None:
    answer = phone.send(xml, {"1.jpg": JPEG})
    assert answer.status_code == 400 and words(answer)
    assert not Submission.objects.exists()
    apart = Quarantined.objects.get()
    assert (apart.kind, apart.code, apart.files.count()) == (QuarantineKind.BROKEN, code, 1)
    assert unwrap(apart.body, apart.key_id, apart.sha256) == xml


def test_bodies_that_are_no_multipart_are_refused_in_words(phone: Phone) -> None:
    good = body_of(pieces_of(answers()))
    for body, kind in [
        (good[:-4], f"multipart/form-data; boundary={BOUNDARY}"),
        (good[: len(good) // 2], f"multipart/form-data; boundary={BOUNDARY}"),
        (good, "multipart/form-data"),
        (good, "multipart/form-data; boundary=another"),
        (answers(), "text/xml"),
        (b"", f"multipart/form-data; boundary={BOUNDARY}"),
        (f"--{BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={BOUNDARY}"),
        (body_of([Piece("1.jpg", JPEG, "1.jpg")]), f"multipart/form-data; boundary={BOUNDARY}"),
    ]:
        answer = phone.post(body, kind)
        assert answer.status_code == 400 and words(answer), (body[:40], kind)
    assert not Submission.objects.exists() and not Quarantined.objects.exists()


def test_a_body_that_is_too_large_hears_how_large_it_may_be(phone: Phone, settings: object) -> None:
    settings.WINAY_PHONES_SEND, settings.WINAY_PHONES_SPARE = 2_000, 100  # type: ignore[attr-defined]
    answer = phone.send(answers(), {"1.jpg": JPEG * 100})
    assert answer.status_code == 413 and words(answer)
    assert answer["X-OpenRosa-Accept-Content-Length"] == "2000"
    assert phone.send(answers(), {"1.jpg": JPEG}).status_code == 201


def test_a_compressed_body_is_refused_and_not_unpacked(phone: Phone) -> None:
    import gzip

    bomb = gzip.compress(b"\0" * 50_000_000)
    answer = phone.client.post(
        f"{phone.base}/submission", bomb, content_type="text/xml", headers={"Content-Encoding": "gzip"}
    )
    assert answer.status_code == 415 and words(answer)


def test_a_zip_bomb_and_a_file_that_lies_are_kept_and_never_opened(phone: Phone) -> None:
    xml = answers(photo="foto.jpg")
    assert phone.send(xml, {"foto.jpg": b"PK\x03\x04" + b"\0" * 500, "a.png": b"<html><script>"}).status_code == 201
    rows = {file.filename: (file.content_type, file.lies) for file in Attachment.objects.all()}
    assert rows == {"foto.jpg": ("application/zip", True), "a.png": ("text/plain", True)}


def test_a_wrong_or_revoked_token_is_403_in_words(form: object) -> None:
    from tests import people
    from winay.accounts.phones import queries
    from winay.accounts.phones.services import revoke_credential
    from winay.core.clock import now

    row, token = credential()
    phone = Phone(token)
    assert phone.send(answers()).status_code == 201
    revoke_credential(credential=row, reason="El teléfono se perdió.", by=people.acting_as(people.manager()), at=now())
    queries.memory.forget()
    for stranger in (phone, Phone("x" * 43), Phone("short"), Phone("ñ")):
        answer = stranger.send(answers())
        assert answer.status_code == 403 and words(answer) and "WWW-Authenticate" not in answer
        assert stranger.head().status_code == 403
    assert Submission.objects.count() == 1


def test_every_failure_speaks_spanish_and_carries_the_header(phone: Phone) -> None:
    odd = Phone("x" * 43)
    failures = [
        odd.head(), odd.send(answers()), phone.send(b""), phone.send(answers(form="z")), phone.post(b"", "text/plain"),
        phone.client.get(f"{phone.base}/submission"), phone.client.delete(f"{phone.base}/submission"),
        phone.client.get("/campo/"), phone.client.post("/campo/nothing/here/at/all"),
    ]  # fmt: skip
    for answer in failures:
        assert answer.status_code >= 400 and "Location" not in answer and "Set-Cookie" not in answer
        assert answer["X-OpenRosa-Version"] == "1.0" and answer["Content-Language"] == "es"
    assert all(words(answer) for answer in failures[1:])


def test_an_error_of_ours_is_an_envelope_too(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    from winay.field import submission

    def breaks(**_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(submission, "receive", breaks)
    answer = phone.send(answers())
    assert answer.status_code == 500 and words(answer) and b"fault" not in answer.content


def test_no_room_for_a_file_keeps_nothing_and_says_so(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    from winay.core.blobs import BlobStore

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(BlobStore, "put", full)
    answer = phone.send(answers(photo="1.jpg"), {"1.jpg": JPEG})
    assert answer.status_code == 503 and words(answer)
    assert not Submission.objects.exists()


def test_an_odd_date_header_is_not_read(phone: Phone) -> None:
    answer = phone.client.post(
        f"{phone.base}/submission", body_of(pieces_of(answers())),
        content_type=f"multipart/form-data; boundary={BOUNDARY}", headers={**HEADERS, "Date": "sáb., 28 nov. 10:00"},
    )  # fmt: skip
    assert answer.status_code == 201


def test_flags_of_the_clock(phone: Phone) -> None:
    from datetime import timedelta

    from winay.core.clock import now

    def sent(days: float) -> Submission:
        at = (now() + timedelta(days=days)).isoformat()
        instance = new_id()
        assert phone.send(answers(instance, more=f"<start>{at}</start><end>{at}</end>")).status_code == 201
        return Submission.objects.get(instance_id=instance)

    from winay.intake.models import FormVersion

    old = published(version="antigua", published_at=now() - timedelta(days=400))
    assert FormVersion.objects.get(pk=old.pk)
    right, ahead, before = sent(0), sent(3 * 365), sent(-3 * 365)
    assert [one.clock_off for one in (right, ahead, before)] == [False, True, True]
    at = (now() - timedelta(days=30)).isoformat()
    phone.send(answers("tarde", version="antigua", more=f"<start>{at}</start><end>{at}</end>"))
    late = Submission.objects.get(instance_id="tarde")
    assert late.late and not late.clock_off and late.ended_at and late.offset_minutes == 0


def test_an_encrypted_envelope_waits_for_its_files(phone: Phone) -> None:
    xml = encrypted("uuid:e", "1.jpg.enc", "2.jpg.enc")
    states = []
    for name in ("2.jpg.enc", "submission.xml.enc", "1.jpg.enc"):
        assert phone.send(xml, {name: b"\x00\x01cipher" + name.encode()}, incomplete=True).status_code == 201
        states.append(kept().state)
    assert states == [State.WAITING_FILES, State.WAITING_FILES, State.RECEIVED] and kept().encrypted


def test_an_edit_waits_for_what_it_corrects(phone: Phone) -> None:
    answer = phone.send(answers("b", old="a"))
    assert answer.status_code == 202 and words(answer)
    assert kept().state == State.WAITING_PARENT
    assert phone.send(answers("b", old="a")).status_code == 202
    assert phone.send(answers("a")).status_code == 201
    assert phone.send(answers("c", old="a")).status_code == 201


def test_entities_are_kept_and_marked(phone: Phone) -> None:
    meta = (
        '<meta><instanceID>e</instanceID><entity dataset="hogares" id="1" create="1"><label>x</label></entity></meta>'
    )
    assert phone.send(answers(meta=meta)).status_code == 201
    assert kept().entities


def test_a_new_submission_costs_one_statement_and_a_photo_four(phone: Phone, django_assert_num_queries: object) -> None:
    phone.send(answers())
    prepared = connection.vendor == "postgresql"  # the statement for the row is then one that Django does not count
    with django_assert_num_queries(1 - prepared):  # type: ignore[operator]
        assert phone.send(answers()).status_code == 201
    with django_assert_num_queries(4 - prepared):  # type: ignore[operator]  savepoint, row, file, release
        assert phone.send(answers(photo="1.jpg"), {"1.jpg": JPEG}).status_code == 201
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert phone.head().status_code == 204


# ---- what nobody would send, and somebody does ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "as_kept"),
    [
        ("Captura a\u202fm.png", "Captura a_m.png"),
        ("foto\u202egnp.exe", "foto_gnp.exe"),
        ("../../etc/passwd", "passwd"),
        ("C:\\\\fotos\\\\1.jpg", "1.jpg"),
        ("..", "sin-nombre"),
        ("x" * 400 + ".jpg", None),
    ],
)
def test_a_file_of_any_name_is_kept_and_found(phone: Phone, sent: str, as_kept: str | None) -> None:
    """201 makes the phone delete it: nothing may be left out in silence."""
    pieces = [Piece("xml_submission_file", answers(photo=sent.replace("\\\\", "\\")), "s.xml"), Piece("f", PNG, sent)]
    assert phone.post(body_of(pieces)).status_code == 201
    (file,) = kept().attachments.all()
    assert file.size == len(PNG) and len(file.filename) <= 255 and file.filename.isprintable()
    assert as_kept is None or file.filename == as_kept
    assert file.named is (sent != "..") and kept().state == State.RECEIVED


@pytest.mark.parametrize("device", ["", "%00", "a%00b", "x" * 5000, "%ED%A0%80", "%0d%0aSet-Cookie:x", "%E2%80%AE"])
def test_a_device_of_any_name_is_heard(phone: Phone, device: str) -> None:
    phone.device = device
    assert phone.head().status_code == 204
    assert phone.send(answers(photo="1.jpg"), {"1.jpg": JPEG}).status_code == 201
    assert "\0" not in kept().device_id
    assert phone.send(b"<broken").status_code == 400 and Quarantined.objects.count() == 1


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1970-01-01", "2036-02-07", "0000-00-00"])
def test_a_clock_of_any_year_can_be_looked_at(phone: Phone, day: str, settings: Any) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    said = "".join(
        f"<{name}>{day}T{time}</{name}>" for name, time in (("start", "00:00:00Z"), ("end", "23:59:59+14:00"))
    )
    assert phone.send(answers(more=said)).status_code == 201
    desk = people.log_in(Client(), people.specialist())
    assert desk.get(f"/envios/{kept().public_id}/").status_code == 200
    assert desk.get("/envios/").status_code == 200 and b"".join(desk.get("/envios/lista.csv"))  # type: ignore[arg-type]
