"""Who may read which history in the journal."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any
from uuid import UUID

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.delivery.queries.assets import delivery_by_id, technology_by_id
from winay.delivery.queries.homes import whole_homes
from winay.delivery.queries.sessions import session_by_id
from winay.delivery.queries.visits import visit_by_id
from winay.enrolment.access import may_read_call
from winay.enrolment.models import Call
from winay.enrolment.queries.calls import call_by_id
from winay.journeys.pages.journal_things import uuid_of
from winay.nuclei.access import may_at, may_for
from winay.nuclei.queries.assemblies import assembly_by_id
from winay.nuclei.queries.centrals import central_by_id
from winay.nuclei.queries.nuclei import nucleus_by_id
from winay.nuclei.queries.plans import formation_by_id
from winay.plans.queries.plans import plan_by_id
from winay.registry.access import may_read_household
from winay.registry.models import Household, Member
from winay.supervision.access import may_for as may_read_supervision
from winay.supervision.queries.samples import sample_by_id
from winay.supervision.queries.signals import signal_by_id
from winay.supervision.sample_models import Sample
from winay.supervision.signal_models import Signal
from winay.targeting.access import may_read_selection
from winay.targeting.models import Selection
from winay.trainers.access import may_for as may_read_contest
from winay.trainers.access import may_for_contract
from winay.trainers.queries.contests import contest_by_id
from winay.trainers.queries.contracts import contract_by_id
from winay.trainers.queries.courses import course_by_id
from winay.voices.access import may_for as may_for_grievance
from winay.voices.access import may_here, reads_conflict
from winay.voices.queries.conflicts import conflict_by_id
from winay.voices.queries.grievances import grievance_by_id
from winay.voices.queries.rumours import rumour_by_id
from winay.voices.queries.strategies import strategy_by_id

PUBLIC_KINDS = frozenset(
    {
        *("place", "office", "program", "program_version", "version"),
        *("document", "farm_table", "areas", "figures", "pack", "count_load"),
    }
)
"""Things that anybody may look at, and whose public acts anybody may read."""


class Scope(StrEnum):
    """How much of a thing's history somebody may read."""

    ALL = "all"
    PUBLIC_ACTS = "public_acts"


def readable(kind: str, key: str, who: ActingPerson | None) -> Scope | None:
    """How much of a thing's history somebody may read; None for nothing.

    Who reads the journal reads all. A selection's history is for whoever may read the selection: approved ones are
    public acts. Of places, offices, programs and tables everybody reads the public acts.
    """
    if who is not None and who.may(Permission.READ_JOURNAL):
        return Scope.ALL
    if kind == "selection":
        found = Selection.objects.select_related("version__program", "territory").filter(public_id=uuid_of(key)).first()
        return Scope.ALL if found is not None and may_read_selection(found, who) else None
    if kind in {"household", "member"}:
        place = _home(kind, uuid_of(key))
        return Scope.ALL if place is not None and may_read_household(who, place) else None
    if kind == "call":
        call = _one_call(key)
        return Scope.ALL if call is not None and may_read_call(call, who) else None
    if kind == "nucleus":
        nucleus = nucleus_by_id(uuid_of(key) or UUID(int=0))
        return Scope.ALL if nucleus is not None and may_for(nucleus, Permission.READ_NUCLEI, who) else None
    if kind == "central":
        central = central_by_id(uuid_of(key) or UUID(int=0))
        reads = central and may_at(central.place, central.version.program.key, Permission.READ_NUCLEI, who)
        return Scope.ALL if reads else None
    if kind == "assembly":
        one = assembly_by_id(key_of) if (key_of := uuid_of(key)) else None
        return Scope.ALL if one is not None and may_for(one.nucleus, Permission.READ_NUCLEI, who) else None
    if kind == "contest":
        contest = contest_by_id(uuid_of(key) or UUID(int=0))
        reads = contest is not None and may_read_contest(contest, Permission.READ_TRAINERS, who)
        return Scope.ALL if reads else None
    if kind == "contract":
        contract = contract_by_id(uuid_of(key) or UUID(int=0))
        reads = contract is not None and may_for_contract(contract, Permission.READ_TRAINERS, who)
        return Scope.ALL if reads else None
    if kind in _VOICES:
        return Scope.ALL if who is not None and _VOICES[kind](uuid_of(key) or UUID(int=0), who) else None
    if kind == "course":
        course = course_by_id(uuid_of(key) or UUID(int=0))
        reads = course is not None and may_at(course.place, course.version.program.key, Permission.READ_TRAINERS, who)
        return Scope.ALL if reads else None
    if kind == "technical_plan":
        technical = plan_by_id(uuid_of(key) or UUID(int=0))
        reads = technical is not None and may_for(technical.nucleus, Permission.READ_NUCLEI, who)
        return Scope.ALL if reads else None
    if kind in _DELIVERED:
        told = _DELIVERED[kind](uuid_of(key) or UUID(int=0))
        reads = told is not None and may_for(told.nucleus, Permission.READ_NUCLEI, who)
        return Scope.ALL if reads else None
    if kind in {"signal", "sample"}:
        looked = _looked_at(kind, uuid_of(key) or UUID(int=0))
        reads = looked is not None and may_read_supervision(looked, Permission.READ_SIGNALS, who)
        return Scope.ALL if reads else None
    if kind == "formation":
        plan = formation_by_id(uuid_of(key) or UUID(int=0))
        return Scope.ALL if plan is not None and may_for(plan, Permission.READ_NUCLEI, who) else None
    return Scope.PUBLIC_ACTS if kind in PUBLIC_KINDS else None


def _reads_grievance(key: UUID, who: ActingPerson) -> bool:
    found = grievance_by_id(key)
    return found is not None and may_for_grievance(found, Permission.READ_VOICES, who)


def _reads_rumour(key: UUID, who: ActingPerson) -> bool:
    found = rumour_by_id(key)
    return found is not None and may_here(found.place, Permission.READ_VOICES, who)


def _reads_conflict(key: UUID, who: ActingPerson) -> bool:
    return reads_conflict(conflict_by_id(key), who)


def _reads_strategy(key: UUID, who: ActingPerson) -> bool:
    return strategy_by_id(key) is not None and who.may_somewhere(Permission.READ_VOICES)


_DELIVERED: dict[str, Callable[[UUID], Any]] = {
    "delivery": delivery_by_id,
    "visit": visit_by_id,
    "session": session_by_id,
    "technology": technology_by_id,
    "home_check": lambda key: whole_homes().prefetch_related(None).filter(public_id=key).first(),
}
"""What reads a thing that belongs to a nucleus, and that whoever reads the nucleus may read."""

_VOICES = {
    "grievance": _reads_grievance,
    "rumour": _reads_rumour,
    "conflict": _reads_conflict,
    "strategy": _reads_strategy,
}
"""Who may read the history of what was said."""


def _looked_at(kind: str, key: UUID) -> Signal | Sample | None:
    return signal_by_id(key) if kind == "signal" else sample_by_id(key)


def _home(kind: str, key: UUID | None) -> str | None:
    """Where a household, or the household of somebody, lives."""
    if kind == "member":
        return Member.objects.filter(public_id=key).values_list("household__place__code", flat=True).first()
    return Household.objects.filter(public_id=key).values_list("place__code", flat=True).first()


def _one_call(key: str) -> Call | None:
    public_id = uuid_of(key)
    return None if public_id is None else call_by_id(public_id)
