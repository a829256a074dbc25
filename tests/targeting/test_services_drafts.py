"""Preparing a selection: what is frozen, what is refused, who may, and how it is taken back."""

from datetime import timedelta

import pytest

from tests import people
from tests.targeting import scene
from tests.targeting.scene import REASON, codes, lines_of
from winay.accounts.queries import ActingPerson
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.places.models import Place
from winay.targeting.models import AreaFinding, Override, Selection, SelectionArea
from winay.targeting.services.drafts import (
    confirm_override,
    draft_selection,
    propose_override,
    submit_selection,
    withdraw_override,
    withdraw_selection,
)
from winay.targeting.terms import Answer, SelectionState

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db: None) -> ActingPerson:
    return people.acting_as(people.specialist())


@pytest.fixture
def elmer(db: None) -> ActingPerson:
    return people.acting_as(people.specialist(name="Elmer Huamaní Ccori"))


def test_a_draft_freezes_every_area_and_finding(ana):
    made = scene.draft(ana, note=" Para la asamblea. ")
    seen = scene.screening(within="0502")
    assert made.state == SelectionState.DRAFT and made.note == "Para la asamblea." and made.departure == ""
    assert made.figures_revision == seen.revision
    rows = {a.area_id: a for a in made.areas.all()}
    assert len(rows) == len(seen.rows) > 0
    for row in seen.rows:
        kept = rows[row.area.area_id]
        assert (kept.level, kept.near_miss, kept.households) == (row.level, row.near_miss, row.area.households)
        assert kept.chosen == (row.level > Answer.UNKNOWN)
        found = [(f.answer, f.found, f.low, f.high, f.lent) for f in kept.findings.order_by("criterion__position")]
        assert found == [(int(f.answer), f.found, f.low, f.high, f.lent) for f in seen.findings(row)]
    assert lines_of("draft_selection") == 1


def test_a_draft_never_reaches_beyond_its_territory(ana):
    """Whatever screening the caller hands over: areas of other offices stay out."""
    made = draft_selection(
        screening=scene.screening(), territory=Place.objects.get(code="0502"), cohort=people.today().year,
        departure="", note="", by=ana, at=now(),
    )  # fmt: skip
    assert {a.area.district.code[:4] for a in made.areas.select_related("area__district")} == {"0502"}


WHAT_IF = {"place": "0502", "version": scene.LATEST, "wanted": scene.PREFERRED}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"place": "0502", "cohort": 2013}, "cohort_before_version"),
        ({"place": "0502", "cohort": 2099}, "cohort_far"),
        ({"place": "0502", "note": "x" * 601}, "text_long"),
        ({"place": "0502", "note": "con un \0 dentro"}, "text_unreadable"),
        (WHAT_IF, "departure_needs_reason"),
        ({**WHAT_IF, "departure": " . " * 20}, "departure_needs_reason"),
        ({**WHAT_IF, "departure": "razón " * 200}, "text_long"),
    ],
)  # fmt: skip
def test_a_draft_that_cannot_be_is_refused(ana, change, code):
    with pytest.raises(Refused) as refused:
        scene.draft(ana, **change)
    assert codes(refused) == [code]
    assert Selection.objects.count() == 0 and lines_of("draft_selection") == 0


def test_a_place_without_rural_areas_is_refused(ana):
    manager = people.acting_as(people.manager())
    empty = Place.objects.filter(level="district").exclude(pk__in=_with_areas()).first()
    with pytest.raises(Refused) as refused:
        scene.draft(manager, empty.code)
    assert codes(refused) == ["no_areas"]


def test_a_departure_is_kept_with_its_reason_and_marks_what_changed(ana):
    made = scene.draft(ana, version=scene.LATEST, wanted=scene.PREFERRED, departure=REASON)
    assert made.departure == REASON
    assert {c.key for c in made.criteria.filter(changed=True)} == {"subsistence_predominance"}


@pytest.mark.parametrize("cohort_years", [0, 1, 2])
def test_cohorts_up_to_two_years_ahead_may_be_drafted(ana, cohort_years):
    assert scene.draft(ana, cohort=people.today().year + cohort_years).pk


def test_only_people_with_the_right_for_the_place_draft(ana):
    nobody = people.acting_as(people.someone())
    for who in (nobody, _as(people.auditor()), _as(people.other_head()), SYSTEM):
        with pytest.raises(NotAllowed):
            scene.draft(who)
    with pytest.raises(NotAllowed):
        scene.draft(ana, None)  # the whole country is not Ayacucho
    with pytest.raises(NotAllowed):
        scene.draft(_as(people.specialist(program="noa-jayatai")))  # another program's specialist
    assert scene.draft(_as(people.specialist("0502"))).pk


def test_a_grant_that_ended_no_longer_drafts(ana):
    tomorrow = people.acting_as(ana.person, people.today() - timedelta(days=1))
    with pytest.raises(NotAllowed):  # before the grant began, as after it ended
        scene.draft(tomorrow)


