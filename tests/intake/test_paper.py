"""Paper sheets: their numbers, what a form computes over what was typed, and the submission that a sheet becomes."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from tests import people
from tests.journeys.sending import FORMS, xform
from tests.worlds import world
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.intake.desk.erasing import erase_answers
from winay.intake.desk.queries import Filters, list_submissions
from winay.intake.forms.preview import preview
from winay.intake.models import Attachment, FormVersion, Sheet, Submission
from winay.intake.paper.filling import calculations, filled
from winay.intake.paper.queries import open_sheets, scans_in_use, work_of
from winay.intake.paper.reading import ON_SCAN, Typed, Weight, faults, offered
from winay.intake.paper.rules import HeadSaid, new_number, sheet_number
from winay.intake.paper.services import begin_sheet, drop_sheet, hand_over_sheet, keep_sheet
from winay.intake.paper.xpath import Here, Unknown, text, truth
from winay.intake.reading.answers import Answers
from winay.intake.reading.xml import read
from winay.intake.receiving.bodies import unwrap
from winay.intake.receiving.queries import keys_in_use
from winay.intake.terms import State
from winay.journeys.shipped_forms import publish_shipped_forms

TODAY = date(2026, 11, 20)
PNG = b"\x89PNG\r\n\x1a\n" + b"papel" * 20


def test_a_number_tells_a_slip_of_the_pen_and_a_photocopy() -> None:
    for _time in range(200):
        number = new_number()
        assert sheet_number(number) == number and sheet_number(number.lower().replace("-", "")) == number
        assert sheet_number(f"{number}/2") == f"{number}/2" and sheet_number(f"{number}/0") is None
        for place, sign in enumerate(number):
            wrong = "7" if sign != "7" else "8"
            if sign != "-":
                assert sheet_number(number[:place] + wrong + number[place + 1 :]) is None
    assert sheet_number("") is None and sheet_number("HOJA 1") is None


ANSWERS = {
    "who/age": "17", "who/born": "1984-03-12", "who/item": "hens pigs", "members/kin": "participant", "members/n": "2",
    "members[2]/kin": "child", "members[2]/n": "3",
}  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "path", "holds"),
    [
        ("/data/who/age = 17", "x", True),
        (" /data/who/age  >= 18 or . = ''", "who/none", True),
        ("../age < 18 and not(../born = '')", "who/item", True),
        (". <= today()", "who/born", True),
        (". > today()", "who/born", False),
        (". > /data/who/none", "who/born", False),  # nothing is compared with nothing
        ("selected( /data/who/item , 'pigs')", "x", True),
        ("count-selected(.) <= 1", "who/item", False),
        ("../kin = 'child'", "members[2]/n", True),
        (" /data/members/kin  = 'child'", "members[2]/n", True),
        ("sum( /data/members/n ) = 5 and count( /data/members/kin ) = 2", "x", True),
        ("string-length(.) = 6", "who/long", False),
        ("regex(., '^[0-9]{2}$')", "who/age", True),
        ("number(format-date(today(), '%Y')) - number(format-date(../born, '%Y')) > 40", "who/age", True),
        ("if(../age > 10, 'a', 'b') != 'b'", "who/item", True),
        ("substring-before(substring-after('|hens:3|pigs:7|', '|pigs:'), '|') = 7", "x", True),
        ("substring-before('hens', ':') = ''", "x", True),
        ("-1 < 0 and 7 mod 2 = 1 and 6 div 4 = 1.5", "x", True),
    ],
)
def test_what_a_form_computes(expression: str, path: str, holds: bool) -> None:
    assert truth(expression, Here(ANSWERS, path, TODAY)) is holds


@pytest.mark.parametrize("expression", ["pulldata('a', 'b')", "instance('x')/root/item[name = 1]", "1 +", "(1", "@id"])
def test_what_is_not_understood_is_said(expression: str) -> None:
    with pytest.raises(Unknown):
        truth(expression, Here(ANSWERS, "x", TODAY))


def test_every_expression_of_the_shipped_forms_is_understood() -> None:
    lost = []
    for path in sorted(FORMS.glob("*.xlsx")):
        lines, made = preview(xform(path.stem)).lines, calculations(xform(path.stem))
        said = [one for line in lines for one in (line.condition, line.constraint)] + [one.expression for one in made]
        for expression in filter(None, said):
            try:
                text(expression, Here({}, "a/b", TODAY))
            except Unknown:
                lost.append((path.stem, expression))
    of_phones = ("uuid()", "instance(", "pulldata(", "indexed-repeat(")  # what no paper has
    assert [one for one in lost if not any(word in one[1] for word in of_phones)] == []


def test_choices_that_lean_on_an_answer_are_those_that_fit_it() -> None:
    (line,) = (one for one in preview(xform("asset_delivery")).lines if one.path == "things/thing")
    keys = {"things/key": "safe_water", "things[2]/key": "improved_stove"}
    water = offered(line, "things/thing", keys, TODAY)
    assert "whole" in water and {one.partition(".")[0] for one in water - {"whole"}} == {"safe_water"}
    stove = offered(line, "things[2]/thing", keys, TODAY)
    assert {one.partition(".")[0] for one in stove - {"whole"}} == {"improved_stove"}
    assert offered(line, "things[3]/thing", keys, TODAY) == set(line.values), "nothing is hidden before it is known"
    lines, said = preview(xform("asset_delivery")).lines, {"things/thing": "safe_water.jarra_y_vasos"}
    for key, doubted in (("safe_water", False), ("improved_stove", True)):
        typed = Typed(said, {"things": 1})
        found = faults(lines, typed, said | {"things/key": key, "things/item": key}, today=TODAY, listed={})
        assert ("intake.sheet_choice_apart" in {one.reason.code for one in found}) is doubted


def test_a_typed_form_is_the_xml_that_a_phone_sends() -> None:
    answers = {"who/household_code": "7K4M9-QXT2H", "others/relation": "neighbour", "others[2]/relation": "worker"}
    root = read(filled(xform("household_visit"), answers, {"others": 2, "agreements": 0}, instance_id="uuid:1"))
    found = Answers(root)
    assert (root.attributes["id"], found.text("meta/instanceID")) == ("household_visit", "uuid:1")
    assert [one.text("relation") for one in found.repeats("others")] == ["neighbour", "worker"]
    assert found.repeats("agreements") == [] and found.repeats("production") == []


# ---- the verbs


def _ana() -> Any:
    publish_shipped_forms(FORMS, by=SYSTEM, at=now())
    return people.acting_as(people.specialist())


ana = world(_ana)


def form() -> FormVersion:
    return FormVersion.objects.get(form_id="cash_book_line")


def head(**more: Any) -> HeadSaid:
    return replace(HeadSaid(new_number(), people.today() - timedelta(days=20), "Saturnina Quispe"), **more)


TYPED = {
    "book/nucleus": "Sumaq Ñan", "book/treasurer": "Saturnina Quispe", "book/line": "14", "movement/way": "out",
    "movement/purpose": "assets", "movement/what": "Diez cuyes reproductores", "movement/amount": "350.50",
    "movement/paid_from": "cash", "movement/who": "Feria de Vinchos", "voucher/kind": "sale_slip",
    "voucher/number": "B001-77", "voucher/photo": ON_SCAN, "balance/cash": "120", "balance/agrees": "yes",
}  # fmt: skip


def typed(said: HeadSaid, **more: str) -> Typed:
    day = said.filled_on.isoformat()
    change = {name.replace("__", "/"): value for name, value in more.items()}
    return Typed(TYPED | {"book/moved_on": day, "voucher/issued_on": day} | change, {})


def begun(ana: Any, said: HeadSaid) -> Sheet:
    return begin_sheet(form=form(), said=said, place_code="05", by=ana, by_name="Ana", at=now())


def kept(ana: Any, said: HeadSaid, scan: bytes | None = PNG, **more: str) -> Sheet:
    given = ("IMG_1.bin", scan) if scan is not None else None
    return keep_sheet(sheet=begun(ana, said), said=said, typed=typed(said, **more), scan=given, by=ana, at=now())


def handed(ana: Any, sheet: Sheet, *, as_written: bool = False) -> Submission:
    return hand_over_sheet(sheet=sheet, as_written=as_written, by=ana, by_name="Ana", at=now())


def refused(act: Any) -> list[str]:
    with pytest.raises(Refused) as found:
        act()
    return [one.code for one in found.value.reasons]


@pytest.mark.django_db
def test_a_sheet_becomes_a_submission_with_its_scan_and_who_typed_it(ana) -> None:
    said = head()
    sheet = kept(ana, said)
    assert keys_in_use() and scans_in_use() == {sheet.scan_sha256} and "Saturnina" not in sheet.answers
    sent = handed(ana, sheet)
    assert (sent.state, sent.sheet, sent.transcribed_by, sent.credential) == (
        State.RECEIVED, said.number, ana.public_id, None,
    )  # fmt: skip
    assert sent.late and sent.received_at.date() >= people.today()
    answers = Answers(read(unwrap(sent.body, sent.key_id, sent.body_sha256)))
    scan = Attachment.objects.get(submission=sent)
    assert answers.text("voucher/photo") == scan.filename and scan.named and scan.content_type == "image/png"
    assert settings.WINAY_BLOBS.get(scan.sha256) == PNG and answers.text("movement/amount") == "350.50"
    sheet.refresh_from_db()
    assert (sheet.submission, sheet.answers, sheet.scan_sha256, sheet.filled_on) == (sent, "", "", said.filled_on)
    assert refused(lambda: handed(ana, sheet)) == ["intake.sheet_handed_over"] and open_sheets([None])[0] == []
    for start, found in ((said.number[:4].lower(), [sent]), ("ZZZZ", [])):
        assert list(list_submissions(Filters(text=start), [None]).rows) == found, "found by the number on the sheet"


@pytest.mark.django_db
def test_the_same_paper_is_not_typed_twice(ana) -> None:
    said = head()
    handed(ana, kept(ana, said))
    assert refused(lambda: begun(ana, said)) == ["intake.sheet_known"]
    copy = replace(said, number=f"{said.number}/2")
    assert begun(ana, copy).number == copy.number
    other = begun(ana, head())
    assert refused(
        lambda: keep_sheet(sheet=other, said=said, typed=typed(said), scan=None, by=ana, at=now())
    ) == ["intake.sheet_known"]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": "AAAAA-AAAAA"}, "intake.sheet_number"),
        ({"filled_on": people.today() + timedelta(days=1)}, "intake.sheet_in_future"),
        ({"filled_on": people.today() - timedelta(days=3000)}, "intake.sheet_long_ago"),
        ({"on_behalf_of": " "}, "intake.sheet_behalf"),
    ],
)
def test_a_head_that_does_not_fit_is_refused(ana, change: Any, code: str) -> None:
    assert refused(lambda: begun(ana, head(**change))) == [code]


@pytest.mark.django_db
def test_without_its_scan_or_with_what_cannot_be_written_it_goes_nowhere(ana) -> None:
    assert refused(lambda: handed(ana, kept(ana, head(), scan=None))) == ["intake.sheet_unscanned"]
    assert refused(lambda: kept(ana, head(), scan=b"no picture")) == ["intake.sheet_no_scan"]
    bad = kept(ana, head(), movement__amount="mucho", movement__way="sideways", book__line="1.5")
    assert refused(lambda: handed(ana, bad, as_written=True)) == ["intake.sheet_wrong"]
    found = {one.path: one.reason.code for one in work_of(bad, today=people.today()).faults if one.weight == "wrong"}
    assert found == {
        "movement/amount": "intake.sheet_no_decimal", "movement/way": "intake.sheet_no_choice",
        "book/line": "intake.sheet_no_int",
    }  # fmt: skip


@pytest.mark.django_db
def test_what_the_form_would_not_let_through_goes_on_where_the_paper_has_it_so(ana) -> None:
    said = head()
    sheet = kept(ana, said, movement__amount="-5", movement__who="", movement__source="interest")
    assert refused(lambda: handed(ana, sheet)) == ["intake.sheet_doubted"]
    faults = {one.path: (one.weight, one.reason.code) for one in work_of(sheet, today=people.today()).faults}
    assert faults == {
        "movement/amount": (Weight.DOUBT, "intake.sheet_unfit"),
        "movement/who": (Weight.DOUBT, "intake.sheet_unanswered"),
        "movement/source": (Weight.DOUBT, "intake.sheet_not_asked"),
    }
    sent = handed(ana, sheet, as_written=True)
    answers = Answers(read(unwrap(sent.body, sent.key_id, sent.body_sha256)))
    assert (answers.text("movement/amount"), answers.text("movement/source")) == ("-5", "")


@pytest.mark.django_db
def test_a_sheet_is_the_territorys_and_a_draft_can_be_dropped(ana) -> None:
    other = people.acting_as(people.specialist(people.OUTSIDE))
    with pytest.raises(NotAllowed):
        begun(other, head())
    sheet = begun(ana, head())
    with pytest.raises(NotAllowed):
        drop_sheet(sheet=sheet, by=other)
    drop_sheet(sheet=sheet, by=ana)
    assert not Sheet.objects.exists()


@pytest.mark.django_db
def test_the_database_keeps_a_sheet_that_was_handed_over_and_asks_for_phone_or_paper(ana) -> None:
    sheet = kept(ana, head())
    sent = handed(ana, sheet)
    for attack in (
        lambda: Sheet.objects.filter(pk=sheet.pk).update(number=new_number()),
        lambda: Sheet.objects.filter(pk=sheet.pk).delete(),
        lambda: Submission.objects.filter(pk=sent.pk).update(sheet=new_number()),
        lambda: Submission.objects.filter(pk=sent.pk).update(transcribed_by=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()
    erased = erase_answers(
        submissions=[sent], where="05", why="Lo pidió la persona que firma.",
        by=people.acting_as(people.head()), by_name="Rosa", at=now(),
    )  # fmt: skip
    assert erased and Attachment.objects.get(submission=sent).filename.startswith("#")
