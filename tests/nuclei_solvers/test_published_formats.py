"""The readers of published instances, on tiny ones written by hand in their formats."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    path = Path(__file__).parents[2] / "bench" / "formation.py"
    spec = importlib.util.spec_from_file_location("bench_formation", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_formation"] = module
    spec.loader.exec_module(module)
    return module


PMEDCAP = """ 2
 1 9
 4 2 10
 1 0 0 5
 2 3 4 5
 3 20 0 5
 4 20 4 5
 2 0
 2 1 10
 1 0 0 3
 2 1 1 3
"""
SJC = "4 2\n0 0 10 5\n3 4 10 5\n20 0 10 5\n20 4 10 5\n"


def test_pmedcap_is_read_with_distances_cut(bench: ModuleType) -> None:
    first, second = bench.read_pmedcap(PMEDCAP)
    assert (first.name, first.medians, first.capacity, first.best) == ("pmedcap 1", 2, 10, 9.0)
    assert first.demand.tolist() == [5, 5, 5, 5] and first.distance[0].tolist() == [0, 5, 20, 20]
    assert second.distance.tolist() == [[0, 1], [1, 0]]


def test_sjc_is_read_with_a_thousandth(bench: ModuleType) -> None:
    found = bench.read_sjc("sjc1", SJC)
    assert (found.medians, found.capacity, found.best) == (2, 10, 17288.99)
    assert found.distance[1, 2] == round(1000 * np.hypot(17, 4))


def test_annealing_finds_the_best_of_the_tiny_ones(bench: ModuleType) -> None:
    assert bench.annealed(bench.read_pmedcap(PMEDCAP)[0], 0.05) == 9
    assert bench.annealed(bench.read_sjc("sjc1", SJC), 0.05) == 9


def test_the_large_district_is_what_is_claimed(bench: ModuleType) -> None:
    asked = bench.large_district()
    assert len(asked.households) == 298 and asked.households.sum() == 59 * 90
    assert asked.joined(range(298))
