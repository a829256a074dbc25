"""Verbs on a workshop while it is held: open it, count, take a mark back, close it, open it again.

Marks are rows that are written once, each with who made it and when; the journal has the acts around them
(docs/adr/0037)."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused, refuse_unless
from winay.core.ids import new_id
from winay.journal.services import record
from winay.nuclei.governance_models import Assembly
from winay.nuclei.queries.people import memberships_on
from winay.nuclei.services.assemblies import about_assembly, locked_assembly
from winay.nuclei.services.records import today_at
from winay.nuclei.terms import AssemblyKind, AssemblyState
from winay.plans.access import require_for
from winay.plans.live_models import LiveMark, LiveWorkshop
from winay.plans.live_rules import (
    LiveFacts,
    MarkSaid,
    may_change_live_mode,
    may_close_live,
    may_mark,
    may_open_live,
    may_reopen_live,
    may_take_back,
    totals,
)
from winay.plans.queries.live import facts_of_live, live_of, marks_of, whole_live
from winay.plans.queries.workshops import standing_workshop
from winay.plans.terms import ChoiceMode, MarkKind


@transaction.atomic
def open_live(*, assembly: Assembly, mode: ChoiceMode, by: Actor, at: datetime) -> LiveWorkshop:
    """Begin to count in front of everybody. `Refused` before the assembly's day, for one that is not diagnostic or
    does not stand, and once its workshop was told."""
    assembly = locked_assembly(assembly)
    require_for(assembly.nucleus, Permission.PREPARE_PLAN, by)
    decision = may_open_live(
        kind=AssemblyKind(assembly.kind),
        state=AssemblyState(assembly.state),
        reversed_already=assembly.reversed_at is not None,
        come=assembly.held_on <= today_at(at),
        told=standing_workshop(assembly) is not None,
        opened=live_of(assembly) is not None,
    )
    refuse_unless(decision)
    live = LiveWorkshop.objects.create(
        nucleus=assembly.nucleus, assembly=assembly, mode=mode, opened_by=by.public_id, opened_at=at,
        synthetic=assembly.synthetic,
    )  # fmt: skip
    record("plans.open_live", by=by, at=at, subjects=about_assembly(assembly), after={"choice_mode": mode})
    return live


@transaction.atomic
def set_live_mode(*, live: LiveWorkshop, mode: ChoiceMode, by: Actor, at: datetime) -> LiveWorkshop:
    """Choose in another way, while nobody's wish was counted."""
    live, facts = _locked(live, by)
    before = live.mode
    refuse_unless(may_change_live_mode(facts))
    live.mode = mode
    live.save(update_fields=["mode"])
    record(
        "plans.set_live_mode",
        by=by,
        at=at,
        subjects=about_assembly(live.assembly),
        before={"choice_mode": before},
        after={"choice_mode": mode},
    )
    return live


@transaction.atomic
def mark_live(*, live: LiveWorkshop, said: MarkSaid, mark: UUID, by: Actor, at: datetime) -> LiveMark:
    """Count something. `mark` is the id that the screen gave it: sent twice, it counts once. Whoever counts at the
    same time takes turns, so that nothing is lost and no number passes what it may be."""
    live, facts = _locked(live, by)
    known = LiveMark.objects.filter(public_id=mark, live=live).first()
    if known is not None:
        return known
    refuse_unless(may_mark(said, facts))
    membership = facts.members.get(said.household) if said.household else None
    return _write(live, said, mark, by, at, membership=membership)


@transaction.atomic
def take_back_mark(*, mark: LiveMark, by: Actor, at: datetime) -> LiveMark:
    """Something was counted by mistake: another row takes it back."""
    live, facts = _locked(mark.live, by)
    said = MarkSaid(MarkKind(mark.kind), mark.key, abs(mark.number), mark.question, mark.words)
    standing = mark.takes_back_id is None and not LiveMark.objects.filter(takes_back=mark).exists()
    refuse_unless(may_take_back(said, facts, standing=standing))
    return LiveMark.objects.create(
        public_id=new_id(), live=live, kind=mark.kind, key=mark.key, question=mark.question, words=mark.words,
        membership_id=mark.membership_id, number=-mark.number, takes_back=mark, marked_by=by.public_id, marked_at=at,
    )  # fmt: skip


@transaction.atomic
def close_live(*, live: LiveWorkshop, by: Actor, at: datetime) -> LiveWorkshop:
    """The workshop is over; the line says what was counted, and nobody's name."""
    live, facts = _locked(live, by)
    refuse_unless(may_close_live(facts))
    live.closed_by, live.closed_at = by.public_id, at
    live.save(update_fields=["closed_by", "closed_at"])
    counted = facts.counted
    record(
        "plans.close_live",
        by=by,
        at=at,
        subjects=about_assembly(live.assembly),
        after={
            "choice_mode": live.mode,
            "present": counted.households,
            "answers": len(counted.said),
            "wanted": [f"{item}: {hands}" for item, hands in sorted(counted.wants.items())],
        },
    )
    return live


@transaction.atomic
def reopen_live(*, live: LiveWorkshop, by: Actor, at: datetime) -> LiveWorkshop:
    """It was closed too early: count on, while nobody told the workshop."""
    live, facts = _locked(live, by)
    refuse_unless(may_reopen_live(open_=facts.open, stands=facts.stands, told=facts.told))
    live.closed_by = live.closed_at = None
    live.save(update_fields=["closed_by", "closed_at"])
    record("plans.reopen_live", by=by, at=at, subjects=about_assembly(live.assembly))
    return live


def _locked(live: LiveWorkshop, by: Actor) -> tuple[LiveWorkshop, LiveFacts]:
    """It with what a mark is judged on, for this transaction alone, for whoever prepares plans there."""
    LiveWorkshop.objects.select_for_update().get(pk=live.pk)
    live = whole_live().get(pk=live.pk)
    require_for(live.nucleus, Permission.PREPARE_PLAN, by)
    homes = memberships_on(live.nucleus, live.assembly.held_on)
    told = standing_workshop(live.assembly) is not None
    return live, facts_of_live(live, totals(marks_of(live)), homes, told=told)


def _write(
    live: LiveWorkshop, said: MarkSaid, mark: UUID, by: Actor, at: datetime, *, membership: int | None
) -> LiveMark:
    try:
        with transaction.atomic():
            return LiveMark.objects.create(
                public_id=mark, live=live, kind=said.kind, key=said.key, question=said.question.strip(),
                words=said.words.strip(), membership_id=membership, number=said.number, marked_by=by.public_id,
                marked_at=at,
            )  # fmt: skip
    except IntegrityError:  # the id belongs to a mark of another workshop
        raise Refused([Reason("plans.live_unknown")]) from None
