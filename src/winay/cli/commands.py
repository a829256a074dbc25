"""All commands, put together."""

import typer

from winay.cli import (
    carrying,
    demo,
    duplicates,
    farms,
    house,
    journal,
    load,
    packs,
    places,
    programs,
    restoring,
    staff,
    targeting,
)


def add_to(app: typer.Typer) -> None:
    """Every family of commands under its name; what runs the house itself stands at the top."""
    house.add_to(app)
    carrying.add_to(app)
    restoring.add_to(app)
    app.command("target")(targeting.target)
    app.add_typer(farms.app, name="farms")
    app.add_typer(packs.app, name="pack")
    app.add_typer(load.app, name="load")
    app.add_typer(duplicates.app, name="duplicates")
    app.add_typer(places.app, name="places")
    app.add_typer(places.offices, name="offices")
    app.add_typer(programs.app, name="programs")
    app.add_typer(journal.app, name="journal")
    app.add_typer(staff.app, name="staff")
    app.add_typer(demo.app, name="demo")
