"""The synthetic population: always the same, plausible, allowed by the rules that hold for anybody, and not perfect."""

from collections import Counter
from datetime import date
from itertools import pairwise
from math import gcd
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from winay.registry.facts import HouseholdFacts, MemberFacts
from winay.registry.rules import age_on, household_problems
from winay.registry.terms import BirthPrecision, IdMissing, Kin, Sex, Whereabouts
from winay.synthetic.chance import Chance, key_of
from winay.synthetic.ground import District, Spot, longest
from winay.synthetic.names import typed_wrong
from winay.synthetic.people import _STRIDE, IDS
from winay.synthetic.population import Population
from winay.synthetic.slips import exchanged, wrong_digit

ON = date(2026, 11, 28)
FILE = Path(__file__).resolve().parents[2] / "src" / "winay" / "countries" / "peru" / "synthetic_names.yaml"
NAMES: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SPOTS = [
    *(Spot(f"050101{number:04}", 40, -13_160_000, -74_225_000) for number in range(1, 31)),
    *(Spot(f"250101{number:04}", 25) for number in range(1, 25)),
    *(Spot(f"010401{number:04}", 20) for number in range(1, 11)),
    Spot("211001", 300),
]
DISTRICTS = [
    District("050101", (0.2, 0.78, 0.0, 0.02), 0.55),
    District("250101", (0.5, 0.02, 0.0, 0.48), 0.4),
    District("010401", (0.2, 0.0, 0.0, 0.8), 0.7),
    District("211001", (0.3, 0.1, 0.6, 0.0), 0.3),
]


def population(seed: int = 7, first: int = 0, spots: list[Spot] = SPOTS, on: date = ON) -> Population:
    return Population(spots, DISTRICTS, NAMES, on=on, consent_text="texto", seed=seed, first=first)


@pytest.fixture(scope="module")
def everybody() -> list[HouseholdFacts]:
    return list(population().households())


@pytest.fixture(scope="module")
def people(everybody: list[HouseholdFacts]) -> list[MemberFacts]:
    return [member for household in everybody for member in household.members]


def test_nobody_is_made_whom_the_rules_refuse(everybody: list[HouseholdFacts]) -> None:
    assert len(everybody) == sum(spot.households for spot in SPOTS)
    for household in everybody:
        assert household_problems(household, on=ON) == []


@settings(max_examples=30, deadline=None)
@given(start=st.integers(0, 2_299), length=st.integers(0, 60))
def test_a_piece_is_what_it_is_in_the_whole(everybody: list[HouseholdFacts], start: int, length: int) -> None:
    assert list(population().households(start, start + length)) == everybody[start : start + length]


def test_a_place_has_the_same_people_whatever_stands_before_it(everybody: list[HouseholdFacts]) -> None:
    alone = population(spots=SPOTS[3:4])
    unnumbered = [_without_ids(household) for household in alone.households()]
    assert unnumbered == [_without_ids(household) for household in everybody[120:160]]


def _without_ids(household: HouseholdFacts) -> list[tuple[object, ...]]:
    return [
        (member.given_names, member.surname_1, member.surname_2, member.born_on, member.kin, member.public_id)
        for member in household.members
    ]


def test_another_seed_makes_others(everybody: list[HouseholdFacts]) -> None:
    others = list(population(seed=8).households(0, 200))
    assert sum(a == b for a, b in zip(others, everybody, strict=False)) == 0


def test_ids_and_public_ids_are_each_somebodys(people: list[MemberFacts], everybody: list[HouseholdFacts]) -> None:
    ids = [member.national_id for member in people if member.national_id]
    assert len(set(ids)) == len(ids) and all(len(one) == 8 and one[0] == "9" for one in ids)
    public = [one.public_id for one in (*people, *everybody)]
    assert len(set(public)) == len(public)
    assert all(isinstance(one, UUID) and one.version == 4 for one in public)
    later = {
        member.national_id for household in population(first=50_000).households() for member in household.members
    }  # fmt: skip
    assert not (later & set(ids)) - {""}, "two populations of one database share ids"


def test_households_are_put_together_as_households_are(everybody: list[HouseholdFacts]) -> None:
    sizes = [len(household.members) for household in everybody]
    assert 3.3 < sum(sizes) / len(sizes) < 3.9 and min(sizes) == 1 and 8 <= max(sizes) <= 11
    share = Counter()
    for household in everybody:
        kins = {member.kin for member in household.members}
        head = next(member for member in household.members if member.kin is Kin.PARTICIPANT)
        share["couples"] += Kin.PARTNER in kins
        share["grandparents"] += Kin.GRANDCHILD in kins and Kin.CHILD not in kins
        share["women alone with children"] += head.sex is Sex.WOMAN and Kin.PARTNER not in kins and Kin.CHILD in kins
        share["alone"] += len(kins) == 1
    assert {what: round(count / len(everybody), 1) for what, count in share.items()} == {
        "couples": 0.7, "grandparents": 0.1, "women alone with children": 0.2, "alone": 0.1
    }  # fmt: skip


