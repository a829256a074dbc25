"""A group session that a phone brought becomes a session on its own day, with everybody who came. What does not fit is
refused with every reason, and waits whole at the review desk."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from winay.core.actors import Actor
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.delivery.services.sessions import record_session
from winay.delivery.session_models import Session
from winay.intake.reading.answers import Answers
from winay.journeys.form_readers import Read, Work
from winay.journeys.meant import contract_meant, membership_meant, one_meant, people_meant, refusing
from winay.journeys.session_form import Came, SessionAnswers, read_session
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.nuclei import nucleus_by_id
from winay.registry.models import Member
from winay.registry.terms import Origin


def take_session(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
    """Tell the session. `Refused` and `NotAllowed` as the verb; `BadAnswer` for an answer that is not what its question
    asks for. A submission makes one session, however often it is read."""
    session = Session.objects.filter(submission=work.public_id).first()
    if session is None:
        session = _told(read_session(answers), work, by, at)
    return Read((("session", str(session.public_id)),))


def _told(read: SessionAnswers, work: Work, by: Actor, at: datetime) -> Session:
    contract, on = contract_meant(read.contract_code), read.said.on
    nucleus = _nucleus(read, on)
    described, unclear = _described(read.others, on, set(read.listed))
    said = replace(read.said, present=(*read.listed, *described))
    with refusing(unclear):
        return record_session(
            contract=contract, nucleus=nucleus, said=said, by=by, at=at, source=Origin.PHONE,
            submission=work.public_id, synthetic=work.synthetic,
        )  # fmt: skip


def _nucleus(read: SessionAnswers, on: date) -> Nucleus:
    """The nucleus that the phone's lists name, else that of the household by which the form was begun, else that of the
    first who came."""
    found = nucleus_by_id(read.nucleus) if read.nucleus else None
    if found is not None:
        return found
    homes = [one for one in (read.home, *(one.home for one in read.others)) if one.listed or one.typed]
    if not homes:
        raise Refused([Reason("delivery.nobody_came")])
    return membership_meant(homes[0], on).nucleus


def _described(others: Iterable[Came], on: date, known: set[UUID]) -> tuple[list[UUID], list[Reason]]:
    """Those who were described: each the one member of their household whom relation and sex mean and who is not there
    already; and a reason for everybody who cannot be told."""
    homes: dict[str, list[Member]] = {}
    found: list[UUID] = []
    unclear: list[Reason] = []
    for one in others:
        if one.home.typed not in homes:
            homes[one.home.typed] = people_meant(membership_meant(one.home, on), on)
        people = [member for member in homes[one.home.typed] if member.public_id not in known]
        meant = one_meant(one.there, people)
        if meant is None:
            unclear.append(Reason("delivery.came_unclear", {"code": one.home.shown}))
        else:
            known.add(meant.public_id)
            found.append(meant.public_id)
    return found, unclear
