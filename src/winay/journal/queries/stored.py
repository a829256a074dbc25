"""Lines as they stand in the database, and whether each is what was written."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from winay.core.keys import KeyMissing, KeyRing
from winay.journal.models import Line, Subject
from winay.journal.rules import Entry, body_mac, parse_body, same_text
from winay.journal.terms import LINE_PURPOSE


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A row of `journal_line`, unjudged."""

    id: int
    public_id: UUID
    verb: str
    actor: UUID
    role: str
    at: datetime
    format: int
    body: str
    mac: str


def stored(lines: "QuerySet[Line]") -> list[StoredLine]:
    """The rows of a query, in its order."""
    columns = ("id", "public_id", "verb", "actor", "actor_role", "at", "format", "body", "mac")
    return [StoredLine(*row) for row in lines.values_list(*columns)]


def subjects_of(line_ids: Iterable[int]) -> dict[int, set[tuple[str, str]]]:
    """The subject rows of some hundred lines, by line."""
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for line, kind, key in Subject.objects.filter(line_id__in=list(line_ids)).values_list("line_id", "kind", "key"):
        found[line].add((kind, key))
    return found


class Authority:
    """Judges lines by the keys of one ring."""

    def __init__(self, ring: KeyRing) -> None:
        self.ring = ring
        self.keys: dict[str, bytes] = {}

    def fault(self, line: StoredLine) -> str | None:
        """What is wrong with a line: `mac`, or the column that says other than its body; None when nothing is.

        KeyMissing when the key that authenticated it is not in the ring.
        """
        key_id, _, code = line.mac.partition(".")
        if key_id not in self.keys:
            self.keys[key_id] = self.ring.derive(LINE_PURPOSE, key_id)
        if not same_text(code, body_mac(self.keys[key_id], line.body)):
            return "mac"
        return column_fault(line, parse_body(line.body))

    def genuine(self, line: StoredLine) -> bool:
        """Whether the line is provably what was written."""
        try:
            return self.fault(line) is None
        except (KeyMissing, ValueError):
            return False


def column_fault(line: StoredLine, entry: Entry) -> str | None:
    """The first column that differs from the authenticated body."""
    pairs = (
        ("public_id", line.public_id, entry.public_id),
        ("verb", line.verb, entry.verb),
        ("actor", line.actor, entry.actor),
        ("actor_role", line.role, entry.role),
        ("at", line.at, entry.at),
        ("format", line.format, entry.format),
    )
    return next((name for name, found, written in pairs if found != written), None)


def entry_of(line: StoredLine) -> Entry:
    """What the line says. A body that cannot be read any more leaves what its columns say."""
    try:
        return parse_body(line.body)
    except ValueError:
        return Entry(line.public_id, line.verb, line.actor, line.role, line.at, (), None, None, line.format)
