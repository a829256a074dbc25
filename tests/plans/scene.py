"""Prices, workshops and plans of a small nucleus, all through the verbs."""

from datetime import date, timedelta
from typing import Any

from tests import people
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene as nuclei
from winay.core.clock import now
from winay.nuclei.governance_models import Assembly
from winay.nuclei.models import Membership
from winay.nuclei.terms import AssemblyKind, Post
from winay.places.models import Place
from winay.plans.plan_models import Plan
from winay.plans.price_models import ExchangeRate, Price
from winay.plans.price_rules import Good, PriceSaid, RateSaid
from winay.plans.queries.menus import Line, lines_of, menu_for
from winay.plans.queries.plans import sheet_of
from winay.plans.services.deciding import approve_plan, submit_plan
from winay.plans.services.packages import say_need, set_item
from winay.plans.services.planning import draft_addendum, draft_plan
from winay.plans.services.prices import record_prices, record_rate
from winay.plans.services.workshops import approve_workshop, tell_workshop
from winay.plans.terms import ChoiceMode, PriceSource, Trap
from winay.plans.workshop_models import Workshop
from winay.plans.workshop_rules import AnswerSaid, WorkshopTold
from winay.programs.models import Version

DAY, WHY = timedelta(days=1), nuclei.WHY
DEPARTMENT, DISTRICT = "05", "050110"
SOURCE = "Ferretería El Sol, Huamanga"


def version() -> Version:
    return Version.objects.select_related("program").get(program__key="haku-winay", key="2014.1")


def lines(item: str) -> list[Line]:
    """What is bought for an item."""
    return lines_of(one for one in menu_for(version()) if one.key == item)


def good(item: str = "open_field_garden", number: int = 0) -> Good:
    return lines(item)[number].good


def said(of: Good | None = None, minor: int = 1_250, **more: Any) -> PriceSaid:
    told = {
        "good": of or good(), "place": DEPARTMENT, "minor": minor, "quoted_on": people.today(),
        "source_kind": PriceSource.SUPPLIER, "source": SOURCE,
    }  # fmt: skip
    return PriceSaid(**(told | more))


def priced(by: Any, of: Good | None = None, minor: int = 1_250, **more: Any) -> Price:
    return record_prices(said=[said(of, minor, **more)], by=by, at=now(), versions=[version()])[0]


def price_everything(by: Any, *items: str, minor: int = 1_000, on: date | None = None) -> None:
    """The same price for every line of some items."""
    rows = [said(line.good, minor, quoted_on=on or people.today()) for item in items for line in lines(item)]
    record_prices(said=rows, by=by, at=now(), versions=[version()])


def rated(by: Any, number: int = 37_500, on: date | None = None) -> ExchangeRate:
    return record_rate(said=RateSaid(on or people.today(), number, "SBS, venta"), by=by, at=now())


def place(code: str = DEPARTMENT) -> Place:
    return Place.objects.get(code=code)


def codes(refused: Any) -> list[str]:
    return [reason.code.removeprefix("plans.") for reason in refused.value.reasons]


# ---- workshops ------------------------------------------------------------------------------------------------------

GARDEN, STOVE, WATER, GREENHOUSE, PIGS = (
    "open_field_garden", "improved_stove", "safe_water", "rustic_greenhouse", "guinea_pigs",
)  # fmt: skip
ANSWERS = (
    AnswerSaid(Trap.HUMAN_CAPITAL, "¿Qué quisieran aprender?", "Riego y crianza de cuyes.", 3),
    AnswerSaid(Trap.PRODUCTIVITY, "¿En qué meses falta pasto?", "De julio a octubre.", 2),
    AnswerSaid(Trap.MARKETS, "¿A quién venden?", "Al que llega con camión los jueves.", 2),
)


def constituted(households: int = 4, made: nuclei.Formed | None = None) -> nuclei.Formed:
    """A nucleus of some households that was constituted with a board the day after it was formed."""
    made = made or nuclei.formed(households)
    votes = (boards.ballot(made, Post.PRESIDENT, (0, 2)), boards.ballot(made, Post.SECRETARY, (1, 2)))
    boards.held(made, made.on + DAY, kind=AssemblyKind.CONSTITUTING, ballots=votes)
    return made


def diagnosed(made: nuclei.Formed, days: int = 5, came: Any = None) -> Assembly:
    """A diagnostic assembly of it, some days after it was formed."""
    return boards.held(made, made.on + days * DAY, kind=AssemblyKind.DIAGNOSTIC, came=came)


def told(**more: Any) -> WorkshopTold:
    """Counted hands for a garden, a stove and water."""
    facts = {
        "facilitator": "Nilda Sulca", "mode": ChoiceMode.HANDS, "answers": ANSWERS,
        "counts": {GARDEN: 4, STOVE: 3, WATER: 1},
    }  # fmt: skip
    return WorkshopTold(**(facts | more))


def workshop(made: nuclei.Formed, *, approved: bool = True, **more: Any) -> Workshop:
    found = tell_workshop(assembly=diagnosed(made), told=told(**more), by=made.ana, at=now())
    return approve_workshop(workshop=found, by=made.rosa, at=now()) if approved else found


# ---- plans ----------------------------------------------------------------------------------------------------------


def drafted(made: nuclei.Formed, *, ground: Workshop | None = None, on: date | None = None, **more: Any) -> Plan:
    """A draft of an approved workshop, with a garden and a stove whose needs are met."""
    found = draft_plan(
        workshop=ground or workshop(made), on=on or people.today(), by=made.ana, at=now()
    )  # fmt: skip
    for item, modules in more.get("package", {GARDEN: 1, STOVE: 1}).items():
        set_item(plan=found, item=item, modules=modules, by=made.ana, at=now())
    answer_needs(made, found)
    return found


def answer_needs(made: nuclei.Formed, plan: Plan) -> None:
    for item, position, _words, how in sheet_of(plan).needs:
        if not how:
            say_need(plan=plan, item=item.key, position=position, how="Visto en la visita", by=made.ana, at=now())


def submitted(made: nuclei.Formed, plan: Plan | None = None, *, minor: int = 1_000) -> Plan:
    """Sent by Ana, with every price known and a rate of its day."""
    found = plan or drafted(made)
    if not Price.objects.exists():
        price_everything(made.ana, GARDEN, STOVE, WATER, minor=minor, on=found.on)
    return submit_plan(plan=found, by=made.ana, at=now())


def approved(made: nuclei.Formed, plan: Plan | None = None, *, on: date | None = None) -> Plan:
    return approve_plan(plan=submitted(made, plan), on=on or people.today(), by=made.rosa, at=now())


def addendum(made: nuclei.Formed, *, on: date | None = None, why: str = WHY) -> Plan:
    return draft_addendum(nucleus=made.nucleus, on=on or people.today(), why=why, by=made.ana, at=now())


def membership(made: nuclei.Formed, number: int = 0) -> Membership:
    return Membership.objects.get(enrolment=made.cycles[number])
