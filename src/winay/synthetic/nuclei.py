"""What two offices of the demonstration did about nuclei. In the jungle a plan was accepted and approved, and its
nuclei held assemblies, with a tie, a lack of quorum and a treasurer who was recalled; in the highlands a plan is still
being talked about, and one community said no. Everything by the verbs that people use; times are days after the
approval of the selection."""

from collections.abc import Sequence
from datetime import time
from uuid import UUID

from winay.accounts.models import Person
from winay.accounts.queries import acting
from winay.nuclei.assembly_rules import AssemblyTold, BallotSaid, CallSaid, MotionSaid
from winay.nuclei.computing import compute
from winay.nuclei.formation_models import Formation, Unit
from winay.nuclei.governance_models import Assembly
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.boards import board_of
from winay.nuclei.queries.people import Home, crowd_of
from winay.nuclei.queries.plans import plan_of
from winay.nuclei.rules import AcceptanceSaid
from winay.nuclei.services.acceptances import record_acceptance
from winay.nuclei.services.assemblies import call_assembly
from winay.nuclei.services.deciding import approve_plan, submit_plan
from winay.nuclei.services.editing import name_group
from winay.nuclei.services.marks import mark_communities
from winay.nuclei.services.minutes import tell_assembly
from winay.nuclei.services.planning import ask_for_plan
from winay.nuclei.terms import AssemblyKind, MarkKind, MotionKind, Post
from winay.synthetic.community import Office

ASKED, HEARD, SENT, DECIDED, CONSTITUTED, RECALLED = 19, 21, 22, 22.5, 25, 28
NO = "La mayoría quiere reunirse más cerca: en invierno el camino se corta y las mujeres vuelven de noche."
SMALL = "No hay más hogares inscritos en el distrito: las otras comunidades quedan a más de un día de viaje por río."
BESIDE = "Tienen un pleito de linderos desde 2019; la asamblea distrital pidió que no compartan directiva."
RECALL = "Revocar a la tesorería: no presentó las cuentas en dos reuniones seguidas."


def form_nuclei(office: Office, *, head: Person) -> list[Nucleus]:
    """A plan that went all the way, and the first assemblies of its nuclei."""
    plan = _planned(office)
    _hear(office, plan, no=0)
    _explain(office, plan)
    submit_plan(formation=plan, by=office.by(SENT), at=office.at(SENT))
    approver = acting(head, on=office.on(DECIDED))
    nuclei = approve_plan(formation=plan, on=office.on(DECIDED), by=approver, at=office.at(DECIDED))
    for number, nucleus in enumerate(nuclei):
        if number == 1:
            _without_quorum(office, nucleus)
        else:
            _constitute(office, nucleus)
    _recall_treasurer(office, nuclei[0])
    return nuclei


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


def _called(office: Office, nucleus: Nucleus, kind: AssemblyKind, day: float, agenda: tuple[str, ...]) -> Assembly:
    said = CallSaid(
        kind=kind, called_on=office.on(day - 2), held_on=office.on(day), first_call_at=time(9),
        second_call_at=time(10), meeting_place=f"Local comunal de {nucleus.seat.name}", called_by_name=office.led_by,
        agenda=agenda,
    )  # fmt: skip
    return call_assembly(nucleus=nucleus, said=said, by=office.by(day), at=office.at(day), synthetic=True)


def _present(homes: Sequence[Home], nucleus: Nucleus, office: Office, day: float) -> dict[UUID, bool]:
    """One adult of each household, now and then two; every fourth takes the floor."""
    minors = crowd_of(nucleus, office.on(day)).minors
    present: dict[UUID, bool] = {}
    for number, home in enumerate(homes):
        adults = [one for one in home.people if one.public_id not in minors]
        for one in adults[: 2 if number % 5 == 0 else 1]:
            present[one.public_id] = number % 4 == 0
    return present


