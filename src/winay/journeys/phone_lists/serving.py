"""A phone's lists: the token of each, its file, and which things that a phone made without signal are gone. A list is
made anew only where something was told of what it is made of, or where the day says something else."""

import logging
import time
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError

from winay.accounts.phones.queries import ActingPhone
from winay.core.clock import local_date
from winay.core.remembered import Remembered
from winay.intake.entities.listing import Made, Noted, Stand, keep_list, known_names, lists_of, made_of, note_fetched
from winay.intake.entities.store import Listed, Row, observe
from winay.journeys.phone_lists.ground import Ground, ground_of
from winay.journeys.phone_lists.rows import COLUMNS, rows_of, rows_until
from winay.journeys.phone_lists.standing import ground_in, still_stands, stood

log = logging.getLogger("winay.field")
ONE_REFRESH = 3
"""Seconds for which a process believes that a line of the journal with a number far below the newest will not come."""

told, files = Remembered(512), Remembered(256)


@dataclass(frozen=True, slots=True)
class Fetched:
    """The file of a list; `content` None where the phone holds it already."""

    content: bytes | None
    token: str


def tokens(phone: ActingPhone, datasets: Collection[str], *, at: datetime) -> Mapping[str, str]:
    """The tokens of some lists for a phone now, without those that could not be made: the phone keeps what it has of
    these. Two queries; many more for a list that has to be made again, and one in a refresh in which it was asked
    before."""
    if not datasets:
        return {}
    known = _known(phone, datasets, at, leave_out=True)
    return {one: known.tokens[one] for one in datasets if one in known.tokens}


def fetch(phone: ActingPhone, dataset: str, *, holds: Collection[str], at: datetime) -> Fetched:
    """The file of a list for a phone now, with how long it took noted; none where the phone `holds` its token."""
    began = time.perf_counter()
    known = _known(phone, [dataset], at)
    token = known.tokens[dataset]
    if token in holds:
        return Fetched(None, token)
    made: Made = files.get(
        (phone.credential_pk, dataset, token),
        lambda: _make(dataset, known.ground or ground_in(known.stand), at)[0],
    )
    took = round((time.perf_counter() - began) * 1000)
    note_fetched(stand=known.stand, dataset=dataset, took_ms=took, at=at)
    return Fetched(made.content, made.token)


def gone(phone: ActingPhone, dataset: str, wanted: Iterable[UUID], *, at: datetime) -> Mapping[UUID, bool]:
    """Of some things: whether they are gone from a phone's list. What nobody here knows is left out, for it may still
    be on its way; what only phones know is not gone."""
    known = known_names(dataset, wanted)
    ground = ground_of(phone, local_date(at, settings.TIME_ZONE))
    listed = {row.name for _, row in rows_of(dataset, ground)} if any(known.values()) else set()
    return {name: of_rooms and name not in listed for name, of_rooms in known.items()}


@dataclass(frozen=True, slots=True)
class _Known:
    """What a phone that looks for news stands on, and the tokens that were found for it so far."""

    stand: Stand
    tokens: Mapping[str, str]
    ground: Ground | None = None


@dataclass(slots=True)
class _Refresh:
    known: _Known | None = None


def _known(phone: ActingPhone, datasets: Collection[str], at: datetime, *, leave_out: bool = False) -> _Known:
    """A phone asks for the files of one form after the other, and then for the lists: as long as nothing was told of
    what it stands on, for `ONE_REFRESH` at most, its tokens are those of its first question. One query, then."""
    on = local_date(at, settings.TIME_ZONE)
    key = (phone.credential_pk, phone.place_code, phone.program, on, int(time.monotonic() / ONE_REFRESH))
    refresh: _Refresh = told.get(key, _Refresh)
    known = refresh.known
    if known is not None and not still_stands(known.stand, on):
        known = None
    if known is None or any(one not in known.tokens for one in datasets):
        known = refresh.known = _found(phone, datasets, known, on, at, leave_out)
    return known


def _found(
    phone: ActingPhone, datasets: Collection[str], known: _Known | None, on: date, at: datetime, leave_out: bool
) -> _Known:
    """Find the tokens of lists as they are now: as they were noted where that still holds. `leave_out`: go on without
    one on which our own code fails."""
    stand, noted = lists_of(phone.credential_pk, datasets)
    if known is None or known.stand != stand:
        known = None
        ground = None
        if stand is None or not still_stands(stand, on):
            stand, ground = stood(phone, stand, on)
        known = _Known(stand, {}, ground)
    found, ground = dict(known.tokens), known.ground
    for one in datasets:
        stamp = f"{_columns(one)}:{known.stand.stamp}"
        if one in noted and _holds(noted[one], stamp, on):
            found[one] = noted[one].token
            continue
        ground = ground or ground_in(known.stand)
        try:
            made, until = _make(one, ground, at)
        except DatabaseError:
            raise
        except Exception:
            if not leave_out:
                raise
            log.exception("The list %s of the phone %s could not be made.", one, phone.public_id)
            continue
        keep_list(stand=known.stand, dataset=one, stamp=stamp, until=until, made=made, at=at)
        files.get((phone.credential_pk, one, made.token), lambda made=made: made)  # type: ignore[misc]
        found[one] = made.token
    return _Known(known.stand, found, ground)


def _holds(noted: Noted, stamp: str, on: date) -> bool:
    """Whether a list that was made of this says on a day what it said then."""
    return noted.stamp == stamp and local_date(noted.made_at, settings.TIME_ZONE) <= on < noted.until


def _columns(dataset: str) -> str:
    """A mark of a list's columns: a release that brings another makes it anew."""
    return f"{zlib.crc32(','.join(COLUMNS[dataset]).encode()):08x}"


def _make(dataset: str, ground: Ground, at: datetime) -> tuple[Made, date]:
    """A list, and the day from which on it says something else although nobody tells anything."""
    rows, until = rows_until(dataset, ground)
    by_scope: dict[str, list[int]] = {}
    for number, (scope, _) in enumerate(rows):
        by_scope.setdefault(scope, []).append(number)

    def again(scope: str) -> list[Row]:
        return [row for of, row in rows_of(dataset, ground.anew()) if of == scope]

    listed: dict[int, Listed] = {}
    for scope, numbers in by_scope.items():
        some = observe(
            dataset, scope, [rows[number][1] for number in numbers], again=partial(again, scope), at=at
        )  # fmt: skip
        listed |= dict(zip(numbers, some, strict=True))
    return made_of(COLUMNS[dataset], [listed[number] for number in range(len(rows))]), until
