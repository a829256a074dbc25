"""Whether a visit may be told, corrected or taken back. Plain Python: nothing here asks a clock or a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from winay.core.decision import Decision, Reason, allow_unless
from winay.core.money import Money
from winay.delivery.visit_terms import (
    TOPICS,
    Demonstration,
    LastTime,
    Mark,
    OutputUnit,
    PlantStage,
    Relation,
    Seen,
    Topic,
    VisitEnd,
    WaterFlow,
    WaterSource,
    Weather,
)
from winay.places.rules import name_key
from winay.registry.terms import LANGUAGES, Sex
from winay.trainers.terms import ContractKind

EARLIEST, LATEST = 4 * 60, 21 * 60
"""Between which minutes of the day a visit or session begins."""
SHORTEST, LONGEST = 5, 8 * 60
MOST_PRESENT, MOST_TOPICS, MOST_AGREEMENTS, MOST_COUNT = 8, 8, 3, 30_000
MOST_TEXT, MOST_SHORT, LEAST_REASON = 600, 160, 15
NEXT_WITHIN = timedelta(days=183)
ON_EARTH = (90_000_000, 180_000_000)


@dataclass(frozen=True, slots=True)
class PresentSaid:
    """Somebody who was there: a member of the household, by public id, or somebody else with relation and sex."""

    member: UUID | None = None
    relation: Relation | None = None
    sex: Sex = Sex.UNKNOWN
    name: str = ""


@dataclass(frozen=True, slots=True)
class AgreementSaid:
    """What somebody will do until a day."""

    what: str
    who: str
    by_on: date


@dataclass(frozen=True, slots=True)
class ProductionSaid:
    """What was seen and told of an item since the last visit. None is not asked; amounts of output are tenths of
    `unit`, the price is of one unit."""

    item: str
    plants: int | None = None
    stage: PlantStage | None = None
    sick_of_20: int | None = None
    males: int | None = None
    females: int | None = None
    young: int | None = None
    born: int | None = None
    died: int | None = None
    animals_eaten: int | None = None
    animals_sold: int | None = None
    stolen: int | None = None
    vaccinated: int | None = None
    dewormed: int | None = None
    treatment: str = ""
    health_next_on: date | None = None
    withdrawal_days: int | None = None
    unit: OutputUnit | None = None
    eaten: int | None = None
    sold: int | None = None
    kept: int | None = None
    given: int | None = None
    price: Money | None = None
    buyer: str = ""
    sold_at: str = ""

    @property
    def counts(self) -> tuple[int | None, ...]:
        return (
            self.plants, self.males, self.females, self.young, self.born, self.died, self.animals_eaten,
            self.animals_sold, self.stolen, self.vaccinated, self.dewormed, self.withdrawal_days,
        )  # fmt: skip

    @property
    def output(self) -> tuple[int | None, ...]:
        return (self.eaten, self.sold, self.kept, self.given)


@dataclass(frozen=True, slots=True)
class VisitSaid:
    """A visit as it was told. `present` begins with whoever received it and gave the mark. `began` is the local time;
    a position is in millionths of a degree, its accuracy in metres."""

    on: date
    began: time
    minutes: int
    language: str
    present: tuple[PresentSaid, ...]
    items: tuple[str, ...]
    topics: tuple[Topic, ...]
    last_time: LastTime
    advice: str
    mark: Mark
    last_why: str = ""
    agreements: tuple[AgreementSaid, ...] = ()
    demonstration: Demonstration = Demonstration.NONE
    initiative: Seen = Seen.NOT_SEEN
    initiative_what: str = ""
    doubts: str = ""
    witness: str = ""
    next_on: date | None = None
    position: tuple[int, int, int] | None = None
    water_source: WaterSource | None = None
    water_flow: WaterFlow | None = None
    water_turn: Seen | None = None
    feed: Seen | None = None
    weather: Weather | None = None
    agrarian_report: Seen | None = None
    withdrawal_told: Seen | None = None
    safety: Seen | None = None
    safety_what: str = ""
    production: tuple[ProductionSaid, ...] = ()

    @property
    def start(self) -> int:
        """Minutes since midnight."""
        return self.began.hour * 60 + self.began.minute


@dataclass(frozen=True, slots=True)
class Busy:
    """Minutes of the day that a trainer has already told of: a visit or a session. `here`: of this household."""

    start: int
    minutes: int
    here: bool = False

    def meets(self, start: int, minutes: int) -> bool:
        return self.start < start + minutes and start < self.start + self.minutes


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What telling a visit is judged on. `people`: members of the household on the day, by public id, as names are
    compared; `taught`: items of the version's menu that this kind of trainer teaches."""

    today: date
    kind: ContractKind
    began_on: date
    over_on: date
    trainer: str
    enrolled_on: date
    in_nucleus: bool
    in_caseload: bool
    people: frozenset[UUID]
    taught: frozenset[str]
    busy: tuple[Busy, ...]


