"""What the page of a nucleus shows from several rooms: its state as of a month of its work, read from dated rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from winay.nuclei.models import CentralMembership, Membership, Nucleus, StageMove
from winay.nuclei.queries.assemblies import Row as AssemblyRow
from winay.nuclei.queries.assemblies import assemblies_of
from winay.nuclei.queries.boards import Board, board_of
from winay.nuclei.queries.centrals import central_of
from winay.nuclei.queries.members import Home, Living, came_and_went, homes_on, households_over_time, members_on
from winay.nuclei.queries.nuclei import months_of, stages_of
from winay.nuclei.stage_rules import Clock
from winay.nuclei.terms import AssemblyState
from winay.registry.terms import Sex


@dataclass(frozen=True, slots=True)
class Community:
    """The households of a nucleus that live in one place, and the sex of their participants."""

    place: int
    name: str
    synthetic: bool
    households: int
    women: int
    men: int


@dataclass(frozen=True, slots=True)
class Moment:
    """Which day is shown. `month` is a month of the work where one was asked for, `shown` the one that the day
    lies in; `ahead`: it has not come yet, and what is true today is shown."""

    day: date
    today: date
    month: int | None
    shown: int | None
    ahead: bool

    @property
    def now(self) -> bool:
        return self.day == self.today


@dataclass(frozen=True)
class NucleusState:
    """A nucleus as of a day. What few pages show is read when one asks for it: one query each, `living` three."""

    nucleus: Nucleus
    moment: Moment
    clock: Clock
    months_confirmed: bool
    stages: Sequence[StageMove]
    homes: Sequence[Home]
    board: Board

    @cached_property
    def living(self) -> Sequence[Living]:
        """The households with their people, by community and surname."""
        return members_on(self.nucleus, self.moment.day)

    @cached_property
    def assemblies(self) -> Sequence[AssemblyRow]:
        """Those held or called up to the day."""
        return assemblies_of(self.nucleus, self.moment.day)

    @cached_property
    def central(self) -> CentralMembership | None:
        """The central nucleus it is in on the day."""
        return central_of(self.nucleus, self.moment.day)

    @property
    def stage(self) -> StageMove | None:
        """The stage of the day."""
        return next((one for one in reversed(self.stages) if one.began_on <= self.moment.day), None)

    @property
    def exists(self) -> bool:
        """Whether there is such a nucleus on the day."""
        closed = self.nucleus.closed_on
        return self.nucleus.formed_on <= self.moment.day and (closed is None or closed > self.moment.day)

    @property
    def communities(self) -> list[Community]:
        """Where its households live, by name."""
        found: dict[int, list[Home]] = {}
        for one in self.homes:
            found.setdefault(one.place, []).append(one)
        return [
            Community(place, some[0].place_name, some[0].place_synthetic, len(some), women_of(some), men_of(some))
            for place, some in found.items()
        ]

    @property
    def women(self) -> int:
        return women_of(self.homes)

    @property
    def men(self) -> int:
        return men_of(self.homes)

    @property
    def held(self) -> list[AssemblyRow]:
        """Assemblies that were held by the day and stand."""
        return [
            row
            for row in self.assemblies
            if row.assembly.state == AssemblyState.HELD and row.assembly.reversed_at is None
        ]


def women_of(some: Sequence[Home]) -> int:
    """How many participants are women."""
    return sum(one.sex == Sex.WOMAN for one in some)


def men_of(some: Sequence[Home]) -> int:
    """How many participants are men."""
    return sum(one.sex == Sex.MAN for one in some)


def state_of(nucleus: Nucleus, *, month: int | None, today: date) -> NucleusState:
    """A nucleus as it was when a month of its work was full, or as it is today. Seven queries at most, however many
    households it has."""
    months = months_of([nucleus.version_id])[nucleus.version_id]
    stages = stages_of([nucleus.pk]).get(nucleus.pk, [])
    clock = Clock(months.months, stages[0].began_on if stages else None)
    moment = moment_of(nucleus, clock, month, today)
    return NucleusState(
        nucleus=nucleus,
        moment=moment,
        clock=clock,
        months_confirmed=months.confirmed,
        stages=stages,
        homes=homes_on(nucleus, moment.day),
        board=board_of(nucleus, moment.day),
    )


def moment_of(nucleus: Nucleus, clock: Clock, month: int | None, today: date) -> Moment:
    """The day that a month stands for. A closed nucleus without a month shows its last day."""
    day = clock.day_of(month) if month is not None else None
    if day is None:
        closed = nucleus.closed_on
        last = today if closed is None or closed > today else closed - timedelta(days=1)
        return Moment(last, today, None, clock.month_on(last), False)
    ahead = day > today
    day = min(day, today)
    asked = min(max(month or 0, 0), clock.months)
    return Moment(day, today, asked, clock.month_on(day) if ahead else asked, ahead)


@dataclass(frozen=True, slots=True)
class Folder:
    """Everything of a nucleus so far, for one print: as of today, with what is over."""

    state: NucleusState
    gone: Sequence[Membership]


def folder_of(nucleus: Nucleus, *, today: date) -> Folder:
    """Ten queries at most."""
    state = state_of(nucleus, month=None, today=today)
    return Folder(state, came_and_went(nucleus, state.moment.day))


def counts_by_day(nucleus: Nucleus, days: Sequence[date]) -> list[int]:
    """How many households were in on each of some days. One query."""
    stays = households_over_time(nucleus)
    return [sum(since <= day and (until is None or until > day) for since, until in stays) for day in days]
