"""Verbs on what other institutions give, and on what households promise when they leave the program."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.delivery.access import require_for
from winay.delivery.asset_models import Delivery
from winay.delivery.home_rules import EARLY, CommitFacts, SupportSaid, may_commit, may_support, may_withdraw
from winay.delivery.home_terms import SignedHow
from winay.delivery.services.assets import name_of
from winay.delivery.services.homes import about_home
from winay.delivery.support_models import Commitment, Support
from winay.delivery.technology_rules import months_after
from winay.journal.services import record
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.services.records import about_nucleus, locked_nucleus, today_at
from winay.registry.models import Member


@transaction.atomic
def record_support(
    *, nucleus: Nucleus, said: SupportSaid, by: Actor, at: datetime, membership: Membership | None = None
) -> Support:
    """Write down what an institution gives to a nucleus, or to one household of it."""
    nucleus = locked_nucleus(nucleus.pk)
    require_for(nucleus, Permission.RECORD_DELIVERY, by)
    refuse_unless(may_support(said, today=today_at(at), formed_on=nucleus.formed_on))
    made = Support.objects.create(
        nucleus=nucleus, membership=membership, institution=said.institution.strip(), kind=said.kind,
        what=said.what.strip(), minor=said.minor, from_on=said.from_on, until_on=said.until_on,
        recorded_by=by.public_id, recorded_at=at,
    )  # fmt: skip
    record(
        "delivery.record_support", by=by, at=at, subjects=_about(made, nucleus),
        after={"institution": made.institution, "support_kind": said.kind, "from_on": said.from_on},
    )  # fmt: skip
    return made


def _about(support: Support, nucleus: Nucleus) -> list[tuple[str, str]]:
    return about_home(support.membership, nucleus) if support.membership else about_nucleus(nucleus)


@transaction.atomic
def withdraw_support(*, support: Support, why: str, by: Actor, at: datetime) -> Support:
    """Take back a support that was told wrongly."""
    nucleus = locked_nucleus(support.nucleus_id)
    require_for(nucleus, Permission.RECORD_DELIVERY, by)
    found = Support.objects.select_related("membership__enrolment__household").get(pk=support.pk)
    refuse_unless(may_withdraw(over=found.withdrawn_at is not None, why=why))
    found.withdrawn_by, found.withdrawn_at, found.withdrawn_why = by.public_id, at, why.strip()
    found.save()
    record(
        "delivery.withdraw_support", by=by, at=at, subjects=_about(found, nucleus),
        before={"institution": found.institution}, after={"why": why.strip()},
    )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class CommitSaid:
    """A commitment as it was signed: the day, who of the household signed and how, who witnessed a fingerprint, what
    the household undertakes."""

    on: date
    signer: Member | None
    how: SignedHow
    said: str
    witness: str = ""


@transaction.atomic
def sign_commitment(
    *, membership: Membership, said: CommitSaid, by: Actor, at: datetime, scan_sha256: str = ""
) -> Commitment:
    """Write down a household's signed word to keep up what was installed. `Refused` before its time in the program
    comes to its end."""
    nucleus = locked_nucleus(membership.nucleus_id)
    require_for(nucleus, Permission.RECORD_DELIVERY, by)
    enrolment, signer = membership.enrolment, said.signer
    rows = Delivery.objects.filter(technology__membership=membership, reversed_at=None).order_by("delivered_on")
    member = (
        signer is not None
        and signer.household_id == enrolment.household_id
        and signer.joined_on <= said.on
        and (signer.left_on is None or signer.left_on > said.on)
    )
    facts = CommitFacts(
        today=today_at(at), on=said.on, delivered_on=rows.values_list("delivered_on", flat=True).first(),
        ended_on=enrolment.ended_on, due_on=enrolment.must_end_by,
        signed=Commitment.objects.filter(membership=membership, reversed_at=None).exists(), member=member,
        how=said.how, witness=said.witness, signer=name_of(signer) if signer else "", said=said.said,
    )  # fmt: skip
    refuse_unless(may_commit(facts, earliest=earliest_for(membership)))
    made = Commitment.objects.create(
        membership=membership, signed_on=said.on, signer=signer, how=said.how, witness=said.witness.strip(),
        said=said.said.strip(), scan_sha256=scan_sha256, recorded_by=by.public_id, recorded_at=at,
    )  # fmt: skip
    record(
        "delivery.sign_commitment", by=by, at=at, subjects=about_home(membership, nucleus),
        after={"signed_on": said.on, "signed_how": said.how},
    )  # fmt: skip
    return made


def earliest_for(membership: Membership) -> date:
    """The first day on which a household may sign: some months before its time ends, or the day on which it left."""
    near = months_after(membership.enrolment.must_end_by, -EARLY)
    return min(near, membership.enrolment.ended_on or near)


@transaction.atomic
def reverse_commitment(*, commitment: Commitment, why: str, by: Actor, at: datetime) -> Commitment:
    """Take back a commitment that was told wrongly."""
    nucleus = locked_nucleus(commitment.membership.nucleus_id)
    require_for(nucleus, Permission.RECORD_DELIVERY, by)
    found = Commitment.objects.select_related("membership__enrolment__household").get(pk=commitment.pk)
    refuse_unless(may_withdraw(over=found.reversed_at is not None, why=why))
    found.reversed_by, found.reversed_at, found.reversed_why = by.public_id, at, why.strip()
    found.save()
    record(
        "delivery.reverse_commitment", by=by, at=at, subjects=about_home(found.membership, nucleus),
        before={"signed_on": found.signed_on}, after={"why": why.strip()},
    )  # fmt: skip
    return found
