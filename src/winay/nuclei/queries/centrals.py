"""Central nuclei: one, a list, what they group, what a version says of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from winay.nuclei.membership_rules import Stay
from winay.nuclei.models import CentralMembership, CentralNucleus, Nucleus
from winay.nuclei.queries.members import counts_on
from winay.nuclei.queries.nuclei import Reach, visible, whole_nuclei
from winay.places.models import Place
from winay.programs.models import Setting, Version

PAGE = 40
ROUTES = "central_nucleus_routes_money"


@dataclass(frozen=True, slots=True)
class Routes:
    """Whether Foncodes' money passes through central nuclei under a version, and whether a source says so. `yes` None:
    the version says nothing."""

    yes: bool | None
    confirmed: bool


def routes_of(version_id: int) -> Routes:
    """One query."""
    found = Setting.objects.filter(version=version_id, key=ROUTES).values_list("number", "confirmed").first()
    return Routes(None, False) if found is None or found[0] is None else Routes(bool(found[0]), found[1])


def whole_centrals() -> "QuerySet[CentralNucleus]":
    """Central nuclei with what their names and access need."""
    return CentralNucleus.objects.select_related("version__program", "place__parent__parent")


def central_by_id(public_id: UUID) -> CentralNucleus | None:
    """One central nucleus. One query."""
    return whole_centrals().filter(public_id=public_id).first()


def list_centrals(reach: Reach, *, after: UUID | None = None, limit: int = PAGE) -> tuple[list[CentralNucleus], bool]:
    """Central nuclei by place and name, each with `grouped`, the nuclei that are under it; whether there are more. One
    query, two with `after`."""
    rows = whole_centrals().filter(visible(reach, place="place__code"))
    last = CentralNucleus.objects.select_related("place").filter(public_id=after).first() if after else None
    if last is not None:
        here = Q(place__code=last.place.code)
        rows = rows.filter(
            Q(place__code__gt=last.place.code)
            | (here & Q(name__gt=last.name))
            | (here & Q(name=last.name, pk__gt=last.pk))
        )
    rows = rows.annotate(grouped=Count("memberships", filter=Q(memberships__until_on=None)))
    found = list(rows.order_by("place__code", "name", "pk")[: limit + 1])
    return found[:limit], len(found) > limit


@dataclass(frozen=True, slots=True)
class Grouped:
    """A nucleus under a central nucleus, with the households that are in it on the day asked about."""

    membership: CentralMembership
    nucleus: Nucleus
    households: int


def grouped_on(central: CentralNucleus, day: date) -> list[Grouped]:
    """What a central nucleus groups on a day, by district and name. Two queries."""
    now = Q(from_on__lte=day) & (Q(until_on=None) | Q(until_on__gt=day))
    rows = list(_memberships().filter(now, central=central))
    counts = counts_on([one.nucleus_id for one in rows], day)
    rows.sort(key=lambda one: (one.nucleus.district.code, one.nucleus.name, one.pk))
    return [Grouped(one, one.nucleus, counts.get(one.nucleus_id, 0)) for one in rows]


def grouped_before(central: CentralNucleus, day: date) -> list[CentralMembership]:
    """What it grouped before, or by mistake, the newest first. One query."""
    return list(_memberships().filter(central=central, until_on__lte=day).order_by("-until_on", "-pk"))


def central_of(nucleus: Nucleus, day: date) -> CentralMembership | None:
    """Under which central nucleus a nucleus is on a day. One query."""
    rows = CentralMembership.objects.filter(nucleus=nucleus, from_on__lte=day).select_related("central__place")
    return rows.filter(Q(until_on=None) | Q(until_on__gt=day)).first()


def open_membership(central: CentralNucleus, nucleus: Nucleus) -> CentralMembership | None:
    """The standing membership of a nucleus in a central. One query."""
    return _memberships().filter(central=central, nucleus=nucleus, until_on=None).first()


def stays_under(nucleus: Nucleus) -> list[Stay]:
    """The days of a nucleus under central nuclei. One query."""
    rows = CentralMembership.objects.filter(nucleus=nucleus).order_by("from_on", "pk")
    return [Stay(since, until, name) for since, until, name in rows.values_list("from_on", "until_on", "central__name")]


def may_be_added(central: CentralNucleus) -> list[Nucleus]:
    """Open nuclei of a central's place and version that are under none. One query."""
    rows = whole_nuclei().filter(
        version=central.version_id, district__code__startswith=central.place.code, closed_on=None
    )
    held = CentralMembership.objects.filter(nucleus=OuterRef("pk"), until_on=None)
    return list(rows.filter(~Exists(held)).order_by("district__code", "name", "pk"))


def name_taken(version_id: int, place: Place, name: str, *, without: int | None = None) -> bool:
    """Whether an open central nucleus of a place and version has a name. One query."""
    rows = CentralNucleus.objects.filter(version=version_id, place=place, closed_on=None, name=name.strip())
    return rows.exclude(pk=without).exists()


def last_came(central: CentralNucleus) -> date | None:
    """The last day on which a nucleus that is still there came to it. One query."""
    days: Sequence[date] = CentralMembership.objects.filter(central=central, until_on=None).values_list(
        "from_on", flat=True
    )
    return max(days, default=None)


def _memberships() -> "QuerySet[CentralMembership]":
    return CentralMembership.objects.select_related(
        "central__version__program", "central__place", "nucleus__version__program", "nucleus__district__parent",
    )  # fmt: skip


def versions_for_centrals() -> list[Version]:
    """Versions that do not say that they have no central nuclei, by program and key. One query."""
    without = Setting.objects.filter(version=OuterRef("pk"), key=ROUTES, number=0)
    rows = Version.objects.select_related("program").filter(~Exists(without))
    return list(rows.order_by("program__name", "key"))
