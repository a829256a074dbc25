"""Verbs: load a country's figures, import offices, save an office."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.journal.services import record
from winay.places.access import may_load_country, may_manage_offices
from winay.places.folder.figures import read_country
from winay.places.folder.files import FolderFiles
from winay.places.folder.manifest import MANIFEST
from winay.places.headlines import country_of
from winay.places.installing import Changes, install, measure_tables
from winay.places.models import FigureLoad, Office, OfficePlace, Place
from winay.places.offices import OfficeRow, codes_in, read_offices
from winay.places.packs.reading import refuse_other_country
from winay.places.rules import Overlap, overlaps


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a loading did; `changed` is false when the database already said the same."""

    changed: bool
    changes: Changes
    digest: str


def load_country(folder: Path, *, by: Actor, at: datetime) -> Loaded:
    """Install a country's folder: places, sources, indicators, figures. The same folder again changes nothing.

    Raises `BadInputs` with every fault of the folder, before anything is written, and `NotAllowed` for anybody but
    the command line. Places are never removed; a figure that is no longer in the folder is withdrawn.
    """
    if not may_load_country(by):
        raise NotAllowed("load_country")
    country = read_country(FolderFiles(folder))
    with transaction.atomic():
        if (folder / MANIFEST).is_file():
            refuse_other_country(country_of(folder))
        changes = install(country)
        if not changes.any():
            return Loaded(False, changes, country.digest)
        FigureLoad.objects.create(digest=country.digest, at=at)
        record(
            "places.load_country",
            by=by,
            at=at,
            subjects=[("figures", country.digest)],
            after=asdict(changes),
        )
    measure_tables()
    return Loaded(True, changes, country.digest)


def import_offices(file: str, content: bytes, *, by: Actor, at: datetime) -> tuple[int, int]:
    """Enter or change the offices of a CSV or XLSX file; how many were added and how many changed.

    `file` is the name shown in messages. Each office named gets exactly the places listed for it; the others stay as
    they are. `BadInputs` names file, row, column, value and what was expected; nothing is loaded then.
    """
    if not may_manage_offices(by):
        raise NotAllowed(Permission.MANAGE_OFFICES)
    with transaction.atomic():
        _one_at_a_time()
        # Not every place of the country: there may be a hundred thousand.
        named = Place.objects.filter(code__in=codes_in(file, content))
        ids = dict(named.values_list("code", "id"))
        rows = read_offices(file, content, known=ids.keys(), kept=_coverage())
        before, after = _save(rows, ids, synthetic=False)
        if after:
            subjects = [("office", code) for code in after]
            record("places.import_offices", by=by, at=at, subjects=subjects, before=before, after=after)
    added = sum(1 for old in before.values() if old is None)
    return added, len(after) - added


@transaction.atomic
def save_office(
    *,
    code: str,
    name: str,
    seat: str,
    place_codes: Iterable[str],
    by: Actor,
    at: datetime,
    synthetic: bool = False,
) -> Office:
    """Enter an office or change it. It then covers exactly these places and everything below them.

    Refused when code or name is empty (`places.office_unnamed`), a place does not exist (`places.unknown_place`), or
    another office covers it, a part of it or a place around it (`places.place_covered`).
    """
    if not may_manage_offices(by):
        raise NotAllowed(Permission.MANAGE_OFFICES)
    _one_at_a_time()
    row = OfficeRow(code.strip(), name.strip(), seat.strip(), tuple(sorted(set(place_codes))))
    ids = dict(Place.objects.filter(code__in=row.places).values_list("code", "id"))
    reasons = [] if row.code and row.name else [Reason("places.office_unnamed")]
    reasons += [Reason("places.unknown_place", {"place": place}) for place in row.places if place not in ids]
    kept = {place: office for place, office in _coverage().items() if office != row.code}
    reasons += [_covered(overlap) for overlap in overlaps(dict.fromkeys(row.places, row.code), kept)]
    if reasons:
        raise Refused(reasons)
    before, after = _save([row], ids, synthetic=synthetic)
    if after:
        record("places.save_office", by=by, at=at, subjects=[("office", row.code)], before=before, after=after)
    return Office.objects.get(code=row.code)


def _covered(overlap: Overlap) -> Reason:
    return Reason(
        "places.place_covered",
        {"place": overlap.place, "office": overlap.other_office, "other": overlap.other_place},
    )


def _one_at_a_time() -> None:
    """Two people cannot part the same ground at once; the second waits. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE places_office_place IN SHARE ROW EXCLUSIVE MODE")


def _coverage() -> dict[str, str]:
    """Which office covers which place, by codes."""
    return dict(OfficePlace.objects.values_list("place__code", "office__code"))


def _save(
    rows: Sequence[OfficeRow], ids: Mapping[str, int], *, synthetic: bool
) -> tuple[dict[str, object], dict[str, object]]:
    """Write the offices; those that changed, by code, before (None when new) and after.

    What an office gives up is taken from it before any office gets it: two offices of one file may swap places.
    """
    known = {office.code: office for office in Office.objects.filter(code__in=[row.code for row in rows])}
    held = {code: _shown(office) for code, office in known.items()}
    for row in rows:
        office = known.setdefault(row.code, Office(code=row.code))
        office.name, office.seat, office.synthetic = row.name, row.seat, synthetic
        office.save()
        OfficePlace.objects.filter(office=office).exclude(place__code__in=row.places).delete()
    for row in rows:
        have = held[row.code]["places"] if row.code in held else []
        OfficePlace.objects.bulk_create(
            OfficePlace(office=known[row.code], place_id=ids[place]) for place in row.places if place not in have
        )
    now = {row.code: _shown(known[row.code]) for row in rows}
    changed = [code for code in now if now[code] != held.get(code)]
    return {code: held.get(code) for code in changed}, {code: now[code] for code in changed}


def _shown(office: Office) -> dict[str, Any]:
    return {
        "name": office.name,
        "seat": office.seat,
        "synthetic": office.synthetic,
        "places": sorted(OfficePlace.objects.filter(office=office).values_list("place__code", flat=True)),
    }
