"""Verbs on grievances: receive, correct, give to somebody, answer, close, open again; protect who speaks, see who is
protected, forget what was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.accounts.models import Person
from winay.accounts.queries import acting
from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.core.ids import new_id
from winay.journal.rules import Personal
from winay.journal.services import record
from winay.nuclei.access import require_at
from winay.nuclei.models import Nucleus
from winay.nuclei.services.records import today_at
from winay.places.models import Place
from winay.programs.models import Version
from winay.trainers.contract_models import Contract, ContractNucleus
from winay.voices.access import is_accused, may_for, require_for
from winay.voices.grievance_models import Accused, Grievance, Step
from winay.voices.grievance_rules import (
    GrievanceSaid,
    Handling,
    SpeakerSaid,
    about_staff,
    due_on,
    may_answer,
    may_assign,
    may_close,
    may_correct,
    may_forget,
    may_protect,
    may_receive,
    may_reopen,
)
from winay.voices.identity import Identity
from winay.voices.queries.grievances import days_to_answer, identities, member_named, said_by, whole_grievances
from winay.voices.services.records import about_grievance, locked_grievance
from winay.voices.terms import About, GrievanceState, Outcome, Speaker, StepKind, ToldHow


@dataclass(frozen=True, slots=True)
class Where:
    """What a grievance is about: a nucleus, or a district under a version of a program."""

    place: Place
    version: Version
    nucleus: Nucleus | None = None

    @classmethod
    def at(cls, nucleus: Nucleus) -> "Where":
        """A nucleus, with its district and version."""
        return cls(nucleus.district, nucleus.version, nucleus)


@transaction.atomic
def receive_grievance(
    *, where: Where, said: GrievanceSaid, speaker: SpeakerSaid, by: Actor, at: datetime,
    contract: Contract | None = None, accused: Sequence[UUID] = (), synthetic: bool = False,
    public_id: UUID | None = None,
) -> Grievance:  # fmt: skip
    """Write down what somebody claims, complains of or denounces. `contract`: the trainer's whom it is about;
    `accused`: people of the staff; `public_id`: the id that it was given where it was told: sent twice, it is one.
    `Refused` for an anonymous one with a name, for one about whoever writes it down,
    and for a household code that is nobody's of that name; `NotAllowed` for a place of another territory."""
    require_at(where.place, where.version.program.key, Permission.RECORD_VOICE, by)
    known = whole_grievances().filter(public_id=public_id).first() if public_id is not None else None
    if known is not None:
        return known
    member = member_named(speaker.household, speaker.name, where.place.code) if speaker.household.strip() else None
    refuse_unless(
        may_receive(
            said, speaker, today=today_at(at), receiver_accused=by.public_id in accused,
            household_known=member is not None or not speaker.household.strip(),
        )
    )  # fmt: skip
    _check_contract(where.nucleus, contract, said.about)
    days, _confirmed = days_to_answer(where.version.pk)
    made = Grievance.objects.create(
        public_id=public_id or new_id(), version=where.version, place=where.place, nucleus=where.nucleus,
        received_by=by.public_id, received_at=at,
        due_on=due_on(said.heard_on, days), synthetic=synthetic, **_said(said, contract, accused),
        **_speaker(speaker, member.public_id if member else None),
    )  # fmt: skip
    Accused.objects.bulk_create([Accused(grievance=made, person=one) for one in sorted(set(accused))])
    record(
        "voices.receive_grievance", by=by, at=at, subjects=about_grievance(made),
        after={**_told(made), "speaker": made.speaker, "answer_due_on": made.due_on, "staff": len(set(accused))},
    )  # fmt: skip
    return whole_grievances().get(pk=made.pk)


