"""Technical files: the paper of an approved plan or addendum, with its number and verification code."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.documents.models import Document, Revocation
from winay.documents.queries import documents_of
from winay.documents.services import Content, Prepared, issue, issue_of, revoke
from winay.journeys.pages.plan_file import SUBJECT, plan_content
from winay.plans.access import require_for
from winay.plans.plan_models import Plan
from winay.plans.queries.plans import plan_by_id
from winay.plans.services.records import locked_plan
from winay.plans.terms import PlanState


def issue_plan_file(*, plan: Plan, by: ActingPerson, at: datetime, base_url: str) -> Document:
    """The technical file of an approved plan, as a PDF in the language that is active now; the one in force where it
    would print the same. `base_url` is the address of the page that verifies, ending in a slash. `Refused` for what
    nobody approved. It is laid out before the transaction, which only writes."""

    def read_now() -> tuple[Plan, Content]:
        read = plan_by_id(plan.public_id)
        assert read is not None
        require_for(read.nucleus, Permission.PREPARE_PLAN, by)
        if read.state != PlanState.APPROVED:
            raise Refused([Reason("plans.not_approved")])
        return read, plan_content(read)

    return issue_of(
        read_now, lambda read, prepared: _issue(read, prepared, by, at), base_url=base_url, by=by,
        by_name=by.person.name, at=at,
    )  # fmt: skip


@transaction.atomic
def _issue(read: Plan, prepared: Prepared, by: ActingPerson, at: datetime) -> Document:
    locked_plan(read)
    return issue(prepared=prepared, by=by, at=at)


@transaction.atomic
def revoke_plan_file(*, document: Document, reason: str, by: ActingPerson, at: datetime) -> Revocation:
    """End a file that should not have been issued. The plan stays approved; the file may be issued anew."""
    plan = plan_of_document(document)
    if plan is None:
        raise NotAllowed(Permission.PREPARE_PLAN)
    require_for(plan.nucleus, Permission.PREPARE_PLAN, by)
    return revoke(document=document, reason=reason, by=by, by_name=by.person.name, at=at)


def issued_of(plan: Plan) -> list[Document]:
    """Every file issued of a plan, the newest first. One query; none for what nobody approved."""
    return documents_of(SUBJECT, str(plan.public_id)) if plan.state == PlanState.APPROVED else []


def plan_of_document(document: Document) -> Plan | None:
    """The plan that a document is about; None for one about something else."""
    return plan_by_id(UUID(document.subject_key)) if document.subject_kind == SUBJECT else None
