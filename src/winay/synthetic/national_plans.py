"""What the nuclei of the national seed that work planned for their households: a workshop and an approved plan, at
prices asked in their department, by the bulk paths. Some still wait, and some few were sent back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from django.db import transaction

from winay.nuclei.assembly_rules import AssemblyTold
from winay.nuclei.bulk import Act as Holds
from winay.nuclei.bulk import Holding, hold_assemblies
from winay.nuclei.governance_models import Mandate
from winay.nuclei.models import Nucleus, StageMove
from winay.nuclei.queries.boards import Board, boards_of
from winay.nuclei.queries.gathered import Gathered
from winay.nuclei.terms import AssemblyKind
from winay.plans.bulk import Act, Preparing, approve_plans, prepare_plans
from winay.plans.plan_models import Plan
from winay.plans.price_models import Price
from winay.plans.queries.plans import needs_of
from winay.plans.queries.pricing import Pricing, pricing_of
from winay.plans.queries.workshops import offered
from winay.plans.services.deciding import return_plan
from winay.plans.services.workshops import return_workshop
from winay.plans.workshop_models import Workshop
from winay.plans.workshop_rules import WorkshopTold
from winay.plans.workshops_bulk import Telling, approve_workshops, tell_workshops
from winay.synthetic.costs import ask_prices
from winay.synthetic.national_boards import BY_THEN, DAYS, BriefMeeting, gather
from winay.synthetic.national_nuclei import CONSTITUTED, story_of
from winay.synthetic.national_staff import DistrictOffice, Staff, at_day
from winay.synthetic.national_wants import SEEN, package_of, told_in
from winay.synthetic.population import SEED
from winay.synthetic.telling import notice
from winay.targeting.models import Selection

ASKED, HELD, PLANNED, DECIDED = CONSTITUTED + 6, CONSTITUTED + 14, CONSTITUTED + 24, CONSTITUTED + 31
"""Days of a district's story: prices, the first workshop, the plans, their approval."""
NEITHER, WAITS, SENT_BACK, UNPLANNED, UNDECIDED, OBSERVED = 0.015, 0.03, 0.04, 0.055, 0.075, 0.085
"""Up to these shares of nuclei have no workshop yet; one that waits; one that came back; an approved one without a plan
yet; a plan that waits; one that came back. The others have an approved plan."""
AGENDA = (("Taller de diagnóstico",), ("Taller de diagnóstico", "Qué tecnologías"),
          ("Acta anterior", "Taller de diagnóstico", "Yachachiq"))  # fmt: skip
WORKSHOP_WHY = "Faltan las hojas de las mujeres: se dice que hablaron aparte y no se copió lo que pidieron."
PLAN_WHY = "Falta decir quién trae el agua a las parcelas de arriba: la municipalidad lo ofreció en el taller."


@dataclass(frozen=True, slots=True)
class Planned:
    """A nucleus with its fate, its luck, and its workshop as it was told."""

    nucleus: Nucleus
    fate: float
    luck: Random
    told: WorkshopTold


@transaction.atomic
def plan_district(selection: Selection, code: str, people: Staff) -> None:
    """Workshops and plans of a district, whole or not at all; a nucleus that has a workshop is left alone."""
    boards = Mandate.objects.filter(nucleus__version=selection.version_id, nucleus__district__code=code)
    begun = StageMove.objects.filter(nucleus__version=selection.version_id, nucleus__district__code=code)
    told = Workshop.objects.filter(nucleus__district__code=code).values("nucleus")
    rows = Nucleus.objects.filter(pk__in=boards.values("nucleus"), closed_on=None, synthetic=True).exclude(pk__in=told)
    rows = rows.filter(pk__in=begun.values("nucleus")).select_related("version__program", "district", "seat")
    nuclei = [one for one in rows.order_by("pk") if _luck(code, one).random() >= NEITHER]
    if not nuclei:
        return
    office = people.office(selection, code, "es")
    office.start = at_day(story_of(code)[1])
    workshops = _diagnose(office, nuclei)
    _plan(office, workshops)


def ask_in_departments(selection: Selection, codes: Sequence[str], people: Staff) -> None:
    """What everything on the menus costs, once in each department, before the first of its plans."""
    for code in {code[:2]: code for code in reversed(codes)}.values():
        office = people.office(selection, code, "es")
        if not Price.objects.filter(place__code=code[:2], quoted_on__lte=office.on(ASKED), withdrawn_at=None).exists():
            ask_prices(office, ASKED)


def _luck(code: str, nucleus: Nucleus) -> Random:
    return Random(f"{SEED}/plans/{code}/{nucleus.name}")


