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
    "calls": gettext_lazy("Abriendo convocatorias e inscribiendo a quienes quieren, distrito por distrito …"),
    "nuclei": gettext_lazy("Formando núcleos, distrito por distrito …"),
    "centrals": gettext_lazy("Formando núcleos centrales …"),
    "plans": gettext_lazy("Planificando lo que recibe cada hogar, distrito por distrito …"),
    "trainers": gettext_lazy("Contratando yachachiqs y dándoles hogares, distrito por distrito …"),
    "visits": gettext_lazy("Registrando visitas, mes por mes en todo el país …"),
}
COUNTED = {
    "households": gettext_lazy("Hogares"),
    "calls": gettext_lazy("Distritos"),
    "nuclei": gettext_lazy("Distritos"),
    "plans": gettext_lazy("Distritos"),
    "trainers": gettext_lazy("Distritos"),
    "visits": gettext_lazy("Visitas"),
}


@app.callback()
def family() -> None:
    """A family of commands, also while it has one member."""


@app.command()
def seed(
    national: Annotated[bool, typer.Option(help="The whole country, from a census of farms to its visits.")] = False,
    households: Annotated[int, typer.Option(min=0, max=HOUSEHOLDS, help="How many households.")] = HOUSEHOLDS,
) -> None:
    """Add synthetic data to a demonstration; one that was cut goes on. Four districts have their households from the
    beginning. With a country pack installed, --national reaches every locality."""
    if not national:
        fail(_("Diga qué sembrar: winay demo seed --national."))
    bar = Progress(*Progress.get_default_columns(), TimeElapsedColumn(), console=out, transient=True)
    with readable_errors(), bar:
        task = bar.add_task("", total=None, visible=False)

        def tell(step: str) -> None:
            out.print(f"· {STEPS[step]}")
            bar.reset(task, visible=False, description=str(COUNTED.get(step, "")))

        seed_national(
            tell=tell,
            progress=lambda done, total: bar.update(task, completed=done, total=total, visible=True),
            households=households,
        )
    out.print(f"[green]✓[/green] {_('La demostración tiene el tamaño del país.')}")
