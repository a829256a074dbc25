"""When a grievance may be received, given to somebody, answered, closed, opened again, corrected. Plain Python."""

from dataclasses import dataclass
from datetime import date, timedelta

from winay.core.decision import Decision, Reason, allow_unless
from winay.registry.terms import LANGUAGES
from winay.targeting.decision_rules import LONGEST_WORDS, reason_fault, text_fault
from winay.voices.terms import JUDGED, About, Channel, GrievanceKind, GrievanceState, Outcome, Speaker, ToldHow

LEAST_WORDS, MOST_WORDS, MOST_NOTE = 15, 2_000, 300
OF_STAFF = (About.TRAINER, About.TREATMENT)
"""What is about somebody who works for the program, also where nobody is named."""
FURTHEST = timedelta(days=5 * 365)
"""How long ago something may have been heard that is written down today."""


@dataclass(frozen=True, slots=True)
class GrievanceSaid:
    """What was heard: in which form, about what, whom (in words), when, in which language."""

    kind: GrievanceKind
    channel: Channel
    about: About
    heard_on: date
    words: str
    about_whom: str = ""
    language: str = "es"


@dataclass(frozen=True, slots=True)
class SpeakerSaid:
    """Who speaks, and how they want to be known. `household`: the code of theirs, so that what they said is erased
    with their data when they ask."""

    speaker: Speaker
    name: str = ""
    contact: str = ""
    household: str = ""


@dataclass(frozen=True, slots=True)
class Handling:
    """A grievance as who handles it finds it. `same`: whoever acts answered it, or received it where nobody did."""

    state: GrievanceState
    heard_on: date
    answered: bool
    of_staff: bool
    same: bool = False
    answered_on: date | None = None
    closed_on: date | None = None


def due_on(heard_on: date, days: int | None) -> date | None:
    """The last day for an answer; None where the version gives no number."""
    return None if days is None else heard_on + timedelta(days=days)


def overdue(state: GrievanceState, due: date | None, today: date) -> bool:
    """Whether the person still waits although the day is over."""
    return state is GrievanceState.RECEIVED and due is not None and due < today


def about_staff(about: About, *, accused: int) -> bool:
    """Whether it is about somebody who works for the program."""
    return about in OF_STAFF or accused > 0


def said_faults(said: GrievanceSaid, *, today: date) -> list[Reason | None]:
    """What is wrong with what was written down."""
    return [
        reason_fault(said.words, short="voices.words_short", most=MOST_WORDS),
        text_fault(said.about_whom, most=MOST_NOTE),
        Reason("voices.in_future") if said.heard_on > today else None,
        Reason("voices.long_ago") if said.heard_on < today - FURTHEST else None,
        None if said.language in LANGUAGES else Reason("voices.language"),
    ]


def speaker_faults(said: SpeakerSaid) -> list[Reason | None]:
    """What is wrong with who speaks: a name where one is promised, none where none is wanted."""
    given = any(one.strip() for one in (said.name, said.contact, said.household))
    nobody = said.speaker is Speaker.ANONYMOUS
    return [
        Reason("voices.anonymous_named") if nobody and given else None,
        Reason("voices.name_needed") if not nobody and len(said.name.strip()) < 3 else None,
        Reason("voices.name_long", {"most": LONGEST_WORDS})
        if max(len(said.name.strip()), len(said.contact.strip())) > LONGEST_WORDS
        else None,
        None if (said.name + said.contact).isprintable() else Reason("voices.name_long", {"most": LONGEST_WORDS}),
    ]


def may_receive(
    said: GrievanceSaid, speaker: SpeakerSaid, *, today: date, receiver_accused: bool, household_known: bool
) -> Decision:
    """Whether it may be written down. It may be told late: the days for an answer count from when it was heard."""
    return allow_unless(
        *said_faults(said, today=today),
        *speaker_faults(speaker),
        Reason("voices.receiver_accused") if receiver_accused else None,
        None if household_known else Reason("voices.household_unknown"),
    )


def may_correct(said: GrievanceSaid, *, state: GrievanceState, today: date, receiver_accused: bool) -> Decision:
    """What was copied wrongly is mended until it is answered."""
    return allow_unless(
        None if state is GrievanceState.RECEIVED else Reason("voices.answered_already"),
        *said_faults(said, today=today),
        Reason("voices.receiver_accused") if receiver_accused else None,
    )


def may_assign(now: Handling, *, assignee_accused: bool, assignee_may: bool, again: bool) -> Decision:
    """Given to somebody who may answer it and whom it is not about."""
    return allow_unless(
        Reason("voices.closed") if now.state is GrievanceState.CLOSED else None,
        Reason("voices.assignee_accused") if assignee_accused else None,
        None if assignee_may else Reason("voices.assignee_may_not"),
        Reason("voices.assigned_already") if again else None,
    )


def may_answer(now: Handling, *, on: date, words: str, told_how: ToldHow, speaker: Speaker, today: date) -> Decision:
    """Answered again, the newest answer counts. Where nobody knows who asked, it is told to everybody."""
    private = speaker is Speaker.ANONYMOUS and told_how not in (ToldHow.ASSEMBLY, ToldHow.NOTICE)
    public = speaker is Speaker.PROTECTED and told_how in (ToldHow.ASSEMBLY, ToldHow.NOTICE)
    return allow_unless(
        Reason("voices.closed") if now.state is GrievanceState.CLOSED else None,
        reason_fault(words, short="voices.answer_short", most=MOST_WORDS),
        Reason("voices.in_future") if on > today else None,
        Reason("voices.before_heard", {"on": now.heard_on.isoformat()}) if on < now.heard_on else None,
        Reason("voices.nobody_to_tell") if private else None,
        Reason("voices.tell_in_private") if public else None,
    )


def may_close(now: Handling, outcome: Outcome, *, on: date, note: str, today: date) -> Decision:
    """Judged after an answer; withdrawn or referred also without one. About staff, by another person."""
    least = now.answered_on if now.answered_on is not None else now.heard_on
    return allow_unless(
        Reason("voices.closed") if now.state is GrievanceState.CLOSED else None,
        Reason("voices.not_answered") if outcome in JUDGED and not now.answered else None,
        Reason("voices.same_person") if now.of_staff and now.same else None,
        Reason("voices.in_future") if on > today else None,
        Reason("voices.before_answer", {"on": least.isoformat()}) if on < least else None,
        reason_fault(note, short="voices.note_short", most=MOST_WORDS),
    )


def may_reopen(now: Handling, *, on: date, why: str, today: date) -> Decision:
    """A closed one is opened again, with its reason; it waits for an answer as on its first day."""
    return allow_unless(
        None if now.state is GrievanceState.CLOSED else Reason("voices.not_closed"),
        Reason("voices.in_future") if on > today else None,
        Reason("voices.before_close", {"on": now.closed_on.isoformat()})
        if now.closed_on is not None and on < now.closed_on
        else None,
        reason_fault(why, short="voices.reason_short", most=MOST_WORDS),
    )


def may_protect(speaker: Speaker, *, forgotten: bool) -> Decision:
    """Somebody named may ask for protection later."""
    return allow_unless(
        Reason("voices.forgotten") if forgotten else None,
        None if speaker is Speaker.NAMED else Reason("voices.not_named"),
    )


def may_forget(*, forgotten: bool, why: str) -> Decision:
    """What somebody said is blanked once, because they ask."""
    return allow_unless(
        Reason("voices.forgotten") if forgotten else None,
        reason_fault(why, short="voices.reason_short", most=MOST_NOTE),
    )
