"""Registering many households at once: the same facts, rules and rows as `services.households.register_household`, a
chunk in a transaction, with one line of the journal about all of it.

Whatever is wrong with a household keeps that household out and no other. `tests/registry/test_bulk_equals_verbs.py`
feeds the same facts to both ways and compares rows, refusals and subjects.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.core.garbage import uncollected
from winay.core.ids import new_id
from winay.journal.bulk import next_ids
from winay.journal.overlap import Turn, overlapping
from winay.journal.services import record
from winay.registry.access import may_write_household
from winay.registry.facts import HouseholdFacts
from winay.registry.models import Household, Member
from winay.registry.queries.facts import (
    homes_by_code,
    national_ids,
    places_by_code,
)
from winay.registry.queries.taken import on_record
from winay.registry.rows import Placed, Registration, Rows
from winay.registry.rules import Known, registration_problems, taken_problems
from winay.registry.services.records import today_at
from winay.registry.services.registering import Registering, texts_agreed

TOGETHER = {"postgresql": 3_000, "sqlite": 250}
"""Households in one transaction: on SQLite, where one writes at a time, as many as take about a fifth of a second."""


@dataclass(slots=True)
class Registered:
    """What became of some households, by their number among those given, from 0: the public id, or why not."""

    households: dict[int, UUID] = field(default_factory=dict)
    refused: dict[int, tuple[Reason, ...]] = field(default_factory=dict)
    members: int = 0


def register_households(facts: Iterable[HouseholdFacts], act: Registering) -> Iterator[Registered]:
    """Register households chunk by chunk, each in a transaction of its own; what became of each chunk, once it stands.
    Numbers go on through the chunks. Memory does not grow with their number."""
    return overlapping(
        lambda chunk, turn: register_chunk(chunk[1], act, first=chunk[0], turn=turn), _numbered(facts)
    )  # fmt: skip


def _numbered(facts: Iterable[HouseholdFacts]) -> Iterator[tuple[int, list[HouseholdFacts]]]:
    """Chunks, each with the number of its first household."""
    waiting, first = iter(facts), 0
    while chunk := list(islice(waiting, TOGETHER[connection.vendor])):
        yield first, chunk
        first += len(chunk)


@uncollected()
def register_chunk(
    facts: Sequence[HouseholdFacts],
    act: Registering,
    *,
    first: int = 0,
    dry_run: bool = False,
    hashes: Sequence[Sequence[str]] | None = None,
    turn: Turn | None = None,
) -> Registered:
    """Register some households in one transaction. What is plainly wrong is found before it begins. With `dry_run` they
    are judged alike, and nothing is written. `hashes` are those of the members' ids, where they are known already;
    `turn` this chunk's among others that are being written."""
    turn = turn or Turn()
    hashes = hashes if hashes is not None else hashes_of(facts)
    today = today_at(act.at)
    prepared = [
        _Prepared(number, one, theirs, registration_problems(one, on=act.on, today=today))
        for number, (one, theirs) in enumerate(zip(facts, hashes, strict=True), start=first)
    ]
    if dry_run:
        return _Chunk(act, prepared, turn).judge()[0]
    try:
        return _written(act, prepared, turn)
    except IntegrityError:  # somebody else registered one of these people at this moment: now it is known
        return _written(act, prepared, turn)


@transaction.atomic
def _written(act: Registering, prepared: "Sequence[_Prepared]", turn: Turn) -> Registered:
    return _Chunk(act, prepared, turn).write()


def hashes_of(facts: Iterable[HouseholdFacts]) -> list[list[str]]:
    """By household, the hashes of its members' ids."""
    ids = national_ids()
    return [[ids.hash(member.national_id) for member in one.members] for one in facts]


@dataclass(frozen=True, slots=True)
class _Prepared:
    number: int
    facts: HouseholdFacts
    hashes: Sequence[str]
    wrong: list[Reason]


class _Chunk:
    """One transaction's households, judged in their order against what is here and against those before them."""

    def __init__(self, act: Registering, prepared: Sequence[_Prepared], turn: Turn) -> None:
        self._act, self._prepared, self._turn = act, prepared, turn
        self._homes = homes_by_code(one.facts.place_code for one in prepared)
        unwritten = turn.heard()  # before the database is asked: what is written meanwhile, it tells
        self._known = on_record([one.facts for one in prepared], {hashed for one in prepared for hashed in one.hashes})
        self._new = Known()
        self._known.besides = (*unwritten, self._new)
        self._may: dict[str, bool] = {}
        self._done = Registered()
        self._texts: dict[str, str] = {}

    def judge(self) -> tuple[Registered, "list[tuple[_Prepared, Placed]]"]:
        """Who is refused, and who goes in, with the place where they will live."""
        going = [(one, place) for one in self._prepared if (place := self._judge(one)) is not None]
        return self._done, going

    def write(self) -> Registered:
        """Judge all, write those that may be, and the line about them. Keys and lines are in the order of the facts,
        whichever chunk is written first."""
        done, going = self.judge()
        done.members = sum(len(one.facts.members) for one, _ in going)
        households, members = next_ids(Household, len(going)), next_ids(Member, done.members)
        self._turn.tell(self._new)
        if going:
            self._write(going, households, members)
        self._turn.wait()
        if going:
            self._record({place.code for _, place in going})
        return done

    def _judge(self, one: _Prepared) -> Placed | None:
        """Where it will live, or None when it is refused; then the reasons are kept."""
        facts = one.facts
        place = self._homes.get(facts.place_code)
        if place is None:
            return self._refuse(one, [Reason("registry.place_unknown", {"place": facts.place_code}), *one.wrong])
        if not self._may_write(place.code):
            return self._refuse(one, [Reason("registry.not_yours", {"place": place.code})])
        reasons = [*one.wrong, *taken_problems(facts, one.hashes, self._known)]
        if reasons:
            return self._refuse(one, reasons)
        try:
            self._texts |= texts_agreed(facts)
        except Refused as refused:
            return self._refuse(one, refused.reasons)
        self._done.households[one.number] = public_id = facts.public_id or new_id()
        self._new.add(facts, one.hashes, public_id)
        return place

    def _refuse(self, one: _Prepared, reasons: Iterable[Reason]) -> None:
        self._done.refused[one.number] = tuple(reasons)

    def _may_write(self, code: str) -> bool:
        if code not in self._may:
            self._may[code] = may_write_household(self._act.by, code)
        return self._may[code]

    def _write(self, going: Sequence[tuple[_Prepared, Placed]], households: Sequence[int], keys: Sequence[int]) -> None:
        act, members = self._act, iter(keys)
        away = places_by_code(
            member.away.place_code for one, _ in going for member in one.facts.members if member.away
        )  # fmt: skip
        common = Registration(act.on, act.origin, act.by.public_id, act.at, act.synthetic, self._texts)
        rows, public_ids = Rows(away, national_ids()), self._done.households
        for (one, place), key in zip(going, households, strict=True):
            theirs = list(islice(members, len(one.facts.members)))
            rows.add(one.facts, public_ids[one.number], key, theirs, place=place, act=common, hashes=one.hashes)
        rows.write()

    def _record(self, places: Collection[str]) -> None:
        act, done = self._act, self._done
        record(
            "registry.register_households",
            by=act.by,
            at=act.at,
            subjects=chain(
                (("household", str(public_id)) for public_id in done.households.values()),
                (("place", code) for code in places),
                act.subjects,
            ),
            after={"on": act.on, "households": len(done.households), "members": done.members},
        )
