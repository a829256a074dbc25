"""Deciding: two people, dates that can be, figures that still stand, ground that is still free."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.conf import settings

from tests import people
from tests.targeting import scene
from tests.targeting.scene import REASON, codes, lines_of
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journal.models import Subject
from winay.places.localities import LocalityRow, add_localities
from winay.targeting.models import Annulment, Area, AreaAct, AreaLocality, Selection
from winay.targeting.services.decisions import act_of, annul_selection, return_selection
from winay.targeting.services.drafts import submit_selection, withdraw_selection
from winay.targeting.services.farms import withdraw_farm_table
from winay.targeting.terms import AreaActKind, SelectionState

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db):
    return people.acting_as(people.specialist())


@pytest.fixture
def rosa(db):
    return people.acting_as(people.head())


def test_an_approval_keeps_its_list_by_hash_and_names_every_area_in_the_journal(ana, rosa):
    made = scene.approved(ana, rosa)
    assert (made.state, made.decided_by, made.decided_on) == ("approved", rosa.person, people.today())
    content = settings.WINAY_BLOBS.get(made.act_sha256)
    assert content == act_of(made)  # the same rows, the same bytes
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert len(rows) == made.areas.count()
    assert sum(row["chosen"] == "1" for row in rows) == made.areas.filter(chosen=True).count()
    line = made_line("approve_selection")
    places = set(Subject.objects.filter(line=line, kind="place").values_list("key", flat=True))
    assert places == {row["ubigeo"] for row in rows if row["chosen"] == "1"} | {"0502"}
    assert made.act_sha256 in line.body


def made_line(verb):
    from winay.journal.models import Line

    (line,) = Line.objects.filter(verb=f"targeting.{verb}")
    return line


def test_the_act_writes_numbers_in_their_unit_and_no_formula(ana):
    wilder = people.acting_as(people.specialist(name="Wilder Ccori"))
    made = scene.draft(ana, version=scene.LATEST, wanted=scene.PREFERRED, departure=REASON)
    area = scene.an_area(made)
    scene.confirm(scene.propose(area, ana, reason='=HYPERLINK("http://x"), lo pidió la asamblea'), wilder)
    row = next(r for r in csv.DictReader(io.StringIO(act_of(made).decode())) if r["ubigeo"] == area.area.district.code)
    assert row["exception"].startswith("'=HYPERLINK")
    finding = area.findings.get(criterion__key="poverty")
    assert finding.found / 1000 == float(row["poverty_found"]) and row["poverty_needed"] == "40.000"


def test_whoever_had_a_hand_in_it_does_not_approve_it(ana):
    """Drafted it, sent it, or proposed one of its exceptions: the three of them are refused, a fourth may."""
    drafter, sender, proposer = (people.acting_as(people.head(name=n)) for n in ("Uno Uno", "Dos Dos", "Tres Tres"))
    made = scene.draft(drafter)
    override = scene.propose(scene.an_area(made), proposer)
    scene.confirm(override, drafter)
    submit_selection(selection=made, by=sender, at=now())
    for who in (drafter, sender, proposer):
        with pytest.raises(Refused) as refused:
            scene.approve(made, who)
        assert codes(refused) == ["same_person"]
    assert lines_of("approve_selection") == 0
    assert scene.approve(made, people.acting_as(people.manager())).state == SelectionState.APPROVED


def test_only_who_may_approve_there_decides(ana):
    made = scene.submitted(ana)
    ended = people.acting_as(people.head(), people.today() - timedelta(days=1))
    elsewhere = people.acting_as(people.head("0503"))
    for who in (ana, _as(people.auditor()), _as(people.other_head()), _as(people.someone()), SYSTEM, ended, elsewhere,
                _as(people.head(program="noa-jayatai"))):  # fmt: skip
        for verb in (scene.approve, lambda s, w: return_selection(selection=s, reason=REASON, by=w, at=now())):
            with pytest.raises(NotAllowed):
                verb(made, who)
    assert Selection.objects.get(pk=made.pk).state == SelectionState.SUBMITTED


def test_a_decision_may_be_entered_late_but_not_early(ana, rosa):
    today = people.today()
    made = scene.submitted(ana)
    for on, code in ((today + timedelta(days=1), "decided_in_future"), (date(2013, 12, 31), "decided_before_version")):
        with pytest.raises(Refused) as refused:
            scene.approve(made, rosa, on=on)
        assert codes(refused) == [code]
    assert scene.approve(made, rosa, on=today - timedelta(days=40)).decided_on == today - timedelta(days=40)


def test_drafts_decided_withdrawn_and_annulled_selections_are_not_decided_again(ana, rosa):
    drafted = scene.draft(ana, "0503")
    approved = scene.approved(ana, rosa)
    gone = withdraw_selection(selection=scene.submitted(ana, "0504"), reason=REASON, by=ana, at=now())
    for made in (drafted, approved, gone):
        for verb in (scene.approve, lambda s, w: return_selection(selection=s, reason=REASON, by=w, at=now())):
            with pytest.raises(Refused) as refused:
                verb(made, rosa)
            assert "not_submitted" in codes(refused)
    for made in (drafted, gone):
        with pytest.raises(Refused) as refused:
            annul_selection(selection=made, reason=REASON, by=rosa, at=now())
        assert codes(refused) == ["not_approved"]
    with pytest.raises(Refused) as refused:
        withdraw_selection(selection=approved, reason=REASON, by=ana, at=now())
    assert codes(refused) == ["not_open"]


def test_a_returned_selection_is_a_draft_with_its_observation(ana, rosa):
    made = scene.submitted(ana)
    with pytest.raises(Refused) as refused:
        return_selection(selection=made, reason="no", by=rosa, at=now())
    assert codes(refused) == ["reason_short"]
    back = return_selection(selection=made, reason=REASON, by=rosa, at=now())
    assert (back.state, back.returned_why, back.submitted_by) == ("draft", REASON, None)
    assert scene.propose(scene.an_area(back), ana).pk
    assert lines_of("return_selection") == 1


def test_an_annulment_stands_beside_the_approval_and_frees_the_ground(ana, rosa):
    made = scene.approved(ana, rosa)
    with pytest.raises(Refused):
        annul_selection(selection=made, reason="", by=rosa, at=now())
    for who in (ana, _as(people.auditor()), _as(people.other_head()), SYSTEM):
        with pytest.raises(NotAllowed):
            annul_selection(selection=made, reason=REASON, by=who, at=now())
    annul_selection(selection=made, reason=REASON, by=rosa, at=now())
    with pytest.raises(Refused) as refused:
        annul_selection(selection=made, reason=REASON, by=rosa, at=now())
    assert codes(refused) == ["annulled_already"]
    assert Selection.objects.get(pk=made.pk).state == SelectionState.APPROVED and Annulment.objects.count() == 1
    assert scene.approved(ana, rosa).state == SelectionState.APPROVED
    assert lines_of("annul_selection") == 1


@pytest.mark.parametrize(("years", "free"), [(0, False), (2, False), (-2, False), (3, True), (-3, True)])
def test_an_area_is_not_chosen_twice_within_three_years_of_one_program(ana, rosa, years, free):
    year = people.today().year - 3
    scene.approved(ana, rosa, cohort=year)
    again = scene.submitted(ana, "050202" if years else "05", cohort=year + years)
    if free:
        assert scene.approve(again, rosa).pk
    else:
        with pytest.raises(Refused) as refused:
            scene.approve(again, rosa)
        assert codes(refused) == ["chosen_twice"]


def test_a_locality_is_not_chosen_twice_however_its_area_was_drawn_since(ana, rosa):
    """Areas are drawn anew; the people of a locality would still be in the program twice."""
    year = people.today().year - 1
    area = Area.objects.get(code="050202")
    hamlet = add_localities([LocalityRow("0502029001", "Caserío")], synthetic=False, by=SYSTEM, at=now())[0]
    held = AreaLocality.objects.create(area=area, locality=hamlet)
    scene.approved(ana, rosa, "050202", cohort=year)
    act = AreaAct.objects.create(kind=AreaActKind.EDITED, district=area.district, by=SYSTEM.public_id, at=now())
    held.current = False
    held.save()
    Area.objects.filter(pk=area.pk).update(retired_by=act)
    drawn = Area.objects.create(
        code="050202-9001", district=area.district, name="Caserío", households=90, origin="edited", made_by=act
    )
    AreaLocality.objects.create(area=drawn, locality=hamlet)
    again = scene.submitted(ana, "050202", cohort=year + 1)
    with pytest.raises(Refused) as refused:
        scene.approve(again, rosa)
    assert codes(refused) == ["chosen_twice"]


def test_another_program_may_choose_the_same_area(ana, rosa):
    manager, other = people.acting_as(people.manager()), people.acting_as(people.manager("Otra Gerente"))
    first = scene.approved(manager, other, "16")
    again = scene.approved(manager, other, "16", version="noa-jayatai@2013.1")
    mine, theirs = (set(s.areas.filter(chosen=True).values_list("area_id", flat=True)) for s in (first, again))
    assert mine & theirs


def test_an_area_left_out_by_exception_is_free(ana, rosa):
    wilder = people.acting_as(people.specialist(name="Wilder Ccori"))
    made = scene.draft(ana, "0502")
    area = made.areas.get(area__district__code="050201")
    scene.confirm(scene.propose(area, ana), wilder)
    scene.approve(submit_selection(selection=made, by=ana, at=now()), rosa)
    assert scene.approved(ana, rosa, "050201").pk


def test_figures_that_changed_since_the_draft_stop_the_approval(ana, rosa):
    made = scene.submitted(ana)
    table = scene.farm_table(ana)
    with pytest.raises(Refused) as refused:
        scene.approve(made, rosa)
    assert codes(refused) == ["figures_changed"]
    fresh = scene.submitted(ana)
    withdraw_farm_table(table=table, reason=REASON, by=ana, at=now())
    with pytest.raises(Refused) as refused:
        scene.approve(fresh, rosa)
    assert codes(refused) == ["figures_changed"]


def test_a_refusal_names_every_objection_at_once(ana):
    made = scene.draft(people.acting_as(head := people.head()))
    with pytest.raises(Refused) as refused:
        scene.approve(made, people.acting_as(head), on=people.today() + timedelta(days=1))
    assert codes(refused) == ["not_submitted", "same_person", "decided_in_future"]


def _as(person):
    return people.acting_as(person)
