"""The contract of a trainer or technician as a paper to sign: issued, revoked, issued anew when something changed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.documents.models import Document
from winay.documents.queries import documents_of
from winay.documents.services import Content, NumberTaken, Prepared, issue, issue_of, replace_earlier, revoke
from winay.journeys.pages.contract_paper import SUBJECT, contract_content
from winay.trainers.access import require_for_contract
from winay.trainers.contract_models import Contract
from winay.trainers.queries.contracts import contract_by_id
from winay.trainers.services.records import locked_applicant, locked_contract


def issue_contract_paper(*, contract: Contract, by: ActingPerson, at: datetime, base_url: str) -> Document:
    """The contract as a PDF in the language that is active now, with its addenda and its end; the one in force where it
    would print the same. An earlier one is revoked: what was signed on it stays on its own paper. `Refused` for whoever
    asked to be forgotten. It is laid out before the transaction, which only writes."""

    def read_now() -> tuple[Contract, Content]:
        read = contract_by_id(contract.public_id)
        assert read is not None
        require_for_contract(read, Permission.SIGN_CONTRACT, by)
        if read.applicant.erased_at is not None:
            raise Refused([Reason("trainers.paper_of_nobody")])
        return read, contract_content(read)

    return issue_of(
        read_now, lambda read, prepared: _issue(read, prepared, by, at), base_url=base_url, by=by,
        by_name=by.person.name, at=at,
    )  # fmt: skip


@transaction.atomic
def _issue(read: Contract, prepared: Prepared, by: ActingPerson, at: datetime) -> Document:
    """Write it, unless the contract changed or its person was forgotten while it was laid out; it takes the place of
    the one before."""
    found = locked_contract(read.pk)
    forgotten = locked_applicant(found.applicant_id).erased_at is not None
    if forgotten or (found.over_on, found.end_why) != (read.over_on, read.end_why):
        raise NumberTaken
    issued = issue(prepared=prepared, by=by, at=at)
    reason = _("Reemplazado por el N.º %(number)s.") % {"number": issued.number}
    return replace_earlier(issued=issued, known=papers_of(read), reason=reason, by=by, by_name=by.person.name, at=at)


def revoke_contract_paper(*, document: Document, reason: str, by: ActingPerson, at: datetime) -> object:
    """End a paper that should not have been issued. `Refused` when it has ended already."""
    contract = contract_of_document(document)
    if contract is None:
        raise NotAllowed(Permission.SIGN_CONTRACT)
    require_for_contract(contract, Permission.SIGN_CONTRACT, by)
    return revoke(document=document, reason=reason, by=by, by_name=by.person.name, at=at)


def papers_of(contract: Contract) -> list[Document]:
    """Every paper issued of a contract, the newest first. One query."""
    return documents_of(SUBJECT, str(contract.public_id))


def contract_of_document(document: Document) -> Contract | None:
    """The contract that a document prints."""
    return contract_by_id(UUID(document.subject_key)) if document.subject_kind == SUBJECT else None
