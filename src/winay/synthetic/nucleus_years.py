"""Two years of the demonstration's first nuclei: constituted, late households, a recalled treasurer, an assembly
without a quorum, minutes told wrongly, boards renewed, households that left. What is true differs from month to
month."""

from collections.abc import Sequence

from winay.accounts.models import Person
from winay.accounts.queries import acting
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.journeys.minutes import issue_minutes
from winay.nuclei.assembly_rules import BallotSaid, CertificationSaid, MotionSaid
from winay.nuclei.governance_models import Assembly, Mandate
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.boards import board_of
from winay.nuclei.services.mandates import end_mandate
from winay.nuclei.services.memberships import join_nucleus, leave_nucleus, move_to_nucleus
from winay.nuclei.services.reversing import certify_minutes, reverse_assembly
from winay.nuclei.services.stages import begin_stage
from winay.nuclei.terms import AssemblyKind, CertifierKind, LeaveWhy, MandateEnd, MotionKind, Post
from winay.programs.terms import StageKey
from winay.synthetic.board_phones import give_phone
from winay.synthetic.cast import MONTHS
from winay.synthetic.community import Office, enter_later
from winay.synthetic.nuclei import BEGAN
from winay.synthetic.telling import Meeting, called

CONSTITUTED = 25
A_MONTH = 30.44
RECALL = "Revocar a la tesorería: no presentó las cuentas en dos reuniones seguidas."
CARE = "Presentó su carta: cuida a su madre y no puede ir a las reuniones."
TEACHER = "La nombraron docente en otra provincia y avisó a la asamblea con un mes."
WRONG = "Se copió la hoja de votos de otra comunidad: los números no son de esta asamblea."
VERIFY = "http://localhost:8000/verificar/"


def month(number: float) -> float:
    """The day on which a month of the work is full, counted as the office counts its days."""
    return BEGAN + number * A_MONTH


def go_through_the_years(office: Office, nuclei: Sequence[Nucleus], *, head: Person) -> None:
    """What happened to some nuclei since they were approved, the first of them in full."""
    for number, nucleus in enumerate(nuclei):
        if number == 1:
            _too_few(office, nucleus)
        constitute(office, nucleus, CONSTITUTED if number != 1 else CONSTITUTED + 7)
        begun = BEGAN if number != 1 else BEGAN + 9
        _stage(office, nucleus, StageKey.IMPLEMENTATION, begun, head)
    _come_and_go(office, nuclei)
    for number, nucleus in enumerate(nuclei):
        if number == 0:
            _first_year(office, nucleus)
            _second_year(office, nucleus)
        else:
            _renew(office, nucleus, 12 + number)
        _stage(office, nucleus, StageKey.APPROPRIATION, month(12.5 + number), head)


def _stage(office: Office, nucleus: Nucleus, stage: StageKey, day: float, head: Person) -> None:
    who = acting(head, on=office.on(day))
    begin_stage(nucleus=nucleus, stage=stage, on=office.on(day), by=who, at=office.at(day))


def _too_few(office: Office, nucleus: Nucleus) -> None:
    """Too few came: nothing was decided."""
    one = called(office, nucleus, AssemblyKind.CONSTITUTING, CONSTITUTED, *AGENDA[:2])
    meeting = Meeting(office, nucleus, CONSTITUTED, 0.34)
    meeting.tell(one, notes="Creció el río y no llegaron los de dos comunidades.")


TRANSLATED = "Se tradujo cada punto; se explicó que los cargos no tienen sueldo."
AGENDA = ("Constitución del núcleo ejecutor", "Elección de la junta directiva", "Facultades de la junta")


def constitute(office: Office, nucleus: Nucleus, day: float) -> Assembly:
    """The nucleus is constituted and elects its board; for the treasurer two tie, and a second round decides."""
    one = called(office, nucleus, AssemblyKind.CONSTITUTING, day, *AGENDA)
    meeting = Meeting(office, nucleus, day, 0.7, speaking=6, women=0.6)
    motions, ballots = founded(meeting)
    return meeting.tell(one, motions=motions, ballots=ballots, notes=TRANSLATED)


