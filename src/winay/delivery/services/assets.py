"""Verbs on what is delivered: record a delivery, take one back, close and reopen a complaint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused, refuse_unless
from winay.delivery.access import require_for
from winay.delivery.asset_models import Complaint, Delivery, DeliveryLine, Technology
from winay.delivery.asset_rules import (
    AssetFacts,
    CureFacts,
    DeliverySaid,
    LineSaid,
    ReversalFacts,
    may_cure,
    may_record_delivery,
    may_reopen,
    may_reverse_delivery,
)
from winay.delivery.asset_terms import ComplaintEnd
from winay.delivery.queries.assets import (
    Given,
    complaint_by_id,
    delivery_by_id,
    given_to,
    may_have_cured,
)
from winay.delivery.technology_models import Check, Installation
from winay.journal.services import record
from winay.nuclei.models import Membership
from winay.nuclei.services.records import about_nucleus, locked_nucleus, today_at
from winay.plans.queries.delivering import delivery_allowed
from winay.registry.models import Member
from winay.trainers.contract_models import Contract
from winay.trainers.queries.caseloads import serving
from winay.trainers.terms import ContractKind


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that a delivery was: a photograph of it and the signature or fingerprint of whoever received, as files
    by their hash, and the public id of what a phone sent. Empty and None for none."""

    photo_sha256: str = ""
    mark_sha256: str = ""
    submission: UUID | None = None


def name_of(member: Member) -> str:
    """Somebody's name as people write it."""
    return " ".join(part for part in (member.given_names, member.surname_1, member.surname_2) if part)


@transaction.atomic
def record_delivery(
    *, membership: Membership, item: str, said: DeliverySaid, by: Actor, at: datetime,
    receiver: Member | None = None, trainer: Contract | None = None, proof: Proof | None = None,
    synthetic: bool = False,
) -> Delivery:  # fmt: skip
    """Write down what of an item a household received on a day. Several deliveries may complete what the plan gives.
    `Refused` before an approved workshop and plan, off the household's plan, and beyond what it gives."""
    nucleus = locked_nucleus(membership.nucleus_id)
    require_for(nucleus, Permission.RECORD_DELIVERY, by)
    membership.nucleus = nucleus
    given = given_to(membership, item, said.on)
    _refuse_strangers(membership, receiver, said.on)
    facts = AssetFacts(
        plans=delivery_allowed(membership=membership, item=item, on=said.on),
        today=today_at(at),
        ordered=given.ordered,
        receiver=name_of(receiver) if receiver else said.receiver_name,
        is_member=receiver is not None,
        trainer=trainer.applicant.name if trainer else "",
        serves=trainer is None or trainer in serving(nucleus, ContractKind(trainer.kind), said.on),
    )
    refuse_unless(may_record_delivery(said, facts))
    technology, _made = Technology.objects.get_or_create(
        membership=membership, item=item, defaults={"nucleus": nucleus, "synthetic": synthetic}
    )
    made = _write(technology, given, said, receiver, trainer, proof or Proof(), by, at)
    record(
        "delivery.record_delivery", by=by, at=at,
        subjects=[("delivery", str(made.public_id)), *about_technology(technology)],
        after={
            "delivered_on": said.on, "item": item,
            "lines": sum(one.counted > 0 for one in said.lines),
            "rejected": sum(one.rejected > 0 for one in said.lines),
            "complaints": sum(bool(one.complaint.strip()) for one in said.lines),
        },
    )  # fmt: skip
    return made


def _refuse_strangers(membership: Membership, receiver: Member | None, on: date) -> None:
    """A receiver who is meant as a member lived in the household on the day."""
    if receiver is None:
        return
    there = receiver.joined_on <= on and (receiver.left_on is None or receiver.left_on > on)
    if receiver.household_id != membership.enrolment.household_id or not there:
        raise Refused([Reason("delivery.receiver_left")])


def _write(
    technology: Technology, given: Given, said: DeliverySaid, receiver: Member | None, trainer: Contract | None,
    proof: Proof, by: Actor, at: datetime,
) -> Delivery:  # fmt: skip
    assert given.plan is not None
    first, second = said.witnesses
    made = Delivery.objects.create(
        technology=technology, nucleus_id=technology.nucleus_id, plan=given.plan, modules=given.modules,
        delivered_on=said.on, trainer=trainer, receiver=receiver,
        receiver_name="" if receiver else said.receiver_name.strip(),
        receiver_kin=receiver.kin if receiver else said.receiver_kin,
        receiver_sex=receiver.sex if receiver else said.receiver_sex,
        first_witness=first.name.strip(), first_role=first.role, second_witness=second.name.strip(),
        second_role=second.role, explained=said.explained, supplier=said.supplier.strip(),
        voucher=said.voucher.strip(), note=said.note.strip(), photo_sha256=proof.photo_sha256,
        mark_sha256=proof.mark_sha256, submission=proof.submission, recorded_by=by.public_id, recorded_at=at,
        synthetic=technology.synthetic,
    )  # fmt: skip
    words = {one.position: one for one in given.ordered}
    lines = [
        DeliveryLine(
            delivery=made, position=one.position, words=words[one.position].words, unit=given.units[one.position],
            due=words[one.position].due, counted=one.counted, accepted=one.accepted, rejected=one.rejected,
            reject_why=one.reject_why or "", lot=one.lot.strip(), expires_on=one.expires_on,
        )
        for one in said.lines
    ]  # fmt: skip
    DeliveryLine.objects.bulk_create(lines)
    _complain(made, lines, said.lines)
    return made


