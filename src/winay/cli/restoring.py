"""`winay restore`: an installation from a backup. Its keys must be at hand before anything else can be loaded."""

import argparse
import os
from pathlib import Path
from typing import Annotated

import typer

from winay.config import place
from winay.config.house import MOVED, Unusable, schema_fingerprint
from winay.core.errors import Refused

_brought: list[Path] = []
"""The key file that came out of the backup, to be taken away again if the restore fails."""


def add_to(app: typer.Typer) -> None:
    """The command, at the top level."""
    app.command()(restore)


def open_place(words: list[str]) -> None:
    """Before Django: point this process at where the backup goes, and bring its keys if they are inside it.

    `Unusable` where no keys are to be had: then nothing could be read.
    """
    from winay.journeys.carrying.unpacking import head_and_keys

    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("file", nargs="?")
    parser.add_argument("--to")
    asked, _ = parser.parse_known_args(words)
    if asked.to:
        os.environ["WINAY_DATABASE"] = asked.to
    if place.KEYS.exists():
        return
    if asked.file is None:
        raise Unusable("Say which backup: winay restore FILE.tar")
    try:
        head, keys = head_and_keys(Path(asked.file))
    except Refused as refused:
        raise Unusable(f"{asked.file} cannot be read as a backup of Wiñay ({refused}).") from None
    if keys is None:
        raise Unusable(
            f"The backup needs its keys ({', '.join(sorted(head.keys))}), which are kept apart from it.\n"
            f"  Put the file keys.json that was kept at {place.KEYS} (chmod 600), or point WINAY_KEYS at it."
        )
    place.KEYS.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(place.KEYS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(keys)
        out.flush()
        os.fsync(out.fileno())
    _brought.append(place.KEYS)


def restore(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A backup made by winay backup.")],
    to: Annotated[
        str | None, typer.Option(help="An empty PostgreSQL database; without it WINAY_DATABASE, or a SQLite file.")
    ] = None,
    only_check: Annotated[
        bool, typer.Option("--only-check", help="Read and compare everything; write nothing.")
    ] = False,
) -> None:
    """Restore a backup into an empty place. Everything in it is checked before anything is written."""
    from winay.cli.carrying import STEPS, postgres, tell_checked, tell_restored
    from winay.cli.screen import progress, readable_errors
    from winay.core.clock import now
    from winay.journeys.carrying import restoring

    address = to or os.environ.get("WINAY_DATABASE") or None
    fingerprint = schema_fingerprint()
    whole = False
    try:
        with readable_errors(), progress(STEPS) as tell:
            if only_check:
                backup = restoring.check_backup(path, schema_fingerprint=fingerprint, tell=tell)
            else:
                database = postgres(address) if address else None
                done = restoring.restore(path, to=database, schema_fingerprint=fingerprint, at=now(), tell=tell)
                whole = True
    finally:
        if not whole:
            _take_keys_back()
    if only_check:
        tell_checked(backup)
        return
    if address is None:
        (place.VAR / MOVED).unlink(missing_ok=True)
    tell_restored(done, to)


def _take_keys_back() -> None:
    while _brought:
        _brought.pop().unlink(missing_ok=True)
