"""Visits and sessions of the demonstration's first nuclei, month by month as trainers' notebooks came down: fewer while
it rains, husbands away so that wives receive them, prints with a witness, a notebook that came late, households that
nobody ever found at home, one visit that never was and one told wrongly."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from winay.accounts.queries import ActingPerson, acting
from winay.core.clock import now
from winay.core.money import Money
from winay.delivery.queries.visit_facts import taught
from winay.delivery.queries.visits import month_after
from winay.delivery.services.sessions import record_session
from winay.delivery.services.visit_sheets import record_visits
from winay.delivery.services.visits import correct_visit, reverse_visit
from winay.delivery.session_rules import SessionSaid
from winay.delivery.visit_models import Visit
from winay.delivery.visit_rules import AgreementSaid, PresentSaid, ProductionSaid, VisitSaid
from winay.delivery.visit_terms import Demonstration, LastTime, Mark, OutputUnit, Seen, Topic, Weather
from winay.enrolment.models import Enrolment
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.people import crowd_of
from winay.registry.models import Member
from winay.registry.terms import Kin, Origin
from winay.synthetic.cast import day_of
from winay.synthetic.community import Office
from winay.synthetic.farms import SEED
from winay.trainers.contract_models import Contract
from winay.trainers.queries.caseloads import in_force
from winay.trainers.queries.contracts import whole_contracts
from winay.trainers.terms import ContractKind

DAY = timedelta(days=1)
HOURS = (time(6, 30), time(8, 40), time(11), time(14, 10))
"""When a trainer begins the visits of a day."""
RAIN = (12, 1, 2, 3)
LATE_MONTH, LATE_DAYS = 5, 47
"""The notebook of which month came late, and by how many days."""
NEVER = 3
"""Households of a nucleus that nobody finds at home."""
ADVICE = (
    "Regar al atardecer y cubrir el almácigo cuando anuncien helada.",
    "Separar machos y hembras, y destetar a los 14 días.",
    "Abonar con guano descompuesto antes de sembrar otra vez.",
    "Limpiar la chimenea cada mes y no quemar plástico.",
    "Guardar semilla de las plantas sanas y sembrar en surcos.",
    "Hervir el agua y taparla; lavar el balde cada semana.",
    "Vacunar a las gallinas la próxima semana, junto con los vecinos.",
    "Vender juntos el sábado: el camión paga mejor por jaba.",
)
WHY = (
    "No llegó a tiempo la malla.",
    "Llovió toda la semana.",
    "Su esposo está en la costa y no alcanzaron los brazos.",
)
DONE = ("Otra poza con adobes propios", "Un segundo huerto con semilla guardada", "Un cerco de palos de su chacra")
AGREED = (
    ("Terminar el cerco", "la familia"), ("Juntar guano", "la familia"), ("Traer semilla de zanahoria", "el yachachiq"),
    ("Tapar el balde", "la señora"),
)  # fmt: skip
WITNESSES = ("Teófila Auqui", "Saturnino Quispe", "Marcelina Huamán", "Fortunato Ccori")
WRONG = "Se copió dos veces la hoja: ese día el yachachiq estaba en la otra comunidad."
MINUTES = "En su cuaderno dice cincuenta minutos: se copió lo que duró la visita anterior."


def visit_households(office: Office, nuclei: Sequence[Nucleus]) -> None:
    """What the trainers of the first nucleus did until yesterday."""
    nucleus, today = nuclei[0], day_of(now())
    rows = whole_contracts().filter(nuclei__nucleus=nucleus, kind=ContractKind.PRODUCTIVE, beside=None)
    luck = Random(f"{SEED}/visits/{nucleus.name}")
    contracts = list(rows.order_by("began_on", "pk"))
    for number, contract in enumerate(contracts):
        for first in _months(contract, today):
            _notebook(office, contract, first, today, luck)
            if number == 0:
                _meet(office, nucleus, contract, first, today, luck)
    _mistakes(office, nucleus)


def _months(contract: Contract, today: date) -> Iterator[date]:
    first = contract.began_on.replace(day=1)
    while first < min(today, contract.over_on):
        yield first
        first = month_after(first)


def _notebook(office: Office, contract: Contract, first: date, today: date, luck: Random) -> None:
    """A month of one trainer: the households that they had all the time, some more often than others."""
    since, until = max(first, contract.began_on), min(month_after(first), contract.over_on, today) - DAY
    if since > until:
        return
    held = in_force(since).filter(contract=contract).values("enrolment")
    last = in_force(until).filter(contract=contract, enrolment__in=held)
    cycles = list(Enrolment.objects.filter(pk__in=last.values("enrolment")).select_related("household").order_by("pk"))
    people: dict[int, list[Member]] = {}
    for one in Member.objects.filter(household__in=[cycle.household_id for cycle in cycles], erased_at=None):
        people.setdefault(one.household_id, []).append(one)
    days = [since + n * DAY for n in range((until - since).days + 1)]
    slots = [(on, hour) for on in days if on.weekday() < 6 for hour in HOURS]
    told, seen = [], set()
    for cycle, (on, hour) in zip(_turns(cycles, first, luck), slots, strict=False):
        if (cycle.pk, on) in seen:
            continue
        seen.add((cycle.pk, on))
        there = [one for one in people.get(cycle.household_id, []) if _home(one, on)]
        if there:
            told.append((cycle, _said(office, contract, there, on, hour, luck)))
    if told:
        came = until + (LATE_DAYS if first.month == LATE_MONTH else 3) * DAY
        by, at = _writer(office, min(came, today))
        record_visits(contract=contract, told=told, by=by, at=at, source=Origin.SEED, synthetic=True)


def _turns(cycles: Sequence[Enrolment], first: date, luck: Random) -> list[Enrolment]:
    """Whom a trainer goes to, round after round; the rounds of a rainy month reach fewer."""
    rounds = (1.0, 0.45) if first.month in RAIN else (1.0, 0.92, 0.35)
    found = []
    for share in rounds:
        some = [one for one in cycles if one.pk % 31 >= NEVER and luck.random() < share]
        luck.shuffle(some)
        found += some
    return found


def _home(one: Member, on: date) -> bool:
    return one.joined_on <= on and (one.left_on is None or one.left_on > on)


def _said(
    office: Office, contract: Contract, there: Sequence[Member], on: date, hour: time, luck: Random
) -> VisitSaid:  # fmt: skip
    adults = [one for one in there if one.kin in {Kin.PARTICIPANT, Kin.PARTNER}] or list(there)
    receiver = adults[-1] if luck.random() < 0.35 else adults[0]
    also = [PresentSaid(one.public_id) for one in adults if one != receiver and luck.random() < 0.2]
    items = [key for key in ("open_field_garden", "guinea_pigs", "laying_hens", "improved_stove")
             if key in taught(contract.version, ContractKind.PRODUCTIVE)]  # fmt: skip
    about = tuple(luck.sample(items, luck.choice((1, 1, 2))))
    before = luck.choice((LastTime.DONE, LastTime.DONE, LastTime.PARTLY, LastTime.NOT_DONE, LastTime.NOTHING))
    kept = before in {LastTime.DONE, LastTime.NOTHING}
    made, printed = luck.random() < 0.09, luck.random() < 0.22
    return VisitSaid(
        on=on, began=hour, minutes=luck.choice((60, 75, 90, 110)), language=office.language,
        present=(PresentSaid(receiver.public_id), *also), items=about,
        topics=(luck.choice((Topic.SOIL, Topic.WATER, Topic.NUTRITION, Topic.SELLING, Topic.ANIMAL_HEALTH)),),
        last_time=before, last_why="" if kept else luck.choice(WHY), advice=luck.choice(ADVICE),
        demonstration=luck.choice((Demonstration.NONE, Demonstration.MADE, Demonstration.REPEATED)),
        initiative=Seen.YES if made else Seen.NO, initiative_what=luck.choice(DONE) if made else "",
        agreements=_agreed(on, luck), mark=Mark.PRINT if printed else Mark.SIGNATURE,
        witness=luck.choice(WITNESSES) if printed else "",
        next_on=on + luck.randint(9, 20) * DAY if luck.random() < 0.8 else None,
        feed=luck.choice((None, Seen.YES, Seen.NO)),
        weather=Weather.FROST if on.month in {5, 6} and luck.random() < 0.2 else None,
        production=_counted(about, on, luck),
    )  # fmt: skip


def _agreed(on: date, luck: Random) -> tuple[AgreementSaid, ...]:
    if luck.random() < 0.4:
        return ()
    what, who = luck.choice(AGREED)
    return (AgreementSaid(what, who, on + luck.randint(7, 20) * DAY),)


def _counted(about: Sequence[str], on: date, luck: Random) -> tuple[ProductionSaid, ...]:
    if "guinea_pigs" not in about or luck.random() < 0.5:
        return ()
    sold = luck.choice((0, 0, 20, 30))
    return (
        ProductionSaid(
            "guinea_pigs", males=1, females=luck.randint(5, 12), young=luck.randint(0, 18), born=luck.randint(0, 9),
            died=luck.choice((0, 0, 0, 1, 4)), animals_eaten=luck.randint(0, 3), unit=OutputUnit.PIECE, eaten=10,
            sold=sold, price=Money(2_000) if sold else None, buyer="Vecinos y feria" if sold else "",
        ),
    )  # fmt: skip


def _writer(office: Office, on: date) -> tuple[ActingPerson, datetime]:
    """Who at the office writes the notebook down on a day, at four in the afternoon or by now."""
    at = datetime.combine(on, time(16), tzinfo=ZoneInfo(settings.TIME_ZONE))
    return acting(office.person, on=on), min(at, now())


def _meet(office: Office, nucleus: Nucleus, contract: Contract, first: date, today: date, luck: Random) -> None:
    """A session on the month's second Sunday: every other month, and not everybody comes."""
    on = next(day for day in (first + n * DAY for n in range(7, 15)) if day.weekday() == 6)
    if first.month % 2 or not contract.began_on <= on < min(contract.over_on, today):
        return
    came = [luck.choice(home.people[:2]).public_id for home in crowd_of(nucleus, on).homes
            if home.people and luck.random() < 0.3]  # fmt: skip
    items = list(taught(contract.version, ContractKind.PRODUCTIVE))
    if came:
        by, at = _writer(office, min(on + 2 * DAY, today))
        said = SessionSaid(
            on=on, began=time(10), minutes=150, venue=f"Local comunal de {nucleus.seat.name}", language=office.language,
            items=(luck.choice(items),), topics=(Topic.SELLING,), present=tuple(came), guest_women=luck.randint(0, 4),
            guest_men=luck.randint(0, 2), notes="Cada grupo repitió la demostración.",
        )  # fmt: skip
        record_session(
            contract=contract, nucleus=nucleus, said=said, by=by, at=at, source=Origin.SEED, synthetic=True
        )  # fmt: skip


def _mistakes(office: Office, nucleus: Nucleus) -> None:
    """One visit never was; another lasted less than what was copied."""
    rows = list(Visit.objects.filter(nucleus=nucleus).select_related("receiver").order_by("-visited_on", "-pk")[40:90])
    members = [one for one in rows if one.receiver is not None and one.present == 1]
    if len(members) < 2:
        return
    by, at = _writer(office, day_of(now()))
    reverse_visit(visit=members[0], why=WRONG, by=by, at=at)
    other = members[-1]
    hour = time(*divmod(other.start_minute, 60))
    said = VisitSaid(
        on=other.visited_on, began=hour, minutes=50, language=other.language,
        present=(PresentSaid(other.receiver.public_id),), items=tuple(other.item_keys), topics=tuple(other.topic_codes),
        last_time=LastTime(other.last_time), last_why=other.last_why, advice=other.advice, mark=other.mark,
        witness=other.witness, next_on=other.next_on,
    )  # fmt: skip
    correct_visit(visit=other, said=said, why=MINUTES, by=by, at=at)
