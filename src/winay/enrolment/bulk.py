"""Entering many households at once: the same facts and rule as `services.entering.enrol_many`, and as many as there
are; a chunk in a transaction, with one line of the journal about all of it.

Whoever may not enter is named with the reasons and keeps nobody else out. `tests/enrolment/test_bulk_equals_verbs.py`
gives the same households to both ways and compares rows, refusals and subjects.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Decision, Reason
from winay.core.garbage import uncollected
from winay.core.ids import new_id
from winay.enrolment.access import require_for
from winay.enrolment.models import Call, Enrolment
from winay.enrolment.queries.calls import asks_of, ground_of, whole
from winay.enrolment.queries.facts import asked_of, enrol_facts
from winay.enrolment.rules import Asked, EnrolFacts, may_enrol, must_end_by
from winay.enrolment.services.entering import withdraw_refusals
from winay.enrolment.services.records import about, today_at
from winay.journal.bulk import among, insert_rows, next_ids
from winay.journal.overlap import Turn, overlapping
from winay.journal.services import record
from winay.places.models import Place
from winay.registry.models import Household
from winay.registry.terms import Origin

TOGETHER = {"postgresql": 2_000, "sqlite": 400}
"""Households in one transaction: on SQLite, where one writes at a time, as many as take about a fifth of a second."""
COLUMNS = (
    "id", "public_id", "household_id", "call_id", "enrolled_on", "must_end_by", "exit_reason", "exit_note", "source",
    "recorded_by", "recorded_at", "synthetic",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entering:
    """What is the same for all of them."""

    call: Call
    on: date
    by: Actor
    at: datetime
    source: Origin = Origin.FILE


@dataclass(slots=True)
class Entered:
    """What became of some households, by their primary keys: the public id of the cycle, or why there is none."""

    cycles: dict[int, UUID] = field(default_factory=dict)
    refused: dict[int, tuple[Reason, ...]] = field(default_factory=dict)
    changed_their_mind: int = 0


class _Row(NamedTuple):
    """What entering reads of a household, without the rest of it."""

    pk: int
    public_id: UUID
    place_id: int
    participant_id: int | None
    lives_since: date
    closed_on: date | None
    synthetic: bool
    place: Any = None


def enrol_households(households: Iterable[int], act: Entering) -> Iterator[Entered]:
    """Enter households (primary keys) chunk by chunk, each in a transaction of its own; what became of each chunk,
    once it stands. Memory does not grow with their number. `NotAllowed` outside the actor's territory."""
    waiting = iter(households)
    places: dict[int, Place] = {}
    chunks = iter(lambda: list(islice(waiting, TOGETHER[connection.vendor])), [])
    return overlapping(lambda chunk, turn: _chunk(sorted(set(chunk)), act, places, turn), chunks)


@uncollected()
@transaction.atomic
def _chunk(keys: Sequence[int], act: Entering, places: dict[int, Place], turn: Turn) -> Entered:
    call = whole(Call.objects.filter(pk=act.call.pk)).get()
    require_for(call, Permission.ENROL_HOUSEHOLD, act.by)
    turn.heard()
    rows = _locked(keys, places)
    asks = asks_of(call.version_id)
    facts = enrol_facts(call, rows, asks=asks, ground=ground_of(call), on=act.on, today=today_at(act.at))  # type: ignore[arg-type]
    asked = asked_of(rows, asks)  # type: ignore[arg-type]
    done, known = Entered(), dict[tuple[EnrolFacts, tuple[Asked, ...]], Decision]()
    going = []
    for row in rows:
        question = facts[row.pk], asked[row.pk]
        if question not in known:  # nothing in it is the household's own, so most are alike
            known[question] = may_enrol(*question)
        if known[question].ok:
            going.append(row)
        else:
            done.refused[row.pk] = known[question].reasons
    ids = next_ids(Enrolment, len(going))
    turn.tell(None)  # the households are locked and the keys drawn: the next chunk may go on
    until = must_end_by(act.on, asks.months)
    if going:
        _write(going, ids, done, call, act, until)
    turn.wait()
    if going:
        _record(going, done, call, act, until)
    return done


def _locked(keys: Sequence[int], places: dict[int, Place]) -> list[_Row]:
    """The households in order, for this transaction alone. Two queries, or one where their places are known."""
    rows = Household.objects.select_for_update(no_key=True).filter(among("registry_household.id", keys)).order_by("pk")
    found = [_Row(*row) for row in rows.values_list(*_Row._fields[:-1])]
    if unknown := {row.place_id for row in found} - places.keys():
        places |= Place.objects.in_bulk(unknown)
    return [row._replace(place=places[row.place_id]) for row in found]


def _write(going: Sequence[_Row], ids: Sequence[int], done: Entered, call: Call, act: Entering, until: date) -> None:
    by, at = act.by.public_id, act.at
    done.cycles = {row.pk: new_id() for row in going}
    insert_rows(
        Enrolment,
        COLUMNS,
        (
            (pk, done.cycles[row.pk], row.pk, call.pk, act.on, until, "", "", act.source.value, by, at, row.synthetic)
            for pk, row in zip(ids, going, strict=True)
        ),
    )
    done.changed_their_mind = len(withdraw_refusals({row.pk: by for row in going}, act.on, at))


def _record(going: Sequence[_Row], done: Entered, call: Call, act: Entering, until: date) -> None:
    at = act.at
    record(
        "enrolment.enrol_many",
        by=act.by,
        at=at,
        subjects=[
            *about(call, None),
            *(("household", str(row.public_id)) for row in going),
            *{("place", row.place.code) for row in going},
        ],
        after={
            "enrolled_on": act.on,
            "must_end_by": until,
            "source": act.source,
            "households": len(going),
            "refused": len(done.refused),
            "days_late": (today_at(at) - act.on).days,
            "before_call": act.on < call.opened_on,
        },
    )