def _check_contract(nucleus: Nucleus | None, contract: Contract | None, about: About) -> None:
    if contract is None:
        return
    serves = nucleus is not None and ContractNucleus.objects.filter(contract=contract, nucleus=nucleus).exists()
    refuse_unless(
        allow_unless(
            None if about is About.TRAINER else Reason("voices.contract_not_trainer"),
            None if serves else Reason("voices.contract_outside"),
        )
    )


def _said(said: GrievanceSaid, contract: Contract | None, accused: Sequence[UUID]) -> dict[str, object]:
    return {
        "kind": said.kind.value, "channel": said.channel.value, "about": said.about.value,
        "about_whom": said.about_whom.strip(), "heard_on": said.heard_on, "words": said.words.strip(),
        "language": said.language, "contract": contract, "of_staff": about_staff(said.about, accused=len(accused)),
    }  # fmt: skip


def _speaker(said: SpeakerSaid, member: UUID | None) -> dict[str, str]:
    key = identities().key(member) if member else ""
    if said.speaker is Speaker.PROTECTED:
        hidden = identities().hide(Identity(said.name.strip(), said.contact.strip()))
        return {"speaker": said.speaker.value, "speaker_hidden": hidden, "speaker_key": key}
    return {
        "speaker": said.speaker.value, "speaker_name": said.name.strip(), "speaker_contact": said.contact.strip(),
        "speaker_key": key,
    }  # fmt: skip


def _told(one: Grievance) -> dict[str, object]:
    """What the journal keeps of what was said: never the words, nor whom it is about."""
    return {
        "grievance_kind": one.kind, "channel": one.channel, "grievance_about": one.about, "heard_on": one.heard_on,
        "words": Personal(one.words), "about_whom": Personal(one.about_whom),
    }  # fmt: skip


@transaction.atomic
def correct_grievance(
    *, grievance: Grievance, said: GrievanceSaid, by: Actor, at: datetime, contract: Contract | None = None,
    accused: Sequence[UUID] = (),
) -> Grievance:  # fmt: skip
    """Mend what was copied wrongly, until it is answered; also whom it is about."""
    grievance = locked_grievance(grievance)
    require_for(grievance, Permission.RECORD_VOICE, by)
    state = GrievanceState(grievance.state)
    handlers = {by.public_id, grievance.received_by, grievance.assigned_to}
    refuse_unless(
        allow_unless(
            Reason("voices.forgotten") if grievance.forgotten_at is not None else None,
            *may_correct(said, state=state, today=today_at(at), receiver_accused=bool(handlers & set(accused))).reasons,
        )
    )
    _check_contract(grievance.nucleus, contract, said.about)
    before = _told(grievance)
    Accused.objects.filter(grievance=grievance).exclude(person__in=accused).delete()
    days, _confirmed = days_to_answer(grievance.version_id)
    if said.heard_on != grievance.heard_on and grievance.due_on is not None:
        grievance.due_on = due_on(said.heard_on, days)
    for name, value in _said(said, contract, accused).items():
        setattr(grievance, name, value)
    grievance.save()
    known = {one.person for one in Accused.objects.filter(grievance=grievance)}
    Accused.objects.bulk_create([Accused(grievance=grievance, person=one) for one in sorted(set(accused) - known)])
    record(
        "voices.correct_grievance", by=by, at=at, subjects=about_grievance(grievance), before=before,
        after=_told(grievance),
    )  # fmt: skip
    return whole_grievances().get(pk=grievance.pk)


@transaction.atomic
def assign_grievance(*, grievance: Grievance, to: Person, by: Actor, at: datetime) -> Grievance:
    """Give it to somebody who answers grievances here and whom it is not about. Given to another, they take over."""
    grievance = locked_grievance(grievance)
    require_for(grievance, Permission.ANSWER_GRIEVANCE, by)
    who = acting(to, on=today_at(at))
    accused = is_accused(grievance, to.public_id)
    refuse_unless(
        may_assign(
            handling(grievance), assignee_accused=accused,
            assignee_may=accused or may_for(grievance, Permission.ANSWER_GRIEVANCE, who),
            again=grievance.assigned_to == to.public_id,
        )
    )  # fmt: skip
    grievance.assigned_to = to.public_id
    grievance.save(update_fields=["assigned_to"])
    _step(grievance, StepKind.ASSIGNED, today_at(at), by, at, person=to.public_id)
    record(
        "voices.assign_grievance", by=by, at=at, subjects=[*about_grievance(grievance), ("person", str(to.public_id))]
    )
    return grievance