def test_children_are_younger_than_their_parents(everybody: list[HouseholdFacts]) -> None:
    too_near = 0
    for household in everybody:
        head = next(member for member in household.members if member.kin is Kin.PARTICIPANT)
        for member in household.members:
            if member.kin is Kin.CHILD and member.born_on and head.born_on:
                too_near += member.born_on.year - head.born_on.year < 14
    assert too_near <= len(everybody) * 0.01


def test_names_follow_the_language_and_a_few_are_very_common(everybody: list[HouseholdFacts]) -> None:
    andean = Counter(member.surname_1 for h in everybody if h.language == "quy" for member in h.members)
    common, count = andean.most_common(1)[0]
    assert common == "Quispe" and 0.04 < count / andean.total() < 0.16
    spoken = Counter(household.language for household in everybody if household.place_code.startswith("2501"))
    assert set(spoken) <= {"es", "shp", "quy", "qxx"} and 0.35 < spoken["shp"] / spoken.total() < 0.6
    river = {member.surname_1 for h in everybody if h.language == "shp" for member in h.members}
    assert "Maynas" in river and "Quispe" not in river
    assert "agr" in {h.language for h in everybody if h.place_code.startswith("0104")}
    assert "ayr" in {h.language for h in everybody if h.place_code.startswith("21")}


def test_gaps_are_there_and_small(people: list[MemberFacts]) -> None:
    def share(wanted: Any) -> float:
        return sum(map(wanted, people)) / len(people)

    assert 0.02 < share(lambda one: not one.national_id) < 0.1
    assert all(bool(one.national_id) == (one.id_missing is None) for one in people)
    assert {one.id_missing for one in people} == {None, *IdMissing}
    assert {one.birth_precision for one in people} == set(BirthPrecision)
    assert 0.01 < share(lambda one: one.birth_precision is BirthPrecision.YEAR) < 0.06
    elders = [one for one in people if one.born_on and age_on(one.born_on, ON) > 66]
    assert sum(one.birth_precision is BirthPrecision.YEAR for one in elders) / len(elders) > 0.06
    assert 0.03 < share(lambda one: one.away is not None) < 0.12
    assert {one.away.whereabouts for one in people if one.away} == set(Whereabouts) - {Whereabouts.HOME}
    assert all(one.phone == "" or one.phone.startswith("000") for one in people), "a number that may be somebody's"


def test_some_households_are_there_twice_and_some_daughters_too(everybody: list[HouseholdFacts]) -> None:
    twice = in_two = 0
    for one, other in pairwise(everybody):
        born = {(member.surname_1, member.born_on) for member in one.members if member.born_on}
        again = {(member.surname_1, member.born_on) for member in other.members if member.born_on}
        twice += len(born & again) > 1
        in_two += len(born & again) == 1
    assert 3 <= twice <= 25 and 2 <= in_two <= 25


def test_chance_answers_in_any_order() -> None:
    import numpy as np

    keys = Chance.numbered(np.full(1_000, key_of("lugar")), np.arange(1_000))
    one = keys.uniform("talla")
    assert 0.45 < one.mean() < 0.55 and one.min() >= 0 and one.max() < 1
    assert (keys.part(np.arange(500, 600)).uniform("talla") == one[500:600]).all()
    assert abs(float(np.corrcoef(one, keys.uniform("peso"))[0, 1])) < 0.1
    assert abs(float(np.corrcoef(one[:-1], one[1:])[0, 1])) < 0.1
    bent = keys.triangle("edad", 10.0, 20.0, 60.0)
    assert bent.min() >= 10 and bent.max() <= 60 and 25 < bent.mean() < 35
    assert 0.9 < keys.normal("suerte").std() < 1.1
    counts = np.bincount(keys.chosen("cual", (1, 2, 1)))
    assert 400 < counts[1] < 600
    assert set(keys.between("dado", 1, 6).tolist()) == {1, 2, 3, 4, 5, 6}


@given(st.text(max_size=12), st.integers(0, 10**9))
def test_a_slip_of_the_finger_keeps_the_first_letter(text: str, chance: int) -> None:
    slipped = typed_wrong(text, chance)
    assert abs(len(slipped) - len(text)) <= 1 and (len(text) < 4 or chance % 4 == 3 or slipped[0] == text[0])


def test_slips_of_days_and_digits_stay_possible() -> None:
    assert exchanged(date(2001, 4, 3), BirthPrecision.DAY) == date(2001, 3, 4)
    assert exchanged(date(2026, 3, 11), BirthPrecision.DAY) == date(2026, 3, 11), "11 March as 3 November is later"
    assert exchanged(date(2001, 4, 30), BirthPrecision.DAY) == date(2001, 4, 30)
    assert exchanged(None, BirthPrecision.UNKNOWN) is None
    assert exchanged(date(2001, 7, 1), BirthPrecision.YEAR) == date(2001, 7, 1)
    assert wrong_digit("97123456") == "92123456" and wrong_digit("") == ""


def test_the_longest_code_that_fits_decides() -> None:
    words = NAMES["languages"]["quechua"]
    assert [longest(words, code) for code in ("030201", "030101", "150101")] == ["quy", "quz", "qxx"]
    assert longest(NAMES["languages"]["other"], "250101") == "shp"


def test_no_two_people_of_a_country_are_given_one_id() -> None:
    assert gcd(_STRIDE, IDS) == 1
