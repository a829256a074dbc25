"""Publishing forms: what is refused and in which words, what never changes, who may."""

import hashlib
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from tests import people
from tests.intake.workbooks import SURVEY, workbook
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.intake.forms.queries import files_in_use, find_form, form_bytes, forms_for_phones, knows_form
from winay.intake.forms.reading import facts_of, to_xform
from winay.intake.forms.rules import ENTITIES_KNOWN, FormFacts, publishable
from winay.intake.forms.services import publish_form, restore_form, retire_form
from winay.intake.models import FormMedia, FormVersion
from winay.journal.models import Line
from winay.journeys.wording import say

pytestmark = pytest.mark.django_db
AUDIO = [("type", "name", "label", "media::audio"), ("text", "answer", "¿Cómo está?", "hola.mp3")]
YES = [("list_name", "name", "label"), ("si_no", "si", "Sí")]
PNG = b"\x89PNG\r\n\x1a\n drawn"
WHY = "La reemplaza la versión corregida."


def publish(source: bytes | None = None, media: dict[str, bytes] | None = None, **more: Any) -> FormVersion:
    said: dict[str, Any] = {"by": SYSTEM, "at": now(), **more}
    return publish_form(source=workbook() if source is None else source, media=media or {}, **said)


def refused(source: bytes | None = None, media: dict[str, bytes] | None = None) -> list[str]:
    """The codes of a refusal; every reason has its words, and nothing was written."""
    before = FormVersion.objects.count(), Line.objects.count()
    with pytest.raises(Refused) as refusal:
        publish(source, media)
    assert all(say(reason) for reason in refusal.value.reasons)
    assert (FormVersion.objects.count(), Line.objects.count()) == before
    return [reason.code for reason in refusal.value.reasons]


def test_what_is_published_is_what_phones_get_byte_for_byte() -> None:
    source = workbook("prueba", "001", "Ficha «de» prueba & más")
    form = publish(source)
    kept = form_bytes(form.public_id)
    assert kept is not None and kept.xml == to_xform(source).xml
    assert kept.md5 == hashlib.md5(kept.xml).hexdigest() == form.xml_md5
    assert settings.WINAY_BLOBS.get(form.source_sha256) == source and form.source_sha256 in files_in_use()
    assert (form.form_id, form.version, form.title) == ("prueba", "001", "Ficha «de» prueba & más")
    assert Line.objects.latest("id").verb == "intake.publish_form"


def test_the_same_workbook_again_changes_nothing() -> None:
    source = workbook(survey=AUDIO)
    first, lines = publish(source, {"hola.mp3": b"ID3a"}), Line.objects.count()
    assert publish(source, {"hola.mp3": b"ID3a"}) == first
    assert Line.objects.count() == lines and FormVersion.objects.count() == 1
    assert refused(source, {"hola.mp3": b"ID3b"}) == ["intake.version_taken"]


def test_a_workbook_that_was_only_saved_again_changes_nothing() -> None:
    one, other = workbook(survey=AUDIO), workbook(survey=AUDIO, more={"notas": [("Pendiente: probar.",)]})
    assert one != other
    first, lines = publish(one, {"hola.mp3": b"ID3"}), Line.objects.count()
    assert publish(other, {"hola.mp3": b"ID3"}) == first and Line.objects.count() == lines
    assert refused(other, {"hola.mp3": b"ID3 other"}) == ["intake.version_taken"]


def test_a_version_is_never_replaced() -> None:
    publish(workbook(title="Una"))
    assert refused(workbook(title="Otra")) == ["intake.version_taken"]


def test_versions_are_texts_and_never_numbers() -> None:
    for version in ("1", "01", "1.0", "00000000000000000001"):
        publish(workbook(version=version))
    assert {form.version for form in FormVersion.objects.all()} == {"1", "01", "1.0", "00000000000000000001"}
    assert find_form("prueba", "01") != find_form("prueba", "1")
    assert find_form("prueba", "2") is None and knows_form("prueba") and not knows_form("Prueba")


def test_names_are_found_however_their_accents_are_written() -> None:
    composed, apart = "ni\u00f1ez", "nin\u0303ez"
    form = publish(workbook(form_id=apart, version=apart))
    assert find_form(composed, composed) == find_form(apart, apart) == form
    assert [listed.form_id for listed in forms_for_phones(apart)] == [composed]


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        (b"", ["intake.form_no_workbook"]),
        (b"type,name,label\ntext,a,A\n", ["intake.form_no_workbook"]),
        (b"PK\x03\x04 not a zip", ["intake.form_no_workbook"]),
        (workbook(survey=[("type", "name", "label"), ("text", "a b", "Mal")]), ["intake.form_wrong"]),
        (workbook(survey=[("type", "name", "label"), ("select_one no_list", "a", "Mal")]), ["intake.form_wrong"]),
        (workbook(survey=[*SURVEY, ("text", "answer", "Otra vez")]), ["intake.form_wrong"]),
        (workbook(settings={"omit_instanceID": "yes"}), ["intake.form_without_instance_id"]),
        (workbook(title="x" * 201), ["intake.form_named_wrong"]),
        (workbook(version="x" * 101), ["intake.form_named_wrong"]),
        (workbook(survey=AUDIO), ["intake.form_media_missing"]),
    ],
)  # fmt: skip
def test_what_cannot_be_published(source: bytes, codes: list[str]) -> None:
    assert refused(source) == codes


