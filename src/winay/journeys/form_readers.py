"""What a reader of a form is given, and what it gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from winay.core.actors import Actor
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.intake.forms.needs import Need
from winay.intake.reading.answers import Answers, BadAnswer
from winay.registry.terms import Origin


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that came with a submission, or with the one it corrects: its hash in the store, what its content is."""

    filename: str
    sha256: str
    size: int
    content_type: str


@dataclass(frozen=True, slots=True)
class Work:
    """What a reader is given besides the answers. `began_at` and `ended_at` are the phone's clock's, which is wrong
    where `clock_off`; `corrects` is the public id of the submission that this one replaces, if that one was read.
    `sheet` is the number of the paper that it was copied from, "" for what a phone sent."""

    public_id: UUID
    form_id: str
    version: str
    received_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    clock_off: bool
    synthetic: bool
    files: Mapping[str, HeldFile]
    corrects: UUID | None
    sheet: str = ""

    @property
    def door(self) -> Origin:
        """Through which door it came."""
        return Origin.PAPER if self.sheet else Origin.PHONE


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of it: the things it is about, for the journal, whether they lie outside the phone's
    territory, and why something else that it asked for was not done."""

    subjects: tuple[tuple[str, str], ...] = ()
    outside: bool = False
    undone: tuple[Reason, ...] = ()


class Reader(Protocol):
    """Reads the submissions of one form. `by` is the phone that brought it."""

    def __call__(self, *, work: Work, answers: Answers, by: Actor, at: datetime) -> Read: ...


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission for a reader of several: as a reader is given one."""

    work: Work
    answers: Answers
    by: Actor


Outcome = Read | Refused | NotAllowed | BadAnswer


class SeveralReader(Protocol):
    """Reads several submissions of one form, none of which corrects another, with as many statements as one takes: what
    it made of each, in their order, or what a reader of one would have raised."""

    def __call__(self, sent: Sequence[Sent], *, at: datetime) -> list[Outcome]: ...


def alone(several: SeveralReader) -> Reader:
    """The reader of one, where there is one way to read several and one."""

    def read(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
        (found,) = several([Sent(work, answers, by)], at=at)
        if not isinstance(found, Read):
            raise found
        return found

    return read


class Touches(StrEnum):
    """What a reader asks about and changes of which the reader of another form does too: nothing, one household, which
    the answers name by the list or by its code, or more than that. What touches the same is read in the order in which
    it came."""

    NOTHING = "nothing"
    HOUSEHOLD = "household"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Form:
    """A reader, whether it knows what to do with a submission that corrects one it has read, a reader of several, where
    the form has one, and what the reader needs of every version of the form. `about`: the answer that names the
    household of a list that the form changes. `sealed`: what was read stands in what was made of it and nowhere else;
    until then, only who hears grievances sees it."""

    read: Reader
    corrections: bool = False
    read_several: SeveralReader | None = None
    about: str = ""
    needs: tuple[Need, ...] = ()
    sealed: bool = False
    touches: Touches = Touches.MORE
