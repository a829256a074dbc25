"""What waits for somebody: one line a thing, from live counts of their territory, the most urgent first.

A room's line is a function: who asks, and what waits; None where nothing does. It costs one query, or none where it is
not theirs to do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from winay.accounts.models import FieldCredential
from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import local_date, now
from winay.delivery.queries.dues import DueFilters, count_actions, count_checks, count_complaints, count_late
from winay.enrolment.models import Assembly, Call
from winay.enrolment.queries.calls import visible
from winay.enrolment.queries.lists import count_due, count_to_open
from winay.intake.desk.queries import count_apart
from winay.intake.desk.queries import count_open as count_open_submissions
from winay.intake.entities.queries import count_conflicts
from winay.intake.terms import State
from winay.nuclei.formation_models import Formation
from winay.nuclei.queries.nuclei import visible as visible_in
from winay.nuclei.queries.submitted_plans import to_decide
from winay.nuclei.terms import FormationState
from winay.plans.queries.lists import returned_to, sent_to, workshops_to_decide
from winay.registry.duplicates.pairs import count_open as count_open_pairs
from winay.registry.models import Household, Import
from winay.registry.queries.lists import juntos_ending, without_consent
from winay.registry.queries.scope import Scope
from winay.registry.terms import ImportState
from winay.supervision.queries.signals import reached
from winay.supervision.signal_models import Signal
from winay.supervision.terms import SignalState
from winay.targeting.models import Override, Selection
from winay.targeting.terms import SelectionState
from winay.trainers.contest_models import Contest
from winay.trainers.ranking_models import Appeal
from winay.trainers.scoring_models import Scorer
from winay.trainers.terms import ContestState
from winay.voices.queries.grievances import waiting_for
from winay.voices.queries.rumours import UNANSWERED
from winay.voices.rumour_models import Rumour
from winay.voices.strategy_models import Pilot
from winay.voices.terms import PilotState

MOST_LINES = 10
MOST_COUNTED = 1_000
"""Counts of many households stop here: a line says that there is work, not how much of the country is left."""
LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: what (its words are the page's), how many, since when, and what its address asks for."""

    key: str
    count: int
    since: date | None = None
    args: tuple[str, ...] = ()

    @property
    def more(self) -> bool:
        """Whether it was only counted up to a bound."""
        return self.count > MOST_COUNTED


def desk(who: ActingPerson) -> tuple[Sequence[Waiting], int]:
    """The lines to show, and how many things are looked at. As many queries as lines; what comes after the last that
    is shown is not counted."""
    found = (line for reader in READERS if (line := reader(who)) is not None)
    return list(islice(found, MOST_LINES)), len(READERS)


def _here(who: ActingPerson, permission: Permission, column: str) -> Q | None:
    """The rows of places where a permission is held; None where it is held nowhere."""
    places = who.places_for(permission)
    if not places:
        return None
    found = Q()
    for code in places:
        if code is None:
            return Q()
        found |= Q(**{f"{column}__startswith": code})
    return found


def _line(key: str, rows: "QuerySet[Any]", column: str) -> Waiting | None:
    told = rows.aggregate(n=Count("pk"), first=Min(column))
    return Waiting(key, told["n"], _day(told["first"])) if told["n"] else None


def _day(at: object) -> date | None:
    return local_date(at, settings.TIME_ZONE) if at is not None else None  # type: ignore[arg-type]


def selections_to_decide(who: ActingPerson) -> Waiting | None:
    """Sent by others, to be approved or returned."""
    here = _here(who, Permission.APPROVE_SELECTION, "territory__code")
    if here is None:
        return None
    rows = Selection.objects.filter(here, state=SelectionState.SUBMITTED)
    return _line("selections", rows.exclude(drafted_by=who.person).exclude(submitted_by=who.person), "submitted_at")


