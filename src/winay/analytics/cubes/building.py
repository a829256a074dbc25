"""Cubes counted from the files of a snapshot, and held against them before anybody sees them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from winay.analytics.cubes.terms import CUBES, PLACES, Cube
from winay.analytics.lake import Lake, Part
from winay.analytics.lake import Table as Files

if TYPE_CHECKING:
    from winay.analytics.cubes.ground import Ground


class CheckFailed(Exception):
    """Cubes that contradict what they were counted from. `reasons` says where, with numbers."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = list(reasons)


def build_cubes(store: Lake, tables: Mapping[str, Files], *, today: date) -> dict[str, Part]:
    """Count every cube from the files of a snapshot, write it, and hold it against the files. CheckFailed."""
    from winay.analytics.cubes.ground import Ground

    engine = _duckdb()
    ground = Ground(
        {name: engine.read_parquet([store.path(part.file) for part in told.parts]) for name, told in tables.items()},
        today,
    )
    parts: dict[str, Part] = {}
    faults: list[str] = []
    for name, (rows, expected) in _expressions(engine, ground).items():
        cube = CUBES[name]
        told = rows.group_by([*PLACES, *cube.dimensions]).aggregate(
            **{measure: rows[measure].sum().cast("int64") for measure in cube.measures}
        )
        counted = told.order_by([*PLACES[:4], "nucleus"]).to_pyarrow()
        file = store.new_file(f"cube-{name}")
        pq.write_table(counted, store.path(file), compression="zstd", row_group_size=50_000)
        parts[name] = Part(file=file, rows=counted.num_rows)
        faults += _faults(
            name, cube, counted, {key: number.to_pyarrow().as_py() or 0 for key, number in expected.items()}
        )
    if faults:
        raise CheckFailed(faults)
    return parts


def _duckdb() -> Any:
    import ibis

    engine = ibis.duckdb.connect(threads=2, memory_limit="2GB")
    engine.raw_sql("SET enable_progress_bar = false")  # it would draw over what the command says
    return engine


def _expressions(engine: Any, ground: "Ground") -> "dict[str, tuple[Any, Mapping[str, Any]]]":
    """The rows of each cube, and what some of its measures must add up to."""
    from winay.analytics.cubes import cycles, homes, nuclei, refusals, signals, technologies, visits

    standing = visits.standing(ground)
    counted = visits.Counted(
        *(
            engine.create_table(way.__name__, way(standing), temp=True)
            for way in (visits.told, visits.by_cycle, visits.visitors)
        )
    )
    return {
        "cycles": (cycles.cycles(ground, counted.visitors), cycles.expected(ground)),
        "visits": (visits.visits(ground, counted), visits.expected(ground)),
        "technologies": (technologies.technologies(ground), technologies.expected(ground)),
        "homes": (homes.answers(ground), homes.expected(ground)),
        "nuclei": (nuclei.open_nuclei(ground), nuclei.expected(ground)),
        "refusals": (refusals.refusals(ground), refusals.expected(ground)),
        "signals": (signals.signals(ground), signals.expected(ground)),
    }


def _faults(name: str, cube: Cube, counted: pa.Table, expected: Mapping[str, int]) -> list[str]:
    """Where a cube contradicts its tables, itself, or says nothing where it must say something."""
    found = []
    sums = {measure: pc.sum(counted[measure]).as_py() or 0 for measure in cube.measures}
    for measure, number in expected.items():
        if sums[measure] != number:
            found.append(f"{name}: {measure} are {sums[measure]}, the tables have {number}")
    for less, more in cube.bounds:
        over = pc.sum(pc.greater(counted[less], counted[more])).as_py() or 0
        if over:
            found.append(f"{name}: {over} rows have more {less} than {more}")
    for column in (*PLACES, *cube.dimensions):
        if counted[column].null_count:
            found.append(f"{name}: {counted[column].null_count} rows without {column}")
    return found
