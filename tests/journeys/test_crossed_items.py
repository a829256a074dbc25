"""Two phones that change the same thing of a plan without signal, and whose changes cross: whichever comes first, both
are shown with what each said, a person decides, and the list says how it is. On both databases."""

import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest

from tests.delivery import asset_scene
from tests.journeys import lists_scene
from tests.journeys import plan_scene as scene
from tests.journeys.lists_scene import conflicts, day, let_in, said, why
from tests.journeys.plan_scene import GARDEN, OTHERS, STOVE, OnPlan, Row, on_plan
from tests.trainers.test_caseloads import gives, hires
from winay.core.clock import now
from winay.delivery.technology_models import Check
from winay.intake.entities.deciding import ANSWERED
from winay.intake.entities.erasing import erase_entities
from winay.intake.entities.queries import conflicts_answering, whole_conflict
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
    old = on_plan(published_at=now() - timedelta(days=30))
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


def stated(two: Two, state: str, days: int, filled: datetime | None) -> Submission:
    """The phone of the trainer who had it says what it saw on a day; it was filled in then, as far as anybody knows."""
    about = {"used_on": day(days).isoformat()} if state == "in_use" else {"why": "no_water"}
    about |= {"evidence": "produce"} if state == "in_use" else {}
    body = two.old.checks(two.held[GARDEN], state, days=days, base=two.base(GARDEN), **about)
    sent = two.old.send(clocked(body, filled))
    assert sent.state == State.PROCESSED and said(sent).state == SaidState.APPLIED, why(sent)
    return sent


def clocked(body: bytes, filled: datetime | None) -> bytes:
    """The same, filled in at a time by the phone's clock."""
    root = ElementTree.fromstring(body)
    for one in root:
        if one.tag.rpartition("}")[2] in {"start", "end"}:
            one.text = filled.isoformat() if filled else None
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


@pytest.fixture
def decided(two: Two) -> EntityConflict:
    """Of the garden the later look said abandoned, an earlier one in use; a person decided that the phone is right."""
    two.sees(two.new, GARDEN, "abandoned", 2, why="no_water")
    two.sees(two.old, GARDEN, "in_use", 4)
    (met,) = conflicts()
    decides(two, met, Keep.PHONE)
    assert two.state(GARDEN) == "in_use"
    return met


@pytest.mark.parametrize("state", ["abandoned", "in_use"])
def test_what_was_weighed_is_not_asked_again_and_stands_beside_the_decision(
    two: Two, decided: EntityConflict, state: str
) -> None:
    """An older look, filled in before the decision, that says one of the two values: the list stays as it was decided,
    also when phones ask again, and whoever looks at the decision or at what was sent sees it."""
    before = int(two.new.item(GARDEN)["__version"])
    sent = stated(two, state, 5, now() - timedelta(days=5))
    assert len(conflicts()) == 1 and two.state(GARDEN) == "in_use" == two.state(GARDEN)
    assert int(two.new.item(GARDEN)["__version"]) == before + 1, "it is a version as any other"
    assert (said(sent).code, conflicts_answering(said(sent))) == (ANSWERED, [str(decided.public_id)])
    (later,) = whole_conflict(decided).answered
    assert (later.version.submission_id, later.values) == (sent.pk, {"state": state})
    assert Check.objects.filter(submission=sent.public_id).exists(), "and what was seen is on record"
    decides(two, decided, Keep.SERVER)
    assert two.state(GARDEN) == "abandoned", "the other way is still open"
    assert stated(two, state, 6, now() - timedelta(days=6)) and len(conflicts()) == 1, "and weighed either way"
    assert two.state(GARDEN) == "abandoned"


@pytest.mark.parametrize("filled", ["after", "unknown", "wrong"])
def test_what_may_be_news_is_asked(two: Two, decided: EntityConflict, filled: str) -> None:
    clock = {"after": now() + timedelta(minutes=5), "unknown": None, "wrong": now() - timedelta(days=9_000)}[filled]
    sent = stated(two, "abandoned", 1, clock)
    assert sent.clock_off == (filled == "wrong")
    _, second = conflicts()
    assert values(second) == {"state": ("installed", "in_use", "abandoned", "abandoned")}
    assert not whole_conflict(decided).answered and said(sent).code == ""


def test_a_decision_that_holds_no_more_answers_nothing(two: Two, decided: EntityConflict) -> None:
    two.sees(two.new, GARDEN, "installed", 0)
    assert two.state(GARDEN) == "installed"
    stated(two, "abandoned", 5, now() - timedelta(days=5))
    *_, last = conflicts()
    assert len(conflicts()) == 3 and two.state(GARDEN) == "installed"
    assert values(last) == {"state": ("installed", "installed", "abandoned", "installed")}


def test_what_was_erased_answers_nothing(two: Two, decided: EntityConflict) -> None:
    erase_entities(homes=[two.old.made.cycles[0].household.public_id])
    stated(two, "abandoned", 5, now() - timedelta(days=5))
    assert not whole_conflict(decided).answered
