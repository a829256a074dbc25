"""The shipped form, and what its answers say: every code is the registry's, every answer is read or refused."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook
from tools.build_forms import PLAIN, load, sheets

from tests.field.filling import HOME, PERSON, SHIPPED, registration
from winay.core.decision import Reason
from winay.enrolment.terms import RefusalReason
from winay.intake.forms.reading import facts_of, to_xform
from winay.intake.reading.answers import Answers, BadAnswer
from winay.intake.reading.xml import read
from winay.journeys.registration_form import FORM_ID, Registration, answer_behind, read_registration
from winay.registry.consent_texts import consent_texts
from winay.registry.facts import AwayFacts, ClassFacts, ConsentFacts, DescriptionFacts, JuntosFacts
from winay.registry.rules import registration_problems
from winay.registry.terms import (
    LANGUAGES,
    AwayReason,
    BirthPrecision,
    Classification,
    ConsentHow,
    IdMissing,
    Kin,
    Sex,
    Whereabouts,
)
from winay.synthetic.filling import answers_about, answers_of, fill
from winay.synthetic.ground import District, Spot
from winay.synthetic.population import Population
from winay.synthetic.spots import country_names

SOURCE = SHIPPED.with_suffix(".yaml")
ON = "2026-11-20"
AT = datetime(2026, 11, 20, 15, tzinfo=UTC)


def source() -> dict[str, Any]:
    return load(SOURCE)


def said(*, files: dict[str, str] | None = None, **change: Any) -> Registration:
    answers = Answers(read(registration("0501100001", ON, **change)))
    return read_registration(answers, key="k", files=files or {})


def test_what_a_household_says_of_itself_is_read_back_as_it_was() -> None:
    """Both ways between facts and answers: what the demonstration's phones send is what the registry knows."""
    people = Population(
        [Spot("0501100001", 40)], [District("050110")], country_names(), on=date(2026, 11, 20),
        consent_text="2026.1",
    )  # fmt: skip
    form = to_xform(SHIPPED.read_bytes()).xml
    for facts in people.households():
        agreed = replace(facts, consent=ConsentFacts("2026.1", "es", ConsentHow.SPOKEN, date(2026, 11, 20)))
        members = [answers_about(one) for one in facts.members]
        sent = fill(form, answers_of(agreed, at=AT), {"members": members}, instance="uuid:1")
        found = read_registration(Answers(read(sent)), key=facts.external_key, files={}).household
        assert found is not None and len(found.members) == len(facts.members)
        for one, other in zip(found.members, facts.members, strict=True):
            away = replace(other.away, place_code="") if other.away else None  # the form does not ask where exactly
            assert one == replace(other, away=away, public_id=None)
        assert found.place_code == facts.place_code and found.language == facts.language
        assert found.reference == facts.reference and found.consent == agreed.consent


# ---- the form itself


def test_the_workbook_is_made_from_its_source() -> None:
    book = load_workbook(SHIPPED)
    for title, rows in sheets(source()).items():
        kept = [[str(cell or "") for cell in row] for row in book[title].iter_rows(values_only=True)]
        assert kept == [[str(cell) for cell in row] for row in rows], f"run python tools/build_forms.py: {title}"


def test_the_codes_are_those_of_registry_and_enrolment() -> None:
    codes = {name: set(options) for name, options in source()["choices"].items()}
    assert codes["sex"] == set(Sex) and codes["kin"] == set(Kin)
    assert codes["birth_precision"] == set(BirthPrecision) and codes["id_missing"] == set(IdMissing)
    assert codes["whereabouts"] == set(Whereabouts) - {Whereabouts.HOME} and codes["away_reason"] == set(AwayReason)
    assert codes["classification"] == set(Classification) and codes["consent_how"] == set(ConsentHow)
    assert codes["refusal_reason"] == set(RefusalReason) and codes["language"] == set(LANGUAGES)


def test_the_form_reads_the_consent_text_of_the_catalogue_and_names_it() -> None:
    text = consent_texts()["2026.1"]
    (note,) = [one for one in source()["questions"][5]["items"] if one["name"] == "read"]
    assert text.text["es"].strip() in note["es"]
    xml = to_xform(SHIPPED.read_bytes()).xml.decode()
    assert "calculate=\"'2026.1'\"" in xml and text.text["es"].strip().splitlines()[0] in xml


