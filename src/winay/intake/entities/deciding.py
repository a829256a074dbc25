"""What becomes of changes that are each of another thing, and everything that follows from it but what waited."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from winay.core.decision import Reason
from winay.intake.entities.coding import closed, opened
from winay.intake.entities.rules import Act, Decided, Said, Step, Version, answered_by, decide, named_from
from winay.intake.entities.store import lock_names, locked, names
from winay.intake.entity_models import ConflictDecision, Entity, EntityConflict, EntitySaid, EntityVersion
from winay.intake.models import Submission
from winay.intake.processing.services import told_of
from winay.intake.terms import EntitySource, Keep, SaidState

HomeOf = Callable[[str, UUID, Mapping[str, str]], UUID | None]
"""The household that a thing of a list is about, by list, name and values."""
Key = tuple[str, UUID | None]
ANSWERED = "intake.entity_answered"
"""What is said was weighed by a person already: the parameter `conflicts` names where, by public ids."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One change that is to be decided about."""

    row: EntitySaid
    said: Said
    submission: Submission
    problem: Reason | None = None
    forced: bool = False

    @property
    def key(self) -> Key:
        return self.row.dataset, self.row.name


class _Held:
    """The things that some turns are about, in this transaction's hand alone, and their versions from those on that
    are named. A query for each list, and one more."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        wanted: dict[str, list[UUID]] = {}
        for one in turns:
            assert one.row.name is not None
            wanted.setdefault(one.row.dataset, []).append(one.row.name)
        lock_names(wanted)
        self._all = {dataset: locked(dataset, some) for dataset, some in wanted.items()}
        self._mine = {(one.dataset, one.name, one.scope): one for some in self._all.values() for one in some}
        self._versions = self._read(turns)

    def entity(self, row: EntitySaid) -> Entity | None:
        assert row.name is not None
        return self._mine.get((row.dataset, row.name, row.scope))

    def newest(self, row: EntitySaid) -> int:
        """The highest number over all scopes, 0 for a thing that nobody knows."""
        return max((one.version for one in self._all[row.dataset] if one.name == row.name), default=0)

    def versions(self, entity: Entity | None) -> list[EntityVersion]:
        """The versions of a thing from the one that is named on, the newest at the end."""
        return self._versions.get(entity.pk, []) if entity else []

    def _read(self, turns: Sequence[Turn]) -> dict[int, list[EntityVersion]]:
        since = [
            Q(entity=entity, number__gte=min(named_from(one.said), entity.version))
            for one in turns
            if (entity := self.entity(one.row)) is not None
        ]
        found: dict[int, list[EntityVersion]] = {}
        for one in EntityVersion.objects.filter(reduce(or_, since)).order_by("number") if since else ():
            found.setdefault(one.entity_id, []).append(one)
        return found


def write_decided(turns: Sequence[Turn], home: HomeOf, at: datetime) -> list[EntitySaid]:
    """Decide about each and write what is made of it; those that were applied. What was said itself is not written
    yet. Seven statements at most for things of one list, one more where something met another change."""
    held = _Held(turns)
    steps = _steps(turns, held)
    made: list[Entity] = []
    changed: list[Entity] = []
    versions: list[EntityVersion] = []
    conflicts: list[EntityConflict] = []
    applied: list[EntitySaid] = []
    for one, step in zip(turns, steps, strict=True):
        entity, row = held.entity(one.row), one.row
        known = held.versions(entity)
        if step.act is Act.WAIT:
            row.state = SaidState.WAITING
            continue
        if step.act is Act.FAIL:
            assert step.reason is not None
            failed(row, SaidState.FAILED, step.reason, at)
            continue
        version = _version(entity, one, step, held.newest(row) + 1, home, at)
        (changed if entity is not None else made).append(version.entity)
        versions.append(version)
        applied.append(row)
        if step.conflict is not None and known:
            conflicts.append(_conflict(version, step, known, one.submission.place_code, at))
        row.version, row.state, row.code, row.why = version, SaidState.APPLIED, "", ""
        if step.answered:
            where = " ".join(sorted(set(step.answered.values())))
            row.code, row.why = ANSWERED, told_of([Reason(ANSWERED, {"conflicts": where})])
    Entity.objects.bulk_create(made)
    if changed:
        Entity.objects.bulk_update(changed, ["version", "held", "wrote"])
    EntityVersion.objects.bulk_create(versions)
    EntityConflict.objects.bulk_create(conflicts)
    return applied


def _steps(turns: Sequence[Turn], held: _Held) -> list[Step]:
    """What is done about each. One query where something met another change."""
    known = [[version_of(version) for version in held.versions(held.entity(one.row))] for one in turns]
    found = [decide(one.said, some, force=one.forced) for one, some in zip(turns, known, strict=True)]
    met = [place for place, step in enumerate(found) if step.conflict is not None]
    entities = {place: entity for place in met if (entity := held.entity(turns[place].row)) is not None}
    decided = _decided(entities.values()) if entities else {}
    for place, entity in entities.items():
        one, some = turns[place], known[place]
        answered = answered_by(one.said, _said_at(one.submission), some[-1].whole, decided.get(entity.pk, ()))
        if answered:
            found[place] = decide(one.said, some, force=one.forced, answered=answered)
    return found


def _said_at(submission: Submission) -> datetime | None:
    """When it was filled in, by the phone's clock; None where that cannot have been right."""
    return None if submission.clock_off else submission.ended_at or submission.began_at


