"""What telling several visits or sessions is judged on, read together: the same facts as `visit_facts` reads for one.
The number of queries does not grow with them."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property

from winay.delivery.queries.households_then import HouseholdsThen, holds, is_inside
from winay.delivery.session_models import Session
from winay.delivery.visit_models import STANDS, Visit
from winay.delivery.visit_rules import Busy
from winay.enrolment.models import Enrolment
from winay.trainers.caseload_models import Case
from winay.trainers.contract_models import Contract, ContractNucleus

OF_NOBODY = 0
"""A session is with no household alone."""


class Together(HouseholdsThen):
    """The facts of visits and sessions of some contracts with some cycles on some days. Caseloads are read when they
    are first asked for; the trainers' hours too: whoever writes asks for them when the trainers are locked."""

    def __init__(
        self, contracts: Collection[Contract], enrolments: Collection[Enrolment], days: Collection[date]
    ) -> None:
        super().__init__(enrolments)
        self._contracts = {one.pk: one for one in contracts}
        self._days = set(days)

    def held(self, contract: int, enrolment: int, on: date) -> bool:
        """Whether a cycle is in the caseload of a contract (primary keys) on a day."""
        of = self._contracts[contract]
        if not of.began_on <= on < of.over_on:
            return False
        if not any(holds(since, until, on) for since, until in self._cases.get((contract, enrolment), ())):
            return False
        served = self._served.get(contract, set())
        return any(is_inside(one, on) and one.nucleus_id in served for one in self._memberships.get(enrolment, ()))

    def serves(self, contract: int, nucleus: int) -> bool:
        """Whether a contract has a nucleus (primary keys) among those that it serves."""
        return nucleus in self._served.get(contract, ())

    def busy(self, applicant: int, on: date, *, household: int | None = None) -> tuple[Busy, ...]:
        """Minutes of a day that a trainer (primary key) has told of. `household`: the cycle that is told of now."""
        found = self._busy.get((applicant, on), ())
        return tuple(Busy(start, minutes, cycle == household) for start, minutes, cycle in found)

    def add(self, told: Visit | Session) -> None:
        """What is told now is what the next one meets."""
        on, cycle = (told.visited_on, told.enrolment_id) if isinstance(told, Visit) else (told.held_on, OF_NOBODY)
        key = (self._contracts[told.contract_id].applicant_id, on)
        self._busy.setdefault(key, []).append((told.start_minute, told.minutes, cycle))

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
            found.setdefault((theirs[key], on), []).append((start, minutes, OF_NOBODY))
        return found
