"""The nuclei of the national seed, district by district: a plan, what its communities said, its approval, and what the
nuclei did since. Not every district is as far as the others. Everything by the verbs that people use; what a district
has is left alone, and it goes on from there."""

from random import Random

from django.db.models import Count

from winay.nuclei.computing import compute
from winay.nuclei.formation_models import Acceptance, Formation, Unit
from winay.nuclei.models import CentralMembership, CentralNucleus, Nucleus
from winay.nuclei.plan_queue import IN_HAND
from winay.nuclei.queries.centrals import routes_of
from winay.nuclei.queries.plans import plan_of, whole_formations
from winay.nuclei.queries.waiting import waiting_by_place
from winay.nuclei.rules import AcceptanceSaid
from winay.nuclei.services.acceptances import record_acceptance
from winay.nuclei.services.centrals import add_to_central, form_central
from winay.nuclei.services.deciding import approve_plan, return_plan, submit_plan
from winay.nuclei.services.editing import name_group
from winay.nuclei.services.planning import QUICK, ask_for_plan
from winay.nuclei.services.stages import begin_stage, close_nucleus
from winay.nuclei.terms import FormationState
from winay.places.models import Place
from winay.programs.terms import StageKey
from winay.synthetic.national_boards import constitute_many
from winay.synthetic.national_staff import DistrictOffice, Staff, at_day
from winay.synthetic.nuclei import NO, SMALL
from winay.synthetic.population import SEED
from winay.targeting.models import Selection

ASKED, MET, SENT, DECIDED, CONSTITUTED, BEGAN, CLOSED = 10, 14, 24, 28, 38, 42, 80
"""Days of a district's story, which begins some weeks earlier or later than its neighbour's."""
WEEKS = 6
LATE, LATER = 0.07, 860
"""The share of districts that entered last, and how many days after the others."""
UNASKED, TALKED, RETURNED, SUBMITTED = 0.015, 0.035, 0.045, LATE
"""Up to these shares of districts nobody asked for a plan, communities still talk about it, it came back, it waits for
its decision: those that entered last. The others have nuclei."""
BOARDS, IDLE, ENDED = 0.985, 0.04, 0.012
"""Shares of nuclei: with a board, whose work has not begun, closed."""
ENOUGH_FOR_A_BOARD = 18
"""Households from which eight come who stand for its posts."""
CENTRALS, OF_A_CENTRAL = 0.5, (2, 9)
"""The share of provinces with a central nucleus, and how many nuclei it groups."""
OBSERVED = "Falta el acta de dos comunidades con las firmas: complétela y envíe el plan otra vez."
ENDED_WHY = "La mayoría de sus hogares se mudó a la capital de la provincia; lo acordaron en asamblea."


def story_of(code: str) -> tuple[float, int]:
    """A district's fate, and the day on which its story begins."""
    luck = Random(f"{SEED}/nuclei/{code}")
    fate, start = luck.random(), luck.randint(0, WEEKS * 7)
    return fate, start + LATER * (fate < LATE)


def form_district(selection: Selection, code: str, people: Staff) -> None:
    """Bring a district as far as its story goes."""
    fate, start = story_of(code)
    if fate < UNASKED:
        return
    rows = whole_formations().filter(version=selection.version_id, district__code=code)
    plan = rows.exclude(state__in=[FormationState.DISCARDED, FormationState.FAILED]).order_by("-id").first()
    office = people.office(selection, code, "es")
    office.start = at_day(start)
    if plan is None:
        plan = _asked(selection, Place.objects.get(code=code), office)
    if plan is not None:
        _go_on(plan, office, fate)


def _asked(selection: Selection, district: Place, office: DistrictOffice) -> Formation | None:
    """None where nobody waits."""
    if not waiting_by_place(selection.version_id, district.pk):
        return None
    return ask_for_plan(
        district=district, version=selection.version, seconds=QUICK, by=office.by(ASKED), at=office.at(ASKED),
        synthetic=True,
    )  # fmt: skip


def _go_on(plan: Formation, office: DistrictOffice, fate: float) -> None:
    assert office.head is not None
    if plan.state in IN_HAND:
        plan = compute(plan, at=office.at(ASKED), search=False)  # a country's searches would take hours
    if plan.state == FormationState.DRAFT and not plan.returned_why:
        talked = fate < TALKED
        _hear(plan, office, whole=not talked)
        if talked:
            return
        _explain(plan, office)
        plan = submit_plan(formation=plan, by=office.by(SENT), at=office.at(SENT))
    if plan.state == FormationState.SUBMITTED and fate < RETURNED:
        return_plan(formation=plan, why=OBSERVED, by=office.head, at=office.at(DECIDED))
    elif plan.state == FormationState.SUBMITTED and fate >= SUBMITTED:
        approve_plan(formation=plan, on=office.on(DECIDED), by=office.head, at=office.at(DECIDED))
        plan.state = FormationState.APPROVED.value
    if plan.state == FormationState.APPROVED:
        _work(plan, office)


