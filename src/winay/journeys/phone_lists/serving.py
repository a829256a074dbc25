"""A phone's lists: the token of each, its file, and which things that a phone made without signal are gone. A list is
made anew only where something was told of what it is made of."""

import logging
import time
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError

from winay.accounts.phones.queries import ActingPhone
from winay.core.clock import local_date
from winay.core.remembered import Remembered
from winay.intake.entities.listing import Made, keep_list, known_names, lists_of, made_of, note_fetched
from winay.intake.entities.store import Listed, observe
from winay.journeys.phone_lists.ground import Ground, ground_of, newest_line, stamp_of, still_holds
from winay.journeys.phone_lists.rows import COLUMNS, rows_of

log = logging.getLogger("winay.field")
EMPTY = {dataset: made_of(columns, ()) for dataset, columns in COLUMNS.items()}
"""What a phone gets whose user has nothing on a list: forms must find it all the same."""
ONE_REFRESH = 3
"""Seconds for which a process believes that a line of the journal with a lower number than the newest will not come."""

told, files = Remembered(512), Remembered(256)


@dataclass(frozen=True, slots=True)
class Fetched:
    """The file of a list; `content` None where the phone holds it already."""

    content: bytes | None
    token: str


def tokens(phone: ActingPhone, datasets: Collection[str], *, at: datetime) -> Mapping[str, str]:
    """The tokens of some lists for a phone now, without those that could not be made: the phone keeps what it has of
    these. Five queries; many more for a list that has to be made again, and one in a refresh in which it was asked
    before."""
    if not datasets:
        return {}
    refresh = _refresh(phone, at)
    if missing := [one for one in datasets if one not in refresh.tokens]:
        _current(phone, missing, refresh, at, leave_out=True)
    return {one: refresh.tokens[one] for one in datasets if one in refresh.tokens}


def fetch(phone: ActingPhone, dataset: str, *, holds: Collection[str], at: datetime) -> Fetched:
    """The file of a list for a phone now, with how long it took noted; none where the phone `holds` its token."""
    began = time.perf_counter()
    refresh = _refresh(phone, at)
    if refresh.ground.nothing:
        made = EMPTY[dataset]
        _keep(phone, dataset, "", made, at)
    else:
        if dataset not in refresh.tokens:
            _current(phone, [dataset], refresh, at)
        token = refresh.tokens[dataset]
        if token in holds:
            return Fetched(None, token)
        made = files.get((phone.credential_pk, dataset, token), lambda: _make(dataset, refresh.ground, at))
    took = round((time.perf_counter() - began) * 1000)
    note_fetched(credential_pk=phone.credential_pk, dataset=dataset, took_ms=took, at=at)
    return Fetched(made.content, made.token)


def gone(phone: ActingPhone, dataset: str, wanted: Iterable[UUID], *, at: datetime) -> Mapping[UUID, bool]:
    """Of some things: whether they are gone from a phone's list. What nobody here knows is left out, for it may still
    be on its way; what only phones know is not gone."""
    known = known_names(dataset, wanted)
    ground = ground_of(phone, local_date(at, settings.TIME_ZONE))
    listed = {row.name for _, row in rows_of(dataset, ground)} if any(known.values()) else set()
    return {name: of_rooms and name not in listed for name, of_rooms in known.items()}


@dataclass(slots=True)
class _Refresh:
    """What a phone that looks for news stands on, and the tokens that were found for it so far."""

    ground: Ground
    tokens: dict[str, str]
    stamp: str = ""


def _refresh(phone: ActingPhone, at: datetime) -> _Refresh:
    """A phone asks for the files of one form after the other, and then for the lists: as long as nothing was told to
    the journal meanwhile, for `ONE_REFRESH` at most, it stands on the same. Three queries, then one."""
    on = local_date(at, settings.TIME_ZONE)
    key = (phone.credential_pk, phone.place_code, phone.program, on, newest_line(), int(time.monotonic() / ONE_REFRESH))
    found: _Refresh = told.get(key, lambda: _begun(ground_of(phone, on)))
    return found


def _begun(ground: Ground) -> _Refresh:
    return _Refresh(ground, {one: made.token for one, made in EMPTY.items()} if ground.nothing else {})


def _current(
    phone: ActingPhone, datasets: Collection[str], refresh: _Refresh, at: datetime, *, leave_out: bool = False
) -> None:
    """Find the tokens of lists as they are now: as they were noted where that still holds. `leave_out`: go on without
    one on which our own code fails."""
    kept, ground = lists_of(phone.credential_pk, datasets), refresh.ground
    stamps = {one: kept[one].stamp.removeprefix(f"{_columns(one)}:") for one in datasets if one in kept}
    holding = {stamp for stamp in set(stamps.values()) if still_holds(stamp, ground)}
    for one in datasets:
        if stamps.get(one) in holding:
            refresh.tokens[one] = kept[one].token
            continue
        # the stamp before the rows: what is told meanwhile is asked for again
        refresh.stamp = refresh.stamp or stamp_of(ground)
        try:
            made = _make(one, ground, at)
        except DatabaseError:
            raise
        except Exception:
            if not leave_out:
                raise
            log.exception("The list %s of the phone %s could not be made.", one, phone.public_id)
            continue
        _keep(phone, one, f"{_columns(one)}:{refresh.stamp}", made, at)
        files.get((phone.credential_pk, one, made.token), lambda made=made: made)  # type: ignore[misc]
        refresh.tokens[one] = made.token


def _columns(dataset: str) -> str:
    """A mark of a list's columns: a release that brings another makes it anew."""
    return f"{zlib.crc32(','.join(COLUMNS[dataset]).encode()):08x}"


def _make(dataset: str, ground: Ground, at: datetime) -> Made:
    by_scope: dict[str, list[int]] = {}
    rows = rows_of(dataset, ground)
    for number, (scope, _) in enumerate(rows):
        by_scope.setdefault(scope, []).append(number)
    listed: dict[int, Listed] = {}
    for scope, numbers in by_scope.items():
        some = observe(dataset, scope, [rows[number][1] for number in numbers], at=at)
        listed |= dict(zip(numbers, some, strict=True))
    return made_of(COLUMNS[dataset], [listed[number] for number in range(len(rows))])


def _keep(phone: ActingPhone, dataset: str, stamp: str, made: Made, at: datetime) -> None:
    keep_list(credential_pk=phone.credential_pk, dataset=dataset, stamp=stamp, made=made, at=at)
