"""What is said in the demonstration: a trainer's visits that were paid and not made, a flimsy stove, a denunciation
that nobody answered in time; the rumour about Juntos with the answer that quieted it, and where it is heard now; a
quarrel over water; what offices adapted, also what did not work. Everything by the verbs that people use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from winay.accounts.models import Person
from winay.accounts.queries import ActingPerson
from winay.core.clock import now
from winay.nuclei.models import Membership, Nucleus
from winay.places.models import Place
from winay.places.terms import Level
from winay.programs.terms import Zone
from winay.registry.rules import household_code
from winay.synthetic.cast import HIGHLAND_DISTRICT, NEW_HIGHLAND_DISTRICT, NEW_JUNGLE_DISTRICT, by, day_of
from winay.voices.grievance_rules import GrievanceSaid, SpeakerSaid
from winay.voices.queries.conflicts import communities_of
from winay.voices.queries.grievances import contracts_serving, full_name
from winay.voices.services.conflicts import add_step, record_agreement, record_conflict
from winay.voices.services.grievances import (
    Where,
    answer_grievance,
    assign_grievance,
    close_grievance,
    receive_grievance,
    reopen_grievance,
)
from winay.voices.services.rumours import answer_rumour, hear_again, hear_rumour
from winay.voices.services.strategies import (
    accept_pilot,
    adopt_strategy,
    describe_strategy,
    end_trial,
    propose_pilot,
    try_strategy,
)
from winay.voices.strategy_models import Strategy
from winay.voices.strategy_rules import PilotSaid, StrategySaid, TrialSaid
from winay.voices.telling_rules import AnswerSaid, ConflictSaid, RumourSaid
from winay.voices.terms import (
    About,
    AnswerHow,
    Channel,
    ConflictAbout,
    GrievanceKind,
    Outcome,
    RumourTopic,
    Speaker,
    StrategyKind,
    ToldHow,
    Travel,
    TrialResult,
)


@dataclass(frozen=True, slots=True)
class Teller:
    """Who of the cast acts, so many days ago."""

    people: Mapping[str, Person]

    def at(self, days: float) -> datetime:
        return now() - timedelta(days=days)

    def on(self, days: float) -> date:
        return day_of(self.at(days))

    def acts(self, who: str, days: float) -> dict[str, Any]:
        """`by` and `at` of a verb."""
        return {"by": self._as(who, days), "at": self.at(days)}

    def _as(self, who: str, days: float) -> ActingPerson:
        return by(self.people[who], self.at(days))


def say_and_adapt(people: Mapping[str, Person], highlands: Sequence[Nucleus], jungle: Sequence[Nucleus]) -> None:
    """All of it, in the nuclei that have worked for two years and the districts where households enter now."""
    tell = Teller(people)
    _grievances(tell, highlands[0], jungle[0])
    _rumours(tell)
    _conflicts(tell, highlands[0])
    _strategies(tell, highlands, jungle[0])


def _grievances(tell: Teller, high: Nucleus, low: Nucleus) -> None:
    contract = contracts_serving(high)[0]
    unseen = receive_grievance(
        where=Where.at(high), contract=contract, synthetic=True,
        said=GrievanceSaid(
            GrievanceKind.DENUNCIATION, Channel.ASSEMBLY, About.TRAINER, tell.on(25),
            "Figura que me visitó cuatro veces en el mes y a mi casa vino una sola. La firma de la hoja no es la mía.",
        ),
        speaker=SpeakerSaid(Speaker.PROTECTED, "Fortunata Ccori Sulca", "Preguntar en la tienda de la plaza"),
        **tell.acts("julian", 24),
    )  # fmt: skip
    assign_grievance(grievance=unseen, to=tell.people["rosa"], **tell.acts("elena", 22))
    answer_grievance(
        grievance=unseen, on=tell.on(12), told_how=ToldHow.IN_PERSON,
        words="Se visitaron doce hogares: tres de las visitas pagadas no se hicieron. Se descontarán del pago del mes.",
        **tell.acts("rosa", 12),
    )  # fmt: skip
    _stove(tell, high)
    receive_grievance(
        where=Where.at(high), accused=[tell.people["julian"].public_id], synthetic=True,
        said=GrievanceSaid(
            GrievanceKind.COMPLAINT, Channel.LETTER, About.TREATMENT, tell.on(8),
            "Nos hizo esperar tres horas en la puerta y dijo que volviéramos cuando aprendamos a hablar.",
            language="quy",
        ),
        speaker=SpeakerSaid(Speaker.ANONYMOUS), **tell.acts("rosa", 7),
    )  # fmt: skip
    late = receive_grievance(
        where=Where.at(low), synthetic=True,
        said=GrievanceSaid(
            GrievanceKind.DENUNCIATION, Channel.TELEPHONE, About.MONEY, tell.on(48),
            "La junta compró gallinas a la cuñada del tesorero y llegaron la mitad de las que dice el papel.",
        ),
        speaker=SpeakerSaid(Speaker.ANONYMOUS), **tell.acts("olinda", 44),
    )  # fmt: skip
    assign_grievance(grievance=late, to=tell.people["olinda"], **tell.acts("wilder", 43))


def _stove(tell: Teller, high: Nucleus) -> None:
    """Answered and closed; opened again because what replaced it broke too."""
    rows = Membership.objects.filter(nucleus=high, left_on=None).select_related("enrolment__household__participant")
    home = next(one.enrolment.household for one in rows.order_by("pk") if one.enrolment.household.participant)
    speaker = SpeakerSaid(
        Speaker.NAMED, full_name(home.participant), "Radio de la comunidad", household_code(home.public_id)
    )
    one = receive_grievance(
        where=Where.at(high), speaker=speaker, synthetic=True,
        said=GrievanceSaid(
            GrievanceKind.CLAIM, Channel.VISIT, About.DELIVERY, tell.on(60),
            "La plancha de la cocina mejorada es delgada como lata: se dobló a la semana y el humo sale por los lados.",
        ),
        **tell.acts("rosa", 59),
    )  # fmt: skip
    answer_grievance(
        grievance=one, words="El proveedor cambió la plancha por otra y se probó con la familia cocinando.",
        on=tell.on(45), told_how=ToldHow.IN_PERSON, **tell.acts("rosa", 45),
    )  # fmt: skip
    close_grievance(
        grievance=one, outcome=Outcome.FOUNDED, on=tell.on(40), note="La plancha no era del espesor que pedía el plan.",
        **tell.acts("elena", 40),
    )  # fmt: skip
    reopen_grievance(
        grievance=one, on=tell.on(9), why="La plancha nueva también se rajó: es del mismo espesor.",
        **tell.acts("rosa", 9),
    )  # fmt: skip


def _rumours(tell: Teller) -> None:
    heard = {code: Place.objects.get(code=code) for code in (HIGHLAND_DISTRICT, NEW_HIGHLAND_DISTRICT,
                                                             NEW_JUNGLE_DISTRICT)}  # fmt: skip
    quiet = hear_rumour(
        place=heard[HIGHLAND_DISTRICT], synthetic=True,
        said=RumourSaid(
            RumourTopic.REPLACES_TRANSFER, "Dicen que quien firma aquí pierde Juntos: que esto viene a reemplazarlo.",
            tell.on(400),
        ),
        **tell.acts("rosa", 398),
    )  # fmt: skip
    said = AnswerSaid(
        AnswerHow.ASSEMBLY, "La gestora de Juntos vino a la asamblea y lo dijo en quechua: nadie sale por entrar.",
        tell.on(385),
    )  # fmt: skip
    answer_rumour(rumour=quiet, said=said, **tell.acts("rosa", 384))
    hear_rumour(
        place=heard[NEW_HIGHLAND_DISTRICT], synthetic=True,
        said=RumourSaid(
            RumourTopic.REPLACES_TRANSFER, "Que a las que se inscriban les cortan Juntos en diciembre.", tell.on(18)
        ),
        **tell.acts("julian", 16),
    )  # fmt: skip
    again = hear_rumour(
        place=heard[NEW_JUNGLE_DISTRICT], synthetic=True,
        said=RumourSaid(RumourTopic.REPAYMENT, "Que las herramientas se pagan después, con interés.", tell.on(24)),
        **tell.acts("olinda", 23),
    )  # fmt: skip
    said = AnswerSaid(
        AnswerHow.RADIO, "Se leyó por radio que nada de lo entregado se paga ni se devuelve.", tell.on(15)
    )
    answer_rumour(rumour=again, said=said, **tell.acts("olinda", 15))
    hear_again(rumour=again, on=tell.on(4), note="En dos casas de la otra orilla, donde no llega la radio.",
               **tell.acts("olinda", 3))  # fmt: skip


def _conflicts(tell: Teller, high: Nucleus) -> None:
    near = list(Place.objects.filter(pk__in=communities_of(high)).order_by("code")[:2])
    water = record_conflict(
        district=high.district, parties=[one.code for one in near], synthetic=True,
        said=ConflictSaid(
            ConflictAbout.WATER, "Los de arriba cierran la acequia en agosto y a los de abajo no les llega.",
            tell.on(210), 2016,
        ),
        **tell.acts("rosa", 208),
    )  # fmt: skip
    add_step(
        conflict=water, on=tell.on(190), words="Reunión de las dos juntas con el teniente gobernador, sin acuerdo.",
        **tell.acts("rosa", 189),
    )  # fmt: skip
    record_agreement(
        conflict=water, on=tell.on(150), words="Turnos de agua por día, con un cuaderno que lleva el juez de paz.",
        **tell.acts("rosa", 148),
    )  # fmt: skip
    fresh = list(
        Place.objects.filter(parent__code=NEW_HIGHLAND_DISTRICT, level=Level.LOCALITY.value).order_by("code")[:2]
    )
    record_conflict(
        district=Place.objects.get(code=NEW_HIGHLAND_DISTRICT), parties=[one.code for one in fresh], synthetic=True,
        said=ConflictSaid(
            ConflictAbout.BOUNDARIES, "Pleito de linderos: ninguna acepta que la otra ponga al presidente de la junta.",
            tell.on(20), 2019,
        ),
        **tell.acts("julian", 19),
    )  # fmt: skip


def _strategies(tell: Teller, highlands: Sequence[Nucleus], low: Nucleus) -> None:
    high = highlands[0]
    raffle = _described(tell, "rosa", high, StrategyKind.RAFFLE, "Sorteo de una lampa al final", 4_500, (
        "A la capacitación del mes llegaba menos de la mitad, y se iba antes de terminar.",
        "Al terminar se sortea una lampa entre quienes se quedaron; la pone el núcleo con lo que sobra de fletes.",
    ))  # fmt: skip
    _tried(tell, "rosa", raffle, high, 300, 180, TrialResult.WORKED, "De 38 a 61 hogares en cinco reuniones seguidas.")
    adopt_strategy(
        strategy=raffle, nucleus=high, on=tell.on(170), note="Lo acordó la asamblea.", **tell.acts("rosa", 168)
    )  # fmt: skip
    if len(highlands) > 1:
        _tried(tell, "julian", raffle, highlands[1], 200, 110, TrialResult.PARTLY,
               "Vienen más, pero mandan a un niño a cuidar el número del sorteo.")  # fmt: skip
    asked = PilotSaid(
        "¿El sorteo sube la asistencia o solo la permanencia hasta el final?",
        "Hogares presentes al empezar y al terminar, seis reuniones con sorteo y seis sin él.", tell.on(-120),
    )  # fmt: skip
    pilot = propose_pilot(strategy=raffle, place=high.district, said=asked, **tell.acts("rosa", 30))
    accept_pilot(pilot=pilot, on=tell.on(27), **tell.acts("elena", 27))
    wives = _described(tell, "olinda", low, StrategyKind.WIVES_TRAIN, "Capacitar a quien está en la casa", None, (
        "De mayo a octubre los hombres están en la madera: la capacitación quedaba sin nadie del hogar.",
        "Se capacita a la esposa, con hora después de la escuela y un lugar para los niños.",
    ))  # fmt: skip
    _tried(tell, "olinda", wives, low, 420, 240, TrialResult.WORKED, "En 44 de 50 hogares se sembró en fecha.",
           Zone.LOW_JUNGLE, Travel.RIVER, 540)  # fmt: skip
    adopt_strategy(strategy=wives, nucleus=low, on=tell.on(230), **tell.acts("olinda", 229))
    truck = _described(tell, "rosa", high, StrategyKind.SHARED_VEHICLE, "Volquete de la municipalidad para la feria",
                       18_000, (
        "Llevar los cuyes a la feria costaba más que lo que dejaban.",
        "La municipalidad presta el volquete un domingo al mes; el núcleo pone el combustible.",
    ))  # fmt: skip
    _tried(tell, "rosa", truck, high, 260, 120, TrialResult.DID_NOT,
           "De diciembre a marzo el camino se corta: salió dos domingos de seis.")  # fmt: skip
    fair = _described(tell, "julian", high, StrategyKind.FAIR, "Feria de los jueves en la plaza", 9_000, (
        "Los productores vendían al camión, al precio que él ponía.",
        "Un jueves sí y otro no, feria en la plaza con balanza de la municipalidad.",
    ))  # fmt: skip
    try_strategy(strategy=fair, nucleus=high, said=TrialSaid(tell.on(35), Zone.HIGHLANDS, Travel.ROAD, 90),
                 **tell.acts("julian", 34))  # fmt: skip


def _described(
    tell: Teller, who: str, nucleus: Nucleus, kind: StrategyKind, name: str, cost: int | None, words: tuple[str, str]
) -> Strategy:
    said = StrategySaid(kind, name, words[0], words[1], cost, kind.value)
    return describe_strategy(place=nucleus.district, said=said, synthetic=True, **tell.acts(who, 430))


def _tried(
    tell: Teller, who: str, strategy: Strategy, nucleus: Nucleus, since: int, until: int, result: TrialResult,
    evidence: str, zone: Zone = Zone.HIGHLANDS, travel: Travel = Travel.ROAD, minutes: int = 90,
) -> None:  # fmt: skip
    said = TrialSaid(tell.on(since), zone, travel, minutes)
    trial = try_strategy(strategy=strategy, nucleus=nucleus, said=said, **tell.acts(who, since - 1))
    end_trial(
        trial=trial, until_on=tell.on(until), result=result, evidence=evidence, **tell.acts(who, until - 1)
    )  # fmt: skip