@transaction.atomic
def answer_grievance(
    *, grievance: Grievance, words: str, on: date, told_how: ToldHow, by: Actor, at: datetime
) -> Grievance:
    """Answer it, and say how the answer reached the person. Until it is closed it may be answered anew: every answer
    stays on record and the newest counts."""
    grievance = locked_grievance(grievance)
    require_for(grievance, Permission.ANSWER_GRIEVANCE, by)
    refuse_unless(
        may_answer(
            handling(grievance), on=on, words=words, told_how=told_how, speaker=Speaker(grievance.speaker),
            today=today_at(at),
        )
    )  # fmt: skip
    grievance.state, grievance.answered_on = GrievanceState.ANSWERED.value, on
    grievance.answered_by = by.public_id
    grievance.save(update_fields=["state", "answered_on", "answered_by"])
    _step(grievance, StepKind.ANSWERED, on, by, at, words=words.strip(), told_how=told_how.value)
    late = max(0, (on - grievance.due_on).days) if grievance.due_on is not None else None
    record(
        "voices.answer_grievance", by=by, at=at, subjects=about_grievance(grievance),
        after={"answered_on": on, "told_how": told_how, "words": Personal(words), "days_over": late},
    )  # fmt: skip
    return grievance


@transaction.atomic
def close_grievance(
    *, grievance: Grievance, outcome: Outcome, on: date, note: str, by: Actor, at: datetime
) -> Grievance:
    """Say how it ended. What is about somebody of the staff is closed by another person than who answered it."""
    grievance = locked_grievance(grievance)
    require_for(grievance, Permission.ANSWER_GRIEVANCE, by)
    refuse_unless(may_close(handling(grievance, by), outcome, on=on, note=note, today=today_at(at)))
    grievance.state, grievance.outcome = GrievanceState.CLOSED.value, outcome.value
    grievance.closed_on, grievance.closed_by, grievance.closed_at = on, by.public_id, at
    grievance.save(update_fields=["state", "outcome", "closed_on", "closed_by", "closed_at"])
    _step(grievance, StepKind.CLOSED, on, by, at, words=note.strip(), outcome=outcome.value)
    record(
        "voices.close_grievance", by=by, at=at, subjects=about_grievance(grievance),
        after={"grievance_outcome": outcome, "closed_on": on, "note": Personal(note)},
    )  # fmt: skip
    return grievance


@transaction.atomic
def reopen_grievance(*, grievance: Grievance, on: date, why: str, by: Actor, at: datetime) -> Grievance:
    """Open a closed one again: it waits for an answer, and its days begin anew."""
    grievance = locked_grievance(grievance)
    require_for(grievance, Permission.RECORD_VOICE, by)
    refuse_unless(may_reopen(handling(grievance), on=on, why=why, today=today_at(at)))
    before = {"grievance_outcome": grievance.outcome, "closed_on": grievance.closed_on}
    days, _confirmed = days_to_answer(grievance.version_id)
    grievance.state, grievance.outcome, grievance.due_on = GrievanceState.RECEIVED.value, "", due_on(on, days)
    grievance.closed_on = grievance.closed_by = grievance.closed_at = None
    grievance.answered_on = grievance.answered_by = None
    grievance.save()
    _step(grievance, StepKind.REOPENED, on, by, at, words=why.strip())
    record(
        "voices.reopen_grievance", by=by, at=at, subjects=about_grievance(grievance), before=before,
        after={"reopened_on": on, "reason": Personal(why)},
    )  # fmt: skip
    return grievance


