"""For each rule of signals: a scene made by the verbs that gives a hit, and beside it one that just does not.

Each scene says over which month of what it is to be looked, whom the finding is about, and what its evidence says.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from tests import people
from tests.delivery import asset_scene as assets
from tests.delivery import visits_scene as visits
from tests.delivery.sayings_scene import says
from tests.delivery.test_technologies import check
from tests.enrolment import scene as enrolment
from tests.nuclei import scene as nuclei
from tests.plans import scene as plans
from tests.trainers.scene import ago, at
from tests.trainers.test_caseloads import hires
from winay.accounts.queries import ActingPerson
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.delivery.asset_models import Technology
from winay.delivery.asset_rules import DeliverySaid, LineSaid
from winay.delivery.queries.giving import given_to
from winay.delivery.queries.visit_facts import offered_advice
from winay.delivery.saying_terms import Answer
from winay.delivery.services.deliveries import record_delivery
from winay.delivery.technology_terms import Evidence, TechState
from winay.nuclei.models import Nucleus
from winay.places.models import Office
from winay.places.services import save_office
from winay.places.terms import TravelMode
from winay.places.travel.services import TimeSaid, record_travel_time
from winay.plans.services.packages import set_item
from winay.plans.services.prices import record_prices
from winay.programs.terms import AbandonReason
from winay.registry.services.households import correct_household

HERE = (-13_240_000, -74_360_000)
"""Where the telephone was, in millionths of a degree."""
DEGREE_M = 111_195
"""Metres of a degree of latitude."""
DAY = timedelta(days=1)


@dataclass
class Scene:
    """What is looked at in the month of a day. `evidence`: kind, number and the other number of each piece, in any
    order."""

    of: Nucleus | Office
    month: date
    head: ActingPerson
    subject: UUID | None = None
    evidence: list[tuple[str, int | None, int | None]] = field(default_factory=list)


def north(metres: int, of: tuple[int, int] = HERE) -> tuple[int, int]:
    """A spot so many metres north of another."""
    return of[0] + round(metres * 1_000_000 / DEGREE_M), of[1]


def lives(made: nuclei.Formed, number: int, where: tuple[int, int]) -> None:
    """A household's home was taken down by its office."""
    one = made.cycles[number].household
    correct_household(
        household=one, reference="", latitude_e6=where[0], longitude_e6=where[1], language=one.language, by=made.ana,
        at=at(8),
    )  # fmt: skip


def of_trainer(made: nuclei.Formed, *evidence: tuple[str, int | None, int | None], days: int = 5) -> Scene:
    contract = made.trainer  # type: ignore[attr-defined]
    return Scene(made.nucleus, ago(days), made.rosa, contract.public_id, list(evidence))


def many_visits(hit: bool) -> Scene:
    """Four or three visits that begin within an hour; the number is three."""
    made = visits.shared(4)
    for number in range(4 if hit else 3):
        visits.visited(made, number, began=time(9, 15 * number), minutes=15, advice=f"Regar el surco {number}.")
    return of_trainer(made, *[("visit", None, None)] * 4)


def same_place(hit: bool) -> Scene:
    """Two visits with the telephone twenty metres apart; the homes are 340 or 280 metres from each other, and the
    number is 300."""
    made = visits.shared(2)
    lives(made, 0, HERE)
    lives(made, 1, north(340 if hit else 280))
    for number, where in enumerate((HERE, north(20))):
        visits.visited(made, number, position=(*where, 8), advice=f"Regar el surco {number}.")
    return of_trainer(made, ("visit", 20, 340), ("visit", 20, 340))


def copied_answers(hit: bool) -> Scene:
    """The same words of the trainer's own in four or in three households, on four days."""
    made = visits.shared(4)
    words = "Abonar con guano descompuesto antes de la siembra y regar temprano."
    for number in range(4):
        said = words if hit or number < 3 else "Atajar el agua de la acequia y cercar el huerto con ramas."
        visits.visited(made, number, began=time(7 + 3 * number), advice=said)
    return of_trainer(made, *[("visit", None, None)] * 4)