def exceptions_to_confirm(who: ActingPerson) -> Waiting | None:
    """Proposed by others, to be confirmed by a second person."""
    here = _here(who, Permission.DRAFT_SELECTION, "selection_area__selection__territory__code")
    if here is None:
        return None
    rows = Override.objects.filter(here, confirmed_at=None, withdrawn_at=None)
    rows = rows.filter(selection_area__selection__state=SelectionState.DRAFT).exclude(proposed_by=who.person)
    return _line("exceptions", rows, "proposed_at")


def drafts_returned(who: ActingPerson) -> Waiting | None:
    """My own, sent back with an observation."""
    if not who.may_somewhere(Permission.DRAFT_SELECTION):
        return None
    mine = Selection.objects.filter(drafted_by=who.person, state=SelectionState.DRAFT).exclude(returned_why="")
    return _line("returned", mine, "drafted_at")


def plans_to_decide(who: ActingPerson) -> Waiting | None:
    """Plans of nuclei that others sent, to be approved or returned."""
    reach = who.reach(Permission.APPROVE_NUCLEI)
    return _line("plans", to_decide(reach, by=who.public_id).order_by(), "submitted_at") if reach else None


def plans_returned(who: ActingPerson) -> Waiting | None:
    """Plans of nuclei that I asked for, sent back with an observation."""
    if not who.may_somewhere(Permission.FORM_NUCLEI):
        return None
    mine = Formation.objects.filter(drafted_by=who.public_id, state=FormationState.DRAFT).exclude(returned_why="")
    return _line("plans_returned", mine, "drafted_at")


def workshops_waiting(who: ActingPerson) -> Waiting | None:
    """Workshops that others told, to be approved or returned."""
    reach = who.reach(Permission.APPROVE_PLAN)
    return _line("workshops", workshops_to_decide(reach, by=who.public_id), "told_at") if reach else None


def technical_plans_to_decide(who: ActingPerson) -> Waiting | None:
    """Technical plans that others sent, to be approved or returned."""
    reach = who.reach(Permission.APPROVE_PLAN)
    return _line("technical_plans", sent_to(reach, by=who.public_id), "submitted_at") if reach else None


def technical_plans_returned(who: ActingPerson) -> Waiting | None:
    """Technical plans of mine, sent back with an observation."""
    if not who.may_somewhere(Permission.PREPARE_PLAN):
        return None
    return _line("technical_plans_returned", returned_to(who.public_id), "drafted_at")


def files_with_something_to_do(who: ActingPerson) -> Waiting | None:
    """My files of households: checked and not loaded, or loaded with faults to mend."""
    lately = Q(state=ImportState.DONE, households_bad__gt=0, finished_at__gt=now() - LATELY)
    mine = Import.objects.filter(Q(state=ImportState.CHECKED) | lately, sent_by=who.person)
    told = mine.aggregate(n=Count("pk"), first=Min("sent_at"))
    return Waiting("files", told["n"], _day(told["first"])) if told["n"] else None


def calls_to_open(who: ActingPerson) -> Waiting | None:
    """Approved areas whose open call has not been made."""
    places = who.places_for(Permission.OPEN_CALL)
    number = count_to_open(places) if places else 0
    return Waiting("calls", number) if number else None


def calls_without_assembly(who: ActingPerson) -> Waiting | None:
    """Open calls of which no orientation assembly is on record."""
    places = who.places_for(Permission.OPEN_CALL)
    if not places:
        return None
    held = Assembly.objects.filter(call=OuterRef("pk"), reversed_at=None)
    told = Call.objects.filter(visible(places), ~Exists(held), closed_on=None).aggregate(
        n=Count("pk"), first=Min("opened_on")
    )
    return Waiting("assemblies", told["n"], told["first"]) if told["n"] else None


def cycles_over(who: ActingPerson) -> Waiting | None:
    """Households whose time in the program is over."""
    places = who.places_for(Permission.ENROL_HOUSEHOLD)
    number = count_due(places, today=who.on) if places else 0
    return Waiting("due", number) if number else None