def _decided(entities: Iterable[Entity]) -> dict[int, list[Decided]]:
    """What people decided about some things (primary keys), of each conflict the last. One query."""
    rows = ConflictDecision.objects.filter(conflict__entity__in=[one.pk for one in entities]).order_by("id")
    last = {row.conflict_id: row for row in rows.select_related("version", "conflict__version", "conflict__against")}
    found: dict[int, list[Decided]] = {}
    for row in last.values():
        met = row.conflict
        if not (met.version.held and met.against.held):  # erased
            continue
        sent, here = opened(met.version.held), opened(met.against.held)
        made = opened(row.version.held) if row.version else {}
        stood = made or (sent if row.kept == Keep.PHONE else here)
        kept = {p: stood.get(p, "") for p in met.disputed.split()}
        weighed = {p: {sent.get(p, ""), here.get(p, ""), value} for p, value in kept.items()}
        number = row.version.number if row.version else met.version.number
        found.setdefault(met.entity_id, []).append(Decided(str(met.public_id), row.at, number, kept, weighed))
    return found


def _version(
    entity: Entity | None, one: Turn, step: Step, number: int, home: HomeOf, at: datetime
) -> EntityVersion:  # fmt: skip
    """What the thing is from then on, and the version that this is. Not written yet."""
    row, said, submission = one.row, one.said, one.submission
    assert row.name is not None and submission.credential is not None  # what has none says nothing
    if entity is None:
        entity = Entity(dataset=row.dataset, name=row.name, scope=row.scope, made_at=at)
        entity.home = home(row.dataset, row.name, step.values)
    entity.version, entity.held = number, closed({**step.values, "label": step.label})
    wrote = {*said.values, *(["label"] if said.label else [])} - step.answered.keys()
    entity.wrote = names({*entity.wrote.split(), *wrote})
    return EntityVersion(
        entity=entity, number=number, source=EntitySource.PHONE, held=entity.held, changed=names(step.changed),
        base_version=said.base or None, trunk_version=said.trunk, branch_id=said.branch or None, forced=one.forced,
        submission=submission, by=submission.credential.public_id, by_name=submission.credential.label, at=at,
    )  # fmt: skip


def _conflict(
    version: EntityVersion, step: Step, known: Sequence[EntityVersion], place_code: str, at: datetime
) -> EntityConflict:  # fmt: skip
    assert step.conflict is not None
    base = next(one for one in known if one.number == step.base)
    return EntityConflict(
        version=version, base=base, against=known[-1], entity=version.entity, kind=step.conflict,
        disputed=names(step.disputed), place_code=place_code, at=at,
    )  # fmt: skip


def version_of(one: EntityVersion) -> Version:
    """A version as the rules see it."""
    values = opened(one.held)
    label = values.pop("label", "")
    branch = str(one.branch_id) if one.branch_id else ""
    known = frozenset(one.changed.split()) if one.source == EntitySource.SERVER else None
    return Version(one.number, label, values, branch, one.base_version or 0, known)


def failed(row: EntitySaid, state: SaidState, reason: Reason, at: datetime) -> None:
    """Nothing comes of what was said. Not written yet."""
    row.state, row.code, row.why, row.since = state, reason.code, told_of([reason]), at
