"""Reads of entities: conflicts through filters, one whole, what a submission said, how much waits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from winay.intake.desk.queries import Places, within
from winay.intake.entities.applying import said_in
from winay.intake.entities.coding import opened
from winay.intake.entities.deciding import ANSWERED
from winay.intake.entities.reading import uuid_of
from winay.intake.entities.rules import known_since
from winay.intake.entity_models import ConflictDecision, Entity, EntityConflict, EntitySaid, EntityVersion
from winay.intake.models import Submission
from winay.intake.processing.services import reasons_told
from winay.intake.terms import ConflictKind


@dataclass(frozen=True)
class ConflictFilters:
    """Which conflicts to list: `kind` and `dataset` "" for all; decided ones only where that is asked."""

    kind: str = ""
    dataset: str = ""
    decided: bool = False


@dataclass(frozen=True)
class ConflictPage:
    """Some conflicts, the newest first. `next_before` goes into the next call, None on the last page."""

    rows: tuple[EntityConflict, ...]
    next_before: UUID | None


def list_conflicts(
    filters: ConflictFilters, places: Places, *, before: UUID | None = None, limit: int = 50
) -> ConflictPage:
    """Through filters, within a territory. One query, one more behind a first page."""
    rows = EntityConflict.objects.filter(within(places), decided_at__isnull=not filters.decided)
    if filters.kind in set(ConflictKind):
        rows = rows.filter(kind=filters.kind)
    if filters.dataset:
        rows = rows.filter(entity__dataset=filters.dataset)
    if before is not None:
        last = EntityConflict.objects.filter(public_id=before).values_list("pk", flat=True).first()
        rows = rows.filter(pk__lt=last or 0)
    found = list(_whole(rows).order_by("-id")[: limit + 1])
    shown = found[:limit]
    return ConflictPage(tuple(shown), shown[-1].public_id if len(found) > limit else None)


def count_conflicts(places: Places) -> int:
    """How many nobody has decided. One query, over those alone."""
    return EntityConflict.objects.filter(within(places), decided_at__isnull=True).count()


def datasets_in_conflict() -> list[str]:
    """The lists of which conflicts are known. One query."""
    rows = Entity.objects.filter(conflicts__isnull=False).order_by("dataset")
    return list(rows.values_list("dataset", flat=True).distinct())


def conflict_by_id(public_id: UUID) -> EntityConflict | None:
    """One conflict. One query."""
    return _whole(EntityConflict.objects.filter(public_id=public_id)).first()


@dataclass(frozen=True)
class Disputed:
    """A property at stake: what it was, what stood here and what was sent, what it is now; and the version that gave it
    the value which stood here, with who made it. `since`: what the rooms came to know that is neither of the two, ""
    for nothing."""

    name: str
    was: str
    here: str
    sent: str
    now: str
    since: str
    made: EntityVersion | None


@dataclass(frozen=True)
class Answered:
    """What came after a decision and says what was weighed then: who said it, and the values, by property."""

    version: EntityVersion
    values: Mapping[str, str]


@dataclass(frozen=True)
class ConflictWhole:
    """A conflict with its values. `answered`: what came later and was weighed already. `erased`: at somebody's wish the
    values are not known any more."""

    row: EntityConflict
    label: str
    properties: Sequence[Disputed]
    decisions: Sequence[ConflictDecision]
    answered: Sequence[Answered]
    erased: bool


def whole_conflict(row: EntityConflict) -> ConflictWhole:
    """Everything of one conflict. Two queries, three of one that somebody decided."""
    was, here, sent = opened(row.base.held), opened(row.against.held), opened(row.version.held)
    now, disputed = opened(row.entity.held), row.disputed.split()
    since = known_since(disputed, sent=sent, here=here, own=opened(row.entity.own))
    earlier = list(
        EntityVersion.objects.filter(entity=row.entity_id, number__lte=row.against.number)
        .select_related("submission__credential").defer("submission__body").order_by("-number")[:200]
    )  # fmt: skip
    shown = [
        Disputed(
            p, was.get(p, ""), here.get(p, ""), sent.get(p, ""), now.get(p, ""), since.get(p, ""), _maker(p, earlier)
        )
        for p in disputed
    ]  # fmt: skip
    decisions = list(row.decisions.order_by("-id"))
    answered = _answered(row) if decisions else []
    erased = not (row.version.held and row.against.held)
    return ConflictWhole(row, now.get("label", ""), shown, decisions, answered, erased)


def _answered(row: EntityConflict) -> list[Answered]:
    """What came after a conflict was decided and was weighed in it already, in its order."""
    said = EntitySaid.objects.filter(version__entity=row.entity_id, code=ANSWERED).exclude(told="").order_by("id")
    found = []
    for one in said.select_related("version__submission__credential").defer("version__submission__body"):
        if one.version is not None and str(row.public_id) in conflicts_answering(one):
            values = said_in(one).values
            found.append(Answered(one.version, {p: values[p] for p in row.disputed.split() if p in values}))
    return found


def conflicts_answering(said: EntitySaid) -> list[str]:
    """The conflicts (public ids) in which what a submission said was weighed before it came. No query."""
    reasons = reasons_told(said.why) if said.code == ANSWERED else []
    return [one for reason in reasons for one in str(reason.params.get("conflicts", "")).split()]


def _maker(name: str, earlier: Sequence[EntityVersion]) -> EntityVersion | None:
    """The version that gave a property its value; the first of all where none changed it."""
    return next((one for one in earlier if name in one.changed.split()), earlier[-1] if earlier else None)


def labels_of(rows: Sequence[EntityConflict]) -> Mapping[int, str]:
    """What the things in conflict are called now, by primary key of the conflict. No query."""
    return {one.pk: opened(one.entity.held).get("label", "") for one in rows}


def homes_in(rows: Sequence[EntityConflict]) -> Mapping[int, str]:
    """What the households are called that the things in conflict are of, by primary key of the conflict; not where the
    thing is the household. One query, none where each is."""
    homes = {one.pk: str(one.entity.home) for one in rows if one.entity.home not in {None, one.entity.name}}
    labels = labels_by_name(homes.values())
    return {pk: labels[home] for pk, home in homes.items() if home in labels}


def said_of(row: Submission) -> list[EntitySaid]:
    """What a submission said of entities, and what became of it. One query."""
    rows = EntitySaid.objects.filter(submission=row).select_related("version__entity", "version__conflict")
    return list(rows.order_by("position"))


def label_of(said: EntitySaid) -> str:
    """What the thing is called now of which a submission said something; "" where nothing was made of it."""
    return opened(said.version.entity.held).get("label", "") if said.version else ""


def labels_by_name(texts: Iterable[str]) -> dict[str, str]:
    """What things on lists are called now, by their names as answers give them. One query, none where no text is such a
    name."""
    wanted = {found: text for text in texts if text and (found := uuid_of(text)) is not None}
    rows = Entity.objects.filter(name__in=list(wanted)).values_list("name", "held") if wanted else ()
    found = ((wanted[name], opened(held).get("label", "")) for name, held in rows)
    return {text: label for text, label in found if label}


def _whole(rows: "QuerySet[EntityConflict]") -> "QuerySet[EntityConflict]":
    found = rows.select_related("entity", "base", "against", "version__submission__credential")
    return found.defer("version__submission__body")
