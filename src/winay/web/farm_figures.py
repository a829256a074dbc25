"""The pictures of a farm table: how many farms are how large, and in how many districts how many lie under the cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from winay.core.fixed import from_fixed
from winay.core.numbers import number
from winay.targeting.queries.farm_tables import EDGES, DistrictCount, FarmSizes
from winay.targeting.rules import HECTARE_SCALE
from winay.web.pictures import position

STEP = 10
"""Percent points in one bar of the picture of shares."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, what it counts, its part of the whole in percent, its width in percent of the longest one.
    `strong` marks what the cut or the half decides."""

    words: str
    count: int
    share: Decimal
    width: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """Households counted beside those that the census lets expect in the same districts. `share` is in percent, None
    where nothing can be expected; it can pass 100."""

    counted: int
    rural: int
    share: Decimal | None
    unknown: int


def size_bars(sizes: FarmSizes, cut_ha: int) -> list[Bar]:
    """Farms by size. The bars that lie wholly under the cut are strong."""
    ends = [*EDGES[1:], None]
    names = [
        _("%(low)s ha y más") % {"low": _hectares(low)}
        if high is None
        else _("menos de %(high)s ha") % {"high": _hectares(high)}
        if low == 0
        else _("de %(low)s a menos de %(high)s ha") % {"low": _hectares(low), "high": _hectares(high)}
        for low, high in zip(EDGES, ends, strict=True)
    ]
    strong = [high is not None and high <= cut_ha for high in ends]
    return _bars(names, sizes.farms, strong)


def share_bars(rows: Sequence[DistrictCount]) -> list[Bar]:
    """Districts by the share of their households under the cut; those over half are strong."""
    counts = [0] * (100 // STEP)
    for row in rows:
        if row.households:
            # 50 % exactly is not more than half: it stands below.
            counts[max(-(-row.under * 100 // (row.households * STEP)) - 1, 0)] += 1
    names = [
        _("hasta %(high)s %%") % {"high": STEP}
        if at == 0
        else _("más de %(low)s hasta %(high)s %%") % {"low": at * STEP, "high": (at + 1) * STEP}
        for at in range(len(counts))
    ]
    return _bars(names, counts, [at * STEP >= 50 for at in range(len(counts))])


def coverage(rows: Sequence[DistrictCount]) -> Coverage:
    """How many of the expected rural households a table counted in the districts it visited."""
    counted = sum(row.households for row in rows)
    rural = sum(row.rural or 0 for row in rows)
    unknown = sum(row.rural is None for row in rows)
    return Coverage(counted, rural, Decimal(counted) * 100 / rural if rural else None, unknown)


def _bars(names: Sequence[str], counts: Sequence[int], strong: Sequence[bool]) -> list[Bar]:
    total, most = sum(counts), max(counts, default=0) or 1
    return [
        Bar(name, count, Decimal(count) * 100 / (total or 1), position(count, most), dark)
        for name, count, dark in zip(names, counts, strong, strict=True)
    ]


def _hectares(area: int) -> str:
    return number(f"{from_fixed(area, HECTARE_SCALE).normalize():f}", get_language() or "es")
