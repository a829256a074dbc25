"""Verbs on what phones say of entities: take up what waited too long, decide where a change met something else."""

from datetime import datetime

from django.db import transaction

from winay.core.actors import SYSTEM, Actor
from winay.core.errors import refuse_unless
from winay.intake.desk.access import require_review
from winay.intake.desk.rules import why_fault
from winay.intake.entities.applying import force
from winay.intake.entities.coding import closed, opened
from winay.intake.entities.deciding import HomeOf
from winay.intake.entities.rules import WAITS_FOR, decidable, known_since
from winay.intake.entities.store import locked, names, newest_of
from winay.intake.entity_models import ConflictDecision, Entity, EntityConflict, EntitySaid, EntityVersion
from winay.intake.terms import EntitySource, Keep, SaidState
from winay.journal.services import record


@transaction.atomic
def force_next(*, home: HomeOf, at: datetime) -> bool:
    """Apply on what stands the change that has waited longest, if that is too long; False where none has. It says so,
    and where it met something else that is a conflict like any other."""
    rows = EntitySaid.objects.filter(state=SaidState.WAITING, since__lt=at - WAITS_FOR)
    row = rows.select_for_update(skip_locked=True, of=("self",)).order_by("since", "id").first()
    if row is None:
        return False
    submission = force(row, home=home, at=at)
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
    *, conflict: EntityConflict, keep: Keep, why: str, seen: int, by: Actor, by_name: str, at: datetime
) -> ConflictDecision:  # fmt: skip
    """Say which value holds where a phone's change met another. Deciding again, the other way, takes it back. Phones
    get it with their next list. `seen`: the version of the thing that was looked at. Whoever calls has asked what the
    rooms above know of it by now."""
    require_review(by, conflict.place_code)
    row = EntityConflict.objects.select_for_update(of=("self",)).get(pk=conflict.pk)
    entity = Entity.objects.select_for_update().get(pk=row.entity_id)
    before = row.decisions.order_by("-id").first()
    last, erased = Keep(before.kept) if before else None, not (row.version.held and row.against.held)
    newer = _newer(entity, row, seen)
    refuse_unless(decidable(kept=keep, last=last, why=why_fault(why), erased=erased, newer=newer))
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


def _newer(entity: Entity, row: EntityConflict, seen: int) -> bool:
    """Whether what is at stake changed since a version. No query where that is the newest."""
    if seen == entity.version:
        return False
    then = EntityVersion.objects.filter(entity=entity, number=seen).values_list("held", flat=True).first()
    was, now = opened(then or ""), opened(entity.held)
    return then is None or any(was.get(p) != now.get(p) for p in row.disputed.split())


def _set(
    entity: Entity, row: EntityConflict, keep: Keep, by: Actor, by_name: str, at: datetime
) -> EntityVersion | None:  # fmt: skip
    """Set the disputed properties to what is kept; the version that this makes, None where they stand so. Who keeps
    what the server had keeps what its rooms came to know since, which is neither of the two."""
    disputed = row.disputed.split()
    sent, here = opened(row.version.held), opened(row.against.held)
    held, own = opened(entity.held), opened(entity.own)
    kept = sent if keep is Keep.PHONE else here | known_since(disputed, sent=sent, here=here, own=own)
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
