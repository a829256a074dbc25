"""What households of the first nucleus say of their visits and deliveries: a stack of cards that the secretary
collected and that came down two weeks late, some answers on the page with somebody's help, three that say no, one
that changed its mind, one copied from the card of another home."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from winay.accounts.models import Person
from winay.accounts.queries import ActingPerson, acting
from winay.core.clock import now
from winay.delivery.queries.sayings import Asked, Card, cards_of
from winay.delivery.saying_models import Saying
from winay.delivery.saying_rules import AnswerSaid, CardSaid
from winay.delivery.saying_terms import Answer, SaidHow
from winay.delivery.services.sayings import change_saying, record_card, reverse_saying
from winay.nuclei.models import Nucleus
from winay.supervision.services.looking import look_for_signals
from winay.synthetic.cast import day_of
from winay.synthetic.community import Office

STACK, SAID, TOLD, CHANGED, LOOKED = 26, 17, 3, 2, 1
"""How many cards came back; days before today: said, told, changed, looked at."""
NO = {
    4: "Ese día bajamos a la feria y la casa estaba con candado.",
    11: "Vino el mes pasado, pero no ese día.",
    17: "Nadie vino: la vecina también dice que no lo vio.",
}
"""Whose card says that nobody came, and what they add."""
POOR = {7: "La malla es más delgada que la que mostraron en el taller.", 19: "Dos cuyes llegaron enfermos."}
COLLECTED = "Eusebia Ñahui Ccori"


def hear_households(office: Office, nuclei: Sequence[Nucleus], *, head: Person) -> None:
    """The cards of the first nucleus, and what supervision finds in them."""
    nucleus = nuclei[0]
    cards = [one for one in cards_of(nucleus, _on(SAID)) if one.asked and one.enrolment.household.participant]
    made: dict[int, list[Saying]] = {}
    for number, card in enumerate(cards[:STACK]):
        if said := _said(number, card):
            made[number] = record_card(
                nucleus=nucleus, enrolment=card.enrolment, said=said, by=_by(office, TOLD), at=_at(TOLD), synthetic=True
            )
    _think_again(office, cards, made)
    look_for_signals(nucleus=nucleus, month=_on(TOLD), by=acting(head, on=_on(LOOKED)), at=_at(LOOKED))


def _said(number: int, card: Card) -> CardSaid | None:
    on = _on(SAID)
    asked = [one for one in card.asked if one.on <= on]
    first = min((one.on for one in asked if not one.is_visit), default=None)
    answers = [_answer(number, at, one, first) for at, one in enumerate(asked)]
    person = card.enrolment.household.participant
    if not answers or person is None or person.joined_on > on:
        return None
    helped = number % 5 == 0
    return CardSaid(
        on=on, how=SaidHow.PAGE if helped else SaidHow.PAPER, answers=tuple(answers), speaker=person.public_id,
        helper="Fortunato Sulca Pillaca" if helped else COLLECTED,
    )  # fmt: skip


def _answer(number: int, at: int, one: Asked, first: date | None) -> AnswerSaid:
    key = one.thing.public_id
    if one.is_visit:
        no = number in NO and at == 0
        return AnswerSaid(key, Answer.DID_NOT_COME if no else Answer.CAME, NO[number] if no else "")
    if number in POOR and one.on == first:
        return AnswerSaid(key, Answer.NOT_AS_PROMISED, POOR[number])
    return AnswerSaid(key, Answer.HAVE_IT)


def _think_again(office: Office, cards: Sequence[Card], made: dict[int, list[Saying]]) -> None:
    """One household remembers better, one answer was another home's."""
    denied = [rows[0] for number, rows in made.items() if number in NO and rows[0].denies]
    if len(denied) < 2:
        return
    first, last = denied[0], denied[-1]
    person = first.speaker
    assert first.visit is not None and person is not None
    again = CardSaid(
        _on(CHANGED), SaidHow.PAGE, (AnswerSaid(first.visit.public_id, Answer.CAME, "Lo recibió mi hija."),),
        speaker=person.public_id, helper=COLLECTED,
    )  # fmt: skip
    change_saying(
        saying=first, said=again, why="Su hija contó que ella recibió la visita en la chacra.", by=_by(office, CHANGED),
        at=_at(CHANGED),
    )  # fmt: skip
    why = "Esa marca era de la hoja de la casa de al lado: las dos estaban pegadas."
    reverse_saying(saying=last, why=why, by=_by(office, CHANGED), at=_at(CHANGED))


def _at(days: int) -> datetime:
    return now() - timedelta(days=days)


def _on(days: int) -> date:
    return day_of(_at(days))


def _by(office: Office, days: int) -> ActingPerson:
    return acting(office.person, on=_on(days))
