"""Verbs on group sessions: tell one or several, correct one by another row, say that one never was."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused, refuse_unless
from winay.delivery.access import may_for, require_for
from winay.delivery.queries.visit_facts import taught
from winay.delivery.queries.visits_together import Together
from winay.delivery.services.visits import Subjects
from winay.delivery.session_models import Session, SessionAttendance, SessionTopic
from winay.delivery.session_rules import SessionFacts, SessionSaid, may_record_session
from winay.delivery.visit_rules import may_correct
from winay.delivery.visit_terms import VisitEnd
from winay.enrolment.models import Enrolment
from winay.journal.services import Act, record, record_all
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.services.records import today_at
from winay.registry.models import Member
from winay.registry.queries.same_person import united_with
from winay.registry.terms import Origin
from winay.trainers.contract_models import Contract
from winay.trainers.terms import ContractKind


@dataclass(frozen=True, slots=True)
class SessionTeller:
    """A session as somebody tells it: the act of `record_session`, with its parameters. `besides`: why else it may not
    be told, said together with what the rules have against it."""

    contract: Contract
    nucleus: Nucleus
    said: SessionSaid
    by: Actor
    at: datetime
    source: Origin = Origin.WEB
    submission: UUID | None = None
    synthetic: bool = False
    besides: Sequence[Reason] = ()


Outcome = Session | Refused | NotAllowed


def record_session(
    *, contract: Contract, nucleus: Nucleus, said: SessionSaid, by: Actor, at: datetime,
    source: Origin = Origin.WEB, submission: UUID | None = None, synthetic: bool = False,
) -> Session:  # fmt: skip
    """Tell a session of a trainer with people of a nucleus. It keeps its own day, however late it is told. `Refused`
    with every reason at once. `submission`: the public id of what a phone sent."""
    (found,) = record_sessions([SessionTeller(contract, nucleus, said, by, at, source, submission, synthetic)])
    if not isinstance(found, Session):
        raise found
    return found


@transaction.atomic
def record_sessions(told: Sequence[SessionTeller]) -> list[Outcome]:
    """Tell sessions: those that stand now, or why not, in their order; one that is refused keeps no other out, and one
    told before another is there for it. Each has a line of its own. Fifteen statements, however many."""
    contracts = _locked({one.contract.pk for one in told})
    facts = _facts(contracts.values(), {one.nucleus.pk for one in told}, {one.said.on for one in told})
    found: list[Outcome] = []
    written: list[_Written] = []
    for one in told:
        made = _judged(one, contracts[one.contract.pk], facts)
        found.append(made if isinstance(made, Refused | NotAllowed) else made.session)
        if isinstance(made, _Written):
            facts.add(made.session)
            written.append(made)
    _write(written)
    record_all(
        Act("delivery.record_session", row.by, row.at, about_session(row.session), None, _kept(row)) for row in written
    )
    return found


@transaction.atomic
def correct_session(*, session: Session, said: SessionSaid, why: str, by: Actor, at: datetime) -> Session:
    """Another row takes a session's place; the old one stays readable, with the reason. Trainer and nucleus stay."""
    (contract,) = _locked({session.contract_id}).values()
    old = _ended(session, VisitEnd.REPLACED, why, by, at)
    told = SessionTeller(contract, old.nucleus, said, by, at, synthetic=old.synthetic)
    made = _judged(told, contract, _facts([contract], {old.nucleus_id}, {said.on}))
    if isinstance(made, Refused | NotAllowed):
        raise made
    new = made.session
    new.replaces = old
    _write([made])
    record(
        "delivery.correct_session", by=by, at=at, subjects=[*about_session(new), ("session", str(old.public_id))],
        before={"held_on": old.held_on, "minutes": old.minutes}, after=_kept(made) | {"why": why},
    )  # fmt: skip
    return new


@transaction.atomic
def reverse_session(*, session: Session, why: str, by: Actor, at: datetime) -> Session:
    """There never was such a session. It stays readable, with the reason."""
    _locked({session.contract_id})
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


def _locked(keys: Collection[int]) -> dict[int, Contract]:
    """The contracts, by primary key; their trainers are this transaction's alone. One query."""
    rows = Contract.objects.select_for_update(of=("applicant",), no_key=True).filter(pk__in=keys)
    return {one.pk: one for one in rows.select_related("applicant", "version__program").order_by("applicant", "pk")}


