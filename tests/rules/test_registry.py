"""How names sound, ages, codes, and that no description of a household is a reason against it."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winay.core.keys import KeyRing
from winay.registry.facts import ClassFacts, DescriptionFacts, HouseholdFacts, JuntosFacts, MemberFacts
from winay.registry.national_ids import NationalIds, masked, read_id
from winay.registry.rules import (
    age_on,
    code_range,
    expected_juntos_end,
    household_code,
    household_problems,
    is_adult,
    years_after,
)
from winay.registry.sounds import alphabetical, name_tokens, plain, sound_key, sound_keys
from winay.registry.terms import BirthPrecision, Classification, Kin, Sex

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Quispe", "Kispe"), ("Quispe", "Qhispi"), ("Huamán", "Waman"), ("Huamán", "Guamán"), ("Huaman", "Uaman"),
        ("Ccori", "Qori"), ("Ccori", "Quri"), ("Mayta", "Maita"), ("Yupanqui", "Llupanki"), ("Chávez", "Chaves"),
        ("Vásquez", "Basques"), ("Hilario", "Ilario"), ("Phuyo", "Puyu"), ("Xipibo", "Shipibo"), ("Ñahui", "Ñawi"),
        ("Sinuiri", "Sinwiri"), ("Jiménez", "Giménez"), ("Ahuanari", "Awanari"), ("Quiñones", "Kiñones"),
        ("Cusihuamán", "Kusiwaman"), ("Huarhua", "Warwa"), ("Tʼika", "T'ika"), ("Guevara", "Guebara"),
        ("Condori", "CONDORI"), ("Sullca", "Sullka"), ("Taype", "Taipe"),
    ],
)  # fmt: skip
def test_one_name_written_in_two_ways_sounds_alike(one, other):
    assert sound_key(one) == sound_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Quispe", "Quiroz"), ("Mamani", "Mayta"), ("Huamán", "Human"), ("Rojas", "Rosas"), ("Luis", "Luisa")],
)
def test_different_names_stay_different(one, other):
    assert sound_key(one) != sound_key(other)


def test_particles_do_not_count_unless_they_are_all_there_is():
    assert sound_keys("De la Cruz") == sound_keys("Cruz")
    assert sound_keys("San") != ()


@given(st.text(max_size=40))
def test_any_text_has_a_key_of_letters_and_case_does_not_matter(text):
    assert all(key.isalpha() and key.isascii() for key in sound_keys(text))
    assert plain(plain(text)) == plain(text)


def test_people_stand_as_in_a_spanish_dictionary():
    names = ["Nuñez Zoila", "Ñahui Ana", "Núñez Ana", "Ochoa", "Nunez Ana", "Álvarez", "Zárate", "Alvarez Zoe"]
    expected = ["Álvarez", "Alvarez Zoe", "Nunez Ana", "Núñez Ana", "Nuñez Zoila", "Ñahui Ana", "Ochoa", "Zárate"]
    assert sorted(names, key=alphabetical) == expected


@given(st.text(max_size=30))
def test_how_people_stand_is_written_in_plain_letters_alone(text):
    key = alphabetical(text, text)
    assert all(word.isalnum() for word in key.split()) and "ñ" not in key


@given(st.text(min_size=1, max_size=20))
def test_tokens_fit_a_column(text):
    assert all(0 <= token < 2**63 for token in name_tokens(text))


@given(st.uuids())
def test_a_code_leads_back_to_its_household(public_id: UUID):
    code = household_code(public_id)
    first, last = code_range(code.lower().replace("-", " ")) or (None, None)
    assert first <= public_id <= last and len(code) == 11


@pytest.mark.parametrize("text", ["", "7K4M9", "7K4M9-QXT2", "7K4M9-QXT2U", "ñandú-ñandú", "0" * 40])
def test_what_is_no_code_is_none(text):
    assert code_range(text) is None


def test_an_o_for_a_zero_is_meant_as_one():
    public_id = UUID(int=0)
    assert code_range("OOOOO-00000") == code_range(household_code(public_id))


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [(date(2008, 11, 28), TODAY, 18), (date(2008, 11, 29), TODAY, 17), (date(2008, 2, 29), date(2026, 2, 28), 17)],
)
def test_age_changes_on_the_birthday(born, on, age):
    assert age_on(born, on) == age


@pytest.mark.parametrize(
    ("born", "precision", "adult"),
    [
        (date(2008, 11, 28), BirthPrecision.DAY, True),
        (date(2008, 11, 29), BirthPrecision.DAY, False),
        (date(2008, 11, 1), BirthPrecision.MONTH, True),
        (date(2008, 12, 1), BirthPrecision.MONTH, False),
        (date(2008, 7, 1), BirthPrecision.YEAR, None),
        (date(2007, 7, 1), BirthPrecision.YEAR, True),
        (date(2009, 7, 1), BirthPrecision.YEAR, False),
        (None, BirthPrecision.UNKNOWN, None),
    ],
)
def test_of_age_is_said_only_when_it_can_be(born, precision, adult):
    assert is_adult(born, precision, TODAY) is adult


def test_years_after_a_leap_day():
    assert years_after(date(2008, 2, 29), 19) == date(2027, 3, 1)
    assert years_after(date(2008, 2, 29), 20) == date(2028, 2, 29)


def test_juntos_is_expected_to_end_with_the_youngest_child():
    assert expected_juntos_end([date(2010, 5, 1), date(2016, 8, 9), None], TODAY) == date(2035, 8, 9)
    assert expected_juntos_end([None], TODAY) is None


def person(kin: Kin, **more) -> MemberFacts:
    facts = MemberFacts("Rosa", "Quispe", "Ccori", Sex.WOMAN, date(1985, 1, 1), BirthPrecision.DAY, kin)
    return replace(facts, **more)


shares = st.none() | st.integers(0, 10_000)
descriptions = st.builds(
    DescriptionFacts, farm_ha=st.none() | st.integers(0, 10**9), labour_share=shares, property_share=shares,
    sold_share=shares, main_activity=st.sampled_from(["", "minería", "tienda", "chacra"]),
)  # fmt: skip


@given(
    st.none() | descriptions,
    st.none() | st.builds(JuntosFacts, st.booleans(), st.none() | st.dates(date(2005, 4, 1), TODAY)),
    st.none() | st.builds(ClassFacts, st.sampled_from(Classification), st.none() | st.dates()),
)
def test_no_description_keeps_a_household_out(description, juntos, classification):
    facts = HouseholdFacts(
        "0501010001", (person(Kin.PARTICIPANT),), description=description, juntos=juntos, classification=classification
    )
    assert household_problems(facts, on=TODAY) == []


@given(st.lists(st.sampled_from(Kin), max_size=6))
def test_there_is_one_participant_or_a_reason(kins):
    members = tuple(person(kin, given_names=f"Ana {'abcdef'[at]}u") for at, kin in enumerate(kins))
    problems = {reason.code for reason in household_problems(HouseholdFacts("05", members), on=TODAY)}
    assert ("registry.one_participant" in problems) == (bool(kins) and kins.count(Kin.PARTICIPANT) != 1)


@given(st.text(alphabet="0123456789-. ", max_size=14))
def test_an_id_is_eight_digits_or_a_reason(text):
    number = read_id(text)
    facts = HouseholdFacts("05", (person(Kin.PARTICIPANT, national_id=number),))
    wrong = "registry.id_length" in {reason.code for reason in household_problems(facts, on=TODAY)}
    assert wrong == (number != "" and not (len(number) == 8 and number.isdigit()))


def test_an_id_is_found_after_a_rotation_and_shown_by_its_end():
    ring = KeyRing({"k1": b"a" * 32}, "k1")
    older = NationalIds.of(ring)
    newer = NationalIds.of(KeyRing({"k1": b"a" * 32, "k10": b"c" * 32, "k2": b"b" * 32}, "k10"))
    assert (
        newer.hash("40123456")
        == older.hash("40123456")
        != NationalIds.of(KeyRing({"k2": b"b" * 32}, "k2")).hash("40123456")
    )
    assert newer.decrypt(older.encrypt("40123456")) == "40123456"
    assert (masked("40123456"), masked("")) == ("•••••456", "")
    assert older.hash("") == older.encrypt("") == ""


@given(st.uuids())
def test_codes_of_two_households_differ(public_id):
    assert household_code(public_id) != household_code(uuid4())
