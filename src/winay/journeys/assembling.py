"""Minutes that a phone or a paper brought become a told assembly, on its own day, however late they arrive."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.intake.reading.answers import Answers
from winay.journeys.assembly_form import AssemblyAnswers, MotionAnswer, Person, read_assembly
from winay.journeys.form_readers import Read, Work
from winay.nuclei.assembly_rules import AssemblyTold, BallotSaid, MotionSaid
from winay.nuclei.governance_models import Assembly
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.phone_models import BoardPhone
from winay.nuclei.queries.assemblies import to_confirm, whole_assemblies
from winay.nuclei.queries.boards import holders_before
from winay.nuclei.queries.nuclei import whole_nuclei
from winay.nuclei.queries.people import Home, crowd_of
from winay.nuclei.services.assemblies import call_assembly
from winay.nuclei.services.minutes import tell_assembly
from winay.nuclei.terms import AssemblyState, MotionKind, Post
from winay.registry.queries.same_person import united_with
from winay.registry.rules import code_range, household_code
from winay.registry.terms import Kin


def take_assembly(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
    """Tell the assembly; where nobody wrote down its call, call it first, as the paper says. `Refused` and `NotAllowed`
    as the verbs, also for a board's phone that brings another nucleus's minutes; `BadAnswer` for an answer that is not
    what its question asks for. Told once, it is not told again."""
    read = read_assembly(answers)
    nucleus = _nucleus(read)
    _only_their_own(nucleus, by)
    told = _told(read, nucleus, work)
    assembly = _called(read, nucleus) or call_assembly(
        nucleus=nucleus, said=read.call, by=by, at=at, synthetic=work.synthetic
    )
    assembly = tell_assembly(assembly=assembly, told=told, by=by, at=at)
    return Read((("submission", str(work.public_id)), ("assembly", str(assembly.public_id))))


def _nucleus(read: AssemblyAnswers) -> Nucleus:
    """The one whose code was written, or to which those who came belong on the day."""
    if read.nucleus_code:
        ends = code_range(read.nucleus_code) or (UUID(int=0), UUID(int=0))
        found = list(whole_nuclei().filter(public_id__range=ends)[:2])
    else:
        there = nuclei_of_homes(read.homes, read.call.held_on, people=read.listed)
        found = list(whole_nuclei().filter(pk__in=there)[:2])
    if len(found) != 1:
        raise Refused([Reason("nuclei.assembly_whose")])
    return found[0]


def nuclei_of_homes(codes: Sequence[str], on: date, *, people: Collection[UUID] = ()) -> set[int]:
    """The nuclei (primary keys) to which households, by their codes or by some of their people, belong on a day. One
    query."""
    meant = Q(enrolment__household__members__public_id__in=list(people))
    for ends in filter(None, map(code_range, codes)):
        meant |= Q(enrolment__household__public_id__range=ends)
    rows = Membership.objects.filter(meant, joined_on__lte=on).filter(Q(left_on=None) | Q(left_on__gt=on))
    return set(rows.values_list("nucleus", flat=True))


def _only_their_own(nucleus: Nucleus, by: Actor) -> None:
    """The phone of a board speaks for its own nucleus alone."""
    board = BoardPhone.objects.filter(credential__public_id=by.public_id).select_related("mandate").first()
    if board is not None and board.mandate.nucleus_id != nucleus.pk:
        raise NotAllowed(Permission.RECORD_ASSEMBLY)


def _called(read: AssemblyAnswers, nucleus: Nucleus) -> Assembly | None:
    """The assembly that was called for the day; one of another kind is another assembly."""
    rows = whole_assemblies().filter(nucleus=nucleus, held_on=read.call.held_on, reversed_at=None)
    found = rows.exclude(state=AssemblyState.CANCELLED).first()
    if found is not None and found.kind != read.call.kind:
        raise Refused([Reason("nuclei.assembly_other_kind")])
    return found


def _told(read: AssemblyAnswers, nucleus: Nucleus, work: Work) -> AssemblyTold:
    on = read.call.held_on
    homes = {household_code(one.household.public_id): one for one in crowd_of(nucleus, on).homes}
    scan = work.files.get(read.minutes)
    return AssemblyTold(
        call=read.call_number, led_by=read.led_by, language=read.language, on_behalf_of=read.secretary,
        present=_present(read, homes), motions=tuple(_motions(read.motions, nucleus, on)),
        ballots=tuple(_ballots(read, homes)), notes=read.notes, scan_sha256=scan.sha256 if scan else "",
    )  # fmt: skip


def _present(read: AssemblyAnswers, homes: dict[str, Home]) -> dict[UUID, bool]:
    """Who came: those of the phone's list, those who are named, and of a household of which nobody is, its
    participant."""
    found = {_listed(one, homes): False for one in read.listed}
    found |= {_meant(one, homes): spoke for one, spoke in read.people}
    named = {code for code, home in homes.items() if any(member.public_id in found for member in home.people)}
    for code in read.homes:
        if _whole(code) not in named:
            participant = _home(code, homes).household.participant
            if participant is None:
                raise Refused([Reason("nuclei.person_unclear", {"code": code[:20]})])
            found.setdefault(participant.public_id, False)
    return found


def _whole(code: str) -> str:
    """A code as it is printed; what is none, as it stands."""
    ends = code_range(code)
    return household_code(ends[0]) if ends else code


def _home(code: str, homes: dict[str, Home]) -> Home:
    found = homes.get(_whole(code))
    if found is None:
        raise Refused([Reason("nuclei.home_outside", {"code": code[:20]})])
    return found


def _meant(one: Person, homes: dict[str, Home]) -> UUID:
    """Whom the phone's list or the paper means. `Refused` where that is nobody, or more than one."""
    if one.listed is not None:
        return _listed(one.listed, homes)
    home = _home(one.household, homes)
    some = [member for member in home.people if member.kin == one.kin]
    if one.kin is not Kin.PARTICIPANT:  # of whom there is one, whatever sex was ticked
        some = [member for member in some if member.sex == one.sex]
    if len(some) != 1:
        raise Refused([Reason("nuclei.person_unclear", {"code": one.household[:20]})])
    return some[0].public_id


