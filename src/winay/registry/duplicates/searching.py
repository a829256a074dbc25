"""Looking for duplicates as a piece of background work: asking for it, running what was asked.

A search reads and compares outside any transaction and writes in small ones, so nobody waits for it. One runs at a
time; what a killed process left running is begun again.
"""

import fcntl
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction

from winay.core.actors import SYSTEM, Actor, Permission
from winay.core.blobs import BlobStore
from winay.core.clock import local_date, now
from winay.core.errors import NotAllowed
from winay.journal.services import record
from winay.places.models import Place
from winay.registry.access import require_write
from winay.registry.duplicate_models import DuplicateSearch
from winay.registry.duplicates.finding import find_pairs
from winay.registry.duplicates.keeping import keep_pairs
from winay.registry.duplicates.reading import Registry, everybody
from winay.registry.models import Member
from winay.registry.terms import SearchKind, SearchState

LOCK = "duplicates.lock"
NIGHT = 2
"""The local hour from which the night's search may begin."""
Told = Callable[[int], None]


@transaction.atomic
def ask_for_search(*, kind: SearchKind, place: Place | None, by: Actor, at: datetime) -> DuplicateSearch:
    """Ask for a search: of a territory by whoever registers there, of the country by whoever does so everywhere. One
    that is wanted already is not asked for twice. `NotAllowed` outside one's territory."""
    if place is not None:
        require_write(by, place.code)
    elif by is not SYSTEM and not by.may(Permission.REGISTER_HOUSEHOLD):
        raise NotAllowed(Permission.REGISTER_HOUSEHOLD)
    waiting = DuplicateSearch.objects.filter(kind=kind.value, place=place, state=SearchState.WANTED.value).first()
    if waiting is not None:
        return waiting
    search = DuplicateSearch.objects.create(kind=kind.value, place=place, asked_by=by.public_id, asked_at=at)
    record(
        "registry.ask_for_search",
        by=by,
        at=at,
        subjects=[("search", str(search.public_id)), *([("place", place.code)] if place else [])],
        after={"kind": kind.value},
    )
    return search


def ask_tonight(*, at: datetime) -> DuplicateSearch | None:
    """Ask for the night's search of what is new or was corrected, once a day from the small hours on; None where it
    was asked for, or nobody is registered yet. What was registered today is compared by tomorrow morning."""
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    last = DuplicateSearch.objects.exclude(kind=SearchKind.TERRITORY.value).order_by("-id").first()
    today = last is not None and local_date(last.asked_at, settings.TIME_ZONE) == local.date()
    if local.hour < NIGHT or today or not Member.objects.exists():
        return None
    return ask_for_search(kind=SearchKind.CHANGED, place=None, by=SYSTEM, at=at)


def run_next(*, told: Told = lambda percent: None) -> DuplicateSearch | None:
    """Run the search that has waited longest, to its end; None where none waits, or another process runs one.

    One that fails is marked so, with what went wrong in a word, and its error is raised.
    """
    with _alone() as mine:
        if not mine:
            return None
        DuplicateSearch.objects.filter(state=SearchState.RUNNING.value).update(state=SearchState.WANTED.value)
        search = DuplicateSearch.objects.filter(state=SearchState.WANTED.value).order_by("id").first()
        if search is None:
            return None
        search.state, search.started_at, search.percent = SearchState.RUNNING.value, now(), 0
        search.save(update_fields=["state", "started_at", "percent"])
        try:
            return _run(search, told)
        except Exception as error:
            search.state, search.ended_at, search.fault = SearchState.FAILED.value, now(), type(error).__name__
            search.save(update_fields=["state", "ended_at", "fault"])
            raise


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this process may run a search: none of this installation's others does."""
    with (Path(settings.WINAY_VAR) / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _run(search: DuplicateSearch, told: Told) -> DuplicateSearch:
    def say(percent: int) -> None:
        DuplicateSearch.objects.filter(pk=search.pk).update(percent=percent)
        told(percent)

    search.as_of = now()
    registry = everybody()
    say(5)
    fresh = _fresh(search, registry)
    members = registry.members.set_column(registry.members.schema.get_field_index("fresh"), "fresh", fresh)
    pairs = find_pairs(members, folder=Path(settings.WINAY_VAR), told=lambda percent: say(5 + percent * 85 // 100))
    kept = keep_pairs(search, pairs, registry, set(_where(fresh, registry.facts["member"]).to_pylist()))
    search.members, search.compared = len(members), pc.sum(fresh.cast(pa.int64())).as_py() or 0
    search.found, search.opened = len(pairs), kept.opened
    if search.kind != SearchKind.TERRITORY:
        search.seen_sha256 = _put(registry.facts)
    _end(search, faded=kept.faded)
    told(100)
    return search


@transaction.atomic
def _end(search: DuplicateSearch, *, faded: int) -> None:
    search.state, search.ended_at, search.percent = SearchState.DONE.value, now(), 100
    search.save()
    # What older searches saw is of no use any more: the sweep takes the files.
    if search.seen_sha256:
        DuplicateSearch.objects.exclude(pk=search.pk).exclude(seen_sha256="").update(seen_sha256="")
    record(
        "registry.look_for_duplicates",
        by=SYSTEM,
        at=search.ended_at,
        subjects=[("search", str(search.public_id)), *([("place", search.place.code)] if search.place else [])],
        after={
            "kind": search.kind,
            "members": search.members,
            "compared": search.compared,
            "found": search.found,
            "opened": search.opened,
            "faded": faded,
        },
    )


def _fresh(search: DuplicateSearch, registry: Registry) -> pa.ChunkedArray:
    """Who is held against everybody."""
    if search.place is not None:
        return pc.starts_with(registry.facts["place"], search.place.code)
    seen = _last_seen() if search.kind == SearchKind.CHANGED else None
    if seen is None:
        return pa.chunked_array([pa.array([True] * len(registry.facts), pa.bool_())])
    before = {
        (member, known, place)
        for member, known, place in zip(*(seen[name].to_pylist() for name in seen.column_names), strict=True)
    }
    rows = zip(*(registry.facts[name].to_pylist() for name in registry.facts.column_names), strict=True)
    return pa.chunked_array([pa.array([row not in before for row in rows], pa.bool_())])


def _last_seen() -> pa.Table | None:
    """What the last search saw; None where its file is gone, and everybody is compared anew."""
    last = DuplicateSearch.objects.exclude(seen_sha256="").order_by("-id").first()
    store: BlobStore = settings.WINAY_BLOBS
    try:
        return None if last is None else pq.read_table(io.BytesIO(store.get(last.seen_sha256)))
    except (OSError, ValueError):
        return None


def _put(facts: pa.Table) -> str:
    out = io.BytesIO()
    pq.write_table(facts, out, compression="zstd")
    store: BlobStore = settings.WINAY_BLOBS
    return store.put(out.getbuffer())


def _where(mask: pa.ChunkedArray, column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.filter(mask)
