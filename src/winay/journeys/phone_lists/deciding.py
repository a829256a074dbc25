"""A person looks at two changes of one thing that crossed, and decides. What the server's rooms know by then is asked
first: so both are of the newest that there is, and what the rooms knew before a decision does not come after it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from winay.core.actors import Actor
from winay.core.clock import local_date
from winay.intake.entities.queries import ConflictWhole, whole_conflict
from winay.intake.entities.services import decide_conflict
from winay.intake.entities.store import Row, lock_names, locked, observe
from winay.intake.entity_models import ConflictDecision, Entity, EntityConflict
from winay.intake.terms import Keep
from winay.journeys.phone_lists.ground import ground_about
from winay.journeys.phone_lists.rows import COLUMNS, rows_of


def look_at(conflict: EntityConflict, *, at: datetime) -> ConflictWhole:
    """A conflict with its values, and how the thing stands now. Whoever decides says which version they saw
    (`row.entity.version`)."""
    if _observe(conflict.entity, at):
        conflict.entity.refresh_from_db()
    return whole_conflict(conflict)


@transaction.atomic
def decide(
    *, conflict: EntityConflict, keep: Keep, why: str, seen: int, by: Actor, by_name: str, at: datetime
) -> ConflictDecision:  # fmt: skip
    """Say which value holds where a phone's change met another, once it is known what the rooms know. `seen`: the
    version of the thing that was looked at; `Refused` where what is at stake has changed since."""
    entity = conflict.entity
    lock_names({entity.dataset: [entity.name]})
    locked(entity.dataset, [entity.name])  # before what the rooms know is read
    _observe(entity, at)
    return decide_conflict(conflict=conflict, keep=keep, why=why, seen=seen, by=by, by_name=by_name, at=at)


def _observe(entity: Entity, at: datetime) -> bool:
    """Make a version of a thing that changed here since it was last asked for; whether there is a newer one than the
    given. What is on no list today stays as it was last seen."""
    rows = _rows(entity, at)
    found = observe(entity.dataset, entity.scope, rows, again=lambda: _rows(entity, at), at=at)
    return any(one.version != entity.version for one in found)


def _rows(entity: Entity, at: datetime) -> list[Row]:
    """The thing as the rooms know it: one row, or none."""
    if entity.home is None or entity.dataset not in COLUMNS:
        return []
    ground = ground_about(entity.home, local_date(at, settings.TIME_ZONE))
    told = {row.name: row for scope, row in rows_of(entity.dataset, ground) if scope == entity.scope}
    return [told[entity.name]] if entity.name in told else []
