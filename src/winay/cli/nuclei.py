"""`winay nuclei`: compute a district's plan of nuclei. Changing and approving it is for people, in the browser."""

from typing import Annotated

import typer
from django.conf import settings
from django.utils.translation import gettext as _
from rich.progress import Progress

from winay.accounts.queries import person_by_email
from winay.cli.screen import fail, number, out, readable_errors
from winay.core.clock import local_date, now
from winay.nuclei.computing import compute_next
from winay.nuclei.queries.plans import formation_by_id, plan_of
from winay.nuclei.services.planning import ask_for_plan
from winay.nuclei.terms import FormationState
from winay.places.queries import place_by_code
from winay.programs.queries import version_row

app = typer.Typer(no_args_is_help=True, help="Executing nuclei: plans of a district.")


@app.command()
def plan(
    district: Annotated[str, typer.Argument(help="The district's ubigeo, six digits.")],
    version: Annotated[str, typer.Argument(help="Program and version: PROGRAM@VERSION.")],
    by: Annotated[str, typer.Option(help="E-mail of the person who answers for it.")],
    seconds: Annotated[int, typer.Option(help="How long to look: 10, 60 or 120.")] = 60,
    seed: Annotated[int, typer.Option(help="The same seed gives the same plan.")] = 0,
) -> None:
    """Group the households that wait, and print the plan with its cost and the bound that no plan can beat."""
    person = person_by_email(by, on=local_date(now(), settings.TIME_ZONE))
    if person is None:
        fail(_("No hay una persona con el correo %(email)s.") % {"email": by})
    where, row = place_by_code(district), version_row(*version.split("@", 1)) if "@" in version else None
    if where is None:
        fail(_("No hay un lugar con el código %(code)s.") % {"code": district})
    if row is None:
        fail(_("No hay una versión %(version)s.") % {"version": version})
    with readable_errors():
        asked = ask_for_plan(district=where, version=row, seconds=seconds, seed=seed, by=person, at=now())
    while not _computed(asked.pk):
        pass
    done = formation_by_id(asked.public_id)
    assert done is not None
    if done.state == FormationState.FAILED:
        fail(_("No se pudo calcular: %(fault)s") % {"fault": done.fault})
    for group in plan_of(done).facts_by_group.values():
        out.print(f"{group.number:>4}  {number(group.households):>5}  {', '.join(sorted(group.places))}")
    said = _("%(households)s hogares en %(groups)s núcleos; %(cost)s minutos de hogar hasta la asamblea; ninguno puede "
             "costar menos de %(bound)s.")  # fmt: skip
    counts = {"households": done.households, "groups": done.groups.count(), "cost": done.cost, "bound": done.bound}
    out.print(f"[green]✓[/green] {said % {key: number(value or 0) for key, value in counts.items()}}")


@app.command(hidden=True)
def work() -> None:
    """Compute the plans that wait: what the worker starts."""
    while compute_next() is not None:
        pass


def _computed(wanted: int) -> bool:
    """Compute the plan that waits longest; whether the wanted one is done."""
    with Progress(transient=True) as progress:
        bar = progress.add_task(_("Agrupando"), total=100)
        done = compute_next(told=lambda percent: progress.update(bar, completed=percent))
    if done is None:
        fail(_("Otro plan se está calculando: este queda en espera y el servidor lo hará."))
    return done.pk == wanted
