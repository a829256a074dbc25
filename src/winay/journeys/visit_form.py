"""What was answered in the form of a visit, as the facts that the verb takes. Nothing is judged or written here.

The questions are those of the catalogue's form, whose codes are the vocabularies of delivery.
"""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from winay.core.money import Money
from winay.delivery.visit_rules import AgreementSaid, ProductionSaid, VisitSaid
from winay.delivery.visit_terms import (
    Demonstration,
    LastTime,
    Mark,
    OutputUnit,
    PlantStage,
    Relation,
    Seen,
    Topic,
    WaterFlow,
    WaterSource,
    Weather,
)
from winay.intake.forms.needs import Kind, Need, needed, spare, wanted
from winay.intake.reading.answers import Answers
from winay.journeys.meant import Home, There, home_of
from winay.registry.terms import LANGUAGES, Sex

Word = TypeVar("Word", bound=StrEnum)

VISIT_FORM = "household_visit"
LISTED_HOUSEHOLD = "who/household"
COUNTS = (
    "plants", "sick_of_20", "males", "females", "young", "born", "died", "animals_eaten", "animals_sold", "stolen",
    "vaccinated", "dewormed", "withdrawal_days",
)  # fmt: skip

NEEDS: tuple[Need, ...] = (
    spare(LISTED_HOUSEHOLD, Kind.LISTED),
    needed("who/contract_code"), needed("who/household_code"), needed("when/visited_on", Kind.DAY),
    needed("when/began", Kind.TIME), needed("when/minutes", Kind.INTEGER),
    Need("when/language", Kind.ONE, answered=True, codes=tuple(LANGUAGES), all_codes=False),
    spare("when/position", Kind.POINT), needed("received/relation", Kind.ONE, Relation),
    needed("received/sex", Kind.ONE, Sex), wanted("others", Kind.ROUNDS),
    wanted("others/relation", Kind.ONE, Relation), wanted("others/sex", Kind.ONE, Sex),
    wanted("about/items", Kind.SEVERAL), wanted("about/topics", Kind.SEVERAL, Topic, all_codes=False),
    needed("about/last_time", Kind.ONE, LastTime), wanted("about/last_why"),
    needed("about/demonstration", Kind.ONE, Demonstration), needed("about/initiative", Kind.ONE, Seen),
    wanted("about/initiative_what"), needed("about/advice"), wanted("about/doubts"),
    wanted("agreements", Kind.ROUNDS), wanted("agreements/what"), wanted("agreements/who"),
    wanted("agreements/by_on", Kind.DAY), needed("confirm/mark", Kind.ONE, Mark), wanted("confirm/witness"),
    wanted("confirm/next_on", Kind.DAY), spare("checks/water_source", Kind.ONE, WaterSource),
    spare("checks/water_flow", Kind.ONE, WaterFlow), spare("checks/water_turn", Kind.ONE, Seen),
    spare("checks/feed", Kind.ONE, Seen), spare("checks/weather", Kind.ONE, Weather),
    spare("checks/agrarian_report", Kind.ONE, Seen), spare("checks/withdrawal_told", Kind.ONE, Seen),
    spare("checks/safety", Kind.ONE, Seen), spare("checks/safety_what"), spare("production", Kind.ROUNDS),
    spare("production/item", Kind.ONE), spare("production/stage", Kind.ONE, PlantStage),
    spare("production/unit", Kind.ONE, OutputUnit), spare("production/health_next_on", Kind.DAY),
    *(spare(f"production/{name}") for name in ("treatment", "buyer", "sold_at")),
    *(spare(f"production/{name}", Kind.INTEGER) for name in COUNTS),
    *(spare(f"production/{name}", Kind.DECIMAL) for name in ("eaten", "sold", "kept", "given", "price")),
)  # fmt: skip
"""What every version of the form must still ask, and as what. Signature and print are kept with the submission."""


@dataclass(frozen=True, slots=True)
class VisitAnswers:
    """A filled-in form: whose visit to whom, who was there (the first received it), and the rest as `said`, whose
    `present` is empty. The household was chosen from the list that a trainer's phone carries (from version 2026.2 of
    the form on); where nothing was, both codes were typed."""

    home: Home
    contract_code: str
    there: tuple[There, ...]
    said: VisitSaid


