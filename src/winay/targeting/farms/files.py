"""Files of single farms, CSV or Parquet: their columns, their rows as people number them, why one cannot be read."""

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

COLUMNS = ("place_code", "area_ha", "labour_share_pct", "property_share_pct", "limited_sales")
PLACE, AREA, LABOUR, PROPERTY, SALES = COLUMNS
HOUSEHOLD = "household"
MOST_SHOWN = 200
# fmt: off
PERSONAL = frozenset({
    "nombre", "nombres", "apellido", "apellidos", "name", "names", "surname", "firstname", "lastname", "titular",
    "jefe", "dni", "documento", "cedula", "pasaporte", "passport", "ruc", "telefono", "phone", "celular", "movil",
    "mobile", "email", "correo", "mail", "direccion", "address", "domicilio", "nacimiento", "birth", "birthdate",
    "birthday", "edad", "age", "sexo", "sex", "firma", "foto", "photo", "latitud", "longitud", "latitude",
    "longitude", "gps",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. `code` and `params` choose the words; `row` as people number rows: in a CSV the titles are row
    1, in a Parquet file, which has no titles, the first record is."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    row: int | None = None
    column: str | None = None
    value: str | None = None


class Faults(Exception):
    """What is wrong with a file: the first faults, and how many there are."""

    def __init__(self, found: Sequence[Fault], total: int | None = None) -> None:
        super().__init__(", ".join(fault.code for fault in found))
        self.found = tuple(found)
        self.total = len(found) if total is None else total


def is_parquet(path: Path) -> bool:
    """By its first bytes: names lie."""
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def titles_of(path: Path) -> tuple[str, ...]:
    """The columns of a Parquet file, or what the first line of a text has; none where it is neither. `Faults` for a
    Parquet file that cannot be opened."""
    if is_parquet(path):
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return tuple(pq.read_schema(path).names)
        except (pa.ArrowException, OSError):
            raise Faults([Fault("broken_parquet")]) from None
    with path.open("rb") as file:
        line = file.readline(10_000)
    try:
        cells = next(csv.reader([line.decode("utf-8-sig")], delimiter=_delimiter(line)))
    except (UnicodeDecodeError, StopIteration, csv.Error):
        return ()
    return tuple(title.strip() for title in cells)


def has_units(titles: Sequence[str]) -> bool:
    """Whether these are the columns of single farms, not of counts by district."""
    return PLACE in titles and AREA in titles


def check_titles(titles: Sequence[str]) -> None:
    """`Faults` unless the columns are the known ones. No other is let in: the file is kept as it came, and what nobody
    needs may be personal."""
    known = (*COLUMNS, HOUSEHOLD)
    said = ", ".join(titles)[:120]
    faults = [Fault("column_missing", {"column": name}, 1, None, said) for name in COLUMNS if name not in titles]
    for title in dict.fromkeys(titles):
        if titles.count(title) > 1:
            faults.append(Fault("column_repeated", {}, 1, title))
        elif title not in known:
            code = "column_personal" if looks_personal(title) else "column_unknown"
            faults.append(Fault(code, {"columns": ", ".join(known)}, 1, title))
    if faults:
        raise Faults(faults)


def looks_personal(title: str) -> bool:
    """Whether a column's name speaks of a person: `DNI del jefe`, `head_name`, `Teléfono`."""
    bare = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return not PERSONAL.isdisjoint(re.split(r"[^a-z]+", bare))


@dataclass(frozen=True, slots=True)
class Source:
    """A file whose columns are known. `copy` is what is read in its stead where its lines end in several ways."""

    path: Path
    titles: tuple[str, ...]
    parquet: bool
    copy: Path | None = None

    @classmethod
    def of(cls, path: Path) -> "Source":
        """The file, or `Faults` where its columns are not those of single farms."""
        titles = titles_of(path)
        check_titles(titles)
        return cls(path, titles, is_parquet(path))

    def table(self, engine: Any) -> Any:
        """The file as an Ibis table with a column `record`, which counts from 0."""
        import ibis

        if self.parquet:
            return engine.read_parquet(str(self.path), file_row_number=True).rename(record="file_row_number")
        table = engine.read_csv(
            str(self.copy or self.path), header=True, auto_detect=False, columns=dict.fromkeys(self.titles, "VARCHAR"),
            delim="," if self.copy else self._delimiter(), quote='"', escape='"',
        )  # fmt: skip
        return table.mutate(record=ibis.row_number())

    def numbered(self, faults: Sequence[Fault]) -> list[Fault]:
        """The faults with rows as people number them instead of records, also for the row that a row repeats."""
        records = {number for f in faults for number in (f.row, f.params.get("record")) if isinstance(number, int)}
        rows = {record: record + 1 for record in records} if self.parquet else self._lines(records)
        said = []
        for fault in faults:
            params = {name: value for name, value in fault.params.items() if name != "record"}
            if "record" in fault.params:
                params["row"] = rows[int(fault.params["record"])]
            said.append(replace(fault, params=params, row=None if fault.row is None else rows[fault.row]))
        return said

    def _lines(self, records: set[int]) -> dict[int, int]:
        """Blank lines and line breaks inside cells part records from lines, so the text is gone through once more."""
        found: dict[int, int] = {}
        last = max(records, default=-1)
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=self._delimiter())
            next(reader)
            for record, _ in enumerate(row for row in reader if row):
                if record > last:
                    break
                if record in records:
                    found[record] = reader.line_num
        return found

    def mended(self, folder: Path, said: str) -> "Source":
        """The file in a plain spelling, after DuckDB `said` that it cannot read it; or `Faults` with what is wrong,
        found by reading it slowly."""
        if self.parquet or self.copy:
            why = {"why": said.split("\n", 1)[0][:120]}
            raise Faults([Fault("broken_parquet") if self.parquet else Fault("broken_csv", why)])
        with self.path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    line.decode("utf-8-sig")
                except UnicodeDecodeError:
                    raise Faults([Fault("utf8", {}, number, None, line.decode("latin-1").strip()[:80])]) from None
        found, total = self._misshapen()
        if total:
            raise Faults(found, total)
        copy = folder / "copy.csv"
        with self.path.open(encoding="utf-8-sig", newline="") as text, copy.open("w", newline="") as plain:
            csv.writer(plain).writerows(
                row[: len(self.titles)] for row in csv.reader(text, delimiter=self._delimiter()) if row
            )
        return replace(self, copy=copy)

    def _misshapen(self) -> tuple[list[Fault], int]:
        """Rows with too many or too few cells, the first of them and how many."""
        found: list[Fault] = []
        total, width = 0, len(self.titles)
        with self.path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text, delimiter=self._delimiter(), strict=True)
            try:
                for cells in reader:
                    if cells and (len(cells) < width or any(cells[width:])):
                        total += 1
                        found.append(
                            Fault("cell_count", {"columns": width}, reader.line_num, None, ", ".join(cells)[:80])
                        )
                        del found[MOST_SHOWN:]
            except csv.Error as error:
                total += 1
                found.append(Fault("broken_csv", {"why": str(error)}, reader.line_num))
        return found, total

    def _delimiter(self) -> str:
        with self.path.open("rb") as file:
            return _delimiter(file.readline(10_000))


def _delimiter(line: bytes) -> str:
    # Spreadsheets in Spanish part the cells with semicolons.
    return ";" if b";" in line and b"," not in line else ","