def _hear(plan: Formation, office: DistrictOffice, *, whole: bool) -> None:
    """What each community said; not `whole`: a third has not met yet, and the first said no."""
    rows = Acceptance.objects.filter(unit__formation=plan, reversed_at=None).order_by("held_on", "pk")
    told = dict(rows.values_list("unit", "accepted"))
    units = list(Unit.objects.filter(formation=plan).select_related("place").order_by("place__code"))
    for number, unit in enumerate(units if whole else units[: -(-2 * len(units) // 3)]):
        if told.get(unit.pk) or (unit.pk in told and not whole):
            continue
        on = MET + number % 9 + (unit.pk in told)  # who said no meets again
        came = max(1, unit.households * 3 // 4)
        refused = not whole and not number
        said = AcceptanceSaid(
            not refused, office.on(on), f"Local comunal de {unit.place.name}", office.led_by,
            women=came - came // 3, men=came // 3 + 2, households=came, notes=NO if refused else "",
        )  # fmt: skip
        record_acceptance(unit=unit, said=said, by=office.by(on), at=office.at(MET + 9))


def _explain(plan: Formation, office: DistrictOffice) -> None:
    """The reason of each group that is smaller than the version asks."""
    found = plan_of(plan)
    for pk, facts in found.facts_by_group.items():
        group = found.groups[pk]
        if facts.households < plan.least and group.exception_why != SMALL:
            name_group(group=group, name=group.name, exception_why=SMALL, by=office.by(SENT), at=office.at(SENT))


def _work(plan: Formation, office: DistrictOffice) -> None:
    """Nearly all nuclei have a board, most have begun, some few are closed by now."""
    assert office.head is not None
    fresh = []
    rows = Nucleus.objects.filter(formation=plan, closed_on=None).select_related("seat", "district")
    rows = rows.annotate(
        n=Count("memberships", distinct=True), begun=Count("stages", distinct=True),
        met=Count("assemblies", distinct=True),
    )  # fmt: skip
    for one in (nuclei := list(rows.order_by("pk"))):
        if _luck(office, one)[0] and not one.met and one.n >= ENOUGH_FOR_A_BOARD:
            fresh.append(one)
    constitute_many(office, fresh, CONSTITUTED)
    for one in nuclei:
        _board, idle, ends = _luck(office, one)
        if not idle and not one.begun:
            begin_stage(
                nucleus=one, stage=StageKey.IMPLEMENTATION, on=office.on(BEGAN), by=office.head, at=office.at(BEGAN)
            )
        if ends:
            close_nucleus(nucleus=one, on=office.on(CLOSED), why=ENDED_WHY, by=office.head, at=office.at(CLOSED))


def _luck(office: DistrictOffice, nucleus: Nucleus) -> tuple[bool, bool, bool]:
    """Whether it has a board, has not begun, is closed by now."""
    luck = Random(f"{SEED}/nucleus/{office.district}/{nucleus.name}")
    return luck.random() < BOARDS, luck.random() < IDLE, luck.random() < ENDED


def group_under_centrals(selection: Selection, people: Staff) -> None:
    """A central nucleus in every other province, where the version sends money through them."""
    if not routes_of(selection.version_id).yes:
        return
    nuclei = Nucleus.objects.filter(version=selection.version_id, formation__synthetic=True, closed_on=None)
    by_province: dict[int, list[Nucleus]] = {}
    for one in nuclei.select_related("district").order_by("district__code", "pk"):
        if one.district.parent_id is not None:
            by_province.setdefault(one.district.parent_id, []).append(one)
    held = set(CentralMembership.objects.filter(until_on=None).values_list("nucleus", flat=True))
    for place in Place.objects.filter(pk__in=by_province).order_by("code"):
        luck = Random(f"{SEED}/central/{place.code}")
        if luck.random() < CENTRALS:
            some = by_province[place.pk][: luck.randint(*OF_A_CENTRAL)]
            _central(selection, place, [one for one in some if one.pk not in held], people)


def _central(selection: Selection, place: Place, nuclei: list[Nucleus], people: Staff) -> None:
    office = people.office(selection, place.code, "es")
    day = BEGAN + WEEKS * 7
    name = f"Núcleo ejecutor central {place.name}"
    central = CentralNucleus.objects.filter(version=selection.version_id, place=place, name=name).first()
    if central is None:
        central = form_central(
            version=selection.version, place=place, name=name, on=office.on(day), by=office.by(day),
            at=office.at(day), synthetic=True,
        )  # fmt: skip
    for one in nuclei:
        add_to_central(central=central, nucleus=one, on=office.on(day), by=office.by(day), at=office.at(day))
