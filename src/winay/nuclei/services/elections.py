"""What an assembly does to a board, as rows: its rounds of votes, the mandates that begin and end with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from winay.core.actors import Actor
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.nuclei.assembly_rules import BallotSaid
from winay.nuclei.governance_models import Assembly, Ballot, Candidate, Mandate
from winay.nuclei.mandate_rules import Held, Outcome
from winay.nuclei.models import Nucleus
from winay.nuclei.phone_wording import ended_words
from winay.nuclei.services.board_phones import end_board_phones
from winay.nuclei.terms import Post, PostOrigin
from winay.registry.models import Member


def write_ballots(assembly: Assembly, ballots: Sequence[BallotSaid], people: Mapping[UUID, Member]) -> None:
    """The rounds of votes of an assembly, each post's numbered in their order."""
    rounds: dict[Post, int] = {}
    for said in ballots:
        rounds[said.post] = rounds.get(said.post, 0) + 1
        ballot = Ballot.objects.create(
            assembly=assembly, post=said.post, round=rounds[said.post], blank=said.blank, tied=said.elected is None
        )  # fmt: skip
        Candidate.objects.bulk_create(
            Candidate(ballot=ballot, member=people[member], votes=votes, elected=member == said.elected)
            for member, votes in said.votes
        )


def elected_in(ballots: Sequence[BallotSaid]) -> list[tuple[Post, UUID]]:
    """Who was elected to what."""
    return [(said.post, said.elected) for said in ballots if said.elected is not None]


def write_outcome(
    outcome: Outcome, *, nucleus: Nucleus, people: Mapping[UUID, Member], by: Actor, at: datetime, note: str = ""
) -> list[Mandate]:
    """Write what becomes of the mandates; those that begin. Phones of those that end are shut out first. `Refused`
    where it may not be, or where another act took the post or the person at this moment (the person may be of another
    nucleus, which another transaction holds)."""
    if outcome.reasons:
        raise Refused(outcome.reasons)
    try:
        with transaction.atomic():
            end_board_phones(why=_ends(outcome), by=by, at=at)
            for held in outcome.changed:
                _change(held, by, at)
            return [_begin(held, nucleus, people[held.member], by, at, note) for held in outcome.begun]
    except IntegrityError:
        raise Refused([Reason("nuclei.board_changed")]) from None


def _ends(outcome: Outcome) -> dict[int, str]:
    """The mandates that are over, and how a phone is told so."""
    return {
        held.key: ended_words(held.end_why, held.ended_on)
        for held in outcome.changed
        if held.key is not None and held.end_why is not None and held.ended_on is not None
    }


def _change(held: Held, by: Actor, at: datetime) -> None:
    assert held.key is not None
    over = held.ended_on is not None
    Mandate.objects.filter(pk=held.key).update(
        ended_on=held.ended_on,
        end_why=held.end_why or "",
        ended_at_assembly=held.ended_at,
        end_note="",
        ended_by=by.public_id if over else None,
        ended_at=at if over else None,
    )


def _begin(held: Held, nucleus: Nucleus, member: Member, by: Actor, at: datetime, note: str) -> Mandate:
    """A mandate, from what the rule says of it. One that was over before it was told ends as it is written."""
    over = held.ended_on is not None
    return Mandate.objects.create(
        nucleus=nucleus,
        member=member,
        post=held.post,
        origin=PostOrigin.ELECTED if held.began_at is not None else PostOrigin.MUNICIPALITY,
        origin_note=note,
        assembly_id=held.began_at,
        began_on=held.began_on,
        ended_on=held.ended_on,
        end_why=held.end_why or "",
        ended_at_assembly_id=held.ended_at,
        ended_by=by.public_id if over else None,
        ended_at=at if over else None,
        recorded_by=by.public_id,
        recorded_at=at,
    )


def about_people(people: Sequence[Member]) -> list[tuple[str, str]]:
    """People whose mandates changed."""
    return [("member", str(one.public_id)) for one in people]


def people_changed(outcome: Outcome) -> list[Member]:
    """The people whose mandates changed. One query."""
    keys = [one.key for one in outcome.changed]
    return [one.member for one in Mandate.objects.filter(pk__in=keys).select_related("member")] if keys else []
