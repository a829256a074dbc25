"""Writing down what households received: one delivery, or many that are told together. There is one way to do it, and
it asks of many with as many statements as of one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused, refuse_unless
from winay.delivery.access import require_for
from winay.delivery.asset_models import Complaint, Delivery, DeliveryLine, Technology
from winay.delivery.asset_rules import AssetFacts, DeliverySaid, LineSaid, Ordered, may_record_delivery
from winay.delivery.queries.giving import Given, Giving
from winay.delivery.queries.households_then import HouseholdsThen
from winay.delivery.services.assets import about_technology, name_of
from winay.journal.services import Act, record_all
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.services.records import locked_nuclei, today_at
from winay.registry.models import Member
from winay.trainers.contract_models import Contract
from winay.trainers.queries.caseloads import Serving


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that a delivery was: a photograph of it and the signature or fingerprint of whoever received, as files
    by their hash, and the public id of what a phone sent. Empty and None for none."""

    photo_sha256: str = ""
    mark_sha256: str = ""
    submission: UUID | None = None


NO_PROOF = Proof()
Told = Callable[[Sequence[Ordered]], DeliverySaid]
Outcome = list[Delivery] | Refused | NotAllowed


@dataclass(frozen=True, slots=True)
class Handing:
    """A delivery as somebody tells it: what of an item a household received. `said` is told what the plan ordered and
    what was taken of it before; it may refuse."""

    membership: Membership
    item: str
    on: date
    said: Told
    by: Actor
    at: datetime
    receiver: Member | None = None
    trainer: Contract | None = None
    proof: Proof = NO_PROOF
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """A delivery that nothing speaks against, not written yet."""

    one: Handing
    said: DeliverySaid
    given: Given
    technology: Technology
    made: Delivery


def record_delivery(
    *, membership: Membership, item: str, said: DeliverySaid, by: Actor, at: datetime,
    receiver: Member | None = None, trainer: Contract | None = None, proof: Proof | None = None,
    synthetic: bool = False,
) -> Delivery:  # fmt: skip
    """Write down what of an item a household received on a day. Several deliveries may complete what the plan gives.
    `Refused` before an approved workshop and plan, off the household's plan, and beyond what it gives."""
    told = Handing(
        membership, item, said.on, lambda _: said, by, at, receiver, trainer, proof or NO_PROOF, synthetic
    )  # fmt: skip
    (made,) = record_deliveries([[told]])
    if not isinstance(made, list):
        raise made
    return made[0]


@transaction.atomic
def record_deliveries(told: Sequence[Sequence[Handing]]) -> list[Outcome]:
    """Write down deliveries: of each group, of one household and of items that differ, all or none, with every reason
    at once. A group that is refused keeps no other out, and what one takes is gone for the next. Each has a line of
    its own. Eighteen statements at most, however many."""
    facts = _Facts([one for group in told for one in group])
    found: list[list[_Row] | Refused | NotAllowed] = []
    for group in told:
        judged = _judged(group, facts)
        found.append(judged)
        for row in judged if isinstance(judged, list) else ():
            facts.giving.take(row.one.membership, row.one.item, row.said.lines)
    rows = [row for one in found if isinstance(one, list) for row in one]
    _write(rows, facts.new)
    record_all(_act(row) for row in rows)
    return [[row.made for row in one] if isinstance(one, list) else one for one in found]


class _Facts:
    """What deliveries are judged on, read when it is first asked for; the nuclei are this transaction's alone."""

    def __init__(self, told: Sequence[Handing]) -> None:
        homes = {one.membership.pk: one.membership for one in told}
        self.nuclei: Mapping[int, Nucleus] = locked_nuclei({one.nucleus_id for one in homes.values()})
        self.giving = Giving(homes.values())
        self.serving = Serving({one.trainer.pk for one in told if one.trainer}, self.nuclei)
        self._then = HouseholdsThen([one.enrolment for one in homes.values()])
        self._homes = list(homes)
        self._known: dict[tuple[int, str], Technology] | None = None
        self.new: list[Technology] = []

    def lived(self, receiver: Member, membership: Membership, on: date) -> bool:
        """Whether somebody was of the household on a day."""
        where = self._then.lived(membership.enrolment_id, on)
        household = where.household if where else membership.enrolment.household_id
        return receiver.public_id in self._then.people(household, on)

    def technology(self, one: Handing) -> Technology:
        """The household's, made now where nothing of the item came before."""
        if self._known is None:
            rows = Technology.objects.filter(membership__in=self._homes)
            self._known = {(held.membership_id, held.item): held for held in rows}
        found = self._known.get((one.membership.pk, one.item))
        if found is None:
            found = Technology(nucleus_id=one.membership.nucleus_id, item=one.item, synthetic=one.synthetic)
            self._known[one.membership.pk, one.item] = found
            self.new.append(found)
        found.membership, found.nucleus = one.membership, self.nuclei[one.membership.nucleus_id]
        return found


