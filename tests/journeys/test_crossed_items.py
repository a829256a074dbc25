"""Two phones that change the same thing of a plan without signal, and whose changes cross: whichever comes first, both
are shown with what each said, a person decides, and the list says how it is. On both databases."""

import copy
from dataclasses import dataclass

import pytest

from tests.delivery import asset_scene
from tests.journeys import lists_scene
from tests.journeys import plan_scene as scene
from tests.journeys.lists_scene import conflicts, day, let_in, said, why
from tests.journeys.plan_scene import GARDEN, OTHERS, STOVE, OnPlan, Row, on_plan
from tests.trainers.test_caseloads import gives, hires
from winay.delivery.technology_models import Check
from winay.intake.entities.queries import whole_conflict
from winay.intake.entity_models import EntityConflict
from winay.intake.models import Submission
from winay.intake.terms import ConflictKind, Keep, SaidState, State

pytestmark = pytest.mark.django_db


@dataclass
class Two:
    """The phone of the trainer who had the household, and that of who has it since three days ago; both took their
    lists when everything was installed, and saw no signal since."""

    old: OnPlan
    new: OnPlan
    held: dict[str, Row]

    def base(self, item: str) -> int:
        return int(self.held[item]["__version"])

    def sees(self, phone: OnPlan, item: str, state: str, days: int, **more: str) -> Submission:
        """One of them looked at it on a day, and its phone finds signal now."""
        if state == "in_use":
            more |= {"evidence": "produce", "used_on": day(days).isoformat()}
        sent = phone.send(phone.checks(self.held[item], state, days=days, base=self.base(item), **more))
        assert sent.state == State.PROCESSED, why(sent)
        assert said(sent).state == SaidState.APPLIED
        return sent

    def state(self, item: str) -> str:
        return self.new.item(item)["state"]


@pytest.fixture
def two(db: None) -> Two:
    old = on_plan()
    for item in (GARDEN, STOVE):
        asset_scene.delivered(old.of, 0, item)
        scene.put(old.of, old.technology(item), after=30)
    held = old.items(0)
    other = hires(old.made, OTHERS + 2)
    gives(old.made, 0, other, days=3)
    made = copy.copy(old.made)
    made.trainer = other  # type: ignore[attr-defined]
    new = OnPlan(made, let_in(made, other).phone, old.of)
    assert {item: row["__version"] for item, row in new.items(0).items()} == {
        item: row["__version"] for item, row in held.items()
    }
    return Two(old, new, held)


def values(met: EntityConflict) -> dict[str, tuple[str, str, str, str]]:
    """What was, what stood here, what was sent, what is: as the page of a conflict shows it."""
    return {one.name: (one.was, one.here, one.sent, one.now) for one in whole_conflict(met).properties}


def decides(two: Two, met: EntityConflict, keep: Keep) -> None:
    lists_scene.decides(met, keep, two.old.of.ana)


def test_whichever_comes_first_both_values_are_shown_and_the_last_look_says_how_it_is(two: Two) -> None:
    """Of the garden the earlier look comes last, of the stove the later one: the same is said of both in the end."""
    late = two.sees(two.new, GARDEN, "abandoned", 1, why="no_water")
    assert not conflicts() and two.state(GARDEN) == "abandoned"
    two.sees(two.old, GARDEN, "in_use", 4)
    two.sees(two.old, STOVE, "in_use", 4)
    last = two.sees(two.new, STOVE, "abandoned", 1, why="no_water")
    assert two.state(GARDEN) == two.state(STOVE) == "abandoned", "by the days of the looks, not by when they came"
    garden, stove = conflicts()
    assert [one.kind for one in (garden, stove)] == [ConflictKind.HARD] * 2
    assert [one.version.submission_id for one in (garden, stove)][1] == last.pk
    assert values(garden) == {"state": ("installed", "abandoned", "in_use", "abandoned")}
    assert values(stove) == {"state": ("installed", "in_use", "abandoned", "abandoned")}
    (made_by,) = {one.made.submission_id for one in whole_conflict(garden).properties if one.made}
    assert made_by == late.pk, "who said what stood here"
    assert Check.objects.count() == 4 and {one.entity.home for one in (garden, stove)} == {
        two.old.made.cycles[0].household.public_id
    }


def test_who_found_the_same_met_and_nothing_is_at_stake(two: Two) -> None:
    two.sees(two.new, GARDEN, "in_use", 1)
    two.sees(two.old, GARDEN, "in_use", 4)
    (met,) = conflicts()
    assert met.kind == ConflictKind.SOFT
    assert values(met)["state"] == ("installed", "in_use", "in_use", "in_use")
    before = two.new.item(GARDEN)
    decides(two, met, Keep.SERVER)
    met.refresh_from_db()
    assert met.decided_at is not None and two.new.item(GARDEN) == before, "phones need take nothing anew"


def test_a_person_decides_each_way_and_the_lists_of_phones_say_it(two: Two) -> None:
    for item in (GARDEN, STOVE):
        two.sees(two.new, item, "abandoned", 1, why="no_water")
        two.sees(two.old, item, "in_use", 4)
    garden, stove = conflicts()
    before = int(two.new.item(GARDEN)["__version"])
    decides(two, garden, Keep.PHONE)
    assert two.state(GARDEN) == "in_use" and int(two.new.item(GARDEN)["__version"]) == before + 1
    decides(two, stove, Keep.SERVER)
    assert two.state(STOVE) == "abandoned"
    decides(two, garden, Keep.SERVER)
    assert two.state(GARDEN) == "abandoned", "and the other way, where it was wrong"
    last = Check.objects.filter(technology__item=GARDEN).latest("checked_on")
    assert (last.checked_on, last.state) == (day(1), "abandoned"), "what was seen stays as it was told"


def test_one_that_comes_after_the_decision_meets_it_and_is_decided_apart(two: Two) -> None:
    """An older look, of a phone restored from an old copy. Until somebody decides, the list says what the last look
    says; a newer look is news for every list."""
    two.sees(two.new, GARDEN, "abandoned", 2, why="no_water")
    two.sees(two.old, GARDEN, "in_use", 4)
    assert two.state(GARDEN) == "abandoned"
    (first,) = conflicts()
    decides(two, first, Keep.PHONE)
    assert two.state(GARDEN) == "in_use"
    two.sees(two.old, GARDEN, "installed", 5)
    assert two.state(GARDEN) == "abandoned"
    _, second = conflicts()
    assert values(second) == {"state": ("installed", "in_use", "installed", "abandoned")}, "it met the decision"
    decides(two, second, Keep.PHONE)
    assert two.state(GARDEN) == "installed"
    two.sees(two.new, GARDEN, "in_use", 0)
    assert two.state(GARDEN) == "in_use"
    assert [one.decided_at is not None for one in conflicts()] == [True, True, False]
