"""Households of each locality: as an office counted them, or the district's published estimate spread evenly."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from winay.places.headlines import headline
from winay.places.models import CountLoad, HouseholdCount, Measurement, Place
from winay.places.rules import spread
from winay.places.terms import CODE_LENGTH, Level

DISTRICT = CODE_LENGTH[Level.DISTRICT]


def households_of(district_codes: Collection[str] | None) -> dict[int, tuple[int | None, bool]]:
    """Households of the rural localities of these districts (None: of the country). Three queries.

    Where offices counted, the newest count decides. What the district's estimate leaves after the counted ones, never
    below zero, is spread evenly over its other rural localities, by code; unknown where there is no estimate. Urban
    localities are absent, and so are synthetic ones that nobody counted where real ones of the district are known.
    """
    counted = {place: one.households for place, one in counted_households(district_codes).items()}
    return households_from(rural_localities(district_codes), counted, rural_estimates(district_codes))


def households_from(
    rural: Mapping[str, Mapping[str, int]], counted: Mapping[int, int], estimates: Mapping[str, int]
) -> dict[int, tuple[int | None, bool]]:
    """`households_of` from facts at hand: locality ids by code within each district, households counted by locality
    id, and estimates by district code. What a count would change is computed with it before anything is written."""
    found: dict[int, tuple[int | None, bool]] = {place: (number, True) for place, number in counted.items()}
    for district, localities in rural.items():
        open_ones = {code: place for code, place in localities.items() if place not in counted}
        estimate = estimates.get(district)
        if estimate is None:
            found |= dict.fromkeys(open_ones.values(), (None, False))
            continue
        known = sum(counted[place] for place in localities.values() if place in counted)
        parts = spread(max(estimate - known, 0), open_ones)
        found |= {open_ones[code]: (number, False) for code, number in parts.items()}
    return found


def rural_localities(district_codes: Collection[str] | None) -> dict[str, dict[str, int]]:
    """Ids of the rural localities, by code within each district's code: the real ones, and the synthetic ones of a
    district where no real one is known. One query."""
    rows = Place.objects.filter(_only(district_codes, "parent__code"), level=Level.LOCALITY.value, rural=True)
    real: dict[str, dict[str, int]] = defaultdict(dict)
    invented: dict[str, dict[str, int]] = defaultdict(dict)
    for place, code, synthetic in rows.order_by("code").values_list("id", "code", "synthetic"):
        (invented if synthetic else real)[code[:DISTRICT]][code] = place
    return {**invented, **real}


@dataclass(frozen=True, slots=True)
class CountedHouseholds:
    """The count that decides for a locality, and its day."""

    households: int
    counted_on: date


def counted_households(district_codes: Collection[str] | None) -> dict[int, CountedHouseholds]:
    """What offices counted, by locality id: of the loads in use the newest day decides, then the newest load."""
    rows = HouseholdCount.objects.filter(_only(district_codes, "place__parent__code"), load__withdrawn_at__isnull=True)
    ordered = rows.order_by("load__counted_on", "load_id").values_list("place_id", "households", "load__counted_on")
    return {place: CountedHouseholds(households, day) for place, households, day in ordered}


def count_loads() -> list[tuple[CountLoad, int]]:
    """Every file of counted households, the newest first, with how many localities it counted. One query."""
    rows = CountLoad.objects.annotate(n_counts=Count("counts")).order_by("-id")
    return [(row, row.n_counts) for row in rows]


def count_load_by_id(public_id: UUID) -> CountLoad | None:
    """One file of counted households; None when there is none."""
    return CountLoad.objects.filter(public_id=public_id).first()


def rural_estimates(district_codes: Collection[str] | None) -> dict[str, int]:
    """The newest published estimate of rural households by district code; a district without one is absent."""
    return _newest("rural_households", district_codes)


def people(district_codes: Collection[str] | None) -> dict[str, int]:
    """The newest published population by district code; a district without one is absent."""
    return _newest("population", district_codes)


def _newest(role: str, district_codes: Collection[str] | None) -> dict[str, int]:
    rows = Measurement.objects.filter(
        _only(district_codes, "place__code"), indicator__key=headline(role), place__level=Level.DISTRICT.value
    )
    return dict(rows.order_by("as_of").values_list("place__code", "value"))


def _only(district_codes: Collection[str] | None, column: str) -> Q:
    """Rows whose `column` is one of these districts' codes; all rows for None."""
    return Q() if district_codes is None else Q(**{f"{column}__in": sorted(set(district_codes))})
