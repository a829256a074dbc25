"""Lists of areas: district by district, one by one, and the acts that made them. Query counts do not grow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Sum

from winay.targeting.models import Area, AreaAct
from winay.targeting.terms import AreaOrigin

ACTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """A district with its areas in numbers. `counted` are households of areas counted whole; `unknown` areas have a
    number of households that nobody knows."""

    code: str
    name: str
    province: str
    department: str
    areas: int
    leftovers: int
    edited: int
    households: int
    counted: int
    unknown: int


def district_lines(places: Sequence[str] | None = None) -> list[DistrictLine]:
    """Every district inside these places (by code; None: the country) that has areas, by code. One query."""
    rows = (
        Area.objects.filter(_inside(places), retired_by=None)
        .values_list(
            "district__code", "district__name", "district__parent__name", "district__parent__parent__name"
        )
        .annotate(
            n_areas=Count("id"),
            n_leftovers=Count("id", filter=~Q(leftover="")),
            n_edited=Count("id", filter=Q(origin=AreaOrigin.EDITED)),
            n_households=Sum("households"),
            n_counted=Sum("households", filter=Q(counted=True)),
            n_unknown=Count("id", filter=Q(households=None)),
        )
        .order_by("district__code")
    )  # fmt: skip
    return [
        DistrictLine(code, name, province, department, areas, small, edited, homes or 0, counted or 0, unknown)
        for code, name, province, department, areas, small, edited, homes, counted, unknown in rows
    ]


@dataclass(frozen=True, slots=True)
class AreaLine:
    """A current area, for tables to take away."""

    code: str
    name: str
    district_code: str
    district: str
    households: int | None
    counted: bool
    localities: int
    origin: str
    leftover: str
    seat: str


def area_lines(places: Sequence[str] | None = None) -> Iterator[AreaLine]:
    """Every current area inside these places, by code, read while it is written. One query."""
    rows = (
        Area.objects.filter(_inside(places), retired_by=None)
        .annotate(n_localities=Count("localities"))
        .order_by("code")
        .values_list(
            "code", "name", "district__code", "district__name", "households", "counted", "n_localities", "origin",
            "leftover", "seat__code",
        )
    )  # fmt: skip
    for code, name, district, in_words, homes, counted, localities, origin, leftover, seat in rows.iterator():
        yield AreaLine(code, name, district, in_words, homes, counted, localities, origin, leftover, seat or "")


def acts_of(district_id: int) -> list[AreaAct]:
    """The newest acts that touched a district's areas, each with the act that took it back if any. One query."""
    mine = Area.objects.filter(district_id=district_id)
    touched = Exists(mine.filter(made_by=OuterRef("pk"))) | Exists(mine.filter(retired_by=OuterRef("pk")))
    acts = AreaAct.objects.filter(Q(district_id=district_id) | touched).select_related("undone_by")
    return list(acts.order_by("-id")[:ACTS_SHOWN])


def _inside(places: Sequence[str] | None) -> Q:
    if places is None:
        return Q()
    found = Q(pk__in=[])
    for code in places:
        found |= Q(code__startswith=code)
    return found
