"""Reading places, figures and offices. Query counts do not grow with the rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from winay.core.fixed import from_fixed
from winay.core.remembered import Remembered
from winay.places.headlines import shipped_country
from winay.places.models import CountLoad, FigureLoad, Indicator, Measurement, Office, Pack, Place, Source
from winay.places.rules import ancestor_codes, name_key
from winay.places.terms import CODE_LENGTH, Level

figures_read = Remembered(most=8)


def search(text: str, *, limit: int = 20) -> list[Place]:
    """Places by code, or by the beginning of a word of their name, without minding accents or ñ.

    Codes: the exact one first, then what lies inside; a code that lost its leading zero is found too. Names: the
    whole name, then its beginning, then a later word; departments before provinces before districts, and localities,
    of which hundreds may bear a name, after all of them. Each place comes with its parent and grandparent. One query.
    """
    key = name_key(text)
    if not key:
        return []
    if key.isdigit():
        found = Q(code__startswith=key) | Q(name_key__contains=key)
        exact, near = Q(code=key), Q(code__startswith=key)
        if len(key) + 1 in CODE_LENGTH.values():
            found |= Q(code=f"0{key}")
    else:
        found = Q(name_key__startswith=key) | Q(name_key__contains=f" {key}")
        exact, near = Q(name_key=key), Q(name_key__startswith=key)
    rank = Case(When(exact, then=Value(0)), When(near, then=Value(1)), default=Value(2), output_field=IntegerField())
    depth = Case(
        *(When(level=level.value, then=Value(length)) for level, length in CODE_LENGTH.items()),
        output_field=IntegerField(),
    )
    small = Case(When(Q(level=Level.LOCALITY.value), then=Value(1)), default=Value(0), output_field=IntegerField())
    places = _with_parents().filter(found).annotate(small=small, rank=rank, depth=depth)
    return list(places.order_by("small", "rank", "depth", "name_key", "code")[:limit])


def place_by_code(code: str) -> Place | None:
    """The place with its parent, grandparent and lender; None when there is none."""
    return _with_parents().select_related("lent_from").filter(code=code).first()


def place_names(codes: Collection[str]) -> dict[str, str]:
    """What some places are called, by their codes. One query, none for none."""
    return dict(Place.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}


def children(place: Place) -> list[Place]:
    """The places directly inside, by code."""
    return list(Place.objects.filter(parent=place).order_by("code"))


def ancestors(place: Place) -> list[Place]:
    """The places around this one, the department first."""
    return list(Place.objects.filter(code__in=ancestor_codes(place.code)).order_by("code"))


def _with_parents() -> QuerySet[Place]:
    return Place.objects.select_related("parent__parent")


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of a place by one indicator. With `lent_from` it is the older district's value, not its own."""

    indicator: Indicator
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    source: Source
    as_of: date
    as_of_label: str
    estimated: bool
    lent_from: Place | None


def facts_of(place: Place) -> list[Fact]:
    """The newest figure of each indicator, in the indicators' order. Two queries at most.

    A rate that a new district lacks is lent by the older district it was part of, and says so. What has no fact is
    unknown: see `unknown_of`.
    """
    own = _newest(place)
    facts = {key: _fact(row, None) for key, row in own.items()}
    if place.lent_from_id:
        for key, row in _newest(place.lent_from).items():
            if key not in own and row.indicator.lendable:
                facts[key] = _fact(row, place.lent_from)
    return sorted(facts.values(), key=lambda fact: fact.indicator.position)


def unknown_of(place: Place) -> list[Indicator]:
    """The indicators that other places of this level have and this one has not: unknown, which is not zero."""
    elsewhere = Measurement.objects.filter(place__level=place.level).values("indicator")
    own = Measurement.objects.filter(place=place).values("indicator")
    return list(Indicator.objects.filter(pk__in=elsewhere).exclude(pk__in=own))


def _newest(place: Place | None) -> dict[str, Measurement]:
    rows = Measurement.objects.filter(place=place).select_related("indicator", "source").order_by("as_of")
    return {row.indicator.key: row for row in rows}


