"""Judging a chunk of a file's households: new, changed, the same, or bad; and doing what follows, unless it is dry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from winay.accounts.queries import ActingPerson
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.journal.overlap import Turn
from winay.registry.access import may_write_household
from winay.registry.bulk import hashes_of, register_chunk
from winay.registry.facts import HouseholdFacts
from winay.registry.files.columns import COLUMN_OF_REASON, HOUSEHOLD
from winay.registry.files.correcting import correct
from winay.registry.files.differences import Changes, OnFile, changes
from winay.registry.files.on_file import households_on_file
from winay.registry.files.reading import Fault, ReadHousehold
from winay.registry.files.seen import Seen
from winay.registry.models import Import
from winay.registry.queries.facts import national_ids
from winay.registry.rules import household_code
from winay.registry.services.registering import Registering
from winay.registry.terms import Kin, Origin


class Outcome(StrEnum):
    """What becomes of a household of a file."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Judged:
    """A household of a file and what becomes of it."""

    read: ReadHousehold
    outcome: Outcome
    faults: tuple[Fault, ...] = ()


class Judge:
    """Judges in the order of the file; what stood before is remembered in `seen`."""

    def __init__(self, sent: Import, *, by: ActingPerson, at: datetime, seen: Seen) -> None:
        self._sent, self._by, self._at, self._seen = sent, by, at, seen
        self._act = Registering(
            sent.registered_on, Origin.FILE, by, at, sent.synthetic, (("import", str(sent.public_id)),)
        )
        self._ids = national_ids()

    def judge(self, chunk: Sequence[ReadHousehold], turn: Turn, *, dry: bool) -> list[Judged]:
        """What becomes of each. With `dry` nothing is written. `turn` is this chunk's among those being written: it is
        judged against the one before, which must stand first where something is corrected."""
        turn.heard()
        hashes = {at: hashes_of([one.facts])[0] for at, one in enumerate(chunk) if one.facts is not None}
        faults = self._repeated(chunk, hashes)
        for at, one in enumerate(chunk):
            faults.setdefault(at, []).extend(one.faults)
        sound = {at: hashes[at] for at in hashes if not faults[at]}
        found = self._on_file(chunk, sound)
        if found:
            turn.wait()
        new = {at: theirs for at, theirs in sound.items() if at not in found}
        judged = self._register(chunk, new, None if found else turn, dry=dry)
        for at, known in found.items():
            judged[at] = self._correct(chunk[at], known, sound[at], dry=dry)
        return [judged.get(at) or Judged(one, Outcome.BAD, tuple(faults[at])) for at, one in enumerate(chunk)]

    def _repeated(self, chunk: Sequence[ReadHousehold], hashes: Mapping[int, Sequence[str]]) -> dict[int, list[Fault]]:
        """Keys and ids that stood before, in this file."""
        said: list[tuple[int, int, str, str]] = []
        for at, one in enumerate(chunk):
            if one.key:
                said.append((at, one.rows[0].number, HOUSEHOLD, f"h:{one.key}"))
            for row, hashed in zip(one.rows, hashes.get(at, ()), strict=False):
                if hashed:
                    said.append((at, row.number, "national_id", f"i:{hashed}"))
        first = dict(self._seen.before(text for *_, text in said))
        faults: dict[int, list[Fault]] = {}
        owner: dict[str, int] = {}
        for at, row, column, text in said:
            if (stood := first.setdefault(text, row)) != row and owner.get(text) != at:
                code = "file.key_apart" if column == HOUSEHOLD else "file.id_repeated"
                value = chunk[at].key if column == HOUSEHOLD else ""
                faults.setdefault(at, []).append(Fault(row, column, value, code, {"row": stood}))
            owner.setdefault(text, at)
        self._seen.add((text, row) for _, row, _, text in said)
        return faults

    def _on_file(self, chunk: Sequence[ReadHousehold], sound: Mapping[int, Sequence[str]]) -> dict[int, OnFile]:
        """Those that are here already: by their key, or by the id of their participant."""
        keys = {at: chunk[at].key for at in sound}
        participants = {}
        for at, hashes in sound.items():
            facts = chunk[at].facts
            assert facts is not None
            named = (
                hashed for member, hashed in zip(facts.members, hashes, strict=True) if member.kin is Kin.PARTICIPANT
            )
            if hashed := next(named, ""):
                participants[at] = hashed
        return households_on_file(keys, participants)

    def _register(
        self,
        chunk: Sequence[ReadHousehold],
        new: Mapping[int, Sequence[str]],
        turn: Turn | None,
        *,
        dry: bool,
    ) -> dict[int, Judged]:
        facts = [one for at in new if (one := chunk[at].facts) is not None]
        hashes = list(new.values())
        done = register_chunk(facts, self._act, dry_run=dry, hashes=hashes, turn=turn) if facts else None
        judged = {}
        for number, at in enumerate(new):
            assert done is not None
            reasons = done.refused.get(number)
            if reasons is None:
                judged[at] = Judged(chunk[at], Outcome.NEW)
            else:
                judged[at] = Judged(chunk[at], Outcome.BAD, _as_faults(chunk[at], reasons))
        return judged

    def _correct(self, read: ReadHousehold, known: OnFile, hashes: Sequence[str], *, dry: bool) -> Judged:
        facts = read.facts
        assert facts is not None
        if not may_write_household(self._by, known.household.place.code):
            code = household_code(known.household.public_id)
            reason = Reason("registry.key_taken", {"key": read.key, "household": code})
            return Judged(read, Outcome.BAD, _as_faults(read, [reason]))
        found = changes(known, facts, hashes, self._opened(known))
        if found.reasons:
            return Judged(read, Outcome.BAD, tuple(_fault(read, reason, number) for number, reason in found.reasons))
        if not found.any:
            return Judged(read, Outcome.SAME)
        refused = self._tried(found, known, facts, dry=dry)
        return Judged(read, Outcome.BAD, _as_faults(read, refused)) if refused else Judged(read, Outcome.CHANGED)

    def _opened(self, known: OnFile) -> dict[int, str]:
        return {one.pk: self._ids.decrypt(one.national_id) for one in known.members if one.national_id}

    def _tried(self, found: Changes, known: OnFile, facts: HouseholdFacts, *, dry: bool) -> Sequence[Reason]:
        """Correct by the verbs; every reason why not. Dry, it is done all the same and taken back."""
        try:
            with transaction.atomic():
                correct(found, known, facts, on=self._sent.registered_on, by=self._by, at=self._at)
                if dry:
                    transaction.set_rollback(True)
        except Refused as refused:
            return refused.reasons
        except NotAllowed:
            return [Reason("registry.not_yours", {"place": facts.place_code})]
        return ()


def _as_faults(read: ReadHousehold, reasons: Sequence[Reason]) -> tuple[Fault, ...]:
    return tuple(_fault(read, reason, int(reason.params.get("member", 0))) for reason in reasons)


def _fault(read: ReadHousehold, reason: Reason, member: int) -> Fault:
    """A reason of the rules at the row of the member whom it is about, and at its column."""
    row = read.rows[member - 1 if 0 < member <= len(read.rows) else 0]
    return Fault(row.number, COLUMN_OF_REASON.get(reason.code, ""), "", reason.code, reason.params)
