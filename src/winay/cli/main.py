"""`winay`: what the command line can do. Each command parses, makes one call, and prints."""

import os
import sys

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
BEFORE_DATA = {"run", "setup"}
"""Commands that may make an installation; all others need one."""


def run() -> None:
    """The entry point: look at the installation first, then load Django, then the commands."""
    from winay.config import place
    from winay.config.house import State, Unusable, ready_to_start
    from winay.core.keys import KeyRing

    command = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    wants_help = not command or "--help" in sys.argv
    try:
        found = ready_to_start(os.environ.get("WINAY_DATABASE"))
        if found.state is State.EMPTY and not place.KEYS.exists():
            if command not in BEFORE_DATA and not wants_help:
                raise Unusable(
                    "There is no installation here yet. Make one with: winay setup   (or make run for a demo)"
                )
            KeyRing.create(place.KEYS)
    except Unusable as error:
        print(error, file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "winay.config.settings")
    import django

    django.setup()
    from winay.cli import commands

    commands.add_to(app)
    app()
