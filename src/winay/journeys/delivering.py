"""Deliveries and installations that phones brought become what the pages would have made of them, on their own day.
What does not fit is refused with every reason, and waits whole at the review desk. Deliveries that came together are
told together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from uuid import UUID

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.delivery.access import require_for
from winay.delivery.asset_models import Delivery, Technology
from winay.delivery.asset_rules import DeliverySaid, LineSaid, Ordered, same_name
from winay.delivery.services.assets import name_of
from winay.delivery.services.deliveries import Handing, Proof, record_deliveries
from winay.delivery.services.technologies import InstallSaid, record_installation
from winay.delivery.technology_models import Installation
from winay.delivery.visit_terms import Relation
from winay.intake.reading.answers import Answers, BadAnswer
from winay.journeys.answered import picture
from winay.journeys.delivery_form import (
    NOWHERE,
    DeliveryAnswers,
    Somebody,
    ThingCame,
    kin_of,
    read_delivery,
    read_installation,
    thing_key,
)
from winay.journeys.form_readers import Outcome, Read, Sent, Work
from winay.journeys.meant import (
    as_listed,
    contract_meant,
    member_listed,
    members_listed,
    membership_meant,
    not_serving,
    one_meant,
    people_meant,
    refusing,
)
from winay.journeys.meant_together import Meant
from winay.nuclei.models import Membership
from winay.registry.models import Member

Listed = Mapping[str, tuple[Member, Member]]


def take_deliveries(sent: Sequence[Sent], *, at: datetime) -> list[Outcome]:
    """Write down what came, of each submission a delivery for each item: all of them or none; in their order. A
    submission makes the same deliveries once, however often it is read."""
    made: dict[UUID | None, list[Delivery]] = {}
    for delivery in Delivery.objects.filter(submission__in=[one.work.public_id for one in sent]).order_by("pk"):
        made.setdefault(delivery.submission, []).append(delivery)
    found: dict[int, Outcome] = {}
    read: dict[int, DeliveryAnswers] = {}
    for place, one in enumerate(sent):
        if one.work.public_id in made:
            found[place] = _read(made[one.work.public_id])
            continue
        try:
            read[place] = read_delivery(one.answers)
        except BadAnswer as bad:
            found[place] = bad
    found |= _told(sent, read, at) if read else {}
    return [found[place] for place in range(len(sent))]


def _read(made: Sequence[Delivery]) -> Read:
    return Read(tuple(("delivery", str(one.public_id)) for one in made))


def _told(sent: Sequence[Sent], read: Mapping[int, DeliveryAnswers], at: datetime) -> dict[int, Outcome]:
    meant = Meant([one.home for one in read.values()], {one.contract_code for one in read.values()})
    listed = members_listed({one.receiver.listed for one in read.values() if one.receiver.listed})
    found: dict[int, Outcome] = {}
    groups: dict[int, list[Handing]] = {}
    for place, answers in read.items():
        try:
            groups[place] = _handings(sent[place], answers, meant, listed, at)
        except Refused as refused:
            found[place] = refused
    for place, told in zip(groups, record_deliveries(list(groups.values())), strict=True):
        found[place] = _read(told) if isinstance(told, list) else told
    return found


def _handings(
    one: Sent, read: DeliveryAnswers, meant: Meant, listed: Listed, at: datetime
) -> list[Handing]:  # fmt: skip
    home, contract = meant.membership(read.home, read.on), meant.contract(read.contract_code)
    items = list(dict.fromkeys(thing.item for thing in read.things))
    if not items or "" in items:
        raise Refused([Reason("delivery.item_unsaid")])
    receiver = _receiver(read, home, meant, listed)
    files = one.work.files
    mark = picture(one.answers, "received/signature", files) or picture(one.answers, "received/print", files)
    proof = Proof(picture(one.answers, "papers/photo", files), mark, one.work.public_id)
    return [
        Handing(
            home, item, read.on, partial(_said, read, item, receiver), one.by, at, receiver, contract, proof,
            one.work.synthetic,
        )
        for item in items
    ]  # fmt: skip


def _said(
    read: DeliveryAnswers, item: str, receiver: Member | None, ordered: Sequence[Ordered]
) -> DeliverySaid:  # fmt: skip
    lines = _lines([one for one in read.things if one.item == item], ordered)
    told = DeliverySaid(
        on=read.on, lines=lines, witnesses=read.witnesses, explained=read.explained, supplier=read.supplier,
        voucher=read.voucher, note=read.note,
    )  # fmt: skip
    there = read.receiver.there
    if receiver is not None or there is None:
        return told
    return replace(told, receiver_name=read.receiver.name, receiver_kin=kin_of(there), receiver_sex=there.sex)


def _lines(things: Sequence[ThingCame], ordered: Sequence[Ordered]) -> list[LineSaid]:
    """What came of an item: the things that were counted, or everything that misses of it."""
    places = {thing_key(one.words): one.position for one in ordered}
    said = [replace(one.said, position=places.get(one.words, NOWHERE)) for one in things if one.said is not None]
    if len(said) == len(things):
        return said
    if len(things) > 1:  # all of it, and a thing of it, or all of it twice
        raise Refused([Reason("delivery.line_twice")])
    return [LineSaid(one.position, one.missing) for one in ordered if one.missing]


def _receiver(
    read: DeliveryAnswers, home: Membership, meant: Meant, listed: Listed
) -> Member | None:  # fmt: skip
    """The member who received: of the phone's list, the participant, or whoever of the household bears the name. None
    for somebody else."""
    one = read.receiver
    if one.listed:
        found = as_listed(listed.get(one.listed), read.on)
        if found is None:
            raise Refused([Reason("delivery.receiver_left")])
        return found
    people = meant.people(home, read.on)
    if one.there is not None and one.there.relation is Relation.PARTICIPANT:
        return one_meant(one.there, people)
    return next((member for member in people if same_name(name_of(member), one.name)), None)


def take_installation(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
    """Write down that a kit is in place and was tried, in the same way."""
    made = Installation.objects.filter(submission=work.public_id).select_related("technology").first()
    if made is None:
        read = read_installation(answers)
        home, contract = membership_meant(read.home, read.on), contract_meant(read.contract_code)
        said = InstallSaid(
            on=read.on, tried=read.tried, seen_by=read.seen_by or contract.applicant.name,
            in_charge=_in_charge(read.in_charge, home, read.on), women=read.women, men=read.men, note=read.note,
        )  # fmt: skip
        technology = Technologies([home]).meant(home, read.item, by)
        with refusing(not_serving(contract, home.nucleus, read.on)):
            made = record_installation(
                technology=technology, said=said, by=by, at=at, trainer=contract, submission=work.public_id
            )
    return Read((("technology", str(made.technology.public_id)),))


def _in_charge(one: Somebody, home: Membership, on: date) -> Member | None:
    """Who of the household is meant; None where nobody is, or more than one: the verb asks for one."""
    if one.listed:
        return member_listed(one.listed, on)
    assert one.there is not None
    return one_meant(one.there, people_meant(home, on))


class Technologies:
    """What was delivered to some households, as their items. One query."""

    def __init__(self, homes: Iterable[Membership]) -> None:
        rows = Technology.objects.select_related(
            "nucleus__version__program", "nucleus__district", "membership__enrolment__household"
        )
        wanted = {home.pk for home in homes}
        found = rows.filter(membership__in=wanted) if wanted else ()
        self._found = {(one.membership_id, one.item): one for one in found}

    def meant(self, home: Membership, item: str, by: Actor) -> Technology:
        """An item that something was delivered of. `Refused` where nothing was, or none was named; `NotAllowed`
        outside one's territory."""
        require_for(home.nucleus, Permission.RECORD_DELIVERY, by)
        if not item:
            raise Refused([Reason("delivery.item_unsaid")])
        found = self._found.get((home.pk, item))
        if found is None:
            raise Refused([Reason("delivery.no_technology")])
        return found
