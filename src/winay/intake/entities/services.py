"""Verbs on what phones say of entities: apply it, take up what waited for it, decide where it met something else."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import SYSTEM, Actor
from winay.core.decision import Reason
from winay.core.errors import refuse_unless
from winay.intake.desk.access import require_review
from winay.intake.desk.rules import why_fault
from winay.intake.entities.coding import closed, opened
from winay.intake.entities.reading import Declaration, declarations
from winay.intake.entities.rules import (
    WAITS_FOR,
    Act,
    Said,
    Step,
    Version,
    decidable,
    decide,
    following,
    named_from,
)
from winay.intake.entities.store import lock_name, locked, names, newest_of
from winay.intake.entity_models import ConflictDecision, Entity, EntityConflict, EntitySaid, EntityVersion
from winay.intake.models import Submission
from winay.intake.processing.services import told_of
from winay.intake.reading.xml import Element
from winay.intake.receiving.bodies import hide, show
from winay.intake.receiving.forms import questions_of
from winay.intake.terms import EntitySource, Keep, SaidState
from winay.journal.services import record

LONGEST_CHAIN = 50
HomeOf = Callable[[str, UUID, Mapping[str, str]], UUID | None]
"""The household that a thing of a list is about, by list, name and values."""


def said_by(row: Submission, root: Element) -> list[Declaration]:
    """What a submission says of entities, by its own form. What was copied from paper changes no list."""
    of_phone = row.entities and not row.encrypted and row.credential_id is not None
    return declarations(root, questions_of(row).savetos) if of_phone else []


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one declaration, the household it is about where the entity is known, and whether it met another
    change."""

    said: EntitySaid
    home: UUID | None
    crossed: bool


def apply_said(
    *, submission: Submission, said: Sequence[Declaration], scopes: Mapping[str, str], home: HomeOf, at: datetime
) -> list[Applied]:
    """Apply what a submission says of entities, in the transaction in which it was read. What was applied before is not
    applied again. `scopes`: which of a list's things its phone sees; "" for lists that are not there."""
    done: list[Applied] = []
    before: dict[tuple[str, UUID | None], list[EntitySaid]] = {}
    for one in said:
        same = before.setdefault((one.dataset, one.name), [])
        one = replace(one, said=following(one.said, [row.version.number if row.version else None for row in same]))
        row = _row(submission, one, scopes.get(one.dataset, ""), at)
        same.append(row)
        if row.state not in {SaidState.APPLIED, SaidState.SKIPPED}:
            _take(row, one.said, submission, home, at, problem=one.problem)
        entity = row.version.entity if row.version else None
        crossed = row.version is not None and EntityConflict.objects.filter(version=row.version).exists()
        done.append(Applied(row, entity.home if entity else None, crossed))
    return done


def _row(submission: Submission, one: Declaration, scope: str, at: datetime) -> EntitySaid:
    """Where it stands; what was corrected since takes the place of what could not be applied."""
    found = EntitySaid.objects.filter(submission=submission, position=one.position).first()
    if found is None:
        found = EntitySaid(submission=submission, position=one.position, state=SaidState.WAITING, since=at)
    if found.state in {SaidState.WAITING, SaidState.FAILED}:
        found.dataset, found.name, found.scope = one.dataset, one.name, scope
        found.wrote = names([*one.said.values, *(["label"] if one.said.label else [])])
        found.told = hide(json.dumps(asdict(one.said), ensure_ascii=False, sort_keys=True))
    return found


def _take(
    row: EntitySaid, said: Said, submission: Submission, home: HomeOf, at: datetime, *, problem: Reason | None = None,
    force: bool = False,
) -> None:  # fmt: skip
    """Decide about one, write what follows, and take up what waited for it."""
    if problem is not None or row.name is None:
        _end(row, SaidState.FAILED, problem or Reason("intake.entity_id_wrong", {"value": ""}), at)
        return
    if _applied_before(row, submission):
        _end(row, SaidState.SKIPPED, Reason("intake.entity_edited"), at)
        return
    lock_name(row.dataset, row.name)
    held = locked(row.dataset, [row.name])
    entity = next((one for one in held if one.scope == row.scope), None)
    step = decide(said, _versions(entity, said), force=force)
    if step.act is Act.WAIT:
        row.state = SaidState.WAITING
        row.save()
    elif step.act is Act.FAIL:
        assert step.reason is not None
        _end(row, SaidState.FAILED, step.reason, at)
    else:
        number = newest_of(held).get(row.name, 0) + 1
        row.version = _write(entity, row, said, step, number, submission, home, at, force=force)
        row.state, row.code, row.why = SaidState.APPLIED, "", ""
        row.save()
        _take_up(row, home, at)


