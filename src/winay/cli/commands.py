"""All commands, put together; a command that is known loads its own family alone and starts two seconds sooner."""

from importlib import import_module

import typer

TOP = {
    "house": ("run", "setup", "serve", "worker", "check", "keys"),
    "carrying": ("move", "backup"),
    "restoring": ("restore",),
    "targeting": ("target",),
}
"""What stands at the top level, by the module that adds it."""
FAMILIES = {
    "farms": "farms.app",
    "pack": "packs.app",
    "load": "load.app",
    "duplicates": "duplicates.app",
    "nuclei": "nuclei.app",
    "signals": "signals.app",
    "snapshot": "snapshots.app",
    "places": "places.app",
    "offices": "places.offices",
    "programs": "programs.app",
    "journal": "journal.app",
    "staff": "staff.app",
    "demo": "demo.app",
}
"""A family's name, and where its commands are."""


def add_to(app: typer.Typer, wanted: str = "") -> None:
    """Every family of commands under its name; of a command that is known only what it needs."""
    app.callback()(lambda: None)  # a lone command keeps its name
    known = wanted in FAMILIES or any(wanted in names for names in TOP.values())
    for module, names in TOP.items():
        if wanted in names or not known:
            import_module(f"winay.cli.{module}").add_to(app)
    for name, where in FAMILIES.items():
        if wanted == name or not known:
            module, attribute = where.split(".")
            app.add_typer(getattr(import_module(f"winay.cli.{module}"), attribute), name=name)