def test_a_workbook_of_gigabytes_is_no_workbook() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"0" * 60_000_000)
    assert refused(out.getvalue()) == ["intake.form_no_workbook"]


def test_the_mistake_is_told_in_the_converters_words() -> None:
    with pytest.raises(Refused) as refusal:
        publish(workbook(survey=[("type", "name", "label"), ("select_one no_list", "a", "Mal")], choices=YES))
    assert "no_list" in say(refusal.value.reasons[0])


def test_files_must_be_those_that_the_form_calls_for() -> None:
    source = workbook(survey=AUDIO)
    assert refused(source, {"Hola.mp3": b"ID3"}) == ["intake.form_media_missing", "intake.form_media_not_needed"]
    assert refused(source, {"hola.mp3": b"ID3", "Hola.mp3": b"ID3"}) == [
        "intake.form_media_clash", "intake.form_media_not_needed",
    ]  # fmt: skip
    assert refused(source, {"../hola.mp3": b"ID3"})[1] == "intake.form_media_named_wrong"
    form = publish(source, {"hola.mp3": b"ID3"})
    one = form.media.get()
    assert (one.filename, one.size, one.content_type) == ("hola.mp3", 3, "audio/mpeg")
    assert settings.WINAY_BLOBS.get(one.sha256) == b"ID3" and one.sha256 in files_in_use()


def test_files_are_found_wherever_a_form_calls_for_them() -> None:
    source = workbook(
        survey=[
            ("type", "name", "label", "media::image", "calculation", "appearance", "choice_filter"),
            ("select_one_from_file lugares.csv", "place", "Lugar", "", "", "", ""),
            ("calculate", "price", "", "", "pulldata('precios', 'precio', 'clave', 'papa')", "", ""),
            ("select_one unidad", "unit", "Unidad", "foto.png", "", "search('unidades')", ""),
            ("select_one_external dist", "dist", "Distrito", "", "", "", "true()"),
        ],
        choices=[("list_name", "name", "label"), ("unidad", "clave", "nombre")],
        more={"external_choices": [("list_name", "name", "label"), ("dist", "a", "A")]},
    )
    made = to_xform(source)
    assert set(facts_of(made.xml).needs) == {
        "lugares.csv", "precios.csv", "foto.png", "unidades.csv", "itemsets.csv",
    }  # fmt: skip
    given = dict.fromkeys(("lugares.csv", "precios.csv", "unidades.csv"), b"name,label\n") | {"foto.png": PNG}
    kept = publish(source, given).media.get(filename="itemsets.csv")
    assert b"dist" in settings.WINAY_BLOBS.get(kept.sha256), "the converter's own file comes with the form"
    assert publish(source, given) == kept.form


def test_last_saved_is_made_on_the_phone() -> None:
    source = workbook(
        survey=[("type", "name", "label", "default"), ("text", "a", "¿Quién?", "${last-saved#a}")]
    )  # fmt: skip
    assert facts_of(to_xform(source).xml).needs == ()


def test_entities_of_a_newer_kind_than_known_are_refused() -> None:
    for version, ok in [("", True), ("2025.1", True), ("2025.1.3", True), ("2025.10", False), ("2031.1.0", False)]:
        facts = FormFacts("a", "1", "A", True, version, ())
        decision = publishable(facts, given=[], alike=[])
        assert decision.ok == ok, version
    source = workbook(more={"entities": [("list_name", "label"), ("hogares", "${answer}")]})
    found = facts_of(to_xform(source).xml).entities_version
    assert found.startswith(ENTITIES_KNOWN), "the converter became newer than what we know"


def test_a_form_named_like_another_but_for_capitals_is_refused() -> None:
    publish(workbook(form_id="prueba"))
    assert refused(workbook(form_id="Prueba")) == ["intake.form_id_alike"]


def test_who_may_publish() -> None:
    by = people.acting_as(people.manager())
    form = publish(by=by)
    assert form.published_by == by.public_id
    for person in (people.head(), people.specialist(), people.auditor(), people.someone()):
        who = people.acting_as(person)
        with pytest.raises(NotAllowed):
            publish(workbook("otra"), by=who)
        with pytest.raises(NotAllowed):
            retire_form(form=form, reason=WHY, by=who, at=now())
        with pytest.raises(NotAllowed):
            restore_form(form=form, by=who, at=now())