def _fact(row: Measurement, lent_from: Place | None) -> Fact:
    low, high = (None if end is None else row.decimal(end) for end in (row.low, row.high))
    return Fact(
        row.indicator,
        row.decimal(row.value),
        low,
        high,
        row.source,
        row.as_of,
        row.as_of_label,
        row.estimated,
        lent_from,
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One indicator over all districts, in the table's order, as integers of the indicator's scale.

    None is unknown. `lent` holds the older district's value where the district has none of its own and the indicator
    may be lent; `value` never contains a lent figure. `as_of` and `source` are of each district's newest figure.
    """

    indicator: Indicator
    value: list[int | None]
    low: list[int | None]
    high: list[int | None]
    lent: list[int | None]
    as_of: list[date | None]
    source: list[str | None]

    def decimal(self, number: int | None) -> Decimal | None:
        """A number of this column in the indicator's unit."""
        return None if number is None else from_fixed(number, self.indicator.scale)


@dataclass(frozen=True, slots=True)
class DistrictTable:
    """All districts by code, and the asked-for indicators beside them."""

    code: list[str]
    name: list[str]
    lent_from: list[str | None]
    columns: dict[str, Column] = field(default_factory=dict)


def district_table(indicator_keys: Sequence[str]) -> DistrictTable:
    """Every real district with the newest value of these indicators; KeyError for an unknown key. Three queries, and
    the figures themselves where they were not read since they changed."""
    indicators = Indicator.objects.in_bulk(list(indicator_keys), field_name="key")
    rows = list(
        Place.objects.filter(level=Level.DISTRICT.value, synthetic=False)
        .order_by("code")
        .values_list("id", "code", "name", "lent_from_id")
    )
    wanted = tuple((indicators[key].pk, indicators[key].lendable) for key in indicator_keys)
    read: dict[str, Column] = figures_read.get(
        (figures_revision(), wanted, tuple((row[0], row[3]) for row in rows)),
        lambda: _figures([indicators[key] for key in indicator_keys], rows),
    )
    code_of = {row[0]: row[1] for row in rows}
    return DistrictTable(
        [row[1] for row in rows],
        [row[2] for row in rows],
        [code_of.get(row[3]) for row in rows],
        {key: replace(read[key], indicator=indicators[key]) for key in indicator_keys},
    )


def _figures(indicators: Sequence[Indicator], rows: Sequence[tuple[int, str, str, int | None]]) -> dict[str, Column]:
    """The newest figures of all districts, and what a new district is lent."""
    position = {row[0]: at for at, row in enumerate(rows)}
    columns = {indicator.key: _empty_column(indicator, len(rows)) for indicator in indicators}
    of_id = {column.indicator.pk: column for column in columns.values()}
    for place, indicator, value, low, high, as_of, source in (
        Measurement.objects.filter(indicator__in=list(of_id), place__level=Level.DISTRICT.value)
        .order_by("as_of")
        .values_list("place_id", "indicator_id", "value", "low", "high", "as_of", "source__key")
    ):
        if (at := position.get(place)) is None:
            continue
        column = of_id[indicator]
        column.value[at], column.low[at], column.high[at] = value, low, high
        column.as_of[at], column.source[at] = as_of, source
    for column in columns.values():
        if column.indicator.lendable:
            _lend(column, [None if row[3] is None else position.get(row[3]) for row in rows])
    return columns


def _empty_column(indicator: Indicator, size: int) -> Column:
    return Column(indicator, *([None] * size for _ in range(6)))  # type: ignore[arg-type]


def _lend(column: Column, lenders: list[int | None]) -> None:
    for at, lender in enumerate(lenders):
        if lender is not None and column.value[at] is None:
            column.lent[at] = column.value[lender]


def figures_revision() -> str:
    """Changes with every change of the figures: a key for caches. `none` before the first loading."""
    newest = FigureLoad.objects.order_by("-id").first()
    return str(newest) if newest else "none"


def pack_in_force() -> Pack | None:
    """The country pack installed last; None while only the shipped figures are loaded. One query."""
    return Pack.objects.order_by("-id").first()


def installed_country() -> str | None:
    """The country whose places are here, by its two letters: of the pack in force, or of the shipped tables. Two
    queries at most; None while there are no places."""
    if (pack := pack_in_force()) is not None:
        return pack.country
    return shipped_country() if Place.objects.exists() else None


def pack_list() -> list[Pack]:
    """Every installation of a pack, the newest first."""
    return list(Pack.objects.order_by("-id"))


def files_in_use() -> set[str]:
    """Hashes of the files that this room's rows point at: boundaries of packs, household counts as they came."""
    packs = Pack.objects.exclude(boundaries_sha256="").values_list("boundaries_sha256", flat=True)
    return {*packs, *CountLoad.objects.values_list("file_sha256", flat=True)}


def office_list() -> list[Office]:
    """All offices by code, each with the places it covers in `covered.all()`. Two queries."""
    return list(Office.objects.prefetch_related("covered__place"))


def office_by_code(code: str) -> Office | None:
    """The office with the places it covers; None when there is none."""
    return Office.objects.prefetch_related("covered__place").filter(code=code).first()


def offices_of(place: Place) -> list[Office]:
    """The office that covers the place or a place around it; for a larger place, those that cover its parts."""
    around = Q(covered__place__code__in=[place.code, *ancestor_codes(place.code)])
    return list(Office.objects.filter(around | Q(covered__place__code__startswith=place.code)).distinct())


def places_by_codes(codes: Sequence[str] | None) -> list[Place]:
    """These places by code; all departments for None."""
    rows = Place.objects.filter(level=Level.DEPARTMENT) if codes is None else Place.objects.filter(code__in=codes)
    return list(rows.order_by("code"))
