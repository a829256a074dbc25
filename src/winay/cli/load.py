"""`winay load`: households that an office counted, locality by locality; households with their people."""

from datetime import date
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from django.conf import settings
from django.utils.translation import gettext as _
from rich.markup import escape

from winay.accounts.queries import ActingPerson, person_by_email
from winay.cli.households import households, undo_households
from winay.cli.screen import fail, number, out, readable_errors, table
from winay.core.clock import local_date, now
from winay.journeys.counts import load_household_counts, withdraw_household_counts
from winay.places.counts.files import template
from winay.places.counts.queries import count_load_by_id, count_loads
from winay.places.counts.services import DistrictChange

app = typer.Typer(no_args_is_help=True, help="Files of an office: households counted, or with their people.")
app.command("households")(households)
app.command("undo-households")(undo_households)
By = Annotated[str, typer.Option(help="E-mail of the person who answers for it.")]
MOST_SHOWN = 40


@app.command("template")
def print_template() -> None:
    """Print the header of a file of counted households, to fill in."""
    typer.echo(template(), nl=False)


@app.command()
def places(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    by: By,
    name: Annotated[str, typer.Option(help="What the count is called.")],
    counted_on: Annotated[str, typer.Option(help="Day of the count, YYYY-MM-DD.")],
    synthetic: Annotated[bool, typer.Option(help="The numbers are made up, for a demonstration.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Check everything, say what would change, write nothing.")] = False,
) -> None:
    """Load the households counted in localities (CSV or XLSX). Every fault is named; nothing is half-loaded."""
    with readable_errors():
        loaded, areas = load_household_counts(
            file=file.name,
            content=file.read_bytes(),
            name=name,
            counted_on=_day(counted_on),
            by=_person(by),
            at=now(),
            dry_run=dry_run,
            synthetic=synthetic,
        )
    _print_changes(loaded.districts)
    if loaded.load is None:
        out.print(f"[green]✓[/green] {_('Revisado; no se cargó nada')}")
        return
    said = _("Cargado: %(n)s áreas cambiaron. Para retirarlo: winay load withdraw %(load)s")
    out.print(f"[green]✓[/green] {said % {'n': number(areas), 'load': loaded.load.public_id}}", soft_wrap=True)


@app.command("list")
def list_loads() -> None:
    """The files that were loaded, the newest first."""
    found = count_loads()
    if not found:
        fail(_("No se ha cargado ningún conteo de hogares."))
    for load, localities in found:
        marks = [_("inventado")] if load.synthetic else []
        marks += [_("retirado: %(why)s") % {"why": load.withdrawn_why}] if load.withdrawn_at else []
        said = _("%(n)s centros poblados, contados el %(on)s")
        words = said % {"n": number(localities), "on": load.counted_on.isoformat()}
        out.print(f"[bold]{escape(load.name)}[/bold] · {words} · {escape(load.file_name)}", soft_wrap=True)
        out.print(f"  {load.public_id}{''.join(f' · {escape(mark)}' for mark in marks)}", soft_wrap=True)


@app.command()
def withdraw(
    load: Annotated[str, typer.Argument(help="The identifier that `winay load list` shows.")],
    by: By,
    reason: Annotated[str, typer.Option(help="Why it is wrong.")],
) -> None:
    """Take a wrong file out of use: the estimates stand again."""
    try:
        found = count_load_by_id(UUID(load))
    except ValueError:
        found = None
    if found is None:
        fail(_("No hay un conteo %(load)s. Véalos con: winay load list") % {"load": load})
    with readable_errors():
        areas = withdraw_household_counts(load=found, reason=reason, by=_person(by), at=now())
    said = _("Retirado: %(n)s áreas cambiaron")
    out.print(f"[green]✓[/green] {said % {'n': number(areas)}}")


def _print_changes(districts: tuple[DistrictChange, ...]) -> None:
    grid = table(
        _("ubigeo"), _("distrito"), "#" + _("contados"), "#" + _("hogares antes"), "#" + _("después"), whole=True
    )
    for change in districts[:MOST_SHOWN]:
        grid.add_row(
            change.code, escape(change.name), number(change.localities), number(change.before), number(change.after)
        )
    known = [change for change in districts if change.before is not None and change.after is not None]
    grid.add_row(
        "", _("total de %(n)s distritos") % {"n": number(len(districts))},
        number(sum(change.localities for change in districts)),
        number(sum(change.before or 0 for change in known)), number(sum(change.after or 0 for change in known)),
    )  # fmt: skip
    out.print(grid)
    if len(districts) > MOST_SHOWN:
        out.print(_("(se muestran los primeros %(n)s distritos)") % {"n": MOST_SHOWN})
    if older := sum(change.older for change in districts):
        said = _("En %(n)s centros poblados sigue valiendo un conteo más nuevo")
        out.print(f"[yellow]![/yellow] {said % {'n': number(older)}}")


def _person(email: str) -> ActingPerson:
    found = person_by_email(email, on=local_date(now(), settings.TIME_ZONE))
    if found is None:
        fail(_("Nadie con el correo %(email)s puede entrar aquí.") % {"email": email})
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(_("«%(text)s» no es un día: escriba año, mes y día, por ejemplo 2026-03-12.") % {"text": text})
