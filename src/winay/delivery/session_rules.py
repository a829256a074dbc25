"""Whether a group session may be told. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from winay.core.decision import Decision, Reason, allow_unless
from winay.delivery.visit_rules import (
    MOST_SHORT,
    MOST_TEXT,
    MOST_TOPICS,
    Busy,
    day_faults,
    time_faults,
    too_long,
    topic_faults,
)
from winay.delivery.visit_terms import Topic
from winay.registry.terms import LANGUAGES
from winay.trainers.terms import ContractKind

MOST_GUESTS = 500


@dataclass(frozen=True, slots=True)
class SessionSaid:
    """A session as it was told. `venue` says the place in words; `present` are members of households of the nucleus, by
    public id; guests are people of no household of it, counted by sex."""

    on: date
    began: time
    minutes: int
    venue: str
    language: str
    items: tuple[str, ...]
    topics: tuple[Topic, ...]
    present: tuple[UUID, ...]
    guest_women: int = 0
    guest_men: int = 0
    notes: str = ""

    @property
    def start(self) -> int:
        """Minutes since midnight."""
        return self.began.hour * 60 + self.began.minute


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What telling a session is judged on. `people`: everybody of the nucleus's households on the day."""

    today: date
    kind: ContractKind
    began_on: date
    over_on: date
    formed_on: date
    closed_on: date | None
    serves: bool
    people: frozenset[UUID]
    taught: frozenset[str]
    busy: tuple[Busy, ...]


def may_record_session(said: SessionSaid, facts: SessionFacts) -> Decision:
    """Whether a session may be told: its day, its hours, what it was about, who came."""
    about = [*said.items, *said.topics]
    return allow_unless(
        *day_faults(said.on, facts.today, facts.kind, facts.began_on, facts.over_on),
        *_nucleus_faults(said, facts),
        *time_faults(said.start, said.minutes, facts.busy),
        Reason("delivery.venue") if not 2 <= len(said.venue.strip()) <= MOST_SHORT else None,
        Reason("delivery.language") if said.language not in LANGUAGES else None,
        None if about else Reason("delivery.no_topic"),
        Reason("delivery.many_topics", {"most": MOST_TOPICS}) if len(about) > MOST_TOPICS else None,
        Reason("delivery.topic_twice") if len(about) != len(set(about)) else None,
        *topic_faults(said.items, said.topics, facts.kind, facts.taught),
        None if said.present else Reason("delivery.nobody_came"),
        Reason("delivery.present_twice") if len(said.present) != len(set(said.present)) else None,
        Reason("delivery.not_of_nucleus", {"people": len(set(said.present) - facts.people)})
        if not facts.people.issuperset(said.present)
        else None,
        Reason("delivery.guests", {"most": MOST_GUESTS})
        if not (0 <= said.guest_women <= MOST_GUESTS and 0 <= said.guest_men <= MOST_GUESTS)
        else None,
        too_long("delivery.text_long", said.notes, MOST_TEXT),
    )


def _nucleus_faults(said: SessionSaid, facts: SessionFacts) -> Iterable[Reason | None]:
    yield None if facts.serves else Reason("delivery.contract_elsewhere")
    if said.on < facts.formed_on:
        yield Reason("delivery.before_nucleus", {"on": facts.formed_on.isoformat()})
    if facts.closed_on is not None and said.on >= facts.closed_on:
        yield Reason("delivery.nucleus_closed", {"on": facts.closed_on.isoformat()})
