"""What pages ask of the present snapshot: sums of a cube's rows, within a territory. No query of the daily database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from winay.accounts.queries import opened_at
from winay.analytics.cubes.terms import CUBES, PLACES
from winay.analytics.indicators.documents import Indicator, indicators
from winay.analytics.lake import Lake, Manifest
from winay.analytics.snapshots.taking import FAILED, lake

Reach = Sequence[tuple[str | None, str | None]]
"""Somebody's territory: codes of places (None the country), each with a program (None every one)."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value: how many there are, of how many (None for a count). `key` is the row's code in each of the dimensions
    that were asked for."""

    key: tuple[str, ...]
    numerator: int
    denominator: int | None

    @property
    def known(self) -> bool:
        """Whether there is anything to divide by."""
        return self.denominator is None or self.denominator > 0


@dataclass(frozen=True)
class Present:
    """The snapshot that counts, and the folder of its files."""

    store: Lake
    manifest: Manifest


def present() -> Present | None:
    """The snapshot that counts; None before the first, and where it is of another database."""
    store, opened = lake(), opened_at()
    manifest = store.present()
    if manifest is None or opened is None or manifest.database != opened.isoformat():
        return None
    return Present(store, manifest)


def failed() -> str:
    """Why the last snapshot was not taken over; "" where it was."""
    return lake().noted(FAILED)


def values(
    snapshot: Present, cube: str, pairs: Sequence[tuple[str, str | None]], by: Sequence[str],
    where: Mapping[str, str], reach: Reach | None,
) -> list[tuple[tuple[str, ...], tuple[tuple[int, int | None], ...]]]:  # fmt: skip
    """Sums of measures of one cube, a row for each combination of `by`: its codes, and numerator and denominator of
    each pair. `where` narrows by dimension; of a place, by the beginning of its code. `reach` None is everything."""
    spec = CUBES[cube]
    known = (*PLACES, *spec.dimensions)
    assert set(by) <= set(known) and set(where) <= set(known), "columns are of the cube, never of whoever asks"
    measures = list(dict.fromkeys(name for pair in pairs for name in pair if name))
    assert set(measures) <= set(spec.measures)
    tests = [f"{name} = ?" for name in where]
    params: list[Any] = [str(snapshot.store.path(snapshot.manifest.cubes[cube].file)), *where.values()]
    if reach is not None:
        some = []
        for place, program in reach:
            one = []
            if place is not None:
                one.append("starts_with(district, ?)")
                params.append(place)
            if program is not None:
                one.append("program = ?")
                params.append(program)
            some.append(" AND ".join(one) or "TRUE")
        tests.append(f"({' OR '.join(some) or 'FALSE'})")
    keys = ", ".join(f"{name}::VARCHAR" for name in by)
    sums = ", ".join(f"coalesce(sum({name}), 0)::BIGINT" for name in measures)
    sql = f"SELECT {f'{keys}, ' if by else ''}{sums} FROM read_parquet(?)"
    if tests:
        sql += f" WHERE {' AND '.join(tests)}"
    if by:
        sql += f" GROUP BY ALL ORDER BY {', '.join(str(place + 1) for place in range(len(by)))}"
    found = []
    for row in _duckdb().execute(sql, params).fetchall():
        told = dict(zip(measures, row[len(by) :], strict=True))
        found.append((tuple(row[: len(by)]), tuple((told[up], told[down] if down else None) for up, down in pairs)))
    return found


def value_of(
    snapshot: Present, indicator: Indicator, by: Sequence[str] = (), where: Mapping[str, str] | None = None,
    reach: Reach | None = None,
) -> list[Value]:  # fmt: skip
    """The values of an indicator, a row for each combination of `by`."""
    pair = [(indicator.numerator, indicator.denominator)]
    rows = values(snapshot, indicator.cube, pair, by, {**(where or {}), **indicator.only}, reach)
    return [Value(key, *numbers[0]) for key, numbers in rows]


def warm() -> None:
    """Make the engine and the documents ready, so that nobody who opens a page waits for them."""
    indicators()
    _duckdb()


@cache
def _engine() -> Any:
    import duckdb

    return duckdb.connect(config={"threads": 1, "memory_limit": "512MB"})


def _duckdb() -> Any:
    """A cursor of this process's engine: each thread has its own."""
    return _engine().cursor()
