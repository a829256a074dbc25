"""Verbs on what was delivered: take a delivery back, close and reopen a complaint."""

from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.delivery.access import require_for
from winay.delivery.asset_models import Complaint, Delivery, Technology
from winay.delivery.asset_rules import (
    CureFacts,
    ReversalFacts,
    may_cure,
    may_reopen,
    may_reverse_delivery,
)
from winay.delivery.asset_terms import ComplaintEnd
from winay.delivery.queries.assets import (
    complaint_by_id,
    delivery_by_id,
    may_have_cured,
)
from winay.delivery.technology_models import Check, Installation
from winay.journal.services import record
from winay.nuclei.services.records import about_nucleus, locked_nucleus, today_at
from winay.registry.models import Member


def name_of(member: Member) -> str:
    """Somebody's name as people write it."""
    return " ".join(part for part in (member.given_names, member.surname_1, member.surname_2) if part)


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
