"""Households that are in the program and in no nucleus, by the place where they live: counted, never ranked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from winay.enrolment.models import Enrolment
from winay.nuclei.models import Membership
from winay.places.models import Place
from winay.programs.models import Setting

LEAST, MOST = "nucleus_households_min", "nucleus_households_max"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The sizes of a nucleus by a version, and whether a source gives them."""

    least: int
    most: int
    confirmed: bool


def bounds_of(version_id: int) -> Bounds | None:
    """The bounds of a version; None where it does not give both. One query."""
    rows = Setting.objects.filter(version=version_id, key__in=[LEAST, MOST])
    found = {key: (number, confirmed) for key, number, confirmed in rows.values_list("key", "number", "confirmed")}
    least, most = found.get(LEAST, (None, False)), found.get(MOST, (None, False))
    if least[0] is None or most[0] is None:
        return None
    return Bounds(least[0], most[0], least[1] and most[1])


def waiting_cycles(version_id: int, district_id: int) -> "QuerySet[Enrolment]":
    """Open cycles of a version in a district's areas that no nucleus holds, and whose household lives in the
    district."""
    held = Membership.objects.filter(enrolment=OuterRef("pk"), left_on=None)
    rows = Enrolment.objects.filter(call__version=version_id, call__area__district=district_id, ended_on=None)
    return rows.filter(~Exists(held)).filter(_lives_in(district_id))


def waiting_by_place(version_id: int, district_id: int) -> list[tuple[Place, int]]:
    """How many wait in each place, by code. Two queries."""
    rows = waiting_cycles(version_id, district_id).order_by().values_list("household__place").annotate(n=Count("pk"))
    found = dict(rows)
    return [(one, found[one.pk]) for one in Place.objects.filter(pk__in=found).order_by("code")]


def elsewhere(version_id: int, district_id: int) -> int:
    """How many of them live outside the district by now: they belong to a nucleus where they live. One query."""
    held = Membership.objects.filter(enrolment=OuterRef("pk"), left_on=None)
    rows = Enrolment.objects.filter(call__version=version_id, call__area__district=district_id, ended_on=None)
    return rows.filter(~Exists(held)).exclude(_lives_in(district_id)).count()


def in_order(cycles: "QuerySet[Enrolment]", places: Sequence[int]) -> dict[int, list[Enrolment]]:
    """Cycles by place (primary keys), neighbours beside neighbours: from west to east where a household's position is
    known, then as they entered. A community that is split is split along this order. One query."""
    found: dict[int, list[Enrolment]] = {place: [] for place in places}
    rows = cycles.filter(household__place__in=places).select_related("household")
    for one in rows:
        found[one.household.place_id].append(one)
    for some in found.values():
        some.sort(key=_west_to_east)
    return found


def _west_to_east(one: Enrolment) -> tuple[bool, int, int, str, int]:
    home = one.household
    known = home.longitude_e6 is not None
    return not known, home.longitude_e6 or 0, home.latitude_e6 or 0, one.enrolled_on.isoformat(), one.pk


def _lives_in(district_id: int) -> Q:
    return Q(household__place=district_id) | Q(household__place__parent=district_id)