def copied_beside_the_menu(hit: bool) -> Scene:
    """An advice that the menu offers, taken by four trainers' visits: with the same long words of the trainer's own
    behind it, or with other ones in one household."""
    made = visits.shared(4)
    offered = offered_advice(made.nucleus.version, visits.GARDEN)[0].text("es")
    for number in range(4):
        own = "Y no olvidar el cerco de ramas contra las gallinas del vecino de arriba."
        if not hit and number == 3:
            own = "Y guardar la semilla."
        visits.visited(made, number, began=time(7 + 3 * number), advice=f"{offered}\n{own}")
    return of_trainer(made, *[("visit", None, None)] * 4)


def impossible_walk(hit: bool) -> Scene:
    """Homes of one community, 4 000 metres apart: fifty minutes on foot, of which 24 or 25 lie between the visits."""
    made = visits.shared(2)
    lives(made, 0, HERE)
    lives(made, 1, north(4_000))
    visits.visited(made, 0, began=time(9), minutes=60, advice="Regar.")
    visits.visited(made, 1, began=time(10, 24 if hit else 25), minutes=60, advice="Abonar.")
    return of_trainer(made, ("visit", None, None), ("visit", 24, 50))


def impossible_walk_between(hit: bool) -> Scene:
    """Two communities, between which the office measured an hour on foot; 29 or 30 minutes lie between the visits."""
    ground = enrolment.ground()
    cycles = [enrolment.enrolled(ground, enrolment.household(ground.ana, hamlet)) for hamlet in (1, 2)]
    made = nuclei.Formed(ground, nuclei.nucleus(ground, formed_on=ground.on + 10 * DAY, least=1, most=12), cycles)
    for one in cycles:
        nuclei.join(made.nucleus, one, by=ground.ana)
    measured = TimeSaid(
        enrolment.place(1).code, enrolment.place(2).code, TravelMode.WALKING, 60, people.today(), visits.WHY
    )
    record_travel_time(said=measured, today=people.today(), by=made.ana, at=at(0))
    made.trainer = hires(made, 0)  # type: ignore[attr-defined]
    visits.shares(made)
    visits.visited(made, 0, began=time(9), minutes=60, advice="Regar.")
    visits.visited(made, 1, began=time(10, 29 if hit else 30), minutes=60, advice="Abonar.")
    return of_trainer(made, ("visit", None, None), ("visit", 29, 60))


def never_visited(hit: bool) -> Scene:
    """Two households in a caseload for 45 days: one visited on the last of them; the other that day, too, or never."""
    made, full = nuclei.formed(2, least=1, most=12), 2
    made.trainer = hires(made, 0, began_on=ago(full + 45))  # type: ignore[attr-defined]
    visits.shares(made, full + 45)
    for number in range(1 if hit else 2):
        visits.visited(made, number, days=full, began=time(8 + 3 * number), advice=f"Regar el surco {number}.")
    return of_trainer(made, ("household", 45, 1), days=full)


