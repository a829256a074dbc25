"""`winay demo`: more for a demonstration."""

from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from winay.cli.screen import fail, out, readable_errors
from winay.synthetic.national import seed_national

app = typer.Typer(no_args_is_help=True, help="More for a demonstration; never for an installation of real work.")
STEPS = {
    "farms": gettext_lazy("Censando predios en todo el país (inventado) …"),
    "draft": gettext_lazy("Preparando un borrador de todo el país …"),
}


@app.callback()
def family() -> None:
    """A family of commands, also while it has one member."""


@app.command()
def seed(
    national: Annotated[bool, typer.Option(help="The whole country: a census of farms and a draft.")] = False,
) -> None:
    """Add synthetic data to a demonstration. With a country pack installed, --national reaches every locality."""
    if not national:
        fail(_("Diga qué sembrar: winay demo seed --national."))
    with readable_errors():
        seed_national(tell=lambda step: out.print(f"· {STEPS[step]}"))
    out.print(f"[green]✓[/green] {_('La demostración tiene el tamaño del país.')}")
