"""Is the journal what was written? Reads all of it, a window of rows at a time, and names what is not."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from winay.core.decision import Reason
from winay.core.keys import KeyMissing, KeyRing
from winay.journal import witness
from winay.journal.models import Line, SealBatch, SealedLine
from winay.journal.queries.sealing import unsealed
from winay.journal.queries.stored import Authority, StoredLine, stored, subjects_of
from winay.journal.rules import NO_ROOT, Batch, batch_text, body_mac, leaf_hash, merkle_root, parse_body, same_text
from winay.journal.terms import SEAL_PURPOSE, ProblemKind

WINDOW = 500
MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong. `line` is the line's number in the database; `what` the column, key or row concerned."""

    kind: ProblemKind
    batch: int | None = None
    line: int | None = None
    verb: str | None = None
    at: datetime | None = None
    what: str = ""

    def reason(self) -> Reason:
        """For the words of `wording.MESSAGES`."""
        params: dict[str, str | int] = {
            "batch": "" if self.batch is None else self.batch,
            "line": "" if self.line is None else self.line,
            "verb": self.verb or "",
            "at": "" if self.at is None else self.at.isoformat(timespec="seconds"),
            "what": self.what,
        }
        return Reason(f"journal.{self.kind}", params)


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found. `unsealed` lines (the newest, waiting for the worker) are counted, not a problem: each was
    judged by its own code, but one of them could be removed without a trace. `more` problems are not listed."""

    batches: int
    sealed_lines: int
    unsealed: int
    unsealed_since: datetime | None
    problems: tuple[Problem, ...]
    more: int

    @property
    def ok(self) -> bool:
        """Nothing wrong was found."""
        return not self.problems


def verify() -> Verification:
    """Read the whole journal. Constant memory; call it outside a transaction, new lines may come in meanwhile."""
    ring: KeyRing = settings.WINAY_KEYRING()
    return _Reading(ring, Path(settings.WINAY_VAR) / witness.FILE_NAME).run()


@dataclass
class _Reading:
    ring: KeyRing
    witness_path: Path
    batches: int = 0
    sealed: int = 0
    waiting: int = 0
    since: datetime | None = None
    problems: list[Problem] = field(default_factory=list)
    more: int = 0
    missing_keys: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.authority = Authority(self.ring)

    def run(self) -> Verification:
        until = SealBatch.objects.aggregate(newest=Max("number"))["newest"] or 0
        last_line = Line.objects.aggregate(newest=Max("id"))["newest"] or 0
        self._batches(until)
        self._tail(last_line)
        return Verification(self.batches, self.sealed, self.waiting, self.since, tuple(self.problems), self.more)

    def _report(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        else:
            self.more += 1

    def _key_missing(self, key_id: str, batch: int | None, line: int | None) -> None:
        """Once a key, not once a line."""
        if key_id not in self.missing_keys:
            self.missing_keys.add(key_id)
            self._report(Problem(ProblemKind.MISSING_KEY, batch, line, what=key_id[:20]))

    def _batches(self, until: int) -> None:
        seen = _Witness(self)
        number, root = 0, NO_ROOT
        for batch in _by_number(until):
            if batch.number > number + 1:
                gap = f"{number + 1}" if batch.number == number + 2 else f"{number + 1}–{batch.number - 1}"
                self._report(Problem(ProblemKind.REMOVED_BATCH, number + 1, what=gap))
            elif batch.previous_root != root:
                self._report(Problem(ProblemKind.BROKEN_CHAIN, batch.number, at=batch.at))
            self._seal(batch)
            seen.compare(batch)
            self._lines_of(batch)
            self.batches += 1
            number, root = batch.number, batch.merkle_root
        seen.finish(until)

    def _seal(self, batch: SealBatch) -> None:
        try:
            key = self.ring.derive(SEAL_PURPOSE, batch.key_id)
        except KeyMissing:
            self._key_missing(batch.key_id, batch.number, None)
            return
        if not same_text(batch.seal, body_mac(key, batch_text(as_batch(batch)))):
            self._report(Problem(ProblemKind.ALTERED_BATCH, batch.number, at=batch.at, what="seal"))

    def _lines_of(self, batch: SealBatch) -> None:
        rows = SealedLine.objects.filter(batch=batch).order_by("position")
        leaves, places = [], []
        for position, leaf in rows.values_list("position", "leaf"):
            places.append(position)
            leaves.append(leaf)
        self._places(batch, places)
        intact = _root_or_none(leaves) == batch.merkle_root
        named = False
        for start in range(0, len(places), WINDOW):
            window = rows.filter(position__gte=places[start])[:WINDOW]
            named |= self._window(batch, list(window.values_list("line_key", "leaf")), intact)
        self.sealed += len(places)
        if not intact and not named and places == list(range(batch.count)):
            self._report(Problem(ProblemKind.ALTERED_BATCH, batch.number, at=batch.at, what="merkle_root"))

    def _places(self, batch: SealBatch, places: list[int]) -> None:
        there = set(places)
        for position in range(batch.count) if batch.count <= len(places) + MOST_PROBLEMS else ():
            if position not in there:
                self._report(Problem(ProblemKind.REMOVED_SEALED_ROW, batch.number, at=batch.at, what=str(position)))
        if batch.count > len(places) + MOST_PROBLEMS:
            what = f"{batch.count - len(places)}"
            self._report(Problem(ProblemKind.REMOVED_SEALED_ROWS, batch.number, at=batch.at, what=what))
        for position in places:
            if position >= batch.count:
                self._report(Problem(ProblemKind.ALTERED_SEALED_ROW, batch.number, at=batch.at, what=str(position)))

    def _window(self, batch: SealBatch, rows: list[tuple[int, str]], intact: bool) -> bool:
        """Judge some sealed rows with their lines; True when something was named."""
        keys = [key for key, _ in rows]
        lines = {line.id: line for line in stored(Line.objects.filter(id__in=keys))}
        subjects = subjects_of(keys)
        named = False
        for key, leaf in rows:
            line = lines.get(key)
            if line is None:
                self._report(Problem(ProblemKind.REMOVED_LINE, batch.number, key))
                named = True
                continue
            fault = self._fault(line, batch.number)
            moved = leaf_hash(line.id, line.mac, line.body) != leaf
            if fault is not None or (moved and intact):
                # Sealed as it stands, by an intact seal, and yet not by us: it was forged before it was sealed.
                forged = fault == "mac" and intact and not moved
                kind = ProblemKind.FORGED_LINE if forged else ProblemKind.ALTERED_LINE
                self._report(_about(line, kind, batch.number, fault or "body"))
            elif moved:
                self._report(_about(line, ProblemKind.ALTERED_SEALED_ROW, batch.number, "leaf"))
            elif self._subjects_differ(line, subjects.get(key, set())):
                self._report(_about(line, ProblemKind.ALTERED_SUBJECTS, batch.number))
                continue
            else:
                continue
            named = True
        return named

    def _tail(self, last_line: int) -> None:
        """Lines that wait for a seal, and those that lost theirs."""
        done = 0
        while rows := stored(unsealed().filter(id__gt=done, id__lte=last_line).order_by("id")[:WINDOW]):
            subjects = subjects_of(line.id for line in rows)
            for line in rows:
                self.waiting += 1
                self.since = line.at if self.since is None else min(self.since, line.at)
                fault = self._fault(line, None)
                if fault is not None:
                    kind = ProblemKind.FORGED_LINE if fault == "mac" else ProblemKind.ALTERED_LINE
                    self._report(_about(line, kind, None, fault))
                elif self._subjects_differ(line, subjects.get(line.id, set())):
                    self._report(_about(line, ProblemKind.ALTERED_SUBJECTS, None))
            done = rows[-1].id

    def _fault(self, line: StoredLine, batch: int | None) -> str | None:
        try:
            return self.authority.fault(line)
        except KeyMissing:
            self._key_missing(line.mac.partition(".")[0], batch, line.id)
            return None
        except ValueError:
            return "body"

    def _subjects_differ(self, line: StoredLine, found: set[tuple[str, str]]) -> bool:
        try:
            return found != set(parse_body(line.body).subjects)
        except ValueError:
            return True


class _Witness:
    """Walks the file beside the batches: both ascend."""

    def __init__(self, reading: _Reading) -> None:
        self.report = reading._report
        self.there = reading.witness_path.exists()
        self.entries = witness.entries(reading.witness_path)
        self.next: tuple[int, str] | None = None
        self._advance()

    def compare(self, batch: SealBatch) -> None:
        """The file may lack the newest batches (they follow their commit), never disagree."""
        self._skip_to(batch.number)
        if self.next and self.next[0] == batch.number:
            if self.next[1] != batch.merkle_root:
                self.report(Problem(ProblemKind.BATCH_NOT_AS_WITNESSED, batch.number, at=batch.at))
            self._advance()

    def finish(self, newest: int) -> None:
        """What the file knows beyond the database's newest batch was cut off."""
        cut: list[int] = []
        while self.next:
            if self.next[0] > newest:
                cut = [cut[0] if cut else self.next[0], self.next[0]]
            self._advance()
        # Batches sealed since the reading began are in the file too, and in the database.
        if cut and not SealBatch.objects.filter(number__gte=cut[0]).exists():
            what = str(cut[0]) if cut[0] == cut[1] else f"{cut[0]}–{cut[1]}"
            self.report(Problem(ProblemKind.REMOVED_BATCH, cut[0], what=what))
        if newest and not self.there:
            self.report(Problem(ProblemKind.WITNESS_MISSING, what=witness.FILE_NAME))

    def _skip_to(self, number: int) -> None:
        while self.next and self.next[0] < number:  # a gap in the batches, already named
            self._advance()

    def _advance(self) -> None:
        try:
            self.next = next(self.entries, None)
        except witness.WitnessDamaged as damage:
            self.report(Problem(ProblemKind.WITNESS_DAMAGED, what=str(damage)))
            self.next = None


def as_batch(row: SealBatch) -> Batch:
    """The part of a batch's row that its seal covers."""
    return Batch(
        row.number, row.at, row.count, row.first_line, row.last_line,
        row.merkle_root, row.previous_root, row.floor, row.source, row.format,
    )  # fmt: skip


def _about(line: StoredLine, kind: ProblemKind, batch: int | None, what: str = "") -> Problem:
    return Problem(kind, batch, line.id, line.verb, line.at, what)


def _by_number(until: int) -> Iterator[SealBatch]:
    done = 0
    while batches := list(SealBatch.objects.filter(number__gt=done, number__lte=until).order_by("number")[:WINDOW]):
        yield from batches
        done = batches[-1].number


def _root_or_none(leaves: list[str]) -> str | None:
    try:
        return merkle_root(leaves)
    except ValueError:  # none left, or one of them is no hash any more
        return None
