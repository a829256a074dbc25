"""The search for duplicates: what it must find, whom it must leave alone, and that it is the same however asked."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from winay.registry.duplicates.columns import RAW
from winay.registry.duplicates.finding import find_pairs
from winay.registry.duplicates.settings import SHOWN_FROM
from winay.registry.duplicates.terms import Agreement, Nearness
from winay.registry.facts import HouseholdFacts, MemberFacts
from winay.registry.terms import BirthPrecision, Kin, Sex
from winay.synthetic import population
from winay.synthetic.errors import Clerk, Mistake
from winay.synthetic.ground import District, Spot
from winay.synthetic.seeded import Seeded, seeded

FILE = Path(__file__).resolve().parents[2] / "src" / "winay" / "countries" / "peru" / "synthetic_names.yaml"
NAMES: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
CODES = ("050101", "050110", "050201", "211001", "250101")
SPOTS = [Spot(f"{code}{number:04}", 30) for code in CODES for number in range(1, 9)]
LANGUAGES = (0.2, 0.75, 0.0, 0.05)


@cache
def crowd(share: float = 0.05) -> Seeded:
    """Some four thousand people and the second entries of some of them, always the same ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(population, "TWICE", 0)  # nobody is there twice but those of whom the truth is known
        patch.setattr(population, "IN_TWO", 0)
        districts = [District(code, LANGUAGES) for code in CODES]
        made = population.Population(SPOTS, districts, NAMES, on=date(2026, 11, 28), consent_text="texto", seed=11)
        everybody = list(made.households())
    clerk = Clerk(NAMES["by_ear"], [spot.code for spot in SPOTS], seed=4)
    return seeded(everybody, clerk.households(everybody, share))


def pairs_of(found: pa.Table, weight: float = SHOWN_FROM) -> set[tuple[int, int]]:
    rows = found.to_pylist()
    return {(row["left"], row["right"]) for row in rows if row["weight"] >= weight * 100}


def somebody(number: int = 0, **more: Any) -> MemberFacts:
    facts = MemberFacts(
        "María Elena", "Quispe", "Huamán", Sex.WOMAN, date(1985, 3, 12), BirthPrecision.DAY, Kin.PARTICIPANT,
        str(40_000_000 + number * 1_013) if number else "",
    )  # fmt: skip
    return replace(facts, **more)


def table(*households: Iterable[MemberFacts], places: tuple[str, ...] = ()) -> pa.Table:
    """Households of one hamlet, or of the places given, as they are looked at."""
    where = places or ("0501010001",) * len(households)
    facts = [HouseholdFacts(place, tuple(members)) for place, members in zip(where, households, strict=True)]
    return seeded(facts, ()).members


