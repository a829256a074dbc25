"""Calling and telling many assemblies at once: the same facts, rules and rows as `services.assemblies.call_assembly`
and `services.minutes.tell_assembly`, in one transaction with one line of the journal.

What is plainly right is written together; everything else is done by the verbs themselves, in its turn. Whatever is
wrong with an assembly keeps that one out, its call too, and no other. `tests/nuclei/test_bulk_equals_verbs.py` gives
the same to both ways and compares rows, refusals and subjects.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.core.garbage import uncollected
from winay.core.ids import new_id
from winay.journal.bulk import among, insert_rows, next_ids
from winay.journal.services import record
from winay.nuclei.access import require_for
from winay.nuclei.assembly_rules import (
    AssemblyTold,
    CallSaid,
    NucleusDays,
    TellFacts,
    has_quorum,
    may_call,
    may_tell,
)
from winay.nuclei.governance_models import AgendaItem, Assembly, Attendance, Ballot, Candidate, Mandate, Motion
from winay.nuclei.mandate_rules import Held as Mandated
from winay.nuclei.mandate_rules import assembly_decided
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.assemblies import Governance, governance_of
from winay.nuclei.queries.gathered import Gathered, Person, gathered_on
from winay.nuclei.services.assemblies import call_assembly
from winay.nuclei.services.elections import elected_in
from winay.nuclei.services.minutes import tell_assembly
from winay.nuclei.services.records import locked_nuclei, today_at
from winay.nuclei.terms import AssemblyKind, AssemblyState, MotionKind, PostOrigin

OF_OTHERS = (MotionKind.RECALL, MotionKind.CONFIRM_MINUTES)
"""Motions about what was told before, which the verb looks at."""
Subjects = set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Act:
    """What is the same for all of them: who does it, when the calls are written down, and when the minutes are."""

    by: Actor
    called_at: datetime
    at: datetime
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """An assembly as its notice calls it and its minutes tell it; the nucleus by primary key."""

    nucleus: int
    call: CallSaid
    told: AssemblyTold


@dataclass(slots=True)
class Held:
    """What became of each, by their number among those given, from 0: the assembly's primary key, or why not."""

    assemblies: dict[int, int] = field(default_factory=dict)
    refused: dict[int, tuple[Reason, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Plain:
    """An assembly that may be told, with what its rows need."""

    nucleus: Nucleus
    call: CallSaid
    told: AssemblyTold
    people: Mapping[UUID, Person]
    members: int
    present: int
    over: int
    elected: tuple[Mandated, ...]

    @property
    def state(self) -> AssemblyState:
        return AssemblyState.HELD if has_quorum(self.present, self.members, self.over) else AssemblyState.FAILED


@uncollected()
@transaction.atomic
def hold_assemblies(
    holdings: Sequence[Holding], act: Act, *, gathered: Mapping[int, Gathered] | None = None
) -> Held:  # fmt: skip
    """Call and tell assemblies, all or none of those that may be told. `NotAllowed` for a nucleus outside one's
    territory. `gathered`: who belongs to the nuclei on the day, where a caller asked that already."""
    done = Held()
    nuclei = locked_nuclei({one.nucleus for one in holdings})
    for nucleus in nuclei.values():
        require_for(nucleus, Permission.RECORD_ASSEMBLY, act.by)
    plain = _Judging(holdings, nuclei, act, gathered or {}).plain()
    _write(plain, act, done)
    for number in sorted(set(range(len(holdings))) - set(plain)):
        one = holdings[number]
        try:
            done.assemblies[number] = _by_itself(nuclei[one.nucleus], one, act).pk
        except Refused as refused:
            done.refused[number] = tuple(refused.reasons)
    return done


@transaction.atomic
def _by_itself(nucleus: Nucleus, one: Holding, act: Act) -> Assembly:
    made = call_assembly(nucleus=nucleus, said=one.call, by=act.by, at=act.called_at, synthetic=act.synthetic)
    return tell_assembly(assembly=made, told=one.told, by=act.by, at=act.at)


class _Judging:
    """Which assemblies are plainly right. Whatever it is not sure of, it leaves to the verbs. Some eight queries."""

    def __init__(
        self, holdings: Sequence[Holding], nuclei: Mapping[int, Nucleus], act: Act, gathered: Mapping[int, Gathered]
    ) -> None:
        self._holdings, self._nuclei, self._act = holdings, nuclei, act
        self._asks = {pk: governance_of(pk) for pk in {one.version_id for one in nuclei.values()}}
        self._often = Counter(one.nucleus for one in holdings)
        rows = Assembly.objects.filter(among("nuclei_assembly.nucleus_id", sorted(nuclei)), reversed_at=None)
        known = list(rows.exclude(state=AssemblyState.CANCELLED).values_list("nucleus", "held_on", "kind", "state"))
        self._taken = {(nucleus, on) for nucleus, on, _kind, _state in known}
        founded = (AssemblyKind.CONSTITUTING, AssemblyState.HELD)
        self._constituted = {nucleus for nucleus, _on, *what in known if tuple(what) == founded}
        self._gathered: dict[tuple[int, date], Gathered] = {}
        for day in sorted({one.call.held_on for one in holdings}):
            asked = {one.nucleus for one in holdings if one.call.held_on == day}
            given = {pk: gathered[pk] for pk in asked if pk in gathered and gathered[pk].on == day}
            found = given | (gathered_on(asked - set(given), day) if asked - set(given) else {})
            self._gathered |= {(pk, day): crowd for pk, crowd in found.items()}

    def plain(self) -> dict[int, _Plain]:
        found: dict[int, _Plain] = {}
        for number, one in enumerate(self._holdings):
            crowd = self._gathered[one.nucleus, one.call.held_on]
            if self._often[one.nucleus] == 1 and crowd.sure and (told := self._told(one, crowd)):
                found[number] = told
        return self._without_a_past(found)

    def _told(self, one: Holding, crowd: Gathered) -> _Plain | None:
        """None for what speaks against it, or may do so."""
        nucleus, told = self._nuclei[one.nucleus], one.told
        constituted = nucleus.pk in self._constituted
        called = may_call(
            one.call, nucleus=NucleusDays(nucleus.formed_on, nucleus.closed_on),
            same_day=(nucleus.pk, one.call.held_on) in self._taken, constituted=constituted,
            today=today_at(self._act.called_at),
        )  # fmt: skip
        if not called.ok or any(motion.kind in OF_OTHERS for motion in told.motions):
            return None
        people, asks = crowd.people, self._asks[nucleus.version_id]
        facts = self._facts(one, crowd, people, asks, constituted=constituted)
        outcome = assembly_decided(
            (), on=one.call.held_on, assembly=0, recalled=(), elected=elected_in(told.ballots)
        )  # fmt: skip
        if not may_tell(told, facts).ok or outcome.reasons:
            return None
        present = facts.households(told.present)
        return _Plain(nucleus, one.call, told, people, facts.members, present, asks.over, outcome.begun)

    def _facts(
        self, one: Holding, crowd: Gathered, people: Mapping[UUID, Person], asks: Governance, *, constituted: bool
    ) -> TellFacts:
        standing = {member for ballot in one.told.ballots for member, _votes in ballot.votes}
        return TellFacts(
            state=AssemblyState.CALLED,
            kind=one.call.kind,
            held_on=one.call.held_on,
            today=today_at(self._act.at),
            second_call=one.call.second_call_at is not None,
            constituted=constituted,
            people={key: person.membership for key, person in people.items()},
            minors=crowd.minors(standing, people),
            members=len(crowd.homes),
            quorum_over=asks.over,
            appointing=asks.appointing,
            closed=self._nuclei[one.nucleus].closed_on is not None,
        )

    def _without_a_past(self, found: Mapping[int, _Plain]) -> dict[int, _Plain]:
        """Those that elect nobody, or the first board of a nucleus, of people who never held a post."""
        electing = {number: one for number, one in found.items() if one.elected}
        if not electing:
            return dict(found)
        people = Counter(one.people[held.member].pk for one in electing.values() for held in one.elected)
        boards = Mandate.objects.filter(
            among("nuclei_mandate.nucleus_id", [one.nucleus.pk for one in electing.values()])
        )
        ever = Mandate.objects.filter(among("nuclei_mandate.member_id", sorted(people)))
        before, held = set(boards.values_list("nucleus", flat=True)), set(ever.values_list("member", flat=True))
        held |= {pk for pk, often in people.items() if often > 1}
        return {
            number: one
            for number, one in found.items()
            if not one.elected
            or (one.nucleus.pk not in before and not any(one.people[each.member].pk in held for each in one.elected))
        }


def _write(plain: Mapping[int, _Plain], act: Act, done: Held) -> None:
    """Everything of an assembly while it is still called, then that it was held, then whom it elected."""
    if not plain:
        return
    keys = dict(zip(plain, next_ids(Assembly, len(plain)), strict=True))
    some = [(keys[number], one) for number, one in plain.items()]
    names = {pk: new_id() for pk, _one in some}
    _write_calls(some, names, act)
    _write_parts(some)
    for state, call in sorted({(one.state, one.told.call) for _pk, one in some}):
        told = [pk for pk, one in some if (one.state, one.told.call) == (state, call)]
        Assembly.objects.filter(among("nuclei_assembly.id", told)).update(state=state.value, call=call)
    _write_mandates(some, act)
    done.assemblies |= keys
    subjects = Subjects()
    for pk, one in some:
        subjects |= {
            ("assembly", str(names[pk])), ("nucleus", str(one.nucleus.public_id)), ("place", one.nucleus.district.code),
            *(("member", str(held.member)) for held in one.elected),
        }  # fmt: skip
    record(
        "nuclei.hold_many", by=act.by, at=act.at, subjects=subjects,
        after={"assemblies": len(some), "people": sum(len(one.told.present) for _pk, one in some),
               "mandates": sum(len(one.elected) for _pk, one in some)},
    )  # fmt: skip


Some = Sequence[tuple[int, _Plain]]


def _write_calls(some: Some, names: Mapping[int, UUID], act: Act) -> None:
    by = act.by.public_id
    insert_rows(
        Assembly,
        ("id", "public_id", "nucleus_id", "kind", "state", "called_on", "held_on", "first_call_at", "second_call_at",
         "meeting_place", "called_by_name", "recorded_by", "recorded_at", "led_by", "language", "members",
         "quorum_over", "notes", "transcribed_by", "transcribed_at", "on_behalf_of", "scan_sha256", "ended_why",
         "reversed_why", "synthetic"),
        (
            (pk, names[pk], one.nucleus.pk, one.call.kind.value, AssemblyState.CALLED.value, one.call.called_on,
             one.call.held_on, one.call.first_call_at, one.call.second_call_at, one.call.meeting_place.strip(),
             one.call.called_by_name.strip(), by, act.called_at, one.told.led_by.strip(), one.told.language,
             one.members, one.over, one.told.notes.strip(), by, act.at, one.told.on_behalf_of.strip(),
             one.told.scan_sha256, "", "", act.synthetic or one.nucleus.synthetic)
            for pk, one in some
        ),
    )  # fmt: skip
    agenda = ((pk, at, text.strip()) for pk, one in some for at, text in enumerate(one.call.agenda, 1))
    insert_rows(AgendaItem, ("assembly_id", "position", "text"), agenda)


def _write_parts(some: Some) -> None:
    """Who came, motions and rounds."""
    came = (
        (pk, one.people[key].pk, one.people[key].membership, spoke)
        for pk, one in some
        for key, spoke in one.told.present.items()
    )
    insert_rows(Attendance, ("assembly_id", "member_id", "membership_id", "spoke"), came)
    motions = (
        (pk, at, said.kind.value, said.text.strip(), said.unanimous,
         one.present if said.unanimous else said.votes_for, said.votes_against, said.abstained,
         said.carried(one.present))
        for pk, one in some
        for at, said in enumerate(one.told.motions, 1)
    )  # fmt: skip
    insert_rows(
        Motion,
        ("assembly_id", "position", "kind", "text", "unanimous", "votes_for", "votes_against", "abstained", "carried"),
        motions,
    )
    _write_ballots(some)


def _write_ballots(some: Some) -> None:
    ballots = [(pk, one, said) for pk, one in some for said in one.told.ballots]
    if not ballots:
        return
    keys = next_ids(Ballot, len(ballots))
    rounds: Counter[tuple[int, str]] = Counter()
    rows, stood = [], []
    for key, (pk, one, said) in zip(keys, ballots, strict=True):
        rounds[pk, said.post] += 1
        rows.append((key, pk, said.post.value, rounds[pk, said.post], said.blank, said.elected is None))
        stood += [(key, one.people[who].pk, votes, who == said.elected) for who, votes in said.votes]
    insert_rows(Ballot, ("id", "assembly_id", "post", "round", "blank", "tied"), rows)
    insert_rows(Candidate, ("ballot_id", "member_id", "votes", "elected"), stood)


def _write_mandates(some: Some, act: Act) -> None:
    rows = [
        (new_id(), one.nucleus.pk, one.people[held.member].pk, held.post.value, PostOrigin.ELECTED.value, "", pk,
         held.began_on, "", "", act.by.public_id, act.at)
        for pk, one in some
        for held in one.elected
    ]  # fmt: skip
    insert_rows(
        Mandate,
        ("public_id", "nucleus_id", "member_id", "post", "origin", "origin_note", "assembly_id", "began_on", "end_why",
         "end_note", "recorded_by", "recorded_at"),
        rows,
    )  # fmt: skip