def consents_missing(who: ActingPerson) -> Waiting | None:
    """Registered households that have not agreed yet, or no longer."""
    rows = _open_households(who)
    return None if rows is None else _counted("consents", without_consent(rows))


def support_ending(who: ActingPerson) -> Waiting | None:
    """Households in Juntos whose youngest child will be too old within a year."""
    rows = _open_households(who)
    return None if rows is None else _counted("juntos", juntos_ending(rows, who.on))


def _open_households(who: ActingPerson) -> "QuerySet[Household] | None":
    """The open households where somebody registers; None for whoever works for the whole country: that is no list to
    walk through on a Monday."""
    places = who.places_for(Permission.REGISTER_HOUSEHOLD)
    if not places or None in places:
        return None
    return Household.objects.filter(Scope.of(places).q(), closed_on=None)


def _counted(key: str, rows: "QuerySet[Household]") -> Waiting | None:
    number = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
    return Waiting(key, number) if number else None


def phones_silent(who: ActingPerson) -> Waiting | None:
    """Phones that were given out and have not been heard of for two weeks."""
    here = _here(who, Permission.MANAGE_PHONES, "place__code")
    if here is None:
        return None
    late = now() - LATELY
    silent = Q(last_contact_at__lt=late) | Q(last_contact_at=None, issued_at__lt=late)
    told = FieldCredential.objects.filter(
        here, silent, Q(expires_on=None) | Q(expires_on__gt=who.on), revoked_at=None
    ).aggregate(n=Count("pk"), first=Min("last_contact_at"))
    return Waiting("phones", told["n"], _day(told["first"])) if told["n"] else None


def submissions_in_review(who: ActingPerson) -> Waiting | None:
    """What phones sent and could not be understood, and what came twice with other content."""
    places = who.places_for(Permission.REVIEW_SUBMISSIONS)
    if not places:
        return None
    number = count_open_submissions(places)[State.REVIEW] + count_apart(places)
    return Waiting("submissions", number) if number else None


def conflicts_to_decide(who: ActingPerson) -> Waiting | None:
    """Changes of phones that met others, and nobody said which holds."""
    places = who.places_for(Permission.REVIEW_SUBMISSIONS)
    number = count_conflicts(places) if places else 0
    return Waiting("entity_conflicts", number) if number else None


def pairs_to_decide(who: ActingPerson) -> Waiting | None:
    """People who may be registered twice."""
    places = who.places_for(Permission.REGISTER_HOUSEHOLD)
    number = count_open_pairs(Scope.of(places)) if places else 0
    return Waiting("pairs", number) if number else None


def contests_to_do(who: ActingPerson) -> Waiting | None:
    """Contests whose last day is over and that are still open, drafts and rankings that wait for the head, appeals."""
    reach = who.reach(Permission.DECIDE_CONTEST)
    if not reach:
        return None
    rows = Contest.objects.filter(visible_in(reach, "place__code"))
    due = Q(state=ContestState.PUBLISHED, closes_on__lt=who.on) | Q(state__in=[ContestState.DRAFT, ContestState.SCORED])
    appealed = Appeal.objects.filter(ranking__contest=OuterRef("pk"), answer="")
    told = rows.filter(due | Exists(appealed)).aggregate(n=Count("pk"), first=Min("closes_on"))
    return (
        Waiting("contests", told["n"], told["first"] if told["first"] and told["first"] < who.on else None)
        if told["n"]
        else None
    )


def sheets_to_close(who: ActingPerson) -> Waiting | None:
    """Contests that I was named to score and that are being scored."""
    mine = Scorer.objects.filter(person=who.public_id, dismissed_at=None, contest__state=ContestState.CLOSED)
    told = mine.aggregate(n=Count("pk"), first=Min("named_at"))
    return Waiting("scorings", told["n"], _day(told["first"])) if told["n"] else None


def grievances_waiting(who: ActingPerson) -> Waiting | None:
    """Grievances past their day, or given to me, that nobody answered."""
    reach = who.reach(Permission.ANSWER_GRIEVANCE)
    if not reach:
        return None
    number, first = waiting_for(reach, person=who.public_id, today=who.on)
    return Waiting("grievances", number, first) if number else None


