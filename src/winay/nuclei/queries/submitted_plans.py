"""Plans on their way to a decision: those that were sent, and those that came back, across districts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from winay.nuclei.formation_models import Edit, Formation, Group, Unit
from winay.nuclei.queries.nuclei import Reach, visible
from winay.nuclei.queries.plans import whole_formations
from winay.nuclei.terms import EditKind, FormationState

PAGE = 20


@dataclass(frozen=True, slots=True)
class Small:
    """A group below the minimum, and why it may be."""

    name: str
    households: int
    why: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A plan of the list. `small`: its groups below the minimum; `edits`: changes by hand that stand, since which its
    cost and bound are those of the computed plan."""

    formation: Formation
    groups: int
    communities: int
    small: Sequence[Small]
    edits: int


def sent_plans(
    reach: Reach, *, returned: bool = False, department: str = "", after: UUID | None = None, limit: int = PAGE
) -> tuple[list[Sent], bool]:  # fmt: skip
    """Plans that wait for a decision, the longest first; with `returned` those that came back with an observation, the
    newest last. Whether there are more. Four queries, five with `after`."""
    rows = _of(reach, returned=returned, department=department)
    if after is not None and (last := Formation.objects.filter(public_id=after).first()) is not None:
        rows = _beyond(rows, last)
    found = list(rows.order_by(*ORDER)[: limit + 1])
    return _rows(found[:limit]), len(found) > limit


def count_sent(reach: Reach, *, returned: bool = False, department: str = "") -> int:
    """How many there are. One query."""
    return _of(reach, returned=returned, department=department).count()


def departments_of_plans(reach: Reach, *, returned: bool = False) -> list[tuple[str, str]]:
    """Where they are: code and name of each department. One query."""
    rows = _of(reach, returned=returned).order_by("district__parent__parent__code")
    return list(rows.values_list("district__parent__parent__code", "district__parent__parent__name").distinct())


def to_decide(reach: Reach, *, by: UUID, department: str = "") -> "QuerySet[Formation]":
    """Plans that somebody may decide on: sent, and not prepared by them; the one that has waited longest first."""
    rows = _of(reach, returned=False, department=department)
    return rows.exclude(drafted_by=by).exclude(submitted_by=by).order_by(*ORDER)


def next_to_decide(
    reach: Reach, *, by: UUID, department: str = "", after: Formation | None = None
) -> Formation | None:  # fmt: skip
    """The one after a plan, or the first again where none is left behind it; None where nothing waits but that plan.
    Two queries at most."""
    rows = to_decide(reach, by=by, department=department)
    if after is None:
        return rows.first()
    rows = rows.exclude(pk=after.pk)
    return _beyond(rows, after).first() or rows.first()


ORDER = ("submitted_at", "pk")
"""Returned plans have no day on which they were sent: their order is that in which they were asked for."""


def _of(reach: Reach, *, returned: bool, department: str = "") -> "QuerySet[Formation]":
    rows = whole_formations().filter(visible(reach))
    if returned:
        rows = rows.filter(state=FormationState.DRAFT).exclude(returned_why="")
    else:
        rows = rows.filter(state=FormationState.SUBMITTED)
    return rows.filter(district__code__startswith=department) if department else rows


def _beyond(rows: "QuerySet[Formation]", last: Formation) -> "QuerySet[Formation]":
    if last.submitted_at is None:
        return rows.filter(pk__gt=last.pk)
    return rows.filter(Q(submitted_at__gt=last.submitted_at) | Q(submitted_at=last.submitted_at, pk__gt=last.pk))


def _rows(formations: Sequence[Formation]) -> list[Sent]:
    keys = [one.pk for one in formations]
    groups: dict[int, list[Group]] = {}
    held = Group.objects.filter(formation__in=keys).annotate(held=Sum("shares__households")).filter(held__gt=0)
    for group in held.order_by("number"):
        groups.setdefault(group.formation_id, []).append(group)
    units = _counted(Unit.objects.filter(formation__in=keys, households__gt=0))
    edits = Edit.objects.filter(formation__in=keys, undone_by=None, at__gte=F("formation__counted_at"))
    by_hand = _counted(edits.exclude(kind=EditKind.UNDO))
    return [
        Sent(
            one, len(groups.get(one.pk, [])), units.get(one.pk, 0),
            tuple(
                Small(group.name, group.held, group.exception_why)  # type: ignore[attr-defined]
                for group in groups.get(one.pk, []) if group.held < one.least  # type: ignore[attr-defined]
            ),
            by_hand.get(one.pk, 0),
        )
        for one in formations
    ]  # fmt: skip


def _counted(rows: "QuerySet[Unit] | QuerySet[Edit]") -> dict[int, int]:
    return dict(rows.order_by().values_list("formation").annotate(n=Count("pk")))
