"""What people of a small nucleus said, and what its office tried, all through the verbs."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tests import people
from tests.nuclei import scene as nuclei
from winay.accounts.queries import ActingPerson
from winay.core.clock import now
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.places.models import Place
from winay.programs.terms import Zone
from winay.voices.conflict_models import Conflict
from winay.voices.grievance_models import Grievance
from winay.voices.grievance_rules import GrievanceSaid, SpeakerSaid
from winay.voices.queries.grievances import whole_grievances
from winay.voices.rumour_models import Rumour
from winay.voices.services.conflicts import record_conflict
from winay.voices.services.grievances import Where, answer_grievance, close_grievance, receive_grievance
from winay.voices.services.rumours import hear_rumour
from winay.voices.services.strategies import describe_strategy, try_strategy
from winay.voices.strategy_models import Strategy, Trial
from winay.voices.strategy_rules import StrategySaid, TrialSaid
from winay.voices.telling_rules import ConflictSaid, RumourSaid
from winay.voices.terms import (
    About,
    Channel,
    ConflictAbout,
    GrievanceKind,
    Outcome,
    RumourTopic,
    Speaker,
    StrategyKind,
    ToldHow,
    Travel,
)

DAY, WHY = timedelta(days=1), nuclei.WHY
WORDS = "La cocina que me dejaron se rajó a la semana y nadie vino a verla."
NOTE = "Se cambió la plancha y la familia cocina en ella."


def ago(days: int) -> date:
    return people.today() - days * DAY


def said(**more: Any) -> GrievanceSaid:
    facts = {
        "kind": GrievanceKind.CLAIM, "channel": Channel.VISIT, "about": About.DELIVERY, "heard_on": ago(10),
        "words": WORDS,
    }  # fmt: skip
    return GrievanceSaid(**(facts | more))


NAMED = SpeakerSaid(Speaker.NAMED, "Teodora Ccori Sulca", "966 123 456")
PROTECTED = SpeakerSaid(Speaker.PROTECTED, "Teodora Ccori Sulca", "966 123 456")
ANONYMOUS = SpeakerSaid(Speaker.ANONYMOUS)


def received(
    made: nuclei.Formed, speaker: SpeakerSaid = NAMED, *, by: ActingPerson | None = None, contract: Any = None,
    accused: tuple[UUID, ...] = (), **more: Any,
) -> Grievance:  # fmt: skip
    return receive_grievance(
        where=Where.at(made.nucleus), said=said(**more), speaker=speaker, contract=contract, accused=accused,
        by=by or made.ana, at=now(),
    )  # fmt: skip


def answered(grievance: Grievance, by: ActingPerson, **more: Any) -> Grievance:
    facts = {"words": NOTE, "on": ago(2), "told_how": ToldHow.IN_PERSON} | more
    return answer_grievance(grievance=grievance, by=by, at=now(), **facts)


def closed(grievance: Grievance, by: ActingPerson, outcome: Outcome = Outcome.FOUNDED, **more: Any) -> Grievance:
    facts = {"on": ago(1), "note": NOTE} | more
    return close_grievance(grievance=grievance, outcome=outcome, by=by, at=now(), **facts)


def fresh(grievance: Grievance) -> Grievance:
    return whole_grievances().get(pk=grievance.pk)


def district(code: str = "050110") -> Place:
    return Place.objects.select_related("parent__parent").get(code=code)


def heard(by: ActingPerson, place: Place | None = None, **more: Any) -> Rumour:
    facts = {
        "topic": RumourTopic.REPLACES_TRANSFER, "words": "Dicen que quien entra pierde Juntos.", "heard_on": ago(60),
    }  # fmt: skip
    return hear_rumour(place=place or district(), said=RumourSaid(**(facts | more)), by=by, at=now())


def quarrel(by: ActingPerson, *parties: str, **more: Any) -> Conflict:
    facts = {
        "about": ConflictAbout.WATER, "words": "Los de arriba cierran la acequia en agosto.", "heard_on": ago(40),
        "since_year": 2019,
    }  # fmt: skip
    codes = parties or ("0501100001", "0501100002")
    return record_conflict(district=district(), parties=codes, said=ConflictSaid(**(facts | more)), by=by, at=now())


def raffle(**more: Any) -> StrategySaid:
    facts = {
        "kind": StrategyKind.RAFFLE, "name": "Sorteo de herramientas al final",
        "problem": "A la capacitación llegaba un tercio de los hogares.",
        "done": "Al terminar se sortea una lampa entre quienes se quedaron.", "cost_minor": 4_500, "shipped": "raffle",
    }  # fmt: skip
    return StrategySaid(**(facts | more))


def described(by: ActingPerson, **more: Any) -> Strategy:
    return describe_strategy(place=district(), said=raffle(**more), by=by, at=now())


def context(**more: Any) -> TrialSaid:
    facts = {"from_on": ago(30), "zone": Zone.HIGHLANDS, "travel": Travel.ROAD, "access_minutes": 90}
    return TrialSaid(**(facts | more))


def tried(made: nuclei.Formed, strategy: Strategy | None = None, **more: Any) -> Trial:
    return try_strategy(
        strategy=strategy or described(made.ana), nucleus=made.nucleus, said=context(**more), by=made.ana, at=now()
    )


def codes(refused: Any) -> list[str]:
    return [reason.code.removeprefix("voices.") for reason in refused.value.reasons]


def body(verb: str) -> str:
    """The newest line of a verb, as its bytes stand."""
    return str(Line.objects.filter(verb=f"voices.{verb}").order_by("-id")[0].body)


def line(verb: str) -> Any:
    """What it says."""
    entry = parse_body(body(verb))
    return {"before": entry.before, "after": entry.after, "subjects": entry.subjects}


def changed(one: Any, **more: Any) -> Any:
    return replace(one, **more)
