"""What the first nuclei's households received and what became of it in two years: kits that came whole, short and sick,
installations with the household's own labour, technologies that took root, were repeated, rested or were given up;
homes that were visited, and who else gave something. A part of the households stands for all: the rest is to come."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from winay.core.errors import Refused
from winay.delivery.asset_models import Delivery
from winay.delivery.asset_rules import DeliverySaid, LineSaid, WitnessSaid, same_name
from winay.delivery.asset_terms import ComplaintEnd, RejectWhy, WitnessRole
from winay.delivery.home_guide import critical_items, home_items
from winay.delivery.home_rules import ActionSaid, HomeSaid, SupportSaid
from winay.delivery.home_terms import Answer, SignedHow, SupportKind
from winay.delivery.queries.giving import given_to
from winay.delivery.queries.homes import actions_open
from winay.delivery.services.assets import cure_shortage, name_of
from winay.delivery.services.checks import record_check
from winay.delivery.services.deliveries import record_delivery
from winay.delivery.services.home_checks import record_home_check
from winay.delivery.services.homes import finish_action
from winay.delivery.services.supports import CommitSaid, record_support, sign_commitment
from winay.delivery.services.technologies import InstallSaid, record_installation
from winay.delivery.technology_rules import CheckSaid, months_after
from winay.delivery.technology_terms import CheckedBy, Evidence, OwnMeans, TechState
from winay.journeys.delivery_acts import issue_delivery_act
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.boards import board_of
from winay.nuclei.queries.people import memberships_on
from winay.nuclei.terms import Post
from winay.plans.queries.plans import usual_labour
from winay.plans.queries.workshops import offered
from winay.programs.terms import AbandonReason
from winay.registry.terms import Kin, Sex
from winay.synthetic.community import Office
from winay.synthetic.nucleus_years import VERIFY, month
from winay.trainers.contract_models import Contract
from winay.trainers.queries.caseloads import serving
from winay.trainers.terms import ContractKind

HOMES = 24
"""Households of a nucleus whose deliveries are told."""
COME = {"open_field_garden": 3.2, "guinea_pigs": 4.1, "laying_hens": 4.6, "improved_stove": 3.6, "safe_water": 8.4}
"""The month in which the kits of an item came."""
SEEN = {
    "open_field_garden": (Evidence.PRODUCE, "Lechuga, cebolla y acelga en pie", "Abrió dos camas más con su semilla"),
    "guinea_pigs": (Evidence.STOCK, "Madres con crías y forraje cortado", "Armó otra poza con sus adobes"),
    "laying_hens": (Evidence.PRODUCE, "Huevos del día en el nido", "Compró seis pollas con lo que vendió"),
    "improved_stove": (Evidence.WEAR, "Ceniza fresca y olla puesta", "Hizo otra cocina para su madre"),
    "safe_water": (Evidence.DEMONSTRATION, "Hirvió y sirvió delante del visitante", "Puso otro depósito con caño"),
}
"""What is seen where an item is used, and what a household adds of its own."""
LEFT = {
    "open_field_garden": (AbandonReason.NO_WATER, "Solo maleza, el cerco está abierto"),
    "guinea_pigs": (AbandonReason.DISEASE_DEATH, "Pozas vacías: murieron en la friolera"),
    "laying_hens": (AbandonReason.THEFT_PREDATOR, "El zorro se llevó las que quedaban"),
    "improved_stove": (AbandonReason.DID_NOT_LIKE, "Volvió al fogón de tres piedras; la parrilla está partida"),
    "safe_water": (AbandonReason.NO_TIME_MIGRATION, "El balde está guardado; la familia viaja"),
}
SHORT, SICK, STRAY = 3, 7, 11
"""Households whose seed weighed less, whose animals came sick, whose kit somebody else received."""


@dataclass(frozen=True, slots=True)
class Luck:
    """How often something is installed, used, and repeated, in hundredths."""

    installed: int
    used: int
    repeated: int


HIGHLANDS, JUNGLE = Luck(97, 94, 52), Luck(92, 78, 38)


def deliver_and_check(office: Office, nucleus: Nucleus) -> None:
    """Two years of one nucleus."""
    luck = JUNGLE if office.language == "shp" else HIGHLANDS
    chance = Random(f"delivered-{office.district}")
    menu = offered(nucleus.version)
    homes = memberships_on(nucleus, office.on(month(3)))[:HOMES]
    made: list[Delivery] = []
    for item in sorted((item for item in COME if item in menu), key=COME.__getitem__):
        for number, home in enumerate(homes):
            day = month(COME[item]) + number // 6
            made += _hand(office, nucleus, home, item, number, day)
    for one in made:
        _live(office, one, luck, chance)
    _acts(office, made)
    _visit_homes(office, nucleus, homes, chance)
    _others(office, nucleus, homes)


# ---- what came ------------------------------------------------------------------------------------------------------


def _hand(office: Office, nucleus: Nucleus, home: Membership, item: str, number: int, day: float) -> Iterator[Delivery]:
    """A kit to a household; twice where the first did not come well."""
    given = given_to(home, item, office.on(day))
    whole = [LineSaid(one.position, one.missing) for one in given.ordered if one.missing]
    if not whole:
        return
    first, *rest = whole
    if item == "open_field_garden" and number == SHORT:
        part = first.counted * 4 // 5
        short = LineSaid(
            first.position, part, complaint="La bolsa de semilla pesó la quinta parte menos",
            cure_by=office.on(day + 30),
        )  # fmt: skip
        told = yield from _tell(office, nucleus, home, item, number, day, [short, *rest])
        if told is not None:
            more = LineSaid(first.position, first.counted - part)
            last = yield from _tell(office, nucleus, home, item, number, day + 18, [more], again=True)
            complaint = told.lines.get(position=first.position).complaint
            cure_shortage(
                complaint=complaint, how=ComplaintEnd.BROUGHT, on=office.on(day + 18), brought=last,
                note="El proveedor trajo la bolsa que faltaba", by=office.by(day + 18), at=office.at(day + 18),
            )  # fmt: skip
    elif item == "guinea_pigs" and number == SICK:
        sick = LineSaid(first.position, first.counted, first.counted, RejectWhy.SICK_ANIMAL, lot="GALPÓN 4")
        yield from _tell(office, nucleus, home, item, number, day, [sick, *rest])
        yield from _tell(office, nucleus, home, item, number, day + 25, [first], again=True)
    elif item == "laying_hens" and number == SICK:
        late = LineSaid(
            first.position, first.counted * 3 // 4, complaint="Llegaron menos pollas que las pedidas",
            cure_by=office.on(day + 45),
        )  # fmt: skip
        yield from _tell(office, nucleus, home, item, number, day, [late, *rest])
    else:
        yield from _tell(office, nucleus, home, item, number, day, whole)


def _tell(
    office: Office, nucleus: Nucleus, home: Membership, item: str, number: int, day: float, lines: Sequence[LineSaid],
    *, again: bool = False,
) -> Generator[Delivery, None, Delivery | None]:  # fmt: skip
    """One delivery; yielded unless it only completes another."""
    on = office.on(day)
    person = home.enrolment.household.participant
    own = person is not None and number != STRAY and person.left_on is None and person.erased_at is None
    name = name_of(person) if own and person is not None else "Justina Ramos Huayta"
    said = DeliverySaid(
        on=on, lines=lines, witnesses=_witnesses(nucleus, day, office, name), explained=number % 9 != 4,
        receiver_name="" if own else name, receiver_kin=Kin.OTHER_RELATIVE, receiver_sex=Sex.WOMAN,
        supplier="Agroveterinaria El Surco" if item != "improved_stove" else "Ferretería El Sol",
        voucher=f"F001-{2000 + number}",
    )  # fmt: skip
    try:
        made = record_delivery(
            membership=home, item=item, said=said, receiver=person if own else None, trainer=_trainer(nucleus, on),
            by=office.by(day), at=office.at(day + 0.3), synthetic=True,
        )  # fmt: skip
    except Refused:
        return None
    if not again:
        yield made
    return made


def _witnesses(nucleus: Nucleus, day: float, office: Office, receiver: str) -> list[WitnessSaid]:
    roles = {Post.PROSECUTOR: WitnessRole.PROSECUTOR, Post.TREASURER: WitnessRole.TREASURER}
    found = [
        WitnessSaid(name_of(seat.mandate.member), roles[seat.post])
        for seat in board_of(nucleus, office.on(day)).seats
        if seat.post in roles and seat.mandate is not None and not same_name(name_of(seat.mandate.member), receiver)
    ]
    spare = (
        WitnessSaid("Feliciano Huamaní Soto", WitnessRole.AUTHORITY),
        WitnessSaid("Basilia Lapa Ñaupa", WitnessRole.MEMBER),
    )
    return [*found, *spare][:2]


def _trainer(nucleus: Nucleus, on: date) -> Contract | None:
    return next(iter(serving(nucleus, ContractKind.PRODUCTIVE, on)), None)


# ---- what became of it ----------------------------------------------------------------------------------------------


def _live(office: Office, delivery: Delivery, luck: Luck, chance: Random) -> None:
    """Installed some weeks later, looked at when it can be judged, and again in the second year."""
    technology, item = delivery.technology, delivery.technology.item
    person = technology.membership.enrolment.household.participant
    menu = offered(technology.nucleus.version)[item]
    since = (delivery.delivered_on - office.on(0)).days
    day = since + 26 + chance.randint(0, 12)
    if chance.randrange(100) >= luck.installed or person is None:
        return
    owed = usual_labour(menu) * delivery.modules
    work = max(1, owed * chance.randint(70, 120) // 100)
    women = work * chance.randint(35, 75) // 100
    try:
        record_installation(
            technology=technology,
            said=InstallSaid(office.on(day), True, office.led_by, person, women, work - women),
            by=office.by(day), at=office.at(day + 1.2),
        )  # fmt: skip
    except Refused:
        return
    judged = (months_after(delivery.delivered_on, -(-menu.judge_months[0] // 10)) - office.on(0)).days
    early = max(judged, day) + chance.randint(4, 25)
    used = chance.randrange(100) < luck.used + 4
    _look(office, delivery, early, TechState.IN_USE if used else TechState.INSTALLED)
    late = month(chance.choice((15.4, 20.7, 23.8)))
    fate = chance.randrange(100)
    if (not used and fate < 60) or fate >= luck.used + 2:
        _look(office, delivery, late, TechState.ABANDONED)
    elif item == "open_field_garden" and fate % 9 == 0:
        _look(office, delivery, late, TechState.PAUSED)
    elif fate < luck.repeated and item != "safe_water":
        _look(office, delivery, late, TechState.REPLICATED)
    elif fate % 3:
        _look(office, delivery, late, TechState.IN_USE)


def _look(office: Office, delivery: Delivery, day: float, state: TechState) -> None:
    item = delivery.technology.item
    evidence, words, more = SEEN[item]
    why, gone = LEFT[item]
    on = office.on(day)
    said = {
        TechState.IN_USE: CheckSaid(on, state, evidence, words, CheckedBy.TRAINER, office.led_by, used_on=on),
        TechState.INSTALLED: CheckSaid(
            on, state, Evidence.PARTS, "Está en su sitio, sin huellas de uso", CheckedBy.TRAINER, office.led_by
        ),
        TechState.PAUSED: CheckSaid(
            on, state, Evidence.STOCK, "Camas limpias hasta que llueva; semilla guardada", CheckedBy.TRAINER,
            office.led_by, again_on=on + timedelta(days=75),
        ),
        TechState.REPLICATED: CheckSaid(
            on, state, evidence, more, CheckedBy.SUPERVISOR, office.person.name, own_means=OwnMeans.BOTH, used_on=on
        ),
        TechState.ABANDONED: CheckSaid(
            on, state, Evidence.PARTS, gone, CheckedBy.SUPERVISOR, office.person.name, why=why
        ),
    }[state]  # fmt: skip
    record_check(technology=delivery.technology, said=said, by=office.by(day), at=office.at(day + 2.3))


def _acts(office: Office, made: Sequence[Delivery]) -> None:
    """The acts of the first deliveries, for their signatures."""
    for one in made[:2]:
        day = (one.delivered_on - office.on(0)).days + 1
        issue_delivery_act(delivery=one, by=office.by(day), at=office.at(day), base_url=VERIFY)


# ---- homes and others -----------------------------------------------------------------------------------------------


def _visit_homes(office: Office, nucleus: Nucleus, homes: Sequence[Membership], chance: Random) -> None:
    """Some homes are visited with the list, half of them with the health post; most of what was agreed is done."""
    worker = "Téc. Irma Oré Tello" if office.language != "shp" else "Téc. Rolin Sangama Pérez"
    for number, home in enumerate(homes[:9]):
        day = month(10) + number
        answers = {one.number: Answer.YES if chance.randrange(100) < 76 else Answer.NO for one in home_items()}
        answers |= {21: Answer.NOT_APPLICABLE if number % 3 else Answer.YES, 14: Answer.NOT_SEEN}
        actions = {
            key: ActionSaid("Lo arregla la familia con el yachachiq", office.on(day + 30))
            for key, answer in answers.items()
            if answer is Answer.NO and key in critical_items()
        }
        said = HomeSaid(office.on(day), office.led_by, answers, actions, worker if number % 2 else "")
        record_home_check(membership=home, said=said, by=office.by(day), at=office.at(day + 0.4))
    for number, action in enumerate(actions_open(nucleus, limit=200)[0]):
        if number % 4:
            finish_action(
                action=action, on=action.due_on - timedelta(days=6), what="Se arregló y se vio en la visita",
                by=office.by(month(12)), at=office.at(month(12)),
            )  # fmt: skip


def _others(office: Office, nucleus: Nucleus, homes: Sequence[Membership]) -> None:
    """Who else gave something; a household that left signs that it keeps up what it has."""
    day = month(5)
    for institution, kind, what, minor in (
        ("Municipalidad distrital", SupportKind.LOGISTICS, "Volquete para la arena de las cocinas", 180_000),
        ("Agencia agraria", SupportKind.TRAINING, "Dos campañas de sanidad animal", None),
    ):
        record_support(
            nucleus=nucleus, said=SupportSaid(institution, kind, what, office.on(day), None, minor), by=office.by(day),
            at=office.at(day),
        )  # fmt: skip
    gone = Membership.objects.filter(pk__in=[one.pk for one in homes], enrolment__ended_on__isnull=False)
    for home in gone.select_related("nucleus", "enrolment__household__participant"):
        left = home.enrolment.ended_on
        assert left is not None
        later = (left - office.on(0)).days
        said = CommitSaid(
            left, home.enrolment.household.participant, SignedHow.PRINT,
            "Seguir usando la cocina y el huerto, y prestar las herramientas solo dentro de la familia.",
            witness="Basilia Lapa Ñaupa",
        )  # fmt: skip
        try:
            sign_commitment(membership=home, said=said, by=office.by(later), at=office.at(later + 1))
        except Refused:
            continue