def _complain(made: Delivery, lines: Sequence[DeliveryLine], said: Sequence[LineSaid]) -> None:
    told = {one.position: one for one in said}
    Complaint.objects.bulk_create(
        Complaint(
            line=line, nucleus_id=made.nucleus_id, said=told[line.position].complaint.strip(),
            cure_by=told[line.position].cure_by,
        )
        for line in lines
        if told[line.position].complaint.strip()
    )  # fmt: skip


def about_technology(technology: Technology) -> list[tuple[str, str]]:
    """The household, its nucleus and its district."""
    household = technology.membership.enrolment.household
    return [("household", str(household.public_id)), *about_nucleus(technology.nucleus)]


@transaction.atomic
def reverse_delivery(*, delivery: Delivery, why: str, by: Actor, at: datetime) -> Delivery:
    """Take back a delivery that was told wrongly: it is told anew. `Refused` while an installation, a check or the
    cure of a complaint stands on it alone."""
    nucleus = locked_nucleus(delivery.nucleus_id)
    require_for(nucleus, Permission.RECORD_DELIVERY, by)
    found = delivery_by_id(delivery.public_id)
    assert found is not None
    facts = ReversalFacts(found.reversed_at is not None, _leaned_on(found), why)
    refuse_unless(may_reverse_delivery(facts))
    found.reversed_by, found.reversed_at, found.reversed_why = by.public_id, at, why.strip()
    found.save(update_fields=["reversed_by", "reversed_at", "reversed_why"])
    record(
        "delivery.reverse_delivery", by=by, at=at,
        subjects=[("delivery", str(found.public_id)), *about_technology(found.technology)],
        before={"delivered_on": found.delivered_on, "item": found.technology.item}, after={"why": why.strip()},
    )  # fmt: skip
    return found


def _leaned_on(delivery: Delivery) -> bool:
    others = Delivery.objects.filter(technology=delivery.technology_id, reversed_at=None).exclude(pk=delivery.pk)
    since = others.order_by("delivered_on").values_list("delivered_on", flat=True).first()
    for rows, name in (
        (Installation.objects.filter(technology=delivery.technology_id, reversed_at=None), "installed_on"),
        (Check.objects.filter(technology=delivery.technology_id, reversed_at=None), "checked_on"),
    ):
        if rows.exists() if since is None else rows.filter(**{f"{name}__lt": since}).exists():
            return True
    return Complaint.objects.filter(ended_with=delivery, line__delivery__reversed_at=None).exists()


@transaction.atomic
def cure_shortage(
    *, complaint: Complaint, how: ComplaintEnd, on: date, note: str, by: Actor, at: datetime,
    brought: Delivery | None = None,
) -> Complaint:  # fmt: skip
    """Close a complaint with how it ended. Goods that came (`brought`) came by a delivery of their own, with its
    witnesses."""
    nucleus = locked_nucleus(complaint.nucleus_id)
    require_for(nucleus, Permission.RECORD_DELIVERY, by)
    found = _again(complaint)
    fits = brought if brought in may_have_cured(found) else None
    refuse_unless(
        may_cure(
            CureFacts(
                ended=found.ended_on is not None, stands=found.line.delivery.reversed_at is None,
                delivered_on=found.line.delivery.delivered_on, on=on, today=today_at(at), how=how, note=note,
                brought_on=fits.delivered_on if fits else None,
            )
        )
    )  # fmt: skip
    found.ended_on, found.ended_how, found.ended_note = on, how, note.strip()
    found.ended_with = fits if how is ComplaintEnd.BROUGHT else None
    found.ended_by, found.ended_at = by.public_id, at
    found.save()
    record(
        "delivery.cure_shortage", by=by, at=at, subjects=about_technology(found.line.delivery.technology),
        after={"item": found.line.delivery.technology.item, "ended_how": how, "ended_on": on},
    )  # fmt: skip
    return found


@transaction.atomic
def reopen_complaint(*, complaint: Complaint, why: str, by: Actor, at: datetime) -> Complaint:
    """A complaint that was closed by mistake is open again."""
    nucleus = locked_nucleus(complaint.nucleus_id)
    require_for(nucleus, Permission.RECORD_DELIVERY, by)
    found = _again(complaint)
    refuse_unless(may_reopen(ended=found.ended_on is not None, why=why))
    before = {"ended_how": found.ended_how, "ended_on": found.ended_on}
    found.ended_on, found.ended_how, found.ended_note, found.ended_with = None, "", "", None
    found.ended_by, found.ended_at = None, None
    found.save()
    record(
        "delivery.reopen_complaint", by=by, at=at, subjects=about_technology(found.line.delivery.technology),
        before=before, after={"why": why.strip()},
    )  # fmt: skip
    return found


def _again(complaint: Complaint) -> Complaint:
    found = complaint_by_id(complaint.public_id)
    assert found is not None
    return found
