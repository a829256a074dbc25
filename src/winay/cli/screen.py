"""The terminal: tables, money and errors for people who read them in a window of letters."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Literal, NoReturn

import typer
from django.utils import translation
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from winay.core.errors import BadInputs, NotAllowed, Refused
from winay.journeys.wording import describe, say

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def speak(environment: Mapping[str, str]) -> None:
    """Speak the terminal's language: English where it says so, Spanish anywhere else."""
    said = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    translation.activate("en" if said.lower().startswith("en") else "es")


@contextmanager
def readable_errors() -> Iterator[None]:
    """Refusals and bad files as sentences and exit code 1, instead of a traceback."""
    try:
        yield
    except Refused as refused:
        fail(*(say(reason) for reason in refused.reasons))
    except BadInputs as bad:
        fail(*(describe(problem) for problem in bad.problems))
    except NotAllowed as denied:
        fail(
            _("Aquí no se puede hacer esto (%(what)s): lo hace una persona con ese permiso, en el navegador.")
            % {"what": denied.permission}
        )


def fail(*lines: str) -> NoReturn:
    """Say what is wrong and end with exit code 1."""
    for line in lines:
        err.print(f"[red]✗[/red] {escape(line)}", soft_wrap=True)
    raise typer.Exit(1)


def table(*columns: str, title: str = "", gap: int = 2, whole: bool = False) -> Table:
    """A table without decoration; columns that begin with `#` hold numbers and stand to the right. With
    `whole` the first column, which names the row, is never cut."""
    grid = Table(
        title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold", padding=(0, gap, 0, 0)
    )
    for at, column in enumerate(columns):
        side: Literal["right", "left"] = "right" if column.startswith("#") else "left"
        grid.add_column(column.removeprefix("#"), justify=side, no_wrap=whole and at == 0)
    return grid


def number(value: int | None) -> str:
    """1,234 with a thin space, and a dash for unknown: never a zero."""
    return "—" if value is None else f"{value:,}".replace(",", "\u202f")


@contextmanager
def progress(steps: Mapping[str, object]) -> Iterator[Callable[[str, int, int], None]]:
    """A line for each step, with its words from `steps`, and a bar where it is known how much there is."""
    columns = (SpinnerColumn(finished_text="[green]✓[/green]"), TextColumn("{task.description}"), BarColumn(20))
    with Progress(*columns, TimeElapsedColumn(), console=err) as bars:
        tasks: dict[str, TaskID] = {}

        def end() -> None:
            for task in tasks.values():
                bars.update(task, total=bars.tasks[task].total or 1)
                bars.update(task, completed=bars.tasks[task].total)
                bars.stop_task(task)

        def tell(step: str, done: int, of: int) -> None:
            if step not in tasks:
                end()
                tasks[step] = bars.add_task(str(steps[step]), total=None)
            if of:
                bars.update(tasks[step], completed=done, total=of)

        yield tell
        end()
