"""Conflicts between communities: a list with who they are between, one with what was done."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Case, IntegerField, Max, Prefetch, Q, QuerySet, Value, When

from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.nuclei import Reach
from winay.places.models import Place
from winay.places.terms import Level
from winay.voices.conflict_models import Conflict, ConflictStep, Party
from winay.voices.queries.rumours import here
from winay.voices.terms import ConflictState

PAGE = 40


def whole_conflicts() -> "QuerySet[Conflict]":
    """Conflicts with their communities. Two queries."""
    parties = Party.objects.select_related("place").order_by("place__name")
    rows = Conflict.objects.select_related("place__parent__parent")
    return rows.prefetch_related(Prefetch("parties", parties))


def conflict_by_id(public_id: UUID) -> Conflict | None:
    """One conflict. Two queries."""
    return whole_conflicts().filter(public_id=public_id).first()


def step_by_id(public_id: UUID) -> ConflictStep | None:
    """One step with its conflict."""
    rows = ConflictStep.objects.select_related("conflict__place__parent__parent")
    return rows.filter(public_id=public_id).first()


def reached(reach: Reach) -> Q:
    """Conflicts whose district, or one of whose communities, somebody reaches."""
    parties = Q()
    for code, _program in reach:
        if code is None:
            return Q()
        parties |= Q(place__code__startswith=code)
    found = Party.objects.filter(parties).values("conflict") if parties else Party.objects.none().values("conflict")
    return here(reach) | Q(pk__in=found)


def list_conflicts(
    reach: Reach, *, state: str = "", about: str = "", start: int = 0, limit: int = PAGE
) -> tuple[list[Conflict], bool]:
    """Open ones first, then agreed ones, then closed ones, the newest first; whether there are more. Two queries."""
    order = Case(
        When(state=ConflictState.OPEN.value, then=Value(0)),
        When(state=ConflictState.AGREED.value, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = _filtered(reach, state, about).annotate(order=order, moved_on=Max("steps__told_on"))
    found = list(rows.order_by("order", "-heard_on", "-id")[start : start + limit + 1])
    return found[:limit], len(found) > limit


def every_conflict(reach: Reach, *, state: str = "", about: str = "") -> Iterator[Conflict]:
    """The whole list, for a file."""
    rows = _filtered(reach, state, about).order_by("place__code", "heard_on", "id")
    return iter(rows.iterator(chunk_size=500))


def _filtered(reach: Reach, state: str, about: str) -> "QuerySet[Conflict]":
    rows = whole_conflicts().filter(reached(reach))
    if state:
        rows = rows.filter(state=state)
    return rows.filter(about=about) if about else rows


def count_open(reach: Reach) -> int:
    """Conflicts that are neither agreed nor closed. One query."""
    return Conflict.objects.filter(reached(reach), state=ConflictState.OPEN.value).count()


def steps_of(conflict: Conflict) -> list[ConflictStep]:
    """What was done, in its order, also what was withdrawn. One query."""
    return list(ConflictStep.objects.filter(conflict=conflict).order_by("told_on", "id"))


def standing_steps(conflict: Conflict) -> list[ConflictStep]:
    """What was done and not withdrawn, in its order."""
    return [one for one in steps_of(conflict) if one.withdrawn_at is None]


def communities_near(district: Place) -> list[Place]:
    """The communities of a district to choose from. One query."""
    return list(Place.objects.filter(parent=district, level=Level.LOCALITY.value).order_by("name", "code"))


def communities_of(nucleus: Nucleus) -> set[int]:
    """Primary keys of the places where households of a nucleus live. One query."""
    rows = Membership.objects.filter(nucleus=nucleus, left_on=None, enrolment__ended_on=None)
    return set(rows.values_list("enrolment__household__place_id", flat=True))


def conflicts_between(places: set[int]) -> list[Conflict]:
    """Conflicts that one of some communities is part of, the newest first. Two queries."""
    rows = whole_conflicts().filter(pk__in=Party.objects.filter(place__in=places).values("conflict"))
    return list(rows.order_by("-heard_on", "-id")[:PAGE])
