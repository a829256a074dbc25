"""What the nuclei of the national seed that have a board planned for their households: a workshop and an approved plan,
at prices asked in their department. By the verbs that people use."""

from collections.abc import Sequence

from django.db import transaction

from winay.nuclei.governance_models import Mandate
from winay.nuclei.models import Nucleus
from winay.nuclei.terms import AssemblyKind
from winay.plans.price_models import Price
from winay.plans.queries.plans import sheet_of
from winay.plans.queries.workshops import offered
from winay.plans.services.deciding import approve_plan, submit_plan
from winay.plans.services.packages import say_need, set_item
from winay.plans.services.planning import draft_plan
from winay.plans.services.workshops import approve_workshop, tell_workshop
from winay.plans.workshop_models import Workshop
from winay.synthetic.costs import ask_prices
from winay.synthetic.national_nuclei import CONSTITUTED, story_of
from winay.synthetic.national_staff import DistrictOffice, Staff, at_day
from winay.synthetic.planned import PACKAGE, workshop_told
from winay.synthetic.telling import Meeting, called
from winay.targeting.models import Selection

ASKED, HELD, PLANNED, DECIDED = CONSTITUTED + 6, CONSTITUTED + 14, CONSTITUTED + 20, CONSTITUTED + 27
"""Days of a district's story: prices, the workshop, the plan, its approval."""
SEEN = "Visto casa por casa con la junta"


def plan_district(selection: Selection, code: str, people: Staff) -> None:
    """Workshops and plans of a district, nucleus by nucleus, each whole or not at all; what is there is left alone."""
    boards = Mandate.objects.filter(nucleus__version=selection.version_id, nucleus__district__code=code)
    told = Workshop.objects.filter(nucleus__district__code=code).values("nucleus")
    rows = Nucleus.objects.filter(pk__in=boards.values("nucleus"), closed_on=None, synthetic=True).exclude(pk__in=told)
    nuclei = list(rows.select_related("version__program", "district", "seat").order_by("pk"))
    if not nuclei:
        return
    office = people.office(selection, code, "es")
    office.start = at_day(story_of(code)[1])
    for one in nuclei:
        _plan(office, one)


def ask_in_departments(selection: Selection, codes: Sequence[str], people: Staff) -> None:
    """What everything on the menus costs, once in each department, before the first of its plans."""
    for code in {code[:2]: code for code in reversed(codes)}.values():
        office = people.office(selection, code, "es")
        if not Price.objects.filter(place__code=code[:2], quoted_on__lte=office.on(ASKED), withdrawn_at=None).exists():
            ask_prices(office, ASKED)


@transaction.atomic
def _plan(office: DistrictOffice, nucleus: Nucleus) -> None:
    assert office.head is not None
    one = called(office, nucleus, AssemblyKind.DIAGNOSTIC, HELD, "Taller de diagnóstico")
    assembly = Meeting(office, nucleus, HELD, 0.64).tell(one)
    workshop = tell_workshop(
        assembly=assembly, told=workshop_told(office, nucleus, assembly), by=office.by(HELD), at=office.at(HELD + 0.2)
    )
    workshop = approve_workshop(workshop=workshop, by=office.head, at=office.at(HELD + 2))
    by, at = office.by(PLANNED), office.at(PLANNED)
    plan = draft_plan(workshop=workshop, on=office.on(PLANNED), by=by, at=at)
    menu = offered(nucleus.version)
    for item in PACKAGE:
        if item in menu:
            set_item(plan=plan, item=item, modules=1, by=by, at=at)
    for item, position, _words, how in sheet_of(plan).needs:
        if not how:
            say_need(plan=plan, item=item.key, position=position, how=SEEN, by=by, at=at)
    submit_plan(plan=plan, by=by, at=office.at(PLANNED + 1))
    approve_plan(plan=plan, on=office.on(DECIDED), by=office.head, at=office.at(DECIDED))
