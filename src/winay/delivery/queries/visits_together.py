"""What telling several visits is judged on, read together: the same facts as `visit_facts` reads for one. The number of
queries does not grow with the visits."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from winay.delivery.queries.visit_facts import Lived
from winay.delivery.session_models import Session
from winay.delivery.visit_models import STANDS, Visit
from winay.delivery.visit_rules import Busy
from winay.enrolment.models import CycleMove, Enrolment
from winay.nuclei.models import Membership
from winay.registry.models import Member, PastMembership
from winay.trainers.caseload_models import Case
from winay.trainers.contract_models import Contract, ContractNucleus

FIRST = {"participant": 0, "partner": 1}


class Together:
    """The facts of visits of some contracts to some cycles on some days. Households, people and caseloads are read when
    they are first asked for; the trainers' hours too: whoever writes asks for them when the trainers are locked."""

    def __init__(
        self, contracts: Collection[Contract], enrolments: Collection[Enrolment], days: Collection[date]
    ) -> None:
        self._contracts = {one.pk: one for one in contracts}
        self._enrolments = {one.pk: one for one in enrolments}
        self._days = set(days)

    def lived(self, enrolment: int, on: date) -> Lived | None:
        """Where a cycle (primary key) was on a day, if it was in a nucleus."""
        found = next((one for one in self._memberships.get(enrolment, ()) if _inside(one, on)), None)
        if found is None:
            return None
        night = datetime.combine(on + timedelta(days=1), time(), tzinfo=ZoneInfo(settings.TIME_ZONE))
        moved = next((move.origin_id for move in self._moves.get(enrolment, ()) if move.at >= night), None)
        return Lived(found, moved or self._enrolments[enrolment].household_id)

    def people(self, household: int, on: date) -> dict[UUID, Member]:
        """Who belonged to a household (primary key) on a day, in the order of `people_on`."""
        there = {one.pk: one for one, since, until in self._people.get(household, ()) if _holds(since, until, on)}
        rows = sorted(there.values(), key=lambda one: (FIRST.get(one.kin, 2), one.born_on or date.max, one.pk))
        return {one.public_id: one for one in rows}

    def held(self, contract: int, enrolment: int, on: date) -> bool:
        """Whether a cycle is in the caseload of a contract (primary keys) on a day."""
        of = self._contracts[contract]
        if not of.began_on <= on < of.over_on:
            return False
        if not any(_holds(since, until, on) for since, until in self._cases.get((contract, enrolment), ())):
            return False
        served = self._served.get(contract, set())
        return any(_inside(one, on) and one.nucleus_id in served for one in self._memberships.get(enrolment, ()))

    def busy(self, applicant: int, on: date, *, household: int) -> tuple[Busy, ...]:
        """Minutes of a day that a trainer (primary key) has told of. `household`: the cycle that is told of now."""
        found = self._busy.get((applicant, on), ())
        return tuple(Busy(start, minutes, cycle == household) for start, minutes, cycle in found)

    def add(self, visit: Visit) -> None:
        """A visit that is told now is what the next one meets."""
        key = (self._contracts[visit.contract_id].applicant_id, visit.visited_on)
        self._busy.setdefault(key, []).append((visit.start_minute, visit.minutes, visit.enrolment_id))

    @cached_property
    def _memberships(self) -> Mapping[int, list[Membership]]:
        rows = Membership.objects.filter(enrolment__in=list(self._enrolments)).order_by("id")
        found: dict[int, list[Membership]] = {}
        for one in rows.select_related("nucleus__version__program", "nucleus__district", "enrolment__household"):
            found.setdefault(one.enrolment_id, []).append(one)
        return found

    @cached_property
    def _moves(self) -> Mapping[int, list[CycleMove]]:
        found: dict[int, list[CycleMove]] = {}
        for one in CycleMove.objects.filter(enrolment__in=list(self._enrolments)).order_by("id"):
            found.setdefault(one.enrolment_id, []).append(one)
        return found

    @cached_property
    def _people(self) -> Mapping[int, list[tuple[Member, date, date | None]]]:
        homes = {one.household_id for one in self._enrolments.values()}
        homes |= {move.origin_id for moves in self._moves.values() for move in moves}
        found: dict[int, list[tuple[Member, date, date | None]]] = {}
        for one in Member.objects.filter(household__in=homes, erased_at=None):
            found.setdefault(one.household_id, []).append((one, one.joined_on, one.left_on))
        past = PastMembership.objects.filter(household__in=homes, member__erased_at=None).select_related("member")
        for was in past:
            found.setdefault(was.household_id, []).append((was.member, was.joined_on, was.left_on))
        return found

    @cached_property
    def _cases(self) -> Mapping[tuple[int, int], list[tuple[date, date | None]]]:
        rows = Case.objects.filter(contract__in=list(self._contracts), enrolment__in=list(self._enrolments))
        found: dict[tuple[int, int], list[tuple[date, date | None]]] = {}
        for contract, enrolment, since, until in rows.values_list("contract", "enrolment", "from_on", "until_on"):
            found.setdefault((contract, enrolment), []).append((since, until))
        return found

    @cached_property
    def _served(self) -> Mapping[int, set[int]]:
        found: dict[int, set[int]] = {}
        rows = ContractNucleus.objects.filter(contract__in=list(self._contracts))
        for contract, nucleus in rows.values_list("contract", "nucleus"):
            found.setdefault(contract, set()).add(nucleus)
        return found

    @cached_property
    def _busy(self) -> dict[tuple[int, date], list[tuple[int, int, int]]]:
        applicants = {one.applicant_id for one in self._contracts.values()}
        theirs = dict(Contract.objects.filter(applicant__in=applicants).values_list("pk", "applicant"))
        found: dict[tuple[int, date], list[tuple[int, int, int]]] = {}
        visits = Visit.objects.filter(STANDS, contract__in=list(theirs), visited_on__in=self._days)
        for key, on, start, minutes, cycle in visits.values_list(
            "contract", "visited_on", "start_minute", "minutes", "enrolment"
        ):
            found.setdefault((theirs[key], on), []).append((start, minutes, cycle))
        sessions = Session.objects.filter(STANDS, contract__in=list(theirs), held_on__in=self._days)
        for key, on, start, minutes in sessions.values_list("contract", "held_on", "start_minute", "minutes"):
            found.setdefault((theirs[key], on), []).append((start, minutes, 0))
        return found


def _holds(since: date, until: date | None, on: date) -> bool:
    return since <= on and (until is None or until > on)


def _inside(one: Membership, on: date) -> bool:
    """As `nuclei.queries.members.inside` says it to the database."""
    ended = one.enrolment.ended_on
    return _holds(one.joined_on, one.left_on, on) and (ended is None or ended > on)
