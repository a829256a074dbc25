"""Looking for members who are there twice: Arrow in, pairs out. Plain Python over DuckDB and Splink.

Memory is bounded: DuckDB writes what does not fit into a folder of its own, encrypted, that goes when the search ends.
"""

import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from winay.registry.duplicates.columns import comparable
from winay.registry.duplicates.settings import COMMON_NAME, COMPARED, LOOKED_AT, SHOWN_FROM, model

MEMORY = "3GB"
NAMES_LOCAL, NAMES_WIDE = 200, 2_000
"""A name's share in a district is believed as far as some hundreds of neighbours speak for it, then that of its
department, then that of the country."""
PAIRS = pa.schema(
    [("left", pa.int64()), ("right", pa.int64()), ("weight", pa.int64()),
     *((compared.name, pa.string()) for compared in COMPARED)]
)  # fmt: skip
"""`left` < `right`; `weight` in hundredths of a bit; then how they agree on each thing that is compared."""
Told = Callable[[int], None]


def find_pairs(
    members: pa.Table,
    *,
    folder: Path,
    memory: str = MEMORY,
    threads: int | None = None,
    shown_from: float = SHOWN_FROM,
    told: Told = lambda percent: None,
) -> pa.Table:
    """Pairs of `RAW` members who look like one person, as `PAIRS`, the likeliest first.

    Only pairs with a fresh member are looked at. `folder` is where a folder for what does not fit into memory may be
    made; `told` hears how far it is, in percent. The same members give the same pairs.
    """
    if not len(members):
        return PAIRS.empty_table()
    with _database(folder, memory, threads) as con:
        _load(con, comparable(members))
        told(15)
        for at, rule in enumerate(LOOKED_AT):
            _look(con, rule)
            told(15 + 45 * (at + 1) // len(LOOKED_AT))
        con.execute("CREATE TABLE met AS SELECT DISTINCT '0' AS match_key, l AS join_key_l, r AS join_key_r FROM seen")
        con.execute("DROP TABLE seen").fetchall()
        if not con.execute("SELECT count(*) FROM met").fetchall()[0][0]:
            return PAIRS.empty_table()
        weights = _weigh(con, shown_from)
        told(95)
        return _explained(con, weights)


@contextmanager
def _database(folder: Path, memory: str, threads: int | None) -> Iterator[Any]:
    import duckdb

    with tempfile.TemporaryDirectory(prefix="duplicates-", dir=folder) as spill:
        config: dict[str, Any] = {
            "memory_limit": memory, "temp_directory": spill, "temp_file_encryption": True,
            "preserve_insertion_order": False,
        }  # fmt: skip
        if threads is not None:
            config["threads"] = threads
        con = duckdb.connect(":memory:", config=config)
        try:
            yield con
        finally:
            con.close()


def _load(con: Any, members: pa.Table) -> None:
    """The members, with how common their names are where they live."""
    con.register("given", members)
    con.execute("CREATE TABLE plain AS SELECT * FROM given").fetchall()
    con.unregister("given")
    for name in ("s1", "s2"):
        con.execute(_shares_in_districts(name)).fetchall()
    for name in ("ga", "g1"):
        con.execute(
            f"CREATE TABLE share_{name} AS SELECT {name} AS name, (count(*) + {COMMON_NAME * NAMES_WIDE}) / "
            f"((SELECT count({name}) FROM plain) + {NAMES_WIDE}) AS share FROM plain "
            f"WHERE {name} IS NOT NULL GROUP BY 1"
        ).fetchall()
    con.execute(
        "CREATE TABLE member AS SELECT plain.*, a.share AS tf_s1, b.share AS tf_s2, c.share AS tf_ga, d.share AS tf_g1 "
        "FROM plain LEFT JOIN share_s1 a ON a.district = plain.district AND a.name = plain.s1 "
        "LEFT JOIN share_s2 b ON b.district = plain.district AND b.name = plain.s2 "
        "LEFT JOIN share_ga c ON c.name = plain.ga LEFT JOIN share_g1 d ON d.name = plain.g1"
    ).fetchall()
    for name in ("s1", "s2", "ga", "g1"):
        con.execute(f"DROP TABLE share_{name}").fetchall()
    con.execute("DROP TABLE plain").fetchall()


def _shares_in_districts(name: str) -> str:
    """SQL for a surname's share among the people of each district, leaning on the department and the country where few
    people are known."""
    return f"""
        CREATE TABLE share_{name} AS
        WITH counted AS (
            SELECT district, department, {name} AS name, count(*) AS n FROM plain
            WHERE {name} IS NOT NULL GROUP BY ALL
        ), country AS (
            SELECT name, (sum(n) + {COMMON_NAME * NAMES_WIDE}) / ((SELECT sum(n) FROM counted) + {NAMES_WIDE}) AS share
            FROM counted GROUP BY 1
        ), of_department AS (
            SELECT department, sum(n) AS people FROM counted GROUP BY 1
        ), in_department AS (
            SELECT department, name,
                (sum(n) + {NAMES_WIDE} * any_value(country.share)) / (any_value(people) + {NAMES_WIDE}) AS share
            FROM counted JOIN country USING (name) JOIN of_department USING (department) GROUP BY 1, 2
        ), of_district AS (
            SELECT district, sum(n) AS people FROM counted GROUP BY 1
        )
        SELECT district, name, (n + {NAMES_LOCAL} * in_department.share) / (people + {NAMES_LOCAL}) AS share
        FROM counted JOIN in_department USING (department, name) JOIN of_district USING (district)
    """


def _look(con: Any, rule: str) -> None:
    """The pairs that meet under one rule, each once."""
    into = "INSERT INTO seen" if _exists(con, "seen") else "CREATE TABLE seen AS"
    con.execute(
        f"{into} SELECT least(l.unique_id, r.unique_id) AS l, greatest(l.unique_id, r.unique_id) AS r "
        f"FROM (SELECT * FROM member WHERE fresh) l JOIN member r ON {rule} "
        "AND (NOT r.fresh OR l.unique_id < r.unique_id)"
    ).fetchall()


def _exists(con: Any, table: str) -> bool:
    return bool(con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [table]).fetchall())


