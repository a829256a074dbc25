"""`winay staff`: the first people of an installation. Everything later is done in the browser."""

from typing import Annotated

import typer
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rich.markup import escape

from winay.accounts.terms import RoleKey
from winay.cli.screen import fail, out, readable_errors
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.journeys.staff import enter_staff

app = typer.Typer(no_args_is_help=True, help="People who log in.")


@app.command()
def add(
    name: str,
    email: str,
    role: Annotated[RoleKey, typer.Option(help="The role to grant.")],
    place: Annotated[
        str, typer.Option(help="Code of the department, province or district; empty for the country.")
    ] = "",
) -> None:
    """Enter somebody and grant a role. Asks for a first password; a second factor is set at the first login."""
    password = typer.prompt(_("Primera contraseña (12 caracteres o más)"), hide_input=True, confirmation_prompt=True)
    try:
        validate_password(password)
    except ValidationError as weak:
        fail(*weak.messages)
    with readable_errors():
        enter_staff(name=name, email=email, role=role, place_code=place or None, password=password, by=SYSTEM, at=now())
        out.print(
            f"[green]✓[/green] {escape(_('%(name)s puede entrar con %(email)s') % {'name': name, 'email': email})}"
        )
