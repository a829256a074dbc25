"""Group sessions that phones brought become sessions on their own day, with everybody who came. What does not fit is
refused with every reason, and waits whole at the review desk. Those that came together are told together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.delivery.services.sessions import SessionTeller, record_sessions
from winay.delivery.session_models import Session
from winay.intake.reading.answers import BadAnswer
from winay.journeys.form_readers import Outcome, Read, Sent
from winay.journeys.meant import Home, one_meant
from winay.journeys.meant_together import Meant
from winay.journeys.session_form import Came, SessionAnswers, read_session
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.nuclei import nuclei_by_id
from winay.registry.models import Member


def take_sessions(sent: Sequence[Sent], *, at: datetime) -> list[Outcome]:
    """Tell each session: what stands, or why not, in their order. A submission makes one session, however often it is
    read."""
    made = {one.submission: one for one in Session.objects.filter(submission__in=[one.work.public_id for one in sent])}
    found: dict[int, Outcome] = {}
    read: dict[int, SessionAnswers] = {}
    for place, one in enumerate(sent):
        if one.work.public_id in made:
            found[place] = _read(made[one.work.public_id])
            continue
        try:
            read[place] = read_session(one.answers)
        except BadAnswer as bad:
            found[place] = bad
    found |= _told(sent, read, at) if read else {}
    return [found[place] for place in range(len(sent))]


def _read(session: Session) -> Read:
    return Read((("session", str(session.public_id)),))


def _told(sent: Sequence[Sent], read: Mapping[int, SessionAnswers], at: datetime) -> dict[int, Outcome]:
    homes = [home for one in read.values() for home in _homes(one)]
    meant = Meant(homes, {one.contract_code for one in read.values()})
    nuclei = nuclei_by_id({one.nucleus for one in read.values() if one.nucleus})
    found: dict[int, Outcome] = {}
    tellers: dict[int, SessionTeller] = {}
    for place, answers in read.items():
        try:
            tellers[place] = _teller(sent[place], answers, meant, nuclei, at)
        except Refused as refused:
            found[place] = refused
    for place, told in zip(tellers, record_sessions(list(tellers.values())), strict=True):
        found[place] = _read(told) if isinstance(told, Session) else told
    return found


def _homes(read: SessionAnswers) -> list[Home]:
    """The household by which the form was begun, and those of everybody who was described."""
    return [one for one in (read.home, *(one.home for one in read.others)) if one.listed or one.typed]


def _teller(
    one: Sent, read: SessionAnswers, meant: Meant, nuclei: Mapping[UUID, Nucleus], at: datetime
) -> SessionTeller:  # fmt: skip
    contract, on = meant.contract(read.contract_code), read.said.on
    nucleus = _nucleus(read, meant, nuclei)
    described, unclear = _described(read.others, on, set(read.listed), meant)
    said = replace(read.said, present=(*read.listed, *described))
    return SessionTeller(
        contract, nucleus, said, one.by, at, one.work.door, one.work.public_id, one.work.synthetic, unclear
    )  # fmt: skip


def _nucleus(read: SessionAnswers, meant: Meant, nuclei: Mapping[UUID, Nucleus]) -> Nucleus:
    """The nucleus that the phone's lists name, else that of the household by which the form was begun, else that of the
    first who came."""
    found = nuclei.get(read.nucleus) if read.nucleus else None
    if found is not None:
        return found
    homes = _homes(read)
    if not homes:
        raise Refused([Reason("delivery.nobody_came")])
    return meant.membership(homes[0], read.said.on).nucleus


def _described(
    others: Iterable[Came], on: date, known: set[UUID], meant: Meant
) -> tuple[list[UUID], list[Reason]]:  # fmt: skip
    """Those who were described: each the one member of their household whom relation and sex mean and who is not there
    already; and a reason for everybody who cannot be told."""
    homes: dict[str, list[Member]] = {}
    found: list[UUID] = []
    unclear: list[Reason] = []
    for one in others:
        if one.home.typed not in homes:
            homes[one.home.typed] = meant.people(meant.membership(one.home, on), on)
        people = [member for member in homes[one.home.typed] if member.public_id not in known]
        who = one_meant(one.there, people)
        if who is None:
            unclear.append(Reason("delivery.came_unclear", {"code": one.home.shown}))
        else:
            known.add(who.public_id)
            found.append(who.public_id)
    return found, unclear