def _listed(listed: UUID, homes: dict[str, Home]) -> UUID:
    """Somebody whom the phone's list gave, or who they are since they were united with another entry. `Refused` where
    they are nobody of the nucleus on the day."""
    here = {member.public_id for home in homes.values() for member in home.people}
    found = listed if listed in here else united_with([listed]).get(listed)
    if found not in here:
        raise Refused([Reason("nuclei.person_outside")])
    return found


def _motions(motions: Sequence[MotionAnswer], nucleus: Nucleus, on: date) -> Iterator[MotionSaid]:
    holders = {one.post: one.public_id for one in holders_before(nucleus, on)}
    earlier = {one.held_on: one.public_id for one in to_confirm(nucleus, on)}
    for one in motions:
        yield MotionSaid(
            one.kind, one.text, one.votes_for, one.votes_against, one.abstained, one.unanimous,
            holders.get(one.recall) if one.kind is MotionKind.RECALL and one.recall else None,
            earlier.get(one.minutes_on) if one.minutes_on else None,
        )  # fmt: skip


def _ballots(read: AssemblyAnswers, homes: dict[str, Home]) -> Iterator[BallotSaid]:
    """The rounds of votes: of each post in their order, the posts as the paper has them."""
    votes: dict[tuple[Post, int], list[tuple[UUID, int]]] = {}
    for post, number, person, count in read.candidates:
        votes.setdefault((post, number), []).append((_meant(person, homes), count))
    blanks: dict[tuple[Post, int], int] = {}
    for post, number, count in read.blanks:
        blanks[post, number] = blanks.get((post, number), 0) + count
    order = list(dict.fromkeys(post for post, _number in [*votes, *blanks]))
    for post, number in sorted({*votes, *blanks}, key=lambda key: (order.index(key[0]), key[1])):
        yield BallotSaid(post, tuple(votes.get((post, number), ())), blanks.get((post, number), 0))
