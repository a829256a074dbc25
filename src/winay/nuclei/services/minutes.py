"""Verbs on the minutes of an assembly: tell how it was held, add the scan of its paper."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.journal.rules import Personal
from winay.journal.services import record
from winay.nuclei.access import require_for
from winay.nuclei.assembly_rules import (
    TOLD,
    AssemblyTold,
    MotionSaid,
    TellFacts,
    has_quorum,
    may_attach,
    may_tell,
)
from winay.nuclei.governance_models import Assembly, Attendance, Mandate, Motion
from winay.nuclei.mandate_rules import Outcome, assembly_decided
from winay.nuclei.queries.assemblies import constituted, governance_of, to_confirm
from winay.nuclei.queries.boards import holders_before, timeline_of
from winay.nuclei.queries.people import Crowd, crowd_of
from winay.nuclei.services.assemblies import about_assembly, locked_assembly
from winay.nuclei.services.elections import (
    about_people,
    elected_in,
    people_changed,
    write_ballots,
    write_outcome,
)
from winay.nuclei.services.records import today_at
from winay.nuclei.terms import AssemblyKind, AssemblyState, MotionKind


@transaction.atomic
def tell_assembly(*, assembly: Assembly, told: AssemblyTold, by: Actor, at: datetime) -> Assembly:
    """Tell how an assembly was held, from its paper: who came and spoke, what was decided, who was elected.

    With no more than the quorum it failed, and nothing that it decided may be told. Told after a later one, its
    elections go to their place in time. `Refused` for people from outside the nucleus, more votes than households
    came, a person in two posts, and what contradicts something that was told before.
    """
    assembly = locked_assembly(assembly)
    nucleus = assembly.nucleus
    require_for(nucleus, Permission.RECORD_ASSEMBLY, by)
    crowd = crowd_of(nucleus, assembly.held_on)
    holders = {one.public_id: one for one in holders_before(nucleus, assembly.held_on)}
    earlier = {one.public_id: one for one in to_confirm(nucleus, assembly.held_on)}
    facts = tell_facts(assembly, crowd, holders=holders, earlier=earlier, at=at)
    refuse_unless(may_tell(told, facts))
    present = facts.households(told.present)
    held = has_quorum(present, facts.members, facts.quorum_over)
    elected = elected_in(told.ballots)
    recalled = [
        holders[motion.mandate].pk
        for motion in told.motions
        if motion.kind is MotionKind.RECALL and motion.mandate and motion.carried(present)
    ]
    outcome = assembly_decided(
        timeline_of(nucleus, [member for _, member in elected]), on=assembly.held_on, assembly=assembly.pk,
        recalled=recalled, elected=elected,
    )  # fmt: skip
    _write_parts(assembly, told, crowd, holders, earlier, present)
    _close(assembly, told, held=held, facts=facts, by=by, at=at)
    write_outcome(outcome, nucleus=nucleus, people=crowd.people, by=by, at=at)
    confirmed = [one.minutes_of for one in told.motions if one.minutes_of and one.carried(present)]
    Assembly.objects.filter(pk__in=[earlier[one].pk for one in confirmed]).update(confirmed_at_assembly=assembly)
    _record(assembly, told, outcome, crowd, present=present, confirmed=len(confirmed), by=by, at=at)
    return assembly


def tell_facts(
    assembly: Assembly, crowd: Crowd, *, holders: Mapping[UUID, Mandate], earlier: Mapping[UUID, Assembly], at: datetime
) -> TellFacts:  # fmt: skip
    """What telling an assembly is judged on. Two queries."""
    asks = governance_of(assembly.nucleus.version_id)
    return TellFacts(
        state=AssemblyState(assembly.state),
        kind=AssemblyKind(assembly.kind),
        held_on=assembly.held_on,
        today=today_at(at),
        second_call=assembly.second_call_at is not None,
        constituted=constituted(assembly.nucleus),
        people={key: one.pk for key, one in crowd.memberships.items()},
        minors=crowd.minors,
        members=len(crowd.homes),
        quorum_over=asks.over,
        unconfirmed=frozenset(earlier),
        holders=frozenset(holders),
        appointing=asks.appointing,
        closed=assembly.nucleus.closed_on is not None,
    )


def _write_parts(
    assembly: Assembly,
    told: AssemblyTold,
    crowd: Crowd,
    holders: Mapping[UUID, Mandate],
    earlier: Mapping[UUID, Assembly],
    present: int,
) -> None:
    """Who came, motions and rounds: while the assembly is still called, for once told it takes nothing in."""
    people, memberships = crowd.people, crowd.memberships
    Attendance.objects.bulk_create(
        Attendance(assembly=assembly, member=people[one], membership=memberships[one], spoke=spoke)
        for one, spoke in told.present.items()
    )
    Motion.objects.bulk_create(
        Motion(
            assembly=assembly, position=position, kind=one.kind, text=one.text.strip(), unanimous=one.unanimous,
            votes_for=_votes_for(one, present), votes_against=one.votes_against, abstained=one.abstained,
            carried=one.carried(present), mandate=holders[one.mandate] if one.mandate else None,
            minutes_of=earlier[one.minutes_of] if one.minutes_of else None,
        )
        for position, one in enumerate(told.motions, 1)
    )  # fmt: skip
    write_ballots(assembly, told.ballots, people)


def _votes_for(motion: MotionSaid, present: int) -> int:
    return present if motion.unanimous else motion.votes_for


def _close(
    assembly: Assembly, told: AssemblyTold, *, held: bool, facts: TellFacts, by: Actor, at: datetime
) -> None:  # fmt: skip
    facts_told = {
        "state": (AssemblyState.HELD if held else AssemblyState.FAILED).value,
        "call": told.call,
        "led_by": told.led_by.strip(),
        "language": told.language,
        "members": facts.members,
        "quorum_over": facts.quorum_over,
        "notes": told.notes.strip(),
        "transcribed_by": by.public_id,
        "transcribed_at": at,
        "on_behalf_of": told.on_behalf_of.strip(),
        "scan_sha256": told.scan_sha256,
    }
    for name, value in facts_told.items():
        setattr(assembly, name, value)
    assembly.save(update_fields=list(facts_told))


def _record(
    assembly: Assembly, told: AssemblyTold, outcome: Outcome, crowd: Crowd, *, present: int, confirmed: int, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    touched = [*people_changed(outcome), *(crowd.people[one.member] for one in outcome.begun)]
    record(
        "nuclei.tell_assembly",
        by=by,
        at=at,
        subjects=[*about_assembly(assembly), *about_people(touched)],
        after={
            "state": assembly.state,
            "held_on": assembly.held_on,
            "call_number": told.call,
            "members": assembly.members,
            "present": present,
            "people": len(told.present),
            "spoke": sum(told.present.values()),
            "led_by": Personal(assembly.led_by),
            "on_behalf_of": Personal(assembly.on_behalf_of),
            "language": assembly.language,
            "motions": len(told.motions),
            "carried": sum(one.carried(present) for one in told.motions),
            "confirmed": confirmed,
            "elected": [str(one.post) for one in outcome.begun],
            "ended": len(outcome.changed),
            "scan": assembly.scan_sha256 or None,
        },
    )


@transaction.atomic
def attach_scan(*, assembly: Assembly, digest: str, by: Actor, at: datetime) -> Assembly:
    """Add the scan of the signed paper to minutes that were told without one. It is not exchanged afterwards: where it
    is the wrong paper, the assembly is reversed and told anew."""
    assembly = locked_assembly(assembly)
    require_for(assembly.nucleus, Permission.RECORD_ASSEMBLY, by)
    refuse_unless(
        may_attach(
            told=assembly.state in TOLD,
            reversed_already=assembly.reversed_at is not None,
            attached=bool(assembly.scan_sha256),
        )
    )
    assembly.scan_sha256 = digest
    assembly.save(update_fields=["scan_sha256"])
    record("nuclei.attach_scan", by=by, at=at, subjects=about_assembly(assembly), after={"scan": digest})
    return assembly