def may_record(said: VisitSaid, facts: VisitFacts) -> Decision:
    """Whether a visit may be told: its day, its household, its people, what it was about, its mark."""
    return allow_unless(
        *day_faults(said.on, facts.today, facts.kind, facts.began_on, facts.over_on),
        Reason("delivery.before_enrolment", {"on": facts.enrolled_on.isoformat()})
        if said.on < facts.enrolled_on
        else None,
        *_household_faults(said, facts),
        *time_faults(said.start, said.minutes, facts.busy),
        Reason("delivery.twice_a_day") if any(one.here for one in facts.busy) else None,
        Reason("delivery.language") if said.language not in LANGUAGES else None,
        *_present_faults(said, facts.people),
        *_topic_faults(said, facts),
        *_agreement_faults(said),
        *_text_faults(said),
        _mark_fault(said, facts.trainer),
        _position_fault(said.position),
        *(fault for one in said.production for fault in _production_faults(one, said)),
    )


def may_correct(*, ended: VisitEnd | None, why: str) -> Decision:
    """Whether a visit or session may be corrected or taken back: while it stands, with a reason."""
    return allow_unless(
        Reason(f"delivery.{ended.value}_already") if ended is not None else None,
        None if len(why.strip()) >= LEAST_REASON else Reason("delivery.reason_short"),
        too_long("delivery.reason_long", why, MOST_TEXT),
    )


def day_faults(
    on: date, today: date, kind: ContractKind, began_on: date, over_on: date
) -> Iterable[Reason | None]:  # fmt: skip
    """What is wrong with a day of a trainer's work."""
    yield Reason("delivery.in_future") if on > today else None
    yield Reason("delivery.not_visiting") if kind is ContractKind.PROFESSIONAL else None
    if not began_on <= on < over_on:
        last = over_on - timedelta(days=1)
        yield Reason("delivery.outside_contract", {"from": began_on.isoformat(), "to": last.isoformat()})


def time_faults(start: int, minutes: int, busy: Sequence[Busy]) -> Iterable[Reason | None]:
    """What is wrong with the hours: a time that nobody visits at, or minutes that are already told of."""
    yield Reason("delivery.hour") if not EARLIEST <= start <= LATEST else None
    yield (
        Reason("delivery.minutes", {"least": SHORTEST, "most": LONGEST})
        if not SHORTEST <= minutes <= LONGEST or start + minutes > 24 * 60
        else None
    )
    met = next((one for one in busy if one.meets(start, minutes)), None)
    if met is not None:
        yield Reason("delivery.at_once", {"from": clock(met.start), "to": clock(met.start + met.minutes)})


