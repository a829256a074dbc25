"""`winay load households`: a file of households, checked and loaded from the command line, of any size."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from winay.accounts.queries import ActingPerson, person_by_email
from winay.cli.screen import fail, number, out, readable_errors
from winay.core.clock import local_date, now
from winay.registry.files.queries import first_faults, import_for
from winay.registry.files.running import run
from winay.registry.files.services import load_file, send_file, undo_file
from winay.registry.terms import ImportState
from winay.registry.wording import MESSAGES

By = Annotated[str, typer.Option(help="E-mail of the person who answers for it.")]


def households(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    by: By,
    on: Annotated[str, typer.Option(help="Day of these registrations, YYYY-MM-DD; today without it.")] = "",
    dry_run: Annotated[bool, typer.Option(help="Check everything, say what would happen, load nothing.")] = False,
    synthetic: Annotated[bool, typer.Option(help="The people are made up, for a demonstration.")] = False,
) -> None:
    """Load households with their people (CSV or XLSX). Every good household goes in; the rows of the others come back
    in a file that says what to mend."""
    who = _person(by)
    with readable_errors():
        digest = settings.WINAY_BLOBS.put_file(file)
        sent = send_file(
            name=file.name, digest=digest, on=_day(on), language=get_language() or "es", by=who, at=now(),
            synthetic=synthetic,
        )  # fmt: skip
        sent = _watched(sent, _("Revisando"))
        if sent.state == ImportState.FAILED:
            fail(str(MESSAGES[sent.failed_code]) % {"what": sent.failed_what})
        if not dry_run and sent.households_new + sent.households_changed:
            whole = sent.rows_done
            sent = _watched(load_file(sent=sent, by=who, at=now()), _("Cargando"), whole)
    _say(sent, dry_run=dry_run)


def undo_households(
    load: Annotated[str, typer.Argument(help="The identifier that loading printed.")],
    by: By,
    reason: Annotated[str, typer.Option(help="Why it was a mistake.")],
) -> None:
    """Take back what a file of households registered, as far as nobody touched it since."""
    who = _person(by)
    try:
        found = import_for(who, UUID(load))
    except ValueError:
        found = None
    if found is None:
        fail(_("No hay un archivo %(load)s que usted pueda ver.") % {"load": load})
    with readable_errors():
        sent = _watched(undo_file(sent=found, reason=reason, by=who, at=now()), _("Deshaciendo"))
    said = _("Deshechos: %(n)s; se quedaron, porque alguien ya trabajó con ellos: %(kept)s")
    out.print(f"[green]✓[/green] {said % {'n': number(sent.households_undone), 'kept': number(sent.households_kept)}}")


def _watched(sent: Any, doing: str, whole: int | None = None) -> Any:
    """Run what waits, with the number of rows done; what the first pass counted is the whole of the second."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task(doing, total=whole)
        return run(sent, tell=lambda one: progress.update(task, completed=one.rows_done))


def _say(sent: Any, *, dry_run: bool) -> None:
    counts = {
        _("hogares nuevos"): sent.households_new, _("personas"): sent.people_new,
        _("hogares que cambian"): sent.households_changed, _("ya estaban igual"): sent.households_same,
        _("con faltas"): sent.households_bad,
    }  # fmt: skip
    words = _("Revisado; no se cargó nada") if dry_run else _("Cargado")
    out.print(f"[green]✓[/green] {words}: " + ", ".join(f"{number(n)} {what}" for what, n in counts.items()))
    for fault in first_faults(sent, 10):
        out.print(f"[yellow]![/yellow] {_('fila')} {fault['row']}: {escape(fault['words'])}", soft_wrap=True)
    if sent.report_sha256:
        path = settings.WINAY_BLOBS.path(sent.report_sha256)
        out.print(_("Las filas con faltas están en %(path)s") % {"path": path}, soft_wrap=True)
    if sent.loaded_at is not None:
        said = _("Para deshacerlo: winay load undo-households %(load)s")
        out.print(said % {"load": sent.public_id}, soft_wrap=True)


def _person(email: str) -> ActingPerson:
    found = person_by_email(email, on=local_date(now(), settings.TIME_ZONE))
    if found is None:
        fail(_("Nadie con el correo %(email)s puede entrar aquí.") % {"email": email})
    return found


def _day(text: str) -> date:
    if not text:
        return local_date(now(), settings.TIME_ZONE)
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(_("«%(text)s» no es un día: escriba año, mes y día, por ejemplo 2026-03-12.") % {"text": text})
