"""Screening the whole country: columns, the scalar rule area by area, and a query for every area.

usage: python bench/screening.py     (makes a throw-away installation; `make bench` runs it)

Claim: all districts in at most 0.3 s warm.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
CLAIM = 0.3
VERSION = "haku-winay@2020.1"


def main() -> int:
    from tests.running import House

    with tempfile.TemporaryDirectory(prefix="winay-bench-") as folder:
        house = House(Path(folder) / "var")
        made = house.winay("setup")
        if made.returncode:
            print(made.stderr)
            return 1
        for name in [name for name in os.environ if name.startswith("WINAY_")]:
            del os.environ[name]
        os.environ |= {"WINAY_VAR": str(house.var), "DJANGO_SETTINGS_MODULE": "winay.config.settings"}
        import django

        django.setup()
        return measure()


def measure() -> int:
    """The three in turns, so that none has the quieter machine."""
    ways: dict[str, Callable[[], list[int]]] = {
        "columns": _columns, "scalar rule": _scalar, "a query per area": _per_area
    }  # fmt: skip
    wall: dict[str, list[float]] = {name: [] for name in ways}
    cpu: dict[str, list[float]] = {name: [] for name in ways}
    answers = {name: way() for name, way in ways.items()}  # warms, and must agree
    if len({tuple(levels) for levels in answers.values()}) != 1:
        print("the three do not agree")
        return 1
    for _ in range(5):
        for name, way in ways.items():
            began, spent = time.perf_counter(), time.process_time()
            way()
            wall[name].append(time.perf_counter() - began)
            cpu[name].append(time.process_time() - spent)
    areas = len(answers["columns"])
    best = statistics.median(wall["columns"])
    print(f"screening {areas} areas under {VERSION}, median of 5, warm")
    print(f"{'':18} {'seconds':>8} {'CPU ms':>8} {'CPU µs/area':>12} {'times':>7}")
    for name in ways:
        seconds, spent = statistics.median(wall[name]), statistics.median(cpu[name])
        print(f"{name:18} {seconds:8.3f} {spent * 1000:8.0f} {spent / areas * 1e6:12.0f} {seconds / best:7.1f}")
    good = best <= CLAIM
    print(f"claim: at most {CLAIM} s: {'held' if good else 'NOT HELD'} ({best:.3f} s)")
    return 0 if good else 1


def _columns() -> list[int]:
    from dataclasses import replace

    from winay.targeting import columns
    from winay.targeting.queries import screening as queries

    version = queries.find_version(VERSION)
    assert version is not None
    facts = replace(queries.country_now().facts, known={})  # past the memory of earlier answers
    return [int(level) for level in columns.screen(facts, queries.terms_of(version)).level]


def _scalar() -> list[int]:
    from winay.targeting.queries import screening as queries
    from winay.targeting.rules import screen

    version = queries.find_version(VERSION)
    assert version is not None
    country = queries.country_now()
    terms = queries.terms_of(version)
    return [int(screen(country.area_facts(area, terms), terms).level) for area in country.areas]


def _per_area() -> list[int]:
    """What a straightforward page would do: ask the database for the figures of each area in turn."""
    from winay.places.models import Measurement
    from winay.targeting.queries import screening as queries
    from winay.targeting.rules import AreaFacts, Figure, screen

    version = queries.find_version(VERSION)
    assert version is not None
    country = queries.country_now()
    terms = queries.terms_of(version)
    wanted = [c.indicator for c in terms.criteria if c.indicator is not None]
    levels = []
    for area in country.areas:
        rows = list(
            Measurement.objects.filter(place__code=area.code, indicator__key__in=wanted)
            .order_by("as_of")
            .values_list("indicator__key", "value", "low", "high")
        )
        held = {key: Figure(value, low, high, country.figure(area.code, key).lent) for key, value, low, high in rows}
        figures = {key: held.get(key) or country.figure(area.code, key) for key in wanted}
        farms = country.area_facts(area, terms).farms
        levels.append(int(screen(AreaFacts(area.code, figures, area.households, farms), terms).level))
    return levels


if __name__ == "__main__":
    raise SystemExit(main())
