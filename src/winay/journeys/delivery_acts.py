"""Acts of delivery: the paper of what a household received, with its number and verification code."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.delivery.access import require_for
from winay.delivery.asset_models import Delivery
from winay.delivery.queries.assets import delivery_by_id
from winay.delivery.services.assets import reverse_delivery
from winay.documents.models import Document, Revocation
from winay.documents.queries import documents_of
from winay.documents.services import Content, Prepared, issue, issue_of, revoke, revoke_all
from winay.journeys.pages.delivery_act import SUBJECT, act_content
from winay.nuclei.services.records import locked_nucleus


def issue_delivery_act(*, delivery: Delivery, by: ActingPerson, at: datetime, base_url: str) -> Document:
    """The act of a delivery, as a PDF in the language that is active now; the one in force where it would print the
    same. `base_url` is the address of the page that verifies, ending in a slash. `Refused` for one that was taken
    back. It is laid out before the transaction, which only writes."""

    def read_now() -> tuple[Delivery, Content]:
        read = delivery_by_id(delivery.public_id)
        assert read is not None
        require_for(read.nucleus, Permission.RECORD_DELIVERY, by)
        if read.reversed_at is not None:
            raise Refused([Reason("delivery.taken_back")])
        return read, act_content(read)

    return issue_of(
        read_now, lambda read, prepared: _issue(read, prepared, by, at), base_url=base_url, by=by,
        by_name=by.person.name, at=at,
    )  # fmt: skip


@transaction.atomic
def _issue(read: Delivery, prepared: Prepared, by: ActingPerson, at: datetime) -> Document:
    locked_nucleus(read.nucleus_id)
    if Delivery.objects.filter(pk=read.pk, reversed_at=None).exists():
        return issue(prepared=prepared, by=by, at=at)
    raise Refused([Reason("delivery.taken_back")])


@transaction.atomic
def take_delivery_back(*, delivery: Delivery, why: str, by: ActingPerson, at: datetime) -> Delivery:
    """Take back a delivery that was told wrongly, and revoke every act of it that still holds."""
    found = reverse_delivery(delivery=delivery, why=why, by=by, at=at)
    revoke_all(documents=issued_of(found), reason=why, by=by, by_name=by.person.name, at=at)
    return found


@transaction.atomic
def revoke_delivery_act(*, document: Document, reason: str, by: ActingPerson, at: datetime) -> Revocation:
    """End an act that should not have been issued. The delivery stays; its act may be issued anew."""
    delivery = delivery_of_document(document)
    if delivery is None:
        raise NotAllowed(Permission.RECORD_DELIVERY)
    require_for(delivery.nucleus, Permission.RECORD_DELIVERY, by)
    return revoke(document=document, reason=reason, by=by, by_name=by.person.name, at=at)


def issued_of(delivery: Delivery) -> list[Document]:
    """Every act issued of a delivery, the newest first. One query."""
    return documents_of(SUBJECT, str(delivery.public_id))


def delivery_of_document(document: Document) -> Delivery | None:
    """The delivery that a document is about; None for one about something else."""
    return delivery_by_id(UUID(document.subject_key)) if document.subject_kind == SUBJECT else None
