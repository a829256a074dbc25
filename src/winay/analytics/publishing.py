"""Figures for everybody: of the country and its departments, with what could say something of a few households kept
back.

Two tables may say together what neither says: of those who entered, without those who are in and those who left, the
rest completed. So figures that add up to each other are judged by what they have in common (`TOGETHER`), and are shown
or kept back together. By sex or age only the country is told apart: a department's figures would cross each other.
What two snapshots of different days say together is not judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from winay.analytics.disclosure_rules import Cells, published
from winay.analytics.indicators.documents import Indicator, indicators
from winay.analytics.queries import Present, Value, values

LEAST = 10
"""Households below which a cell is kept back. No source of the program says a number."""
OPEN_CUBES = ("cycles", "refusals")
"""Cubes that count households, so that a cell says how many households stand behind it."""
OPEN_BY = ("sex", "age", "language", "zone", "cohort", "stage", "reason")
Part = tuple[str, ...]
"""What a first measure has without the others."""
ENTERED: tuple[Part, ...] = (("open",), ("completed",), ("dropped_early",), ("dropped", "dropped_early"))
ENDING: tuple[Part, ...] = (("overdue",), ("due_soon",), ("open", "overdue", "due_soon"))
TOGETHER = {
    **dict.fromkeys(
        ("households_entered", "households_in", "households_completed", "households_left",
         "households_left_first_year"), ENTERED
    ),
    **dict.fromkeys(("households_over_time", "households_ending_soon"), ENDING),
}  # fmt: skip
"""Indicators that add up to each other, and the parts that they are sums of."""


@dataclass(frozen=True)
class OpenFigures:
    """An indicator for everybody. `rows` are the country ("") and its departments, or the country alone with its values
    by category; those kept back are in `kept` alone."""

    indicator: Indicator
    by: str
    categories: tuple[str, ...]
    rows: Mapping[str, Mapping[str, Value]]
    kept: tuple[str, ...]


def open_indicators() -> dict[str, Indicator]:
    """The indicators that are for everybody."""
    return {key: one for key, one in indicators().items() if one.cube in OPEN_CUBES}


def open_by(indicator: Indicator) -> list[str]:
    """What an indicator may be told apart by for everybody."""
    return [by for by in indicator.by if by in OPEN_BY]


def open_figures(snapshot: Present, indicator: Indicator, by: str = "") -> OpenFigures:
    """An indicator of the country and its departments, or of the country told apart by one thing."""
    parts = parts_of(indicator)
    measures = list(dict.fromkeys(name for part in parts for name in part))
    pairs = [(indicator.numerator, indicator.denominator), *((name, None) for name in measures)]
    nobody = Value((), 0, None if indicator.denominator is None else 0)
    places: dict[str, dict[str, Value]] = {"": {} if by else {"": nobody}}
    counts: dict[str, dict[str, dict[str, int]]] = {"": {}}
    for key, (pair, *rest) in values(snapshot, indicator.cube, pairs, [by or "department"], indicator.only, None):
        told = {name: number for name, (number, _none) in zip(measures, rest, strict=True)}
        for place, category in (("", key[0]),) if by else (("", ""), (key[0], "")):
            shown, counted = places.setdefault(place, {}), counts.setdefault(place, {})
            shown[category] = _added(shown.get(category, nobody), Value(key, *pair))
            had = counted.setdefault(category, dict.fromkeys(measures, 0))
            counted[category] = {name: had[name] + told[name] for name in measures}
    categories = tuple(sorted(places[""]))
    cells = {place: _cells(counts.get(place, {}), categories, parts) for place in places}
    open_ = published(cells.pop(""), [cells], LEAST)
    return OpenFigures(
        indicator, by, categories, {place: told for place, told in places.items() if place in open_},
        tuple(sorted(places.keys() - open_)),
    )  # fmt: skip


def parts_of(indicator: Indicator) -> tuple[Part, ...]:
    """The parts that somebody could work out who sees an indicator, and those that add up to it."""
    own: tuple[Part, ...] = ((indicator.numerator,),)
    if indicator.denominator is not None:
        own += ((indicator.denominator, indicator.numerator),)
    return TOGETHER.get(indicator.key, own)


def _added(one: Value, other: Value) -> Value:
    whole = None if one.denominator is None else one.denominator + (other.denominator or 0)
    return Value(one.key, one.numerator + other.numerator, whole)


def _cells(counts: Mapping[str, Mapping[str, int]], categories: tuple[str, ...], parts: tuple[Part, ...]) -> Cells:
    """For each category the parts."""
    found = []
    for category in categories:
        told = counts.get(category, {})
        found += [told.get(first, 0) - sum(told.get(name, 0) for name in less) for first, *less in parts]
    return tuple(found)
