"""How ODK Collect behaves towards a server, address by address: what would make it drop a list in silence, lose what it
sent, or show a number instead of words."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import translation

from tests.field import scene
from tests.field.phones import COLLECT, Phone, message, phone, publish
from tests.field.scene import BOUNDARY, HEADERS, JPEG, Piece, answers, body_of, new_id, pieces_of
from tests.intake.test_publish import AUDIO
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.field import submission
from winay.field.urls import urlpatterns
from winay.intake.forms.reading import facts_of
from winay.intake.forms.rules import LISTS
from winay.intake.models import Attachment, FormVersion, Quarantined, Submission
from winay.intake.terms import State
from winay.journeys.shipped_forms import publish_shipped_forms

pytestmark = pytest.mark.django_db
SAMPLES: dict[str, Any] = {"dataset": "households", "filename": "hola.mp3"}
METHODS = ("get", "head", "post", "put", "delete", "options")
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def addresses(token: str, form: FormVersion) -> Iterator[str]:
    """Every address of the door, with token and without, with a slash at its end and without."""
    for one in urlpatterns:
        assert isinstance(one, URLPattern)
        wanted = {name: SAMPLES.get(name, form.public_id) for name in one.pattern.converters}
        yield reverse(f"field:{one.name}", kwargs={**wanted, **({"token": token} if "token" in wanted else {})})


def test_no_address_redirects_and_every_failure_has_its_words() -> None:
    """A redirect makes a POST a GET, and what was sent is lost; a failure without an envelope is a number."""
    asking = phone()
    form = publish("con_audio", survey=AUDIO, media={"hola.mp3": b"ID3"})
    seen = set()
    for token in (asking.token, "x" * 43):
        for path in addresses(token, form):
            for method in METHODS:
                answer = getattr(asking.client, method)(f"{path}?deviceID=collect:7hx&id=a", headers=COLLECT)
                assert answer["X-OpenRosa-Version"] == "1.0" and "Location" not in answer, (method, path)
                assert answer.status_code in {200, 204} or answer.status_code >= 400, (method, path)
                seen.add(answer.status_code)
                if answer.status_code >= 400 and method != "head":
                    assert message(answer)
                if answer.status_code in {200, 204} and method == "head":
                    assert answer.content == b"" and not int(answer.headers.get("Content-Length") or 0)
    assert seen == {200, 204, 400, 401, 403, 405}


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> Iterator[None]:
    def fails(**_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(submission, "receive", fails)
        yield


def failures(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[tuple[int, HttpResponse]]:
    """Everything that Collect calls a failure of a submission, each as it comes about, with its status."""
    sender, good = scene.Phone(scene.credential()[1]), body_of(pieces_of(answers()))
    settings.WINAY_PHONES_SEND, settings.WINAY_PHONES_SPARE = 11_000_000, 0
    yield 400, sender.post(good[:-4])
    yield 400, sender.post(good, "text/xml")
    yield 400, sender.send(b"<data")
    yield 400, sender.send(b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>")
    yield 400, sender.send(answers("y" * 250))
    yield 401, sender.client.post("/campo/submission", good, content_type=MULTIPART)
    yield 403, scene.Phone("x" * 43).send(answers())
    yield 404, sender.send(answers(form="nada"))
    yield 404, sender.client.post(f"{sender.base}/submissions", good, content_type=MULTIPART)
    yield 405, sender.client.get(f"{sender.base}/submission")
    instance = new_id()
    sender.send(answers(instance))
    yield 409, sender.send(answers(instance, name="Otra"))
    yield 413, sender.send(answers(more=f"<note>{'x' * 10_000_000}</note>"))
    yield 413, sender.post(body_of(pieces_of(answers(), {"1.jpg": JPEG * 50_000})))
    yield (
        415,
        sender.client.post(
            f"{sender.base}/submission", good, content_type=MULTIPART, headers={"Content-Encoding": "br"}
        ),
    )
    with failing(monkeypatch, RuntimeError("ours")):
        yield 500, sender.send(answers())
    with failing(monkeypatch, OperationalError("disk full")):
        yield 503, sender.send(answers())


@pytest.mark.parametrize(("project", "other"), [("es", "en"), ("en", "es")])
def test_what_a_phone_calls_a_failure_speaks_the_projects_language(
    project: str, other: str, form: FormVersion, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Collect says no language: it is the installation's, whatever another header or this thread would say."""
    settings.LANGUAGE_CODE = project
    said: dict[str, int] = {}
    with translation.override(other):
        for status, answer in failures(monkeypatch, settings):
            assert answer.status_code == status and answer["Content-Language"] == project
            said[message(answer)] = status
    spanish = {words for words in said if any(sign in words for sign in "áéíóúñ")}
    assert len(said) >= 13 and (len(spanish) > 10 if project == "es" else not spanish), said


def test_ten_megabytes_of_answers_are_kept(form: FormVersion) -> None:
    xml = answers(more=f"<note>{'quinua ' * 1_400_000}</note>")
    assert scene.Phone(scene.credential()[1]).send(xml).status_code == 201
    assert Submission.objects.get().body_size == len(xml) > 9_800_000 and not Quarantined.objects.exists()