def found(tmp_path: Path, *households: Iterable[MemberFacts], places: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = find_pairs(table(*households, places=places), folder=tmp_path).to_pylist()
    return rows


def test_most_second_entries_are_found_and_almost_nobody_else(tmp_path: Path) -> None:
    everybody = crowd()
    assert len(everybody.truth) > 150
    shown = pairs_of(find_pairs(everybody.members, folder=tmp_path, threads=1))
    right = len(shown & set(everybody.truth))
    assert right / len(everybody.truth) >= 0.95, "too few are found"
    assert right / len(shown) >= 0.98, "too many others are shown"
    assert not list(tmp_path.iterdir()), "what did not fit into memory was left behind"


def test_each_mistake_alone_is_found_in_the_same_hamlet(tmp_path: Path) -> None:
    clerk = Clerk(NAMES["by_ear"], ["0501010001"], seed=3)
    surnames = NAMES["surnames"]["amazon"]
    households = []
    for number, mistake in enumerate(Mistake):
        born = date(1950 + 3 * number, 2 + number % 9, 1 + number % 10)
        right = somebody(number + 1, surname_1="Mamani", surname_2=surnames[number], born_on=born)
        wrong = clerk._made(mistake, right)
        assert wrong != right, mistake
        households += [[right], [replace(wrong, national_id="")]]
    wanted = {(2 * number + 1, 2 * number + 2) for number in range(len(Mistake))}
    assert pairs_of(find_pairs(table(*households), folder=tmp_path)) == wanted


def test_the_order_of_rows_and_what_else_is_looked_at_change_nothing(tmp_path: Path) -> None:
    members = crowd().members
    order = list(range(len(members)))
    random.Random(1).shuffle(order)
    straight = find_pairs(members, folder=tmp_path, threads=1)
    assert find_pairs(members.take(order), folder=tmp_path, threads=2) == straight
    assert find_pairs(members, folder=tmp_path, threads=2, memory="250MB") == straight


def test_nobody_is_paired_with_themselves_and_each_pair_is_there_once(tmp_path: Path) -> None:
    rows = find_pairs(crowd().members, folder=tmp_path).to_pylist()
    keys = [(row["left"], row["right"]) for row in rows]
    assert all(left < right for left, right in keys) and len(set(keys)) == len(keys)
    assert [row["weight"] for row in rows] == sorted((row["weight"] for row in rows), reverse=True)


def test_those_who_changed_meet_everybody_and_the_others_do_not_meet_again(tmp_path: Path) -> None:
    members = crowd().members
    everything = pairs_of(find_pairs(members, folder=tmp_path))
    fresh = {number for number in range(1, len(members) + 1) if number % 7 == 0}
    column = pa.array([number in fresh for number in members["member"].to_pylist()])
    changed = members.set_column(RAW.get_field_index("fresh"), "fresh", column)
    wanted = {pair for pair in everything if fresh & set(pair)}
    assert wanted and pairs_of(find_pairs(changed, folder=tmp_path)) == wanted


def test_twins_of_other_names_are_two(tmp_path: Path) -> None:
    rosa = somebody(1, given_names="Rosa María", kin=Kin.CHILD)
    luz = replace(rosa, given_names="Luz María", national_id=str(int(rosa.national_id) + 1))
    assert found(tmp_path, [rosa, luz]) == []
    assert found(tmp_path, [replace(rosa, national_id=""), replace(luz, national_id="")]) == []


def test_father_and_son_of_one_name_are_two(tmp_path: Path) -> None:
    father = somebody(0, given_names="Juan", sex=Sex.MAN, surname_2="Huamán")
    son = replace(father, born_on=date(2008, 7, 30), surname_2="Huamán")
    assert found(tmp_path, [father, son]) == [] and found(tmp_path, [father], [son]) == []


def test_cousins_of_one_name_with_ids_of_their_own_are_two(tmp_path: Path) -> None:
    assert found(tmp_path, [somebody(1)], [somebody(2, born_on=date(1985, 11, 2))]) == []


def test_a_wife_in_her_parents_household_and_in_her_husbands_is_one(tmp_path: Path) -> None:
    daughter = somebody(1, kin=Kin.CHILD)
    wife = replace(daughter, kin=Kin.PARTNER, national_id="", surname_2="Guamán")
    father, husband = (somebody(number, given_names=name, sex=Sex.MAN) for number, name in ((3, "Félix"), (4, "Percy")))
    rows = found(tmp_path, [father, daughter], [husband, wife], places=("0501010001", "0501010007"))
    assert [(row["left"], row["right"]) for row in rows] == [(2, 4)]
    assert (rows[0]["s1"], rows[0]["s2"], rows[0]["given"]) == (Agreement.SAME,) * 3
    assert (rows[0]["birth"], rows[0]["national_id"]) == (Agreement.SAME, Agreement.UNKNOWN)
    assert rows[0]["place"] == Nearness.DISTRICT


def test_a_common_name_alone_is_no_reason(tmp_path: Path) -> None:
    nameless = somebody(0, born_on=None, birth_precision=BirthPrecision.UNKNOWN)
    assert found(tmp_path, [nameless], [nameless], places=("0501010001", "2110010001")) == []


def test_where_everybody_bears_a_name_it_says_less(tmp_path: Path) -> None:
    """The same two, in a hamlet where all are Quispe Huamán and in one where nobody else is."""
    two = ([somebody(1)], [somebody(0, birth_precision=BirthPrecision.YEAR)])
    others = [[somebody(0, given_names=f"Ana {'aeiou'[n % 5]}{'bdfklmnrst'[n // 5 % 10]}a{'bdflmnrst'[n // 50 % 9]}o",
                        born_on=date(1950 + n % 60, 1 + n % 12, 1 + n % 28))] for n in range(450)]  # fmt: skip
    common = found(tmp_path, *two, *others)
    strangers = [[replace(one, surname_1="Ñaupari", surname_2="Tineo")] for (one,) in others]
    rare = found(tmp_path, *two, *strangers)
    weight = {row["weight"] for row in rare if (row["left"], row["right"]) == (1, 2)}
    assert weight and max(weight) > 500 + max(
        [row["weight"] for row in common if (row["left"], row["right"]) == (1, 2)] or [-10_000]
    )


def test_nobody_gives_nothing(tmp_path: Path) -> None:
    assert find_pairs(RAW.empty_table(), folder=tmp_path).num_rows == 0
    assert found(tmp_path, [somebody(1)]) == []