def _judged(group: Sequence[Handing], facts: _Facts) -> list[_Row] | Refused | NotAllowed:
    told: list[tuple[Handing, DeliverySaid, Given]] = []
    reasons: list[Reason] = []
    for one in group:
        try:
            told.append((one, *_allowed(one, facts)))
        except Refused as refused:
            reasons += [reason for reason in refused.reasons if reason not in reasons]
        except NotAllowed as no:
            return no
    if reasons:
        return Refused(reasons)
    return [_row(one, said, given, facts) for one, said, given in told]


def _allowed(one: Handing, facts: _Facts) -> tuple[DeliverySaid, Given]:
    """What came, where nothing speaks against it."""
    membership, on = one.membership, one.on
    require_for(facts.nuclei[membership.nucleus_id], Permission.RECORD_DELIVERY, one.by)
    given = facts.giving.of(membership, one.item, on)
    said = one.said(given.ordered)
    if one.receiver is not None and not facts.lived(one.receiver, membership, on):
        raise Refused([Reason("delivery.receiver_left")])
    decision = may_record_delivery(
        said,
        AssetFacts(
            plans=facts.giving.allowed(membership, one.item, on),
            today=today_at(one.at),
            ordered=given.ordered,
            receiver=name_of(one.receiver) if one.receiver else said.receiver_name,
            is_member=one.receiver is not None,
            trainer=one.trainer.applicant.name if one.trainer else "",
            serves=one.trainer is None or facts.serving.on(one.trainer.pk, membership.nucleus_id, on),
        ),
    )
    refuse_unless(decision)
    return said, given


def _row(one: Handing, said: DeliverySaid, given: Given, facts: _Facts) -> _Row:
    assert given.plan is not None
    technology, receiver, proof = facts.technology(one), one.receiver, one.proof
    first, second = said.witnesses
    made = Delivery(
        technology=technology, nucleus_id=technology.nucleus_id, plan=given.plan, modules=given.modules,
        delivered_on=said.on, trainer=one.trainer, receiver=receiver,
        receiver_name="" if receiver else said.receiver_name.strip(),
        receiver_kin=receiver.kin if receiver else said.receiver_kin,
        receiver_sex=receiver.sex if receiver else said.receiver_sex,
        first_witness=first.name.strip(), first_role=first.role, second_witness=second.name.strip(),
        second_role=second.role, explained=said.explained, supplier=said.supplier.strip(),
        voucher=said.voucher.strip(), note=said.note.strip(), photo_sha256=proof.photo_sha256,
        mark_sha256=proof.mark_sha256, submission=proof.submission, recorded_by=one.by.public_id, recorded_at=one.at,
        synthetic=technology.synthetic,
    )  # fmt: skip
    return _Row(one, said, given, technology, made)


def _write(rows: Sequence[_Row], technologies: Sequence[Technology]) -> None:
    Technology.objects.bulk_create(technologies)
    Delivery.objects.bulk_create(row.made for row in rows)
    lines = [(row, line, _line(row, line)) for row in rows for line in row.said.lines]
    DeliveryLine.objects.bulk_create(made for _, _, made in lines)
    Complaint.objects.bulk_create(
        Complaint(line=made, nucleus_id=row.made.nucleus_id, said=line.complaint.strip(), cure_by=line.cure_by)
        for row, line, made in lines
        if line.complaint.strip()
    )


def _line(row: _Row, one: LineSaid) -> DeliveryLine:
    ordered = {line.position: line for line in row.given.ordered}[one.position]
    return DeliveryLine(
        delivery=row.made, position=one.position, words=ordered.words, unit=row.given.units[one.position],
        due=ordered.due, counted=one.counted, accepted=one.accepted, rejected=one.rejected,
        reject_why=one.reject_why or "", lot=one.lot.strip(), expires_on=one.expires_on,
    )  # fmt: skip


def _act(row: _Row) -> Act:
    said, lines = row.said, row.said.lines
    return Act(
        "delivery.record_delivery", row.one.by, row.one.at,
        [("delivery", str(row.made.public_id)), *about_technology(row.technology)], None,
        {
            "delivered_on": said.on, "item": row.one.item, "lines": sum(one.counted > 0 for one in lines),
            "rejected": sum(one.rejected > 0 for one in lines),
            "complaints": sum(bool(one.complaint.strip()) for one in lines),
        },
    )  # fmt: skip
