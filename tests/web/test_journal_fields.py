"""Every value that a verb records by name has a word on the journal's pages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import winay.core.ids
from winay.web.journal_fields import FIELDS

SOURCE = Path(winay.core.ids.__file__).parents[1]
SIDES = {"before", "after"}


def named() -> Iterator[tuple[str, str]]:
    """File and key of every literal value that is handed to a line's `before` or `after`."""
    for path in SOURCE.rglob("*.py"):
        if "web" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg in SIDES:
                for inner in ast.walk(node.value):
                    for key in inner.keys if isinstance(inner, ast.Dict) else ():
                        if isinstance(key, ast.Constant):
                            yield path.name, str(key.value)


def test_every_recorded_value_has_a_word() -> None:
    found = set(named())
    assert len(found) > 100
    assert {(file, key) for file, key in found if key not in FIELDS} == set()
