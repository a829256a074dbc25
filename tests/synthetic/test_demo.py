"""The demonstration as a newcomer finds it, made by `winay setup --demo`: four districts with households, what happens
to them, and nuclei that have worked for two years. The browser suite makes another on PostgreSQL."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from tests import databases
from tests.running import demo
from winay.accounts.models import FieldCredential
from winay.accounts.queries import is_demo
from winay.core.clock import local_date, now
from winay.delivery.asset_models import Complaint, Delivery
from winay.delivery.session_models import Session
from winay.delivery.technology_models import Check
from winay.delivery.visit_models import Visit
from winay.enrolment.models import Assembly, Call, Enrolment, Refusal
from winay.intake.models import Quarantined, Submission
from winay.intake.terms import State
from winay.journal.models import Line
from winay.journeys.minutes import issued_of
from winay.journeys.pages.nucleus import state_of
from winay.nuclei.formation_models import Acceptance
from winay.nuclei.governance_models import Assembly as NucleusAssembly
from winay.nuclei.governance_models import Mandate
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.board_phones import phones_of
from winay.nuclei.queries.members import inside
from winay.nuclei.queries.plan_lists import waiting_districts
from winay.plans.plan_models import HouseholdPlan, Plan
from winay.plans.price_models import ExchangeRate, Price
from winay.plans.workshop_models import Workshop
from winay.registry.models import Household, Member
from winay.registry.terms import Origin
from winay.supervision.sample_models import Sample
from winay.supervision.signal_models import Signal
from winay.synthetic.cast import (
    DISTRICTS,
    HIGHLAND_DISTRICT,
    JUNGLE_DISTRICT,
    MONTHS,
    NEW_HIGHLAND_DISTRICT,
    NEW_JUNGLE_DISTRICT,
)
from winay.trainers.application_models import Applicant
from winay.trainers.contest_models import Contest
from winay.trainers.contract_models import Contract, PostRefusal
from winay.trainers.course_models import Course
from winay.trainers.queries.caseloads import cases_of, in_force
from winay.trainers.ranking_models import Appeal, Ranking, RankLine
from winay.trainers.scoring_models import Conflict as ScorerConflict
from winay.voices.conflict_models import Conflict
from winay.voices.grievance_models import Grievance
from winay.voices.rumour_models import Rumour
from winay.voices.strategy_models import Strategy

pytestmark = pytest.mark.once


@pytest.fixture
def _demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The connection points at a copy of the one that browsers and kills are tried on."""
    with demo("read") as house, django_db_blocker.unblock():
        before = databases.used()
        databases.use(str(house.var / "winay.sqlite3"))
        try:
            yield
        finally:
            databases.use(before)


@pytest.mark.usefixtures("_demonstration")
def test_four_districts_have_households_and_two_of_them_nuclei_with_a_history() -> None:
    assert is_demo()
    households = Counter(Household.objects.values_list("district", flat=True))
    assert set(households) == {int(code) for code in DISTRICTS}
    assert all(160 <= count <= 450 for count in households.values()), "about two nuclei of 80 to 100 households each"
    assert not Household.objects.filter(synthetic=False).exists()
    assert not Enrolment.objects.filter(synthetic=False).exists() and not Call.objects.filter(synthetic=False).exists()
    languages = Counter(Household.objects.values_list("language", flat=True))
    assert languages["quy"] > 50 and languages["shp"] > 5
    for district in DISTRICTS:
        _has_some_of_everything(district)
    for district in (NEW_HIGHLAND_DISTRICT, NEW_JUNGLE_DISTRICT):
        _has_phones(district)
    for district in (HIGHLAND_DISTRICT, JUNGLE_DISTRICT):
        _has_nuclei_with_years_behind_them(district)
    for district in (HIGHLAND_DISTRICT, JUNGLE_DISTRICT):
        _has_a_plan_that_was_observed_and_changed(district)
    _has_contests_with_their_failures()
    _has_households_that_wait()
    _visits_and_delivers()
    _hears_and_asks()
    _tells_it_in_the_journal()


