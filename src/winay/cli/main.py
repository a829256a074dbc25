"""`winay`: what the command line can do. Each command parses, makes one call, and prints."""

import os
import sys
from pathlib import Path

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
BEFORE_DATA = {"run", "setup", "restore"}
"""Commands that may make an installation; all others need one."""
ALONE = BEFORE_DATA | {"move"}
"""Commands of which only one runs at a time."""


def make_keys(path: Path) -> None:
    """A new key ring; `Unusable` where no file can be written."""
    from winay.config.house import Unusable
    from winay.core.keys import KeyRing

    try:
        KeyRing.create(path)
    except OSError as error:
        raise Unusable(f"The keys cannot be written: {error.strerror}: {path}") from None


def run() -> None:
    """The entry point: look at the installation first, then load Django, then the commands."""
    from winay.config import house, place
    from winay.config.house import State, Unusable, ready_to_start

    command = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    wants_help = not command or "--help" in sys.argv
    try:
        if command in ALONE and not wants_help:
            house.take_turn()
        if command == "restore" and not wants_help:
            from winay.cli.restoring import open_place

            open_place(sys.argv[sys.argv.index("restore") + 1 :])
        found = ready_to_start(os.environ.get("WINAY_DATABASE") or None)
        if found.state is State.EMPTY and not place.KEYS.exists():
            if command not in BEFORE_DATA and not wants_help:
                raise Unusable(
                    "There is no installation here yet. Make one with: winay setup   (or make run for a demo)"
                )
            make_keys(place.KEYS)
        if found.state is State.UNFINISHED and command not in BEFORE_DATA and not wants_help:
            raise Unusable("The set-up of this installation is not finished. Finish it with: winay setup")
    except Unusable as error:
        print(error, file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "winay.config.settings")
    import django

    django.setup()
    from winay.cli import commands
    from winay.cli.screen import speak

    speak(os.environ)
    commands.add_to(app, command)
    app()
