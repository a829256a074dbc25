"""Reading the places inside a place with the numbers that matter, and what each indicator knows. Few queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count, Max, OuterRef, Q, Subquery

from winay.core.fixed import from_fixed
from winay.places.headlines import headline, headlines
from winay.places.models import Indicator, Measurement, Place, Source
from winay.places.terms import CODE_LENGTH, Level

POVERTY = headline("poverty")
PEOPLE = headline("population")
RURAL = headline("rural_households")
PROGRAM = headlines("program_households")


@dataclass(frozen=True, slots=True)
class Totals:
    """A place and what its districts add up to. None is unknown: no district inside has the figure.

    `poverty`, `low` and `high` are the place's own published rate in percent points, never an average of its
    districts; `lent` is the older district's rate where the place is a district newer than the census.
    `over` counts districts whose rate is over the line asked for, `unrated` those without a rate of their own.
    `program` counts households of ongoing and completed projects, `program_districts` the districts reporting any.
    """

    place: Place | None
    districts: int = 0
    people: int | None = None
    rural: int | None = None
    poverty: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    lent: Decimal | None = None
    over: int = 0
    unrated: int = 0
    program: int | None = None
    program_districts: int = 0


@dataclass(frozen=True, slots=True)
class _Figures:
    """The newest values: (place id, indicator key) → (value, low, high, scale)."""

    rows: dict[tuple[int, str], tuple[int, int | None, int | None, int]]

    def whole(self, place: int, key: str) -> int | None:
        row = self.rows.get((place, key))
        return None if row is None else row[0]

    def rate(self, place: int | None) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        row = self.rows.get((place, POVERTY)) if place else None
        if row is None:
            return None, None, None
        value, low, high, scale = row
        return (
            from_fixed(value, scale),
            None if low is None else from_fixed(low, scale),
            None if high is None else from_fixed(high, scale),
        )


def totals_inside(parent: Place | None, *, line: Decimal) -> list[Totals]:
    """The places directly inside `parent` (None: the country's departments) by code, each with its totals.

    Localities have no figures of their own: see `locality_lists`. `line`: percent of people in poverty that a
    district must be over to be counted in `over`. Three queries.
    """
    inside = list(Place.objects.filter(parent=parent).order_by("code"))
    if not inside or inside[0].level == Level.LOCALITY.value:
        return []
    prefix = parent.code if parent else ""
    districts = list(
        Place.objects.filter(level=Level.DISTRICT.value, synthetic=False, code__startswith=prefix).values_list(
            "id", "code", "lent_from_id"
        )
    )
    figures = _newest_inside(prefix, [lender for _, _, lender in districts if lender])
    width = CODE_LENGTH[Level(inside[0].level)]
    found = {place.code: _own(place, figures) for place in inside}
    for district, code, _ in districts:
        found[code[:width]] = _added(found[code[:width]], _of_district(district, figures, line))
    return list(found.values())


def add_up(rows: Iterable[Totals]) -> Totals:
    """All rows together. A rate cannot be added: the sum has none."""
    together = Totals(None)
    for row in rows:
        together = _added(together, row)
    return together


@dataclass(frozen=True, slots=True)
class Dates:
    """Of when the columns of `Totals` are: a year or a day, as published; empty when nothing is known."""

    poverty: str
    people: str
    rural: str
    program: str


def newest_dates() -> Dates:
    """One query."""
    rows = Measurement.objects.filter(indicator__key__in=[POVERTY, PEOPLE, RURAL, *PROGRAM])
    newest = dict(rows.order_by().values_list("indicator__key").annotate(newest=Max("as_of_label")))
    return Dates(
        newest.get(POVERTY, ""),
        newest.get(PEOPLE, ""),
        newest.get(RURAL, ""),
        max(newest.get(key, "") for key in PROGRAM),
    )


def _newest_inside(prefix: str, lenders: list[int]) -> _Figures:
    wanted = Q(place__code__startswith=prefix) | Q(place__in=lenders) if prefix else Q()
    rows = (
        Measurement.objects.filter(wanted, indicator__key__in=[POVERTY, PEOPLE, RURAL, *PROGRAM])
        .order_by("as_of")
        .values_list("place_id", "indicator__key", "value", "low", "high", "indicator__scale")
    )
    return _Figures({(place, key): (value, low, high, scale) for place, key, value, low, high, scale in rows})


def _own(place: Place, figures: _Figures) -> Totals:
    poverty, low, high = figures.rate(place.pk)
    lent = figures.rate(place.lent_from_id)[0] if poverty is None else None
    return Totals(place, poverty=poverty, low=low, high=high, lent=lent)


def _of_district(district: int, figures: _Figures, line: Decimal) -> Totals:
    rate = figures.rate(district)[0]
    program = [figures.whole(district, key) for key in PROGRAM]
    reported = [number for number in program if number is not None]
    return Totals(
        None,
        districts=1,
        people=figures.whole(district, PEOPLE),
        rural=figures.whole(district, RURAL),
        over=int(rate is not None and rate > line),
        unrated=int(rate is None),
        program=sum(reported) if reported else None,
        program_districts=int(any(reported)),
    )


def _added(row: Totals, more: Totals) -> Totals:
    return replace(
        row,
        districts=row.districts + more.districts,
        people=_plus(row.people, more.people),
        rural=_plus(row.rural, more.rural),
        over=row.over + more.over,
        unrated=row.unrated + more.unrated,
        program=_plus(row.program, more.program),
        program_districts=row.program_districts + more.program_districts,
    )


def _plus(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


@dataclass(frozen=True, slots=True)
class Known:
    """An indicator, its newest source, and how many places of each level have it out of all there are."""

    indicator: Indicator
    source: Source | None
    as_of_label: str
    districts: int
    provinces: int
    departments: int


def indicator_list() -> list[Known]:
    """Every indicator in order, with its newest source and how many places have it. Two queries."""
    newest = Measurement.objects.filter(indicator=OuterRef("pk")).order_by("-as_of", "id")
    counts = {
        f"n_{level.value}": Count(
            "measurements__place", distinct=True, filter=Q(measurements__place__level=level.value)
        )
        for level in (Level.DISTRICT, Level.PROVINCE, Level.DEPARTMENT)
    }
    rows = Indicator.objects.annotate(
        **counts,
        newest_source=Subquery(newest.values("source")[:1]),
        newest_label=Subquery(newest.values("as_of_label")[:1]),
    ).order_by("position")
    sources = Source.objects.in_bulk()
    return [
        Known(
            row,
            sources.get(row.newest_source),
            row.newest_label or "",
            row.n_district,
            row.n_province,
            row.n_department,
        )
        for row in rows
    ]


def place_counts() -> dict[Level, int]:
    """How many real places each level has. One query."""
    rows = Place.objects.filter(synthetic=False).order_by().values_list("level").annotate(n=Count("id"))
    return {Level(level): number for level, number in rows}


def names_around() -> dict[str, str]:
    """Names of departments and provinces by code, to stand beside a district in a table. One query."""
    wide = [Level.DEPARTMENT.value, Level.PROVINCE.value]
    return dict(Place.objects.filter(level__in=wide).values_list("code", "name"))


def indicator_names(lang: str) -> dict[str, str]:
    """Every indicator's name by key, in `es` or `en`. One query."""
    return dict(Indicator.objects.values_list("key", "name_en" if lang == "en" else "name_es"))


def place_names(codes: Collection[str]) -> dict[str, str]:
    """Names by code. One query."""
    return dict(Place.objects.filter(code__in=codes).values_list("code", "name"))
