"""Grievances: one with what was done, a list, those that somebody may see. Query counts do not grow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Case, Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex, Substr

from winay.nuclei.models import Nucleus
from winay.nuclei.queries.nuclei import Reach, visible
from winay.places.rules import name_key
from winay.programs.models import Setting, Version
from winay.registry.models import Household, Member
from winay.registry.rules import code_range
from winay.trainers.contract_models import Contract
from winay.trainers.queries.contracts import whole_contracts
from winay.voices.grievance_models import Accused, Grievance, Step
from winay.voices.identity import Identities
from winay.voices.terms import GrievanceState

PAGE = 40
DAYS = "grievance_days"


def identities() -> Identities:
    """How identities are kept here."""
    return Identities.of(settings.WINAY_KEYRING())


def whole_grievances() -> "QuerySet[Grievance]":
    """Grievances with what their names and access need. Two queries."""
    rows = Grievance.objects.select_related(
        "version__program", "place__parent__parent", "nucleus", "contract__applicant"
    )
    return rows.prefetch_related("accused")


def grievance_by_id(public_id: UUID) -> Grievance | None:
    """One grievance. Two queries."""
    return whole_grievances().filter(public_id=public_id).first()


def steps_of(grievance: Grievance) -> list[Step]:
    """What was done about it, in its order. One query."""
    return list(Step.objects.filter(grievance=grievance).order_by("id"))


def seen_by(reach: Reach, person: UUID) -> Q:
    """Grievances of the places and programs that somebody reaches, but those that are about them."""
    own = Accused.objects.filter(grievance=OuterRef("pk"), person=person)
    return visible(reach, "place__code") & ~Q(Exists(own))


@dataclass(frozen=True, slots=True)
class Filters:
    """Which grievances. `state`: one of `GrievanceState`, "overdue", "mine" (mine to answer), or "" for all."""

    state: str = ""
    about: str = ""
    nucleus: UUID | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many wait for an answer, how many of them longer than the version says, how many there are."""

    waiting: int
    overdue: int
    every: int


def list_grievances(
    reach: Reach, filters: Filters, *, person: UUID, today: date, start: int = 0, limit: int = PAGE
) -> tuple[list[Grievance], bool]:
    """What waits first, the longest overdue at its head; then what was answered, then what is closed; whether there are
    more. Two queries."""
    rows = _filtered(reach, filters, person, today)
    order = Case(
        When(state=GrievanceState.RECEIVED.value, then=Value(0)),
        When(state=GrievanceState.ANSWERED.value, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = rows.annotate(order=order).order_by("order", F("due_on").asc(nulls_last=True), "-heard_on", "-id")
    found = list(rows[start : start + limit + 1])
    return found[:limit], len(found) > limit


def every_grievance(reach: Reach, filters: Filters, *, person: UUID, today: date) -> Iterator[Grievance]:
    """The whole list, for a file."""
    rows = _filtered(reach, filters, person, today).prefetch_related(None)
    return iter(rows.order_by("place__code", "heard_on", "id").iterator(chunk_size=500))


def totals(reach: Reach, *, person: UUID, today: date) -> Totals:
    """Of everything that somebody sees. One query."""
    waits = Q(state=GrievanceState.RECEIVED.value)
    told = Grievance.objects.filter(seen_by(reach, person)).aggregate(
        waiting=Count("pk", filter=waits), overdue=Count("pk", filter=waits & Q(due_on__lt=today)), every=Count("pk")
    )
    return Totals(**told)


def waiting_for(reach: Reach, *, person: UUID, today: date) -> tuple[int, date | None]:
    """How many are overdue, or given to whoever asks and not answered; when the first was heard. One query."""
    rows = Grievance.objects.filter(seen_by(reach, person), state=GrievanceState.RECEIVED.value)
    told = rows.filter(Q(due_on__lt=today) | Q(assigned_to=person)).aggregate(n=Count("pk"), first=Min("heard_on"))
    return told["n"], told["first"]


def _filtered(reach: Reach, filters: Filters, person: UUID, today: date) -> "QuerySet[Grievance]":
    rows = whole_grievances().filter(seen_by(reach, person))
    if filters.state == "overdue":
        rows = rows.filter(state=GrievanceState.RECEIVED.value, due_on__lt=today)
    elif filters.state == "mine":
        rows = rows.filter(state=GrievanceState.RECEIVED.value, assigned_to=person)
    elif filters.state:
        rows = rows.filter(state=filters.state)
    if filters.about:
        rows = rows.filter(about=filters.about)
    if filters.nucleus is not None:
        rows = rows.filter(nucleus__public_id=filters.nucleus)
    if filters.code:
        ends = code_range(filters.code)
        rows = rows.filter(public_id__range=ends) if ends else rows.none()
    return rows


def days_to_answer(version_id: int) -> tuple[int | None, bool]:
    """In how many days a version wants an answer, None where it does not say; whether a source confirms it."""
    found = Setting.objects.filter(version=version_id, key=DAYS).first()
    return (found.number, found.confirmed) if found is not None else (None, False)


def newest_versions(today: date) -> list[Version]:
    """The version in force of each program, by program. One query."""
    newest: dict[int, Version] = {}
    for row in Version.objects.select_related("program").filter(valid_from__lte=today).order_by("valid_from", "id"):
        newest[row.program_id] = row
    return sorted(newest.values(), key=lambda one: one.program.key)


def contracts_serving(nucleus: Nucleus) -> list[Contract]:
    """The contracts whose people work, or worked, for a nucleus, the latest first. Two queries."""
    return list(whole_contracts().filter(nuclei__nucleus=nucleus).order_by("-began_on", "-id"))


def member_named(code: str, name: str, district: str) -> Member | None:
    """The one member of a household of the district, by its code, who bears that name: all of its words are among
    theirs. None for nobody, and for more than one. Two queries."""
    ends, words = code_range(code), set(name_key(name).split())
    if ends is None or not words:
        return None
    homes = Household.objects.filter(public_id__range=ends, place__code__startswith=district)
    rows = Member.objects.filter(household__in=homes, erased_at=None, merged_into=None)
    found = [one for one in rows if words <= set(name_key(full_name(one)).split())]
    return found[0] if len(found) == 1 else None


def full_name(one: Member) -> str:
    """A member's names, as people write them."""
    return " ".join(part for part in (one.given_names, one.surname_1, one.surname_2) if part)


def said_by(members: Sequence[UUID]) -> list[Grievance]:
    """What some members of households (public ids) said and is not forgotten. Two queries."""
    keys = [identities().key(one) for one in members]
    return list(whole_grievances().filter(speaker_key__in=keys, forgotten_at=None))


def keys_of_voices() -> set[str]:
    """Ids of the keys that hidden identities name. One query."""
    rows = Grievance.objects.exclude(speaker_hidden="").annotate(
        key_id=Substr("speaker_hidden", 1, StrIndex("speaker_hidden", Value(".")) - 1)
    )
    return set(rows.order_by().values_list("key_id", flat=True).distinct())


def grievance_by_code(code: str) -> Grievance | None:
    """The grievance that a code stands for; None for nobody's, and for one that was forgotten. Two queries."""
    ends = code_range(code)
    rows = whole_grievances().filter(public_id__range=ends, forgotten_at=None) if ends else Grievance.objects.none()
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None