def _write(
    entity: Entity | None, row: EntitySaid, said: Said, step: Step, number: int, submission: Submission, home: HomeOf,
    at: datetime, *, force: bool,
) -> EntityVersion:  # fmt: skip
    assert row.name is not None and submission.credential is not None  # what has none says nothing
    values = {**step.values, "label": step.label}
    against = None
    if entity is None:
        entity = Entity(dataset=row.dataset, name=row.name, scope=row.scope, made_at=at)
        entity.home = home(row.dataset, row.name, step.values)
    else:
        against = entity.versions.get(number=entity.version)
    entity.version, entity.held = number, closed(values)
    entity.wrote = names({*entity.wrote.split(), *said.values, *(["label"] if said.label else [])})
    entity.save()
    version = EntityVersion.objects.create(
        entity=entity, number=number, source=EntitySource.PHONE, held=entity.held, changed=names(step.changed),
        base_version=said.base or None, trunk_version=said.trunk, branch_id=said.branch or None, forced=force,
        submission=submission, by=submission.credential.public_id, by_name=submission.credential.label, at=at,
    )  # fmt: skip
    if step.conflict is not None and against is not None:
        EntityConflict.objects.create(
            version=version, base=entity.versions.get(number=step.base), against=against, entity=entity,
            kind=step.conflict, disputed=names(step.disputed), place_code=submission.place_code, at=at,
        )  # fmt: skip
    return version


def _versions(entity: Entity | None, said: Said) -> list[Version]:
    """The versions of a thing from the one that is named on, the newest among them."""
    if entity is None:
        return []
    rows = entity.versions.filter(number__gte=min(named_from(said), entity.version)).order_by("number")
    return [version_of(one) for one in rows]


def version_of(one: EntityVersion) -> Version:
    """A version as the rules see it."""
    values = opened(one.held)
    label = values.pop("label", "")
    branch = str(one.branch_id) if one.branch_id else ""
    known = frozenset(one.changed.split()) if one.source == EntitySource.SERVER else None
    return Version(one.number, label, values, branch, one.base_version or 0, known)


def _applied_before(row: EntitySaid, submission: Submission) -> bool:
    """Whether a submission that this one corrects, directly or not, made its change of the same thing."""
    before, seen = submission.deprecated_id, {submission.instance_id}
    while before and before not in seen and len(seen) < LONGEST_CHAIN:
        seen.add(before)
        rows = Submission.objects.filter(form_id=submission.form_id, instance_id=before).defer("body")
        one = rows.first()
        if one is None:
            return False
        same = EntitySaid.objects.filter(submission=one, dataset=row.dataset, name=row.name)
        if same.filter(state__in=[SaidState.APPLIED, SaidState.SKIPPED]).exists():
            return True
        before = one.deprecated_id
    return False


def _take_up(row: EntitySaid, home: HomeOf, at: datetime) -> None:
    """What waited for a version gets its turn, in the order in which the phone made it."""
    rows = EntitySaid.objects.filter(
        dataset=row.dataset, name=row.name, scope=row.scope, state=SaidState.WAITING
    ).exclude(pk=row.pk)  # fmt: skip
    waiting = [(said_in(one), one) for one in rows.select_related("submission__credential").order_by("id")]
    for said, one in sorted(waiting, key=lambda both: both[0].base):
        one.refresh_from_db(fields=["state"])
        if one.state == SaidState.WAITING:
            _take(one, said, one.submission, home, at)


def said_in(row: EntitySaid) -> Said:
    """What was said, as it is kept."""
    return Said(**json.loads(show(row.told))) if row.told else Said(False, False)


def _end(row: EntitySaid, state: SaidState, reason: Reason, at: datetime) -> None:
    row.state, row.code, row.why, row.since = state, reason.code, told_of([reason]), at
    row.save()


