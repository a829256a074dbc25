"""Acts of selections: the paper that follows a decision, and its end when the decision is annulled."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.documents.models import Document
from winay.documents.queries import documents_of
from winay.documents.services import (
    Content,
    NumberTaken,
    Prepared,
    issue,
    issue_of,
    replace_earlier,
    revoke_all,
)
from winay.journeys.pages.selection_act import act_content
from winay.targeting.models import Annulment, Selection
from winay.targeting.queries.selections import selection_by_id, state_of
from winay.targeting.services import decisions
from winay.targeting.services.records import locked

SUBJECT = "selection"


def may_issue(selection: Selection, by: ActingPerson) -> bool:
    """Whoever may prepare or approve selections of its territory and program. Reading it is for everybody."""
    place = selection.territory.code if selection.territory else None
    program = selection.version.program.key
    wanted = (Permission.DRAFT_SELECTION, Permission.APPROVE_SELECTION)
    return any(by.may(permission, place_code=place, program=program) for permission in wanted)


def issue_selection_act(*, selection: Selection, by: ActingPerson, at: datetime, base_url: str) -> Document:
    """The act of a decided selection as a PDF, in the language that is active now; the one in force where it would
    print the same. `base_url` is the address of the page that verifies, ending in a slash.

    `Refused` for what was never approved. The list is laid out before the transaction, which only writes.
    """

    def read_now() -> tuple[Selection, Content]:
        read = selection_by_id(selection.public_id)
        assert read is not None
        if not may_issue(read, by):
            raise NotAllowed(Permission.DRAFT_SELECTION)
        if read.decided_at is None:
            raise Refused([Reason("documents.not_decided")])
        return read, act_content(read)

    return issue_of(
        read_now, lambda read, prepared: _issue(read, prepared, by, at), base_url=base_url, by=by,
        by_name=by.person.name, at=at,
    )  # fmt: skip


@transaction.atomic
def _issue(read: Selection, prepared: Prepared, by: ActingPerson, at: datetime) -> Document:
    """Write it, unless the selection was annulled while its act was being laid out: then it is laid out again. An act
    that says something else in the same language (a place was renamed since) takes the place of the one before it."""
    locked(read.pk)
    now = selection_by_id(read.public_id)
    assert now is not None
    if state_of(now) is not state_of(read):
        raise NumberTaken
    issued = issue(prepared=prepared, by=by, at=at)
    reason = _("Reemplazada por el acta N.º %(number)s.") % {"number": issued.number}
    return replace_earlier(issued=issued, known=acts_of(read), reason=reason, by=by, by_name=by.person.name, at=at)


@transaction.atomic
def annul_selection(*, selection: Selection, reason: str, by: ActingPerson, at: datetime) -> Annulment:
    """End an approved selection that was a mistake, and revoke every act that was issued of it, or neither."""
    annulment = decisions.annul_selection(selection=selection, reason=reason, by=by, at=at)
    revoke_all(
        documents=documents_of(SUBJECT, str(selection.public_id)), reason=annulment.reason, by=by,
        by_name=by.person.name, at=at,
    )  # fmt: skip
    return annulment


def acts_of(selection: Selection) -> list[Document]:
    """Every act issued of a selection, the newest first. One query; none for one that was never decided."""
    return documents_of(SUBJECT, str(selection.public_id)) if selection.decided_at is not None else []