def clock(minutes: int) -> str:
    """Minutes since midnight as people write a time."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def too_long(code: str, text: str, most: int) -> Reason | None:
    """A text that is longer than its column."""
    return Reason(code, {"most": most}) if len(text) > most else None


def _household_faults(said: VisitSaid, facts: VisitFacts) -> Iterable[Reason | None]:
    if said.on < facts.enrolled_on or not facts.began_on <= said.on < facts.over_on:
        return  # said already; whose household it was on such a day is nobody's question
    if not facts.in_nucleus:
        yield Reason("delivery.not_in_nucleus", {"on": said.on.isoformat()})
    elif not facts.in_caseload:
        yield Reason("delivery.not_in_caseload", {"on": said.on.isoformat()})


def _present_faults(said: VisitSaid, people: frozenset[UUID]) -> Iterable[Reason | None]:
    yield None if said.present else Reason("delivery.nobody_present")
    yield Reason("delivery.many_present", {"most": MOST_PRESENT}) if len(said.present) > MOST_PRESENT else None
    members = [one.member for one in said.present if one.member is not None]
    yield Reason("delivery.present_twice") if len(members) != len(set(members)) else None
    yield Reason("delivery.not_a_member") if not people.issuperset(members) else None
    others = [one for one in said.present if one.member is None]
    yield Reason("delivery.relation") if any(one.relation in {None, Relation.PARTICIPANT} for one in others) else None
    yield next((too_long("delivery.text_long", one.name, MOST_SHORT) for one in others), None)


def _topic_faults(said: VisitSaid, facts: VisitFacts) -> Iterable[Reason | None]:
    about = [*said.items, *said.topics]
    yield None if about else Reason("delivery.no_topic")
    yield Reason("delivery.many_topics", {"most": MOST_TOPICS}) if len(about) > MOST_TOPICS else None
    yield Reason("delivery.topic_twice") if len(about) != len(set(about)) else None
    yield from topic_faults(said.items, said.topics, facts.kind, facts.taught)


def topic_faults(
    items: Iterable[str], topics: Iterable[Topic], kind: ContractKind, taught: frozenset[str]
) -> Iterable[Reason | None]:
    """Items and topics that this kind of trainer does not teach."""
    for one in items:
        if one not in taught:
            yield Reason("delivery.item_not_taught", {"item": one})
    for topic in topics:
        if topic not in TOPICS.get(kind, frozenset()):
            yield Reason("delivery.topic_not_taught", {"topic": topic.value})


def _agreement_faults(said: VisitSaid) -> Iterable[Reason | None]:
    yield Reason("delivery.many_agreements", {"most": MOST_AGREEMENTS}) if len(said.agreements) > 3 else None
    for number, one in enumerate(said.agreements, start=1):
        if not one.what.strip() or not one.who.strip() or len(one.what) > 300 or len(one.who) > MOST_SHORT:
            yield Reason("delivery.agreement_words", {"number": number})
        if one.by_on <= said.on:
            yield Reason("delivery.agreement_day", {"number": number})
    if said.next_on is not None and not said.on < said.next_on <= said.on + NEXT_WITHIN:
        yield Reason("delivery.next_day")


def _text_faults(said: VisitSaid) -> Iterable[Reason | None]:
    yield None if said.advice.strip() else Reason("delivery.no_advice")
    unkept = said.last_time in {LastTime.PARTLY, LastTime.NOT_DONE}
    yield Reason("delivery.last_why") if unkept != bool(said.last_why.strip()) else None
    yield (
        Reason("delivery.initiative_what")
        if (said.initiative is Seen.YES) != bool(said.initiative_what.strip())
        else None
    )
    for text, most in (
        (said.advice, MOST_TEXT),
        (said.doubts, MOST_TEXT),
        (said.last_why, 300),
        (said.initiative_what, 300),
        (said.safety_what, 300),
    ):
        yield too_long("delivery.text_long", text, most)


def _mark_fault(said: VisitSaid, trainer: str) -> Reason | None:
    witness = name_key(said.witness)
    if said.mark is Mark.SIGNATURE:
        return Reason("delivery.witness_not_needed") if witness else None
    if len(witness) < 3 or len(said.witness) > MOST_SHORT:
        return Reason("delivery.print_needs_witness")
    return Reason("delivery.witness_is_trainer") if witness == trainer else None


def _position_fault(position: tuple[int, int, int] | None) -> Reason | None:
    if position is None:
        return None
    latitude, longitude, metres = position
    wrong = abs(latitude) > ON_EARTH[0] or abs(longitude) > ON_EARTH[1] or not 0 <= metres <= 100_000
    return Reason("delivery.position") if wrong else None


def _production_faults(one: ProductionSaid, said: VisitSaid) -> Iterable[Reason | None]:
    about = {"item": one.item}
    yield None if one.item in said.items else Reason("delivery.production_topic", about)
    counts = [count for count in one.counts if count is not None]
    output = [amount for amount in one.output if amount is not None]
    if any(not 0 <= count <= MOST_COUNT for count in counts) or any(not 0 <= some <= 10_000_000 for some in output):
        yield Reason("delivery.count", about)
    if one.sick_of_20 is not None and not 0 <= one.sick_of_20 <= 20:
        yield Reason("delivery.sick_of_20", about)
    yield Reason("delivery.output_unit", about) if bool(output) != (one.unit is not None) else None
    if one.price is not None and (not one.sold or not 0 < one.price.minor < 100_000_000):
        yield Reason("delivery.sale_price", about)
    if one.health_next_on is not None and one.health_next_on <= said.on:
        yield Reason("delivery.health_day", about)
    yield too_long("delivery.text_long", max(one.treatment, one.buyer, one.sold_at, key=len), 120)