def founded(meeting: Meeting, *, tie: bool = True) -> tuple[list[MotionSaid], list[BallotSaid]]:
    """What a constituting assembly decides, and whom it elects; with `tie`, two stand even for the treasurer at
    first."""
    some = meeting.candidates()
    ballots = [
        meeting.round(Post.PRESIDENT, some[1], some[0]),
        meeting.round(Post.SECRETARY, some[2], some[3]),
        *([meeting.round(Post.TREASURER, some[5], some[4], tie=True)] if tie else []),
        meeting.round(Post.TREASURER, some[5], some[4]),
        meeting.round(Post.PROSECUTOR, some[7], some[6]),
    ]
    motions = [
        meeting.agreed(MotionKind.CONSTITUTE, "Constituir el núcleo ejecutor con los hogares presentes."),
        meeting.agreed(MotionKind.CONTRIBUTIONS, "Poner la mano de obra para los módulos en cada casa.", against=2),
    ]
    return motions, ballots


def _come_and_go(office: Office, nuclei: Sequence[Nucleus]) -> None:
    """Households that thought about it longer come; some leave the program, one goes to its daughter's district, one
    to the other nucleus."""
    first = nuclei[0]
    for number, cycle in enumerate(enter_later(office, month(2), 4)):
        day = month(3 + number)
        join_nucleus(nucleus=first, enrolment=cycle, on=office.on(day), by=office.by(day), at=office.at(day + 2))
    members = _members(first)
    for cycle, at, reason, note in (
        (members[3].enrolment, 5, ExitReason.MIGRATION, "Se fueron a la costa a trabajar."),
        (members[9].enrolment, 9, ExitReason.NO_TIME, "No alcanza para los jornales."),
        (members[15].enrolment, 14, ExitReason.LOST_INTEREST, ""),
        (members[21].enrolment, 18, ExitReason.MIGRATION, "Por los estudios de los hijos."),
        (members[27].enrolment, 23, ExitReason.LOST_INTEREST, ""),
    ):
        on = month(at)
        end_enrolment(
            enrolment=cycle, reason=reason, on=office.on(on), note=note, by=office.by(on), at=office.at(on)
        )  # fmt: skip
    away = month(10)
    leave_nucleus(
        membership=members[33], why=LeaveWhy.MOVED_HOME, on=office.on(away), by=office.by(away), at=office.at(away),
        note="Viven ahora en la chacra de la abuela, al otro lado del cerro.",
    )  # fmt: skip
    if len(nuclei) > 1:
        moved = _members(nuclei[1])[4]
        on = month(15)
        note = "El puente nuevo los deja más cerca de esta asamblea."
        move_to_nucleus(
            membership=moved, to=first, on=office.on(on), by=office.by(on), at=office.at(on), note=note
        )  # fmt: skip


def _members(nucleus: Nucleus) -> list[Membership]:
    """Those who are in it and hold no post: what happens to them touches no board."""
    holding = Mandate.objects.filter(nucleus=nucleus).values("member__household")
    rows = Membership.objects.filter(nucleus=nucleus, left_on=None, enrolment__ended_on=None)
    return list(rows.exclude(enrolment__household__in=holding).select_related("enrolment__call").order_by("id"))


def _first_year(office: Office, nucleus: Nucleus) -> None:
    """Decisions, a failed assembly, the recall, a resignation."""
    constituting = Assembly.objects.get(nucleus=nucleus, kind=AssemblyKind.CONSTITUTING)
    day = month(1.5)
    one = called(office, nucleus, AssemblyKind.DIAGNOSTIC, day, "Acta anterior", "Qué tecnologías", "Yachachiq")
    meeting = Meeting(office, nucleus, day, 0.66, speaking=5)
    confirm = {"minutes_of": constituting.public_id}
    meeting.tell(
        one,
        motions=(
            meeting.agreed(MotionKind.CONFIRM_MINUTES, "Se leyó el acta de constitución.", **confirm),
            meeting.agreed(MotionKind.HIRING, "Contratar a dos yachachiq productivos.", against=6),
        ),
    )
    day = month(4)
    one = called(office, nucleus, AssemblyKind.ORDINARY, day, "Compra de materiales")
    Meeting(office, nucleus, day, 0.41).tell(one, notes="Era día de feria: se citó otra vez para la semana siguiente.")
    day = month(4.3)
    one = called(office, nucleus, AssemblyKind.ORDINARY, day, "Compra de materiales")
    meeting = Meeting(office, nucleus, day, 0.72)
    meeting.tell(
        one, motions=(meeting.agreed(MotionKind.BUYING, "Comprar las mallas y cuyes al por mayor.", against=9),)
    )
    give_phone(office, nucleus, Post.TREASURER, month(5), heard=month(6.5))
    _recall(office, nucleus, month(7))
    _resigns(office, nucleus, Post.SECRETARY, month(9.5), CARE)