def test_it_converts_to_the_same_form_each_time() -> None:
    made = to_xform(SHIPPED.read_bytes()).xml
    facts = facts_of(made)
    assert made == to_xform(SHIPPED.read_bytes()).xml
    assert (facts.form_id, facts.version) == (FORM_ID, source()["version"])
    assert facts.needs == ("localidades.csv",) and facts.has_instance_id


def texts(tree: Any) -> list[dict[str, Any]]:
    """Every text with a word in another language."""
    if isinstance(tree, dict):
        own = [tree] if "gloss" in tree else []
        return own + [found for value in tree.values() for found in texts(value)]
    return [found for value in tree for found in texts(value)] if isinstance(tree, list) else []


def test_words_in_other_languages_have_a_source_and_a_spelling_and_say_that_nobody_reviewed_them() -> None:
    tree = yaml.safe_load(SOURCE.read_text())
    found = texts(tree)
    assert len(found) > 30
    for one in found:
        gloss = one["gloss"]
        assert gloss["certainty"] in {"A", "S"} and gloss["sources"], one
        quechua = [gloss[lang] for lang in ("quy", "quz") if lang in gloss]
        assert not any(set(word.lower()) & set("eo'’‘`´") for word in quechua), gloss
        assert "ʼ" not in gloss.get("quy", ""), "Chanka has no such letter"
    for row in sheets(tree | {"questions": source()["questions"]})["choices"][1:]:
        for label in row[3:]:
            assert label == row[2] or (
                label.startswith(f"{row[2]} · ") and label.endswith("(sin revisión de hablante)")
            )


def test_the_source_says_nothing_that_the_builder_does_not_read() -> None:
    """A comma in an unquoted text of the source would cut it."""
    tree = source()
    known = {"es", "gloss", "audio"}
    assert all(set(one) <= known for options in tree["choices"].values() for one in options.values())
    questions = {"type", "name", "group", "repeat", "items", "hint", "required", "message", "consent", *known, *PLAIN}
    for one in walked(tree["questions"]):
        assert set(one) <= questions, one


