"""A nucleus with a productive trainer who has its households since eight days ago, and visits of theirs."""

from dataclasses import replace
from datetime import time
from typing import Any

from tests.nuclei import scene as nuclei
from tests.trainers.scene import ago, at
from tests.trainers.test_caseloads import hires
from winay.core.money import Money
from winay.delivery.services.sessions import record_session
from winay.delivery.services.visits import record_visit
from winay.delivery.session_models import Session
from winay.delivery.session_rules import SessionSaid
from winay.delivery.visit_models import Visit
from winay.delivery.visit_rules import AgreementSaid, PresentSaid, ProductionSaid, VisitSaid
from winay.delivery.visit_terms import LastTime, Mark, OutputUnit, PlantStage, Seen, Topic
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.registry.models import Member
from winay.trainers.queries.caseloads import sharing_of
from winay.trainers.services.caseloads import share_out
from winay.trainers.terms import ContractKind

PRODUCTIVE = ContractKind.PRODUCTIVE
GARDEN, PIGS = "open_field_garden", "guinea_pigs"
WHY = "Así consta en el cuaderno del yachachiq."


def shared(households: int = 3, **more: Any) -> nuclei.Formed:
    """`made.trainer` visits all of them from eight days ago on."""
    made = nuclei.formed(households, least=1, most=12, **more)
    made.trainer = hires(made, 0)  # type: ignore[attr-defined]
    shares(made)
    return made


def shares(made: nuclei.Formed, days: int = 8) -> None:
    seal = sharing_of(made.nucleus, PRODUCTIVE, ago(days)).seal
    share_out(nucleus=made.nucleus, kind=PRODUCTIVE, on=ago(days), seal=seal, by=made.ana, at=at(7))


def said(person: Member, days: int = 5, **more: Any) -> VisitSaid:
    """A visit as a trainer writes it down."""
    told = VisitSaid(
        on=ago(days), began=time(9), minutes=90, language="quy", present=(PresentSaid(person.public_id),),
        items=(GARDEN,), topics=(Topic.SOIL,), last_time=LastTime.NOTHING, advice="Abonar antes de sembrar.",
        mark=Mark.SIGNATURE,
    )  # fmt: skip
    return replace(told, **more)


def full(person: Member, days: int = 5, **more: Any) -> VisitSaid:
    """Everything that the form asks for."""
    seen = ProductionSaid(
        PIGS, males=1, females=8, young=12, born=9, died=1, animals_eaten=3, vaccinated=8, treatment="ivermectina",
        health_next_on=ago(days - 30), withdrawal_days=21, unit=OutputUnit.PIECE, sold=20, eaten=30,
        price=Money(2_000), buyer="Feria de Vinchos", sold_at="plaza",
    )  # fmt: skip
    grown = ProductionSaid(GARDEN, plants=120, stage=PlantStage.GROWING, sick_of_20=3)
    facts = {
        "items": (GARDEN, PIGS), "last_time": LastTime.PARTLY, "last_why": "No llegó el guano.",
        "agreements": (AgreementSaid("Cercar el huerto", "la familia", ago(days - 20)),
                       AgreementSaid("Traer semilla", "el yachachiq", ago(days - 12))),
        "initiative": Seen.YES, "initiative_what": "Otra poza con adobes propios", "doubts": "¿Cuándo llega la malla?",
        "mark": Mark.PRINT, "witness": "Teófila Auqui", "next_on": ago(days - 14), "feed": Seen.YES,
        "position": (-13_240_000, -74_360_000, 12), "safety": Seen.NO, "safety_what": "Mochila de fumigar en la cocina",
        "production": (seen, grown),
    }  # fmt: skip
    return said(person, days, **(facts | more))


def visited(made: nuclei.Formed, number: int = 0, days: int = 5, told: int = 0, **more: Any) -> Visit:
    """A visit to a household, told so many days ago."""
    facts = {"contract": made.trainer, "enrolment": made.cycles[number], "by": made.ana, "at": at(told)}  # type: ignore[attr-defined]
    for key in ("contract", "enrolment", "by", "at", "source", "submission"):
        if key in more:
            facts[key] = more.pop(key)
    hours = {"began": time(6 + 2 * number)} | more
    return record_visit(said=said(made.person(number), days, **hours), synthetic=True, **facts)


def held(made: nuclei.Formed, days: int = 4, **more: Any) -> Session:
    """A session to which every participant came."""
    people = tuple(made.person(number).public_id for number in range(len(made.cycles)))
    told = session_said(people, days, **more)
    return record_session(contract=made.trainer, nucleus=made.nucleus, said=told, by=made.ana, at=at(0))  # type: ignore[attr-defined]


def session_said(people: Any, days: int = 4, **more: Any) -> SessionSaid:
    told = SessionSaid(
        on=ago(days), began=time(15), minutes=120, venue="Local comunal", language="quy", items=(GARDEN,),
        topics=(Topic.SELLING,), present=tuple(people), guest_women=2,
    )  # fmt: skip
    return replace(told, **more)


def codes(refused: Any) -> list[str]:
    return [reason.code.removeprefix("delivery.") for reason in refused.value.reasons]


def line(verb: str) -> Any:
    """What the newest line of a verb says."""
    entry = parse_body(Line.objects.filter(verb=f"delivery.{verb}").order_by("-id")[0].body)
    return {"before": entry.before, "after": entry.after}
