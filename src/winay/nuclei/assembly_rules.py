"""When an assembly may be called and told, when it has a quorum, what a round of votes decides. Plain Python."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from uuid import UUID

from winay.core.decision import Decision, Reason, allow_unless
from winay.nuclei.terms import AssemblyKind, AssemblyState, CertifierKind, MotionKind, Post
from winay.registry.terms import LANGUAGES
from winay.targeting.decision_rules import reason_fault, text_fault, words_fault

LONGEST_POINT, LONGEST_MOTION, LONGEST_NOTES = 300, 600, 2000
MOST_POINTS, MOST_MOTIONS, MOST_ROUNDS, MOST_CANDIDATES = 20, 30, 5, 10
DAYS_AHEAD = 366
PERCENT = 10_000
"""A share is in hundredths of a percent."""
ELECTING = (AssemblyKind.CONSTITUTING, AssemblyKind.ELECTING)
"""Kinds of assembly that may elect a board."""
TOLD = (AssemblyState.HELD, AssemblyState.FAILED)


@dataclass(frozen=True, slots=True)
class NucleusDays:
    """The days of a nucleus: from its formation to its closing."""

    formed_on: date
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class CallSaid:
    """An assembly as its notice calls it."""

    kind: AssemblyKind
    called_on: date
    held_on: date
    first_call_at: time
    meeting_place: str
    called_by_name: str
    agenda: tuple[str, ...]
    second_call_at: time | None = None


def may_call(said: CallSaid, *, nucleus: NucleusDays, same_day: bool, constituted: bool, today: date) -> Decision:
    """An assembly of a nucleus that exists, called by the day it is held, one a day; constituted once."""
    formed, closed = nucleus.formed_on.isoformat(), nucleus.closed_on
    late = said.held_on.toordinal() > today.toordinal() + DAYS_AHEAD
    again = constituted and said.kind is AssemblyKind.CONSTITUTING
    disorder = said.second_call_at is not None and said.second_call_at <= said.first_call_at
    return allow_unless(
        Reason("nuclei.assembly_before_nucleus", {"on": formed}) if said.held_on < nucleus.formed_on else None,
        Reason("nuclei.assembly_after_closing", {"on": str(closed)}) if closed and said.held_on > closed else None,
        Reason("nuclei.called_in_future") if said.called_on > today else None,
        Reason("nuclei.called_after_held") if said.called_on > said.held_on else None,
        Reason("nuclei.assembly_too_far", {"most": DAYS_AHEAD}) if late else None,
        Reason("nuclei.calls_in_disorder") if disorder else None,
        Reason("nuclei.assembly_same_day") if same_day else None,
        Reason("nuclei.constituted_already") if again else None,
        words_fault(said.meeting_place, said.called_by_name, fault="nuclei.assembly_who_where"),
        _agenda_fault(said.agenda),
    )


def _agenda_fault(agenda: Sequence[str]) -> Reason | None:
    fine = all(2 <= len(one.strip()) <= LONGEST_POINT and one.isprintable() for one in agenda)
    if fine and 1 <= len(agenda) <= MOST_POINTS:
        return None
    return Reason("nuclei.agenda", {"points": MOST_POINTS, "most": LONGEST_POINT})


def may_cancel(state: AssemblyState, why: str) -> Decision:
    """An assembly that was called and not told."""
    return allow_unless(
        Reason("nuclei.assembly_over") if state is not AssemblyState.CALLED else None,
        reason_fault(why, short="nuclei.reason_short"),
    )


def has_quorum(present: int, members: int, over: int) -> bool:
    """Whether more than a share of the households came. `over` is in hundredths of a percent."""
    return present * PERCENT > over * members


def needed(members: int, over: int) -> int:
    """The fewest households that are more than the share."""
    return over * members // PERCENT + 1


@dataclass(frozen=True, slots=True)
class MotionSaid:
    """A motion as the minutes tell it. `mandate` is whose recall it asks, `minutes_of` whose minutes it confirms."""

    kind: MotionKind
    text: str
    votes_for: int = 0
    votes_against: int = 0
    abstained: int = 0
    unanimous: bool = False
    mandate: UUID | None = None
    minutes_of: UUID | None = None

    def carried(self, present: int) -> bool:
        """Whether more were for it than against it."""
        return (self.unanimous and present > 0) or self.votes_for > self.votes_against


@dataclass(frozen=True, slots=True)
class BallotSaid:
    """One round of votes for a post: who stood, with how many households; and the blank and void votes."""

    post: Post
    votes: tuple[tuple[UUID, int], ...]
    blank: int = 0

    @property
    def elected(self) -> UUID | None:
        """Who has more votes than anybody else; None for a tie at the top, or where nobody has one."""
        best = max((count for _, count in self.votes), default=0)
        first = [member for member, count in self.votes if count == best and best > 0]
        return first[0] if len(first) == 1 else None


@dataclass(frozen=True, slots=True)
class AssemblyTold:
    """How an assembly was held, as whoever copies its minutes says. `present` are members by public id, with whether
    they took the floor; `ballots` in the order in which they were held."""

    call: int
    led_by: str
    language: str
    on_behalf_of: str
    present: Mapping[UUID, bool]
    motions: tuple[MotionSaid, ...] = ()
    ballots: tuple[BallotSaid, ...] = ()
    notes: str = ""
    scan_sha256: str = ""


@dataclass(frozen=True, slots=True)
class TellFacts:
    """What telling is judged on. `people` of the nucleus on the day of the assembly, by the membership of their
    household; `minors` among them; `members` households; `unconfirmed` the earlier assemblies whose minutes wait;
    `holders` the mandates that may be recalled; `appointing`: the prosecutor is the municipality's; `closed`: the
    nucleus has closed since."""

    state: AssemblyState
    kind: AssemblyKind
    held_on: date
    today: date
    second_call: bool
    constituted: bool
    people: Mapping[UUID, int]
    minors: Collection[UUID]
    members: int
    quorum_over: int
    unconfirmed: Collection[UUID] = field(default_factory=frozenset)
    holders: Collection[UUID] = field(default_factory=frozenset)
    appointing: bool = False
    closed: bool = False

    def households(self, present: Mapping[UUID, bool]) -> int:
        """Households with somebody there."""
        return len({self.people[one] for one in present if one in self.people})


def may_tell(told: AssemblyTold, facts: TellFacts) -> Decision:
    """An assembly that was called, on a day that has come, with people of the nucleus. Without a quorum nothing in it
    counts, so nothing that it decided may be told."""
    if facts.state is not AssemblyState.CALLED:
        return allow_unless(Reason("nuclei.assembly_over"))
    present = facts.households(told.present)
    strangers = sum(one not in facts.people for one in told.present)
    decided = bool(told.motions or told.ballots)
    quorum = has_quorum(present, facts.members, facts.quorum_over)
    numbers = {"present": present, "members": facts.members, "needed": needed(facts.members, facts.quorum_over)}
    again = facts.constituted and facts.kind is AssemblyKind.CONSTITUTING and quorum
    return allow_unless(
        Reason("nuclei.in_future") if facts.held_on > facts.today else None,
        Reason("nuclei.nobody_in_nucleus") if not facts.members else None,
        Reason("nuclei.no_such_call") if told.call not in ((1, 2) if facts.second_call else (1,)) else None,
        Reason("nuclei.constituted_already") if again else None,
        words_fault(told.led_by, told.on_behalf_of, fault="nuclei.assembly_who_where"),
        Reason("nuclei.assembly_language") if told.language not in LANGUAGES else None,
        Reason("nuclei.outside_nucleus", {"people": strangers}) if strangers else None,
        Reason("nuclei.no_quorum", numbers) if decided and not quorum else None,
        text_fault(told.notes, most=LONGEST_NOTES),
        *_motion_faults(told.motions, facts, present),
        *_ballot_faults(told.ballots, facts, present),
    )


def _motion_faults(motions: Sequence[MotionSaid], facts: TellFacts, present: int) -> list[Reason]:
    found = [Reason("nuclei.many_motions", {"most": MOST_MOTIONS})] if len(motions) > MOST_MOTIONS else []
    for number, one in enumerate(motions, 1):
        votes = (one.votes_for, one.votes_against, one.abstained)
        if not 2 <= len(one.text.strip()) <= LONGEST_MOTION or "\0" in one.text:
            found.append(Reason("nuclei.motion_text", {"number": number, "most": LONGEST_MOTION}))
        if min(votes) < 0 or (one.unanimous and any(votes[1:])):
            found.append(Reason("nuclei.motion_votes", {"number": number}))
        if sum(votes) > present:
            found.append(Reason("nuclei.votes_over", {"votes": sum(votes), "present": present}))
        if one.kind is MotionKind.RECALL and one.mandate not in facts.holders:
            found.append(Reason("nuclei.recall_of_nobody"))
        if one.kind is MotionKind.CONFIRM_MINUTES and one.minutes_of not in facts.unconfirmed:
            found.append(Reason("nuclei.nothing_to_confirm"))
        if one.kind is MotionKind.CONSTITUTE and facts.kind is not AssemblyKind.CONSTITUTING:
            found.append(Reason("nuclei.constitutes_elsewhere"))
    named = [one.mandate or one.minutes_of for one in motions if one.mandate or one.minutes_of]
    if len(set(named)) != len(named):
        found.append(Reason("nuclei.motion_twice"))
    return found


def _ballot_faults(ballots: Sequence[BallotSaid], facts: TellFacts, present: int) -> list[Reason]:
    found = []
    if ballots and facts.kind not in ELECTING:
        found.append(Reason("nuclei.elects_elsewhere"))
    if ballots and facts.closed:
        found.append(Reason("nuclei.elects_after_closing"))
    for one in ballots:
        told = {"post": one.post}
        votes = [count for _, count in one.votes]
        people = [member for member, _ in one.votes]
        if not 1 <= len(people) <= MOST_CANDIDATES:
            found.append(Reason("nuclei.no_candidates", told | {"most": MOST_CANDIDATES}))
        if len(set(people)) != len(people):
            found.append(Reason("nuclei.candidate_twice", told))
        if min([*votes, one.blank]) < 0:
            found.append(Reason("nuclei.ballot_votes", told))
        if sum(votes) + one.blank > present:
            found.append(Reason("nuclei.votes_over", {"votes": sum(votes) + one.blank, "present": present}))
        if any(member not in facts.people for member in people):
            found.append(Reason("nuclei.candidate_outside", told))
        if any(member in facts.minors for member in people):
            found.append(Reason("nuclei.candidate_minor", told))
        if one.post is Post.PROSECUTOR and facts.appointing:
            found.append(Reason("nuclei.prosecutor_appointed"))
    return found + _round_faults(ballots)


def _round_faults(ballots: Sequence[BallotSaid]) -> list[Reason]:
    """Another round follows a tie, and nothing else."""
    found = []
    for post in Post:
        rounds = [one for one in ballots if one.post is post]
        if len(rounds) > MOST_ROUNDS or any(one.elected is not None for one in rounds[:-1]):
            found.append(Reason("nuclei.round_after_elected", {"post": post, "most": MOST_ROUNDS}))
    elected = [one.elected for one in ballots if one.elected is not None]
    if len(set(elected)) != len(elected):
        found.append(Reason("nuclei.elected_twice"))
    return found


def may_reverse_assembly(
    *, state: AssemblyState, reversed_already: bool, confirmed: bool, certified: bool, why: str
) -> Decision:
    """An assembly that was told wrongly, on whose minutes nothing stands yet."""
    return allow_unless(
        Reason("nuclei.not_told") if state not in TOLD else None,
        Reason("nuclei.reversed_already") if reversed_already else None,
        Reason("nuclei.minutes_confirmed") if confirmed else None,
        Reason("nuclei.minutes_certified") if certified else None,
        reason_fault(why, short="nuclei.reason_short"),
    )


@dataclass(frozen=True, slots=True)
class CertificationSaid:
    """Who certified the minutes of an assembly, when."""

    kind: CertifierKind
    certifier: str
    certified_on: date
    note: str = ""


def may_certify(
    said: CertificationSaid, *, held: bool, reversed_already: bool, certified: bool, held_on: date, today: date
) -> Decision:
    """Minutes of an assembly that was held, once, from its day on."""
    return allow_unless(
        Reason("nuclei.not_held") if not held or reversed_already else None,
        Reason("nuclei.certified_already") if certified else None,
        Reason("nuclei.in_future") if said.certified_on > today else None,
        Reason("nuclei.certified_early", {"on": held_on.isoformat()}) if said.certified_on < held_on else None,
        words_fault(said.certifier, fault="nuclei.assembly_who_where"),
        text_fault(said.note, most=300),
    )


def may_attach(*, told: bool, reversed_already: bool, attached: bool) -> Decision:
    """The scan of minutes that were told without one."""
    return allow_unless(
        Reason("nuclei.not_told") if not told else None,
        Reason("nuclei.reversed_already") if reversed_already else None,
        Reason("nuclei.scan_known") if attached else None,
    )
