"""Figures for everybody: of the country and its departments, with what could say something of a few households kept
back."""

from collections.abc import Mapping
from dataclasses import dataclass

from winay.analytics.disclosure_rules import Cells, published
from winay.analytics.indicators.documents import Indicator, indicators
from winay.analytics.queries import Present, Value, value_of

LEAST = 10
"""Households below which a cell is kept back. No source of the program says a number."""
OPEN_CUBES = ("cycles", "refusals")
"""Cubes that count households, so that a cell says how many households stand behind it."""
OPEN_BY = ("sex", "age", "language", "zone", "cohort", "stage", "reason")


@dataclass(frozen=True)
class OpenFigures:
    """An indicator for everybody. `rows` are the country ("") and its departments, each with its values by category
    ("" where it is not told apart); those kept back are in `kept` alone."""

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
    """An indicator of the country and its departments, told apart by one thing or none."""
    found = value_of(snapshot, indicator, ("department", *((by,) if by else ())))
    nobody = Value((), 0, None if indicator.denominator is None else 0)
    places: dict[str, dict[str, Value]] = {"": {} if by else {"": nobody}}
    for row in found:
        department, category = row.key[0], row.key[1] if by else ""
        for place in ("", department):
            values = places.setdefault(place, {})
            values[category] = _added(values.get(category, nobody), row)
    categories = tuple(sorted(places[""]))
    cells = {place: _cells(values, categories) for place, values in places.items()}
    open_ = published(cells.pop(""), [cells], LEAST)
    return OpenFigures(
        indicator, by, categories, {place: values for place, values in places.items() if place in open_},
        tuple(sorted(places.keys() - open_)),
    )  # fmt: skip


def _added(one: Value, other: Value) -> Value:
    whole = None if one.denominator is None else one.denominator + (other.denominator or 0)
    return Value(one.key, one.numerator + other.numerator, whole)


def _cells(values: Mapping[str, Value], categories: tuple[str, ...]) -> Cells:
    """For each category how many, and how many not."""
    found: list[int] = []
    for category in categories:
        one = values.get(category, Value((), 0, None))
        found.append(one.numerator)
        if one.denominator is not None:
            found.append(one.denominator - one.numerator)
        elif any(other.denominator is not None for other in values.values()):
            found.append(0)
    return tuple(found)