def _constitute(office: Office, nucleus: Nucleus) -> None:
    """The nucleus is constituted and elects its board; for the treasurer two tie, and a second round decides."""
    assembly = _called(
        office, nucleus, AssemblyKind.CONSTITUTING, CONSTITUTED,
        ("Constitución del núcleo ejecutor", "Elección de la junta directiva", "Facultades de la junta"),
    )  # fmt: skip
    homes = crowd_of(nucleus, office.on(CONSTITUTED)).homes
    came = homes[: len(homes) * 7 // 10]
    heads = [one for home in came for one in home.people[:1]]
    women = [one.public_id for one in heads if one.sex == "f"]
    men = [one.public_id for one in heads if one.sex != "f"]
    some = [*women[:4], *men[:4], *women[4:], *men[4:]]
    most, few = len(came) * 6 // 10, len(came) * 3 // 10
    rounds = (
        BallotSaid(Post.PRESIDENT, ((some[0], most), (some[1], few))),
        BallotSaid(Post.SECRETARY, ((some[2], most), (some[3], few)), blank=1),
        BallotSaid(Post.TREASURER, ((some[4], few), (some[5], few)), blank=2),
        BallotSaid(Post.TREASURER, ((some[4], most), (some[5], few))),
        BallotSaid(Post.PROSECUTOR, ((some[6], most), (some[7], few))),
    )
    motions = (
        MotionSaid(MotionKind.CONSTITUTE, "Constituir el núcleo ejecutor con los hogares presentes.", unanimous=True),
        MotionSaid(
            MotionKind.CONTRIBUTIONS, "Poner la mano de obra para los módulos en cada casa.", votes_for=most,
            votes_against=2, abstained=1,
        ),
    )  # fmt: skip
    told = AssemblyTold(
        2, office.led_by, office.language, office.led_by, _present(came, nucleus, office, CONSTITUTED), motions,
        rounds, notes="Se tradujo cada punto; se explicó que los cargos no tienen sueldo.",
    )  # fmt: skip
    tell_assembly(assembly=assembly, told=told, by=office.by(CONSTITUTED + 1), at=office.at(CONSTITUTED + 1))


def _without_quorum(office: Office, nucleus: Nucleus) -> None:
    """Too few came: nothing was decided."""
    assembly = _called(
        office, nucleus, AssemblyKind.CONSTITUTING, CONSTITUTED,
        ("Constitución del núcleo ejecutor", "Elección de la junta directiva"),
    )  # fmt: skip
    homes = crowd_of(nucleus, office.on(CONSTITUTED)).homes
    few = homes[: len(homes) // 3]
    told = AssemblyTold(
        2, office.led_by, office.language, office.led_by, _present(few, nucleus, office, CONSTITUTED),
        notes="Creció el río y no llegaron los botes de dos comunidades.",
    )  # fmt: skip
    tell_assembly(assembly=assembly, told=told, by=office.by(CONSTITUTED + 1), at=office.at(CONSTITUTED + 1))


def _recall_treasurer(office: Office, nucleus: Nucleus) -> None:
    """The treasurer is recalled and another is elected in the same assembly."""
    board = board_of(nucleus, office.on(RECALLED))
    held = next(seat.mandate for seat in board.seats if seat.post == Post.TREASURER)
    assert held is not None  # the constituting assembly elected one
    assembly = _called(office, nucleus, AssemblyKind.ELECTING, RECALLED, ("Cuentas de la tesorería", "Nueva elección"))
    homes = crowd_of(nucleus, office.on(RECALLED)).homes
    came = homes[len(homes) // 4 :]
    holding = {seat.mandate.member_id for seat in board.seats if seat.mandate is not None}
    others = [home.people[0] for home in came if home.people and home.people[0].pk not in holding]
    most, few = len(came) * 6 // 10, len(came) * 2 // 10
    told = AssemblyTold(
        1, office.led_by, office.language, office.led_by, _present(came, nucleus, office, RECALLED),
        (MotionSaid(MotionKind.RECALL, RECALL, votes_for=most, votes_against=few, mandate=held.public_id),),
        (BallotSaid(Post.TREASURER, ((others[0].public_id, most), (others[1].public_id, few))),),
    )  # fmt: skip
    tell_assembly(assembly=assembly, told=told, by=office.by(RECALLED), at=office.at(RECALLED))
