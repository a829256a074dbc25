"""What was answered in the form of an assembly: its call, who came, motions, candidates. Nothing is judged or written
here; people are still ids of the phone's list, or codes of households with what they are there."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from winay.intake.forms.needs import Kind, Need, needed, spare, wanted
from winay.intake.reading.answers import Answers
from winay.intake.reading.envelope import base_name
from winay.journeys.answered import NO, YES, code, day, filled, hour, whole
from winay.journeys.meant import uuid_of
from winay.nuclei.assembly_rules import CallSaid
from winay.nuclei.terms import AssemblyKind, MotionKind, Post
from winay.registry.terms import LANGUAGES, Kin, Sex

ASSEMBLY_FORM = "assembly"
MEMBER, CANDIDATE = "member", "candidate"
_PERSON = (("household_code", Kind.TEXT, ()), ("kin", Kind.ONE, Kin), ("sex", Kind.ONE, Sex))
NEEDS: tuple[Need, ...] = (
    spare("which/nucleus_code"), needed("which/kind", Kind.ONE, AssemblyKind), needed("which/held_on", Kind.DAY),
    needed("which/called_on", Kind.DAY), needed("which/first_call", Kind.TIME),
    wanted("which/second_call", Kind.TIME), needed("which/call", Kind.ONE, ("1", "2")),
    needed("which/meeting_place"), needed("which/called_by"), needed("which/led_by"), needed("which/secretary"),
    Need("which/language", Kind.ONE, answered=True, codes=tuple(LANGUAGES), all_codes=False), needed("which/agenda"),
    wanted("came/homes"), spare("came/listed", Kind.SEVERAL), wanted("people", Kind.ROUNDS),
    spare("people/member", Kind.LISTED), spare("candidates/candidate", Kind.LISTED),
    *(needed(f"people/{name}", kind, codes) for name, kind, codes in _PERSON),
    needed("people/spoke", Kind.ONE, (YES, NO)), wanted("motions", Kind.ROUNDS),
    needed("motions/about", Kind.ONE, MotionKind), needed("motions/text"),
    wanted("motions/recall_post", Kind.ONE, Post), wanted("motions/minutes_on", Kind.DAY),
    needed("motions/unanimous", Kind.ONE, (YES, NO)),
    *(wanted(f"motions/{name}", Kind.INTEGER) for name in ("votes_for", "votes_against", "abstained")),
    wanted("candidates", Kind.ROUNDS), needed("candidates/post", Kind.ONE, Post),
    needed("candidates/round", Kind.INTEGER),
    *(needed(f"candidates/{name}", kind, codes) for name, kind, codes in _PERSON),
    needed("candidates/votes", Kind.INTEGER), wanted("blanks", Kind.ROUNDS), needed("blanks/post", Kind.ONE, Post),
    needed("blanks/round", Kind.INTEGER), needed("blanks/votes", Kind.INTEGER), wanted("paper/minutes", Kind.FILE),
    spare("paper/notes"),
)  # fmt: skip
"""What every version of the form must still ask, and as what."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by the phone's list (`listed`), or as the paper names them: the code of their household, what they are
    of its participant, their sex."""

    household: str
    kin: Kin | None
    sex: Sex | None
    listed: UUID | None = None


@dataclass(frozen=True, slots=True)
class MotionAnswer:
    """A motion as it was put down. `recall` is the post whose holder it recalls, `minutes_on` the day of the assembly
    whose minutes it confirms."""

    kind: MotionKind
    text: str
    unanimous: bool
    votes_for: int
    votes_against: int
    abstained: int
    recall: Post | None
    minutes_on: date | None


@dataclass(frozen=True, slots=True)
class AssemblyAnswers:
    """A filled-in form. `listed` came by the phone's list; `homes` are the codes of other households that came,
    `people` those who are named, with whether they spoke; `candidates` and `blanks` by post and round, in the order of
    the paper."""

    nucleus_code: str
    call: CallSaid
    call_number: int
    led_by: str
    secretary: str
    language: str
    listed: tuple[UUID, ...]
    homes: tuple[str, ...]
    people: tuple[tuple[Person, bool], ...]
    motions: tuple[MotionAnswer, ...]
    candidates: tuple[tuple[Post, int, Person, int], ...]
    blanks: tuple[tuple[Post, int, int], ...]
    notes: str
    minutes: str


def read_assembly(answers: Answers) -> AssemblyAnswers:
    """An assembly from its answers. `BadAnswer` names the answer that is not what its question asks for."""
    return AssemblyAnswers(
        nucleus_code=answers.text("which/nucleus_code"),
        call=_call(answers),
        call_number=whole(answers, "which/call"),
        led_by=answers.text("which/led_by"),
        secretary=answers.text("which/secretary"),
        language=answers.text("which/language"),
        listed=tuple(_listed(answers, "came/listed", one) for one in answers.choices("came/listed")),
        homes=tuple(dict.fromkeys(filter(None, re.split(r"[\s,;]+", answers.text("came/homes"))))),
        people=tuple((_person(one, MEMBER), one.text("spoke") == YES) for one in _filled(answers, "people", MEMBER)),
        motions=tuple(_motion(one) for one in answers.repeats("motions") if one.text("text") or one.text("about")),
        candidates=tuple(
            (code(one, "post", Post), whole(one, "round"), _person(one, CANDIDATE), whole(one, "votes"))
            for one in _filled(answers, "candidates", CANDIDATE)
        ),
        blanks=tuple(
            (code(one, "post", Post), whole(one, "round"), whole(one, "votes"))
            for one in answers.repeats("blanks")
            if one.text("post") or one.text("votes")
        ),
        notes=answers.text("paper/notes"),
        minutes=base_name(answers.text("paper/minutes")),
    )  # fmt: skip


def _call(answers: Answers) -> CallSaid:
    return CallSaid(
        kind=code(answers, "which/kind", AssemblyKind),
        called_on=day(answers, "which/called_on"),
        held_on=day(answers, "which/held_on"),
        first_call_at=hour(answers, "which/first_call"),
        second_call_at=hour(answers, "which/second_call") if answers.text("which/second_call") else None,
        meeting_place=answers.text("which/meeting_place"),
        called_by_name=answers.text("which/called_by"),
        agenda=tuple(line.strip() for line in answers.text("which/agenda").splitlines() if line.strip()),
    )


def _motion(one: Answers) -> MotionAnswer:
    kind, unanimous = code(one, "about", MotionKind), one.text("unanimous") == YES
    votes = (0, 0, 0) if unanimous else tuple(whole(one, name) for name in ("votes_for", "votes_against", "abstained"))
    return MotionAnswer(
        kind, one.text("text"), unanimous, votes[0], votes[1], votes[2],
        code(one, "recall_post", Post) if kind is MotionKind.RECALL else None,
        day(one, "minutes_on") if kind is MotionKind.CONFIRM_MINUTES else None,
    )  # fmt: skip


def _listed(answers: Answers, path: str, text: str) -> UUID:
    """Somebody whom the phone's list gave."""
    found = uuid_of(text)
    if found is None:
        raise answers.bad(path, "choice")
    return found


def _person(one: Answers, listed: str) -> Person:
    if one.text(listed):
        return Person("", None, None, _listed(one, listed, one.text(listed)))
    return Person(one.text("household_code"), code(one, "kin", Kin), code(one, "sex", Sex))


def _filled(answers: Answers, path: str, listed: str) -> list[Answers]:
    """The rounds in which somebody was chosen or written: some clients send an empty one."""
    return filled(answers, path, listed, "household_code", "kin")
