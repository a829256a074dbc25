"""The plans of nuclei that the offices of the demonstration made. Two went all the way, years ago; in the highlands one
is still being talked about: a community said no. Everything by the verbs that people use; times are days after the
first calls could be opened."""

from winay.accounts.models import Person
from winay.accounts.queries import acting
from winay.nuclei.computing import compute
from winay.nuclei.formation_models import Formation, Unit
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.plans import plan_of
from winay.nuclei.rules import AcceptanceSaid
from winay.nuclei.services.acceptances import record_acceptance
from winay.nuclei.services.deciding import approve_plan, submit_plan
from winay.nuclei.services.editing import name_group
from winay.nuclei.services.marks import mark_communities
from winay.nuclei.services.planning import ask_for_plan
from winay.nuclei.terms import MarkKind
from winay.synthetic.community import Office

ASKED, HEARD, SENT, DECIDED, BEGAN = 19, 21, 22, 22.5, 27
"""The last is the day on which the first stage of approved nuclei began."""
ROOM = 6
NO = "La mayoría quiere reunirse más cerca: en invierno el camino se corta y las mujeres vuelven de noche."
SMALL = "No hay más hogares inscritos en el distrito: las otras comunidades quedan a más de un día de viaje."
BESIDE = "Tienen un pleito de linderos desde 2019; la asamblea distrital pidió que no compartan directiva."


def form_nuclei(office: Office, *, head: Person) -> list[Nucleus]:
    """A plan that went all the way: its nuclei, first the largest that has room for some more."""
    plan = _planned(office)
    _hear(office, plan, no=0)
    _explain(office, plan)
    submit_plan(formation=plan, by=office.by(SENT), at=office.at(SENT))
    approver = acting(head, on=office.on(DECIDED))
    nuclei = approve_plan(formation=plan, on=office.on(DECIDED), by=approver, at=office.at(DECIDED))
    sizes = {one.pk: one.memberships.count() for one in nuclei}
    return sorted(nuclei, key=lambda one: (sizes[one.pk] > one.most - ROOM, -sizes[one.pk]))


def talk_about_nuclei(office: Office) -> Formation:
    """A plan that waits: some communities have not met yet, one said no, two are marked."""
    plan = _planned(office)
    units = list(plan.units.select_related("place").order_by("-households", "id"))
    if len(units) > 1:
        mark_communities(
            district=plan.district, first=units[0].place, second=units[1].place, kind=MarkKind.APART, why=BESIDE,
            by=office.by(ASKED), at=office.at(ASKED),
        )  # fmt: skip
    _hear(office, plan, no=1, waiting=3)
    return plan


def _planned(office: Office) -> Formation:
    version = office.selection.version
    district = office.communities[0].call.area.district
    asked = ask_for_plan(
        district=district, version=version, seconds=10, by=office.by(ASKED), at=office.at(ASKED), synthetic=True
    )
    return compute(asked, at=office.at(ASKED))


def _hear(office: Office, plan: Formation, *, no: int, waiting: int = 0) -> None:
    """What communities said: the last `waiting` have not met yet, the first `no` did not accept."""
    units = list(Unit.objects.filter(formation=plan).select_related("place").order_by("place__code"))
    for number, unit in enumerate(units[: len(units) - waiting]):
        came = max(1, unit.households * 3 // 4)
        refused = number < no
        said = AcceptanceSaid(
            not refused, office.on(HEARD), f"Local comunal de {unit.place.name}", office.led_by,
            women=came - came // 3, men=came // 3 + 2, households=came, notes=NO if refused else "",
        )  # fmt: skip
        record_acceptance(unit=unit, said=said, by=office.by(HEARD), at=office.at(HEARD))


def _explain(office: Office, plan: Formation) -> None:
    """The reason of each group that is smaller than the version asks."""
    found = plan_of(plan)
    for pk, facts in found.facts_by_group.items():
        if facts.households < plan.least:
            group = found.groups[pk]
            name_group(group=group, name=group.name, exception_why=SMALL, by=office.by(HEARD), at=office.at(HEARD))
