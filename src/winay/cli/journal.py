"""`winay journal`: verify the sealed record, seal what waits."""

import typer

from winay.cli.screen import err, number, out
from winay.journal.queries.verification import verify as verify_journal
from winay.journal.tasks import seal as seal_waiting
from winay.journeys.wording import say

app = typer.Typer(no_args_is_help=True, help="The append-only record of every verb.")


@app.command()
def verify() -> None:
    """Check every line against its seal; exit code 1 when a line was altered, removed or forged."""
    result = verify_journal()
    out.print(f"{number(result.batches)} batches with {number(result.sealed_lines)} sealed lines; "
              f"{number(result.unsealed)} not sealed yet")  # fmt: skip
    for problem in result.problems:
        err.print(f"[red]✗[/red] {say(problem.reason())}")
    if not result.ok:
        raise typer.Exit(1)
    out.print("[green]✓[/green] nothing was altered or removed")


@app.command()
def seal() -> None:
    """Seal the lines that wait, as the worker does."""
    out.print(f"[green]✓[/green] {seal_waiting()} new batches")
