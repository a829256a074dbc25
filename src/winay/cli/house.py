"""Making and running an installation: setup, run, serve, worker, check, keys."""

import hashlib
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.markup import escape

from winay.cli import serving
from winay.cli.screen import err, fail, out
from winay.config import place
from winay.config.house import (
    Found,
    State,
    Unusable,
    begin_set_up,
    end_set_up,
    end_turn,
    leftovers,
    look,
    mark_serving,
    schema_fingerprint,
    set_aside,
)
from winay.core.errors import BadInputs
from winay.core.keys import KeyRing

STEPS = {
    "tables": "Making the tables",
    "figures": "Loading Peru's places and published figures",
    "programs": "Publishing the program versions",
    "areas": "Defining areas",
    "forms": "Publishing the forms for phones",
    "map": "Drawing the schematic map",
    "demo": "Adding synthetic offices, people and farm tables, marked as such",
    "households": "Registering synthetic households of four districts, and telling what their nuclei did",
    "duplicates": "Looking for people who are registered twice",
    "counting": "Counting the figures of the country",
    "pages": "Packing the pages' files",
}
DEFAULT_PORT = 8000


def add_to(app: typer.Typer) -> None:
    """The commands that stand at the top level."""
    for command in (run, setup, serve, worker, check):
        app.command()(command)
    app.add_typer(keys, name="keys")


def run(port: Annotated[int, typer.Option(help="First port to try.")] = DEFAULT_PORT) -> None:
    """Set up a demonstration where there is nothing yet, and serve it."""
    _set_up(demo=True)
    _serve(port)


def setup(
    demo: Annotated[
        bool, typer.Option("--demo", help="Synthetic offices and people; logins without a password.")
    ] = False,
) -> None:
    """Make an installation: tables, places, figures, programs, areas. Repeating it loads only what changed."""
    _set_up(demo=demo)
    _restore_guards()
    if not demo:
        out.print("Next: winay staff add NAME EMAIL --role national_manager, then winay serve.")


