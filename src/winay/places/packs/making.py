"""Making a country pack: from a folder of collected publications by the country's mapping, or from a folder that holds
a pack's files already and only lacks their hashes."""

import hashlib
import io
import json
import os
import re
import zipfile
from pathlib import Path
from typing import Annotated, Any

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field

from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.places.folder.files import FolderFiles
from winay.places.folder.manifest import BOUNDARIES, MANIFEST, Manifest, known_file, manifest_text, read_manifest
from winay.places.tables import Problems, text_of

COLLECTED = "collected.yaml"
LOCALITIES = "localities.parquet"
SMALL_WORDS = {"a", "al", "de", "del", "e", "el", "en", "la", "las", "los", "o", "u", "y"}
_ROMAN = re.compile(r"[IVX]+")
_WORD = re.compile(r"[^\W_]+(?:['’`´][^\W_]+)*")
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The same files make the same archive."""


class RuralColumn(BaseModel):
    """The column that tells rural from urban, and its two words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    rural: str
    urban: str


class LocalitiesFrom(BaseModel):
    """The file of localities, and which of its columns becomes which of ours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    columns: dict[str, str]
    rural: RuralColumn
    capitals: bool = False


class BoundariesFrom(BaseModel):
    """The file of polygons, and the property that holds the district's code."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    code: str
    tolerance_m: Annotated[int, Field(ge=0, le=5_000)] = 0


class Collected(BaseModel):
    """The country's mapping from a folder of collected publications to a pack."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    recognised_by: list[str]
    localities: LocalitiesFrom
    boundaries: BoundariesFrom


def is_collected(path: Path) -> bool:
    """Whether this is the folder of collected publications that the country's mapping knows."""
    mapping = _mapping()
    return mapping is not None and path.is_dir() and all((path / name).is_file() for name in mapping.recognised_by)


def make_pack(source: Path, out: Path, *, zipped: bool) -> Manifest:
    """Write a pack to `out`, a folder or a ZIP; its manifest. Nothing of `source` is changed.

    `BadInputs` for files of the source that cannot be read; `Refused` when the source is no folder a pack can be made
    of (`places.pack_source_unknown`) or `out` holds something already (`places.pack_target_taken`).
    """
    if out.exists() and not (out.is_dir() and not zipped and not any(out.iterdir())):
        raise Refused([Reason("places.pack_target_taken", {"path": str(out)})])
    problems = Problems()
    if is_collected(source):
        manifest, files = _from_collected(source, problems)
    elif (source / MANIFEST).is_file():
        manifest, files = _from_pack_files(source, problems)
    else:
        raise Refused([Reason("places.pack_source_unknown", {"path": str(source)})])
    problems.stop_if_any()
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    made = manifest.model_copy(update={"files": hashes})
    (_write_zip if zipped else _write_folder)(out, {MANIFEST: manifest_text(made).encode(), **files})
    return made


def _mapping() -> Collected | None:
    path = settings.WINAY_COUNTRY / COLLECTED
    return Collected.model_validate(yaml.safe_load(path.read_text("utf-8"))) if path.is_file() else None


def _from_pack_files(source: Path, problems: Problems) -> tuple[Manifest, dict[str, bytes]]:
    """A folder whose files have their names already."""
    files = FolderFiles(source)
    manifest = read_manifest(files.read(MANIFEST), problems)
    problems.stop_if_any()
    assert manifest is not None
    return manifest, {name: files.read(name) for name, _ in files.names() if known_file(name)}


def _from_collected(source: Path, problems: Problems) -> tuple[Manifest, dict[str, bytes]]:
    """The country's own tables, and localities and polygons of the collected folder."""
    mapping = _mapping()
    assert mapping is not None
    manifest, files = _from_pack_files(settings.WINAY_COUNTRY, problems)
    files[LOCALITIES] = _localities(source, mapping.localities, problems)
    files[BOUNDARIES] = _boundaries(source, mapping.boundaries, problems)
    return manifest.model_copy(update={"boundary_tolerance_m": mapping.boundaries.tolerance_m}), files


def _localities(source: Path, mapping: LocalitiesFrom, problems: Problems) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    wanted = {**mapping.columns, "rural": mapping.rural.column}
    try:
        table = pq.read_table(source / mapping.file)
    except (pa.ArrowException, OSError, ValueError):
        problems.add(mapping.file, "cut_parquet")
        return b""
    for column in wanted.values():
        if column not in table.column_names:
            problems.add(mapping.file, "column_missing", {"column": column}, value=", ".join(table.column_names)[:120])
            return b""
    columns: dict[str, Any] = {name: table.column(column).to_pylist() for name, column in wanted.items()}
    words = {mapping.rural.rural: 1, mapping.rural.urban: 0}
    for row, word in enumerate(columns["rural"], start=2):
        if word not in words:
            problems.add(
                mapping.file, "word", {"words": ", ".join(words)}, row=row, column=mapping.rural.column, value=str(word)
            )
    columns["rural"] = pa.array([words.get(word) for word in columns["rural"]], pa.int8())
    if mapping.capitals:
        columns["name"] = [readable(name or "") for name in columns["name"]]
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, compression="zstd")
    return out.getvalue()


def _boundaries(source: Path, mapping: BoundariesFrom, problems: Problems) -> bytes:
    """The polygons with the one property that a pack knows."""
    text = text_of(mapping.file, (source / mapping.file).read_bytes(), problems)
    try:
        features = json.loads(text or "")["features"]
        made = [
            {"type": "Feature", "properties": {"code": one["properties"][mapping.code]}, "geometry": one["geometry"]}
            for one in features
        ]
    except (ValueError, KeyError, TypeError, RecursionError):
        problems.add(mapping.file, "not_geojson")
        return b""
    document = {"type": "FeatureCollection", "features": made}
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def readable(name: str) -> str:
    """A name in capitals as people write it: "SAN JUAN DE LA LOMA II" is "San Juan de la Loma II"."""
    if name != name.upper():
        return name
    first = True

    def word(found: re.Match[str]) -> str:
        nonlocal first
        text, lower = found[0], found[0].lower()
        begins = first or name[found.start() - 1] == "("
        first = False
        if _ROMAN.fullmatch(text) or (found.end() < len(name) and name[found.end()] == "." and len(text) == 1):
            return text
        return lower if lower in SMALL_WORDS and not begins else text.capitalize()

    return _WORD.sub(word, name)


def _write_folder(out: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _write_zip(out: Path, files: dict[str, bytes]) -> None:
    """Whole or not at all."""
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f".{out.name}.{os.getpid()}")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            part = zipfile.ZipInfo(name, ZIP_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            archive.writestr(part, content)
    unfinished.replace(out)
