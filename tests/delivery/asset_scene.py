"""A small nucleus whose plan was approved a year and more ago, and what its households received by it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei import scene as nuclei
from tests.plans import scene as plans
from winay.core.clock import now
from winay.delivery.asset_models import Delivery
from winay.delivery.asset_rules import DeliverySaid, LineSaid, WitnessSaid
from winay.delivery.asset_terms import WitnessRole
from winay.delivery.queries.giving import given_to
from winay.delivery.services.deliveries import record_delivery
from winay.nuclei.models import Membership
from winay.plans.plan_models import Plan

DAY, WHY = timedelta(days=1), nuclei.WHY
GARDEN, STOVE = plans.GARDEN, plans.STOVE
DAYS_AGO = 480
WITNESSES = (
    WitnessSaid("Eusebia Ñahui Ccori", WitnessRole.PROSECUTOR),
    WitnessSaid("Fortunato Sulca Pillaca", WitnessRole.TREASURER),
)


@dataclass
class Planned:
    """A nucleus with its approved plan: a garden and a stove for each household."""

    made: nuclei.Formed
    plan: Plan

    @property
    def ana(self) -> Any:
        return self.made.ana

    @property
    def rosa(self) -> Any:
        return self.made.rosa

    @property
    def on(self) -> date:
        """The day on which the plan was approved."""
        assert self.plan.decided_on is not None
        return self.plan.decided_on

    def home(self, number: int = 0) -> Membership:
        return Membership.objects.select_related("nucleus", "enrolment__household__participant").get(
            enrolment=self.made.cycles[number]
        )


def planned(households: int = 4, *, days_ago: int = DAYS_AGO, package: Any = None) -> Planned:
    """A nucleus formed some days ago, and its plan approved a week after its workshop."""
    ground = enrolment.ground(days_ago=days_ago, opened_after=5)
    made = plans.constituted(made=nuclei.formed(households, ground))
    on = made.on + 12 * DAY
    if package is None:
        draft = plans.drafted(made, on=on)
    else:
        draft = plans.drafted(made, on=on, package=package)
    plans.rated(people.acting_as(people.manager()), on=on - DAY)
    items = [one.item for one in draft.items.all()]
    plans.price_everything(made.ana, *items, on=on - DAY)
    return Planned(made, plans.approved(made, draft, on=on))


def lines(one: Membership, item: str = GARDEN, on: date | None = None, **of: dict[str, Any]) -> tuple[LineSaid, ...]:
    """Everything that still misses of an item. `of`: by `l` and its place in the kit, what one line says otherwise."""
    given = given_to(one, item, on or people.today())
    found = []
    for line in given.ordered:
        told = {"position": line.position, "counted": line.missing} | of.get(f"l{line.position}", {})
        found.append(LineSaid(**told))
    return tuple(found)


def said(one: Membership, item: str = GARDEN, *, on: date, **more: Any) -> DeliverySaid:
    facts = {"on": on, "lines": lines(one, item), "witnesses": WITNESSES, "explained": True}
    return DeliverySaid(**(facts | more))


def delivered(
    of: Planned, number: int = 0, item: str = GARDEN, *, after: int = 10, **more: Any
) -> Delivery:  # fmt: skip
    """The whole kit, some days after the plan was approved, taken by the participant."""
    one = of.home(number)
    facts = {key: more.pop(key) for key in ("receiver", "trainer") if key in more}
    told = said(one, item, on=of.on + after * DAY, **more)
    participant = one.enrolment.household.participant
    return record_delivery(
        membership=one, item=item, said=told, by=of.ana, at=now(), **({"receiver": participant} | facts)
    )


def codes(refused: Any) -> list[str]:
    return [reason.code.removeprefix("delivery.") for reason in refused.value.reasons]