def _diagnose(office: DistrictOffice, nuclei: Sequence[Nucleus]) -> dict[int, Planned]:
    """The workshops of a district, by primary key: those that were approved."""
    assert office.head is not None
    gathered = gather(office, nuclei, HELD)
    boards = boards_of([one.pk for one in nuclei], office.on(HELD - 2))
    meetings = {
        one.pk: _meeting(office, one, HELD + number % DAYS, gathered[one.pk]) for number, one in enumerate(nuclei)
    }
    holdings = [_holding(office, one, meetings[one.pk], boards[one.pk]) for one in nuclei]
    by, at = office.by(HELD), office.at(HELD + BY_THEN)
    act = Holds(by, office.at(HELD + DAYS - 1), office.at(HELD + BY_THEN - 0.5), synthetic=True)
    held = hold_assemblies(holdings, act, gathered=gathered)
    some = [_planned(office, nuclei[number], meetings[nuclei[number].pk]) for number in sorted(held.assemblies)]
    keys = [held.assemblies[number] for number in sorted(held.assemblies)]
    told = tell_workshops([Telling(pk, one.told) for pk, one in zip(keys, some, strict=True)], Act(by, at))
    found = {pk: some[number] for number, pk in told.keys.items()}
    for pk, one in found.items():
        if WAITS <= one.fate < SENT_BACK:
            workshop = Workshop.objects.select_related("nucleus").get(pk=pk)
            return_workshop(workshop=workshop, why=WORKSHOP_WHY, by=office.head, at=office.at(HELD + BY_THEN + 2))
    fine = [pk for pk, one in found.items() if one.fate >= SENT_BACK]
    done = approve_workshops(fine, Act(office.head, office.at(HELD + BY_THEN + 2)))
    return {pk: found[pk] for pk in done.keys.values()}


def _meeting(office: DistrictOffice, nucleus: Nucleus, day: float, gathered: Gathered) -> BriefMeeting:
    share = Random(f"{SEED}/came/{office.district}/{nucleus.name}").uniform(0.54, 0.86)
    return BriefMeeting(office, nucleus, day, share, gathered=gathered)


def _holding(office: DistrictOffice, nucleus: Nucleus, meeting: BriefMeeting, board: Board) -> Holding:
    call = notice(
        office, nucleus, AssemblyKind.DIAGNOSTIC, meeting.day, *meeting.luck.choice(AGENDA), board=board
    )  # fmt: skip
    told = AssemblyTold(2, call.called_by_name, office.language, call.called_by_name, meeting.present())
    return Holding(nucleus.pk, call, told)


def _planned(office: DistrictOffice, nucleus: Nucleus, meeting: BriefMeeting) -> Planned:
    luck = _luck(office.district, nucleus)
    fate = luck.random()
    told = told_in(
        nucleus, offered(nucleus.version), facilitator=office.led_by, households=len(meeting.came),
        people=len(meeting.came), women_first=office.language == "quy", luck=luck,
    )  # fmt: skip
    return Planned(nucleus, fate, luck, told)


def _plan(office: DistrictOffice, workshops: Mapping[int, Planned]) -> None:
    """The plans of a district's workshops, most of them approved."""
    assert office.head is not None
    asked = {pk: one for pk, one in workshops.items() if one.fate >= UNPLANNED}
    if not asked:
        return
    version = next(iter(asked.values())).nucleus.version
    pricing = pricing_of(version, district=office.district, on=office.on(PLANNED))
    preparings = [_preparing(office, pk, one, pricing) for pk, one in asked.items()]
    fates = [one.fate for one in asked.values()]
    act = Act(office.by(PLANNED), office.at(PLANNED))
    plans = prepare_plans(preparings, act, sent_at=office.at(PLANNED + 1)).keys
    fine = [pk for number, pk in plans.items() if fates[number] >= OBSERVED]
    approve_plans(fine, Act(office.head, office.at(DECIDED)), on=office.on(DECIDED))
    for number, pk in plans.items():
        if UNDECIDED <= fates[number] < OBSERVED:
            plan = Plan.objects.select_related("nucleus").get(pk=pk)
            return_plan(plan=plan, why=PLAN_WHY, by=office.head, at=office.at(DECIDED))


def _preparing(office: DistrictOffice, workshop: int, one: Planned, pricing: Pricing) -> Preparing:
    menu = offered(one.nucleus.version)
    package = package_of(one.nucleus, menu, one.told, pricing, one.luck)
    met = {(item.key, at): one.luck.choice(SEEN) for item, at, _words, _how in needs_of(package, menu, {})}
    return Preparing(workshop, office.on(PLANNED), package, met)
