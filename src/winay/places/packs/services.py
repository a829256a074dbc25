"""Verb: install a country pack."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from winay.core.actors import NOBODY, Actor
from winay.core.blobs import BlobStore
from winay.core.errors import NotAllowed
from winay.journal.bulk import insert_rows
from winay.journal.services import record
from winay.places.access import may_load_country
from winay.places.installing import Changes, install
from winay.places.models import CountLoad, FigureLoad, HouseholdCount, Pack, Place
from winay.places.packs.installing import LocalityChanges, install_localities
from winay.places.packs.reading import PackContent, Tell, refuse_other_country, silent
from winay.places.queries import pack_in_force
from winay.places.terms import Level

NOTHING = Changes(0, 0, 0, 0, 0, 0)
REPLACED = "Reemplazado por los hogares de {title} {version}."


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation did; `changed` is false when the database already said the same."""

    changed: bool
    pack: Pack
    figures: Changes
    localities: LocalityChanges
    boundaries_changed: bool
    households_changed: bool


@transaction.atomic
def install_pack(content: PackContent, *, by: Actor, at: datetime, tell: Tell = silent) -> Installed:
    """Make the database say what a pack says: one line in the journal, or none when nothing differs.

    Places and localities are never removed; a withdrawn figure is. What the pack does not hold stays as it is: a pack
    without polygons leaves those in force. `Refused` for the pack of another country, and `NotAllowed` for anybody
    but the command line.
    """
    if not may_load_country(by):
        raise NotAllowed("install_pack")
    _one_at_a_time()
    refuse_other_country(content.manifest.country)
    before = pack_in_force()
    tell("write_figures", 0, 0)
    figures = install(content.country) if content.country else NOTHING
    tell("write_localities", 0, 0)
    localities = LocalityChanges(0, 0, 0)
    if content.localities is not None:
        localities = install_localities(
            content.localities, content.positions.doubtful, lambda done, of: tell("write_localities", done, of)
        )
    households = _install_households(content, at)
    polygons = _keep_boundaries(content, before)
    redrawn = polygons != (before.boundaries_sha256 if before else "")
    same = before is not None and before.digest == content.digest
    touched = figures.any() or localities.added or localities.changed or redrawn or households
    if before is not None and same and not touched:
        return Installed(False, before, figures, localities, False, False)
    if figures.any() and content.country:
        FigureLoad.objects.create(digest=content.country.digest, at=at)
    pack = _register(content, polygons, before, at)
    record(
        "places.install_pack",
        by=by,
        at=at,
        subjects=[("pack", content.manifest.key)],
        before={"version": before.version, "digest": before.digest} if before else None,
        after={
            "country": pack.country, "version": pack.version, "digest": pack.digest, "boundaries": polygons,
            **{key: number for key, number in asdict(figures).items() if number},
            "localities_added": localities.added, "localities_changed": localities.changed,
            "localities_not_listed": localities.kept, "households_from_pack": households,
        },
    )  # fmt: skip
    return Installed(True, pack, figures, localities, redrawn, households)


def _one_at_a_time() -> None:
    """Two installations cannot mix; the second waits. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE places_pack IN SHARE ROW EXCLUSIVE MODE")


def _register(content: PackContent, polygons: str, before: Pack | None, at: datetime) -> Pack:
    listed = len(content.localities) if content.localities is not None else (before.localities if before else 0)
    manifest = content.manifest
    return Pack.objects.create(
        country=manifest.country,
        key=manifest.key,
        title=manifest.title,
        version=manifest.version,
        digest=content.digest,
        localities=listed,
        boundaries_sha256=polygons,
        at=at,
    )


def _keep_boundaries(content: PackContent, before: Pack | None) -> str:
    """The hash of the polygons in force from now on; the file is on disk before the row names it."""
    if content.boundaries is None:
        return before.boundaries_sha256 if before else ""
    store: BlobStore = settings.WINAY_BLOBS
    return store.put(content.boundaries)


def _install_households(content: PackContent, at: datetime) -> bool:
    """Keep the households that a pack lists as a count of its own, in place of that of an older pack; whether
    anything changed. Where an office counted later, its count decides."""
    if not content.counts_households or content.locality_file is None or content.localities is None:
        return False
    store: BlobStore = settings.WINAY_BLOBS
    digest, manifest = store.put(content.locality_file[1]), content.manifest
    in_use = CountLoad.objects.filter(loaded_by=NOBODY, withdrawn_at__isnull=True)
    if in_use.filter(file_sha256=digest, counted_on=manifest.localities_counted_on).exists():
        return False
    in_use.update(withdrawn_at=at, withdrawn_why=REPLACED.format(title=manifest.title, version=manifest.version)[:300])
    assert manifest.localities_counted_on is not None
    load = CountLoad.objects.create(
        name=f"{manifest.title[:100]} {manifest.version}",
        counted_on=manifest.localities_counted_on,
        file_name=content.locality_file[0],
        file_sha256=digest,
        loaded_by=NOBODY,
        loaded_at=at,
    )
    ids = dict(Place.objects.filter(level=Level.LOCALITY.value, synthetic=False).values_list("code", "id"))
    insert_counts(load, [(ids[one.code], one.households) for one in content.localities if one.households is not None])
    return True


def insert_counts(load: CountLoad, counts: Iterable[tuple[int, int]]) -> None:
    """Households by locality id, under a load."""
    rows = ((load.pk, place, households) for place, households in counts)
    insert_rows(HouseholdCount, ("load_id", "place_id", "households"), rows)
