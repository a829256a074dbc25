"""A list as phones get it: its rows as a file, the token by which a phone sees that it changed, and how each phone has
it."""

import csv
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from uuid import UUID

from winay.intake.entities.rules import LABEL
from winay.intake.entities.store import Listed
from winay.intake.entity_models import Entity, EntityGround, EntityList

HEAD = ("name", "label", "__version")


@dataclass(frozen=True, slots=True)
class Made:
    """A list that was made: its file, its token, how many rows it has."""

    content: bytes
    token: str
    rows: int


def made_of(columns: Sequence[str], rows: Iterable[Listed]) -> Made:
    """The file, with the rows in their order, and the token. The token changes with the columns, with the things that
    are listed and their versions, and with nothing else: a version says all that is in a row."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*HEAD, *columns])
    state, count = hashlib.md5(",".join(columns).encode(), usedforsecurity=False), 0
    for one in rows:
        writer.writerow([one.name, one.values.get(LABEL, ""), one.version, *(one.values.get(c, "") for c in columns)])
        count += 1
    content = out.getvalue().encode()
    state.update(content)
    return Made(content, state.hexdigest(), count)


@dataclass(frozen=True, slots=True)
class Stand:
    """What the lists of a phone stand on: the row (primary key), how it stood, the day on which all of it was last
    read, and what it was, as the rooms above wrote it down."""

    pk: int
    stamp: str
    on: date
    about: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A list as it was last made for a phone: what it was made of, the days on which it says the same where nothing
    else is told, its token."""

    stamp: str
    made_at: datetime
    until: date
    token: str


def lists_of(credential_pk: int, datasets: Iterable[str]) -> tuple[Stand | None, dict[str, Noted]]:
    """What the lists of a phone stand on, and how it has these lists, by name. One query; two where it has none of
    them."""
    rows = EntityList.objects.filter(ground__credential=credential_pk, dataset__in=list(datasets))
    stand, found = None, {}
    for pk, on, about, stood, dataset, *noted in rows.values_list(
        "ground", "ground__on", "ground__about", "ground__stamp", "dataset", "stamp", "made_at", "until", "token"
    ):
        stand, found[dataset] = Stand(pk, stood, on, about), Noted(*noted)
    if stand is None:
        last = EntityGround.objects.filter(credential=credential_pk).values_list("pk", "stamp", "on", "about").first()
        stand = Stand(*last) if last else None
    return stand, found


def keep_ground(*, credential_pk: int, before: Stand | None, stamp: str, on: date, about: str) -> Stand:
    """Note what the lists of a phone stand on, in place of what they stood on `before`. One statement, more for the
    first time."""
    told = {"stamp": stamp, "on": on, "about": about}
    if before is not None and EntityGround.objects.filter(pk=before.pk).update(**told):
        return Stand(before.pk, stamp, on, about)
    made, _ = EntityGround.objects.update_or_create(credential_id=credential_pk, defaults=told)
    return Stand(made.pk, stamp, on, about)


def keep_list(*, stand: Stand, dataset: str, stamp: str, until: date, made: Made, at: datetime) -> None:
    """Note what a list was made of. One statement, more for the first time."""
    told = {"stamp": stamp, "until": until, "token": made.token, "rows": made.rows, "made_at": at}
    told["size"] = len(made.content)
    if not EntityList.objects.filter(ground=stand.pk, dataset=dataset).update(**told):
        EntityList.objects.update_or_create(ground_id=stand.pk, dataset=dataset, defaults=told)


def note_fetched(*, stand: Stand, dataset: str, took_ms: int, at: datetime) -> None:
    """Note that a phone took a list, and how long making it took."""
    EntityList.objects.filter(ground=stand.pk, dataset=dataset).update(fetched_at=at, took_ms=took_ms)


def lists_on(credential_pk: int) -> list[EntityList]:
    """The lists that a phone ever asked for. One query."""
    return list(EntityList.objects.filter(ground__credential=credential_pk).order_by("id"))


def known_names(dataset: str, wanted: Iterable[UUID]) -> dict[UUID, bool]:
    """Those of some things that are known here; whether the server's rooms know them, or phones alone. One query."""
    rows = Entity.objects.filter(dataset=dataset, name__in=list(wanted)).values_list("name", "own_mac")
    found: dict[UUID, bool] = {}
    for name, mark in rows:
        found[name] = found.get(name, False) or bool(mark)
    return found


def homes_of(dataset: str, wanted: Iterable[UUID]) -> dict[UUID, UUID]:
    """The household that each of some things is about, where it is known. One query."""
    rows = Entity.objects.filter(dataset=dataset, name__in=list(wanted), home__isnull=False)
    return {name: home for name, home in rows.values_list("name", "home") if home is not None}
