"""Verification codes, numbers, and the one spelling of what was printed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winay.documents.rules import ALPHABET, CODE_LENGTH, canonical, grouped, new_code, number_text, read_code


def test_a_code_has_sixty_bits_of_signs_that_are_not_mistaken() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32 and CODE_LENGTH * 5 >= 60
    assert not set("ILOU") & set(ALPHABET)
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000 and {sign for code in codes for sign in code} == set(ALPHABET)


@given(st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH), st.sampled_from(" -\u2011\u2013.\t"))
def test_a_code_is_read_however_it_is_written(code: str, between: str) -> None:
    assert read_code(grouped(code)) == code
    assert read_code(f"  {between.join(code.lower())} ") == code
    assert read_code(code.replace("1", "l").replace("0", "o")) == code


@pytest.mark.parametrize(
    "text",
    ["", "7K4M", "7K4M-9QXT-2HVU", "7K4M-9QXT-2HVD-1", "7K4M-9QXT-2HV!", "ñ" * 12, "7" * 101, "٣" * 12,
     "\0" * 12],
)  # fmt: skip
def test_what_is_no_code_is_none(text: str) -> None:
    assert read_code(text) is None


def test_a_number_says_series_and_place_in_it() -> None:
    assert number_text(1, 2026, "UT-AYACUCHO") == "0001-2026-UT-AYACUCHO"
    assert number_text(12_345, 2026, "NAC") == "12345-2026-NAC"


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.text())))
def test_the_same_inputs_have_one_spelling(inputs: dict[str, object]) -> None:
    turned = dict(reversed(list(inputs.items())))
    assert canonical(inputs) == canonical(turned) and json.loads(canonical(inputs)) == inputs


def test_what_is_no_number_has_no_spelling() -> None:
    with pytest.raises(ValueError):
        canonical({"n": float("nan")})
