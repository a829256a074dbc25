"""Bringing the rows of areas to what was drawn: what is the same stays, what differs is retired and made anew."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from winay.core.ids import new_id
from winay.journal.bulk import insert_rows
from winay.targeting.models import Area, AreaAct, AreaLocality
from winay.targeting.queries.areas import Standing
from winay.targeting.solvers.drawing import Drawn, Member

BATCH = 1_000
AREA_COLUMNS = (
    "public_id", "code", "district_id", "name", "households", "counted", "origin", "leftover", "seat_id", "made_by_id",
)  # fmt: skip
MEMBER_COLUMNS = ("area_id", "locality_id", "households", "counted", "minutes", "current")


@dataclass(frozen=True)
class Change:
    """What brings the standing areas to the drawn ones. An area whose localities are the same stays the same area: only
    its households, its minutes and why it is small are brought up to date."""

    made: Sequence[Drawn]
    retired: Sequence[Standing]
    updated: Sequence[tuple[Standing, Drawn]]

    @property
    def any(self) -> bool:
        return bool(self.made or self.retired or self.updated)

    @property
    def count(self) -> int:
        """Areas made or updated, and those retired that nothing replaced in kind."""
        return len(self.made) + len(self.updated) + (0 if self.made else len(self.retired))


def compare(standing: Iterable[Standing], drawn: Iterable[Drawn], kept: Collection[int] = ()) -> Change:
    """How the standing areas differ from the drawn ones. Areas in `kept` (by id) stay even if nothing like them was
    drawn, and if the same localities were drawn for another reason."""
    there = {(area.district_id, frozenset(area.members)): area for area in standing}
    made, updated, met = [], [], set()
    for area in drawn:
        same = there.get((area.district_id, area.locality_ids))
        if same is None or (same.origin != area.origin and same.id not in kept):
            made.append(area)
            continue
        met.add(same.id)
        told = {m.locality_id: (m.households, m.counted, m.minutes) for m in area.members}
        if (same.households, same.counted, same.leftover, same.members) != (
            area.households, area.counted, area.leftover, told,
        ):  # fmt: skip
            updated.append((same, area))
    retired = [area for area in there.values() if area.id not in met and area.id not in kept]
    return Change(made, retired, updated)


def write(change: Change, act: AreaAct) -> None:
    """Write a change under its act. The caller has locked, checked and will record it."""
    for ids in _batches([area.id for area in change.retired]):
        AreaLocality.objects.filter(area__in=ids).update(current=False)
        Area.objects.filter(id__in=ids).update(retired_by=act)
    insert_rows(
        Area,
        AREA_COLUMNS,
        (
            (
                new_id(), area.code, area.district_id, area.name, area.households, area.counted, str(area.origin),
                str(area.leftover or ""), area.seat_id, act.pk,
            )
            for area in change.made
        ),
    )  # fmt: skip
    if change.made:
        ids_by_code = dict(Area.objects.filter(made_by=act).values_list("code", "id"))
        _insert_members((ids_by_code[area.code], member) for area in change.made for member in area.members)
    _update(change.updated)


def _insert_members(rows: Iterable[tuple[int, Member]]) -> None:
    insert_rows(
        AreaLocality,
        MEMBER_COLUMNS,
        ((area, m.locality_id, m.households, m.counted, m.minutes, True) for area, m in rows),
    )


def _update(pairs: Sequence[tuple[Standing, Drawn]]) -> None:
    """Numbers of areas whose localities stayed the same."""
    areas = [
        (area.households, area.counted, str(area.leftover or ""), same.id)
        for same, area in pairs
        if (same.households, same.counted, same.leftover) != (area.households, area.counted, area.leftover)
    ]
    members = [
        (member.households, member.counted, member.minutes, same.id, member.locality_id)
        for same, area in pairs
        for member in area.members
        if same.members[member.locality_id] != (member.households, member.counted, member.minutes)
    ]
    with connection.cursor() as cursor:
        if areas:
            cursor.executemany(
                "UPDATE targeting_area SET households = %s, counted = %s, leftover = %s WHERE id = %s", areas
            )
        if members:
            cursor.executemany(
                "UPDATE targeting_area_locality SET households = %s, counted = %s, minutes = %s "
                "WHERE area_id = %s AND locality_id = %s",
                members,
            )


def _batches(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))