def beyond_order(hit: bool) -> Scene:
    """An addendum halves what was ordered, and everybody received it; then somebody tells late that one household had
    received its first half before the addendum, when the plan still gave it two."""
    of = assets.planned(4, package={assets.GARDEN: 2, assets.STOVE: 1})
    lessened(of, of.on + 60 * DAY, {assets.GARDEN: 1})
    for number in range(4):
        assets.delivered(of, number, after=90)
    scene = of_nucleus(of, 90)
    lines = whole(of, 30)
    scene.evidence = [("order", 4 * one.counted // 2 + one.counted // 2, 4 * one.counted // 2) for one in lines]
    if hit:
        half = tuple(replace(one, counted=one.counted // 2) for one in lines)
        deliver(of, assets.GARDEN, DeliverySaid(of.on + 30 * DAY, half, assets.WITNESSES, explained=True))
    return scene


def deliver(of: assets.Planned, item: str, said: DeliverySaid) -> None:
    """To the first household, as somebody tells it today."""
    home = of.home()
    record_delivery(
        membership=home, item=item, said=said, by=of.ana, at=now(), receiver=home.enrolment.household.participant
    )


def dropped_order(hit: bool) -> Scene:
    """An addendum takes the water out of the plan; somebody tells late of a delivery three days before it, or of
    none."""
    of = assets.planned(4, package={assets.GARDEN: 1, assets.STOVE: 1, plans.WATER: 1})
    on = (of.on + 60 * DAY).replace(day=15)
    lessened(of, on, {plans.WATER: 0})
    day = on - 3 * DAY
    given = given_to(of.home(), plans.WATER, day).ordered
    if hit:
        lines = tuple(LineSaid(position=one.position, counted=one.due) for one in given)
        deliver(of, plans.WATER, DeliverySaid(day, lines, assets.WITNESSES, explained=True))
    scene = Scene(of.made.nucleus, on, of.rosa, of.made.nucleus.public_id)
    scene.evidence = [("order", one.due, 0) for one in given]
    return scene


def whole(of: assets.Planned, after: int) -> tuple[LineSaid, ...]:
    """Every line with what the plan of a day gives a household in all."""
    given = given_to(of.home(), assets.GARDEN, of.on + after * DAY)
    return tuple(LineSaid(position=one.position, counted=one.due) for one in given.ordered)


def lessened(of: assets.Planned, on: date, modules: dict[str, int]) -> None:
    """An addendum of a day that changes how many modules of these items everybody gets."""
    plan = plans.addendum(of.made, on=on)
    for item, number in modules.items():
        set_item(plan=plan, item=item, modules=number, by=of.ana, at=now())
    plans.answer_needs(of.made, plan)
    plans.approved(of.made, plan, on=on)


def of_nucleus(of: assets.Planned, after: int, *evidence: tuple[str, int | None, int | None]) -> Scene:
    nucleus = of.made.nucleus
    return Scene(nucleus, of.on + after * DAY, of.rosa, nucleus.public_id, list(evidence))


def price_far(hit: bool) -> Scene:
    """Four prices of a good around 20 soles, and one a cent more than forty percent above their middle, or not."""
    made = visits.shared(1)
    save_office(code="UT-05", name="UT Ayacucho", seat="Ayacucho", place_codes=["05"], by=SYSTEM, at=at(9))
    far = 2_829 if hit else 2_828
    told = [plans.said(minor=minor, source=f"Feria, puesto {minor}") for minor in (2_000, 2_010, 2_020, 2_030, far)]
    rows = record_prices(said=told, by=made.ana, at=at(0), versions=[plans.version()])
    office = Office.objects.prefetch_related("covered__place").get(code="UT-05")
    subject = next(one for one in rows if one.minor == far).public_id
    return Scene(office, people.today(), made.rosa, subject, [("price", far, 2_020)])


def abandoned_cluster(hit: bool) -> Scene:
    """Of five gardens of a community two, or one, were abandoned: forty percent is enough."""
    of = assets.planned(5)
    for number in range(5):
        technology = assets.delivered(of, number).technology
        if number < (2 if hit else 1):
            _given_up(of, technology)
    return of_nucleus(of, 150, ("technology", 2, 5), ("technology", 2, 5))


def abandoned_by_hearsay(hit: bool) -> Scene:
    """Two gardens of five were seen abandoned, or one of them is only said to be."""
    of = assets.planned(5)
    gardens = [assets.delivered(of, number).technology for number in range(5)]
    _given_up(of, gardens[0])
    _given_up(of, gardens[1], **({} if hit else {"evidence": Evidence.TOLD}))
    return of_nucleus(of, 150, ("technology", 2, 5), ("technology", 2, 5))


def _given_up(of: assets.Planned, technology: Technology, **more: Any) -> None:
    said = {"state": TechState.ABANDONED, "evidence": Evidence.PARTS, "why": AbandonReason.NO_WATER, "used_on": None}
    check(of, technology, **(said | more))


def household_denies(hit: bool) -> Scene:
    """A card that came today says that nobody came, or that the trainer did; one denial is enough."""
    made = visits.shared(2)
    visit = visits.visited(made)
    says(made, visit, Answer.DID_NOT_COME if hit else Answer.CAME)
    return replace(of_trainer(made, ("visit", 0, None)), month=people.today())


SCENES: dict[str, Callable[[bool], Scene]] = {
    "many_visits": many_visits, "same_place": same_place, "copied_answers": copied_answers,
    "copied_answers:menu": copied_beside_the_menu,
    "impossible_walk": impossible_walk, "impossible_walk:between": impossible_walk_between,
    "beyond_order": beyond_order, "beyond_order:dropped": dropped_order, "price_far": price_far,
    "never_visited": never_visited, "abandoned_cluster": abandoned_cluster,
    "abandoned_cluster:hearsay": abandoned_by_hearsay, "household_denies": household_denies,
}  # fmt: skip