def test_a_retired_version_leaves_the_list_and_can_come_back() -> None:
    old, new = publish(workbook(version="1")), publish(workbook(version="2"))
    by = people.acting_as(people.manager())
    assert [form.version for form in forms_for_phones()] == ["2"]
    retire_form(form=new, reason=WHY, by=by, at=now())
    assert [form.version for form in forms_for_phones()] == ["1"]
    with pytest.raises(Refused, match="form_retired"):
        retire_form(form=new, reason=WHY, by=by, at=now())
    with pytest.raises(Refused, match="reason_length"):
        retire_form(form=old, reason="   corta    ", by=by, at=now())
    retire_form(form=old, reason=WHY, by=by, at=now())
    assert forms_for_phones() == [] and form_bytes(old.public_id)
    restored = restore_form(form=new, by=by, at=now())
    assert restored.retired_why == "" and [form.version for form in forms_for_phones()] == ["2"]
    with pytest.raises(Refused, match="form_not_retired"):
        restore_form(form=new, by=by, at=now())
    assert [line.verb for line in Line.objects.order_by("-id")[:3]] == [
        "intake.restore_form", "intake.retire_form", "intake.retire_form",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE intake_form_version SET xml = NULL",
        "UPDATE intake_form_version SET version = '9'",
        "UPDATE intake_form_version SET xml_md5 = 'x'",
        "UPDATE intake_form_version SET retired_why = 'sin fecha'",
        "DELETE FROM intake_form_media",
        "DELETE FROM intake_form_version",
        "UPDATE intake_form_media SET filename = 'otra.mp3'",
        "INSERT INTO intake_form_media (form_id, filename, source, content_type, sha256, md5, size) "
        "SELECT form_id, 'b', 'file', 'x', '', '', NULL FROM intake_form_media",
    ],
)
def test_the_database_keeps_what_phones_were_given(attack: str) -> None:
    publish(workbook(survey=AUDIO), {"hola.mp3": b"ID3"})
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
    assert FormMedia.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("hola.mp3", b"", "empty"),
        ("hola.mp3", b"%PDF-1.7 no voice", "lies"),
        ("hola.mp3", b"MZ\x90\x00 a program", "lies"),
        ("foto.png", b"\xff\xd8\xff\xe0 a JPEG", "lies"),
        ("foto.svg", b"<svg/>", "unknown"),
        ("hoja.pdf", b"%PDF-1.7", "unknown"),
        ("sin_punto", b"ID3", "unknown"),
        ("lista.csv", PNG, "lies"),
        ("hola.mp3", b"ID3" + bytes(1_500_000), "too_large"),
        ("foto.png", PNG + bytes(500_000), "too_large"),
    ],
)
def test_a_file_that_phones_could_not_show_is_refused(name: str, content: bytes, code: str) -> None:
    survey = [("type", "name", "label", "media::image"), ("text", "answer", "¿Cómo está?", name)]
    assert refused(workbook(survey=survey), {name: content}) == [f"intake.form_media_{code}"]


def test_what_the_version_before_carried_need_not_be_given_again() -> None:
    publish(workbook(survey=AUDIO), {"hola.mp3": b"ID3 first"})
    newer = publish(workbook(version="2", survey=AUDIO))
    assert settings.WINAY_BLOBS.get(newer.media.get().sha256) == b"ID3 first"
    other = publish(workbook(version="3", survey=AUDIO), {"hola.mp3": b"ID3 second"})
    assert settings.WINAY_BLOBS.get(other.media.get().sha256) == b"ID3 second"


def test_a_repeat_that_may_have_no_round_opens_with_none() -> None:
    """`required: no` on the repeat alone does it; one that the form counts, or that says nothing, opens as always."""
    survey = [
        ("type", "name", "label", "required", "repeat_count"),
        ("begin_repeat", "free", "Otra persona", "no", ""),
        ("text", "free", "¿Cómo se llama?", "yes", ""),
        ("end_repeat", "", "", "", ""),
        ("begin_repeat", "asked", "Cada cosa", "", ""),
        ("text", "what", "¿Qué es?", "yes", ""),
        ("end_repeat", "", "", "", ""),
        ("begin_repeat", "counted", "Cada hijo", "no", "2"),
        ("text", "child", "¿Cómo se llama?", "no", ""),
        ("end_repeat", "", "", "", ""),
    ]
    xml = to_xform(workbook(survey=survey)).xml.decode()
    inside = xml[xml.index("<instance") : xml.index("</instance>")]
    assert '<free jr:template=""><free/></free><asked jr:template="">' in inside
    assert inside.count("<what/>") == inside.count("<child/>") == 2
    assert facts_of(xml.encode()).has_instance_id
