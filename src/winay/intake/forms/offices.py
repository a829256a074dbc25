"""Which version of a form goes where: an office's own to the phones of its territory, the central one to all others."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from winay.core.actors import Actor, Permission
from winay.core.errors import NotAllowed
from winay.intake.models import FormVersion
from winay.places.models import Office, OfficePlace
from winay.places.terms import CODE_LENGTH

Places = Sequence[str | None]


@dataclass(frozen=True)
class OfficeForms:
    """An office with the versions of its own that its phones get."""

    office: Office
    versions: tuple[FormVersion, ...]


def reaching(place_code: str | None) -> Q:
    """The versions that a phone of a territory (None: the country) may get: the central ones, and those of the office
    that looks after all of its territory."""
    if not place_code:
        return Q(office=None)
    covering = OfficePlace.objects.filter(place__code__in=around(place_code))
    return Q(office=None) | Q(office__in=covering.values("office"))


def shown_in(places: Places) -> Q:
    """The versions that somebody may read who looks after some places (None: the country): the central ones, and those
    of offices in whose territory one of the places lies, or that lie in it."""
    if None in places:
        return Q()
    found = Q(office=None)
    for code in places:
        there = Q(place__code__startswith=code) | Q(place__code__in=around(code or ""))
        found |= Q(office__in=OfficePlace.objects.filter(there).values("office"))
    return found


def covered_codes(office: Office) -> list[str]:
    """The codes of the places that an office looks after. One query."""
    return list(OfficePlace.objects.filter(office=office).values_list("place__code", flat=True))


def looks_after(office: Office, place_code: str) -> bool:
    """Whether a territory lies in an office's, or the office's in it. One query."""
    there = Q(place__code__startswith=place_code) | Q(place__code__in=around(place_code))
    return OfficePlace.objects.filter(there, office=office).exists()


def may_adapt(by: Actor | None, office: Office) -> bool:
    """Whether somebody may give an office forms of its own: they look after the whole of its territory."""
    if by is None:
        return False
    return by.may(Permission.ADAPT_FORM) or _holds(by, covered_codes(office))


def require_adapt(by: Actor, office: Office) -> None:
    """`NotAllowed` unless `may_adapt`."""
    if not may_adapt(by, office):
        raise NotAllowed(Permission.ADAPT_FORM)


def offices_to_adapt_for(by: Actor) -> list[Office]:
    """The offices that somebody may give forms of their own, by code. Two queries, for any number of offices."""
    offices = Office.objects.prefetch_related("covered__place").order_by("code")
    return [one for one in offices if _may_by_rows(by, one)]


def offices_with_forms(places: Places) -> list[OfficeForms]:
    """The offices of some places with the versions of their own in use, by code. Two queries."""
    rows = Office.objects.order_by("code")
    if None not in places:
        found = Q(pk__in=[])
        for code in places:
            found |= Q(place__code__startswith=code) | Q(place__code__in=around(code or ""))
        rows = rows.filter(pk__in=OfficePlace.objects.filter(found).values("office"))
    offices = list(rows)
    own: dict[int, list[FormVersion]] = {one.pk: [] for one in offices}
    versions = FormVersion.objects.defer("xml").filter(retired_at=None, office__in=list(own))
    for version in versions.order_by("title", "id"):
        own[version.office_id or 0].append(version)
    return [OfficeForms(one, tuple(own[one.pk])) for one in offices]


def adapted_of(form_id: str, places: Places) -> list[FormVersion]:
    """The versions in use of a form that offices of some places have of their own, by office. One query."""
    rows = FormVersion.objects.defer("xml").filter(shown_in(places), form_id=form_id, retired_at=None)
    return list(rows.exclude(office=None).select_related("office").order_by("office__code"))


def central_of(form_id: str) -> FormVersion | None:
    """The version that phones without an office's own get; the newest that there was, where none is in use."""
    rows = FormVersion.objects.filter(form_id=form_id, office=None).order_by("-published_at", "-id")
    return rows.filter(retired_at=None).first() or rows.first()


def current_of(form_id: str, office: Office | None) -> FormVersion | None:
    """The version of a form that an office's phones get, or (no office) all others. Up to three queries."""
    own = FormVersion.objects.filter(form_id=form_id, office=office, retired_at=None) if office is not None else None
    return (own.first() if own is not None else None) or central_of(form_id)


def _may_by_rows(by: Actor, office: Office) -> bool:
    return _holds(by, [row.place.code for row in office.covered.all()])


def _holds(by: Actor, codes: Sequence[str]) -> bool:
    return bool(codes) and all(by.may_at(Permission.ADAPT_FORM, code) for code in codes)


def around(code: str) -> list[str]:
    """A code and those of the places around it."""
    return [code[:length] for length in CODE_LENGTH.values() if length <= len(code)]