def handling(grievance: Grievance, by: Actor | None = None) -> Handling:
    """A grievance as the rules see it, for whoever acts."""
    first = grievance.answered_by or grievance.received_by
    return Handling(
        GrievanceState(grievance.state), grievance.heard_on, grievance.answered_by is not None, grievance.of_staff,
        by is not None and first == by.public_id, grievance.answered_on, grievance.closed_on,
    )  # fmt: skip


def _step(grievance: Grievance, kind: StepKind, on: date, by: Actor, at: datetime, **more: object) -> None:
    Step.objects.create(grievance=grievance, kind=kind.value, told_on=on, done_by=by.public_id, done_at=at, **more)


# ---- who speaks -----------------------------------------------------------------------------------------------------


@transaction.atomic
def see_speaker(*, grievance: Grievance, by: Actor, at: datetime) -> Identity:
    """Who is protected. Seeing it is an act: the journal says who saw it, and when."""
    grievance = locked_grievance(grievance)
    require_for(grievance, Permission.SEE_PROTECTED_VOICE, by)
    if not grievance.speaker_hidden:
        raise Refused([Reason("voices.nothing_hidden")])
    record("voices.see_speaker", by=by, at=at, subjects=about_grievance(grievance))
    return identities().open(grievance.speaker_hidden)


@transaction.atomic
def protect_speaker(*, grievance: Grievance, by: Actor, at: datetime) -> Grievance:
    """Somebody who gave their name asks to be protected after all: from now on it is kept encrypted."""
    grievance = locked_grievance(grievance)
    require_for(grievance, Permission.RECORD_VOICE, by)
    refuse_unless(may_protect(Speaker(grievance.speaker), forgotten=grievance.forgotten_at is not None))
    hidden = identities().hide(Identity(grievance.speaker_name, grievance.speaker_contact))
    grievance.speaker, grievance.speaker_hidden = Speaker.PROTECTED.value, hidden
    grievance.speaker_name = grievance.speaker_contact = ""
    grievance.save(update_fields=["speaker", "speaker_hidden", "speaker_name", "speaker_contact"])
    record(
        "voices.protect_speaker", by=by, at=at, subjects=about_grievance(grievance),
        before={"speaker": Speaker.NAMED}, after={"speaker": Speaker.PROTECTED},
    )  # fmt: skip
    return grievance


@transaction.atomic
def forget_grievance(*, grievance: Grievance, why: str, by: Actor, at: datetime) -> Grievance:
    """Blank who spoke and every word, because the person asks. That there was a grievance, about what, and how it ended
    stays. It cannot be undone."""
    grievance = locked_grievance(grievance)
    require_for(grievance, Permission.ERASE_PERSON, by)
    refuse_unless(may_forget(forgotten=grievance.forgotten_at is not None, why=why))
    _blank(grievance, at)
    record("voices.forget_grievance", by=by, at=at, subjects=about_grievance(grievance), after={"reason": why.strip()})
    return grievance


@transaction.atomic
def forget_voices(*, members: Sequence[UUID], why: str, by: Actor, at: datetime) -> int:
    """Blank everything that a person said: they are erased, wherever they are kept. How many grievances it was. Who may
    erase the person was asked before; what is about whoever erases is blanked too."""
    found = said_by(members)
    for one in found:
        one = locked_grievance(one)
        _blank(one, at)
        record("voices.forget_grievance", by=by, at=at, subjects=about_grievance(one), after={"reason": why.strip()})
    return len(found)


def _blank(grievance: Grievance, at: datetime) -> None:
    for name in ("words", "about_whom", "speaker_name", "speaker_contact", "speaker_hidden", "speaker_key"):
        setattr(grievance, name, "")
    grievance.forgotten_at = at
    grievance.save()
    Step.objects.filter(grievance=grievance).update(words="")
