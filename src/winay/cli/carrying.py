"""`winay move` and `winay backup`: the whole installation into another database, or into one file."""

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.markup import escape

from winay.cli.screen import err, fail, number, out, progress, readable_errors
from winay.config import place
from winay.config.house import Unusable, keep_from_serving, mark_moved, schema_fingerprint
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.journal.queries.verification import Verification
from winay.journeys.carrying.backing_up import back_up
from winay.journeys.carrying.moving import move as move_installation
from winay.journeys.carrying.restoring import Restored
from winay.journeys.carrying.unpacking import Backup
from winay.journeys.wording import say

STEPS = {
    "schema": gettext_lazy("Haciendo las tablas"),
    "copy": gettext_lazy("Copiando las tablas"),
    "tables": gettext_lazy("Tablas"),
    "files": gettext_lazy("Archivos"),
    "guards": gettext_lazy("Poniendo índices, relaciones y disparadores"),
    "compare": gettext_lazy("Comparando cada tabla con lo que se dio"),
    "journal_here": gettext_lazy("Verificando la bitácora de aquí"),
    "journal": gettext_lazy("Verificando la bitácora de allí"),
    "read": gettext_lazy("Leyendo el respaldo y comparando huellas"),
}
MOST_NAMED = 5


def add_to(app: typer.Typer) -> None:
    """The commands that stand at the top level."""
    for command in (move, backup):
        app.command()(command)


def move(
    to: Annotated[str, typer.Option(help="An empty database: postgresql://user:password@host/name")],
) -> None:
    """Move this installation into an empty PostgreSQL database. The database it comes from stays as it is."""
    from_file = not os.environ.get("WINAY_DATABASE")
    with readable_errors():
        database = postgres(to)
        try:
            lock = keep_from_serving()
        except Unusable:
            raise Refused([Reason("carrying.served")]) from None
        with lock, progress(STEPS) as tell:
            moved = move_installation(to=database, tell=tell)
            if from_file:
                mark_moved(now())
    said = _("%(tables)s tablas y %(rows)s filas están en la otra base de datos, todas iguales.")
    out.print(f"[green]✓[/green] {said % {'tables': number(moved.tables), 'rows': number(moved.rows)}}")
    tell_journal(moved.journal)
    out.print(_("Falta decir dónde está, para cada orden de winay y para quien lo sirve:"))
    out.print(f"  export WINAY_DATABASE='{escape(to)}'\n  winay check\n  winay serve", soft_wrap=True)
    out.print(
        _("Claves, archivos y sellos siguen en %(var)s. Las personas vuelven a iniciar sesión.") % {"var": place.VAR}
    )


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, or a folder to write it in.")],
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="Put the keys in too. Whoever has the file can then forge the journal.")
    ] = False,
) -> None:
    """Back the installation up into one file: tables, witness, files. People may go on working."""
    at = now()
    path = target / f"winay-{at:%Y%m%d-%H%M%S}.tar" if target.is_dir() else target
    with readable_errors(), progress(STEPS) as tell:
        done = back_up(
            path, schema_fingerprint=schema_fingerprint(), at=at, keys=place.KEYS if with_keys else None, tell=tell
        )
    said = _("%(path)s: %(rows)s filas, %(files)s archivos, %(mb)s MB.")
    words = {
        "path": path,
        "rows": number(done.rows),
        "files": number(done.files),
        "mb": number(-(-done.bytes // 10**6)),
    }
    out.print(f"[green]✓[/green] {escape(said % words)}", soft_wrap=True)
    if with_keys:
        said = _("Las claves van dentro: quien tenga este archivo puede leer lo cifrado y falsificar la bitácora.")
        out.print(f"[yellow]![/yellow] {said}", soft_wrap=True)
    else:
        said = _("Las claves no van dentro: guarde %(keys)s aparte. Sin ellas el respaldo no se puede recuperar.")
        out.print(escape(said % {"keys": place.KEYS}), soft_wrap=True)
    if done.lost:
        fail(*lost_words(done.lost))


def postgres(address: str) -> dict[str, object]:
    """Django's settings of a PostgreSQL address; `Refused` for anything else."""
    try:
        database = place.database(address)
    except ValueError:
        database = {}
    if not address or not database.get("NAME"):
        raise Refused([Reason("carrying.address")])
    return database


def tell_journal(journal: Verification) -> None:
    """What the journal says of itself: nothing new is wrong, but old faults came along."""
    counts = {"b": number(journal.batches), "n": number(journal.sealed_lines), "w": number(journal.unsealed)}
    said = _("La bitácora se leyó entera. Lotes: %(b)s; líneas selladas: %(n)s; a la espera de sello: %(w)s.")
    out.print(f"[green]✓[/green] {said % counts}" if journal.ok else said % counts, soft_wrap=True)
    for problem in journal.problems:
        err.print(f"[yellow]![/yellow] {escape(say(problem.reason()))}", soft_wrap=True)
    if journal.problems:
        err.print(_("Estas faltas ya estaban en el origen: winay journal verify."))


def lost_words(lost: tuple[str, ...]) -> list[str]:
    """Files that could not go into the backup, because they were missing or altered."""
    said = _("%(n)s archivos que las tablas nombran faltan o están alterados en %(var)s: no van en el respaldo.")
    named = [digest[:16] for digest in lost[:MOST_NAMED]]
    return [said % {"n": number(len(lost)), "var": place.VAR / "blobs"}, ", ".join(named)]


def tell_checked(backup: Backup) -> None:
    """A backup that could be restored."""
    manifest = backup.manifest
    words = {
        "path": backup.path,
        "at": _local(backup.head.made_at),
        "rows": number(sum(content.rows for content in manifest.tables.values())),
        "files": number(manifest.files.count),
    }
    said = _("%(path)s está entero: es del %(at)s, con %(rows)s filas y %(files)s archivos. No se escribió nada.")
    out.print(f"[green]✓[/green] {escape(said % words)}", soft_wrap=True)


def tell_restored(done: Restored, to: str | None) -> None:
    """What came back, and what follows."""
    words = {"at": _local(done.made_at), "rows": number(done.rows), "files": number(done.files)}
    said = _("Recuperado: %(rows)s filas y %(files)s archivos, como estaban el %(at)s.")
    out.print(f"[green]✓[/green] {said % words}", soft_wrap=True)
    tell_journal(done.journal)
    if done.lost:
        said = _("%(n)s archivos ya faltaban cuando se hizo el respaldo.")
        err.print(f"[yellow]![/yellow] {said % {'n': number(len(done.lost))}}")
    out.print(_("Lo que se hizo después de ese momento no está. Ahora:"))
    address = f"  export WINAY_DATABASE='{escape(to)}'\n" if to else ""
    out.print(f"{address}  winay setup\n  winay check\n  winay serve", soft_wrap=True)


def _local(moment: str) -> str:
    """An instant as people here read it."""
    return f"{localtime(datetime.fromisoformat(moment)):%Y-%m-%d %H:%M}"
