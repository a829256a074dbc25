"""Writing a line, and sealing what was written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from winay.core.actors import Actor
from winay.core.ids import new_id
from winay.core.keys import KeyRing
from winay.journal import witness
from winay.journal.bulk import insert_rows
from winay.journal.models import Line, SealBatch, SealedLine, Subject
from winay.journal.queries.sealing import horizon, sealable
from winay.journal.queries.verification import as_batch
from winay.journal.rules import (
    NO_ROOT,
    Entry,
    batch_text,
    body_mac,
    canonical_body,
    leaf_hash,
    merkle_root,
    normal_subjects,
)
from winay.journal.terms import LINE_PURPOSE, SEAL_PURPOSE

MOST_LINES = 5_000


@dataclass(frozen=True, slots=True)
class Act:
    """One verb that was done, for its line: see `record`."""

    verb: str
    by: Actor
    at: datetime
    subjects: Iterable[tuple[str, str]]
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None


def record(
    verb: str,
    *,
    by: Actor,
    at: datetime,
    subjects: Iterable[tuple[str, str]],
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> Line:
    """Write the one line of a verb, in the transaction of what it did.

    `subjects` are (kind, key) pairs; a line about thousands of things is still one line. Wrap personal values of
    `before` and `after` in `rules.Personal`. TransactionManagementError outside a transaction: a line must stand
    or fall with its act. TypeError or ValueError for what has no one canonical spelling.
    """
    return record_all([Act(verb, by, at, subjects, before, after)])[0]


def record_all(acts: Iterable[Act]) -> list[Line]:
    """Write the lines of several verbs that were done together, each its own, in their order. Two statements."""
    ring: KeyRing = settings.WINAY_KEYRING()
    key = ring.derive(LINE_PURPOSE)
    entries = [
        Entry(
            new_id(), act.verb, act.by.public_id, act.by.role_name, act.at, normal_subjects(act.subjects), act.before,
            act.after,
        )
        for act in acts
    ]  # fmt: skip
    if not connection.in_atomic_block:
        verbs = ", ".join(entry.verb for entry in entries)
        raise transaction.TransactionManagementError(f"{verbs} must be recorded in the transaction of what it did")
    lines = Line.objects.bulk_create([_line(entry, ring.current, key) for entry in entries], batch_size=500)
    things = [(line.pk, kind, key) for line, entry in zip(lines, entries, strict=True) for kind, key in entry.subjects]
    insert_rows(Subject, ("line_id", "kind", "key"), things)
    return lines


def _line(entry: Entry, key_id: str, key: bytes) -> Line:
    body = canonical_body(entry)
    return Line(
        public_id=entry.public_id,
        verb=entry.verb,
        actor=entry.actor,
        actor_role=entry.role,
        at=entry.at,
        format=entry.format,
        body=body,
        mac=f"{key_id}.{body_mac(key, body)}",
    )


@transaction.atomic
def seal_lines(*, at: datetime, most: int = MOST_LINES) -> SealBatch | None:
    """Seal the oldest settled lines as the next batch, at most `most`; None when none waits.

    The batch is chained to the one before and authenticated by a key that is not in the database. After the commit
    its root goes into the witness file, together with any that a crash kept out of it.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # two sealers take turns; readers and `record` do not wait
            cursor.execute(f"LOCK TABLE {SealBatch._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    transaction.on_commit(_tell_witness, robust=True)  # a full disk is logged and caught up with, the seal stands
    settled = horizon()
    last = SealBatch.objects.order_by("-number").first()
    found = sealable(settled, last, most)
    if not found.lines:
        return None
    leaves = [leaf_hash(*line) for line in found.lines]
    ring: KeyRing = settings.WINAY_KEYRING()
    batch = SealBatch(
        number=last.number + 1 if last else 1,
        at=at,
        count=len(leaves),
        first_line=found.lines[0][0],
        last_line=found.lines[-1][0],
        merkle_root=merkle_root(leaves),
        previous_root=last.merkle_root if last else NO_ROOT,
        floor=found.floor,
        source=found.source,
        key_id=ring.current,
    )
    batch.seal = body_mac(ring.derive(SEAL_PURPOSE), batch_text(as_batch(batch)))
    batch.save(force_insert=True)
    rows = (
        SealedLine(batch=batch, position=position, line_key=line[0], leaf=leaf)
        for position, (line, leaf) in enumerate(zip(found.lines, leaves, strict=True))
    )
    SealedLine.objects.bulk_create(rows, batch_size=1000)
    return batch


def _tell_witness() -> None:
    path = Path(settings.WINAY_VAR) / witness.FILE_NAME
    newest = witness.last_number(path)
    batches = SealBatch.objects.filter(number__gt=newest).order_by("number")
    untold = list(batches.values_list("number", "merkle_root"))
    if untold:
        witness.append(path, untold)