def _has_a_plan_that_was_observed_and_changed(district: str) -> None:
    """Made-up prices and rates; a workshop, an observed plan, an addendum, a household that varies it in the cap."""
    assert set(Price.objects.values_list("synthetic", flat=True)) == {True}
    assert set(ExchangeRate.objects.values_list("synthetic", flat=True)) == {True}
    assert Price.objects.filter(place__code=district[:2]).exclude(withdrawn_at=None).count() == 1
    plan, addendum = Plan.objects.filter(nucleus__district__code=district).order_by("number")
    assert (plan.state, addendum.state, addendum.replaces) == ("approved", "approved", plan) and plan.synthetic
    for one in (plan, addendum):
        assert one.decided_by not in {one.drafted_by, one.submitted_by} and one.rate_confirmed
        homes = HouseholdPlan.objects.filter(plan=one)
        assert homes.filter(varied=True).count() == 1 and all(
            (home.cost or 0) <= (one.cap_soles or 0) for home in homes
        )
    assert addendum.households.count() > plan.households.count(), "nobody joined later"
    assert set(addendum.items.values_list("item", flat=True)) > set(plan.items.values_list("item", flat=True))
    told = Workshop.objects.filter(nucleus__district__code=district)
    assert set(told.values_list("state", flat=True)) == {"approved", "told"}
    verbs = Line.objects.filter(subjects__kind="technical_plan", subjects__key=str(plan.public_id))
    assert verbs.filter(verb="plans.return_plan").count() == 1 and verbs.filter(verb="plans.submit_plan").count() == 2


def _has_contests_with_their_failures() -> None:
    """A tie drawn, a conflict, a founded appeal, a post that was not taken; a void one held wider; an apprentice."""
    assert (
        not Contest.objects.filter(synthetic=False).exists() and not Applicant.objects.filter(synthetic=False).exists()
    )
    highlands = Contest.objects.get(place__code="05", kind="productive")
    assert Contest.objects.get(place__code="05", kind="financial").state == "closed"
    first, second = Ranking.objects.filter(contest=highlands).order_by("number")
    assert first.draw_minutes and second.published_by != second.drawn_up_by
    assert RankLine.objects.filter(ranking=first, parted_by="draw").count() == 1
    assert ScorerConflict.objects.exclude(kind="none").count() == 1 and Appeal.objects.get().answer == "founded"
    assert PostRefusal.objects.count() == 1
    hired = Contract.objects.filter(application__contest=highlands)
    today = local_date(now(), settings.TIME_ZONE)
    assert hired.count() == 3 and sorted(one.end_why for one in hired) == ["", "", "resigned"]
    assert all(one.over_on > today for one in hired if not one.end_why)
    left = hired.get(end_why="resigned")
    assert left.cases.exists() and not cases_of(left, today).exists(), "others took over whom the one who left visited"
    assert 300 < in_force(today).count() <= Membership.objects.filter(inside(today)).count()
    substitutes = RankLine.objects.filter(
        ranking=second, outcome="substitute", application__in=hired.values("application")
    )
    assert substitutes.count() == 1, "a substitute took the post that somebody did not"
    void, anew = Contest.objects.filter(place__code="25").order_by("id")
    assert void.void_why == "no_applicants" and anew.reopens == void and anew.reopened_how == "widened"
    assert Contract.objects.filter(application__contest=anew).exclude(beside=None).count() == 1


def _has_some_of_everything(district: str) -> None:
    here = {"call__area__district__code": district}
    assert Call.objects.filter(area__district__code=district).count() >= 2
    assert Enrolment.objects.filter(**here, ended_on=None).count() >= 80
    assert Enrolment.objects.filter(**here).exclude(ended_on=None).count() >= 3
    assert Refusal.objects.filter(**here, withdrawn_at=None).count() >= 8
    assert Refusal.objects.filter(**here).exclude(withdrawn_at=None).exists(), "nobody changed their mind"
    assert Assembly.objects.filter(**here).exclude(reversed_at=None).exists(), "no assembly was told wrongly"
    known = Household.objects.filter(district=int(district))
    asked = Enrolment.objects.filter(**here).count() + Refusal.objects.filter(**here, household__isnull=False).count()
    assert asked < known.count(), "nobody is left to ask"
    assert known.exclude(split_from=None).exists() and known.exclude(closed_on=None).exists()


def _has_phones(district: str) -> None:
    phones = FieldCredential.objects.filter(place__code__in=[district[:2], district[:4]])
    assert {phone.revoked_at is None for phone in phones} == {True, False}, "a phone in use, and one that was lost"
    sent = Submission.objects.filter(credential__in=phones, synthetic=True, form_id="household_registration")
    assert Counter(sent.values_list("state", flat=True)) == {State.PROCESSED: 4, State.REVIEW: 1}
    assert Quarantined.objects.filter(credential__in=phones).count() == 1
    homes = Household.objects.filter(district=int(district), origin=Origin.PHONE)
    assert homes.count() == 4 and Enrolment.objects.filter(household__in=homes).count() == 3


