"""What the screening would say at both ends of the poverty rates' interval, as a sentence and a picture read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from winay.programs.terms import CriterionMode
from winay.targeting.columns import Bools
from winay.targeting.queries.country import POVERTY
from winay.targeting.queries.screening import Screening, Sensitivity, sensitivity
from winay.web.pictures import anchor, position


@dataclass(frozen=True)
class Interval:
    """`bars`: areas, households and poor households at the low end, at the value and at the high end. `deciding` are
    the areas whose answer is not the same at both ends."""

    said: Sensitivity
    bars: list[dict[str, Any]]
    deciding: int
    households: int

    @property
    def flips(self) -> Bools:
        """Which areas of the country those are."""
        return self.said.flips


def interval_of(seen: Screening) -> Interval | None:
    """None where no criterion on poverty decides: its interval then changes nothing."""
    decides = [c for c in seen.terms.criteria if c.indicator == POVERTY and c.mode is not CriterionMode.PREFERENCE]
    if not decides:
        return None
    said = sensitivity(seen, POVERTY)
    flips = seen.sums(said.flips)
    ends = (said.low, said.value, said.high)
    names = {"areas": _("Áreas"), "households": _("Hogares rurales"), "poor": _("Hogares rurales pobres")}
    bars = [_bar(name, [getattr(end, key) for end in ends]) for key, name in names.items()]
    return Interval(said, bars, flips.areas, flips.households)


def _bar(name: str, ends: Sequence[int]) -> dict[str, Any]:
    low, value, high = ends
    top = max(*ends, 1)
    left, right = sorted((low, high))
    return {
        "name": name,
        "low": low,
        "value": value,
        "high": high,
        "x": position(left, top),
        "width": f"{float(position(right, top)) - float(position(left, top)):.3f}",
        "point": position(value, top),
        "anchor": anchor(value, top),
    }
