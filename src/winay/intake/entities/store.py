"""Writing entities: what the server's rooms know becomes a version where it changed, and so does what a phone says.

Two do not meet: whoever writes holds the rows of the thing, and for one that is not there yet a lock on its name.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from winay.core.actors import NOBODY
from winay.intake.entities.coding import Marks, closed, opened
from winay.intake.entities.rules import LABEL
from winay.intake.entity_models import Entity, EntitySaid, EntityVersion
from winay.intake.terms import EntitySource, SaidState

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A thing of a list as the rooms above know it: its label, its properties, the household that it is about."""

    name: UUID
    label: str
    values: Mapping[str, str]
    home: UUID | None = None

    @property
    def whole(self) -> dict[str, str]:
        return {**self.values, LABEL: self.label}


@dataclass(frozen=True, slots=True)
class Listed:
    """A row as phones get it."""

    name: UUID
    version: int
    values: Mapping[str, str]


def observe(
    dataset: str, scope: str, rows: Sequence[Row], *, again: Callable[[], Iterable[Row]] | None = None, at: datetime
) -> list[Listed]:
    """What phones get of these things, in their order; whatever of them changed since it was asked last is a version of
    its own from now on. One query, two where somebody decided otherwise than the server knows; and a transaction where
    something changed.

    What was read before a phone's change was written, and is written after it, would take it back. So whoever calls
    holds these things already (`lock_names`, `locked`) when reading the rows, or says how to read them `again`, which
    is done once nobody else can change them."""
    marks, known = Marks(), _known(dataset, scope, [one.name for one in rows])
    stale = [one for one in rows if not _fresh(known.get(one.name), one, marks)]
    newer: dict[UUID, Mapping[str, str]] = {}
    if stale:
        with transaction.atomic():
            written, newer = _write(dataset, scope, stale, again, marks, at)
        known |= written
    # What waits, or what somebody decided, differs from what the rooms say now: then what is kept is what phones get.
    pinned = _pinned([found.pk for found in known.values() if found.pinned])
    return [
        Listed(one.name, known[one.name].version, pinned.get(known[one.name].pk) or newer.get(one.name) or one.whole)
        for one in rows
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    pk: int
    version: int
    own_mac: str
    pinned: bool
    wrote: str


_COLUMNS = ("name", "pk", "version", "own_mac", "pinned", "wrote")


def _known(dataset: str, scope: str, names: Collection[UUID]) -> dict[UUID, _Known]:
    rows = Entity.objects.filter(dataset=dataset, scope=scope, name__in=names)
    return {name: _Known(*told) for name, *told in rows.values_list(*_COLUMNS)}


def _fresh(known: _Known | None, row: Row, marks: Marks) -> bool:
    return known is not None and not known.wrote and marks.same(known.own_mac, row.whole)


def _pinned(keys: Collection[int]) -> dict[int, dict[str, str]]:
    rows = Entity.objects.filter(pk__in=keys).values_list("pk", "held") if keys else ()
    return {pk: opened(held) for pk, held in rows}


def _write(
    dataset: str, scope: str, rows: Sequence[Row], again: Callable[[], Iterable[Row]] | None, marks: Marks, at: datetime
) -> tuple[dict[UUID, _Known], dict[UUID, Mapping[str, str]]]:
    """How these things stand from now on, and what was read again of them."""
    held = locked(dataset, [one.name for one in rows])
    highest = newest_of(held)
    mine = {one.name: one for one in held if one.scope == scope}
    new = [one for one in rows if one.name not in mine]
    made = [
        Entity(
            dataset=dataset, name=one.name, scope=scope, home=one.home, version=highest.get(one.name, 0) + 1,
            held=(text := closed(one.whole)), own=text, own_mac=marks.of(one.whole), made_at=at,
        )
        for one in new
    ]  # fmt: skip
    others = _insert(made)
    versions = [
        EntityVersion(
            entity=one, number=one.version, source=EntitySource.SERVER, held=one.held, changed="", by=NOBODY, at=at
        )
        for one in made if one.name not in others
    ]  # fmt: skip
    mine |= others
    newer: dict[UUID, Row] = {}
    if mine and again is not None:
        newer = {row.name: row for row in again() if row.name in mine}
    changed, waiting = [], _waiting(dataset, scope, mine)
    for row in newer.values() if again is not None else rows:
        one = mine.get(row.name)
        if one is None:
            continue
        if (version := _change(one, row, marks, highest, at, waiting.get(row.name, frozenset()))) is not None:
            changed.append(one)
            versions += version
    EntityVersion.objects.bulk_create(versions, batch_size=AT_ONCE)
    if changed:
        columns = ["version", "held", "own", "own_mac", "pinned", "wrote", "home"]
        Entity.objects.bulk_update(changed, columns, batch_size=200)
    mine |= {one.name: one for one in made if one.name not in others}
    found = {
        row.name: _Known(one.pk, one.version, one.own_mac, one.pinned, one.wrote)
        for row in rows
        for one in (mine[row.name],)
    }
    left = mine.keys() - newer.keys() - {one.name for one in made} if again is not None else ()
    told = {name: opened(mine[name].held) for name in left}  # gone from the list meanwhile: as it stood
    return found, {**told, **{name: row.whole for name, row in newer.items()}}


def _insert(made: Sequence[Entity]) -> dict[UUID, Entity]:
    """Insert them; those that somebody else made meanwhile instead, under lock."""
    if connection.vendor != "postgresql":  # one writes at a time
        Entity.objects.bulk_create(made, batch_size=AT_ONCE)
        return {}
    Entity.objects.bulk_create(made, batch_size=AT_ONCE, ignore_conflicts=True)
    if not made:
        return {}
    there = locked(made[0].dataset, [one.name for one in made], scope=made[0].scope)
    found = {one.name: one for one in there}
    for one in made:
        one.pk = found[one.name].pk
    ours = {one.public_id for one in made}
    return {one.name: one for one in there if one.public_id not in ours}


def _waiting(dataset: str, scope: str, wanted: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """The properties that changes which wait for their predecessors will give these things. One query."""
    rows = EntitySaid.objects.filter(dataset=dataset, scope=scope, name__in=list(wanted), state=SaidState.WAITING)
    found: dict[UUID, frozenset[str]] = {}
    for name, wrote in rows.values_list("name", "wrote"):
        if name is not None:
            found[name] = found.get(name, frozenset()) | frozenset(wrote.split())
    return found


def _change(
    one: Entity, row: Row, marks: Marks, highest: Mapping[UUID, int], at: datetime, waiting: frozenset[str]
) -> list[EntityVersion] | None:
    """Set what the server now knows of a thing, where that changed; None where it did not. What a phone wrote since is
    replaced by what became of it; what a person decided stays until the server knows something new of it. Properties
    that a waiting change will give stay as they were: what its submission made here would meet the very changes that it
    follows."""
    now, own, held, wrote = row.whole, opened(one.own), opened(one.held), set(one.wrote.split())
    moved = {p for p in now if p not in waiting and (own.get(p) != now[p] or p in wrote)}
    known = {**now, **{p: own[p] for p in waiting if p in own}}
    after = {**held, **{p: now[p] if p in moved else held.get(p, now[p]) for p in now}}
    differs = sorted(p for p in now if after[p] != held.get(p))
    pinned = any(after[p] != now[p] for p in now)
    if not moved and own == known and pinned == one.pinned and marks.same(one.own_mac, known):
        return None
    one.own, one.own_mac, one.wrote = closed(known), marks.of(known), names(wrote & waiting)
    one.home = row.home  # a cycle goes on in another household where two became one
    one.pinned = pinned
    if not differs:
        return []
    one.held = closed(after)
    one.version = max(highest.get(one.name, 0), one.version) + 1
    return [
        EntityVersion(
            entity=one, number=one.version, source=EntitySource.SERVER, held=one.held, changed=names(differs),
            by=NOBODY, at=at,
        )
    ]  # fmt: skip


def locked(dataset: str, wanted: Collection[UUID], *, scope: str | None = None) -> list[Entity]:
    """These things, in whichever scope, for this transaction alone."""
    rows = Entity.objects.select_for_update().filter(dataset=dataset, name__in=wanted)
    if scope is not None:
        rows = rows.filter(scope=scope)
    return list(rows.order_by("pk"))


def lock_names(wanted: Mapping[str, Collection[UUID]]) -> None:
    """That nobody else makes a thing of one of these names, by list, until the transaction is over. In one order, so
    that two who want the same do not wait for each other."""
    if connection.vendor == "postgresql":
        keys = sorted(f"{dataset}:{name}" for dataset, some in wanted.items() for name in some)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_advisory_xact_lock(hashtextextended(key, 0))) FROM unnest(%s::text[]) AS key", [keys]
            )


def newest_of(held: Iterable[Entity]) -> dict[UUID, int]:
    """The highest version of each name, over all scopes."""
    found: dict[UUID, int] = {}
    for one in held:
        found[one.name] = max(one.version, found.get(one.name, 0))
    return found


def names(properties: Iterable[str]) -> str:
    """Names of properties as they are kept."""
    return " ".join(sorted(properties))
