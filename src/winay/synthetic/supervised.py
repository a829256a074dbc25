"""Signals and a sample in the first nucleus of the highlands: a trainer with two crowded Sundays, the same words for
everybody and one place for two homes, households without a visit, a price far off. One signal was explained, one
confirmed, others wait; half of a sample is asked, and two households do not agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from winay.accounts.models import Person
from winay.accounts.queries import ActingPerson, acting
from winay.core.clock import now
from winay.delivery.queries.visit_facts import taught
from winay.delivery.services.visits import record_visit
from winay.delivery.visit_rules import PresentSaid, VisitSaid
from winay.delivery.visit_terms import LastTime, Mark, Topic
from winay.enrolment.models import Enrolment
from winay.nuclei.models import Nucleus
from winay.places.models import Office as OfficeRow
from winay.plans.price_rules import PriceSaid
from winay.plans.queries.menus import goods_of
from winay.plans.services.prices import record_prices
from winay.plans.terms import PriceSource
from winay.registry.services.households import correct_household
from winay.registry.terms import Origin
from winay.supervision.sample_models import Sample, Spot
from winay.supervision.sample_rules import DrawSaid, FindingSaid
from winay.supervision.services.looking import look_at_prices, look_for_signals
from winay.supervision.services.samples import draw_sample, miss_household, record_finding
from winay.supervision.services.signals import answer_signal, close_signal, tell_signal
from winay.supervision.signal_models import Signal
from winay.supervision.terms import Came, Goods, Met, MissedWhy, SignalKind, SignalOutcome, ToldHow
from winay.synthetic.cast import day_of
from winay.synthetic.community import Office
from winay.trainers.contract_models import Contract
from winay.trainers.queries.caseloads import cases_of, serving
from winay.trainers.terms import ContractKind

FIRST, EXPLAINED, CROWDED, DRAWN, WALKED = 62, 44, 9, 6, 4
"""Days before today: where the sample begins, the Sunday after which a crowded day was explained, the one after which
another waits, the draw, the walk."""
CROWD = 5
HALF_KM = 4_500
"""Half a kilometre, in millionths of a degree of latitude."""

SAMPLE, ASKED = 15, 8
SEED = "rifa de la feria, 4711"
COPIED = "Limpiar la acequia, abonar con guano descompuesto y regar temprano antes de que salga el sol."


@dataclass(frozen=True, slots=True)
class Round:
    """Who works in the office, and days counted back from today."""

    office: Office
    head: Person
    contract: Contract
    cycles: Sequence[Enrolment]

    def at(self, days: int) -> datetime:
        return now() - timedelta(days=days)

    def on(self, days: int) -> date:
        return day_of(self.at(days))

    def by(self, days: int) -> ActingPerson:
        return acting(self.office.person, on=self.on(days))

    def chief(self, days: int) -> ActingPerson:
        return acting(self.head, on=self.on(days))


def supervise(office: Office, nuclei: Sequence[Nucleus], *, head: Person) -> None:
    """What supervision makes of the visits of the first nucleus, and of two Sundays of a trainer."""
    nucleus, begin = nuclei[0], day_of(now() - timedelta(days=FIRST))
    loads = [(one, cases_of(one, begin)) for one in serving(nucleus, ContractKind.PRODUCTIVE, begin)]
    loads = [
        (one, rows.select_related("enrolment__household__participant", "enrolment__household__place"))
        for one, rows in loads
    ]
    if not loads:
        return
    contract, rows = max(loads, key=lambda one: len(one[1]))
    cases = [case for case in rows.order_by("pk") if case.enrolment.household.participant is not None]
    made = Round(office, head, contract, [case.enrolment for case in cases])
    where = _homes(made)
    for number, cycle in enumerate(made.cycles[:CROWD]):
        for days in (EXPLAINED, CROWDED):
            at = where if days == CROWDED else None
            _visit(made, cycle, _sunday(made, days), time(18, 11 * number), 10, COPIED, at)
    full = min(case.from_on for case in cases) + timedelta(days=45)
    _handle(made, nucleus, full)
    _price(made)
    _walk(made, nucleus)


def _homes(made: Round) -> tuple[int, int, int] | None:
    """Two of the crowd's homes are taken down, half a kilometre from each other; where the trainer's telephone was for
    both: at neither. None where nobody knows where their community lies."""
    base = made.cycles[0].household.place
    if base.latitude_e6 is None or base.longitude_e6 is None:
        return None
    for number, cycle in enumerate(made.cycles[:2]):
        home = cycle.household
        correct_household(
            household=home, reference=home.reference, latitude_e6=base.latitude_e6 + number * HALF_KM,
            longitude_e6=base.longitude_e6, language=home.language, by=made.by(CROWDED + 8), at=made.at(CROWDED + 8),
        )  # fmt: skip
    return base.latitude_e6 - HALF_KM, base.longitude_e6, 12


def _sunday(made: Round, days: int) -> int:
    """The Sunday before so many days ago: nobody else's day."""
    return next(n for n in range(days, days + 7) if made.on(n).weekday() == 6)