def pilots_to_accept(who: ActingPerson) -> Waiting | None:
    """Pilots that others proposed."""
    here = _here(who, Permission.ACCEPT_PILOT, "place__code")
    if here is None:
        return None
    rows = Pilot.objects.filter(here, state=PilotState.PROPOSED).exclude(proposed_by=who.public_id)
    return _line("pilots", rows, "proposed_at")


def rumours_unanswered(who: ActingPerson) -> Waiting | None:
    """Rumours that nobody answered, or that were heard after their answer."""
    here = _here(who, Permission.RECORD_VOICE, "place__code")
    if here is None:
        return None
    told = Rumour.objects.filter(here, UNANSWERED, withdrawn_at=None).aggregate(
        n=Count("pk"), first=Min("last_heard_on")
    )
    return Waiting("rumours", told["n"], told["first"]) if told["n"] else None


def signals_waiting(who: ActingPerson) -> Waiting | None:
    """Signals of which somebody is to be told, or that wait for a decision by another person than transcribed."""
    reach = who.reach(Permission.SUPERVISE)
    if not reach:
        return None
    mine = Q(state=SignalState.ANSWERED, transcribed_by=who.public_id)
    late = Q(state=SignalState.TOLD, answer_due_on__lt=who.on) & ~Q(transcribed_by=who.public_id)
    rows = Signal.objects.filter(reached(reach)).exclude(about_person=who.public_id).exclude(mine)
    return _line("signals", rows.filter(Q(state__in=[SignalState.OPEN, SignalState.ANSWERED]) | late), "found_at")


def checks_due(who: ActingPerson) -> Waiting | None:
    """Technologies whose day to be looked at came, by the menu's rhythm."""
    reach = _own_nuclei(who)
    number = count_checks(reach, DueFilters(who.on)) if reach else 0
    return Waiting("checks", number) if number else None


def complaints_due(who: ActingPerson) -> Waiting | None:
    """Complaints about deliveries whose day to be cured came, and that nobody answered."""
    reach = _own_nuclei(who)
    number = count_complaints(reach, DueFilters(who.on)) if reach else 0
    return Waiting("complaints", number) if number else None


def deliveries_late(who: ActingPerson) -> Waiting | None:
    """Items of plans in force of which households miss something although the version's days are over."""
    reach = _own_nuclei(who)
    number, since = count_late(reach, DueFilters(who.on)) if reach else (0, None)
    return Waiting("late", number, since) if number else None


def homes_due(who: ActingPerson) -> Waiting | None:
    """What was agreed at a check of a healthy home, and is to be looked at again."""
    reach = _own_nuclei(who)
    number = count_actions(reach, DueFilters(who.on)) if reach else 0
    return Waiting("homes", number) if number else None


def _own_nuclei(who: ActingPerson) -> Any:
    """Where somebody records deliveries and checks; nothing for the whole country."""
    reach = who.reach(Permission.RECORD_DELIVERY)
    return None if any(code is None for code, _program in reach) else reach


READERS: tuple[Callable[[ActingPerson], Waiting | None], ...] = (
    grievances_waiting,
    selections_to_decide,
    plans_to_decide,
    sheets_to_close,
    signals_waiting,
    complaints_due,
    contests_to_do,
    workshops_waiting,
    technical_plans_to_decide,
    pilots_to_accept,
    exceptions_to_confirm,
    drafts_returned,
    plans_returned,
    technical_plans_returned,
    submissions_in_review,
    conflicts_to_decide,
    files_with_something_to_do,
    pairs_to_decide,
    rumours_unanswered,
    checks_due,
    deliveries_late,
    homes_due,
    calls_to_open,
    calls_without_assembly,
    cycles_over,
    consents_missing,
    support_ending,
    phones_silent,
)
"""In the order of their urgency."""
