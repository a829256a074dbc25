"""What the first page shows: published facts about the country, and the latest rule applied to it."""

from collections import Counter
from dataclasses import dataclass
from itertools import compress
from typing import Any

from winay.core.fixed import to_fixed
from winay.places.headlines import told
from winay.places.queries import Column, DistrictTable, district_table, figures_revision
from winay.programs.queries import versions_list
from winay.programs.terms import Comparison, CriterionKind, CriterionMode
from winay.targeting.models import Selection
from winay.targeting.queries.country import memory
from winay.targeting.queries.screening import Screening, named_what_ifs, screen_country, version_of
from winay.targeting.rules import AreaFacts, Criterion, Figure, find
from winay.targeting.terms import Answer, SelectionState, WhatIf


@dataclass(frozen=True)
class Poor:
    """Districts by what the poverty map says of 40 %: the whole interval over it, the value over it, and so on."""

    surely: int
    probably: int
    probably_not: int
    surely_not: int
    unknown: int

    @property
    def over(self) -> int:
        return self.surely + self.probably


@dataclass(frozen=True)
class CountryNumbers:
    """The numbers of the landing page. Households are estimates; program households are of August 2024."""

    poor: Poor
    rural_households_over: int
    districts_both: int
    rural_households_both: int
    program_share_both: float
    poor_rural_households: int
    implied_pool: int
    program_households: int
    program_districts: int
    program_share_over: float
    program_above_rural: int
    screening: Screening
    what_ifs: tuple[tuple[WhatIf, Screening], ...]
    approved: int


def country_numbers() -> CountryNumbers:
    """All of them. Read once for each state of the figures; afterwards a handful of small queries."""
    version = version_of(*_newest())
    assert version is not None
    screening = screen_country(version)
    facts = memory.get(("home", figures_revision()), _facts)
    return CountryNumbers(
        **facts,
        screening=screening,
        what_ifs=tuple((name, screen_country(version, wanted)) for name, wanted in named_what_ifs(version)),
        approved=Selection.objects.filter(state=SelectionState.APPROVED, annulment=None).count(),
    )


def _facts() -> dict[str, Any]:
    keys = told()
    table = district_table(
        [keys["poverty"], keys["unmet_needs"], keys["rural_households"], *keys["program_households"]]
    )
    poverty, needs = table.columns[keys["poverty"]], table.columns[keys["unmet_needs"]]
    said = _over_forty(poverty)
    over = [answer > Answer.UNKNOWN for answer in said]
    needy = [value is not None and value >= to_fixed("60", needs.indicator.scale) for value in needs.value]
    rural = [value or 0 for value in table.columns[keys["rural_households"]].value]
    reached = [sum(column.value[at] or 0 for column in _columns(table, keys)) for at in range(len(table.code))]
    total = sum(reached)
    said_there = keys["case_study"]
    both = [a and b for a, b in zip(over, needy, strict=True)]
    return {
        "poor": Poor(
            said.count(Answer.SURELY_YES),
            said.count(Answer.PROBABLY_YES),
            said.count(Answer.PROBABLY_NO),
            said.count(Answer.SURELY_NO),
            said.count(Answer.UNKNOWN),
        ),
        "rural_households_over": sum(compress(rural, over)),
        "districts_both": sum(both),
        "rural_households_both": sum(compress(rural, both)),
        "program_share_both": sum(compress(reached, both)) / total * 100 if total else 0.0,
        "poor_rural_households": _poor_households(rural, poverty, over),
        "implied_pool": int(round(said_there["households_reached"] * 100 / said_there["reached_share_percent"], -3)),
        "program_households": total,
        "program_districts": sum(n > 0 for n in reached),
        "program_share_over": sum(compress(reached, over)) / total * 100 if total else 0.0,
        "program_above_rural": sum(n > r for n, r in zip(reached, rural, strict=True)),
    }


def _columns(table: DistrictTable, keys: dict[str, Any]) -> list[Column]:
    return [table.columns[key] for key in keys["program_households"]]


def _poor_households(rural: list[int], poverty: Column, over: list[bool]) -> int:
    """Rural households times the district's rate, where over 40 %: a floor, for the rural are poorer than the rate."""
    whole = 100 * 10**poverty.indicator.scale
    products = (n * rate for n, rate, yes in zip(rural, poverty.value, over, strict=True) if yes and rate is not None)
    return int(round(sum(products) / whole, -2))


def poverty_by_district() -> tuple[dict[str, Answer], dict[str, str]]:
    """Whether each district is over 40 %, surely or probably, and the districts' names."""

    def make() -> tuple[dict[str, Answer], dict[str, str]]:
        key = told()["poverty"]
        table = district_table([key])
        said = dict(zip(table.code, _over_forty(table.columns[key]), strict=True))
        return said, dict(zip(table.code, table.name, strict=True))

    result: tuple[dict[str, Answer], dict[str, str]] = memory.get(("poverty", figures_revision()), make)
    return result


def _over_forty(column: Column) -> list[Answer]:
    """The answer of each district, by its value and its 95 % interval."""
    criterion = Criterion(
        "poverty", CriterionKind.THRESHOLD, CriterionMode.REQUIRED, scale=column.indicator.scale, indicator="poverty",
        comparison=Comparison.OVER, value=to_fixed("40", column.indicator.scale),
    )  # fmt: skip
    return [
        find(AreaFacts("", {"poverty": Figure(value, low, high)}), criterion, lend=False).answer
        for value, low, high in zip(column.value, column.low, column.high, strict=True)
    ]


def _newest() -> tuple[str, str]:
    """The version that holds now of the program with most versions: the one the country is first shown under."""
    listed = versions_list()
    by_program = Counter(version.program_key for version in listed)
    first = by_program.most_common(1)[0][0]
    newest = max((v for v in listed if v.program_key == first), key=lambda v: v.valid_from)
    return newest.program_key, newest.version_key
