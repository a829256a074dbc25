"""Verbs on a draft: move a community to another group, choose where a group meets, name it, say why it may be too
small, bring counts up to date, and take the last change back."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Sum

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.journal.services import record
from winay.nuclei.access import require_for
from winay.nuclei.formation_models import Edit, Formation, Group, Share, Unit
from winay.nuclei.queries.plans import last_edit
from winay.nuclei.rules import LONGEST_NAME, MoveFacts, may_edit, may_except, may_move
from winay.nuclei.services.records import about_formation, locked_formation
from winay.nuclei.terms import EditKind, FormationState


@transaction.atomic
def move_households(
    *, unit: Unit, origin: Group, target: Group | None, households: int | None = None, by: Actor, at: datetime
) -> Edit:
    """Bring a community, or some of its households where it is larger than a nucleus, from one group to another;
    `target` None opens a new group. A group that loses the place where it meets meets in its largest community.

    `Refused` where the other group has no room, or a community that fits into a nucleus would be split.
    """
    formation = _draft(unit.formation_id, by)
    origin = Group.objects.select_related("seat").get(pk=origin.pk, formation=formation)
    target = Group.objects.get(pk=target.pk, formation=formation) if target else None
    shares = dict(Share.objects.filter(unit=unit).values_list("group_id", "households"))
    held = shares.get(origin.pk, 0)
    wanted = held if households is None else households
    taken = target.shares.aggregate(n=Sum("households"))["n"] or 0 if target else 0
    refuse_unless(
        may_move(
            MoveFacts(
                state=FormationState(formation.state),
                same=target is not None and target.pk == origin.pk,
                held=held,
                households=wanted,
                room=formation.most - taken,
                splits=wanted < held and unit.households <= formation.most,
            )
        )
    )
    if target is None:
        last = Group.objects.filter(formation=formation).aggregate(n=Max("number"))["n"] or 0
        target = Group.objects.create(formation=formation, number=last + 1, name=unit.place.name[:LONGEST_NAME])
    before = origin.seat
    _shift(unit, origin, target, wanted)
    return _told(
        Edit(
            formation=formation, kind=EditKind.MOVE.value, unit=unit, origin=origin, target=target, households=wanted,
            seat_before=before, by=by.public_id, at=at,
        ),
        by,
        at,
    )  # fmt: skip


@transaction.atomic
def choose_seat(*, group: Group, unit: Unit, by: Actor, at: datetime) -> Edit:
    """Choose the community where a group's assembly meets: one of its own."""
    formation = _draft(group.formation_id, by)
    group = Group.objects.select_related("seat").get(pk=group.pk)
    refuse_unless(
        allow_unless(
            Reason("nuclei.seat_outside") if not Share.objects.filter(group=group, unit=unit).exists() else None,
            Reason("nuclei.seat_same") if group.seat_id == unit.pk else None,
        )
    )
    before, group.seat = group.seat, unit
    group.save(update_fields=["seat"])
    return _told(
        Edit(
            formation=formation, kind=EditKind.SEAT.value, unit=unit, target=group, seat_before=before,
            by=by.public_id, at=at,
        ),
        by,
        at,
    )  # fmt: skip


@transaction.atomic
def undo_edit(*, formation: Formation, by: Actor, at: datetime) -> Edit:
    """Take back the last change that was not taken back: as often as there are changes."""
    formation = _draft(formation.pk, by)
    last = last_edit(formation)
    if last is None:
        raise Refused([Reason("nuclei.nothing_to_undo")])
    if last.kind == EditKind.MOVE:
        assert last.origin is not None
        _shift(last.unit, last.target, last.origin, last.households)
        last.origin.seat = last.seat_before
        last.origin.save(update_fields=["seat"])
    else:
        last.target.seat = last.seat_before
        last.target.save(update_fields=["seat"])
    return _told(
        Edit(
            formation=formation, kind=EditKind.UNDO.value, unit=last.unit, origin=last.target,
            target=last.origin or last.target, households=last.households, undoes=last, by=by.public_id, at=at,
        ),
        by,
        at,
    )  # fmt: skip


@transaction.atomic
def name_group(*, group: Group, name: str, exception_why: str, by: Actor, at: datetime) -> Group:
    """Name a group, and say why it may be smaller than the version asks, or take that back with an empty reason."""
    formation = _draft(group.formation_id, by)
    name, why = name.strip(), exception_why.strip()
    taken = Group.objects.filter(formation=formation, name=name).exclude(pk=group.pk).filter(shares__isnull=False)
    refuse_unless(may_except(FormationState(formation.state), why))
    refuse_unless(
        allow_unless(
            Reason("nuclei.name", {"most": LONGEST_NAME})
            if not (2 <= len(name) <= LONGEST_NAME and name.isprintable()) else None,
            Reason("nuclei.name_taken") if taken.exists() else None,
        )
    )  # fmt: skip
    before = {"name": group.name, "reason": group.exception_why}
    if before == {"name": name, "reason": why}:
        raise Refused([Reason("nuclei.nothing_changed")])
    group.name, group.exception_why = name, why
    group.save(update_fields=["name", "exception_why"])
    record(
        "nuclei.name_group",
        by=by,
        at=at,
        subjects=about_formation(formation),
        before=before,
        after={"group": group.number, "name": name, "reason": why},
    )
    return group


def _draft(pk: int, by: Actor) -> Formation:
    formation = locked_formation(pk)
    require_for(formation, Permission.FORM_NUCLEI, by)
    refuse_unless(may_edit(FormationState(formation.state)))
    return formation


def _shift(unit: Unit, origin: Group, target: Group, households: int) -> None:
    """Move so many households of a community, and see to it that both groups meet in a community of theirs."""
    source = Share.objects.get(unit=unit, group=origin)
    if source.households == households:
        source.delete()
    else:
        source.households -= households
        source.save(update_fields=["households"])
    there = Share.objects.filter(unit=unit, group=target).first()
    if there is None:
        Share.objects.create(unit=unit, group=target, households=households)
    else:
        there.households += households
        there.save(update_fields=["households"])
    for group in (origin, target):
        settle_seat(group)


def settle_seat(group: Group) -> None:
    """A group meets in a community of its own: in its largest one, where it lost the one it had."""
    shares = Share.objects.filter(group=group).order_by("-households", "unit__place__code")
    if group.seat_id is not None and shares.filter(unit=group.seat_id).exists():
        return
    largest = shares.select_related("unit").first()
    group.seat = largest.unit if largest else None
    group.save(update_fields=["seat"])


def _told(edit: Edit, by: Actor, at: datetime) -> Edit:
    edit.save()
    after = {
        "kind": edit.kind,
        "place": edit.unit.place.code,
        "origin": edit.origin.number if edit.origin else None,
        "target": edit.target.number,
        "households": edit.households,
    }
    record("nuclei.edit_plan", by=by, at=at, subjects=about_formation(edit.formation, edit.unit.place), after=after)
    return edit