def _facts(contracts: Collection[Contract], nuclei: Collection[int], days: Collection[date]) -> Together:
    """What sessions with these nuclei are judged on. One query."""
    cycles = Membership.objects.filter(nucleus__in=nuclei).values("enrolment")
    return Together(contracts, Enrolment.objects.filter(pk__in=cycles), days)


def _ended(session: Session, how: VisitEnd, why: str, by: Actor, at: datetime) -> Session:
    rows = Session.objects.select_related("contract__applicant", "nucleus__version__program", "nucleus__district")
    old = rows.get(pk=session.pk)
    require_for(old.nucleus, Permission.RECORD_VISIT, by)
    refuse_unless(may_correct(ended=VisitEnd(old.ended_how) if old.ended_how else None, why=why))
    old.ended_how, old.ended_why, old.ended_by, old.ended_at = how, why.strip(), by.public_id, at
    old.save(update_fields=["ended_how", "ended_why", "ended_by", "ended_at"])
    return old


@dataclass(frozen=True, slots=True)
class _Written:
    """A session that may be told, not written yet, with who came for which household."""

    session: Session
    said: SessionSaid
    by: Actor
    at: datetime
    came: Sequence[tuple[Member, Membership]]


def _judged(one: SessionTeller, contract: Contract, known: Together) -> _Written | Refused | NotAllowed:
    nucleus = one.nucleus
    if not may_for(nucleus, Permission.RECORD_VISIT, one.by):
        return NotAllowed(Permission.RECORD_VISIT)
    kind = ContractKind(contract.kind)
    crowd = known.crowd(nucleus.pk, one.said.on)
    said = _united(one.said, crowd)
    facts = SessionFacts(
        today=today_at(one.at), kind=kind, began_on=contract.began_on, over_on=contract.over_on,
        formed_on=nucleus.formed_on, closed_on=nucleus.closed_on, serves=known.serves(contract.pk, nucleus.pk),
        people=frozenset(crowd), taught=frozenset(taught(contract.version, kind)),
        busy=known.busy(contract.applicant_id, said.on),
    )  # fmt: skip
    decision = may_record_session(said, facts)
    if one.besides or not decision.ok:
        return Refused([*one.besides, *decision.reasons])
    session = Session(
        contract=contract, nucleus=nucleus, kind=contract.kind, held_on=said.on, start_minute=said.start,
        minutes=said.minutes, venue=said.venue.strip(), language=said.language, guest_women=said.guest_women,
        guest_men=said.guest_men, notes=said.notes.strip(), source=one.source, submission=one.submission,
        recorded_by=one.by.public_id, recorded_at=one.at, synthetic=one.synthetic,
    )  # fmt: skip
    return _Written(session, said, one.by, one.at, [crowd[key] for key in said.present])


def _united(said: SessionSaid, crowd: Collection[UUID]) -> SessionSaid:
    """Who was united with another entry since the phone's list was made counts as the one that stays. Two queries,
    none where everybody was of the nucleus."""
    gone = united_with([key for key in said.present if key not in crowd])
    if not gone:
        return said
    present = [key for key in said.present if key not in gone]
    return replace(said, present=tuple(present + [key for key in set(gone.values()) if key not in present]))


def _write(some: Sequence[_Written]) -> None:
    Session.objects.bulk_create(row.session for row in some)
    SessionTopic.objects.bulk_create(
        topic
        for row in some
        for topic in (
            *(SessionTopic(session=row.session, item=one) for one in row.said.items),
            *(SessionTopic(session=row.session, topic=one) for one in row.said.topics),
        )
    )
    SessionAttendance.objects.bulk_create(
        SessionAttendance(session=row.session, member=one, enrolment_id=of.enrolment_id, relation=one.kin, sex=one.sex)
        for row in some
        for one, of in row.came
    )


def _kept(row: _Written) -> dict[str, object]:
    """What the journal keeps."""
    session = row.session
    return {
        "held_on": session.held_on, "minutes": session.minutes, "people": len(row.came),
        "guests": session.guest_women + session.guest_men, "days_late": (today_at(row.at) - session.held_on).days,
    }  # fmt: skip
