"""Codes, names, dates and coverage."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winay.places.rules import (
    Overlap,
    ancestor_codes,
    code_problem,
    level_of,
    looks_like_share,
    name_key,
    overlaps,
    parent_code,
    parse_as_of,
    spread,
    too_many_households,
)
from winay.places.terms import Level

DISTRICT = [Level.DISTRICT]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Nuñoa", "nunoa"),
        ("ÑUÑOA", "nunoa"),
        ("  San   Juan ", "san juan"),
        ("Coronel Gregorio Albarracín Lanchipa", "coronel gregorio albarracin lanchipa"),
        ("Daniel Alomía-Robles", "daniel alomia robles"),
        ("Nuñoa", "nunoa"),  # the tilde as a sign of its own, as some keyboards write it
        ("—", ""),
    ],
)
def test_names_are_compared_without_accents(name: str, key: str) -> None:
    assert name_key(name) == key


@given(st.text(max_size=40))
def test_a_name_key_is_its_own_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)
    assert name_key(name).isascii()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("050101", None),
        ("50101", "lost_zero"),
        ("5010", "length"),
        ("0501011", "length"),
        ("05O101", "not_digits"),
        ("٠٥٠١٠١", "not_digits"),
        ("", "not_digits"),
        ("-50101", "not_digits"),
    ],
)
def test_what_is_wrong_with_a_district_code(text: str, problem: str | None) -> None:
    assert code_problem(text, DISTRICT) == problem


def test_a_code_says_its_level_and_who_lies_around_it() -> None:
    assert [level_of(code) for code in ("05", "0501", "050101", "0501010001", "050", "x5")] == [*Level, None, None]
    assert parent_code("0501010001") == "050101"
    assert parent_code("050101") == "0501"
    assert parent_code("05") is None
    assert ancestor_codes("050101") == ("05", "0501")
    with pytest.raises(ValueError, match="no place code"):
        parent_code("501")


@given(st.sampled_from([2, 4, 6, 10]).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n)))
def test_every_code_starts_with_its_parents(code: str) -> None:
    parent = parent_code(code)
    assert parent is None or (code.startswith(parent) and ancestor_codes(code)[-1] == parent)


def test_a_year_is_its_last_day() -> None:
    assert parse_as_of("2018") == date(2018, 12, 31)
    assert parse_as_of("2024-08-31") == date(2024, 8, 31)


@pytest.mark.parametrize("text", ["", "18", "2018-08", "2018-02-30", "31/08/2024", "20180831", "2018 ", "3018"])
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_as_of(text)


@pytest.mark.parametrize(
    ("values", "share"),
    [([], False), ([0, 0], False), ([450, 120], True), ([1000], True), ([1001, 3], False), ([45_000], False)],
)
def test_percentages_that_never_pass_one_look_like_shares(values: list[int], share: bool) -> None:
    assert looks_like_share(values, 3) is share


def test_offices_may_not_share_ground() -> None:
    kept = {"05": "ayacucho", "0801": "cusco"}
    assert overlaps({"05": "ayacucho", "0501": "ayacucho"}, kept) == []
    assert overlaps({"0501": "other"}, kept) == [Overlap("0501", "other", "05", "ayacucho")]
    assert overlaps({"08": "other"}, kept) == [Overlap("08", "other", "0801", "cusco")]
    assert overlaps({"0801": "other"}, kept) == [Overlap("0801", "other", "0801", "cusco")]
    assert {o.place for o in overlaps({"03": "a", "0301": "b"}, {})} == {"03", "0301"}
    assert overlaps({"0802": "other"}, kept) == []


@given(
    st.dictionaries(st.sampled_from(["01", "0101", "010101", "010102", "0102", "02"]), st.sampled_from("ab")),
    st.dictionaries(st.sampled_from(["01", "0101", "010101", "010102", "0102", "02"]), st.sampled_from("cd")),
)
def test_overlaps_agree_with_comparing_every_pair(wanted: dict[str, str], kept: dict[str, str]) -> None:
    pairs = [(p, o, q, r) for p, o in wanted.items() for q, r in [*wanted.items(), *kept.items()]]
    plain = {p for p, o, q, r in pairs if o != r and (p.startswith(q) or q.startswith(p))}
    assert {overlap.place for overlap in overlaps(wanted, kept)} == plain


@given(st.integers(0, 10**7), st.lists(st.integers(0, 9999).map(lambda n: f"050202{n:04d}"), min_size=1, max_size=60))
def test_an_estimate_is_spread_whole_and_evenly(total: int, codes: list[str]) -> None:
    parts = spread(total, codes)
    assert sum(parts.values()) == total and set(parts) == set(codes)
    assert max(parts.values()) - min(parts.values()) <= 1
    assert parts == spread(total, reversed(codes)), "the order of the places does not matter"
    ordered = [parts[code] for code in sorted(parts)]
    assert ordered == sorted(ordered, reverse=True), "the larger parts come first by code"


def test_nothing_is_spread_over_nobody_and_less_than_nothing_is_refused() -> None:
    assert spread(12, []) == {}
    with pytest.raises(ValueError, match="-1"):
        spread(-1, ["0502020001"])


@pytest.mark.parametrize(
    ("number", "estimate", "too_many"),
    [(1039, 104, False), (1040, 104, True), (5, None, False), (5, 0, False), (0, 104, False)],
)
def test_ten_times_the_estimate_is_beyond_belief(number: int, estimate: int | None, too_many: bool) -> None:
    assert too_many_households(number, estimate) is too_many
