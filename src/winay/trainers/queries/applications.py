"""Applications of a contest, and the people behind them. Query counts do not grow."""

from uuid import UUID

from django.db.models import QuerySet, Value
from django.db.models.functions import StrIndex, Substr

from winay.registry.queries.facts import national_ids
from winay.trainers.application_models import Applicant, Application
from winay.trainers.contest_models import Contest
from winay.trainers.terms import ApplicationState


def whole_applications() -> "QuerySet[Application]":
    """Applications with what their pages and access need."""
    return Application.objects.select_related(
        "applicant", "vacancy", "place__parent", "contest__version__program", "contest__place__parent"
    )


def application_by_id(public_id: UUID) -> Application | None:
    """One application. One query."""
    return whole_applications().filter(public_id=public_id).first()


def applications_of(contest: Contest) -> list[Application]:
    """Every application of a contest by its number. One query."""
    return list(whole_applications().filter(contest=contest).order_by("number"))


def standing_of(contest: Contest) -> list[Application]:
    """Those that are scored: complete, and not withdrawn. One query."""
    rows = whole_applications().filter(contest=contest, state=ApplicationState.RECEIVED)
    return list(rows.order_by("number"))


def applicant_of(national_id: str) -> Applicant | None:
    """Who has an id, by its keyed hash. One query, none for no id."""
    hashed = national_ids().hash(national_id)
    return Applicant.objects.filter(national_id_hash=hashed).first() if hashed else None


def applicant_by_id(public_id: UUID) -> Applicant | None:
    """Somebody who applied or was hired."""
    return Applicant.objects.filter(public_id=public_id).first()


def keys_of_applicants() -> set[str]:
    """Ids of the keys that encrypted national ids of applicants name. One query over all of them."""
    key = Substr("national_id", 1, StrIndex("national_id", Value(".")) - 1)
    return set(Applicant.objects.annotate(key_id=key).order_by().values_list("key_id", flat=True).distinct())
