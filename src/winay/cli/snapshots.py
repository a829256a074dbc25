"""`winay snapshot`: the figures of the country, counted anew from one moment of the database."""

from typing import Annotated

import typer
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rich.progress import Progress

from winay.cli.screen import fail, number, out, readable_errors
from winay.core.clock import now

app = typer.Typer(help="Snapshots: the figures that pages show, counted from one moment of the database.")


@app.callback(invoke_without_command=True)
def take(
    context: typer.Context,
    whole: Annotated[bool, typer.Option("--whole", help="Read every table again, also what only grows.")] = False,
) -> None:
    """Take a snapshot, count the cubes, check them, and show them from now on."""
    if context.invoked_subcommand is not None:
        return
    from winay.analytics.snapshots.taking import SnapshotBusy, SnapshotFailed, take_snapshot

    with readable_errors(), Progress(transient=True) as progress:
        bar = progress.add_task(_("Leyendo"), total=None)
        try:
            made = take_snapshot(at=now(), whole=whole, tell=lambda step: progress.update(bar, description=step))
        except SnapshotBusy:
            fail(_("Ya se está tomando una foto de los datos. Espere a que termine."))
        except SnapshotFailed as failed:
            fail(_("La foto de los datos no cuadra; se siguen mostrando las cifras de antes:") + "\n" +
                 "\n".join(failed.reasons))  # fmt: skip
    seconds = sum(made.seconds.values())
    rows = sum(table.rows for table in made.tables.values())
    said = _("%(rows)s filas leídas y contadas en %(seconds)s s.") % {
        "rows": number(rows), "seconds": number(round(seconds)),
    }  # fmt: skip
    out.print(f"[green]✓[/green] {said}")
    for name, took in sorted(made.seconds.items(), key=lambda one: -one[1])[:6]:
        out.print(f"  {name}: {took} s")


@app.command(hidden=True)
def work() -> None:
    """What the worker starts when the figures are old enough."""
    from winay.analytics.tasks import take_due

    take_due(at=now())


@app.command()
def explain(key: Annotated[str, typer.Argument(help="The key of an indicator, as in its address.")]) -> None:
    """Say how an indicator came to its value: what was read, what was counted, what was added up."""
    from winay.analytics.indicators.documents import indicators
    from winay.analytics.queries import present, value_of

    with readable_errors():
        one, snapshot = indicators().get(key), present()
        if one is None:
            fail(_("No hay un indicador «%(key)s». Hay: %(keys)s.") % {"key": key, "keys": ", ".join(indicators())})
        if snapshot is None:
            fail(_("Todavía no hay una foto de los datos: `winay snapshot` toma una."))
        manifest = snapshot.manifest
        (value,) = value_of(snapshot, one)
    spanish = get_language() != "en"
    say = lambda text: text.es if spanish else text.en  # noqa: E731
    out.print(f"[bold]{say(one.name)}[/bold]  {one.key}, {one.since}")
    out.print(say(one.definition))
    out.print(f"  {_('numerador')}: {number(value.numerator)}  {say(one.numerator_is)}")
    if value.denominator is not None and one.denominator_is is not None:
        out.print(f"  {_('denominador')}: {number(value.denominator)}  {say(one.denominator_is)}")
        if value.denominator:
            out.print(f"  = {value.numerator / value.denominator:.6f}")
    cube = manifest.cubes[one.cube]
    out.print(f"  {_('cubo')}: {one.cube}, {number(cube.rows)} × {cube.file}")
    for name, table in manifest.tables.items():
        out.print(f"    {name}: {number(table.rows)}, {len(table.parts)} × parquet")
    out.print(f"  {_('momento')}: {manifest.as_of.isoformat()}")
