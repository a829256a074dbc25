"""Minutes of assemblies: the paper that follows what was told, and its end when that is taken back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.documents.models import Document, Revocation
from winay.documents.queries import documents_of
from winay.documents.services import Content, Prepared, issue, issue_of, replace_earlier, revoke, revoke_all
from winay.journeys.pages.minutes import SUBJECT, minutes_content
from winay.nuclei.access import require_for
from winay.nuclei.assembly_rules import TOLD
from winay.nuclei.governance_models import Assembly
from winay.nuclei.queries.assemblies import assembly_by_id
from winay.nuclei.services.assemblies import locked_assembly
from winay.nuclei.services.reversing import reverse_assembly


def issue_minutes(*, assembly: Assembly, by: ActingPerson, at: datetime, base_url: str) -> Document:
    """The minutes of an assembly that was told, as a PDF in the language that is active now; those in force where they
    would print the same. `base_url` is the address of the page that verifies, ending in a slash.

    `Refused` for what was not told or was taken back. It is laid out before the transaction, which only writes.
    """

    def read_now() -> tuple[Assembly, Content]:
        read = assembly_by_id(assembly.public_id)
        assert read is not None
        require_for(read.nucleus, Permission.RECORD_ASSEMBLY, by)
        if read.state not in TOLD or read.reversed_at is not None:
            raise Refused([Reason("nuclei.not_told")])
        return read, minutes_content(read)

    return issue_of(
        read_now, lambda read, prepared: _issue(read, prepared, by, at), base_url=base_url, by=by,
        by_name=by.person.name, at=at,
    )  # fmt: skip


@transaction.atomic
def _issue(read: Assembly, prepared: Prepared, by: ActingPerson, at: datetime) -> Document:
    """Write it, unless the assembly was taken back while its sheets were laid out. Minutes that say more (certified or
    confirmed since) take the place of those before them."""
    if locked_assembly(read).reversed_at is not None:
        raise Refused([Reason("nuclei.not_told")])
    issued = issue(prepared=prepared, by=by, at=at)
    reason = _("Reemplazada por el acta N.º %(number)s.") % {"number": issued.number}
    return replace_earlier(issued=issued, known=issued_of(read), reason=reason, by=by, by_name=by.person.name, at=at)


@transaction.atomic
def take_back_assembly(*, assembly: Assembly, why: str, by: ActingPerson, at: datetime) -> Assembly:
    """Take back an assembly that was told wrongly and revoke every sheet of minutes that was issued of it, or neither;
    the one that is to be told anew."""
    anew = reverse_assembly(assembly=assembly, why=why, by=by, at=at)
    revoke_all(documents=issued_of(assembly), reason=why.strip(), by=by, by_name=by.person.name, at=at)
    return anew


@transaction.atomic
def revoke_minutes(*, document: Document, reason: str, by: ActingPerson, at: datetime) -> Revocation:
    """End minutes that should not have been issued. The assembly stays as it was told; they may be issued anew."""
    assembly = assembly_of(document)
    if assembly is None:
        raise NotAllowed(Permission.RECORD_ASSEMBLY)
    require_for(assembly.nucleus, Permission.RECORD_ASSEMBLY, by)
    return revoke(document=document, reason=reason, by=by, by_name=by.person.name, at=at)


def issued_of(assembly: Assembly) -> list[Document]:
    """Every sheet of minutes issued of an assembly, the newest first. One query; none for one that was not told."""
    return documents_of(SUBJECT, str(assembly.public_id)) if assembly.state in TOLD else []


def assembly_of(document: Document) -> Assembly | None:
    """The assembly that a document is about; None for one about something else."""
    return assembly_by_id(UUID(document.subject_key)) if document.subject_kind == SUBJECT else None
