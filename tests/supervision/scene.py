"""A trainer's nucleus with visits that are worth asking about, and a sample of its households."""

from dataclasses import replace
from datetime import date, time
from typing import Any

from tests import people
from tests.delivery import visits_scene as visits
from tests.nuclei import scene as nuclei
from tests.trainers.scene import ago, at
from winay.accounts.queries import ActingPerson
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.supervision.sample_models import Sample, Spot
from winay.supervision.sample_rules import DrawSaid, FindingSaid
from winay.supervision.services.looking import Result, look_for_signals
from winay.supervision.services.samples import draw_sample
from winay.supervision.signal_models import Signal
from winay.supervision.terms import Came, Goods, Met, SeenState

COPIED = "Abonar con guano descompuesto antes de la siembra y regar temprano."
WHY = "Así consta en el cuaderno de la supervisión."
DAY = 5
"""So many days ago the trainer made five visits within an hour."""


def crowded(households: int = 5, **more: Any) -> nuclei.Formed:
    """Visits to as many households within an hour of one day, ten minutes each, with the same words."""
    made = visits.shared(households)
    for number in range(households):
        visits.visited(
            made, number, days=DAY, began=time(9, 8 * number), minutes=8, advice=COPIED, **more
        )  # fmt: skip
    return made


def looks(made: nuclei.Formed, days: int = DAY, by: ActingPerson | None = None, **more: Any) -> Result:
    facts = {"nucleus": made.nucleus, "month": ago(days), "by": by or made.ana, "at": at(0)} | more
    return look_for_signals(**facts)


def found(kind: str) -> Signal:
    return Signal.objects.get(kind=kind)


def crowd(made: nuclei.Formed | None = None) -> Signal:
    """The signal of the crowded day."""
    looks(made or crowded())
    return found("many_visits")


def another() -> ActingPerson:
    """A second head of the same office."""
    return people.acting_as(people.head(name="Nilda Sulca Auqui"))


def said(**more: Any) -> DrawSaid:
    return replace(DrawSaid(ago(8), people.today(), 3, "rifa 4711"), **more)


def sample(made: nuclei.Formed, **more: Any) -> Sample:
    facts = {"scope": made.nucleus, "said": said(**more), "by": made.ana, "at": at(0)}
    return draw_sample(**facts)


def spots(of: Sample) -> list[Spot]:
    return list(of.spots.order_by("position"))


def finding(**more: Any) -> FindingSaid:
    told = FindingSaid(
        people.today(), "Nilda Sulca", Met.PARTICIPANT, 1, Came.YES, Goods.ALL, "",
        (("open_field_garden", SeenState.IN_USE),),
    )  # fmt: skip
    return replace(told, **more)


def codes(refused: Any) -> list[str]:
    return [reason.code.removeprefix("supervision.") for reason in refused.value.reasons]


def line(verb: str) -> Any:
    """What the newest line of a verb says."""
    entry = parse_body(Line.objects.filter(verb=f"supervision.{verb}").order_by("-id")[0].body)
    return {"before": entry.before, "after": entry.after, "subjects": entry.subjects}


def lines(verb: str) -> int:
    return Line.objects.filter(verb=f"supervision.{verb}").count()


__all__ = ["ago", "at", "date"]
