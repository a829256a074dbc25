"""The catalogue's files, read and validated: a version's file and everything it draws on.

A catalogue folder holds `<program>/<version>.yaml`, `menus/*.yaml` (items by key), `menus/sources.yaml` and
`adaptations/<name>.yaml`. Paths in messages are relative to the folder.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from winay.core.errors import BadInput, BadInputs
from winay.programs import marks
from winay.programs.documents import Doc
from winay.programs.menu_schema import KIT_ROW, ItemDoc, MenuFile, SourceEntry, SourcesFile
from winay.programs.schema import AdaptationDoc, VersionDoc

SHARED_FOLDERS = {"menus", "adaptations"}
D = TypeVar("D", bound=Doc)


@dataclass(frozen=True, slots=True)
class Read(Generic[D]):
    """A valid document with the marks of its file."""

    doc: D
    marked: marks.Marked

    @property
    def name(self) -> str:
        return self.marked.name

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.marked.raw).hexdigest()


@dataclass(frozen=True, slots=True)
class Defined:
    """An item's definition, its place in the catalogue's order and the file it stands in."""

    item: ItemDoc
    position: int
    index: int
    file: Read[MenuFile]


@dataclass(frozen=True, slots=True)
class Menus:
    """All item definitions and the public sources they may cite."""

    items: dict[str, Defined]
    sources: dict[str, SourceEntry]
    sources_file: Read[SourcesFile]


class Catalogue:
    """One folder, each file read once. Every method raises BadInputs with all that is wrong in what it read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._versions: dict[str, Read[VersionDoc]] = {}
        self._adaptations: dict[str, Read[AdaptationDoc]] = {}
        self._menus: Menus | None = None

    def version_paths(self) -> list[Path]:
        """All version files, in a stable order."""
        return sorted(path for path in self.folder.glob("*/*.yaml") if path.parent.name not in SHARED_FOLDERS)

    def version(self, ref: str) -> Read[VersionDoc]:
        """The version `program@key`, from the file of that name."""
        if ref not in self._versions:
            program, _, key = ref.partition("@")
            found = self._read(Path(program) / f"{key}.yaml", VersionDoc)
            problems = [
                found.marked.problem((field,), f"{wanted}, as in the file's place", said)
                for field, wanted, said in (
                    ("program", program, found.doc.program),
                    ("version", key, found.doc.version),
                )
                if wanted != said
            ]
            if problems:
                raise BadInputs(problems)
            self._versions[ref] = found
        return self._versions[ref]

    def has_version(self, ref: str) -> bool:
        program, _, key = ref.partition("@")
        return (self.folder / program / f"{key}.yaml").is_file()

    def adaptation(self, name: str) -> Read[AdaptationDoc]:
        """The adaptation of that name."""
        if name not in self._adaptations:
            self._adaptations[name] = self._read(Path("adaptations") / f"{name}.yaml", AdaptationDoc)
        return self._adaptations[name]

    def has_adaptation(self, name: str) -> bool:
        return (self.folder / "adaptations" / f"{name}.yaml").is_file()

    def menus(self) -> Menus:
        """All items. A key defined twice is refused, with both places."""
        if self._menus is None:
            sources = self._read(Path("menus") / "sources.yaml", SourcesFile)
            items: dict[str, Defined] = {}
            problems: list[BadInput] = []
            for path in sorted((self.folder / "menus").glob("*.yaml")):
                if path.name == "sources.yaml":
                    continue
                file = self._read(path.relative_to(self.folder), MenuFile)
                for index, item in enumerate(file.doc.items):
                    if item.key in items:
                        where = items[item.key].file.name
                        expected = f"each item once; this one is defined in {where} too"
                        problems.append(file.marked.problem(("items", index, "key"), expected, item.key))
                    items[item.key] = Defined(item, len(items), index, file)
            if problems:
                raise BadInputs(problems)
            self._menus = Menus(items, dict(sources.doc.sources), sources)
        return self._menus

    def _read(self, path: Path, kind: type[D]) -> Read[D]:
        return validated(marks.read(self.folder / path, path.as_posix()), kind)


def validated(marked: marks.Marked, kind: type[D]) -> Read[D]:
    """The document in a file; BadInputs naming row, field, value and what was expected."""
    try:
        return Read(kind.model_validate(marked.data), marked)
    except ValidationError as error:
        raise BadInputs([_problem(marked, detail) for detail in error.errors()]) from error


def _problem(marked: marks.Marked, error: ErrorDetails) -> BadInput:
    path = _real_path(marked.data, error["loc"])
    missing = error["type"] == "missing"
    value = None if missing else _at(marked.data, path)
    if error["type"] == "union_tag_invalid":
        path = (*path, "kind")
        value = error.get("ctx", {}).get("tag")
    return marked.problem(path, _expected(error), value)


def _expected(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    field = str(error["loc"][-1]) if error["loc"] else ""
    match error["type"]:
        case "missing" if field == "source":
            return "a source: a case_study phrase, a public_note, or none (a number without source is refused)"
        case "missing":
            return f"the field {field}"
        case "extra_forbidden":
            return "no such field here"
        case "union_tag_invalid":
            return f"one of {context.get('expected_tags')}"
        case "enum" | "literal_error":
            return f"one of {context.get('expected')}"
        case "bool_type":
            return "true or false"
        case "string_type":
            return "text"
        case "list_type":
            return "a list"
        case "model_type" | "dict_type" | "model_attributes_type":
            return "a group of fields"
        case _:
            return error["msg"]


def _real_path(data: object, loc: Sequence[str | int]) -> tuple[str | int, ...]:
    """`loc` without what pydantic adds to it (the tag of a union, the name of a type)."""
    path: list[str | int] = []
    here = data
    for position, part in enumerate(loc):
        if isinstance(here, list) and part in KIT_ROW:
            part = KIT_ROW.index(str(part))
        inside = (isinstance(here, dict) and part in here) or (
            isinstance(here, list) and isinstance(part, int) and part < len(here)
        )
        if inside:
            here = here[part]  # type: ignore[index]
            path.append(part)
        elif position == len(loc) - 1 and isinstance(part, str) and isinstance(here, dict):
            path.append(part)
    return tuple(path)


def _at(data: object, path: Sequence[str | int]) -> object:
    for part in path:
        try:
            data = data[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return None
    return data
