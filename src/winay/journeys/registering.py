"""A registration that a phone brought becomes a household, with its consent and its place in a call if it wants one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.models import Call, Enrolment
from winay.enrolment.queries.calls import calls_at
from winay.enrolment.services.entering import Comer, enrol_several
from winay.enrolment.services.refusals import Said, record_refusal
from winay.intake.reading.answers import Answers, BadAnswer
from winay.journeys.form_readers import Read, Sent, Work
from winay.journeys.registration_form import No, Registration, read_registration
from winay.places.models import Place
from winay.places.queries import place_by_code
from winay.registry.models import Household
from winay.registry.services.registering import Newcomer, Registering, register_several

Subject = tuple[str, str]
Outcome = Read | Refused | NotAllowed | BadAnswer


def take_registration(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
    """Register the household, and enter it where it wants to, or write down why it does not, if one call is open where
    it lives. Whether it can enter never decides whether it is registered: the office enters it later.

    Where nobody agreed to the keeping of data, only the reason is kept, with no name. `Refused` and `NotAllowed` as the
    verbs of registry; `BadAnswer` for an answer that is not what its question asks for.
    """
    (found,) = take_registrations([Sent(work, answers, by)], at=at)
    if isinstance(found, Read):
        return found
    raise found


def take_registrations(sent: Sequence[Sent], *, at: datetime) -> list[Outcome]:
    """The same of several that came together: each by itself, with about as many statements as one takes."""
    found: dict[int, Outcome] = {}
    read: dict[int, Registration] = {}
    for place, one in enumerate(sent):
        try:
            read[place] = _read(one)
        except BadAnswer as bad:
            found[place] = bad
    homes: dict[int, Household] = {}
    asking = [place for place in read if read[place].household is not None]
    made_of = register_several([_newcomer(sent[place], read[place], at) for place in asking])
    for place, made in zip(asking, made_of, strict=True):
        if isinstance(made, Household):
            homes[place] = made
        else:
            found[place] = made
    answers = _answered({place: one for place, one in read.items() if place not in found}, homes, sent, at)
    for place in read.keys() - found.keys():
        home = [("household", str(homes[place].public_id))] if place in homes else []
        answered = answers.get(place, _Answered())
        found[place] = Read((_came(sent[place]), *home, *answered.subjects), undone=answered.undone)
    return [found[place] for place in range(len(sent))]


def _read(one: Sent) -> Registration:
    files = {name: file.sha256 for name, file in one.work.files.items()}
    return read_registration(one.answers, key=str(one.work.public_id), files=files)


def _came(one: Sent) -> Subject:
    return "submission", str(one.work.public_id)


def _newcomer(one: Sent, read: Registration, at: datetime) -> Newcomer:
    assert read.household is not None
    act = Registering(read.filled_on, one.work.door, one.by, at, one.work.synthetic, (_came(one),))
    return Newcomer(read.household, act)


@dataclass(frozen=True, slots=True)
class _Answered:
    """What came of an answer to a call: things for the journal, or why it could not be taken."""

    subjects: tuple[Subject, ...] = ()
    undone: tuple[Reason, ...] = ()


def _answered(
    read: Mapping[int, Registration], homes: Mapping[int, Household], sent: Sequence[Sent], at: datetime
) -> dict[int, _Answered]:
    """What they said to the call that was open where they live. Where no call can take it they are registered all the
    same: the page of the submission says why, and the page of the call shows who is not in it."""
    found: dict[int, _Answered] = {}
    calls = _Calls()
    coming: dict[int, Comer] = {}
    for place, one in read.items():
        home, by, submission = homes.get(place), sent[place].by, sent[place].work.public_id
        wants = one.wants and home is not None
        if not wants and one.no is None:
            continue
        call = calls.one_at(one.place_code, one.filled_on, by)
        if isinstance(call, Reason):
            found[place] = _Answered(undone=(call,))
        elif wants and home is not None:
            coming[place] = Comer(home.pk, call, one.filled_on, by, at, sent[place].work.door, submission)
        elif one.no is not None:
            locality = None if home is not None else calls.place(one.place_code)
            found[place] = _said_no(one, one.no, home, locality, call, sent[place], at)
    for place, entered in zip(coming, enrol_several(list(coming.values())), strict=True):
        if isinstance(entered, Enrolment):
            found[place] = _Answered((("enrolment", str(entered.public_id)),))
        else:
            found[place] = _Answered(undone=_why(entered))
    return found


def _said_no(
    read: Registration, no: No, home: Household | None, locality: Place | None, call: Call, sent: Sent, at: datetime
) -> _Answered:
    try:
        with transaction.atomic():
            refusal = record_refusal(
                call=call, household=home, locality=locality, said=Said(read.filled_on, no.reason, no.note), by=sent.by,
                at=at, source=sent.work.door, submission=sent.work.public_id,
            )  # fmt: skip
    except (Refused, NotAllowed) as refused:
        return _Answered(undone=_why(refused))
    return _Answered((("refusal", str(refusal.public_id)),))


def _why(no: Refused | NotAllowed) -> tuple[Reason, ...]:
    return tuple(no.reasons) if isinstance(no, Refused) else (Reason("enrolment.phone_may_not"),)


class _Calls:
    """The calls of the places that were asked about, each read once."""

    def __init__(self) -> None:
        self._places: dict[str, Place | None] = {}
        self._calls: dict[tuple[str, str | None], list[Call]] = {}

    def place(self, code: str) -> Place | None:
        if code not in self._places:
            self._places[code] = place_by_code(code)
        return self._places[code]

    def one_at(self, code: str, on: date, by: Actor) -> Call | Reason:
        """The call that was open there on the day, or why there is none. Where there are two, a person at the office
        chooses."""
        place = self.place(code)
        if place is None:
            return Reason("enrolment.no_call_there", {"on": on.isoformat()})
        key = (code, getattr(by, "program", None))
        if key not in self._calls:
            self._calls[key] = calls_at(place, program=key[1])
        calls = [call for call in self._calls[key] if call.closed_on is None or on < call.closed_on]
        if len(calls) == 1:
            return calls[0]
        return Reason("enrolment.several_calls" if calls else "enrolment.no_call_there", {"on": on.isoformat()})
