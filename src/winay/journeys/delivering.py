"""Deliveries and installations that a phone brought become what the pages would have made of them, on their own day.
What does not fit is refused with every reason, and waits whole at the review desk."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.delivery.access import require_for
from winay.delivery.asset_models import Delivery, Technology
from winay.delivery.asset_rules import DeliverySaid, LineSaid, same_name
from winay.delivery.queries.assets import given_to
from winay.delivery.services.assets import Proof, name_of, record_delivery
from winay.delivery.services.technologies import InstallSaid, record_installation
from winay.delivery.technology_models import Installation
from winay.delivery.visit_terms import Relation
from winay.intake.reading.answers import Answers
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
from winay.journeys.form_readers import Read, Work
from winay.journeys.meant import (
    contract_meant,
    member_listed,
    membership_meant,
    not_serving,
    one_meant,
    people_meant,
    refusing,
)
from winay.nuclei.models import Membership
from winay.registry.models import Member


def take_delivery(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
    """Write down what came, a delivery for each item: all of them or none. `Refused` and `NotAllowed` as the verb;
    `BadAnswer` for an answer that is not what its question asks for. A submission makes the same deliveries once,
    however often it is read."""
    made = list(Delivery.objects.filter(submission=work.public_id).order_by("pk"))
    if not made:
        read = read_delivery(answers)
        mark = picture(answers, "received/signature", work.files) or picture(answers, "received/print", work.files)
        proof = Proof(picture(answers, "papers/photo", work.files), mark, work.public_id)
        made = _deliver(read, proof, by, at, synthetic=work.synthetic)
    return Read(tuple(("delivery", str(one.public_id)) for one in made))


def _deliver(read: DeliveryAnswers, proof: Proof, by: Actor, at: datetime, *, synthetic: bool) -> list[Delivery]:
    home, contract = membership_meant(read.home, read.on), contract_meant(read.contract_code)
    items = list(dict.fromkeys(one.item for one in read.things))
    if not items or "" in items:
        raise Refused([Reason("delivery.item_unsaid")])
    receiver = _receiver(read.receiver, home, read.on)
    made: list[Delivery] = []
    reasons: list[Reason] = []
    for item in items:
        try:
            lines = _lines([one for one in read.things if one.item == item], home, item, read.on)
            one = record_delivery(
                membership=home, item=item, said=_said(read, lines, receiver), receiver=receiver, trainer=contract,
                proof=proof, by=by, at=at, synthetic=synthetic,
            )  # fmt: skip
            made.append(one)
        except Refused as refused:
            reasons += [one for one in refused.reasons if one not in reasons]
    if reasons:  # what was written goes with the transaction of the reader
        raise Refused(reasons)
    return made


def _said(read: DeliveryAnswers, lines: Sequence[LineSaid], receiver: Member | None) -> DeliverySaid:
    told = DeliverySaid(
        on=read.on, lines=lines, witnesses=read.witnesses, explained=read.explained, supplier=read.supplier,
        voucher=read.voucher, note=read.note,
    )  # fmt: skip
    there = read.receiver.there
    if receiver is not None or there is None:
        return told
    return replace(told, receiver_name=read.receiver.name, receiver_kin=kin_of(there), receiver_sex=there.sex)


def _lines(things: Sequence[ThingCame], home: Membership, item: str, on: date) -> list[LineSaid]:
    """What came of an item: the things that were counted, or everything that misses of it."""
    ordered = given_to(home, item, on).ordered
    places = {thing_key(one.words): one.position for one in ordered}
    said = [replace(one.said, position=places.get(one.words, NOWHERE)) for one in things if one.said is not None]
    if len(said) == len(things):
        return said
    if len(things) > 1:  # all of it, and a thing of it, or all of it twice
        raise Refused([Reason("delivery.line_twice")])
    return [LineSaid(one.position, one.missing) for one in ordered if one.missing]


def _receiver(one: Somebody, home: Membership, on: date) -> Member | None:
    """The member who received: of the phone's list, the participant, or whoever of the household bears the name. None
    for somebody else."""
    if one.listed:
        found = member_listed(one.listed)
        if found is None:
            raise Refused([Reason("delivery.receiver_left")])
        return found
    people = people_meant(home, on)
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
        technology = technology_meant(home, read.item, by)
        with refusing(not_serving(contract, home.nucleus, read.on)):
            made = record_installation(
                technology=technology, said=said, by=by, at=at, trainer=contract, submission=work.public_id
            )
    return Read((("technology", str(made.technology.public_id)),))


def _in_charge(one: Somebody, home: Membership, on: date) -> Member | None:
    """Who of the household is meant; None where nobody is, or more than one: the verb asks for one."""
    if one.listed:
        return member_listed(one.listed)
    assert one.there is not None
    return one_meant(one.there, people_meant(home, on))


def technology_meant(home: Membership, item: str, by: Actor) -> Technology:
    """An item that something was delivered of. `Refused` where nothing was, or none was named; `NotAllowed` outside
    one's territory. One query."""
    require_for(home.nucleus, Permission.RECORD_DELIVERY, by)
    if not item:
        raise Refused([Reason("delivery.item_unsaid")])
    rows = Technology.objects.select_related(
        "nucleus__version__program", "nucleus__district", "membership__enrolment__household"
    )
    found = rows.filter(membership=home, item=item).first()
    if found is None:
        raise Refused([Reason("delivery.no_technology")])
    return found
