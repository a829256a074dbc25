"""`winay pack`: make, check and install a country pack, and list those that were installed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.markup import escape

from winay.cli.screen import fail, number, out, progress, readable_errors, table
from winay.journeys.packs import Done, check_country_pack, install_country_pack
from winay.places.packs.making import is_collected, make_pack
from winay.places.packs.reading import PackContent
from winay.places.queries import pack_list
from winay.places.terms import Level

app = typer.Typer(no_args_is_help=True, help="Country packs: places, figures, localities and boundaries.")
STEPS = {
    "make": gettext_lazy("Haciendo el paquete con la carpeta de publicaciones"),
    "files": gettext_lazy("Comparando huellas"),
    "figures": gettext_lazy("Leyendo lugares y cifras"),
    "boundaries": gettext_lazy("Leyendo límites"),
    "localities": gettext_lazy("Leyendo centros poblados"),
    "positions": gettext_lazy("Comparando posiciones con los límites"),
    "write_figures": gettext_lazy("Guardando lugares y cifras"),
    "write_localities": gettext_lazy("Guardando centros poblados"),
    "areas": gettext_lazy("Formando áreas"),
}
Source = Annotated[Path, typer.Argument(exists=True, readable=True, help="A folder or a ZIP.")]


@app.command()
def make(
    source: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="A folder with the pack's files.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The folder, or the ZIP, to write.")],
    zip_: Annotated[bool, typer.Option("--zip", help="Write one ZIP file instead of a folder.")] = False,
) -> None:
    """Make a pack: of collected publications that the country's mapping knows, or of files that lack their hashes."""
    with readable_errors(), _writable(target):
        manifest = make_pack(source, target, zipped=zip_)
    said = _("%(title)s %(version)s: %(n)s archivos en %(path)s")
    words = {"title": manifest.title, "version": manifest.version, "n": number(len(manifest.files)), "path": target}
    out.print(f"[green]✓[/green] {escape(said % words)}", soft_wrap=True)


@app.command()
def check(path: Source) -> None:
    """Check a pack and name every fault. Nothing is written."""
    _announce(path)
    with readable_errors(), progress(STEPS) as tell:
        content = check_country_pack(path, tell=tell)
    _tell_content(content)
    out.print(f"[green]✓[/green] {_('El paquete no tiene faltas. No se instaló nada.')}")


@app.command()
def install(path: Source) -> None:
    """Install a pack and draw the areas anew. The same pack again changes nothing."""
    _announce(path)
    with readable_errors(), progress(STEPS) as tell:
        done = install_country_pack(path, tell=tell)
    _tell_content(done.content)
    _tell_changes(done)


@app.command("list")
def list_packs() -> None:
    """The packs that were installed, the newest first; the first one is in force."""
    packs = pack_list()
    if not packs:
        fail(_("No se ha instalado ningún paquete: solo están los lugares y las cifras que vienen con el programa."))
    grid = table(_("instalado"), _("paquete"), _("versión"), "#" + _("centros poblados"), _("límites"), _("huella"))
    for pack in packs:
        day = f"{localtime(pack.at):%Y-%m-%d %H:%M}"
        drawn = _("sí") if pack.boundaries_sha256 else _("no")
        grid.add_row(day, escape(pack.title), pack.version, number(pack.localities), drawn, pack.digest[:12])
    out.print(grid)


def _announce(path: Path) -> None:
    if is_collected(path):
        said = _("%(path)s es la carpeta de publicaciones reunidas: primero se hace un paquete con ella.")
        out.print(escape(said % {"path": path}), soft_wrap=True)


@contextmanager
def _writable(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        fail(_("No se pudo escribir %(file)s: %(why)s.") % {"file": target, "why": error.strerror})


def _tell_content(content: PackContent) -> None:
    """What the pack holds, and what in it is doubtful."""
    manifest = content.manifest
    out.print(f"[bold]{escape(manifest.title)} {manifest.version}[/bold] · {manifest.country} · {content.digest[:12]}")
    grid = table("", "#" + _("en el paquete"))
    if content.country is not None:
        grid.add_row(_("departamentos"), number(content.count(Level.DEPARTMENT)))
        grid.add_row(_("provincias"), number(content.count(Level.PROVINCE)))
        grid.add_row(_("distritos"), number(content.count(Level.DISTRICT)))
        grid.add_row(_("cifras"), number(len(content.country.figures)))
    if content.localities is not None:
        grid.add_row(_("centros poblados"), number(len(content.localities)))
        grid.add_row(_("  de ellos rurales"), number(sum(one.rural for one in content.localities)))
    if content.boundaries is not None:
        grid.add_row(_("límites de distritos"), number(content.polygons))
    out.print(grid)
    positions = content.positions
    for words, count in (
        (_("%(n)s centros poblados quedan fuera de todos los distritos, a 15 km o menos"), positions.outside_country),
        (_("%(n)s centros poblados quedan fuera de su propio distrito"), positions.outside_district),
    ):
        if count:
            said = f"{words % {'n': number(count)}}: {_('posición dudosa, se conservan')}"
            out.print(f"[yellow]![/yellow] {said}", soft_wrap=True)
    if content.farm_tables:
        said = _("El paquete trae %(n)s tablas de predios; las carga una persona: winay farms import")
        out.print(f"[yellow]![/yellow] {said % {'n': number(len(content.farm_tables))}}")


def _tell_changes(done: Done) -> None:
    """What the installation changed, or that it changed nothing."""
    installed = done.installed
    if installed.localities.kept:
        said = _("%(n)s centros poblados registrados no están en el paquete: se conservan")
        out.print(f"[yellow]![/yellow] {said % {'n': number(installed.localities.kept)}}")
    if not installed.changed and not done.areas:
        out.print(f"[green]✓[/green] {_('Ya estaba instalado: no cambió nada.')}")
        return
    figures, localities = installed.figures, installed.localities
    drawn = [_("límites de distritos")] if installed.boundaries_changed else []
    drawn += [_("hogares contados por centro poblado")] if installed.households_changed else []
    rows = (
        (_("lugares nuevos"), figures.places_added),
        (_("lugares cambiados"), figures.places_changed),
        (_("cifras nuevas, cambiadas o retiradas"), figures.touched),
        (_("centros poblados nuevos"), localities.added),
        (_("centros poblados cambiados"), localities.changed),
        (_("áreas cambiadas"), done.areas),
    )
    said = ", ".join([*(f"{number(count)} {what}" for what, count in rows if count), *drawn])
    said = said or _("solo cambió lo que el paquete dice de sí mismo")
    out.print(f"[green]✓[/green] {_('Instalado')}: {said}", soft_wrap=True)
