"""What the demonstration's first nuclei planned for their households: a workshop, a plan that was refused for one menu
and for a price that nobody knew, observed once, approved, and changed by an addendum when households came later."""

from collections.abc import Sequence

from winay.accounts.models import Person
from winay.accounts.queries import acting
from winay.core.clock import now
from winay.core.errors import Refused
from winay.core.ids import new_id
from winay.journeys.plan_files import issue_plan_file
from winay.nuclei.governance_models import Assembly
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.people import memberships_on
from winay.nuclei.terms import AssemblyKind
from winay.plans.guides import guides
from winay.plans.live_models import LiveMark
from winay.plans.live_rules import MarkSaid
from winay.plans.plan_models import Plan
from winay.plans.plan_rules import ContributionSaid
from winay.plans.price_rules import Good
from winay.plans.queries.menus import lines_of, menu_for
from winay.plans.queries.plans import sheet_of
from winay.plans.queries.workshops import came_to, offered
from winay.plans.services.deciding import approve_plan, return_plan, submit_plan
from winay.plans.services.live import mark_live, open_live, take_back_mark
from winay.plans.services.packages import add_contribution, say_need, set_item, vary_household
from winay.plans.services.planning import draft_addendum, draft_plan
from winay.plans.services.workshops import approve_workshop, tell_workshop
from winay.plans.terms import ChoiceMode, Comer, Contributor, MarkKind
from winay.plans.workshop_models import Workshop
from winay.plans.workshop_rules import AnswerSaid, WorkshopTold
from winay.synthetic.cast import day_of
from winay.synthetic.community import Office
from winay.synthetic.costs import ask_late, ask_prices, write_rates
from winay.synthetic.nucleus_years import VERIFY, month
from winay.synthetic.telling import Meeting, called

WANTED = (
    ("open_field_garden", 92), ("guinea_pigs", 88), ("laying_hens", 71), ("rustic_greenhouse", 44),
    ("native_fish_pond", 40), ("associated_pastures", 35), ("improved_stove", 83), ("safe_water", 61),
    ("solid_waste", 22),
)  # fmt: skip
"""Items and which share of those who came wanted them, in hundredths."""
PACKAGE = ("open_field_garden", "guinea_pigs", "laying_hens", "improved_stove")
LATER = "safe_water"
SAID = (
    "Riego y crianza, pero en su idioma y en la chacra, no en el local.", "Las mujeres dejan la escuela para cuidar.",
    "De julio a octubre no alcanza la comida.", "La helada de febrero se llevó la mitad.",
    "Solo al camión que pasa los jueves, al precio que él pone.", "Cuatro horas a pie hasta la feria.",
)  # fmt: skip
OBSERVED = (
    "Falta decir quién trae la arena para las cocinas y cómo se valora: la municipalidad lo ofreció en el taller."
)
BABY = "Vive con sus padres: no tiene corral propio, y pide dos cocinas porque cocinan aparte."
ADDENDUM = "Entraron hogares después de la propuesta, y el puesto de salud pidió agua segura para todos."


def plan_what_households_get(office: Office, nuclei: Sequence[Nucleus], *, head: Person, national: Person) -> None:
    """Prices of the territory; workshop, plan and addendum of the first nucleus; the next one only has its workshop."""
    write_rates(office, national)
    first = nuclei[0]
    missing = _hard_to_find(first)
    ask_prices(office, month(1.2), without=[missing])
    workshop = _workshop(office, first, head, Assembly.objects.get(nucleus=first, kind=AssemblyKind.DIAGNOSTIC))
    plan = _plan(office, workshop, head, missing)
    _addendum(office, first, head, plan)
    ask_prices(office, month(24.5), rise=107)
    if len(nuclei) > 1:
        _second(office, nuclei[1])


def _hard_to_find(nucleus: Nucleus) -> Good:
    """Something of the stove that no shop had on the first day."""
    return next(one.good for one in lines_of(menu_for(nucleus.version)) if one.item.key == "improved_stove")


def _workshop(office: Office, nucleus: Nucleus, head: Person, assembly: Assembly) -> Workshop:
    day = month(1.6)
    found = tell_workshop(
        assembly=assembly, told=workshop_told(office, nucleus, assembly), by=office.by(day), at=office.at(day)
    )
    who = acting(head, on=office.on(day + 2))
    return approve_workshop(workshop=found, by=who, at=office.at(day + 2))


