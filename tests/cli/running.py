"""Calling a command as the shell does, in this process."""

import typer
from typer.testing import CliRunner, Result

from winay.cli import commands


def winay(*words: str) -> Result:
    """What `winay …` prints and how it ends."""
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    commands.add_to(app)
    return CliRunner().invoke(app, list(words))
