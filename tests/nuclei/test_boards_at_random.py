"""Boards under random acts told in random order: whatever is told and refused, one person holds a post, nobody holds
two, and who held what when is what the acts that stand say, read in the order in which they happened."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.nuclei import boards_scene as boards
from tests.nuclei import scene
from tests.nuclei.scene import WHY
from winay.core.clock import now
from winay.core.errors import Refused
from winay.nuclei.governance_models import Assembly, Candidate, Mandate, Motion
from winay.nuclei.queries.boards import holders_before
from winay.nuclei.services.mandates import end_mandate, reopen_mandate
from winay.nuclei.services.minutes import tell_assembly
from winay.nuclei.terms import MandateEnd, Post

PEOPLE, DAYS = 4, 12
POSTS = list(Post)[:3]
STAFF = [MandateEnd.RESIGNED, MandateEnd.DIED, MandateEnd.LEFT_NUCLEUS]


class Boards(RuleBasedStateMachine):
    """One nucleus whose acts are told. What an example did is rolled back when it ends."""

    made: scene.Formed

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.refused = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def told(self, verb: Any) -> None:
        try:
            with transaction.atomic():
                verb()
        except Refused:
            self.refused += 1

    @rule(
        on=st.integers(1, DAYS), winners=st.dictionaries(st.sampled_from(POSTS), st.integers(0, PEOPLE - 1), min_size=1)
    )
    def elect(self, on: int, winners: dict[Post, int]) -> None:
        self.told(
            lambda: boards.elects(self.made, boards.day(self.made, on), **{p.value: n for p, n in winners.items()})
        )

    @rule(on=st.integers(2, DAYS), pick=st.integers(0, 9), post=st.sampled_from(POSTS), after=st.integers(0, PEOPLE))
    def recall(self, on: int, pick: int, post: Post, after: int) -> None:
        """Recall somebody, and where the number is a person's, elect that one to some post."""
        day = boards.day(self.made, on)
        holders = holders_before(self.made.nucleus, day)
        if not holders:
            return
        motions = (boards.recall(holders[pick % len(holders)], PEOPLE),)
        ballots = (boards.ballot(self.made, post, (after, PEOPLE)),) if after < PEOPLE else ()

        def verb() -> None:
            one = boards.called(self.made, day)
            told = boards.told(self.made, motions=motions, ballots=ballots)
            tell_assembly(assembly=one, told=told, by=self.made.ana, at=now())

        self.told(verb)

    @precondition(lambda self: Mandate.objects.exists())
    @rule(on=st.integers(1, DAYS), pick=st.integers(0, 99), why=st.sampled_from(STAFF))
    def end(self, on: int, pick: int, why: MandateEnd) -> None:
        one = self.one_of(Mandate.objects.order_by("id"), pick)
        day = boards.day(self.made, on)
        self.told(lambda: end_mandate(mandate=one, why=why, on=day, by=self.made.ana, at=now()))

    @precondition(lambda self: Mandate.objects.exists())
    @rule(pick=st.integers(0, 99))
    def reopen(self, pick: int) -> None:
        one = self.one_of(Mandate.objects.order_by("id"), pick)
        self.told(lambda: reopen_mandate(mandate=one, why=WHY, by=self.made.ana, at=now()))

    @precondition(lambda self: Assembly.objects.filter(state="held").exists())
    @rule(pick=st.integers(0, 99))
    def reverse(self, pick: int) -> None:
        one = self.one_of(Assembly.objects.filter(state="held").order_by("id"), pick)
        self.told(lambda: boards.reverse(self.made, one))
        # The day is free again for the next one, as when somebody tells the right minutes.
        for left in Assembly.objects.filter(state="called"):
            Assembly.objects.filter(pk=left.pk).update(state="cancelled", ended_why=WHY)

    @staticmethod
    def one_of(rows: Any, pick: int) -> Any:
        found = list(rows)
        return found[pick % len(found)]

    @invariant()
    def nobody_holds_two_and_no_post_is_held_twice(self) -> None:
        held = [one for one in Mandate.objects.all() if one.ended_on != one.began_on]
        for one in held:
            for other in held:
                if one.pk < other.pk and (one.post == other.post or one.member_id == other.member_id):
                    last, next_one = sorted((one, other), key=lambda each: each.began_on)
                    assert last.ended_on is not None and last.ended_on <= next_one.began_on, (one, other)

    @invariant()
    def a_board_is_what_the_standing_acts_say_in_their_order(self) -> None:
        said = self.replayed()
        for on in range(DAYS + 2):
            day = boards.day(self.made, on)
            for post in POSTS:
                assert boards.holder(self.made, post, day) == said[on].get(post), (on, post)

    def replayed(self) -> list[dict[Post, UUID]]:
        """Who holds what at the end of each day, by another way: assemblies that stand and ends that staff told, day by
        day."""
        elected: dict[date, list[tuple[Post, UUID]]] = {}
        gone: dict[date, list[tuple[Post, UUID]]] = {}
        standing = Assembly.objects.filter(state="held", reversed_at=None)
        for one in Candidate.objects.filter(elected=True, ballot__assembly__in=standing).select_related(
            "ballot__assembly", "member"
        ):
            found = elected.setdefault(one.ballot.assembly.held_on, [])
            found.append((Post(one.ballot.post), one.member.public_id))
        recalls = Motion.objects.filter(kind="recall", carried=True, assembly__in=standing)
        for motion in recalls.select_related("assembly", "mandate__member"):
            assert motion.mandate is not None
            told = (Post(motion.mandate.post), motion.mandate.member.public_id)
            gone.setdefault(motion.assembly.held_on, []).append(told)
        for one_end in Mandate.objects.filter(end_why__in=STAFF).select_related("member"):
            assert one_end.ended_on is not None
            gone.setdefault(one_end.ended_on, []).append((Post(one_end.post), one_end.member.public_id))
        days, now_held = [], dict[Post, UUID]()
        for on in range(DAYS + 2):
            day = boards.day(self.made, on)
            now_held = {post: who for post, who in now_held.items() if (post, who) not in gone.get(day, [])}
            now_held |= dict(elected.get(day, []))
            days.append(now_held)
        return days


@pytest.mark.django_db
def test_boards_hold_whatever_is_told_in_whatever_order() -> None:
    Boards.made = scene.formed(PEOPLE)
    run_state_machine_as_test(
        Boards,
        settings=settings(
            max_examples=10, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )  # fmt: skip
