"""`winay journal`: verify the sealed record, seal what waits."""

import typer
from django.utils.translation import gettext as _

from winay.cli.screen import err, number, out
from winay.journal.queries.verification import verify as verify_journal
from winay.journal.tasks import seal as seal_waiting
from winay.journeys.wording import say

app = typer.Typer(no_args_is_help=True, help="The append-only record of every verb.")


@app.command()
def verify() -> None:
    """Check every line against its seal; exit code 1 when a line was altered, removed or forged."""
    result = verify_journal()
    counts = {"b": number(result.batches), "n": number(result.sealed_lines), "w": number(result.unsealed)}
    out.print(_("Se leyó todo. Lotes: %(b)s; líneas selladas: %(n)s; a la espera de sello: %(w)s.") % counts)
    for problem in result.problems:
        err.print(f"[red]✗[/red] {say(problem.reason())}")
    if not result.ok:
        raise typer.Exit(1)
    out.print(f"[green]✓[/green] {_('nada fue alterado ni borrado')}")


@app.command()
def seal() -> None:
    """Seal the lines that wait, as the worker does."""
    out.print(f"[green]✓[/green] {_('Lotes nuevos: %(n)s') % {'n': seal_waiting()}}")