def _visit(
    made: Round, cycle: Enrolment, days: int, began: time, minutes: int, advice: str,
    position: tuple[int, int, int] | None = None,
) -> None:  # fmt: skip
    person = cycle.household.participant
    assert person is not None  # the others were left out
    items = tuple(taught(made.contract.version, ContractKind.PRODUCTIVE))[:1]
    said = VisitSaid(
        on=made.on(days), began=began, minutes=minutes, language=made.office.language,
        present=(PresentSaid(person.public_id),), items=items, topics=(Topic.SOIL,), last_time=LastTime.NOTHING,
        advice=advice, mark=Mark.SIGNATURE, position=position,
    )  # fmt: skip
    record_visit(
        contract=made.contract, enrolment=cycle, said=said, by=made.by(days - 2), at=made.at(days - 2),
        source=Origin.SEED, synthetic=True,
    )  # fmt: skip


def _handle(made: Round, nucleus: Nucleus, full: date) -> None:
    """What was found of the crowded day was explained, what was found of the words confirmed in silence. What a trainer
    says in several nuclei is found in the one where it is said most, so all of them are looked over."""
    for one in Nucleus.objects.filter(pk__in=made.contract.nuclei.values("nucleus")).order_by("pk"):
        look_for_signals(nucleus=one, month=made.on(_sunday(made, EXPLAINED)), by=made.chief(40), at=made.at(40))
    name = made.contract.applicant.name
    for kind in (SignalKind.MANY_VISITS, SignalKind.COPIED_ANSWERS):
        one = Signal.objects.filter(kind=kind, contract=made.contract).order_by("from_on").first()
        if one is None:
            continue
        tell_signal(
            signal=one, whom=name, how=ToldHow.IN_PERSON, on=made.on(38), by=made.by(38), at=made.at(38)
        )  # fmt: skip
        if kind is SignalKind.MANY_VISITS:
            words = "Ese día hubo faena en la acequia y los cinco vecinos estaban juntos: hablé con cada uno ahí mismo."
            answer_signal(signal=one, whom=name, words=words, on=made.on(36), by=made.by(36), at=made.at(36))
            why = "La presidenta de la junta confirma la faena; está en el cuaderno del comité de riego."
            close_signal(
                signal=one, outcome=SignalOutcome.EXPLAINED, words=why, on=made.on(34), by=made.chief(34),
                at=made.at(34),
            )  # fmt: skip
        else:
            why = "No respondió en su plazo, y los hogares cuentan consejos distintos."
            close_signal(
                signal=one, outcome=SignalOutcome.CONFIRMED, words=why, on=made.on(26), by=made.chief(26),
                at=made.at(26),
            )  # fmt: skip
    months = (full, made.on(_sunday(made, CROWDED)))
    for month in dict.fromkeys(day.replace(day=1) for day in months):
        look_for_signals(nucleus=nucleus, month=month, by=made.chief(5), at=made.at(5))
    silent = Signal.objects.filter(nucleus=nucleus, kind=SignalKind.NEVER_VISITED, state="open").first()
    if silent is not None and silent.contract is not None:
        tell_signal(
            signal=silent, whom=silent.contract.applicant.name, how=ToldHow.PHONE, on=made.on(3), by=made.by(3),
            at=made.at(3),
        )  # fmt: skip


def _price(made: Round) -> None:
    """Somebody copied the price of a box."""
    version, department = made.office.selection.version, made.office.district[:2]
    good = next(iter(goods_of([version])))
    soles = (1_850, 1_900, 1_920, 1_980, 2_050, 7_600)
    told = [
        PriceSaid(
            good, department, minor, made.on(30 - 5 * number if number < 5 else 1), PriceSource.MARKET,
            f"Feria de demostración, puesto {number + 1}",
        )
        for number, minor in enumerate(soles)
    ]  # fmt: skip
    record_prices(said=told, versions=[version], by=made.by(1), at=made.at(1), synthetic=True)
    row = OfficeRow.objects.prefetch_related("covered__place").filter(covered__place__code=department).first()
    if row is not None:
        look_at_prices(office=row, month=made.on(1), by=made.chief(0), at=made.at(0))


def _walk(made: Round, nucleus: Nucleus) -> None:
    said = DrawSaid(made.on(FIRST), made.on(DRAWN - 1), SAMPLE, SEED)
    sample = draw_sample(scope=nucleus, said=said, by=made.chief(DRAWN), at=made.at(DRAWN), synthetic=True)
    spots = list(sample.spots.filter(reserve=False).order_by("position"))
    miss_household(
        spot=spots[0], why=MissedWhy.NOBODY_HOME, on=made.on(WALKED), by=made.by(WALKED), at=made.at(WALKED),
        note="Candado en la puerta dos veces; la vecina dice que bajaron a la feria.",
    )  # fmt: skip
    # Two whose visits were told do not remember them.
    asked = sorted(spots[1:], key=lambda spot: (spot.reported_visits == 0, spot.position))[:ASKED]
    doubt = {one.pk for one in asked[:2]}
    for spot in asked:
        _finding(made, sample, spot, doubtful=spot.pk in doubt)


def _finding(made: Round, sample: Sample, spot: Spot, *, doubtful: bool) -> None:
    told = spot.reported_visits
    came = Came.NONE_TOLD if not told else Came.NO if doubtful else Came.YES
    note = "Dice que ese día estaba en la chacra de su hermana y nadie la buscó." if doubtful else ""
    said = FindingSaid(
        made.on(WALKED), "Nilda Sulca Auqui", Met.PARTICIPANT, 0 if doubtful else told, came, Goods.NOT_ASKED, note
    )  # fmt: skip
    record_finding(spot=spot, said=said, by=made.by(WALKED - 1), at=made.at(WALKED - 1))
