"""Whatever is told of a board, in whatever order: what may not be is refused by the rules, for its reason, and what
stands is what the standing acts say, day by day. A model that knows nothing of mandates says what must be."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.enrolment import scene as enrolment
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene
from tests.nuclei.scene import WHY
from winay.core.clock import now
from winay.core.errors import Refused
from winay.nuclei.governance_models import Assembly, Candidate, Mandate, Motion
from winay.nuclei.phone_models import BoardPhone
from winay.nuclei.queries.boards import holders_before
from winay.nuclei.services.board_phones import let_board_phone_in
from winay.nuclei.services.mandates import end_mandate, reopen_mandate
from winay.nuclei.services.minutes import tell_assembly
from winay.nuclei.terms import MandateEnd, Post

MEMBERS, DAYS, JOINS = 4, 9, 5
"""Households from the beginning; days on which something may happen; the day on which a fifth joins. A sixth never
does."""
LATE, STRANGER = MEMBERS, MEMBERS + 1
POSTS = list(Post)[:3]
STAFF = [MandateEnd.RESIGNED, MandateEnd.LEFT_NUCLEUS]
people = st.sampled_from([*range(MEMBERS), *range(MEMBERS), LATE, STRANGER])
winners_of_posts = st.dictionaries(st.sampled_from(POSTS), people, min_size=1, max_size=3)
days = st.integers(1, DAYS)
DATABASE = {"nuclei.board_changed"}
"""What a verb says where the database objected to what the rules had let through: never, where one works alone."""


class Boards(RuleBasedStateMachine):
    """One nucleus whose acts are told. What an example did is rolled back when it ends."""

    made: scene.Formed

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.last_day = 0
        self.taken: set[int] = set()
        self.phoned: set[int] = set()
        self.changed = False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def told(self, verb: Callable[[], Any], *, why_not: set[str] | None = None, must: bool = False) -> bool:
        """Whether an act was taken. `why_not`: reasons of which one at least must be given, and no act be taken where
        there are any; `must`: nothing speaks against it."""
        try:
            with transaction.atomic():
                verb()
        except Refused as refused:
            codes = {reason.code for reason in refused.reasons}
            assert not codes & DATABASE, "the database refused what the rules let through"
            assert not must, f"refused without reason: {codes}"
            assert not why_not or {f"nuclei.{code}" for code in why_not} & codes, (codes, why_not)
            return False
        assert not why_not, f"taken in spite of {why_not}"
        self.changed = True
        return True

    # ---- acts ----------------------------------------------------------------------------------------------------

    @rule(on=days, winners=winners_of_posts, absent=st.sampled_from([0, 0, 0, 1, 2, 3]))
    def elect(self, on: int, winners: dict[Post, int], absent: int) -> None:
        """An assembly elects: maybe too few came, one is a stranger, one gets two posts, or holds another already."""
        self.tell_election(on, winners, absent)

    def tell_election(self, on: int, winners: dict[Post, int], absent: int) -> None:
        came = self.members(on) - absent
        ballots = tuple(boards.ballot(self.made, post, (who, came)) for post, who in winners.items())
        why_not = self.against(on, winners, came)
        day = boards.day(self.made, on)

        def verb() -> None:
            boards.held(self.made, day, came=range(came), ballots=ballots)

        must = not why_not and (on > self.last_day or self.unheard_of(winners))
        if self.told(verb, why_not=why_not, must=must):
            self.happened(on)

    @rule(after=st.integers(1, 3), post=st.sampled_from(POSTS), who=people)
    def elect_next(self, after: int, post: Post, who: int) -> None:
        """The same after everything else: taken, unless something speaks against it."""
        if self.last_day + after <= DAYS:
            self.tell_election(self.last_day + after, {post: who}, 0)

    @rule(on=days, pick=st.integers(0, 9), post=st.sampled_from(POSTS), after=people)
    def recall(self, on: int, pick: int, post: Post, after: int) -> None:
        """Recall somebody and elect somebody to some post."""
        day = boards.day(self.made, on)
        holders = holders_before(self.made.nucleus, day)
        if not holders:
            return
        came = self.members(on)
        motions = (boards.recall(holders[pick % len(holders)], came),)
        ballots = (boards.ballot(self.made, post, (after, came)),)
        why_not = {"candidate_outside"} if not self.belongs(after, on) else set()
        if on in self.taken:
            why_not.add("assembly_same_day")

        def verb() -> None:
            one = boards.called(self.made, day)
            told = boards.told(self.made, range(came), motions=motions, ballots=ballots)
            tell_assembly(assembly=one, told=told, by=self.made.ana, at=now())

        if self.told(verb, why_not=why_not):
            self.happened(on)

    @precondition(lambda self: Mandate.objects.exists())
    @rule(on=days, pick=st.integers(0, 99), why=st.sampled_from([*STAFF, MandateEnd.MISTAKE]))
    def end(self, on: int, pick: int, why: MandateEnd) -> None:
        one = self.one_of(Mandate.objects.order_by("id"), pick)
        day = boards.day(self.made, on)
        why_not = set()
        if one.ended_on == one.began_on:
            why_not = {"mandate_never_was"}
        elif why is not MandateEnd.MISTAKE and day <= one.began_on:
            why_not = {"end_before_begin"}
        if self.told(
            lambda: end_mandate(mandate=one, why=why, on=day, note=WHY, by=self.made.ana, at=now()), why_not=why_not
        ):
            self.last_day = max(self.last_day, on)

    @precondition(lambda self: Mandate.objects.exclude(ended_on=None).exists())
    @rule(pick=st.integers(0, 99))
    def reopen(self, pick: int) -> None:
        one = self.one_of(Mandate.objects.exclude(ended_on=None).order_by("id"), pick)
        self.told(lambda: reopen_mandate(mandate=one, why=WHY, by=self.made.ana, at=now()))

    @precondition(lambda self: Assembly.objects.filter(state="held").exists())
    @rule(pick=st.integers(0, 99))
    def reverse(self, pick: int) -> None:
        one = self.one_of(Assembly.objects.filter(state="held").order_by("id"), pick)
        if self.told(lambda: boards.reverse(self.made, one)):
            self.taken.discard((one.held_on - self.made.on).days)
        # The day is free again for the next one, as when somebody tells the right minutes.
        for left in Assembly.objects.filter(state="called"):
            Assembly.objects.filter(pk=left.pk).update(state="cancelled", ended_why=WHY)

    @precondition(lambda self: Mandate.objects.exists())
    @rule(pick=st.integers(0, 99))
    def give_phone(self, pick: int) -> None:
        """Somebody who holds a post is let in with a phone, or somebody who held one asks for it."""
        one = self.one_of(Mandate.objects.order_by("ended_on", "id"), pick)
        why_not = {"phone_live"} if one.pk in self.phoned else set()
        if one.ended_on is not None:
            why_not = {"mandate_never_was" if one.ended_on == one.began_on else "phone_mandate_ended"}
        verb = partial(let_board_phone_in, mandate=one, by=self.made.ana, at=now())
        if self.told(verb, why_not=why_not, must=not why_not):
            self.phoned.add(one.pk)

    # ---- what must hold ------------------------------------------------------------------------------------------

    @invariant()
    def a_board_is_what_the_standing_acts_say_and_nobody_holds_two(self) -> None:
        if not self.changed:
            return
        self.changed = False
        said = self.replayed()
        rows = [one for one in Mandate.objects.select_related("member") if one.ended_on != one.began_on]
        for on in range(DAYS + 2):
            day = boards.day(self.made, on)
            held = [one for one in rows if one.began_on <= day and (one.ended_on is None or one.ended_on > day)]
            assert len({one.post for one in held}) == len({one.member_id for one in held}) == len(held), held
            assert {Post(one.post): one.member.public_id for one in held} == said[on], on

    @invariant()
    def a_live_phone_has_an_open_mandate_and_no_other_was_shut_out(self) -> None:
        """Whatever ends a post takes its phone, once and for all; whoever goes on keeps theirs."""
        open_now = set(Mandate.objects.filter(ended_on=None).values_list("pk", flat=True))
        self.phoned &= open_now
        live = BoardPhone.objects.filter(credential__revoked_at=None).values_list("mandate", flat=True)
        assert sorted(live) == sorted(self.phoned)

    # ---- the model -----------------------------------------------------------------------------------------------

    def against(self, on: int, winners: dict[Post, int], came: int) -> set[str]:
        """What speaks against an election, as the model sees it."""
        found = {"assembly_same_day"} if on in self.taken else set()
        if 2 * came <= self.members(on):
            found.add("no_quorum")
        if any(not self.belongs(who, on) for who in winners.values()):
            found.add("candidate_outside")
        if came > 0 and len(set(winners.values())) < len(winners):
            found.add("elected_twice")
        before = self.replayed()[on]
        keys = {post: self.made.person(who).public_id for post, who in winners.items()}
        if any(before.get(post) == who for post in POSTS if post not in winners for who in keys.values()):
            found.add("two_posts")
        return found

    def unheard_of(self, winners: dict[Post, int]) -> bool:
        """Whether an election may be told late without contradicting anything: nobody was recalled or left a post,
        and those elected never held one."""
        known = Mandate.objects.exclude(end_why="mistake")
        people = [self.made.person(who).public_id for who in winners.values()]
        told = known.filter(end_why__in=[*STAFF, MandateEnd.RECALLED]) | known.filter(member__public_id__in=people)
        return not told.exists()

    @staticmethod
    def members(on: int) -> int:
        return MEMBERS + (on >= JOINS)

    @staticmethod
    def belongs(who: int, on: int) -> bool:
        return who < MEMBERS or (who == LATE and on >= JOINS)

    def happened(self, on: int) -> None:
        self.last_day = max(self.last_day, on)
        self.taken.add(on)

    @staticmethod
    def one_of(rows: Any, pick: int) -> Any:
        found = list(rows)
        return found[pick % len(found)]

    def replayed(self) -> list[dict[Post, UUID]]:
        """Who holds what at the end of each day, by another way: assemblies that stand, without those of whom staff
        said that it was a mistake, and ends that staff told, day by day."""
        elected: dict[date, list[tuple[Post, UUID]]] = {}
        gone: dict[date, list[tuple[Post, UUID]]] = {}
        standing = Assembly.objects.filter(state="held", reversed_at=None)
        never = set(Mandate.objects.filter(end_why="mistake").values_list("assembly_id", "post", "member__public_id"))
        rows = Candidate.objects.filter(elected=True, ballot__assembly__in=standing)
        for one in rows.select_related("ballot__assembly", "member"):
            if (one.ballot.assembly_id, one.ballot.post, one.member.public_id) not in never:
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
        held, now_held = [], dict[Post, UUID]()
        for on in range(DAYS + 2):
            day = boards.day(self.made, on)
            now_held = {post: who for post, who in now_held.items() if (post, who) not in gone.get(day, [])}
            now_held |= dict(elected.get(day, []))
            held.append(now_held)
        return held


def a_nucleus() -> scene.Formed:
    """Four households, a fifth that joins on the fifth day, and one of the district that is in no nucleus."""
    made = scene.formed(MEMBERS)
    for who in (LATE, STRANGER):
        made.cycles.append(enrolment.enrolled(made.ground))
        if who == LATE:
            scene.join(made.nucleus, made.cycles[who], by=made.ana, on=boards.day(made, JOINS))
    return made


def run(examples: int = 18, steps: int = 9) -> None:
    """Always the same examples."""
    run_state_machine_as_test(
        Boards,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck),
            derandomize=True, database=None,
        ),
    )  # fmt: skip


@pytest.mark.django_db
def test_boards_hold_whatever_is_told_in_whatever_order() -> None:
    Boards.made = a_nucleus()
    run()
