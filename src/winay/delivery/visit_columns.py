"""Many visits as columns of numbers, with what was said in them beside: a hundred thousand that were told alike say it
once."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from winay.delivery.visit_rules import PresentSaid, VisitSaid
from winay.enrolment.models import Enrolment
from winay.registry.models import Member
from winay.trainers.contract_models import Contract

Whole = NDArray[np.int64]
EPOCH = date(1970, 1, 1)
NOWHERE = -1
"""The accuracy of a visit without a position."""


@dataclass(frozen=True, slots=True)
class VisitColumns:
    """Visits of one receiver each, a member, without agreements or production. `contract`, `enrolment` and `receiver`
    are primary keys; `on` and `next_on` days since 1970 (0 for no next one); `start` and `minutes` as in `Visit`;
    `told_at` microseconds since 1970. `words` is the number in `said` of what was said; day, hours, people, position
    and next day of those are not looked at."""

    contract: Whole
    enrolment: Whole
    receiver: Whole
    on: Whole
    start: Whole
    minutes: Whole
    next_on: Whole
    latitude_e6: Whole
    longitude_e6: Whole
    accuracy_m: Whole
    told_at: Whole
    words: Whole
    said: tuple[VisitSaid, ...]

    def __len__(self) -> int:
        return len(self.on)

    def part(self, which: "slice | NDArray[np.intp] | NDArray[np.bool_]") -> "VisitColumns":
        """Some of them, in their order."""
        return VisitColumns(**{one: getattr(self, one)[which] for one in NUMBERS}, said=self.said)

    def told(self, number: int, receiver: PresentSaid) -> VisitSaid:
        """One of them as it was told."""
        start, next_on, metres = int(self.start[number]), int(self.next_on[number]), int(self.accuracy_m[number])
        where = (int(self.latitude_e6[number]), int(self.longitude_e6[number]), metres)
        return replace(
            self.said[int(self.words[number])], on=day_of(int(self.on[number])), began=time(start // 60, start % 60),
            minutes=int(self.minutes[number]), present=(receiver,), next_on=day_of(next_on) if next_on else None,
            position=None if metres == NOWHERE else where,
        )  # fmt: skip


NUMBERS = tuple(one.name for one in fields(VisitColumns) if one.name != "said")


def day_of(number: int) -> date:
    """The day so many days after 1970 began."""
    return EPOCH + timedelta(days=number)


def number_of(day: date) -> int:
    """Days since 1970 began."""
    return (day - EPOCH).days


def instant_of(number: int) -> datetime:
    """The instant so many microseconds after 1970 began."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=number)


@dataclass(frozen=True, slots=True)
class Told:
    """A visit as `record_visit` takes it: the receiver is a member of whoever's household."""

    contract: Contract
    enrolment: Enrolment
    said: VisitSaid
    at: datetime


def columns_of(told: Sequence[Told]) -> VisitColumns:
    """Visits as columns. ValueError for one with several people, agreements or production: those go one by one."""
    members = {one.member for each in told for one in each.said.present}
    keys = dict(Member.objects.filter(public_id__in=members).values_list("public_id", "pk"))
    words: dict[VisitSaid, int] = {}
    rows = []
    for one in told:
        said = one.said
        if len(said.present) != 1 or said.present[0].member not in keys or said.agreements or said.production:
            raise ValueError("such a visit is told by itself")
        bare = replace(said, on=EPOCH, began=time(), minutes=0, present=(), next_on=None, position=None)
        latitude, longitude, metres = said.position or (0, 0, NOWHERE)
        rows.append(
            (one.contract.pk, one.enrolment.pk, keys[said.present[0].member], number_of(said.on), said.start,
             said.minutes, number_of(said.next_on) if said.next_on else 0, latitude, longitude, metres,
             round(one.at.timestamp() * 1e6), words.setdefault(bare, len(words)))
        )  # fmt: skip
    table = np.array(rows, dtype=np.int64).reshape(-1, len(NUMBERS)).T
    return VisitColumns(**dict(zip(NUMBERS, table, strict=True)), said=tuple(words))
