"""What people decide about a pair. Nothing is decided by the weight of a pair alone, however heavy (ADR)."""

from datetime import datetime

from django.db import transaction

from winay.core.actors import Actor
from winay.core.decision import Reason, allow_unless
from winay.core.errors import refuse_unless
from winay.journal.services import record
from winay.registry.access import require_write, require_write_at_one
from winay.registry.duplicate_models import DuplicatePair
from winay.registry.duplicates.reading import facts_of_members
from winay.registry.rules import unreasonable
from winay.registry.terms import PairState


def locked_pair(pair: DuplicatePair) -> DuplicatePair:
    """The pair with its two and where they live, for this transaction alone."""
    rows = DuplicatePair.objects.select_for_update(of=("self",))
    return rows.select_related("left__household__place", "right__household__place").get(pk=pair.pk)


@transaction.atomic
def say_different(*, pair: DuplicatePair, why: str, by: Actor, at: datetime) -> DuplicatePair:
    """The two are two persons. The pair is not shown again unless something of what is known of them changes. Who says
    so writes where both live: an office that sees one side passes the pair on."""
    pair = locked_pair(pair)
    for place in places_of(pair):
        require_write(by, place)
    refuse_unless(allow_unless(_open(pair), unreasonable(why)))
    known = facts_of_members({pair.left_id, pair.right_id})
    pair.left_facts, pair.right_facts = known[pair.left_id], known[pair.right_id]
    settle(pair, PairState.DIFFERENT, why=why, by=by, at=at)
    record("registry.say_different", by=by, at=at, subjects=about_pair(pair), after={"why": pair.decided_why})
    return pair


@transaction.atomic
def look_again(*, pair: DuplicatePair, why: str, by: Actor, at: datetime) -> DuplicatePair:
    """Open a pair that was said to be two persons: it was a mistake, or there is doubt."""
    pair = locked_pair(pair)
    for place in places_of(pair):
        require_write(by, place)
    refuse_unless(
        allow_unless(
            None if pair.state == PairState.DIFFERENT else Reason("registry.pair_not_different"), unreasonable(why)
        )
    )
    before = {"state": pair.state, "why": pair.decided_why}
    reopen(pair)
    record("registry.look_again", by=by, at=at, subjects=about_pair(pair), before=before, after={"why": why.strip()})
    return pair


@transaction.atomic
def pass_on(*, pair: DuplicatePair, why: str, by: Actor, at: datetime) -> DuplicatePair:
    """Whoever writes where one of the two lives hands the pair to whoever sees both, with what they know. Passing on
    again replaces what was said."""
    pair = locked_pair(pair)
    require_write_at_one(by, list(places_of(pair)))
    refuse_unless(allow_unless(_open(pair), unreasonable(why)))
    pair.passed_on_by, pair.passed_on_at, pair.passed_on_why = by.public_id, at, why.strip()
    pair.save(update_fields=["passed_on_by", "passed_on_at", "passed_on_why"])
    record("registry.pass_on_pair", by=by, at=at, subjects=about_pair(pair), after={"why": pair.passed_on_why})
    return pair


def settle(pair: DuplicatePair, state: PairState, *, why: str, by: Actor, at: datetime) -> None:
    """Write a decision down. The caller has judged and records."""
    pair.state, pair.decided_by, pair.decided_at, pair.decided_why = state.value, by.public_id, at, why.strip()
    pair.save(update_fields=["state", "decided_by", "decided_at", "decided_why", "left_facts", "right_facts"])


def reopen(pair: DuplicatePair) -> None:
    """Take a decision back. The caller has judged and records."""
    pair.state, pair.decided_by, pair.decided_at, pair.decided_why = PairState.OPEN.value, None, None, ""
    pair.save(update_fields=["state", "decided_by", "decided_at", "decided_why"])


def places_of(pair: DuplicatePair) -> tuple[str, str]:
    """Where the two live."""
    return pair.left.household.place.code, pair.right.household.place.code


def about_pair(pair: DuplicatePair) -> list[tuple[str, str]]:
    """The subjects of a line about a pair."""
    found = [("duplicate_pair", str(pair.public_id))]
    for member in (pair.left, pair.right):
        found += [("member", str(member.public_id)), ("household", str(member.household.public_id))]
        found.append(("place", member.household.place.code))
    return found


def _open(pair: DuplicatePair) -> Reason | None:
    return None if pair.state == PairState.OPEN else Reason("registry.pair_settled")
