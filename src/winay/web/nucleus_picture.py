"""The timeline of a nucleus, drawn by the server: its stages, assemblies, how many households. In percent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from winay.journeys.pages.nucleus import NucleusState
from winay.nuclei.stage_rules import Clock
from winay.web.pictures import anchor, position

TOP, FOOT = 20, 92
"""Between these heights the households are drawn."""


@dataclass(frozen=True, slots=True)
class Band:
    """A stage on the timeline; `words` where it is wide enough to be named."""

    stage: str
    x: str
    width: str
    middle: str
    wide: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """The households of one month."""

    month: int
    count: int
    x: str
    width: str
    y: str
    height: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the template draws. `today` and `chosen` are positions, empty where they lie outside."""

    months: int
    bands: Sequence[Band]
    bars: Sequence[Bar]
    assemblies: Sequence[str]
    today: str
    chosen: str
    chosen_anchor: str
    ticks: Sequence[tuple[int, str]]
    least: str
    most: str


def month_days(clock: Clock, today: date) -> list[date]:
    """The last day of each month that began by today; today for the running one."""
    found: list[date] = []
    for month in range(clock.months):
        first, following = clock.day_of(month), clock.day_of(month + 1)
        if first is None or following is None or first > today:
            break
        found.append(min(following - timedelta(days=1), today))
    return found


def timeline(state: NucleusState, counts: Sequence[int]) -> Timeline | None:
    """The picture; None before the months of the nucleus began. `counts`: households by month."""
    clock, nucleus, today = state.clock, state.nucleus, state.moment.today
    if clock.began_on is None or clock.ends_on is None:
        return None
    whole = (clock.ends_on - clock.began_on).days
    began = clock.began_on

    def at(day: date) -> str:
        return position(max(0, (day - began).days), whole)

    last = min(today, clock.ends_on, nucleus.closed_on or clock.ends_on)
    ends = [*(one.began_on for one in state.stages[1:]), last]
    bands = [
        _band(one.stage, (one.began_on - began).days, (max(end, one.began_on) - began).days, whole)
        for one, end in zip(state.stages, ends, strict=True)
    ]
    top = max([nucleus.most, *counts])
    chosen = state.moment.shown
    return Timeline(
        months=clock.months,
        bands=bands,
        bars=[_bar(month, count, top, clock.months, month == chosen) for month, count in enumerate(counts)],
        assemblies=[at(row.assembly.held_on) for row in state.held if began <= row.assembly.held_on < clock.ends_on],
        today=at(today) if today < clock.ends_on else "",
        chosen=position(chosen, clock.months) if chosen is not None and chosen <= clock.months else "",
        chosen_anchor=anchor(chosen or 0, clock.months),
        ticks=[(month, position(month, clock.months)) for month in range(0, clock.months + 1, 6)],
        least=_height(nucleus.least, top),
        most=_height(nucleus.most, top),
    )


def _band(stage: str, begin: int, end: int, whole: int) -> Band:
    end = min(end, whole)
    return Band(
        stage, position(begin, whole), position(max(end - begin, 0), whole), position((begin + end) / 2, whole),
        end - begin > whole / 7,
    )  # fmt: skip


def _bar(month: int, count: int, top: int, months: int, chosen: bool) -> Bar:
    y = float(_height(count, top))
    gap = 0.2
    left, width = float(position(month, months)), 100 / months
    return Bar(month, count, f"{left + gap / 2:.3f}", f"{width - gap:.3f}", f"{y:.1f}", f"{FOOT - y:.1f}", chosen)


def _height(count: int, top: int) -> str:
    return f"{FOOT - (FOOT - TOP) * count / max(top, 1):.1f}"
