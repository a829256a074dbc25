"""`winay places`: look a place up. `winay offices`: the ministry's territorial offices from a file."""

from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from winay.cli.screen import fail, out, readable_errors, table
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.places.offices import template
from winay.places.queries import facts_of, office_list, place_by_code, search, unknown_of
from winay.places.services import import_offices
from winay.places.wording import LEVELS, UNITS

app = typer.Typer(no_args_is_help=True, help="Departments, provinces, districts and what was published about them.")
offices = typer.Typer(no_args_is_help=True, help="Territorial offices.")


@app.command()
def find(text: str, limit: int = 20) -> None:
    """Search by the beginning of a name, without accents, or by code."""
    grid = table(_("ubigeo"), _("lugar"), _("nivel"), _("en"), whole=True)
    found = search(text, limit=limit)
    for place in found:
        around = ", ".join(p.name for p in (place.parent, place.parent and place.parent.parent) if p)
        grid.add_row(place.code, place.name, str(LEVELS[place.level]), around)
    if not found:
        fail(_("Ningún lugar empieza con «%(text)s».") % {"text": text})
    out.print(grid)


@app.command()
def show(code: str) -> None:
    """Everything known about a place, with its source; unknown things by name."""
    place = place_by_code(code)
    if place is None:
        fail(_("No hay un lugar con el código %(code)s.") % {"code": code})
    out.print(f"[bold]{place.code} {place.name}[/bold] · {LEVELS[place.level]}")
    grid = table(_("cifra"), "#" + _("valor"), _("unidad"), _("año"), _("fuente"), _("marcas"))
    for fact in facts_of(place):
        interval = f" ({fact.low}–{fact.high})" if fact.low is not None else ""
        lent = _("prestado de %(place)s") % {"place": fact.lent_from.name} if fact.lent_from else ""
        marks = " ".join(part for part in (_("estimado") if fact.estimated else "", lent) if part)
        unit = str(UNITS[fact.indicator.unit])
        grid.add_row(
            _name(fact.indicator), f"{fact.value:f}{interval}", unit, fact.as_of_label, fact.source.publisher, marks
        )
    out.print(grid)
    if unknown := unknown_of(place):
        out.print(_("Sin dato: %(names)s") % {"names": ", ".join(map(_name, unknown))})


def _name(indicator: Any) -> str:
    return str(indicator.name_en if (get_language() or "es").startswith("en") else indicator.name_es)


@offices.command("list")
def list_offices() -> None:
    """The offices and what each covers."""
    grid = table(_("código"), _("unidad territorial"), _("sede"), _("lugares"), _("marca"), whole=True)
    for office in office_list():
        covered = ", ".join(part.place.name for part in office.covered.all())
        grid.add_row(office.code, office.name, office.seat, covered, _("inventada") if office.synthetic else "")
    out.print(grid)


@offices.command("template")
def office_template() -> None:
    """Print the header of an offices file, to fill in."""
    typer.echo(template(), nl=False)


@offices.command("import")
def office_import(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Enter or change the offices of a CSV or XLSX file. Every fault is named; nothing is half-loaded."""
    with readable_errors():
        added, changed = import_offices(file.name, file.read_bytes(), by=SYSTEM, at=now())
        said = _("%(added)s unidades registradas, %(changed)s cambiadas") % {"added": added, "changed": changed}
        out.print(f"[green]✓[/green] {said}")
