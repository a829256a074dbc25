"""What of a trainer's fee the contract's months, or visits, come to so far. Plain Python. Not what was paid: nobody
records that here. Whether days away are paid no source says: both answers are given."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from winay.enrolment.rules import add_months
from winay.trainers.contract_rules import months_served
from winay.trainers.schedule_rules import Days, working_days
from winay.trainers.terms import FeePer


@dataclass(frozen=True, slots=True)
class Earned:
    """Minor units. `count`: whole months served, or visits made. `whole`: what they come to; `days_away`: working days
    of those months on which the trainer was absent; `without_away`: what is left if such days are not paid."""

    per: FeePer
    count: int
    whole: int
    days_away: int = 0
    without_away: int = 0


def earned_by_months(fee: int, *, began_on: date, over_on: date, today: date, absent: Collection[Days]) -> Earned:
    """A fee a month: the months that are full, day to day, and what the working days away in them would take of it, by
    their share of the working days; half a céntimo goes up."""
    months = months_served(began_on, over_on, today)
    served = (began_on, add_months(began_on, months))
    every = len(working_days(served, within=served, absent=()))
    away = every - len(working_days(served, within=served, absent=absent))
    whole = months * fee
    taken = (2 * whole * away + every) // (2 * every) if every else 0
    return Earned(FeePer.MONTH, months, whole, away, whole - taken)


def earned_by_visits(fee: int, visits: int) -> Earned:
    """A fee a visit: the visits that stand."""
    return Earned(FeePer.VISIT, visits, visits * fee, 0, visits * fee)