def _weigh(con: Any, shown_from: float) -> str:
    """Splink's weights of the pairs that met; the table they are in."""
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI(con)
    linker = Linker(api.register("member"), model(), log_level=None, validate_settings=False)
    linker.table_management.register_blocked_pairs_for_predict(api.register("met"))
    found = linker.inference.predict(threshold_match_weight=shown_from, warning_mode="never")
    return str(found.physical_name)


def _explained(con: Any, weights: str) -> pa.Table:
    """How the pairs that weigh enough agree on each thing."""
    columns = [column for (column,) in con.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = 'member'").fetchall()]  # fmt: skip # noqa: E501
    sides = ", ".join(f"{side}.{column} AS {column}_{side}" for side in "lr" for column in columns)
    said = ", ".join(f"{_case(compared)} AS {compared.name}" for compared in COMPARED)
    found = con.sql(
        f"WITH pairs AS (SELECT w.match_weight, {sides} FROM {weights} w JOIN member l ON l.unique_id = w.unique_id_l "
        f"JOIN member r ON r.unique_id = w.unique_id_r) "
        f'SELECT unique_id_l AS "left", unique_id_r AS "right", CAST(round(match_weight * 100) AS BIGINT) AS weight, '
        f"{said} FROM pairs ORDER BY weight DESC, unique_id_l, unique_id_r"
    )
    return found.to_arrow_table().cast(PAIRS)


def _case(compared: Any) -> str:
    branches = " ".join(
        f"ELSE '{level.code}'" if level.holds == "ELSE" else f"WHEN {level.holds} THEN '{level.code}'"
        for level in compared.levels
    )
    return f"CASE {branches} END"