def serve(
    port: Annotated[int, typer.Option(help="First port to try.")] = DEFAULT_PORT,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve an installation: the web and the worker, under one supervisor."""
    if _look().state is not State.CURRENT:
        fail("There is no current installation here. Make one with: winay setup")
    _pack_pages()
    _serve(port, host)


def worker() -> None:
    """The background process of `serve`: reads what phones sent, seals the journal."""
    serving.work(every=float(os.environ.get("WINAY_WORKER_SECONDS", "2")), beat=place.VAR / "worker.beat")


def check() -> None:
    """Check keys, tables, triggers and the journal; exit code 1 when something is wrong."""
    from winay.journeys.health import check_house

    problems = check_house()
    for problem in problems:
        err.print(f"[red]✗[/red] {escape(problem)}")
    if problems:
        raise typer.Exit(1)
    out.print("[green]✓[/green] keys, tables, triggers and journal are as they should be")


keys = typer.Typer(no_args_is_help=True, help="The key ring that lives outside the database.")


@keys.command()
def rotate() -> None:
    """Add a new key and use it from now on. Older keys stay, for what they protect. Restart afterwards."""
    ring = KeyRing.load(place.KEYS).rotate(place.KEYS)
    out.print(f"New key {ring.current}; the ring holds {', '.join(ring.keys)}. Back up {place.KEYS} and restart winay.")


@keys.command("check")
def check_keys() -> None:
    """Say which keys there are, and whether any that the data name is missing."""
    from winay.journeys.health import missing_keys

    ring = KeyRing.load(place.KEYS)
    if gone := missing_keys(ring):
        fail(f"The data name keys that are not in the ring: {', '.join(sorted(gone))}. Restore them from a backup.")
    out.print(f"[green]✓[/green] keys {', '.join(ring.keys)}; new work uses {ring.current}")


def _look() -> Found:
    return look(os.environ.get("WINAY_DATABASE") or None)


def _set_up(*, demo: bool) -> None:
    found = _look()
    if found.state is State.FOREIGN:
        fail("The database holds something that is not Wiñay's. Point WINAY_DATABASE or WINAY_VAR somewhere else.")
    if found.state is State.OLDER:
        fail(
            "This database was made by another version of Wiñay, and before 0.1 there is no way to carry it over.",
            "Keep using the version that made it, or point WINAY_VAR (or WINAY_DATABASE) at an empty place.",
        )
    if found.state is State.OLDER_DEMO:
        _begin_anew("The demonstration here was made by another version of Wiñay")
    if found.state is State.EMPTY and leftovers():
        _begin_anew("There is no database here, but seals or files of one that was removed")
    if found.state is State.CURRENT:
        try:
            _refresh()
        except BadInputs as bad:
            from winay.journeys.wording import describe

            # A published version is never edited; a demonstration, which nobody relies on, is simply made anew.
            if found.demo:
                _begin_anew("Files of this demonstration changed after they were published")
            fail(*(describe(problem) for problem in bad.problems))
    else:
        if found.state is State.UNFINISHED:
            out.print("The set-up was interrupted; going on with it.")
        _install(demo=demo)
    _pack_pages()


def _restore_guards() -> None:
    from winay.journeys.installation import restore_guards

    restore_guards()


def _begin_anew(why: str) -> NoReturn:
    """Set everything here aside and start this command again on an empty place."""
    if os.environ.get("WINAY_DATABASE") and _look().state is not State.EMPTY:
        fail(f"{why}. Drop its database and create it empty, then run again.")
    try:
        target = set_aside(datetime.now().astimezone())
    except Unusable as error:
        fail(str(error))
    out.print(f"{why}; set aside in {target}.", soft_wrap=True)
    os.execv(sys.executable, [sys.executable, "-c", "from winay.cli.main import run; run()", *sys.argv[1:]])


def _install(*, demo: bool) -> None:
    from django.db import transaction

    from winay.accounts.queries import demo_people, is_demo
    from winay.journeys.installation import install
    from winay.synthetic.demo import seed_demo

    begin_set_up(os.environ.get("WINAY_DATABASE") or None)
    install(demo=demo, schema_fingerprint=schema_fingerprint(), tell=_tell)
    if is_demo() and not demo_people():
        with transaction.atomic():  # whole or not at all: it is made of many verbs
            seed_demo(tell=_tell)
        _look_for_duplicates()
        _count_figures()
    _mark_reference()
    end_set_up()


def _look_for_duplicates() -> None:
    """What the worker does every night: so that the first visitor already finds pairs to decide on."""
    from winay.core.actors import SYSTEM
    from winay.core.clock import now
    from winay.registry.duplicates.searching import ask_for_search, run_next
    from winay.registry.terms import SearchKind

    _tell("duplicates")
    ask_for_search(kind=SearchKind.CHANGED, place=None, by=SYSTEM, at=now())
    run_next()


def _count_figures() -> None:
    """What the worker does every now and then: so that the first visitor already finds indicators."""
    from winay.analytics.tasks import take_due
    from winay.core.clock import now

    _tell("counting")
    take_due(at=now())


def _refresh() -> None:
    """Load reference files that changed since the last start, and nothing when none did."""
    from winay.journeys.installation import load_reference, map_path

    mark = place.VAR / "reference.digest"
    if not mark.exists() or mark.read_text() != _reference() or not map_path().exists():
        load_reference(tell=_tell)
        _mark_reference()


def _mark_reference() -> None:
    (place.VAR / "reference.digest").write_text(_reference())


def _reference() -> str:
    """Changes with the files, and with the database they were loaded into."""
    from django.conf import settings

    return _digest_of(settings.WINAY_COUNTRY, settings.WINAY_CATALOGUE, also=os.environ.get("WINAY_DATABASE", ""))


def _pack_pages() -> None:
    """Collect and compress static files, when they changed."""
    from django.conf import settings
    from django.core.management import call_command

    digest = _digest_of(settings.ROOT / "web" / "static")
    mark = place.VAR / "static.digest"
    if mark.exists() and mark.read_text() == digest and (place.VAR / "static" / "staticfiles.json").exists():
        return
    _tell("pages")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(digest)


def _digest_of(*folders: Path, also: str = "") -> str:
    digest = hashlib.sha256(also.encode())
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _serve(port: int, host: str = "127.0.0.1") -> None:
    from django.db import connection

    from winay.journeys.health import problems_at_start

    if problems := problems_at_start():
        fail(*problems)
    connection.close()
    try:
        lock = mark_serving()
    except Unusable as error:
        fail(str(error))
    with serving.reserve_port(host, port) as free:
        if free != port:
            out.print(f"Port {port} is taken; using {free}.")
        # Passkeys work without TLS on http://localhost only, so that is the address to open, not 127.0.0.1.
        address = f"http://localhost:{free}/"
        end_turn()
        code = serving.serve(host=host, port=free, announce=lambda: out.print(f"Wiñay is ready: {address}"))
    lock.close()
    raise typer.Exit(code)


def _tell(step: str) -> None:
    out.print(f"· {STEPS[step]} …")