def walked(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [found for one in items for found in (one, *walked(one.get("items", [])))]


def test_no_file_is_named_that_nobody_recorded() -> None:
    rows = sheets(source())["survey"]
    audio = [number for number, name in enumerate(rows[0]) if name.startswith("media::audio")]
    assert len(audio) == 4 and not any(row[number] for row in rows[1:] for number in audio)


# ---- what its answers say


def test_a_whole_household_is_read() -> None:
    child = {
        "given_names": " Wayra  Luz ", "surname_1": "Huamán", "surname_2": "", "sex": "f", "birth_precision": "month",
        "born_month": "2014-07-19", "kin": "child", "has_id": "no", "id_missing": "none_yet", "at_home": "no",
        "whereabouts": "city", "away_reason": "study", "away_since": "2026-03-01", "represents": "no",
    }  # fmt: skip
    old = PERSON | {
        "given_names": "Máximo", "sex": "m", "birth_precision": "year", "born_day": "", "born_year": "1950",
        "kin": "parent", "national_id": "09876543", "phone": "966123456", "reads": "unknown", "represents": "yes",
    }  # fmt: skip
    read_ = said(
        members=[PERSON, child, old], place__position="-13.16012 -74.22415 2761.0 4.5", farm__farm_ha="1.25",
        farm__labour_share="75", farm__property_share="unknown", farm__sold_share="0", farm__main_activity="papa",
        juntos__since="2015-02-01", sisfoh__has_paper="yes", sisfoh__classification="poor",
        sisfoh__expires_on="2027-05-31", sign__spoken="voz.m4a", files={"voz.m4a": "a" * 64},
    )  # fmt: skip
    home = read_.household
    assert home is not None and (read_.filled_on, read_.wants, read_.no) == (date(2026, 11, 20), True, None)
    assert (home.place_code, home.reference, home.language) == ("0501100001", "Frente a la posta", "quy")
    assert (home.latitude_e6, home.longitude_e6, home.external_key) == (-13160120, -74224150, "k")
    assert home.description == DescriptionFacts(12500, 7500, None, 0, "papa")
    assert home.juntos == JuntosFacts(True, date(2015, 2, 1))
    assert home.classification == ClassFacts(Classification.POOR, date(2027, 5, 31))
    assert home.consent == ConsentFacts("2026.1", "quy", ConsentHow.SPOKEN, date(2026, 11, 20), "a" * 64)
    first, second, third = home.members
    assert (first.born_on, first.national_id, first.languages, first.reads) == (
        date(1984, 3, 12), "41234567", ("quy", "es"), False,
    )  # fmt: skip
    assert (second.given_names, second.born_on, second.birth_precision) == (
        "Wayra Luz", date(2014, 7, 1), BirthPrecision.MONTH,
    )  # fmt: skip
    assert second.id_missing is IdMissing.NONE_YET and second.national_id == ""
    assert second.away == AwayFacts(date(2026, 3, 1), Whereabouts.CITY, AwayReason.STUDY)
    assert (third.born_on, third.reads, third.phone, third.represents) == (
        date(1950, 7, 1), None, "966123456", True,
    )  # fmt: skip
    assert registration_problems(home, on=read_.filled_on, today=date(2026, 11, 28)) == []


def test_what_is_unknown_stays_unknown() -> None:
    bare = PERSON | {
        "birth_precision": "unknown",
        "born_day": "",
        "reads": "",
        "mother_tongue": "",
        "other_languages": "",
    }
    home = said(members=[bare], juntos__member="unknown", place__reference="").household
    assert home is not None and home.description is None and home.juntos is None and home.classification is None
    one = home.members[0]
    assert (one.born_on, one.birth_precision, one.reads, one.languages) == (None, BirthPrecision.UNKNOWN, None, ())
    assert home.latitude_e6 is None and home.consent is not None and home.consent.evidence == ""


def test_where_nobody_agreed_nothing_of_anybody_is_read() -> None:
    """Even if a phone sends what was typed before."""
    read_ = said(consent__agrees="no", entry__wants="", entry__reason="fear_of_losing_transfer")
    assert read_.household is None and not read_.wants
    assert read_.no is not None and read_.no.reason is RefusalReason.FEAR_OF_LOSING_TRANSFER


def test_a_place_that_is_not_on_the_list_keeps_its_name() -> None:
    home = said(place__place_name="Nueva Esperanza").household
    assert home is not None and home.reference == "Nueva Esperanza: Frente a la posta"


@pytest.mark.parametrize(
    ("change", "path", "expected"),
    [
        ({"filled_on": ""}, "filled_on", "day"),
        ({"filled_on": "ayer"}, "filled_on", "day"),
        ({"consent__agrees": "maybe"}, "consent/agrees", "choice"),
        ({"consent__agrees": ""}, "consent/agrees", "choice"),
        ({"sign__how": ""}, "sign/how", "choice"),
        ({"farm__farm_ha": "mucho"}, "farm/farm_ha", "decimal"),
        ({"farm__sold_share": "half"}, "farm/sold_share", "integer"),
        ({"place__position": "900 900 0 0"}, "place/position", "point"),
        ({"members": [PERSON | {"sex": "x"}]}, "members/sex", "choice"),
        ({"members": [PERSON, PERSON | {"kin": "boss"}]}, "members[2]/kin", "choice"),
        ({"members": [PERSON | {"born_day": ""}]}, "members/born_day", "day"),
        ({"members": [PERSON | {"birth_precision": "year", "born_year": "0"}]}, "members/born_year", "integer"),
        ({"members": [PERSON | {"has_id": ""}]}, "members/has_id", "choice"),
        ({"members": [PERSON | {"at_home": "no", "whereabouts": "moon"}]}, "members/whereabouts", "choice"),
        ({"entry__reason": "because"}, "entry/reason", "choice"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_named(change: dict[str, Any], path: str, expected: str) -> None:
    with pytest.raises(BadAnswer) as bad:
        said(**change)
    assert (bad.value.path, bad.value.expected) == (path, expected)


def test_the_filler_of_these_tests_knows_the_form() -> None:
    with pytest.raises(KeyError):
        registration("0501", ON, place__nowhere="x")
    assert set(HOME) and Path(SHIPPED).exists()


def test_a_refusal_leads_to_the_answer_it_speaks_of() -> None:
    """For the first person as for the others, by the paths under which answers stand."""
    few = [PERSON, {**PERSON, "kin": "child", "national_id": "123"}]
    paths = {one.path for one in Answers(read(registration("0501100001", ON, members=few))).every()}
    for member in (1, 2):
        behind = answer_behind(Reason("registry.id_length", {"member": member, "digits": 8, "found": 3}))
        assert behind in paths and behind.startswith("members") and behind.endswith("/national_id")
    assert answer_behind(Reason("registry.place_unknown", {"code": "0501"})) is None
    assert answer_behind(Reason("intake.expected_choice", {"path": "members[2]/sex"})) == "members[2]/sex"
