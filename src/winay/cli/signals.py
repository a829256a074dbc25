"""`winay signals`: look for signals over all nuclei. What becomes of one is for people, in the browser."""

from datetime import date, datetime, timedelta
from typing import Annotated

import typer
from django.conf import settings
from django.utils.translation import gettext as _
from rich.progress import Progress

from winay.cli.screen import fail, number, out, readable_errors
from winay.core.clock import local_date, now
from winay.supervision.services.looking import Result
from winay.supervision.tasks import look_over

app = typer.Typer(no_args_is_help=True, help="Signals: what is worth asking about in what was told.")


@app.command()
def find(
    month: Annotated[str, typer.Option(help="A month, as 2026-11; without it, this one and the one before.")] = "",
    hours: Annotated[
        int, typer.Option(help="Pass over what was looked at in so many hours: to go on after a break.")
    ] = 0,
) -> None:
    """Look over every open nucleus and every office's prices. Looking again raises nothing twice."""
    asked: tuple[date, ...] = ()
    if month:
        try:
            asked = (date.fromisoformat(f"{month}-01"),)
        except ValueError:
            fail(_("«%(month)s» no es un mes: escríbalo como 2026-11.") % {"month": month})
        if asked[0] > local_date(now(), settings.TIME_ZONE):
            fail(_("El mes todavía no empieza."))
    with readable_errors():
        result = _looked(now() - timedelta(hours=hours), asked)
    said = _("%(new)s señales nuevas, %(more)s con más pruebas, %(withdrawn)s que ya no se hallan.")
    counts = {"new": result.new + result.again, "more": result.more, "withdrawn": result.withdrawn}
    out.print(f"[green]✓[/green] {said % {key: number(value) for key, value in counts.items()}}")


@app.command(hidden=True)
def work() -> None:
    """What the worker starts at night: what was not looked over since midnight."""
    from django.utils import timezone

    look_over(since=timezone.localtime(now()).replace(hour=0, minute=0, second=0, microsecond=0))


def _looked(since: datetime, months: tuple[date, ...]) -> Result:
    with Progress(transient=True) as progress:
        bar = progress.add_task(_("Buscando señales"), total=None)
        return look_over(
            since=since, months=months, tell=lambda done, total: progress.update(bar, completed=done, total=total)
        )