def test_a_head_takes_less_than_twenty_milliseconds(form: FormVersion) -> None:
    """One precedes each submission. Of processor: the machine of a test has others."""
    sender = scene.Phone(scene.credential()[1])
    sender.head()
    began = time.process_time()
    assert {sender.head().status_code for _ in range(20)} == {204}
    assert (time.process_time() - began) / 20 < 0.02


def test_the_audit_of_each_record_is_kept_with_it(form: FormVersion) -> None:
    """It is called the same in every record, and is waited for like a photograph."""
    sender = scene.Phone(scene.credential()[1])
    said = {f"uuid:{n}": f"event,node,start,end\nform start,,{n},\n".encode() for n in (1, 2)}
    meta = "<orx:meta xmlns:orx='x'><orx:instanceID>{}</orx:instanceID><orx:audit>audit.csv</orx:audit></orx:meta>"
    for instance, audit in said.items():
        xml = answers(meta=meta.format(instance))
        assert sender.send(xml, incomplete=True).status_code == 201
        assert Submission.objects.get(instance_id=instance).state == State.WAITING_FILES
        assert sender.send(xml, {"audit.csv": audit}).status_code == 201
        assert Submission.objects.get(instance_id=instance).state == State.RECEIVED
    kept = {one.submission.instance_id: one for one in Attachment.objects.select_related("submission")}
    assert {one.filename for one in kept.values()} == {"audit.csv"} and all(one.named for one in kept.values())
    assert len({one.sha256 for one in kept.values()}) == 2 and {one.size for one in kept.values()} == {
        len(audit) for audit in said.values()
    }


def test_digest_is_not_spoken() -> None:
    """Left out for what it would keep of each phone; a client that tries it is told of Basic alone."""
    asking = phone()
    tried = f'Digest username="julia", realm="Winay", nonce="a", uri="/campo/formList", response="{"0" * 32}"'
    for path in ("/campo/formList", "/campo/submission"):
        answer = Client().head(path, headers={**HEADERS, "Authorization": tried})
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Basic realm="Winay", charset="UTF-8"')
    assert asking.get("formList").status_code == 200


def files_of(asking: Phone) -> dict[str, list[str]]:
    """What the manifest of each form on the list names, by form; after what a phone checks of every manifest."""
    return {
        form["formID"]: [file["filename"] for file in asking.files(form)] if "manifestUrl" in form else []
        for form in asking.forms()
    }


def test_every_shipped_form_finds_in_its_manifest_what_it_calls_for(settings: Any) -> None:
    """Collect says nothing where a manifest lacks a file: the form opens with a hole in it."""
    publish_shipped_forms(settings.WINAY_FORMS, by=SYSTEM, at=now())
    asking = phone()
    needs = {one.form_id: facts_of(bytes(one.xml)).needs for one in FormVersion.objects.all()}
    found = files_of(asking)
    assert {form: sorted(names) for form, names in found.items()} == {form: sorted(n) for form, n in needs.items()}
    assert sum(name.removesuffix(".csv") in LISTS for names in found.values() for name in names) >= 10
    for form in asking.forms():
        for file in asking.files(form) if "manifestUrl" in form else ():
            assert file["hash"].startswith("md5:") and asking.get(file["downloadUrl"]).status_code == 200


def test_lists_that_a_phone_holds_are_not_sent_again() -> None:
    """Collect keeps answers, and asks whether they are still so; a list may change at any moment and is asked for."""
    asking = phone()
    publish("con_audio", survey=AUDIO, media={"hola.mp3": b"ID3"})
    for path in ("formList", asking.forms()[0]["manifestUrl"], "lists/households/integrity"):
        first = asking.get(path, id="a")
        assert first["Cache-Control"] == "private, no-cache" and first["ETag"].startswith('"')
        url = first.wsgi_request.get_full_path()  # type: ignore[attr-defined]
        held = asking.client.get(url, headers={**COLLECT, "If-None-Match": first["ETag"]})
        assert (held.status_code, held.content, held["X-OpenRosa-Version"]) == (304, b"", "1.0")
    was = asking.get("formList")["ETag"]
    publish("otra")
    assert asking.get("formList")["ETag"] != was


def test_integrity_is_asked_as_the_other_lists_are() -> None:
    asking = phone()
    answer = asking.get("lists/households/integrity", id="a,b,,uuid:c")
    assert answer.status_code == 200 and answer["Content-Type"] == "text/xml; charset=utf-8"
    assert ElementTree.fromstring(answer.content).tag == "data" and answer["X-OpenRosa-Version"] == "1.0"


def test_two_pictures_of_equal_content_are_two_files(form: FormVersion) -> None:
    """Also under names that differ in capitals alone."""
    sender = scene.Phone(scene.credential()[1])
    pieces = [*pieces_of(answers(photo="1.jpg"), {"1.jpg": JPEG, "1.JPG": JPEG}), Piece("extra", b"x")]
    assert sender.post(body_of(pieces)).status_code == 201
    assert sorted(Attachment.objects.values_list("filename", flat=True)) == ["1.JPG", "1.jpg"]
