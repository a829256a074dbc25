"""A district's localities a page at a time, with their households and how many of them are what."""

from dataclasses import dataclass

from django.db.models import Count, Q

from winay.places.counts.queries import households_of
from winay.places.models import Place
from winay.places.terms import Level

PAGE = 40


@dataclass(frozen=True, slots=True)
class LocalityLine:
    """A locality and its households, counted or estimated; None is unknown, or not asked of an urban one."""

    place: Place
    households: int | None
    counted: bool


@dataclass(frozen=True, slots=True)
class LocalityList:
    """One page of a district's localities by code, and totals over all of them."""

    lines: list[LocalityLine]
    total: int
    rural: int
    urban: int
    doubtful: int
    counted: int
    page: int
    pages: int


def localities_of(district: Place, *, page: int = 1, size: int = PAGE) -> LocalityList | None:
    """The localities of a district; None where none is known. A page beyond the last is the last. Five queries, one
    where there is none."""
    here = Place.objects.filter(parent=district, level=Level.LOCALITY.value)
    counts = here.aggregate(
        n_all=Count("id"),
        n_rural=Count("id", filter=Q(rural=True)),
        n_urban=Count("id", filter=Q(rural=False)),
        n_doubtful=Count("id", filter=Q(doubtful_position=True)),
    )
    if not counts["n_all"]:
        return None
    pages = -(-counts["n_all"] // size)
    page = min(max(page, 1), pages)
    said = households_of([district.code])
    rows = here.order_by("code")[(page - 1) * size : page * size]
    lines = [LocalityLine(place, *said.get(place.pk, (None, False))) for place in rows]
    return LocalityList(
        lines, counts["n_all"], counts["n_rural"], counts["n_urban"], counts["n_doubtful"],
        counted=sum(counted for _, counted in said.values()), page=page, pages=pages,
    )  # fmt: skip


def household_line(locality: Place) -> LocalityLine:
    """One locality with its households. Three queries."""
    said = households_of([locality.code[:6]]) if locality.rural else {}
    return LocalityLine(locality, *said.get(locality.pk, (None, False)))
