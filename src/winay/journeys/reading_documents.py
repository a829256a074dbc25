"""Who is handed a document that was issued."""

from uuid import UUID

from winay.core.actors import Actor, Permission
from winay.documents.models import Document
from winay.documents.terms import DocumentKind
from winay.journeys.contract_papers import contract_of_document
from winay.journeys.delivery_acts import delivery_of_document
from winay.journeys.minutes import assembly_of
from winay.journeys.plan_files import plan_of_document
from winay.nuclei.access import may_for
from winay.nuclei.models import Nucleus
from winay.trainers.access import may_for as may_for_contest
from winay.trainers.access import may_for_contract
from winay.trainers.queries.contests import contest_by_id
from winay.trainers.queries.erased import erased_since

NAMING = {DocumentKind.MINUTES, DocumentKind.TECHNICAL_PLAN, DocumentKind.DELIVERY_ACT}
"""Documents that name people."""


def may_read_document(document: Document, by: Actor | None) -> bool:
    """Whether somebody may be handed a document: minutes, technical plans and acts of delivery name people, other
    documents are public. Results of a contest are, until somebody whom they name asks to be forgotten: then they are
    for who reads the contest alone."""
    if document.series.kind == DocumentKind.CONTEST_RESULTS:
        contest = contest_by_id(UUID(document.subject_key))
        if contest is None or not erased_since(contest, document.issued_at):
            return True
        return may_for_contest(contest, Permission.READ_TRAINERS, by)
    if document.series.kind == DocumentKind.TRAINER_CONTRACT:
        signed = contract_of_document(document)
        return signed is not None and may_for_contract(signed, Permission.READ_TRAINERS, by)
    if document.series.kind not in NAMING:
        return True
    nucleus = _nucleus_of(document)
    return nucleus is not None and may_for(nucleus, Permission.READ_NUCLEI, by)


def _nucleus_of(document: Document) -> Nucleus | None:
    about = assembly_of(document) or plan_of_document(document) or delivery_of_document(document)
    return about.nucleus if about else None