def _recall(office: Office, nucleus: Nucleus, day: float) -> None:
    """The treasurer is recalled, and another is elected in the same assembly."""
    mandates = _holders(office, nucleus, day)
    held = next(one for one in mandates if one.post == Post.TREASURER)
    one = called(office, nucleus, AssemblyKind.ELECTING, day, "Cuentas de la tesorería", "Nueva elección")
    meeting = Meeting(office, nucleus, day, 0.75, speaking=3)
    some = meeting.candidates(without=_ever(nucleus))
    recall = meeting.agreed(MotionKind.RECALL, RECALL, against=meeting.few, mandate=held.public_id)
    meeting.tell(one, motions=(recall,), ballots=(meeting.round(Post.TREASURER, some[0], some[1]),), call=1)


def _resigns(office: Office, nucleus: Nucleus, post: Post, day: float, note: str) -> None:
    held = next(one for one in _holders(office, nucleus, day) if one.post == post)
    end_mandate(
        mandate=held, why=MandateEnd.RESIGNED, on=office.on(day), note=note, by=office.by(day), at=office.at(day)
    )  # fmt: skip


def _renew(office: Office, nucleus: Nucleus, at: float) -> Assembly:
    """A board whose time is over: the assembly elects another, with more women."""
    day = month(at)
    one = called(office, nucleus, AssemblyKind.ELECTING, day, "Cuentas del año", "Elección de la junta directiva")
    meeting = Meeting(office, nucleus, day, 0.68, speaking=4, women=1.3)
    some = meeting.candidates(without=_ever(nucleus))
    ballots = [
        meeting.round(post, some[at], some[at + 1])
        for post, at in ((Post.PRESIDENT, 0), (Post.SECRETARY, 2), (Post.TREASURER, 4), (Post.PROSECUTOR, 7))
    ]
    accounts = meeting.agreed(MotionKind.ACCOUNTS, "Aprobar las cuentas del año.", against=4)
    return meeting.tell(one, motions=(accounts,), ballots=ballots)


def _second_year(office: Office, nucleus: Nucleus) -> None:
    """A new board, its minutes certified and issued; accounts told wrongly once; another board at the end."""
    renewed = _renew(office, nucleus, 12)
    day = month(12.6)
    said = CertificationSaid(
        CertifierKind.JUSTICE_OF_PEACE, "Hermelinda Auqui Sulca, jueza de paz", office.on(day), "Libro 2, folio 31"
    )  # fmt: skip
    certify_minutes(assembly=renewed, said=said, by=office.by(day), at=office.at(day))
    issue_minutes(assembly=renewed, by=office.by(day), at=office.at(day), base_url=VERIFY)
    day = month(17)
    one = called(office, nucleus, AssemblyKind.ACCOUNTABILITY, day, "Acta anterior", "Cuentas del semestre")
    meeting = Meeting(office, nucleus, day, 0.6, women=1.5)
    told = meeting.tell(one, motions=(meeting.agreed(MotionKind.ACCOUNTS, "Aprobar las cuentas.", against=20),))
    anew = reverse_assembly(assembly=told, why=WRONG, by=office.by(day + 5), at=office.at(day + 5))
    meeting.tell(anew, motions=(meeting.agreed(MotionKind.ACCOUNTS, "Aprobar las cuentas.", against=5),), late=5)
    _resigns(office, nucleus, Post.PRESIDENT, month(19.5), TEACHER)
    day = month(21)
    one = called(office, nucleus, AssemblyKind.ELECTING, day, "Elección de la presidencia")
    meeting = Meeting(office, nucleus, day, 0.64, women=1.6)
    some = meeting.candidates(without=_ever(nucleus))
    meeting.tell(one, ballots=(meeting.round(Post.PRESIDENT, some[0], some[2]),))
    _renew(office, nucleus, 24)
    give_phone(office, nucleus, Post.TREASURER, month(24.3), heard=month(MONTHS) - 1)
    called(office, nucleus, AssemblyKind.ORDINARY, month(MONTHS) + 9, "Planes de negocio de los grupos", ahead=12)


def _holders(office: Office, nucleus: Nucleus, day: float) -> list[Mandate]:
    board = board_of(nucleus, office.on(day - 1))
    return [seat.mandate for seat in board.seats if seat.mandate is not None]


def _ever(nucleus: Nucleus) -> list[Mandate]:
    """Whoever held a post: others have their turn."""
    return list(Mandate.objects.filter(nucleus=nucleus))
