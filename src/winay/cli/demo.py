"""`winay demo`: more for a demonstration."""

from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.progress import Progress, TimeElapsedColumn

from winay.cli.screen import fail, out, readable_errors
from winay.synthetic.national import HOUSEHOLDS, seed_national

app = typer.Typer(no_args_is_help=True, help="More for a demonstration; never for an installation of real work.")
STEPS = {
    "farms": gettext_lazy("Censando predios en todo el país (inventado) …"),
    "draft": gettext_lazy("Preparando un borrador de todo el país …"),
    "households": gettext_lazy("Registrando hogares inventados en las áreas que el borrador elige …"),
}


@app.callback()
def family() -> None:
    """A family of commands, also while it has one member."""


@app.command()
def seed(
    national: Annotated[
        bool, typer.Option(help="The whole country: a census of farms, a draft, and households in its areas.")
    ] = False,
    households: Annotated[int, typer.Option(min=0, max=HOUSEHOLDS, help="How many households.")] = HOUSEHOLDS,
) -> None:
    """Add synthetic data to a demonstration; one that was cut goes on. Two districts have their households from the
    beginning. With a country pack installed, --national reaches every locality."""
    if not national:
        fail(_("Diga qué sembrar: winay demo seed --national."))
    bar = Progress(*Progress.get_default_columns(), TimeElapsedColumn(), console=out, transient=True)
    with readable_errors(), bar:
        task = bar.add_task(_("Hogares"), total=None, visible=False)
        seed_national(
            tell=lambda step: out.print(f"· {STEPS[step]}"),
            progress=lambda done, total: bar.update(task, completed=done, total=total, visible=True),
            households=households,
        )
    out.print(f"[green]✓[/green] {_('La demostración tiene el tamaño del país.')}")