def read_visit(answers: Answers) -> VisitAnswers:
    """A visit from its answers. `BadAnswer` names the answer that is not what its question asks for."""
    on, minutes = answers.day("when/visited_on"), answers.integer("when/minutes")
    if on is None:
        raise answers.bad("when/visited_on", "day")
    if minutes is None:
        raise answers.bad("when/minutes", "integer")
    there = [There(_code(answers, "received/relation", Relation), _code(answers, "received/sex", Sex))]
    for one in _filled(answers, "others", "relation", "sex"):
        there.append(There(_code(one, "relation", Relation), _code(one, "sex", Sex)))
    return VisitAnswers(home_of(answers), answers.text("who/contract_code"), tuple(there), _said(answers, on, minutes))


def _said(answers: Answers, on: date, minutes: int) -> VisitSaid:
    mark = _code(answers, "confirm/mark", Mark)
    return VisitSaid(
        on=on,
        began=_began(answers),
        minutes=minutes,
        language=answers.text("when/language"),
        present=(),
        items=answers.choices("about/items"),
        topics=tuple(_each(answers, "about/topics", Topic)),
        last_time=_code(answers, "about/last_time", LastTime),
        last_why=answers.text("about/last_why"),
        advice=answers.text("about/advice"),
        demonstration=_code(answers, "about/demonstration", Demonstration),
        initiative=_code(answers, "about/initiative", Seen),
        initiative_what=answers.text("about/initiative_what"),
        doubts=answers.text("about/doubts"),
        agreements=tuple(_agreement(one) for one in _filled(answers, "agreements", "what", "who", "by_on")),
        mark=mark,
        witness=answers.text("confirm/witness") if mark is Mark.PRINT else "",
        next_on=answers.day("confirm/next_on"),
        position=_position(answers),
        water_source=_asked(answers, "checks/water_source", WaterSource),
        water_flow=_asked(answers, "checks/water_flow", WaterFlow),
        water_turn=_asked(answers, "checks/water_turn", Seen),
        feed=_asked(answers, "checks/feed", Seen),
        weather=_asked(answers, "checks/weather", Weather),
        agrarian_report=_asked(answers, "checks/agrarian_report", Seen),
        withdrawal_told=_asked(answers, "checks/withdrawal_told", Seen),
        safety=_asked(answers, "checks/safety", Seen),
        safety_what=answers.text("checks/safety_what"),
        production=tuple(_production(one) for one in _filled(answers, "production", "item")),
    )


def _filled(answers: Answers, path: str, *names: str) -> list[Answers]:
    """The repeats in which something was written: some clients send an empty one."""
    return [one for one in answers.repeats(path) if any(one.text(name) for name in names)]


def _began(answers: Answers) -> time:
    """The time that was written, whatever offset the phone's clock has: it is what people there call the hour."""
    try:
        return time.fromisoformat(answers.text("when/began")[:5])
    except ValueError:
        raise answers.bad("when/began", "instant") from None


def _position(answers: Answers) -> tuple[int, int, int] | None:
    point = answers.point("when/position")
    if point is None:
        return None
    metres = point.accuracy if point.accuracy is not None else Decimal(0)
    return round(point.latitude * 1_000_000), round(point.longitude * 1_000_000), round(metres)


def _agreement(one: Answers) -> AgreementSaid:
    by_on = one.day("by_on")
    if by_on is None:
        raise one.bad("by_on", "day")
    return AgreementSaid(one.text("what"), one.text("who"), by_on)


def _production(one: Answers) -> ProductionSaid:
    price = one.decimal("price")
    return ProductionSaid(
        item=one.text("item"),
        stage=_asked(one, "stage", PlantStage),
        treatment=one.text("treatment"),
        health_next_on=one.day("health_next_on"),
        unit=_asked(one, "unit", OutputUnit),
        price=None if price is None else Money(round(price * 100)),
        buyer=one.text("buyer"),
        sold_at=one.text("sold_at"),
        **{name: one.integer(name) for name in COUNTS},
        **{name: _tenths(one, name) for name in ("eaten", "sold", "kept", "given")},
    )


def _tenths(one: Answers, path: str) -> int | None:
    found = one.decimal(path)
    return None if found is None else round(found * 10)


def _code(answers: Answers, path: str, words: type[Word]) -> Word:
    """A choice of a closed vocabulary."""
    try:
        return words(answers.text(path))
    except ValueError:
        raise answers.bad(path, "choice") from None


def _asked(answers: Answers, path: str, words: type[Word]) -> Word | None:
    """The same where nothing need be answered."""
    return _code(answers, path, words) if answers.text(path) else None


def _each(answers: Answers, path: str, words: type[Word]) -> list[Word]:
    try:
        return [words(one) for one in answers.choices(path)]
    except ValueError:
        raise answers.bad(path, "choice") from None
