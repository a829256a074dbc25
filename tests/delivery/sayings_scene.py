"""What households say of a visit and of a delivery, as a card brings it."""

from dataclasses import replace
from typing import Any

from tests.nuclei import scene as nuclei
from tests.trainers.scene import ago, at
from winay.delivery.asset_models import Delivery
from winay.delivery.saying_models import Saying
from winay.delivery.saying_rules import AnswerSaid, CardSaid
from winay.delivery.saying_terms import Answer, SaidHow
from winay.delivery.services.sayings import record_card
from winay.delivery.visit_models import Visit

WHY = "La señora se acordó mejor en la asamblea."


def card(thing: Visit | Delivery, answer: Answer = Answer.DID_NOT_COME, days: int = 2, **more: Any) -> CardSaid:
    """A card with one answer, said by the participant and collected by somebody of the board."""
    note = more.pop("note", "")
    cycle = thing.enrolment if isinstance(thing, Visit) else thing.technology.membership.enrolment
    told = CardSaid(
        on=ago(days), how=SaidHow.PAPER, answers=(AnswerSaid(thing.public_id, answer, note),),
        speaker=cycle.household.participant.public_id, helper="Eusebia Ñahui Ccori",
    )  # fmt: skip
    return replace(told, **more)


def says(made: nuclei.Formed, thing: Visit | Delivery, answer: Answer = Answer.DID_NOT_COME, **more: Any) -> Saying:
    """What a household says of something, told today unless said otherwise."""
    facts = {"by": made.ana, "at": at(0), "synthetic": True}
    facts |= {key: more.pop(key) for key in ("by", "at") if key in more}
    cycle = thing.enrolment if isinstance(thing, Visit) else thing.technology.membership.enrolment
    return record_card(nucleus=made.nucleus, enrolment=cycle, said=card(thing, answer, **more), **facts)[0]
