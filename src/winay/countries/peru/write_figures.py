"""Writes Peru's tables from a folder of collected publications.

    python -m winay.countries.peru.write_figures FOLDER

`indicators.csv` and `sources.csv` beside this file are written by hand: they say what each figure means and, in
`taken_from`, which column of which collected file holds it (`file:value` or `file:value:low:high`, several separated
by a space). This script writes `places.csv` and one table per group of indicators in `figures/`. An empty cell is a
figure that nobody published; it stays empty and is never a zero. Values are kept as published, with two exceptions:
shares (0-1) become percentages, and numbers finer than the indicator's scale are rounded half to even.
"""

import argparse
import csv
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

HERE = Path(__file__).parent
PLACE_COLUMNS = (
    "code",
    "level",
    "name",
    "parent",
    "capital",
    "latitude",
    "longitude",
    "in_census_2017",
    "lent_from",
)
CODE_COLUMNS = ("ubigeo", "province_code", "department_code")
"""The collected files name a place by one of these, the finest first."""

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Origin:
    """One column of a collected file that feeds an indicator, with the bounds of its interval where it has one."""

    file: str
    value: str
    low: str = ""
    high: str = ""


class Collected:
    """The folder of collected publications; each file is read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._rows: dict[str, list[Row]] = {}

    def rows(self, name: str) -> list[Row]:
        """All rows of one CSV file, every cell as text."""
        if name not in self._rows:
            with (self.folder / name).open(encoding="utf-8", newline="") as lines:
                self._rows[name] = list(csv.DictReader(lines))
        return self._rows[name]


def write(collected: Path, out: Path = HERE) -> list[Path]:
    """Write every table into `out`; the paths written, in order."""
    pack = Collected(collected)
    written = [out / "places.csv"]
    _write_table(written[0], PLACE_COLUMNS, _places(pack))
    tables: dict[str, list[Row]] = defaultdict(list)
    with (HERE / "indicators.csv").open(encoding="utf-8", newline="") as lines:
        for indicator in csv.DictReader(lines):
            tables[indicator["table"]].append(indicator)
    (out / "figures").mkdir(exist_ok=True)
    for name, indicators in sorted(tables.items()):
        path = out / "figures" / f"{name}.csv"
        columns, rows = _figures(pack, indicators)
        _write_table(path, columns, rows)
        written.append(path)
    return written


def _places(pack: Collected) -> Iterator[Row]:
    """Departments, then provinces, then districts, each with the position the schematic map and search need."""
    for row in pack.rows("departments.csv"):
        yield _place(row["department_code"], "department", row["department"], "", row)
    for row in pack.rows("provinces.csv"):
        yield _place(row["province_code"], "province", row["province"], row["province_code"][:2], row)
    for row in pack.rows("districts.csv"):
        place = _place(row["ubigeo"], "district", row["district"], row["province_code"], row)
        place["latitude"], place["longitude"] = row["centroid_lat"], row["centroid_lon"]
        place["in_census_2017"] = row["in_census_2017"]
        place["lent_from"] = row["parent_ubigeo_2017_approx"]
        yield place


def _place(code: str, level: str, name: str, parent: str, row: Row) -> Row:
    return {
        "code": code,
        "level": level,
        "name": name.strip(),
        "parent": parent,
        "capital": row["capital"].strip(),
        "latitude": row["capital_lat"],
        "longitude": row["capital_lon"],
        "in_census_2017": "1",
        "lent_from": "",
    }


def _figures(pack: Collected, indicators: list[Row]) -> tuple[list[str], list[Row]]:
    """One wide table: a row per place that has at least one of the figures, ordered by code length and code."""
    columns = ["code"]
    cells: dict[str, Row] = defaultdict(dict)
    for indicator in indicators:
        key, scale = indicator["key"], int(indicator["scale"])
        origins = [Origin(*origin.split(":")) for origin in indicator["taken_from"].split()]
        columns.append(key)
        if any(origin.low for origin in origins):
            columns += [f"{key}__low", f"{key}__high"]
        for origin in origins:
            for row in pack.rows(origin.file):
                for suffix, column in (("", origin.value), ("__low", origin.low), ("__high", origin.high)):
                    if column and row[column] != "":
                        cells[_code(row)][key + suffix] = _number(row[column], scale, column)
    rows = [{"code": code, **cells[code]} for code in sorted(cells, key=lambda code: (len(code), code))]
    return columns, rows


def _code(row: Row) -> str:
    return next(row[column] for column in CODE_COLUMNS if column in row)


def _number(text: str, scale: int, column: str) -> str:
    """The published number as plain text: shares as percentages, no digits beyond the scale, no needless zeros."""
    number = Decimal(text)
    if column.endswith("_share"):
        number *= 100
    rounded = number.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_EVEN)
    plain = f"{rounded:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _write_table(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, list(columns), restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def main(arguments: list[str] | None = None) -> int:
    """Command line: the folder is an argument or the environment variable WINAY_PACK."""
    parser = argparse.ArgumentParser(description="Write Peru's tables from a folder of collected publications.")
    parser.add_argument("folder", nargs="?", type=Path, default=os.environ.get("WINAY_PACK"))
    folder = parser.parse_args(arguments).folder
    if folder is None:
        parser.error("name the folder, or set WINAY_PACK")
    for path in write(Path(folder)):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
