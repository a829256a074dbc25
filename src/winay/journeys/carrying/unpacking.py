"""A backup on its way back: read through once to be sure of it, then once more to be used."""

import gzip
import hashlib
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.core.keys import KeyMissing, KeyRing
from winay.journeys.carrying.lines import Measured
from winay.journeys.carrying.packing import (
    BLOB,
    HEAD,
    KEYS,
    MANIFEST,
    PART,
    SEALS,
    Files,
    Head,
    Manifest,
    Member,
    fingerprints,
    head_of,
    members,
    opened_manifest,
)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was read through and found whole, and the hash of its file."""

    path: Path
    head: Head
    manifest: Manifest
    sha256: str


def head_and_keys(path: Path) -> tuple[Head, bytes | None]:
    """What a backup says of itself at its beginning, and its keys where it holds them. `Refused` when it is none."""
    with _reading(path) as found:
        first = next(found, None)
        if first is None or first.name != HEAD:
            raise ValueError("no head")
        head = head_of(first.whole())
        if not head.with_keys:
            return head, None
        second = next(found, None)
        if second is None or second.name != KEYS:
            raise EOFError("no keys")
        return head, second.whole()


def refuse_other_keys(head: Head, ring: KeyRing) -> None:
    """`Refused` unless the ring holds every key that the backup needs."""
    here = fingerprints(ring)
    if lacking := sorted(key for key in head.keys if key not in here):
        raise Refused([Reason("carrying.keys_missing", {"keys": ", ".join(lacking)})])
    if other := sorted(key for key, name in head.keys.items() if here[key] != name):
        raise Refused([Reason("carrying.keys_differ", {"keys": ", ".join(other)})])


def whole_backup(path: Path, ring: KeyRing, tell: Callable[[str, int, int], None]) -> Backup:
    """Read all of a backup and compare every hash; `Refused` for one that is cut, altered or made by somebody else."""
    head, _ = head_and_keys(path)
    refuse_other_keys(head, ring)
    size = path.stat().st_size
    with _reading(path) as found:
        seen = _Seen()
        for member in found:
            tell("read", min(size, seen.bytes), size)
            seen.take(member)
        if seen.manifest is None:
            raise EOFError("no manifest")
        manifest = opened_manifest(seen.manifest, ring)
        if seen.faults(manifest):
            raise Refused([Reason("carrying.damaged", {"path": path.name, "what": ", ".join(seen.faults(manifest))})])
    with path.open("rb") as file:
        return Backup(path, head, manifest, hashlib.file_digest(file, "sha256").hexdigest())


@contextmanager
def parts_of(backup: Backup) -> Iterator["Parts"]:
    """The backup again, from its first table on."""
    with backup.path.open("rb") as file:
        yield Parts(members(file))


class Parts:
    """Tables in order of their names, then the witness, then files; each is asked for once."""

    def __init__(self, found: Iterator[Member]) -> None:
        self.found = found
        self.next: Member | None = None
        while (first := self._step()) is not None and first.name in {HEAD, KEYS}:
            pass

    def table(self, name: str) -> Iterator[bytes]:
        """The lines of a table, cut anywhere. Nothing for one without rows."""
        while self.next is not None and (part := PART.fullmatch(self.next.name)) and part[1] == name:
            yield from self.next.pieces()
            self._step()

    def seals(self) -> bytes:
        """The witness."""
        if self.next is None or self.next.name != SEALS:
            raise ValueError("no witness after the tables")
        return self.next.content.read()

    def files(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Each file by its hash."""
        while (member := self._step()) is not None and (named := BLOB.fullmatch(member.name)):
            yield named[1] + named[2], member.pieces()

    def _step(self) -> Member | None:
        self.next = next(self.found, None)
        return self.next


class _Seen:
    """What the first reading counts and hashes, in the one order in which a backup is written."""

    def __init__(self) -> None:
        self.bytes = 0
        self.hashes: dict[str, str] = {}
        self.tables: dict[str, Measured] = {}
        self.parts = ("", 0)
        self.count = self.size = 0
        self.names = hashlib.sha256()
        self.newest = ""
        self.altered: list[str] = []
        self.manifest: bytes | None = None

    def take(self, member: Member) -> None:
        """Read a member through. ValueError for one out of its turn."""
        self.bytes += member.size
        if self.manifest is not None:
            raise ValueError(f"{member.name} after the manifest")
        if named := PART.fullmatch(member.name):
            self._part(member, named[1], int(named[2]))
        elif named := BLOB.fullmatch(member.name):
            self._file(member, named[1] + named[2])
        elif member.name == MANIFEST:
            self.manifest = member.whole()
        elif member.name in self.hashes:
            raise ValueError(f"{member.name} twice")
        else:
            self.hashes[member.name] = _digest(member.pieces())

    def faults(self, manifest: Manifest) -> list[str]:
        """What is not as the manifest says."""
        found = {name: measured.content(0) for name, measured in self.tables.items()}
        bad = [
            name
            for name, content in manifest.tables.items()
            if replace(content, last=0) != found.pop(name, Measured().content(0))
        ]
        bad += [*found, *self.altered]
        bad += [HEAD] if self.hashes.get(HEAD) != manifest.head_sha256 else []
        bad += [SEALS] if self.hashes.get(SEALS) != manifest.seals_sha256 else []
        bad += ["blobs"] if Files(self.count, self.size, self.names.hexdigest()) != manifest.files else []
        return bad

    def _part(self, member: Member, table: str, number: int) -> None:
        before, last = self.parts
        if SEALS in self.hashes or table < before or number != (last + 1 if table == before else 1):
            raise ValueError(f"{member.name} out of its turn")
        self.parts = (table, number)
        for _ in self.tables.setdefault(table, Measured()).over(member.pieces()):
            pass

    def _file(self, member: Member, digest: str) -> None:
        if digest <= self.newest or SEALS not in self.hashes:
            raise ValueError(f"{member.name} out of its turn")
        self.newest = digest
        self.count += 1
        self.size += member.size
        self.names.update(digest.encode())
        if _digest(member.pieces()) != digest:
            self.altered.append(member.name)


def _digest(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


@contextmanager
def _reading(path: Path) -> Iterator[Iterator[Member]]:
    """The members of a file, and words for all that can be wrong with it."""
    words = {"path": path.name}
    try:
        with path.open("rb") as file:
            yield members(file)
    except KeyMissing as error:
        raise Refused([Reason("carrying.keys_missing", {"keys": str(error)})]) from error
    except (EOFError, tarfile.TarError) as error:
        raise Refused([Reason("carrying.truncated", words | {"what": str(error)})]) from error
    except (ValueError, zlib.error, gzip.BadGzipFile) as error:
        raise Refused([Reason("carrying.not_a_backup", words | {"what": str(error)})]) from error
    except OSError as error:
        raise Refused([Reason("carrying.file_unreadable", words | {"what": error.strerror or str(error)})]) from error
