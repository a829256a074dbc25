"""What phones are promised is held by tests that are there: every point and every fault of `docs/openrosa.md` names
some."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "openrosa.md"
POINTS, FAULTS = 26, 7
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
POINT = re.compile(r"^(\d+)\. \*\*", re.MULTILINE)


def points(text: str) -> dict[int, list[tuple[str, str]]]:
    """The tests of each point."""
    starts = [(int(one[1]), one.start()) for one in POINT.finditer(text)]
    ends = [at for _, at in starts[1:]] + [len(text)]
    return {number: NAMED.findall(text[at:end]) for (number, at), end in zip(starts, ends, strict=True)}


def names_in(path: Path) -> set[str]:
    return {one.name for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.FunctionDef)}


def gone(text: str) -> list[str]:
    """Tests that are named and not there."""
    there = {path: names_in(ROOT / path) if (ROOT / path).exists() else set() for path, _ in NAMED.findall(text)}
    return [f"{path}::{name}" for path, name in NAMED.findall(text) if name not in there[path]]


def test_every_point_names_tests_that_are_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    found = points(text.partition("## Point by point")[2].partition("\n## ")[0])
    assert list(found) == list(range(1, POINTS + 1)) and all(found.values())
    faults = text.partition("## What goes wrong")[2].split("\n- **")[1:]
    assert len(faults) == FAULTS and all(NAMED.search(one) for one in faults)
    assert gone(text) == []


def test_a_test_that_is_gone_is_missed() -> None:
    assert gone("`tests/architecture/test_promises.py::test_nothing`, `tests/no.py::test_x`") == [
        "tests/architecture/test_promises.py::test_nothing", "tests/no.py::test_x",
    ]  # fmt: skip
    assert points("1. **a** `tests/a.py::test_b`\n2. **b**") == {1: [("tests/a.py", "test_b")], 2: []}
