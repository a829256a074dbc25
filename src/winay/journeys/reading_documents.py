"""Who is handed a document that was issued."""

from winay.core.actors import Actor, Permission
from winay.documents.models import Document
from winay.documents.terms import DocumentKind
from winay.journeys.minutes import assembly_of
from winay.journeys.plan_files import plan_of_document
from winay.nuclei.access import may_for
from winay.nuclei.models import Nucleus


def may_read_document(document: Document, by: Actor | None) -> bool:
    """Whether somebody may be handed a document: minutes and technical plans name people, other documents are
    public."""
    if document.series.kind not in {DocumentKind.MINUTES, DocumentKind.TECHNICAL_PLAN}:
        return True
    nucleus = _nucleus_of(document)
    return nucleus is not None and may_for(nucleus, Permission.READ_NUCLEI, by)


def _nucleus_of(document: Document) -> Nucleus | None:
    assembly, plan = assembly_of(document), plan_of_document(document)
    return assembly.nucleus if assembly else plan.nucleus if plan else None
