"""The terminal: tables, money and errors for people who read them in a window of letters."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.table import Table

from winay.core.errors import BadInputs, NotAllowed, Refused
from winay.journeys.wording import say

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


@contextmanager
def readable_errors() -> Iterator[None]:
    """Refusals and bad files as sentences and exit code 1, instead of a traceback."""
    try:
        yield
    except Refused as refused:
        fail(*(say(reason) for reason in refused.reasons))
    except BadInputs as bad:
        fail(*(str(problem) for problem in bad.problems))
    except NotAllowed as denied:
        fail(f"The command line may not do this here ({denied.permission}): it needs a named person in the browser.")


def fail(*lines: str) -> NoReturn:
    """Say what is wrong and end with exit code 1."""
    for line in lines:
        err.print(f"[red]✗[/red] {line}", soft_wrap=True)
    raise typer.Exit(1)


def table(*columns: str, title: str = "") -> Table:
    """A table without decoration; columns that begin with `#` hold numbers and stand to the right."""
    grid = Table(
        title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0)
    )
    for column in columns:
        grid.add_column(column.removeprefix("#"), justify="right" if column.startswith("#") else "left")
    return grid


def number(value: int | None) -> str:
    """1,234 with a thin space, and a dash for unknown: never a zero."""
    return "—" if value is None else f"{value:,}".replace(",", "\u202f")
