"""Forms as offices changed them: whose phones get which version, who may, and what no way round leads to."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.field.phones import Phone, adapted, message, office, phone, publish
from tests.field.scene import Phone as Sender
from tests.field.scene import answers
from tests.intake.test_publish import AUDIO, WHY
from tests.intake.workbooks import workbook
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.intake.desk.queries import Filters, forms_sent
from winay.intake.exporting.rows import answers_of_form
from winay.intake.forms import queries as listed_forms
from winay.intake.forms.differences import Aspect, differences
from winay.intake.forms.needs import needed
from winay.intake.forms.queries import forms_for_phones
from winay.intake.forms.reading import to_xform
from winay.intake.forms.services import adapt_form, publish_form, restore_form, retire_form
from winay.intake.models import FormVersion, Submission
from winay.intake.paper.rules import HeadSaid, new_number
from winay.intake.paper.services import begin_sheet
from winay.journal.models import Line
from winay.journeys.ingest import ingest_next
from winay.journeys.wording import say
from winay.places.models import Office
from winay.places.services import save_office

pytestmark = pytest.mark.django_db
HERE, THERE = "05", "21"


def versions(asking: Phone) -> list[str]:
    return [form["version"] for form in asking.forms()]


def head(place: str = HERE) -> Any:
    return people.acting_as(people.head(place))


def refused(source: bytes, whose: Office, by: Any = None, **more: Any) -> list[str]:
    """The codes of a refusal, in words each; nothing was written."""
    by = by or head()
    before = FormVersion.objects.count(), Line.objects.count()
    with pytest.raises(Refused) as refusal:
        adapt_form(source=source, media={}, office=whose, by=by, at=now(), needs=more.get("needs", {}))
    assert all(say(reason) for reason in refusal.value.reasons)
    assert (FormVersion.objects.count(), Line.objects.count()) == before
    return [reason.code for reason in refusal.value.reasons]


def test_an_offices_version_goes_to_its_phones_and_to_no_others() -> None:
    central = publish()
    here, there = office("UT-05", [HERE]), office("UT-21", [THERE])
    ours, theirs, everywhere = phone("0501"), phone("2101"), phone(None)
    own = adapted(here, survey=AUDIO, media={"hola.mp3": b"ID3 ours"})
    assert versions(ours) == ["2-UT-05"] and versions(theirs) == versions(everywhere) == ["1"]
    other = adapted(there)
    assert versions(ours) == ["2-UT-05"] and versions(theirs) == ["2-UT-21"] and versions(everywhere) == ["1"]
    listed = ours.forms()[0]
    assert ours.get(listed["downloadUrl"]).content == bytes(own.xml)
    (file,) = ours.files(listed)
    assert ours.get(file["downloadUrl"]).content == b"ID3 ours"
    # By the address that another phone was given, and by the id of what one does not get.
    for asking in (theirs, everywhere):
        for path in ("", "/manifest", "/media/hola.mp3"):
            answer = asking.get(f"form/{own.public_id}{path}")
            assert answer.status_code == 404 and message(answer)
    assert ours.get(f"form/{other.public_id}").status_code == 404
    assert ours.get(f"form/{central.public_id}").status_code == 200, "a phone may be in the middle of fetching it"


def test_a_phone_of_a_part_gets_it_and_one_of_more_than_the_office_does_not() -> None:
    publish()
    adapted(office("UT-0501", ["0501"]))
    assert [versions(phone(place)) for place in ("0501", "050101", "0502", HERE)] == [["2-UT-0501"]] * 2 + [["1"]] * 2


def test_what_an_office_looks_after_decides_as_it_changes() -> None:
    publish()
    adapted(office("UT-0501", ["0501"]))
    asking = phone("0502")
    assert versions(asking) == ["1"]
    save_office(code="UT-0501", name="Unidad", seat="", place_codes=["0502"], by=SYSTEM, at=now())
    listed_forms.memory.forget()  # known after some seconds: what offices look after changes once in years
    assert versions(asking) == ["2-UT-0501"]


def test_withdrawn_the_central_one_comes_back_and_what_phones_still_hold_is_read() -> None:
    publish()
    whose = office("UT-05", [HERE])
    own, asking = adapted(whose), phone("0501")
    held = asking.forms()[0]["downloadUrl"]
    retire_form(form=own, reason=WHY, by=head(), at=now())
    assert versions(asking) == ["1"] and asking.get(held).status_code == 200
    sender = Sender(asking.token)
    for version in ("2-UT-05", "1", "9-UT-05"):
        assert sender.send(answers(form="prueba", version=version)).status_code == 201
    while ingest_next(at=now()):
        pass
    said = {row.version: (row.retired_version, row.unknown_version, row.state) for row in Submission.objects.all()}
    assert said == {
        "2-UT-05": (True, False, "stored"), "1": (False, False, "stored"), "9-UT-05": (False, True, "stored"),
    }  # fmt: skip
    restore_form(form=own, by=head(), at=now())
    assert versions(asking) == ["2-UT-05"]


def test_a_newer_one_takes_the_place_of_the_offices_own_and_a_newer_central_one_does_not() -> None:
    publish()
    whose, asking = office("UT-05", [HERE]), phone("0501")
    first, second = adapted(whose, version="2"), adapted(whose, version="3")
    first.refresh_from_db()
    assert versions(asking) == ["3-UT-05"] and "3-UT-05" in first.retired_why
    publish(version="9")
    assert versions(asking) == ["3-UT-05"] and versions(phone("2101")) == ["9"]
    with pytest.raises(Refused, match="office_has_version"):
        restore_form(form=first, by=head(), at=now())
    retire_form(form=second, reason=WHY, by=head(), at=now())
    assert versions(asking) == ["9"], "the central one, and not the office's one before"


def test_the_same_workbook_again_changes_nothing_and_a_withdrawn_one_is_brought_back_by_hand() -> None:
    publish()
    whose = office("UT-05", [HERE])
    own, lines = adapted(whose), Line.objects.filter(verb="intake.adapt_form").count()
    assert adapted(whose) == own and Line.objects.filter(verb="intake.adapt_form").count() == lines == 1
    retire_form(form=own, reason=WHY, by=head(), at=now())
    assert refused(workbook(version="2-UT-05"), whose) == ["intake.version_withdrawn"]


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        (b"", ["intake.form_no_workbook"]),
        (workbook(version="2"), ["intake.version_not_of_office"]),
        (workbook(version=""), ["intake.version_not_of_office"]),
        (workbook(version="-UT-05"), ["intake.version_not_of_office"]),
        (workbook(version="2-UT-21"), ["intake.version_not_of_office"]),
        (workbook("otra", "2-UT-05"), ["intake.form_not_central"]),
        (workbook("Prueba", "2-UT-05"), ["intake.form_id_alike", "intake.form_not_central"]),
        (workbook(version="2-UT-05", survey=AUDIO), ["intake.form_media_missing"]),
    ],
)  # fmt: skip
def test_what_an_office_cannot_put_into_use(source: bytes, codes: list[str]) -> None:
    publish()
    assert refused(source, office("UT-05", [HERE])) == codes


def test_what_the_reader_needs_is_asked_of_an_offices_version_too() -> None:
    publish()
    whose = office("UT-05", [HERE])
    needs = {"prueba": [needed("when/minutes")]}
    assert refused(workbook(version="2-UT-05"), whose, needs=needs) == ["intake.needs_question"]


def test_an_office_that_looks_after_no_place_has_no_phones() -> None:
    publish()
    manager = people.acting_as(people.manager())
    source = workbook(version="2-UT-X")
    assert refused(source, office("UT-X", []), manager) == ["intake.office_without_places"]


def test_who_may() -> None:
    publish()
    whose = office("UT-05", [HERE])
    own = adapted(whose)
    central = FormVersion.objects.get(office=None)
    outsiders = [people.head(THERE), people.head("0501"), people.auditor(), people.someone()]
    for person in outsiders:
        by = people.acting_as(person)
        with pytest.raises(NotAllowed):
            adapt_form(source=workbook(version="3-UT-05"), media={}, office=whose, by=by, at=now(), needs={})
        with pytest.raises(NotAllowed):
            retire_form(form=own, reason=WHY, by=by, at=now())
        with pytest.raises(NotAllowed):
            restore_form(form=own, by=by, at=now())
    with pytest.raises(NotAllowed):
        adapt_form(source=workbook(version="3-UT-05"), media={}, office=whose, by=SYSTEM, at=now(), needs={})
    with pytest.raises(NotAllowed):
        retire_form(form=central, reason=WHY, by=head(), at=now())
    for person in (people.specialist(HERE), people.manager()):
        by = people.acting_as(person)
        restore_form(form=retire_form(form=own, reason=WHY, by=by, at=now()), by=by, at=now())


def test_a_name_is_taken_once_by_whoever_comes_first() -> None:
    publish()
    adapted(office("UT-05", [HERE]))
    with pytest.raises(Refused, match="version_taken"):
        publish_form(source=workbook(version="2-UT-05", title="Central"), media={}, by=SYSTEM, at=now())
    with pytest.raises(Refused, match="version_taken"):
        publish_form(source=workbook(version="2-UT-05"), media={}, by=SYSTEM, at=now())


def test_the_database_keeps_an_office_to_one_version_in_use_and_a_version_to_its_office() -> None:
    publish()
    here, there = office("UT-05", [HERE]), office("UT-21", [THERE])
    first, second = adapted(here, version="2"), adapted(here, version="3")
    with pytest.raises(IntegrityError), transaction.atomic():
        FormVersion.objects.filter(pk=first.pk).update(retired_at=None, retired_by=None, retired_why="")
    with pytest.raises(IntegrityError), transaction.atomic():
        twin = FormVersion.objects.get(pk=second.pk)
        twin.pk, twin.version = None, "4-UT-05"
        twin.public_id = FormVersion._meta.get_field("public_id").get_default()
        twin.save(force_insert=True)
    for other in (there, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            FormVersion.objects.filter(pk=second.pk).update(office=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.filter(pk=here.pk).delete()


def test_the_journal_tells_what_was_changed_and_for_whom() -> None:
    publish(survey=[("type", "name", "label"), ("text", "answer", "¿Cómo está?"), ("text", "gone", "¿Y eso?")])
    whose = office("UT-05", [HERE])
    adapted(whose)
    survey = [("type", "name", "label"), ("text", "answer", "¿Qué tal?"), ("text", "water", "¿Tiene agua?")]
    own = adapted(whose, version="3", survey=survey)
    line = Line.objects.latest("id")
    body = json.loads(line.body)
    told = body["after"]
    assert line.verb == "intake.adapt_form" and told["office"] == "UT-05" and body["before"] == {"version": "2-UT-05"}
    assert (told["questions_added"], told["questions_dropped"], told["questions_changed"]) == (
        ["water"], ["gone"], ["answer"],
    )  # fmt: skip
    assert {(one.kind, one.key) for one in line.subjects.all()} >= {("form", str(own.public_id)), ("office", "UT-05")}


def test_files_and_lists_of_the_desk_hold_nothing_of_another_office() -> None:
    publish(title="Central")
    survey = [("type", "name", "label"), ("text", "answer", "¿Cómo está?"), ("text", "theirs", "Suyo")]
    adapted(office("UT-21", [THERE]), survey=survey, title="De Puno")
    ours, theirs = (answers_of_form("prueba", Filters(), (place,)) for place in (HERE, THERE))
    assert ours and theirs
    assert "theirs" in {one.path for one in theirs.tables[0].columns}
    assert "theirs" not in {one.path for one in ours.tables[0].columns}
    assert ours.title == theirs.title == forms_sent()["prueba"] == "Central"


def test_paper_of_an_offices_version_is_typed_in_by_that_office() -> None:
    publish()
    own, said = adapted(office("UT-05", [HERE])), HeadSaid(new_number(), people.today(), "Nilda Sulca")
    with pytest.raises(Refused, match="sheet_other_office"):
        begin_sheet(form=own, said=said, place_code=THERE, by=head(THERE), by_name="Julio", at=now())
    assert begin_sheet(form=own, said=said, place_code="0501", by=head(), by_name="Ana", at=now()).form == own


def test_what_a_territory_gets_is_two_questions_to_the_database(
    django_assert_num_queries: Any,
) -> None:
    publish()
    adapted(office("UT-05", [HERE])), adapted(office("UT-21", [THERE]))
    with django_assert_num_queries(2):
        assert [one.version for one in forms_for_phones(place_code="050101")] == ["2-UT-05"]


HEAD = ("type", "name", "label::Español (es)", "label::Runasimi (quy)", "hint::Español (es)", "required", "relevant",
        "constraint", "calculation")  # fmt: skip


def asked(*rows: tuple[str, ...], choices: dict[str, str]) -> bytes:
    listed = [("list_name", "name", "label::Español (es)"), *(("yes_no", key, text) for key, text in choices.items())]
    survey = [HEAD, *(row + ("",) * (len(HEAD) - len(row)) for row in rows)]
    return to_xform(workbook(survey=survey, choices=listed, settings={"default_language": "Español (es)"})).xml


def test_what_differs_is_found_question_by_question() -> None:
    central = asked(
        ("text", "name", "Nombre", "Suti"), ("integer", "age", "Edad", "Wata", "", "yes", "", ". < 120"),
        ("select_one yes_no", "agrees", "¿Acepta?", "¿Ari?"), ("text", "gone", "Se va", "Ripun"),
        ("calculate", "code", "", "", "", "", "", "", "1 + 1"),
        choices={"yes": "Sí", "no": "No"},
    )  # fmt: skip
    own = asked(
        ("select_one yes_no", "agrees", "¿Acepta?", "¿Ari?", "", "", "${age} > 17"),
        ("text", "name", "Nombre", "Sutiyki", "Como lo dice"), ("decimal", "age", "Edad", "Wata", "", "", "", ". < 99"),
        ("text", "fresh", "¿Tiene agua?", "¿Yaku?"), ("calculate", "code", "", "", "", "", "", "", "1 + 2"),
        choices={"yes": "Claro", "maybe": "Quizá"},
    )  # fmt: skip
    found = differences(central, own)
    assert [(one.path, one.label) for one in found.added] == [("fresh", "¿Tiene agua?")]
    assert [(one.path, one.label) for one in found.dropped] == [("gone", "Se va")]
    assert found.reordered and found.any
    told = {one.path: {(c.aspect, c.old, c.new, c.language) for c in one.changes} for one in found.changed}
    assert told == {
        "name": {
            (Aspect.HINT, "", "Como lo dice", "Español (es)"), (Aspect.WORDS, "Suti", "Sutiyki", "Runasimi (quy)"),
        },
        "age": {
            (Aspect.KIND, "int", "decimal", ""), (Aspect.OPTIONAL, "", "", ""),
            (Aspect.CONSTRAINT, ". < 120", ". < 99", ""),
        },
        "agrees": {
            (Aspect.CONDITION, "", told_condition(found), ""), (Aspect.CHOICES_ADDED, "", "Quizá (maybe)", ""),
            (Aspect.CHOICES_DROPPED, "No (no)", "", ""), (Aspect.CHOICES_WORDS, "Sí", "Claro", "Español (es)"),
        },
        "code": {(Aspect.CALCULATION, "1 + 1", "1 + 2", "")},
    }  # fmt: skip
    assert not differences(central, central).any


def told_condition(found: Any) -> str:
    """The condition as the converter wrote it."""
    (one,) = (c.new for q in found.changed if q.path == "agrees" for c in q.changes if c.aspect is Aspect.CONDITION)
    assert "age" in one and "17" in one
    return str(one)


def test_an_offices_version_has_the_files_of_the_one_that_it_changes() -> None:
    publish(survey=AUDIO, media={"hola.mp3": b"ID3 central"})
    whose, asking = office("UT-05", [HERE]), phone("0501")
    own = adapted(whose, survey=AUDIO)
    assert own.media.get().sha256 == FormVersion.objects.get(office=None).media.get().sha256
    (file,) = asking.files(asking.forms()[0])
    assert asking.get(file["downloadUrl"]).content == b"ID3 central"
    adapted(whose, version="3", survey=AUDIO, media={"hola.mp3": b"ID3 ours"})
    adapted(whose, version="4", survey=AUDIO)
    (file,) = asking.files(asking.forms()[0])
    assert asking.get(file["downloadUrl"]).content == b"ID3 ours", "and then those of its own"
    drawn = [("type", "name", "label", "media::image"), ("text", "answer", "Cocina", "improved_stove.png")]
    kept = adapted(whose, version="5", survey=drawn).media.get()
    assert (kept.filename, kept.content_type) == ("improved_stove.png", "image/png")
