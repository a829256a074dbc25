"""Writing a pack's localities into the database: plain rows, and only what differs.

Nothing here opens a transaction or writes the journal: `packs.install_pack` does.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.journal.bulk import insert_rows
from winay.places.folder.localities import DISTRICT, ListedLocality
from winay.places.models import Place
from winay.places.rules import name_key
from winay.places.terms import Level

BATCH = 5_000
FIXED = ("level", "capital", "in_census_2017", "synthetic")
KEPT = (
    *("code", "parent_id", "name", "name_key", "latitude_e6", "longitude_e6"),
    *("rural", "altitude_m", "community", "doubtful_position"),
)
ALTITUDE, COMMUNITY = KEPT.index("altitude_m"), KEPT.index("community")
Tell = Callable[[int, int], None]
"""Hears how many rows were written, of how many."""


@dataclass(frozen=True, slots=True)
class LocalityChanges:
    """How many localities an installation added and changed, and how many real ones the pack does not list (kept)."""

    added: int
    changed: int
    kept: int


def install_localities(
    listed: Sequence[ListedLocality], doubtful: Collection[str], tell: Tell = lambda done, of: None
) -> LocalityChanges:
    """Make the database say what the pack lists. A locality is never removed, a synthetic one never touched.

    `Refused` where a synthetic locality holds a real one's code (`places.code_is_synthetic`).
    """
    districts = dict(Place.objects.filter(level=Level.DISTRICT.value).values_list("code", "id"))
    present = {
        row[0]: row
        for row in Place.objects.filter(level=Level.LOCALITY.value).values_list(*KEPT, "id", "synthetic").order_by()
    }
    invented = [one.code for one in listed if one.code in present and present[one.code][-1]]
    if invented:
        raise Refused([Reason("places.code_is_synthetic", {"place": code}) for code in sorted(invented)[:20]])
    fresh, changed = [], []
    for one in listed:
        old = present.get(one.code)
        row = _row(one, districts, doubtful, old)
        if old is None:
            fresh.append(row)
        elif old[:-2] != row:
            changed.append((*row[1:], old[-2]))
    _insert(fresh, tell, len(fresh) + len(changed))
    _update(changed, tell, len(fresh), len(fresh) + len(changed))
    kept = sum(1 for row in present.values() if not row[-1]) - (len(listed) - len(fresh))
    return LocalityChanges(len(fresh), len(changed), kept)


def _row(
    one: ListedLocality, districts: dict[str, int], doubtful: Collection[str], old: tuple[Any, ...] | None
) -> tuple[Any, ...]:
    """A locality in the order of `KEPT`. Altitude and community stay where the pack does not say them."""
    altitude, community = old[ALTITUDE : COMMUNITY + 1] if old else (None, "")
    return (
        one.code,
        districts[one.code[:DISTRICT]],
        one.name,
        name_key(one.name),
        one.latitude_e6,
        one.longitude_e6,
        one.rural,
        altitude if one.altitude_m is None else one.altitude_m,
        community if one.community is None else one.community,
        one.code in doubtful,
    )


def _insert(rows: list[tuple[Any, ...]], tell: Tell, of: int) -> None:
    fixed = (Level.LOCALITY.value, "", True, False)
    for done, batch in _batches(rows):
        insert_rows(Place, (*KEPT, *FIXED), ((*row, *fixed) for row in batch))
        tell(done, of)


def _update(rows: list[tuple[Any, ...]], tell: Tell, before: int, of: int) -> None:
    names = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in KEPT[1:])
    with connection.cursor() as cursor:
        for done, batch in _batches(rows):
            cursor.executemany(f"UPDATE places_place SET {names} WHERE id = %s", batch)
            tell(before + done, of)


def _batches(rows: list[Any]) -> Iterable[tuple[int, list[Any]]]:
    """Batches, each with how many rows are done after it."""
    return ((min(start + BATCH, len(rows)), rows[start : start + BATCH]) for start in range(0, len(rows), BATCH))
