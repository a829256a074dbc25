"""`winay duplicates`: look for people who are registered twice. Deciding is for people, in the browser."""

from typing import Annotated

import typer
from django.conf import settings
from django.utils.translation import gettext as _
from rich.progress import Progress

from winay.accounts.queries import person_by_email
from winay.cli.screen import fail, number, out, readable_errors
from winay.core.clock import local_date, now
from winay.places.queries import place_by_code
from winay.registry.duplicates.searching import ask_for_search, run_next
from winay.registry.terms import SearchKind

app = typer.Typer(no_args_is_help=True, help="People who are registered twice.")


@app.command()
def find(
    by: Annotated[str, typer.Option(help="E-mail of the person who answers for it.")],
    place: Annotated[str, typer.Option(help="Only people of this place, held against the whole country.")] = "",
    everybody: Annotated[bool, typer.Option(help="Everybody anew, not only who is new or was corrected.")] = False,
) -> None:
    """Look now, and say how many pairs wait for review."""
    person = person_by_email(by, on=local_date(now(), settings.TIME_ZONE))
    if person is None:
        fail(_("No hay una persona con el correo %(email)s.") % {"email": by})
    where = place_by_code(place) if place else None
    if place and where is None:
        fail(_("No hay un lugar con el código %(code)s.") % {"code": place})
    kind = SearchKind.TERRITORY if where else SearchKind.EVERYBODY if everybody else SearchKind.CHANGED
    with readable_errors():
        asked = ask_for_search(kind=kind, place=where, by=person, at=now())
    while not _run(asked.pk):
        pass


@app.command(hidden=True)
def work() -> None:
    """Run the searches that wait: what the worker starts."""
    while run_next() is not None:
        pass


def _run(wanted: int) -> bool:
    """Run the search that waits longest; whether nothing more is to be run for the wanted one."""
    with Progress(transient=True) as progress:
        bar = progress.add_task(_("Buscando registros dobles"), total=100)
        done = run_next(told=lambda percent: progress.update(bar, completed=percent))
    if done is None:
        fail(_("Otra búsqueda está en curso: esta queda en espera y el servidor la hará."))
    said = _("%(members)s personas; %(compared)s comparadas con todas; %(opened)s pares nuevos por revisar.")
    counts = {"members": done.members, "compared": done.compared, "opened": done.opened}
    out.print(f"[green]✓[/green] {said % {key: number(value) for key, value in counts.items()}}")
    return done.pk == wanted
