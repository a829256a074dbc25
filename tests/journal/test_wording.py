"""Every verb that is recorded anywhere has its words."""

import ast
from collections.abc import Iterator
from pathlib import Path

import winay.core.ids
from winay.journal.wording import VERBS

SOURCE = Path(winay.core.ids.__file__).parents[1]


def recorded() -> Iterator[tuple[str, str]]:
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record":
                assert node.args and isinstance(node.args[0], ast.Constant), f"{path.name}:{node.lineno} names no verb"
                yield path.relative_to(SOURCE).parts[0], node.args[0].value


def test_every_recorded_verb_has_words_and_belongs_to_its_room() -> None:
    found = set(recorded())
    assert found
    for room, verb in found:
        assert verb in VERBS
        assert verb.startswith(f"{room}."), f"{verb} is recorded by {room}"
