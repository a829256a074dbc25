"""`winay farms`: counts of households that farm for subsistence, by district or from one line a household."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from django.conf import settings
from django.utils.translation import gettext as _
from rich.markup import escape

from winay.accounts.queries import ActingPerson, person_by_email
from winay.cli.screen import fail, number, out, readable_errors, table
from winay.core.clock import local_date, now
from winay.core.fixed import to_fixed
from winay.targeting.farms.units import CutAsked
from winay.targeting.farms.wording import SCHEMA
from winay.targeting.queries.farm_tables import farm_table_by_id, farm_tables
from winay.targeting.rules import HECTARE_SCALE, PERCENT_SCALE
from winay.targeting.services.farm_units import CutSummary, Imported, add_farm_cut, import_farm_file
from winay.targeting.services.farms import FarmTableTerms, template

app = typer.Typer(no_args_is_help=True, help="Farm tables: counts of households that farm for subsistence.")
By = Annotated[str, typer.Option(help="E-mail of the person who answers for it.")]
Labour = Annotated[str, typer.Option(help="Percent of labour in farming from which a household counts, e.g. 75.")]
Property = Annotated[str, typer.Option(help="Percent of property in farming from which a household counts, e.g. 75.")]
DryRun = Annotated[bool, typer.Option(help="Check and count everything, write nothing.")]


@app.command("template")
def print_template() -> None:
    """Print the header of a farm table by district, to fill in."""
    typer.echo(template(), nl=False)


@app.command()
def schema() -> None:
    """Print the columns of a file with one line a household."""
    for column, words in SCHEMA.items():
        out.print(f"[bold]{column}[/bold]", soft_wrap=True)
        out.print(f"  {escape(str(words))}")


@app.command("list")
def list_tables() -> None:
    """The farm tables with their cuts. The first column is what `winay farms cut` asks for."""
    grid = table(_("tabla"), _("nombre"), _("nivel"), "#" + _("hogares"), _("cortes"), _("uso"), gap=1, whole=True)
    for one in farm_tables():
        level = _("hogar") if one.table.unit_level else _("distrito")
        cuts = ", ".join(_cut_said(cut.asked) for cut in one.cuts)
        used = _("retirada") if one.table.withdrawn_at else _("en uso")
        marks = f" ({_('inventada')})" if one.table.synthetic else ""
        grid.add_row(
            str(one.table.public_id), escape(one.table.name + marks), level, number(one.households), cuts, used
        )
    out.print(grid, soft_wrap=True)


@app.command("import")
def import_table(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    name: Annotated[str, typer.Option(help="What the table is called.")],
    publisher: Annotated[str, typer.Option(help="Who counted.")],
    as_of: Annotated[str, typer.Option(help="Day of the count, YYYY-MM-DD.")],
    by: By,
    cut: Annotated[
        list[str] | None,
        typer.Option(
            help="Hectares under which a farm counts as subsistence, 1.3 where not said. With one line a household: "
            "more cuts than those of the published versions; may be given several times."
        ),
    ] = None,
    labour_share: Labour = "",
    property_share: Property = "",
    limited_sales: Annotated[str, typer.Option(help="What was counted as selling little.")] = "",
    synthetic: Annotated[bool, typer.Option(help="The figures are made up, for a demonstration.")] = False,
    dry_run: DryRun = False,
) -> None:
    """Load a farm table: by district (CSV, XLSX), or one line a household (CSV, Parquet). The columns tell which.
    Every fault is named; nothing is half-loaded."""
    with readable_errors():
        cuts = tuple(_cut(text, labour_share, property_share) for text in cut or ())
        own = cuts[0] if cuts else _cut("1.3", labour_share, property_share)
        terms = FarmTableTerms(
            name, publisher, _day(as_of), own.cut_ha, own.labour_share, own.property_share, limited_sales, synthetic,
            cuts,
        )  # fmt: skip
        said = import_farm_file(file=file.name, path=file, terms=terms, by=_person(by), at=now(), dry_run=dry_run)
    _print(said, several=len(cuts) > 1)


@app.command("cut")
def count_again(
    farm_table: Annotated[str, typer.Argument(help="The table, as in: winay farms list")],
    cut: Annotated[str, typer.Option(help="Hectares under which a farm counts as subsistence.")],
    by: By,
    labour_share: Labour = "",
    property_share: Property = "",
    dry_run: DryRun = False,
) -> None:
    """Count a table with one line a household for one more cut, from the file that was kept."""
    with readable_errors():
        found = farm_table_by_id(UUID(farm_table)) if _is_id(farm_table) else None
        if found is None:
            fail(_("No hay una tabla %(table)s. Las que hay: winay farms list.") % {"table": farm_table})
        asked = _cut(cut, labour_share, property_share)
        said = add_farm_cut(table=found.table, cut=asked, by=_person(by), at=now(), dry_run=dry_run)
    done = _("Revisado; no se guardó nada") if dry_run else _("Contada con otro corte")
    out.print(f"[green]✓[/green] {done}")
    _print_cuts([said])


def _print(said: Imported, *, several: bool) -> None:
    if not said.unit_level:
        if several:
            out.print(escape(_("La tabla trae un conteo por distrito: de los cortes dichos se tomó el primero.")))
        words = _("%(n)s distritos cargados") if said.table else _("%(n)s distritos revisados; no se cargó nada")
        out.print(f"[green]✓[/green] {words % {'n': number(said.districts)}}", soft_wrap=True)
        return
    words = _("%(n)s hogares de %(places)s lugares en %(districts)s distritos cargados")
    if said.table is None:
        words = _("%(n)s hogares de %(places)s lugares en %(districts)s distritos revisados; no se cargó nada")
    counts = {"n": number(said.households), "places": number(said.places), "districts": number(said.districts)}
    out.print(f"[green]✓[/green] {words % counts}", soft_wrap=True)
    if said.unplaced:
        out.print(escape(_("%(n)s hogares traen solo su distrito, sin centro poblado.") % {"n": number(said.unplaced)}))
    if said.incomplete:
        words = _("%(n)s hogares no dicen todas las demás características: con ellas no cuentan.")
        out.print(escape(words % {"n": number(said.incomplete)}))
    _print_cuts(said.cuts)


def _print_cuts(cuts: Any) -> None:
    grid = table(_("corte"), "#" + _("bajo el corte"), "#" + _("y con lo demás"))
    one: CutSummary
    for one in cuts:
        grid.add_row(_cut_said(one.cut), number(one.under), number(one.further))
    out.print(grid)


def _cut_said(cut: CutAsked) -> str:
    """`1.3 ha` or `1.3 ha, 75 % / 75 %`."""
    hectares = f"{cut.hectares:f} ha"
    return hectares if cut.labour is None else f"{hectares}, {cut.labour:f} % / {cut.owned:f} %"


def _cut(hectares: str, labour: str, property_: str) -> CutAsked:
    shares = (_fixed(text, PERCENT_SCALE) if text else None for text in (labour, property_))
    return CutAsked(_fixed(hectares, HECTARE_SCALE), *shares)


def _person(email: str) -> ActingPerson:
    person = person_by_email(email, on=local_date(now(), settings.TIME_ZONE))
    if person is None:
        fail(_("Nadie con el correo %(email)s puede entrar aquí.") % {"email": email})
    return person


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(_("«%(text)s» no es un día: escriba año, mes y día, por ejemplo 2026-03-12.") % {"text": text})


def _fixed(text: str, scale: int) -> int:
    try:
        return to_fixed(text.strip().removesuffix("%"), scale)
    except ValueError:
        fail(_("«%(text)s» no es un número: escriba por ejemplo 1.3 o 75.") % {"text": text})
