"""Each command is found whether all are loaded or only its own family."""

import typer
from typer.main import get_command

from winay.cli import commands


def names(wanted: str = "") -> set[str]:
    app = typer.Typer()
    commands.add_to(app, wanted)
    return set(get_command(app).commands)  # type: ignore[attr-defined]


def test_a_command_is_loaded_with_its_own_family_alone() -> None:
    everything = names()
    assert everything == set(commands.FAMILIES) | {name for family in commands.TOP.values() for name in family}
    for name in everything:
        found = names(name)
        assert name in found and (len(found) == 1 or any(found == set(family) for family in commands.TOP.values()))


def test_a_word_that_is_no_command_is_answered_from_all_of_them() -> None:
    assert names("chekc") == names()