def workshop_told(office: Office, nucleus: Nucleus, assembly: Assembly) -> WorkshopTold:
    """What was said in a workshop, and what those who came want."""
    came, menu = came_to(assembly), offered(nucleus.version)
    many = len(came.memberships)
    answers = [
        AnswerSaid(guide.trap, guide.asked("es")[at][1], SAID[2 * number + at], min(came.people, 9 + 4 * at))
        for number, guide in enumerate(guides())
        for at in range(2)
    ]
    mode = ChoiceMode.HANDS if office.language == "quy" else ChoiceMode.SECRET
    counts = {item: max(1, many * share // 100) for item, share in WANTED if item in menu}
    return WorkshopTold(office.led_by, mode, tuple(answers), counts=counts, notes="Se habló en dos idiomas.")


def _plan(office: Office, workshop: Workshop, head: Person, missing: Good) -> Plan:
    day = month(2)
    by, at = office.by(day), office.at(day)
    menu = offered(workshop.nucleus.version)
    plan = draft_plan(workshop=workshop, on=office.on(day), by=by, at=at)
    items = [item for item in PACKAGE if item in menu]
    for item in items[:-1]:
        set_item(plan=plan, item=item, modules=1, by=by, at=at)
    assert _refused(office, plan, day)  # one menu alone
    set_item(plan=plan, item=items[-1], modules=1, by=by, at=at)
    _answer(office, plan, day)
    assert _refused(office, plan, day + 1)  # a price that nobody knows
    ask_late(office, missing, day - 0.5)
    _vary(office, plan, items, day + 1)
    submit_plan(plan=plan, by=office.by(day + 2), at=office.at(day + 2))
    who = acting(head, on=office.on(day + 5))
    return_plan(plan=plan, why=OBSERVED, by=who, at=office.at(day + 5))
    _give(office, plan, day + 6)
    submit_plan(plan=plan, by=office.by(day + 7), at=office.at(day + 7))
    who = acting(head, on=office.on(day + 9))
    approved = approve_plan(plan=plan, on=office.on(day + 9), by=who, at=office.at(day + 9))
    issue_plan_file(plan=approved, by=office.by(day + 10), at=office.at(day + 10), base_url=VERIFY)
    return approved


def _refused(office: Office, plan: Plan, day: float) -> bool:
    try:
        submit_plan(plan=plan, by=office.by(day), at=office.at(day))
    except Refused:
        return True
    return False


def _answer(office: Office, plan: Plan, day: float) -> None:
    for item, position, _words, how in sheet_of(plan).needs:
        if not how:
            say_need(
                plan=plan, item=item.key, position=position, how="Visto casa por casa con la junta", by=office.by(day),
                at=office.at(day),
            )  # fmt: skip


def _vary(office: Office, plan: Plan, items: Sequence[str], day: float) -> None:
    """A household asks for more than the cap allows, and takes less."""
    home = sheet_of(plan).homes[4]
    kept = {items[0]: 1, items[-1]: 2}
    told = {"plan": plan, "membership": home.membership, "why": BABY, "by": office.by(day), "at": office.at(day)}
    try:
        vary_household(package=dict.fromkeys(kept, 20), **told)  # type: ignore[arg-type]
    except Refused:
        vary_household(package=kept, **told)  # type: ignore[arg-type]


def _give(office: Office, plan: Plan, day: float) -> None:
    for giver, what, each, minor, how in (
        (
            Contributor.MUNICIPALITY,
            "Dos volquetes de arena y su traslado",
            False,
            180_000,
            "tarifa de la municipalidad",
        ),
        (Contributor.COMMUNITY, "Faena para limpiar la acequia", False, 96_000, "24 jornales"),
        (Contributor.HOUSEHOLD, "Adobes, postes y abono de corral", True, 8_500, "precio del distrito"),
    ):
        said = ContributionSaid(giver, what, each, minor, how)
        add_contribution(plan=plan, said=said, by=office.by(day), at=office.at(day))


def _addendum(office: Office, nucleus: Nucleus, head: Person, plan: Plan) -> None:
    """Households that came later, and safe water for everybody."""
    day = month(7)
    more = draft_addendum(nucleus=nucleus, on=office.on(day), why=ADDENDUM, by=office.by(day), at=office.at(day))
    if LATER in offered(nucleus.version):
        set_item(plan=more, item=LATER, modules=1, by=office.by(day), at=office.at(day))
    _answer(office, more, day)
    submit_plan(plan=more, by=office.by(day + 1), at=office.at(day + 1))
    who = acting(head, on=office.on(day + 3))
    approved = approve_plan(plan=more, on=office.on(day + 3), by=who, at=office.at(day + 3))
    issue_plan_file(plan=approved, by=office.by(day + 4), at=office.at(day + 4), base_url=VERIFY)


def _second(office: Office, nucleus: Nucleus) -> None:
    """The next nucleus met for its workshop; the office's head has not looked at it yet."""
    day = month(2.2)
    one = called(office, nucleus, AssemblyKind.DIAGNOSTIC, day, "Taller de diagnóstico")
    assembly = Meeting(office, nucleus, day, 0.64).tell(one)
    tell_workshop(
        assembly=assembly, told=workshop_told(office, nucleus, assembly), by=office.by(day + 1), at=office.at(day + 1)
    )


def hold_a_workshop_today(office: Office, nucleus: Nucleus) -> None:
    """A nucleus meets again this morning, and its workshop is on the screen: two count, one of them marked what nobody
    said, and the package is over the cap so far."""
    opened = (day_of(now()) - office.on(0)).days
    one = called(
        office, nucleus, AssemblyKind.DIAGNOSTIC, opened, "Taller de diagnóstico, con los hogares que faltaron"
    )
    by = office.by(opened)
    live = open_live(assembly=one, mode=ChoiceMode.HANDS, by=by, at=now())
    menu = offered(nucleus.version)
    came = len(memberships_on(nucleus, one.held_on)) * 62 // 100

    def count(kind: MarkKind, key: str, number: int, question: str = "", words: str = "") -> LiveMark:
        said = MarkSaid(kind, key, number, question, words)
        return mark_live(live=live, said=said, mark=new_id(), by=by, at=now())

    count(MarkKind.CAME, Comer.WOMAN, came * 2 // 3)
    count(MarkKind.CAME, Comer.MAN, came - came * 2 // 3)
    count(MarkKind.CAME, Comer.MORE_MEN, 7)
    for at_trap, guide in enumerate(guides()):
        count(MarkKind.SAID, guide.trap, 12 - 4 * at_trap, guide.asked("es")[1][1], SAID[2 * at_trap])
    wanted = [(item, max(1, came * share // 100)) for item, share in WANTED if item in menu]
    for item, hands in wanted:
        count(MarkKind.WANTS, item, hands)
    take_back_mark(mark=count(MarkKind.WANTS, wanted[0][0], 1), by=by, at=now())
    for item in [one for one in PACKAGE if one in menu]:
        count(MarkKind.TAKES, item, 6 if item == "laying_hens" else 1)
