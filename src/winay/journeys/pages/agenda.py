"""A day of a trainer's agenda: the visits as planned, and of each household what the last visit left behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from winay.delivery.queries.visits import agreements_of, last_visits_of
from winay.delivery.visit_models import Agreement, Visit
from winay.trainers.contract_models import Contract
from winay.trainers.queries.schedules import StandingMonth, standing_month
from winay.trainers.terms import ContractKind


@dataclass(frozen=True, slots=True)
class Agenda:
    """A day: `on` is the one that was asked for, or the next with visits. `last`: by cycle, the last visit that a
    trainer of the kind made; `agreed`: by that visit, what was agreed."""

    on: date
    month: StandingMonth
    last: Mapping[int, Visit]
    agreed: Mapping[int, Sequence[Agreement]]

    @property
    def before(self) -> date | None:
        """The day with visits before it, in the same month."""
        return max((one for one in self.month.days if one < self.on), default=None)

    @property
    def after(self) -> date | None:
        """The next day with visits, in the same month."""
        return min((one for one in self.month.days if one > self.on), default=None)

    def again(self, cycle: int) -> date | None:
        """When a household is visited next, in the same month."""
        days = self.month.days
        return min((on for on in days if on > self.on and cycle in {one.enrolment for one in days[on]}), default=None)


def agenda_of(contract: Contract, on: date, *, exactly: bool) -> Agenda:
    """The agenda of a day; not `exactly`: of that day or the next of its month with visits. Nine queries at most."""
    month = standing_month(contract, on)
    if not exactly and on not in month.days:
        on = min((one for one in month.days if one > on), default=on)
    cycles = [one.enrolment for one in month.days.get(on, ())]
    last = last_visits_of(cycles, ContractKind(contract.kind)) if cycles else {}
    agreed = agreements_of([one.pk for one in last.values()]) if last else {}
    return Agenda(on, month, last, agreed)
