"""The files of a country pack, from a folder or a ZIP. Whatever the archive says, nothing leaves it and nothing is
unpacked onto the disk."""

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import Protocol

from winay.places.folder.manifest import MANIFEST, Manifest, known_file, read_manifest
from winay.places.tables import Problems

MOST_FILES = 2_000
LARGEST = 256_000_000
LARGEST_TOGETHER = 512_000_000
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError)
"""What Python's ZIP reader stumbles over."""
IGNORED = {"__MACOSX", "Thumbs.db", "desktop.ini"}


class Files(Protocol):
    """Named files; `read` raises FileNotFoundError for a name that is not there."""

    def read(self, name: str) -> bytes: ...


class FolderFiles:
    """Files of a folder. A link that leads out of it is no file of it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> Iterator[tuple[str, int]]:
        """Every file below the folder with its size, by name."""
        for path in sorted(self.path.rglob("*")):
            if path.is_file():
                yield path.relative_to(self.path).as_posix(), path.stat().st_size

    def read(self, name: str) -> bytes:
        path = (self.path / name).resolve()
        if not path.is_relative_to(self.path.resolve()) or not path.is_file():
            raise FileNotFoundError(name)
        return path.read_bytes()

    def strays(self) -> list[str]:
        """Links that lead out of the folder."""
        root = self.path.resolve()
        return [
            path.relative_to(self.path).as_posix()
            for path in sorted(self.path.rglob("*"))
            if path.is_symlink() and not path.resolve().is_relative_to(root)
        ]


class ZipFiles:
    """Files of a ZIP, read into memory one at a time. A folder around everything is left out of the names."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.parts = [part for part in archive.infolist() if not part.is_dir() and not _ignored(part.filename)]
        tops = {part.filename.split("/", 1)[0] for part in self.parts if "/" in part.filename}
        inside = all("/" in part.filename for part in self.parts)
        self.around = f"{tops.pop()}/" if inside and len(tops) == 1 else ""
        self.by_name = {part.filename.removeprefix(self.around): part for part in self.parts}

    def names(self) -> Iterator[tuple[str, int]]:
        """Every file with the size it claims to have, by name."""
        for name, part in sorted(self.by_name.items()):
            yield name, part.file_size

    def read(self, name: str) -> bytes:
        if name not in self.by_name:
            raise FileNotFoundError(name)
        part = self.by_name[name]
        with self.archive.open(part) as opened:
            # The size it claims is not believed: reading stops where a file of a pack may end.
            content = opened.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise zipfile.BadZipFile(name)
        return content

    def strays(self) -> list[str]:
        """Names that lead out of the archive, links, encrypted files, and names that stand twice."""
        seen: set[str] = set()
        found = []
        for part in self.archive.infolist():
            path = PurePosixPath(part.filename)
            link = stat.S_ISLNK(part.external_attr >> 16)
            away = path.is_absolute() or ".." in path.parts or "\\" in part.orig_filename or ":" in part.filename
            if away or link or part.flag_bits & 1 or part.filename in seen:
                found.append(part.filename)
            seen.add(part.filename)
        return found


class PackFiles:
    """A pack's files as its manifest lists them, after their hashes were compared."""

    def __init__(self, files: FolderFiles | ZipFiles, manifest: Manifest, digest: str) -> None:
        self.files, self.manifest, self.digest = files, manifest, digest

    def has(self, name: str) -> bool:
        """Whether the manifest lists this file."""
        return name in self.manifest.files

    def read(self, name: str) -> bytes:
        if not self.has(name):
            raise FileNotFoundError(name)
        return self.files.read(name)


@contextmanager
def open_pack(path: Path) -> Iterator[PackFiles]:
    """The pack in a folder or a ZIP, its hashes compared; `BadInputs` with everything that keeps it from being one."""
    problems = Problems()
    with ExitStack() as closing:
        files: FolderFiles | ZipFiles | None = FolderFiles(path)
        if not path.is_dir():
            files = _archive(path, closing)
        try:
            found = _checked(files, problems) if files else None
        except BROKEN:
            found = None
        if found is None and not problems.found:
            problems.add(path.name, "broken_zip")
        problems.stop_if_any()
        if found is not None:
            yield found


def _archive(path: Path, closing: ExitStack) -> ZipFiles | None:
    try:
        return ZipFiles(closing.enter_context(zipfile.ZipFile(path)))
    except BROKEN:
        return None


def _checked(files: FolderFiles | ZipFiles, problems: Problems) -> PackFiles | None:
    for name in files.strays():
        problems.add(name[:200], "path_outside")
    sizes = {name: size for name, size in files.names() if not _ignored(name)}
    if len(sizes) > MOST_FILES:
        problems.add(MANIFEST, "too_many_files", {"most": MOST_FILES})
    for name, size in sizes.items():
        if size > LARGEST:
            problems.add(name, "too_large_file", {"most": LARGEST // 1_000_000})
    if sum(sizes.values()) > LARGEST_TOGETHER:
        problems.add(MANIFEST, "too_large_file", {"most": LARGEST_TOGETHER // 1_000_000})
    if MANIFEST not in sizes:
        problems.add(MANIFEST, "file_missing")
    if problems.found:
        return None
    content = files.read(MANIFEST)
    manifest = read_manifest(content, problems)
    if manifest is None:
        return None
    _compare(manifest, sizes, problems)
    for name in sorted(manifest.files.keys() & sizes.keys()) if not problems.found else ():
        digest = hashlib.sha256(files.read(name)).hexdigest()
        if digest != manifest.files[name]:
            problems.add(name, "hash", {"expected": manifest.files[name][:16]}, value=digest[:16])
    return PackFiles(files, manifest, hashlib.sha256(content).hexdigest())


def _compare(manifest: Manifest, sizes: dict[str, int], problems: Problems) -> None:
    """Files and manifest name each other, and only files that a pack may hold."""
    for name in sorted({*manifest.files, *sizes} - {MANIFEST}):
        if not known_file(name):
            problems.add(name[:200], "file_unknown")
        elif name not in sizes:
            problems.add(name, "file_missing")
        elif name not in manifest.files:
            problems.add(name, "file_unlisted")
    if not manifest.files:
        problems.add(MANIFEST, "manifest_files", column="files")


def _ignored(name: str) -> bool:
    """What operating systems leave in folders and archives; never a way out of them."""
    return any(
        part in IGNORED or (part.startswith(".") and part not in {".", ".."}) for part in PurePosixPath(name).parts
    )
