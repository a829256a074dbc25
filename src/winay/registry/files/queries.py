"""Reading files of households: those that somebody may see, what is wrong in one, with which one a household came."""

import csv
from datetime import timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from winay.accounts.models import Grant
from winay.accounts.queries import ActingPerson, facts_of
from winay.accounts.roles import ROLES
from winay.core.actors import Permission
from winay.registry.files.columns import FIX, HOUSEHOLD, ROW
from winay.registry.models import Household, Import
from winay.registry.terms import ImportState, Origin

LISTED = 50
KEPT_FOR = timedelta(days=30)
"""How long a file of faults is kept after its pass: it holds what people said of themselves."""
_ENDED = (ImportState.DONE.value, ImportState.UNDONE.value, ImportState.DROPPED.value)


def imports_for(who: ActingPerson) -> list[Import]:
    """The newest files that somebody may see: their own, and those of people who work nowhere that they do not. Two
    queries."""
    rows = list(Import.objects.select_related("sent_by", "loaded_by", "undone_by").order_by("-id")[: 4 * LISTED])
    reach = _reach({one.sent_by_id for one in rows})
    return [one for one in rows if _sees(who, one, reach.get(one.sent_by_id, []))][:LISTED]


def import_for(who: ActingPerson, public_id: UUID) -> Import | None:
    """One file; None where there is none that they may see. Two queries."""
    found = Import.objects.select_related("sent_by", "loaded_by", "undone_by").filter(public_id=public_id).first()
    if found is None:
        return None
    return found if _sees(who, found, _reach({found.sent_by_id}).get(found.sent_by_id, [])) else None


def _reach(people: set[int]) -> dict[int, list[str | None]]:
    """Where each of some people ever registered households: place codes, None for the country."""
    found: dict[int, list[str | None]] = {}
    for grant in Grant.objects.filter(person__in=people).select_related("place", "program"):
        if Permission.REGISTER_HOUSEHOLD in ROLES[grant.role].permissions:
            found.setdefault(grant.person_id, []).append(facts_of(grant).place_code)
    return found


def _sees(who: ActingPerson, one: Import, reach: list[str | None]) -> bool:
    if one.sent_by_id == who.person.pk:
        return True
    return bool(reach) and all(
        who.may(Permission.READ_HOUSEHOLDS) if code is None else who.may_at(Permission.READ_HOUSEHOLDS, code)
        for code in reach
    )


def first_faults(sent: Import, most: int = 20) -> list[dict[str, str]]:
    """The first rows of its file of faults: row, household, what to mend; none where the file is gone."""
    if not sent.report_sha256:
        return []
    try:
        path: Path = settings.WINAY_BLOBS.path(sent.report_sha256)
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [
                {"row": row[ROW], "household": row[HOUSEHOLD], "words": row[FIX]}
                for row in islice(csv.DictReader(file), most)
            ]
    except FileNotFoundError:
        return []


def import_of(household: Household) -> Import | None:
    """The file that a household came with; None for one that came another way. One query."""
    if household.origin != Origin.FILE:
        return None
    asked = Import.objects.filter(loaded_at=household.registered_at, loaded_by__public_id=household.registered_by)
    return asked.first()


def files_in_use() -> set[str]:
    """Hashes of files that are wanted still: what was sent, until its pass is over; what is wrong in it, and what could
    not be read, some weeks."""
    late = timezone.now() - KEPT_FOR
    going = Import.objects.exclude(state__in=_ENDED).exclude(state=ImportState.FAILED.value, finished_at__lt=late)
    going = going.values_list("file_sha256", flat=True)
    reports = Import.objects.exclude(report_sha256="").filter(Q(finished_at=None) | Q(finished_at__gt=late))
    return set(going) | set(reports.values_list("report_sha256", flat=True))
