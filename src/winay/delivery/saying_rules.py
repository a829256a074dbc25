"""Whether what a household says of a visit or a delivery may be written down. Plain Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from winay.core.decision import Decision, Reason, allow_unless
from winay.delivery.saying_terms import OF_DELIVERY, OF_VISIT, Answer, SaidHow
from winay.delivery.visit_rules import LEAST_REASON, MOST_SHORT, MOST_TEXT, too_long
from winay.delivery.visit_terms import VisitEnd
from winay.registry.terms import Kin

MOST_NOTE = 300


@dataclass(frozen=True, slots=True)
class AnswerSaid:
    """An answer to one visit or delivery, by its public id."""

    about: UUID
    answer: Answer
    note: str = ""


@dataclass(frozen=True, slots=True)
class CardSaid:
    """What somebody of a household said on a day: all that came back on one card. `speaker` is a member by public id;
    somebody else has a name and what they are to the participant. `helper` collected the paper or helped on the page;
    `assembly` by public id."""

    on: date
    how: SaidHow
    answers: tuple[AnswerSaid, ...]
    speaker: UUID | None = None
    speaker_name: str = ""
    speaker_kin: Kin = Kin.NOT_RELATED
    helper: str = ""
    assembly: UUID | None = None


@dataclass(frozen=True, slots=True)
class ThingFacts:
    """A visit or delivery that is asked about. `trainer`: the forms of the name of who made it or handed it over, as
    names are compared; `stands`: it was neither corrected nor taken back; `said`: the household has said
    something of it, which stands."""

    visit: bool
    day: date
    stands: bool = True
    said: bool = False
    trainer: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card is judged on. `things` by public id; `people`: members of the household on the day, by public id;
    `trainers_at_home`: of them, who is a trainer that it is about; `assemblies`: those held in the nucleus on the day;
    `recorder` and `helper`: who writes it down and who collected it, as names are compared."""

    today: date
    things: Mapping[UUID, ThingFacts]
    people: frozenset[UUID]
    trainers_at_home: frozenset[UUID]
    assemblies: frozenset[UUID]
    recorder: str = ""
    helper: str = ""


def is_named(name: str, forms: Iterable[str]) -> bool:
    """Whether a name, as names are compared, is a trainer's: one of the forms of theirs (surnames first), whole or a
    part of it, in either order."""
    return bool(name) and any(f" {name} " in f" {form} {form} " for form in forms)


def may_record_card(said: CardSaid, facts: CardFacts) -> Decision:
    """Whether a card may be written down: who said it and when, what of, and that no trainer collected what is said of
    themselves."""
    about = [one.about for one in said.answers]
    return allow_unless(
        None if about else Reason("delivery.saying_nothing"),
        Reason("delivery.in_future") if said.on > facts.today else None,
        Reason("delivery.saying_twice") if len(about) != len(set(about)) else None,
        *_speaker_faults(said, facts),
        *_how_faults(said, facts),
        *(fault for one in said.answers for fault in _answer_faults(one, said, facts)),
        *_trainer_faults(said, facts),
    )


def may_change_saying(*, ended: VisitEnd | None, why: str) -> Decision:
    """Whether what was said may be changed or taken back: while it stands, with a reason."""
    return allow_unless(
        Reason(f"delivery.saying_{ended.value}") if ended is not None else None,
        None if len(why.strip()) >= LEAST_REASON else Reason("delivery.reason_short"),
        too_long("delivery.reason_long", why, MOST_TEXT),
    )


def _speaker_faults(said: CardSaid, facts: CardFacts) -> Iterable[Reason | None]:
    if said.speaker is not None:
        yield None if said.speaker in facts.people else Reason("delivery.saying_not_of_home")
        return
    named = 2 <= len(said.speaker_name.strip()) <= MOST_SHORT
    yield None if named and said.speaker_kin is not Kin.PARTICIPANT else Reason("delivery.saying_who")


def _how_faults(said: CardSaid, facts: CardFacts) -> Iterable[Reason | None]:
    if said.how is SaidHow.ASSEMBLY:
        yield None if said.assembly in facts.assemblies else Reason("delivery.saying_assembly")
        return
    yield (
        None
        if len(facts.helper.split()) >= 2 and len(said.helper.strip()) <= MOST_SHORT
        else Reason("delivery.saying_helper")
    )


def _answer_faults(one: AnswerSaid, said: CardSaid, facts: CardFacts) -> Iterable[Reason | None]:
    thing = facts.things.get(one.about)
    if thing is None:
        yield Reason("delivery.saying_not_theirs")
        return
    about = {"about": thing.label}
    yield None if one.answer in (OF_VISIT if thing.visit else OF_DELIVERY) else Reason("delivery.saying_answer", about)
    yield None if thing.stands else Reason("delivery.saying_over", about)
    yield Reason("delivery.saying_already", about) if thing.said else None
    yield Reason("delivery.saying_early", about) if said.on < thing.day else None
    note = one.note.strip()
    yield Reason("delivery.saying_note", about) if one.answer is Answer.NOT_AS_PROMISED and not note else None
    yield too_long("delivery.text_long", note, MOST_NOTE)


def _trainer_faults(said: CardSaid, facts: CardFacts) -> Iterable[Reason | None]:
    trainers = {facts.things[one.about].trainer for one in said.answers if one.about in facts.things} - {()}
    if any(is_named(name, one) for name in (facts.helper, facts.recorder) for one in trainers):
        yield Reason("delivery.saying_by_trainer")
    if said.speaker in facts.trainers_at_home:
        yield Reason("delivery.saying_of_oneself")