def _has_nuclei_with_years_behind_them(district: str) -> None:
    """Of the first one each month that the slider is tried at differs: households, board, stage, assemblies."""
    nuclei = list(Nucleus.objects.filter(district__code=district).order_by("id"))
    assert len(nuclei) >= 2 and all(80 <= one.memberships.count() <= 102 for one in nuclei)
    assert NucleusAssembly.objects.filter(nucleus__in=nuclei, state="failed").count() >= 2
    assert Mandate.objects.filter(nucleus__in=nuclei, end_why="recalled", post="treasurer").count() == 1
    first = max(nuclei, key=lambda one: one.mandates.count())
    phones = [(one.mandate.end_why, one.credential.revoked_why != "") for one in phones_of(first)]
    assert phones == [("", False), ("recalled", True)], "a treasurer's phone, and that of the one who was recalled"
    today = local_date(now(), settings.TIME_ZONE)
    states = [state_of(first, month=month, today=today) for month in (0, 6, 12, 20, MONTHS)]
    assert [str(one.stage.stage) for one in states if one.stage] == [*["implementation"] * 3, *["appropriation"] * 2]
    said = [
        (len(one.living), tuple(seat.mandate.pk if seat.mandate else 0 for seat in one.board.seats)) for one in states
    ]
    assert len(set(said)) == 5 and len({count for count, _ in said}) >= 3
    assert [len(one.held) for one in states] == [1, 3, 5, 6, 8]
    assert [one.board.complete for one in states] == [True, True, True, False, True]
    assert NucleusAssembly.objects.filter(nucleus=first, state="called", held_on__gt=today).count() == 1
    certified = NucleusAssembly.objects.get(
        nucleus=first, certifications__reversed_at=None, certifications__isnull=False
    )
    assert [hasattr(one, "revocation") for one in issued_of(certified)] == [False]
    reversed_one = NucleusAssembly.objects.get(nucleus=first, reversed_at__isnull=False)
    assert reversed_one.replaced_by.state == "held"


def _has_households_that_wait() -> None:
    """In the jungle nobody has asked for a plan yet; in the highlands one is talked about, and a community said no."""
    waiting = {row.district.code: row for row in waiting_districts([None])[0]}
    assert waiting[NEW_JUNGLE_DISTRICT].formation is None and waiting[NEW_JUNGLE_DISTRICT].households >= 80
    plan = waiting[NEW_HIGHLAND_DISTRICT].formation
    assert plan is not None and plan.state == "draft"
    said = Acceptance.objects.filter(unit__formation=plan).values_list("accepted", flat=True)
    assert set(said) == {True, False} and plan.units.count() > len(said)


def _visits_and_delivers() -> None:
    """Two years of visits with a mistake taken back; goods of which some were short; technologies of which some were
    given up, and some repeated by the households themselves; trainers of whom one was not taught everything."""
    assert Visit.objects.count() > 3_000 and not Visit.objects.filter(synthetic=False).exists()
    assert set(Visit.objects.exclude(ended_how="").values_list("ended_how", flat=True)) == {"replaced", "reversed"}
    assert Session.objects.count() >= 8 and not Session.objects.filter(synthetic=False).exists()
    assert Delivery.objects.filter(reversed_at=None).count() > 100
    assert Complaint.objects.filter(ended_at=None).exists() and Complaint.objects.exclude(ended_at=None).exists()
    assert {"in_use", "abandoned", "replicated"} <= set(Check.objects.values_list("state", flat=True))
    assert Course.objects.filter(ended_how="corrected").count() == 2
    assert Course.objects.filter(ended_how="").count() >= 3


def _hears_and_asks() -> None:
    """What people complained of, a rumour, what implementers tried; signals at every step, a sample half walked."""
    assert Grievance.objects.count() >= 3 and not Grievance.objects.filter(synthetic=False).exists()
    assert Rumour.objects.exists() and Conflict.objects.exists() and Strategy.objects.count() >= 4
    states = Counter(Signal.objects.values_list("state", flat=True))
    assert states["open"] and states["closed"] >= 2 and not Signal.objects.filter(synthetic=False).exists()
    assert Sample.objects.count() == 1


def _tells_it_in_the_journal() -> None:
    verbs = Counter(Line.objects.values_list("verb", flat=True))
    for verb in (
        "registry.register_households", "registry.split_household", "registry.move_household", "registry.move_away",
        "registry.come_home", "registry.add_member", "registry.remove_member", "registry.set_participant",
        "registry.withdraw_consent", "registry.close_household", "enrolment.open_call", "enrolment.close_call",
        "enrolment.enrol_many", "enrolment.enrol_household", "enrolment.record_refusal", "enrolment.end_enrolment",
        "enrolment.undo_end", "enrolment.correct_date", "enrolment.record_assembly", "enrolment.reverse_assembly",
    ):  # fmt: skip
        assert verbs[verb] >= 2, f"nobody did {verb} in one of the two offices"
    assert Member.objects.filter(away_since=None).count() < Member.objects.count()
