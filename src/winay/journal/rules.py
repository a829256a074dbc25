"""Canonical bytes of a journal line, its message authentication code, and the Merkle tree over many.

Plain Python. Format 1 is described in `canonical_body`, `leaf_hash`, `merkle_root` and `batch_text`; whoever
changes one of them gives it a new format number and keeps the old one readable, because lines are for ever.
"""

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

FORMAT = 1
MASK = "•••"
NO_ROOT = "0" * 64
MAX_ROLE, MAX_KIND, MAX_KEY = 200, 40, 100  # a person may act under several roles, joined by "+"

_VERB = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")
_KIND = re.compile(r"[a-z][a-z_]*")

_TYPES = "None, bool, int, str, date, datetime, UUID, Personal, a list or a mapping"


@dataclass(frozen=True, slots=True)
class Personal:
    """A personal value on its way into the journal: that it changed is recorded, what it was is not."""

    value: object = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line says: who did what to which things, when, and the values before and after."""

    public_id: UUID
    verb: str
    actor: UUID
    role: str
    at: datetime
    subjects: tuple[tuple[str, str], ...]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    format: int = FORMAT


def instant_text(at: datetime) -> str:
    """UTC with microseconds, always the same length; ValueError for an instant without its zone."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def normal_subjects(subjects: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Each subject once, in NFC, sorted; ValueError for a kind that is no word or a key that does not fit."""
    found, good = set(), set()
    for kind, key in subjects:
        text = unicodedata.normalize("NFC", key)
        if kind not in good and (not _KIND.fullmatch(kind) or len(kind) > MAX_KIND):
            raise ValueError(f"subject kind {kind!r} is not a short lower-case word")
        good.add(kind)
        if not text or len(text) > MAX_KEY or not text.isprintable():
            raise ValueError(f"subject key {key!r} must be 1 to {MAX_KEY} printable characters")
        found.add((kind, text))
    return tuple(sorted(found))


def canonical_body(entry: Entry) -> str:
    """Format 1: a JSON object with sorted keys, no spaces, NFC strings, instants by `instant_text`.

    The order of mappings and of subjects and the Unicode form of a text do not matter: the same act gives the same
    bytes. Floats are refused (they have no one spelling); `Personal` values become `•••`.
    """
    if entry.format != FORMAT:
        raise ValueError(f"format {entry.format} cannot be written")
    if not _VERB.fullmatch(entry.verb):
        raise ValueError(f"verb {entry.verb!r} must read room.verb")
    if not entry.role or len(entry.role) > MAX_ROLE:
        raise ValueError(f"role {entry.role!r} must be 1 to {MAX_ROLE} characters")
    tree = {
        "actor": str(entry.actor),
        "after": _plain(entry.after, "after"),
        "at": instant_text(entry.at),
        "before": _plain(entry.before, "before"),
        "format": entry.format,
        "id": str(entry.public_id),
        "role": unicodedata.normalize("NFC", entry.role),
        "subjects": [list(subject) for subject in normal_subjects(entry.subjects)],
        "verb": entry.verb,
    }
    text = json.dumps(tree, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    text.encode()  # a lone surrogate has no UTF-8 bytes: refuse it here, not at the database
    return text


def parse_body(body: str) -> Entry:
    """The entry behind a canonical body; ValueError when it is none."""
    try:
        tree = json.loads(body)
        if tree["format"] != FORMAT:
            raise ValueError(f"format {tree['format']!r} is not known")
        return Entry(
            public_id=UUID(tree["id"]),
            verb=str(tree["verb"]),
            actor=UUID(tree["actor"]),
            role=str(tree["role"]),
            at=datetime.fromisoformat(tree["at"]),
            subjects=tuple((str(kind), str(key)) for kind, key in tree["subjects"]),
            before=tree["before"],
            after=tree["after"],
            format=tree["format"],
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not a journal body: {error}") from None


def body_mac(key: bytes, body: str) -> str:
    """HMAC-SHA-256 of the canonical bytes, in hex."""
    return hmac.new(key, body.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def leaf_hash(line_id: int, mac: str, body: str) -> str:
    """Leaf of format 1: SHA-256 of a zero byte and the line's number, mac and body, one a row.

    The number belongs to it: history is read in this order, so a line moved elsewhere is an altered line.
    """
    return hashlib.sha256(b"\x00" + f"{line_id}\n{mac}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()


def merkle_root(leaves: Sequence[str]) -> str:
    """Root over hex leaves as in RFC 6962: a node is SHA-256 of a one byte and both children.

    The left half is the largest power of two below the number of leaves, so no leaf is ever counted twice.
    """
    if not leaves:
        raise ValueError("a tree needs a leaf")
    level = [bytes.fromhex(leaf) for leaf in leaves]
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[-1:] if len(level) % 2 else pairs
    return level[0].hex()


@dataclass(frozen=True, slots=True)
class Batch:
    """What a seal covers. `floor` and `source` say where the search for lines to seal goes on (see `seal_lines`)."""

    number: int
    at: datetime
    count: int
    first_line: int
    last_line: int
    merkle_root: str
    previous_root: str
    floor: int
    source: str
    format: int = FORMAT


def batch_text(batch: Batch) -> str:
    """The canonical text of a batch that is authenticated by its seal."""
    tree = {
        "at": instant_text(batch.at),
        "count": batch.count,
        "first": batch.first_line,
        "floor": batch.floor,
        "format": batch.format,
        "last": batch.last_line,
        "number": batch.number,
        "previous": batch.previous_root,
        "root": batch.merkle_root,
        "source": batch.source,
    }
    return json.dumps(tree, sort_keys=True, separators=(",", ":"))


def same_text(one: str, other: str) -> bool:
    """Whether two codes are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def _plain(value: object, where: str) -> object:
    """A value as JSON writes it; TypeError names the field that has no one spelling."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Personal):
        return MASK
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return _plain_mapping(value, where)
    if isinstance(value, list | tuple):
        return [_plain(item, f"{where}[{index}]") for index, item in enumerate(value)]
    raise TypeError(f"{where} is a {type(value).__name__}; the journal takes {_TYPES}")


def _plain_mapping(value: Mapping[Any, object], where: str) -> dict[str, object]:
    plain: dict[str, object] = {}
    for name, item in value.items():
        if not isinstance(name, str):
            raise TypeError(f"{where} has the key {name!r}; keys are texts")
        normal = unicodedata.normalize("NFC", name)
        if normal in plain:
            raise ValueError(f"{where} has the key {normal!r} twice")
        plain[normal] = _plain(item, f"{where}.{normal}")
    return plain
