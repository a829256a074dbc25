"""What a backup is: one TAR, made to be read with ordinary tools by somebody who has nothing else.

    winay-backup.json                     what this is: format, moment, tables' version, keys needed
    keys.json                             only when it was asked for
    tables/<table>/000001.copy.gz …       lines as of PostgreSQL's COPY, a few megabytes each, gzipped
    journal-seals                         the witness, up to the newest batch of the tables
    blobs/ab/cdef…                        files by their hash
    manifest.json                         last: hash and number of everything before, and a code made with the keys

Plain Python: a backup can be looked at before there is an installation.
"""

import gzip
import hashlib
import hmac
import io
import json
import re
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import IO, Any

from winay.core.keys import KeyRing
from winay.journeys.carrying.lines import Content

FORMAT = 1
HEAD, KEYS, SEALS, MANIFEST = "winay-backup.json", "keys.json", "journal-seals", "manifest.json"
PART = re.compile(r"tables/([a-z0-9_]{1,63})/(\d{6,9})\.copy\.gz")
BLOB = re.compile(r"blobs/([0-9a-f]{2})/([0-9a-f]{62})")
PART_BYTES = 8 << 20
PIECE = 1 << 20
MOST_SMALL = 16 << 20
"""What is read whole may not be larger: head, keys, manifest."""
PURPOSE = "backup"
_PLAIN_FILES = {tarfile.REGTYPE, tarfile.AREGTYPE}


@dataclass(frozen=True, slots=True)
class Head:
    """The first thing in a backup."""

    format: int
    made_at: str
    database: str
    schema_fingerprint: str
    shape: str
    demo: bool
    keys: Mapping[str, str]
    with_keys: bool


@dataclass(frozen=True, slots=True)
class Files:
    """What is there of files: how many, their bytes, and one hash over their names in order."""

    count: int = 0
    bytes: int = 0
    sha256: str = hashlib.sha256().hexdigest()


@dataclass(frozen=True, slots=True)
class Manifest:
    """The last thing in a backup: what must have come before. `lost` files were missing or altered already."""

    head_sha256: str
    tables: Mapping[str, Content]
    seals_sha256: str
    files: Files
    lost: tuple[str, ...] = ()


def fingerprints(ring: KeyRing) -> dict[str, str]:
    """What tells one key from another with the same name, and says nothing of either."""
    return {key: hashlib.sha256(ring.derive(f"{PURPOSE}-name", key)).hexdigest()[:16] for key in ring.keys}


def shape_hash(shape: Mapping[str, Iterable[str]]) -> str:
    """One hash of all tables and columns."""
    return hashlib.sha256(_text({name: list(columns) for name, columns in shape.items()}).encode()).hexdigest()


def sealed_manifest(manifest: Manifest, ring: KeyRing) -> str:
    """The manifest with its code: nobody without the keys can make a backup that passes for one."""
    text = _text(asdict(manifest))
    return _text({"manifest": asdict(manifest), "code": f"{ring.current}.{_code(ring, ring.current, text)}"})


def opened_manifest(content: bytes, ring: KeyRing) -> Manifest:
    """The manifest, once its code is found right. ValueError for one that is not; KeyMissing without its key."""
    try:
        tree = json.loads(content)
        key, _, code = str(tree["code"]).partition(".")
        found = tree["manifest"]
        if not hmac.compare_digest(code, _code(ring, key, _text(found))):
            raise ValueError("the code is not right")
        tables = {name: Content(**table) for name, table in found["tables"].items()}
        return Manifest(
            found["head_sha256"], tables, found["seals_sha256"], Files(**found["files"]), tuple(found["lost"])
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a manifest: {error}") from None


@dataclass
class Writer:
    """Writes a backup into a stream, a member at a time, and notes what the manifest will say."""

    out: IO[bytes]
    at: float
    tar: tarfile.TarFile = field(init=False)

    def __post_init__(self) -> None:
        self.tar = tarfile.open(fileobj=self.out, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115

    def small(self, name: str, content: bytes) -> str:
        """A member whose content is at hand; its hash."""
        self._add(name, len(content), io.BytesIO(content))
        return hashlib.sha256(content).hexdigest()

    def table(self, name: str, pieces: Iterable[bytes]) -> None:
        """The lines of a table, cut into parts between two lines."""
        for part, content in enumerate(_gathered(pieces), start=1):
            packed = gzip.compress(content, 1, mtime=0)
            self._add(f"tables/{name}/{part:06d}.copy.gz", len(packed), io.BytesIO(packed))

    def file(self, name: str, size: int, content: "IO[bytes]") -> None:
        """A member that is read while it is written. `content` must give `size` bytes."""
        self._add(name, size, content)

    def close(self) -> None:
        """The end of the TAR."""
        self.tar.close()

    def _add(self, name: str, size: int, content: "IO[bytes]") -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, int(self.at)
        self.tar.addfile(member, content)
        self.tar.members.clear()  # type: ignore[attr-defined]  # a million files would be remembered


@dataclass(frozen=True, slots=True)
class Member:
    """One thing in a backup, to be read before the next one is asked for."""

    name: str
    size: int
    content: IO[bytes]

    def pieces(self) -> Iterator[bytes]:
        """All of it, piece by piece; unpacked where it is packed."""
        source: Any = gzip.GzipFile(fileobj=self.content) if self.name.endswith(".gz") else self.content
        while piece := source.read(PIECE):
            yield piece

    def whole(self) -> bytes:
        """All of it; ValueError when that would be much."""
        if self.size > MOST_SMALL:
            raise ValueError(f"{self.name} is too large")
        return self.content.read()


def members(source: IO[bytes]) -> Iterator[Member]:
    """What is in a backup, in order. ValueError for anything that no backup holds: folders, links, other names."""
    try:
        tar = tarfile.open(fileobj=source, mode="r|")  # noqa: SIM115
    except tarfile.TarError as error:
        raise ValueError(str(error)) from None
    try:
        with tar:
            while (member := tar.next()) is not None:
                tar.members.clear()  # type: ignore[attr-defined]
                name = member.name
                known = name in {HEAD, KEYS, SEALS, MANIFEST} or PART.fullmatch(name) or BLOB.fullmatch(name)
                content = tar.extractfile(member) if member.type in _PLAIN_FILES and known else None
                if content is None:
                    raise ValueError(f"{name[:80]!r} belongs to no backup")
                yield Member(name, member.size, content)
    except tarfile.TarError as error:
        raise EOFError(str(error)) from None


def head_of(content: bytes) -> Head:
    """The head; ValueError when it is none, or of a format that this version does not know."""
    try:
        head = Head(**json.loads(content))
    except (TypeError, ValueError):
        raise ValueError("no head") from None
    if head.format != FORMAT:
        raise ValueError(f"format {head.format}")
    return head


def head_text(head: Head) -> bytes:
    """The head as it is written."""
    return _text(asdict(head)).encode()


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= PART_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


def _text(tree: object) -> str:
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, indent=1)


def _code(ring: KeyRing, key: str, text: str) -> str:
    return hmac.new(ring.derive(PURPOSE, key), text.encode(), hashlib.sha256).hexdigest()
