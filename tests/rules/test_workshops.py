"""What may be told of a workshop and what its choices add up to, without a database."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from winay.nuclei.terms import AssemblyKind, AssemblyState
from winay.plans.guides import guides
from winay.plans.terms import ChoiceMode, Menu, Trap
from winay.plans.workshop_rules import AnswerSaid, WorkshopFacts, WorkshopTold, may_tell_workshop, ranking

HOMES = [UUID(int=number) for number in range(1, 6)]
FACTS = WorkshopFacts(
    AssemblyKind.DIAGNOSTIC, AssemblyState.HELD, False, True, 4, frozenset(HOMES), 7, ("garden", "stove", "water")
)
TOLD = WorkshopTold("Nilda Sulca", ChoiceMode.HANDS, counts={"garden": 5, "stove": 2})


def codes(told: WorkshopTold, facts: WorkshopFacts = FACTS) -> list[str]:
    return [one.code.removeprefix("plans.") for one in may_tell_workshop(told, facts).reasons]


def test_what_was_told_whole_may_be_told() -> None:
    assert codes(TOLD) == []
    each = replace(TOLD, mode=ChoiceMode.EACH, counts={}, of_household={HOMES[0]: ("garden", "stove")})
    assert codes(each) == [] and each.tally == {"garden": 1, "stove": 1}
    assert codes(replace(TOLD, mode=ChoiceMode.SECRET)) == []


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"kind": AssemblyKind.ORDINARY}, "not_diagnostic"),
        ({"state": AssemblyState.FAILED}, "assembly_not_held"),
        ({"state": AssemblyState.CALLED}, "assembly_not_held"),
        ({"reversed_already": True}, "assembly_not_held"),
        ({"constituted": False}, "not_constituted"),
        ({"board": 0}, "no_board"),
        ({"told_already": True}, "workshop_told"),
    ],
)
def test_where_no_workshop_can_be(facts: dict[str, Any], code: str) -> None:
    assert codes(TOLD, replace(FACTS, **facts)) == [code]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"facilitator": " "}, "facilitator"),
        ({"counts": {}}, "nobody_chose"),
        ({"counts": {"garden": 0}}, "nobody_chose"),
        ({"counts": {"tractor": 2}}, "off_menu"),
        ({"counts": {"garden": 6}}, "more_hands"),
        ({"counts": {"garden": 1, "stove": -1}}, "more_hands"),
        ({"of_household": {HOMES[0]: ("garden",)}}, "mixed_modes"),
        ({"mode": ChoiceMode.SECRET, "of_household": {HOMES[0]: ("garden",)}}, "secret_kept"),
        ({"answers": (AnswerSaid(Trap.MARKETS, "¿?", "x", 1),)}, "answer_text"),
        ({"answers": (AnswerSaid(Trap.MARKETS, "", "Nada se vende.", 1),)}, "answer_text"),
        ({"answers": (AnswerSaid(Trap.MARKETS, "¿?", "Nada se vende.", 8),)}, "answer_said"),
        ({"answers": (AnswerSaid(Trap.MARKETS, "¿?", "Nada se vende.", 0),)}, "answer_said"),
    ],
)
def test_what_cannot_have_been(told: dict[str, Any], code: str) -> None:
    assert codes(replace(TOLD, **told)) == [code]


def test_a_household_that_did_not_come_chose_nothing() -> None:
    each = replace(TOLD, mode=ChoiceMode.EACH, counts={}, of_household={UUID(int=99): ("garden",)})
    assert codes(each) == ["not_present"]
    assert codes(replace(each, counts={"garden": 1}, of_household={HOMES[0]: ("garden",)})) == ["mixed_modes"]


def test_a_household_wants_an_item_once_however_often_it_is_written() -> None:
    each = WorkshopTold("N", ChoiceMode.EACH, of_household={HOMES[0]: ("garden", "garden"), HOMES[1]: ("garden",)})
    assert each.tally == {"garden": 2}


def test_the_ranking_is_by_menu_and_equal_numbers_share_a_place() -> None:
    productive, home = frozenset({Menu.PRODUCTIVE}), frozenset({Menu.HEALTHY_HOME})
    menus = {"water": home, "garden": productive, "pigs": productive, "hens": productive, "bread": frozenset[Menu]()}
    found = ranking({"hens": 3, "garden": 3, "pigs": 1, "water": 2, "bread": 9, "bees": 0}, menus)
    assert [(one.item, one.place) for one in found] == [("garden", 1), ("hens", 1), ("pigs", 3), ("water", 1)]


def test_the_guide_asks_about_every_trap_in_both_languages() -> None:
    assert {one.trap for one in guides()} == set(Trap)
    for one in guides():
        assert len(one.questions) >= 8 and one.named("en") != one.named("es")
        keys = [key for key, _ in one.questions]
        assert len(set(keys)) == len(keys)
        for words in (one.asked("es"), one.asked("en")):
            assert all(text.strip() and len(text) <= 200 for _, text in words)
        assert one.asked("quy") == one.asked("es")
