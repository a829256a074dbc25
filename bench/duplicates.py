"""Duplicates among 1.5 million members with seeded errors: seconds, memory, how many are found and how many are wrong.

usage: python bench/duplicates.py [MEMBERS]     (makes a throw-away folder; WINAY_BENCH_DATA keeps the people for later)

Claims: at most 180 s, at most 3 GB above the idle process, and at the weight from which pairs are shown at least 95 in
100 second entries are found and at least 98 in 100 pairs shown are one person. Against two ways that people use: the
same names, sex and birth date, letter by letter; and the same national id.

The people are the synthetic population, the second entries those of `synthetic/errors.py`: two in a hundred people
again, with a whole household, as a wife elsewhere, or alone; none has the right id, for two members never have one id.
"""

import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
PERU = ROOT / "src" / "winay" / "countries" / "peru"
MEMBERS, SHARE, A_HAMLET, A_HOUSEHOLD = 1_500_000, 0.02, 20, 3.6
CURVE = (-4, -2, 0, 2, 4, 6, 8)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MEMBERS
    with tempfile.TemporaryDirectory(prefix="winay-bench-") as made:
        folder = Path(os.environ.get("WINAY_BENCH_DATA") or made)
        if not (folder / "members.parquet").exists():
            part("prepare", folder, count)
        ours, plain = part("ours", folder), part("plain", folder)
    print(f"{ours['members']:,} members, {ours['truth']:,} of them second entries\n")
    print("way                              found   right    seconds  CPU s  GB above idle")
    say("winay (0 bits)", ours["shown"], ours)
    for name in ("same names and birth date", "same national id"):
        say(name, plain[name], plain[name])
    print("\nweight from   found   right    pairs")
    for row in ours["curve"]:
        print(f"{row['weight']:>8} bits {row['recall']:>7.4f} {row['precision']:>7.4f} {row['pairs']:>8,}")
    shown = ours["shown"]
    good = shown["recall"] >= 0.95 and shown["precision"] >= 0.98 and ours["seconds"] <= 180 and ours["gigabytes"] <= 3
    print(f"\nfound {shown['recall'] / max(plain['same names and birth date']['recall'], 1e-9):.1f} times as many as "
          f"letter by letter; claims {'hold' if good else 'DO NOT HOLD'}")  # fmt: skip
    return 0 if good else 1


def say(name: str, found: dict[str, Any], cost: dict[str, Any]) -> None:
    print(f"{name:30} {found['recall']:>7.4f} {found['precision']:>7.4f} {cost['seconds']:>9.1f} {cost['cpu']:>6.1f}"
          f" {cost['gigabytes']:>8.2f}")  # fmt: skip


def part(name: str, folder: Path, *more: object) -> dict[str, Any]:
    """A part in a process of its own, so that none leaves anything in the other's memory."""
    line = [sys.executable, __file__, name, str(folder), *(str(one) for one in more)]
    said = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout
    return dict(json.loads(said.splitlines()[-1]))


def prepare(folder: Path, count: str) -> dict[str, Any]:
    """Members and the truth, as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    import yaml

    from winay.synthetic import population
    from winay.synthetic.errors import Clerk
    from winay.synthetic.ground import District, Spot
    from winay.synthetic.seeded import seeded

    population.TWICE = population.IN_TWO = 0  # nobody is there twice but those of whom the truth is known
    names = yaml.safe_load((PERU / "synthetic_names.yaml").read_text(encoding="utf-8"))
    columns = ("spanish_pct", "quechua_pct", "aymara_pct", "other_indigenous_pct")
    with (PERU / "figures" / "languages.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if all(row[name] for name in columns)]
    # Where the program works: districts in which many do not speak Spanish first.
    rows = sorted(rows, key=lambda row: (float(row["spanish_pct"]), row["code"]))[:900]
    districts = [District(row["code"], tuple(float(row[name]) / 100 for name in columns)) for row in rows]  # type: ignore[arg-type]
    each = round(int(count) / A_HOUSEHOLD / len(districts) / A_HAMLET)
    spots = [Spot(f"{one.code}{n + 1:04}", A_HAMLET) for one in districts for n in range(max(each, 1))]
    made = population.Population(spots, districts, names, on=date(2026, 11, 28), consent_text="texto")
    everybody = list(made.households())
    found = seeded(
        everybody, Clerk(names["by_ear"], [spot.code for spot in spots], seed=5).households(everybody, SHARE)
    )
    pq.write_table(found.members, folder / "members.parquet")
    lefts, rights = zip(*found.truth, strict=True)
    pq.write_table(pa.table({"left": lefts, "right": rights}), folder / "truth.parquet")
    return {"members": len(found.members)}


def ours(folder: Path) -> dict[str, Any]:
    """The search as the worker runs it, from the columns read to the pairs explained."""
    import pyarrow.parquet as pq

    from winay.registry.duplicates.finding import find_pairs
    from winay.registry.duplicates.settings import SHOWN_FROM

    members = pq.read_table(folder / "members.parquet")
    truth = _truth(folder)
    idle = _peak()
    began, spent = time.perf_counter(), time.process_time()
    pairs = find_pairs(members, folder=folder, shown_from=min(CURVE))
    cost = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - spent, "gigabytes": _peak() - idle}
    keys = list(zip(pairs["left"].to_pylist(), pairs["right"].to_pylist(), strict=True))
    weights = pairs["weight"].to_pylist()

    def at(bits: float) -> dict[str, Any]:
        shown = [key for key, weight in zip(keys, weights, strict=True) if weight >= bits * 100]
        return {"weight": bits, **_score(shown, truth)}

    return {**cost, "members": len(members), "truth": len(truth), "shown": at(SHOWN_FROM), "curve": [*map(at, CURVE)]}


def plain(folder: Path) -> dict[str, Any]:
    """What somebody would write first, in the same database engine."""
    import duckdb

    truth = _truth(folder)
    con = duckdb.connect()
    con.execute(f"CREATE TABLE m AS SELECT * FROM '{folder}/members.parquet'").fetchall()
    ways = {
        "same names and birth date": "lower(l.given_names) = lower(r.given_names) AND l.surname_1 = r.surname_1 AND "
        "l.surname_2 = r.surname_2 AND l.sex = r.sex AND l.born_on = r.born_on",
        "same national id": "l.national_id = r.national_id AND l.national_id <> ''",
    }
    said = {}
    for name, rule in ways.items():
        idle, began, spent = _peak(), time.perf_counter(), time.process_time()
        found = con.execute(f"SELECT l.member, r.member FROM m l JOIN m r ON {rule} AND l.member < r.member").fetchall()
        cost = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - spent, "gigabytes": _peak() - idle}
        said[name] = {**cost, **_score(found, truth)}
    return said


def _truth(folder: Path) -> set[tuple[int, int]]:
    import pyarrow.parquet as pq

    rows = pq.read_table(folder / "truth.parquet")
    return set(zip(rows["left"].to_pylist(), rows["right"].to_pylist(), strict=True))


def _score(shown: list[tuple[int, int]], truth: set[tuple[int, int]]) -> dict[str, Any]:
    right = len(set(shown) & truth)
    return {"recall": right / len(truth), "precision": right / max(len(shown), 1), "pairs": len(shown)}


def _peak() -> float:
    """The most memory that this process ever held, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    parts = {"prepare": prepare, "ours": ours, "plain": plain}
    if len(sys.argv) > 2 and sys.argv[1] in parts:
        print(json.dumps(parts[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])))
    else:
        raise SystemExit(main())
