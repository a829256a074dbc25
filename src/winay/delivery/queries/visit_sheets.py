"""What telling many visits of one trainer at once is judged on: the same facts as for one, read for all of them with as
many queries as one takes. A test feeds the same visits to both."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from winay.core.clock import local_date
from winay.delivery.queries.visit_facts import Lived, taught
from winay.delivery.session_models import Session
from winay.delivery.visit_models import STANDS, Visit
from winay.delivery.visit_rules import Busy, VisitFacts, VisitSaid
from winay.enrolment.models import CycleMove, Enrolment
from winay.nuclei.membership_rules import first_of
from winay.nuclei.models import Membership
from winay.places.rules import name_key
from winay.registry.models import Member, PastMembership
from winay.trainers.caseload_models import Case
from winay.trainers.contract_models import Contract, ContractNucleus
from winay.trainers.terms import ContractKind


def people_of_homes(households: Collection[int]) -> dict[int, list[Member]]:
    """Who lives in each household (primary key) now, by age. One query."""
    found: dict[int, list[Member]] = {}
    rows = Member.objects.filter(household__in=households, left_on=None, erased_at=None)
    for one in rows.order_by("born_on", "pk"):
        found.setdefault(one.household_id, []).append(one)
    return found


class Sheet:
    """Everything that is asked about a trainer's visits to some cycles on some days. Eight queries."""

    def __init__(self, contract: Contract, enrolments: Collection[Enrolment], days: Collection[date]) -> None:
        self.contract, self.kind = contract, ContractKind(contract.kind)
        cycles = {one.pk: one.household_id for one in enrolments}
        self._taught = frozenset(taught(contract.version, self.kind))
        self._trainer = name_key(contract.applicant.name)
        self._stays: dict[int, list[Membership]] = {}
        rows = Membership.objects.filter(enrolment__in=cycles).select_related(
            "nucleus__version__program", "nucleus__district", "enrolment__household"
        )
        for one in rows.order_by("joined_on"):
            self._stays.setdefault(one.enrolment_id, []).append(one)
        self._moves: dict[int, list[tuple[date, int]]] = {}
        for cycle, at, origin in CycleMove.objects.filter(enrolment__in=cycles).order_by("id").values_list(
            "enrolment", "at", "origin"
        ):  # fmt: skip
            self._moves.setdefault(cycle, []).append((local_date(at, settings.TIME_ZONE), origin))
        self._cases: dict[int, list[Case]] = {}
        for case in Case.objects.filter(contract=contract, enrolment__in=cycles):
            self._cases.setdefault(case.enrolment_id, []).append(case)
        self._served = set(ContractNucleus.objects.filter(contract=contract).values_list("nucleus", flat=True))
        self._read_people(set(cycles.values()))
        self._read_busy(days)

    def _read_people(self, homes: set[int]) -> None:
        homes |= {origin for moves in self._moves.values() for _, origin in moves}
        self._members: dict[int, list[tuple[Member, date, date | None]]] = {}
        past = PastMembership.objects.filter(household__in=homes, member__erased_at=None).select_related("member")
        for was in past:
            self._members.setdefault(was.household_id, []).append((was.member, was.joined_on, was.left_on))
        for one in Member.objects.filter(household__in=homes, erased_at=None):
            self._members.setdefault(one.household_id, []).append((one, one.joined_on, one.left_on))

    def _read_busy(self, days: Collection[date]) -> None:
        theirs = Contract.objects.filter(applicant=self.contract.applicant_id).values("pk")
        span = Q(visited_on__gte=min(days), visited_on__lte=max(days))
        self._busy: dict[date, list[tuple[int, int, int | None]]] = {}
        visits = Visit.objects.filter(STANDS, span, contract__in=theirs)
        for on, start, minutes, cycle in visits.values_list("visited_on", "start_minute", "minutes", "enrolment"):
            self._busy.setdefault(on, []).append((start, minutes, cycle))
        sessions = Session.objects.filter(STANDS, contract__in=theirs, held_on__gte=min(days), held_on__lte=max(days))
        for on, start, minutes in sessions.values_list("held_on", "start_minute", "minutes"):
            self._busy.setdefault(on, []).append((start, minutes, None))

    def lived(self, cycle: int, on: date) -> Lived | None:
        """Where a cycle was on a day, if it was in a nucleus."""
        for one in self._stays.get(cycle, []):
            ended = first_of(one.left_on, one.enrolment.ended_on)
            if one.joined_on <= on and (ended is None or ended > on):
                home = next((origin for moved, origin in self._moves.get(cycle, []) if on < moved), None)
                return Lived(one, home or one.enrolment.household_id)
        return None

    def people(self, household: int, on: date) -> dict[UUID, Member]:
        """Who belonged to a household (primary key) then."""
        rows = self._members.get(household, [])
        return {one.public_id: one for one, since, left in rows if since <= on and (left is None or left > on)}

    def facts(self, enrolment: Enrolment, said: VisitSaid, today: date) -> VisitFacts:
        """As the rule takes them."""
        lives, contract = self.lived(enrolment.pk, said.on), self.contract
        told = self._busy.get(said.on, [])
        people = self.people(lives.household if lives else enrolment.household_id, said.on)
        return VisitFacts(
            today=today, kind=self.kind, began_on=contract.began_on, over_on=contract.over_on, trainer=self._trainer,
            enrolled_on=enrolment.enrolled_on, in_nucleus=lives is not None, in_caseload=self._held(lives, said.on),
            people=frozenset(people), taught=self._taught,
            busy=tuple(Busy(start, minutes, cycle == enrolment.pk) for start, minutes, cycle in told),
        )  # fmt: skip

    def _held(self, lives: Lived | None, on: date) -> bool:
        if lives is None or lives.membership.nucleus_id not in self._served:
            return False
        if not self.contract.began_on <= on < self.contract.over_on:
            return False
        cases = self._cases.get(lives.membership.enrolment_id, [])
        return any(one.from_on <= on and (one.until_on is None or one.until_on > on) for one in cases)

    def took(self, enrolment: Enrolment, said: VisitSaid) -> None:
        """A visit of the sheet that will be told: the trainer is not free then."""
        self._busy.setdefault(said.on, []).append((said.start, said.minutes, enrolment.pk))
