"""Reading a file of single farms of any size: DuckDB goes through it on disk, asked through Ibis.

Every row is checked and every fault counted before anything is kept.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from winay.places.rules import code_problem
from winay.places.terms import CODE_LENGTH, Level
from winay.targeting.farms.cells import NUMBERS, missing, read_cells
from winay.targeting.farms.files import (
    AREA,
    COLUMNS,
    HOUSEHOLD,
    LABOUR,
    MOST_SHOWN,
    PLACE,
    PROPERTY,
    SALES,
    Fault,
    Faults,
    Source,
)
from winay.targeting.farms.units import SHARE_SCALE, UNKNOWN, Units

MOST_TIMES_CENSUS = 10
MEMORY = "160MB"
DISTRICT, LOCALITY = CODE_LENGTH[Level.DISTRICT], CODE_LENGTH[Level.LOCALITY]
CHECKED = COLUMNS[1:]
"""The columns whose cells are right or wrong by themselves; a place must also exist."""
KEPT = {
    AREA: ("area", "int32"),
    LABOUR: ("labour_share", "int16"),
    PROPERTY: ("property_share", "int16"),
    SALES: ("limited_sales", "int8"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What a file is held against: the codes of districts and localities, and the households that the census counted
    in each district, where it did."""

    codes: frozenset[str]
    census: Mapping[str, int]


def read_units(path: Path, known: Known) -> Units:
    """The farms of a file, checked; `Faults` with everything that is wrong."""
    import duckdb

    source = Source.of(path)
    with TemporaryDirectory(prefix="winay-farms-") as folder:
        while True:
            try:
                with _engine(folder) as engine:
                    return _Reading(engine, source, known).units()
            except duckdb.OutOfMemoryException:
                raise
            except duckdb.Error as error:
                source = source.mended(Path(folder), str(error))


def too_many(households: int, census: int) -> bool:
    """Whether a district has more farms than ten times the households that its census counted."""
    return households > MOST_TIMES_CENSUS * max(census, 1)


@contextmanager
def _engine(folder: str) -> Iterator[Any]:
    """A DuckDB of its own for one file: little memory, and what does not fit goes to the folder."""
    import ibis

    engine = ibis.duckdb.connect(
        threads=2, memory_limit=MEMORY, temp_directory=folder, autoinstall_known_extensions=False
    )
    try:
        # A Parquet file's statistics do not know of floats that are no numbers, and questions about them go wrong.
        engine.raw_sql("SET disabled_optimizers = 'statistics_propagation'")
        yield engine
    finally:
        engine.disconnect()


