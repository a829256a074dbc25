"""Verbs on group sessions: tell one, correct one by another row, say that one never was."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.delivery.access import require_for
from winay.delivery.queries.visit_facts import busy_for_session, taught
from winay.delivery.services.visits import Subjects
from winay.delivery.session_models import Session, SessionAttendance, SessionTopic
from winay.delivery.session_rules import SessionFacts, SessionSaid, may_record_session
from winay.delivery.visit_rules import may_correct
from winay.delivery.visit_terms import VisitEnd
from winay.journal.services import record
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.people import Crowd, crowd_of
from winay.nuclei.services.records import today_at
from winay.registry.terms import Origin
from winay.trainers.contract_models import Contract, ContractNucleus
from winay.trainers.terms import ContractKind


@transaction.atomic
def record_session(
    *, contract: Contract, nucleus: Nucleus, said: SessionSaid, by: Actor, at: datetime,
    source: Origin = Origin.WEB, submission: UUID | None = None, synthetic: bool = False,
) -> Session:  # fmt: skip
    """Tell a session of a trainer with people of a nucleus. It keeps its own day, however late it is told. `Refused`
    with every reason at once. `submission`: the public id of what a phone sent."""
    session = _told(_locked(contract.pk), nucleus, said, by, at, source, submission, synthetic=synthetic)
    record("delivery.record_session", by=by, at=at, subjects=about_session(session), after=_said(session, said, at))
    return session


@transaction.atomic
def correct_session(*, session: Session, said: SessionSaid, why: str, by: Actor, at: datetime) -> Session:
    """Another row takes a session's place; the old one stays readable, with the reason. Trainer and nucleus stay."""
    contract = _locked(session.contract_id)
    old = _ended(session, VisitEnd.REPLACED, why, by, at)
    new = _told(contract, old.nucleus, said, by, at, Origin.WEB, None, synthetic=old.synthetic, replaces=old)
    record(
        "delivery.correct_session", by=by, at=at, subjects=[*about_session(new), ("session", str(old.public_id))],
        before={"held_on": old.held_on, "minutes": old.minutes}, after=_said(new, said, at) | {"why": why},
    )  # fmt: skip
    return new


@transaction.atomic
def reverse_session(*, session: Session, why: str, by: Actor, at: datetime) -> Session:
    """There never was such a session. It stays readable, with the reason."""
    _locked(session.contract_id)
    old = _ended(session, VisitEnd.REVERSED, why, by, at)
    record(
        "delivery.reverse_session", by=by, at=at, subjects=about_session(old),
        before={"held_on": old.held_on, "minutes": old.minutes}, after={"why": why},
    )  # fmt: skip
    return old


def about_session(session: Session) -> Subjects:
    """The session, its contract, trainer, nucleus and district."""
    return [
        ("session", str(session.public_id)),
        ("contract", str(session.contract.public_id)),
        ("applicant", str(session.contract.applicant.public_id)),
        ("nucleus", str(session.nucleus.public_id)),
        ("place", session.nucleus.district.code),
    ]


def _locked(pk: int) -> Contract:
    """The contract; its trainer is this transaction's alone."""
    rows = Contract.objects.select_for_update(of=("applicant",), no_key=True)
    return rows.select_related("applicant", "version__program").get(pk=pk)


def _ended(session: Session, how: VisitEnd, why: str, by: Actor, at: datetime) -> Session:
    rows = Session.objects.select_related("contract__applicant", "nucleus__version__program", "nucleus__district")
    old = rows.get(pk=session.pk)
    require_for(old.nucleus, Permission.RECORD_VISIT, by)
    refuse_unless(may_correct(ended=VisitEnd(old.ended_how) if old.ended_how else None, why=why))
    old.ended_how, old.ended_why, old.ended_by, old.ended_at = how, why.strip(), by.public_id, at
    old.save(update_fields=["ended_how", "ended_why", "ended_by", "ended_at"])
    return old


def _told(
    contract: Contract, nucleus: Nucleus, said: SessionSaid, by: Actor, at: datetime, source: Origin,
    submission: UUID | None, *, synthetic: bool, replaces: Session | None = None,
) -> Session:  # fmt: skip
    """The rows of a session, if the rules have nothing against it."""
    require_for(nucleus, Permission.RECORD_VISIT, by)
    kind = ContractKind(contract.kind)
    crowd = crowd_of(nucleus, said.on)
    facts = SessionFacts(
        today=today_at(at), kind=kind, began_on=contract.began_on, over_on=contract.over_on,
        formed_on=nucleus.formed_on, closed_on=nucleus.closed_on,
        serves=ContractNucleus.objects.filter(contract=contract, nucleus=nucleus).exists(),
        people=frozenset(crowd.people), taught=frozenset(taught(contract.version, kind)),
        busy=busy_for_session(contract.applicant_id, said.on),
    )  # fmt: skip
    refuse_unless(may_record_session(said, facts))
    session = Session(
        contract=contract, nucleus=nucleus, kind=contract.kind, held_on=said.on, start_minute=said.start,
        minutes=said.minutes, venue=said.venue.strip(), language=said.language, guest_women=said.guest_women,
        guest_men=said.guest_men, notes=said.notes.strip(), source=source, submission=submission,
        recorded_by=by.public_id, recorded_at=at, replaces=replaces, synthetic=synthetic,
    )  # fmt: skip
    session.save(force_insert=True)
    SessionTopic.objects.bulk_create(
        [
            *(SessionTopic(session=session, item=one) for one in said.items),
            *(SessionTopic(session=session, topic=one) for one in said.topics),
        ]
    )
    _add_people(session, said, crowd)
    return session


def _add_people(session: Session, said: SessionSaid, crowd: Crowd) -> None:
    came = [(crowd.people[key], crowd.memberships[key]) for key in said.present]
    SessionAttendance.objects.bulk_create(
        SessionAttendance(
            session=session, member=member, enrolment_id=membership.enrolment_id, relation=member.kin, sex=member.sex
        )
        for member, membership in came
    )


def _said(session: Session, said: SessionSaid, at: datetime) -> dict[str, object]:
    return {
        "held_on": session.held_on, "minutes": session.minutes, "people": len(said.present),
        "guests": session.guest_women + session.guest_men, "days_late": (today_at(at) - session.held_on).days,
    }  # fmt: skip