def fail_said(*, submission: Submission, said: Sequence[Declaration], error: Exception, at: datetime) -> None:
    """Say at a submission that the system failed at applying it; another turn tries again."""
    for one in said:
        row = _row(submission, one, "", at)
        if row.state not in {SaidState.APPLIED, SaidState.SKIPPED}:
            _end(row, SaidState.FAILED, Reason("intake.entity_failed", {"error": type(error).__name__}), at)


@transaction.atomic
def force_next(*, home: HomeOf, at: datetime) -> bool:
    """Apply on what stands the change that has waited longest, if that is too long; False where none has. It says so,
    and where it met something else that is a conflict like any other."""
    rows = EntitySaid.objects.filter(state=SaidState.WAITING, since__lt=at - WAITS_FOR)
    row = rows.select_for_update(skip_locked=True, of=("self",)).order_by("since", "id").first()
    if row is None:
        return False
    submission = Submission.objects.select_related("credential").defer("body").get(pk=row.submission_id)
    _take(row, said_in(row), submission, home, at, force=True)
    entity = row.version.entity if row.version else None
    about = [("household", str(entity.home))] if entity and entity.home else []
    record(
        "intake.force_change",
        by=SYSTEM,
        at=at,
        subjects=[("submission", str(submission.public_id)), *about],
        after={"list": row.dataset, "state": row.state, "version": row.version.number if row.version else 0},
    )
    return True


@transaction.atomic
def decide_conflict(
    *, conflict: EntityConflict, keep: Keep, why: str, by: Actor, by_name: str, at: datetime
) -> ConflictDecision:  # fmt: skip
    """Say which value holds where a phone's change met another. Deciding again, the other way, takes it back. Phones
    get it with their next list."""
    require_review(by, conflict.place_code)
    row = EntityConflict.objects.select_for_update(of=("self",)).get(pk=conflict.pk)
    entity = Entity.objects.select_for_update().get(pk=row.entity_id)
    before = row.decisions.order_by("-id").first()
    last, erased = Keep(before.kept) if before else None, not (row.version.held and row.against.held)
    refuse_unless(decidable(kept=keep, last=last, why=why_fault(why), erased=erased))
    version = _set(entity, row, keep, by, by_name, at)
    made = ConflictDecision.objects.create(
        conflict=row, kept=keep, why=why.strip(), version=version, by=by.public_id, by_name=by_name, at=at
    )
    row.decided_at = at
    row.save(update_fields=["decided_at"])
    sent = row.version.submission
    about = [("household", str(entity.home))] if entity.home else []
    record(
        "intake.decide_conflict",
        by=by,
        at=at,
        subjects=[
            ("entity_conflict", str(row.public_id)),
            *([("submission", str(sent.public_id))] if sent else []),
            *about,
        ],
        before={"kept": str(before.kept)} if before else None,
        after={"kept": str(keep), "list": entity.dataset, "properties": row.disputed, "reason": made.why},
    )
    return made


def _set(
    entity: Entity, row: EntityConflict, keep: Keep, by: Actor, by_name: str, at: datetime
) -> EntityVersion | None:  # fmt: skip
    """Set the disputed properties to what is kept; the version that this makes, None where they stand so. Who keeps
    what the server had keeps what its rooms came to know since, which is neither of the two."""
    disputed = row.disputed.split()
    sent, here = opened(row.version.held), opened(row.against.held)
    held, own = opened(entity.held), opened(entity.own)
    newer = {p: own[p] for p in disputed if p in own and own[p] not in {sent.get(p, ""), here.get(p, "")}}
    kept = sent if keep is Keep.PHONE else here | newer
    after = held | {p: kept.get(p, "") for p in disputed}
    differs = [p for p in after if after[p] != held.get(p)]
    entity.wrote = names(set(entity.wrote.split()) - set(disputed))
    entity.pinned = bool(own) and any(after.get(p) != own[p] for p in own)
    if differs:
        highest = newest_of(locked(entity.dataset, [entity.name]))[entity.name]
        entity.held, entity.version = closed(after), highest + 1
    entity.save(update_fields=["held", "version", "wrote", "pinned"])
    if not differs:
        return None
    return EntityVersion.objects.create(
        entity=entity, number=entity.version, source=EntitySource.DECISION, held=entity.held,
        changed=names(differs), by=by.public_id, by_name=by_name, at=at,
    )  # fmt: skip