def test_an_exception_takes_two_people_and_changes_the_choice(ana, elmer):
    area = scene.an_area(scene.draft(ana))
    override = scene.propose(area, ana)
    assert SelectionArea.objects.get(pk=area.pk).chosen  # proposed is not decided
    with pytest.raises(Refused) as refused:
        scene.confirm(override, ana)
    assert codes(refused) == ["same_person_override"]
    scene.confirm(override, elmer)
    assert not SelectionArea.objects.get(pk=area.pk).chosen
    with pytest.raises(Refused) as refused:
        scene.confirm(override, elmer)
    assert codes(refused) == ["override_confirmed"]
    assert (lines_of("propose_override"), lines_of("confirm_override")) == (1, 1)


def test_an_unknown_area_enters_by_two_people(ana, elmer):
    made = scene.draft(ana, version=scene.LATEST)
    area = made.areas.filter(level=Answer.UNKNOWN).first()
    assert not area.chosen
    scene.confirm(scene.propose(area, ana, include=True), elmer)
    assert SelectionArea.objects.get(pk=area.pk).chosen


@pytest.mark.parametrize(
    ("reason", "code"),
    [("", "override_reason_short"), ("muy corta", "override_reason_short"), (" " * 40, "override_reason_short"),
     ("." * 40, "override_reason_short"), ("a" * 601, "text_long"), (REASON + "\0", "text_unreadable")],
)  # fmt: skip
def test_an_exception_needs_a_reason_that_can_be_read(ana, reason, code):
    with pytest.raises(Refused) as refused:
        scene.propose(scene.an_area(scene.draft(ana)), ana, reason=reason)
    assert codes(refused) == [code]
    assert Override.objects.count() == 0 and lines_of("propose_override") == 0


def test_an_exception_that_changes_nothing_and_a_second_one_are_refused(ana):
    area = scene.an_area(scene.draft(ana))
    with pytest.raises(Refused) as refused:
        scene.propose(area, ana, include=True)
    assert codes(refused) == ["override_changes_nothing"]
    scene.propose(area, ana)
    with pytest.raises(Refused) as refused:
        scene.propose(area, ana, include=False)
    assert codes(refused) == ["override_open"]


def test_an_exception_taken_back_gives_the_area_back_to_the_criteria(ana, elmer):
    area = scene.an_area(scene.draft(ana))
    override = scene.confirm(scene.propose(area, ana), elmer)
    withdraw_override(override=override, by=elmer, at=now())
    assert SelectionArea.objects.get(pk=area.pk).chosen
    for verb in (withdraw_override, confirm_override):
        with pytest.raises(Refused) as refused:
            verb(override=override, by=elmer, at=now())
        assert codes(refused) == ["override_withdrawn"]
    assert scene.propose(area, elmer).pk  # and another may be proposed
    assert lines_of("withdraw_override") == 1


def test_exceptions_are_for_the_people_of_the_place(ana):
    area = scene.an_area(scene.draft(ana))
    override = scene.propose(area, ana)
    for who in (_as(people.auditor()), _as(people.other_head()), _as(people.someone()), SYSTEM):
        for verb in (confirm_override, withdraw_override):
            with pytest.raises(NotAllowed):
                verb(override=override, by=who, at=now())
        with pytest.raises(NotAllowed):
            propose_override(selection_area=area, include=False, reason=REASON, by=who, at=now())


def test_a_draft_is_sent_once_and_closed_to_changes(ana, elmer):
    made = scene.draft(ana)
    area = scene.an_area(made)
    override = scene.propose(area, ana)
    with pytest.raises(Refused) as refused:
        submit_selection(selection=made, by=ana, at=now())
    assert codes(refused) == ["overrides_unconfirmed"]
    scene.confirm(override, elmer)
    submit_selection(selection=made, by=elmer, at=now())
    for again in (
        lambda: submit_selection(selection=made, by=ana, at=now()),
        lambda: withdraw_override(override=override, by=ana, at=now()),
        lambda: scene.propose(scene.an_area(made), ana),
    ):
        with pytest.raises(Refused) as refused:
            again()
        assert codes(refused) == ["not_a_draft"]
    assert lines_of("submit_selection") == 1


def test_a_draft_that_chooses_nothing_is_not_sent(ana):
    made = scene.draft(ana, version=scene.LATEST)
    with pytest.raises(Refused) as refused:
        submit_selection(selection=made, by=ana, at=now())
    assert codes(refused) == ["nothing_chosen"]


def test_a_selection_is_given_up_with_a_reason_and_stays(ana):
    made = scene.submitted(ana)
    with pytest.raises(Refused) as refused:
        withdraw_selection(selection=made, reason="corta", by=ana, at=now())
    assert codes(refused) == ["reason_short"]
    withdraw_selection(selection=made, reason=REASON, by=ana, at=now())
    with pytest.raises(Refused) as refused:
        withdraw_selection(selection=made, reason=REASON, by=ana, at=now())
    assert codes(refused) == ["not_open"]
    assert AreaFinding.objects.filter(selection_area__selection=made).exists()
    assert lines_of("withdraw_selection") == 1


def _as(person):
    return people.acting_as(person)


def _with_areas():
    from winay.targeting.models import Area

    return Area.objects.values("district")