class _Reading:
    """One file being gone through. Texts of places and keys are trimmed here, not by DuckDB: there are few different
    ones, and it is quick as long as it may leave them as they are packed."""

    def __init__(self, engine: Any, source: Source, known: Known) -> None:
        self.engine, self.source, self.known = engine, source, known
        raw = source.table(engine)
        _check_types(raw.schema())
        empty = missing(raw[PLACE])
        for name in source.titles:
            if name != PLACE:
                empty &= missing(raw[name])
        kept = raw.filter(~empty)
        texts = {f"text_{name}": kept[name].cast("string") for name in CHECKED}
        keys = {"key": kept[HOUSEHOLD].cast("string").strip().nullif("")} if HOUSEHOLD in source.titles else {}
        self.said = kept.select("record", PLACE, **keys, **texts, **read_cells(kept))

    def units(self) -> Units:
        """What the file says, or `Faults`."""
        if not self.written:
            raise Faults([Fault("empty_file")])
        columns = self._columns()
        self._stop_if_faulty(columns)
        place = columns.pop("place")
        return Units.of(sorted(self.counted), place, **columns)

    @cached_property
    def written(self) -> dict[str | None, int]:
        """How often each place stands in the file, as it is written there."""
        rows = self._run(self.said.group_by(PLACE).aggregate(households=self.said.count()))
        return dict(zip(rows[PLACE].to_pylist(), rows["households"].to_pylist(), strict=True))

    @cached_property
    def counted(self) -> dict[str, int]:
        """Households of each place by its code; nothing where the code is missing."""
        sums: dict[str, int] = {}
        for text, households in self.written.items():
            code = (text or "").strip()
            sums[code] = sums.get(code, 0) + households
        return sums

    def _columns(self) -> dict[str, Any]:
        """The columns to keep, -1 for unknown; `wrong` tells where a cell is not what it should be."""
        import ibis
        import pyarrow as pa

        at = {code: number for number, code in enumerate(sorted(self.counted))}
        texts = [text for text in self.written if text is not None]
        numbers = np.array([at[text.strip()] for text in texts], np.int32)
        places = ibis.memtable(pa.table({"text": pa.array(texts, pa.string()), "at": numbers}))
        rows = self.said.left_join(places, self.said[PLACE] == places.text)
        wrong = rows[f"wrong_{SALES}"].notnull()
        for name in NUMBERS:
            wrong |= rows[f"wrong_{name}"].notnull()
        value = {name: rows[f"value_{name}"].fill_null(UNKNOWN) for name in CHECKED}
        table = self._run(
            rows.select(
                place=rows["at"].fill_null(0).cast("int32"),
                wrong=wrong.cast("int8"),
                **{column: value[name].cast(kind) for name, (column, kind) in KEPT.items()},
            )
        )
        return {name: table.column(name).to_numpy() for name in table.column_names}

    def _stop_if_faulty(self, columns: dict[str, Any]) -> None:
        """Look at everything at once, so that a person can mend it all at once."""
        misplaced = {code: fault for code in self.counted if (fault := self._place_fault(code)) is not None}
        cells = bool(columns.pop("wrong").any())
        whole = [*_shares(columns), *self._too_many(misplaced), *self._keys()]
        repeats, repeated = self._repeated()
        in_rows = self._in_rows(misplaced) if cells or misplaced else []
        total = len(whole) + repeats + sum(self.counted[code] for code in misplaced)
        total += self._wrong_cells() if cells else 0
        if total:
            shown = self.source.numbered([*in_rows, *repeated, *whole])
            shown.sort(key=lambda fault: (fault.row or 0, fault.column or ""))
            raise Faults(shown[:MOST_SHOWN], total)

    def _place_fault(self, code: str) -> Fault | None:
        if code in self.known.codes:
            return None
        digits = f"{DISTRICT} / {LOCALITY}"
        match "empty" if not code else code_problem(code, [Level.DISTRICT, Level.LOCALITY]):
            case "empty":
                return Fault("not_empty")
            case "lost_zero":
                return Fault("code_lost_zero", {"fixed": f"0{code}"})
            case "length":
                return Fault("code_length", {"digits": digits})
            case "not_digits":
                return Fault("code_not_digits", {"digits": digits})
        district = code[:DISTRICT]
        if len(code) == LOCALITY and district in self.known.codes:
            return Fault("locality_unknown", {"district": district})
        return Fault("place_unknown")

    def _wrong_cells(self) -> int:
        wrong = {name: self.said[f"wrong_{name}"].count() for name in CHECKED}
        return sum(self._run(self.said.aggregate(**wrong)).to_pylist()[0].values())

    def _in_rows(self, misplaced: Mapping[str, Fault]) -> list[Fault]:
        """The first faults that stand in single cells."""
        import ibis
        import pyarrow as pa

        said = self.said
        texts = [text for text in self.written if text is not None and text.strip() in misplaced]
        bad = ibis.memtable(pa.table({"bad": pa.array(texts, pa.string())}))
        faulty = said[PLACE].isin(bad.bad) | said[PLACE].isnull()
        for name in CHECKED:
            faulty |= said[f"wrong_{name}"].notnull()
        shown = [f"{part}_{name}" for part in ("text", "wrong") for name in CHECKED]
        rows = said.filter(faulty).select("record", PLACE, *shown).order_by("record").limit(MOST_SHOWN)
        found = []
        for row in self._run(rows).to_pylist():
            code = (row[PLACE] or "").strip()
            if code in misplaced:
                found.append(replace(misplaced[code], row=row["record"], column=PLACE, value=code[:80]))
            for name in CHECKED:
                if row[f"wrong_{name}"] is not None:
                    value = (row[f"text_{name}"] or "").strip()[:80]
                    found.append(Fault(row[f"wrong_{name}"], _params(name), row["record"], name, value))
        return found

    def _too_many(self, misplaced: Mapping[str, Fault]) -> list[Fault]:
        """Districts with more farms than their census could hold."""
        sums: dict[str, int] = {}
        for code, households in self.counted.items():
            if code not in misplaced:
                sums[code[:DISTRICT]] = sums.get(code[:DISTRICT], 0) + households
        return [
            Fault("households_many", {"households": number, "census": census}, None, PLACE, code)
            for code, number in sorted(sums.items())
            if (census := self.known.census.get(code)) is not None and too_many(number, census)
        ]

    def _keys(self) -> list[Fault]:
        """Eight digits each are national identity numbers, whatever the column is called."""
        if "key" not in self.said.columns:
            return []
        key = self.said.key
        both = {"keys": key.count(), "ids": key.count(where=key.re_search("^[0-9]{8}$"))}
        counts = self._run(self.said.aggregate(**both)).to_pylist()[0]
        return [Fault("household_is_id", {}, None, HOUSEHOLD)] if 0 < counts["keys"] == counts["ids"] else []

    def _repeated(self) -> tuple[int, list[Fault]]:
        """How many rows repeat a household, and the first of them with the row that they repeat."""
        if "key" not in self.said.columns:
            return 0, []
        keyed = self.said.filter(self.said.key.notnull())
        hashes = np.sort(self._run(keyed.select(h=keyed.key.hash())).column("h").to_numpy())
        # Two rows of one key always show here; two keys of one hash are told apart below.
        if not np.any(hashes[1:] == hashes[:-1]):
            return 0, []
        groups = keyed.group_by("key").aggregate(first=keyed.record.min(), times=keyed.count())
        groups = groups.filter(groups.times > 1)
        total = self._run(groups.aggregate(more=(groups.times - 1).sum())).to_pylist()[0]["more"] or 0
        rows = keyed.join(groups, "key")
        rows = rows.filter(rows["record"] != rows["first"]).select("record", "key", "first")
        found = [
            Fault("household_repeated", {"record": row["first"]}, row["record"], HOUSEHOLD, row["key"][:80])
            for row in self._run(rows.order_by("record").limit(MOST_SHOWN)).to_pylist()
        ]
        return int(total), found

    def _run(self, expression: Any) -> Any:
        return self.engine.to_pyarrow(expression)


def _check_types(schema: Any) -> None:
    faults = []
    for name in COLUMNS:
        kind = schema[name]
        if kind.is_string() or (name == SALES and kind.is_boolean()):
            continue
        if name == PLACE:
            faults.append(Fault("code_not_text", {"kind": str(kind)}, None, name))
        elif not kind.is_numeric():
            faults.append(Fault("wrong_type", {"kind": str(kind)}, None, name))
    if faults:
        raise Faults(faults)


def _shares(columns: Mapping[str, Any]) -> list[Fault]:
    """A whole column of percents that never passes 1 holds proportions."""
    one = 10**SHARE_SCALE
    most = {name: columns[KEPT[name][0]].max(initial=0) for name in (LABOUR, PROPERTY)}
    return [Fault("share", {}, None, name) for name, value in most.items() if 0 < value <= one]


def _params(name: str) -> dict[str, str | int]:
    scale, most = NUMBERS.get(name, (0, 1))
    return {"scale": scale, "low": 0, "high": most}
