"""Every verb that is recorded anywhere has its words."""

import ast
from collections.abc import Iterator
from pathlib import Path

import winay.core.ids
from winay.journal.wording import VERBS

SOURCE = Path(winay.core.ids.__file__).parents[1]


def recorded() -> Iterator[tuple[str, str]]:
    """Room and verb of every call of `record`, or of a file's own function that passes its first argument on to it."""
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text())
        tellers = [node for node in tree.body if isinstance(node, ast.FunctionDef) and _passes_on(node)]
        inside = {id(call) for teller in tellers for call in _calls(teller, {"record"})}
        for call in _calls(tree, {"record", *(teller.name for teller in tellers)}):
            if id(call) not in inside:
                assert call.args and isinstance(call.args[0], ast.Constant), f"{path.name}:{call.lineno} names no verb"
                yield path.relative_to(SOURCE).parts[0], str(call.args[0].value)


def _calls(tree: ast.AST, names: set[str]) -> list[ast.Call]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in names]


def _passes_on(function: ast.FunctionDef) -> bool:
    given = function.args.args[0].arg if function.args.args else None
    first = [call.args[0] for call in _calls(function, {"record"}) if call.args]
    return bool(first) and all(isinstance(word, ast.Name) and word.id == given for word in first)


def test_every_recorded_verb_has_words_and_belongs_to_its_room() -> None:
    found = set(recorded())
    assert found
    for room, verb in found:
        assert verb in VERBS
        assert verb.startswith(f"{room}."), f"{verb} is recorded by {room}"
