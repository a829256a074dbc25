"""Registering a household: what is written, what is refused, and that nothing is half there."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests import people
from tests.registry import scene
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.core.ids import new_id
from winay.journal.models import Line
from winay.registry.facts import DescriptionFacts
from winay.registry.models import Household, Member, NameToken
from winay.registry.queries.facts import national_ids
from winay.registry.rules import household_code
from winay.registry.sounds import name_tokens
from winay.registry.terms import BirthPrecision, Kin, Origin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hamlet")]


def refusal(facts, **more) -> dict:
    """The reasons of a refusal by code; nothing was written."""
    before = Household.objects.count(), Member.objects.count(), Line.objects.count()
    by = people.acting_as(people.specialist())
    lines = Line.objects.count()
    with pytest.raises(Refused) as refused:
        scene.registered(facts, by=by, **more)
    assert (Household.objects.count(), Member.objects.count()) == before[:2]
    assert Line.objects.count() == lines
    return {reason.code.removeprefix("registry."): dict(reason.params) for reason in refused.value.reasons}


def test_everything_that_was_said_is_kept():
    facts = scene.everything()
    made = scene.registered(facts)
    assert (made.place.code, made.district, made.language) == (scene.HAMLET, 50110, "quy")
    assert (made.latitude_e6, made.external_key, made.origin) == (-13_240_000, "lista-2026:7", "web")
    first, child, partner = made.members.order_by("id")
    assert made.participant == first and first.kin == Kin.PARTICIPANT and child.kin == Kin.CHILD
    assert (partner.whereabouts, partner.away_reason, partner.away_place.code) == ("city", "work", "15")
    assert partner.represents_since == people.today() and first.represents_since is None
    assert partner.sort_key == "huaman felix" and first.languages == "quy es"
    told = made.descriptions.get()
    assert (told.farm_ha, told.labour_share, told.sold_share) == (8_500, 8_000, 2_000)
    assert made.juntos_records.get().since == date(2019, 5, 1)
    assert made.class_records.get().classification == "extremely_poor"
    consent = made.consents.get()
    assert (consent.member, consent.how, len(consent.text_sha256)) == (first, "fingerprint", 64)


def test_a_national_id_rests_encrypted_and_is_found_by_its_hash():
    facts = scene.household()
    made = scene.registered(facts)
    number = facts.members[0].national_id
    row = made.participant
    assert number not in row.national_id and number not in row.national_id_hash
    ids = national_ids()
    assert ids.decrypt(row.national_id) == number and ids.hash(number) == row.national_id_hash
    assert number not in Line.objects.order_by("-id").values_list("body", flat=True)[0]


def test_the_journal_says_who_registered_what_and_no_name():
    made = scene.registered(scene.everything())
    line = Line.objects.order_by("-id").first()
    assert line.verb == "registry.register_household" and line.actor == made.registered_by
    kinds = set(line.subjects.values_list("kind", "key"))
    assert kinds == {("household", str(made.public_id)), ("place", scene.HAMLET)}
    assert "Rosa" not in line.body and "Huamán" not in line.body


def test_names_are_found_as_they_sound():
    made = scene.registered(scene.household())
    kept = set(NameToken.objects.filter(member=made.participant).values_list("token", flat=True))
    assert name_tokens("Kispi", "Qori") <= kept
    assert set(NameToken.objects.values_list("district", flat=True)) == {50110}


def test_everything_wrong_is_said_at_once():
    young = scene.member(Kin.PARTICIPANT, born_on=date(2012, 1, 1))
    future = scene.member(born_on=people.today() + timedelta(days=1))
    short = scene.member(national_id="1234567", phone="12")
    nameless = scene.member(given_names="", surname_1="4x4")
    found = refusal(scene.household(members=(young, future, short, nameless), latitude_e6=5))
    assert set(found) == {
        "participant_not_adult", "born_in_future", "id_length", "phone_wrong", "given_names_missing", "name_wrong",
        "position_wrong",
    }  # fmt: skip
    assert found["id_length"]["member"] == 3 and found["born_in_future"]["member"] == 2


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (lambda: scene.household(place_code="0501109999"), "place_unknown"),
        (lambda: scene.household(place_code=scene.DISTRICT), "place_unknown"),  # its localities are known
        (lambda: scene.household(members=(scene.member(Kin.CHILD),)), "one_participant"),
        (lambda: scene.household(scene.member(Kin.PARTICIPANT)), "one_participant"),
        (lambda: scene.household(members=()), "members_count"),
        (lambda: scene.household(scene.member(born_on=date(1890, 1, 1))), "born_too_early"),
        (lambda: scene.household(scene.member(born_on=None)), "birth_half_said"),
        (lambda: scene.household(language="de"), "language_unknown"),
        (lambda: scene.household(consent=scene.a_consent(text_key="1999.1")), "consent_text_unknown"),
        (lambda: scene.household(scene.member(given_names="Ana<script>")), "name_wrong"),
    ],
)
def test_what_cannot_be_is_refused(facts, code):
    assert code in refusal(facts())


def test_a_member_twice_in_one_household_is_named():
    one = scene.member(Kin.SIBLING, given_names="Waldir", surname_1="Huamán", national_id="")
    again = replace(one, surname_1="Waman")
    assert refusal(scene.household(one, again))["member_twice"] == {"member": 4, "first": 3}


def test_twins_are_two():
    one = scene.member(given_names="Luz", national_id="")
    made = scene.registered(scene.household(one, replace(one, given_names="Flor")))
    assert made.members.count() == 4


def test_an_id_belongs_to_one_member_of_one_household():
    first = scene.household()
    kept = scene.registered(first)
    found = refusal(scene.household(scene.member(national_id=first.members[0].national_id)))
    assert found["id_taken"] == {"member": 3, "household": household_code(kept.public_id)}


def test_the_same_household_again_is_known():
    facts = replace(scene.household(), public_id=new_id(), external_key="padrón:1")
    scene.registered(facts)
    again = replace(facts, members=scene.household().members)
    assert set(refusal(again)) == {"already_here", "key_taken"}


def test_a_registration_may_come_late_and_never_early():
    made = scene.registered(on=people.today() - timedelta(days=60))
    assert made.registered_on == people.today() - timedelta(days=60)
    assert set(refusal(scene.household(), on=people.today() + timedelta(days=1))) == {"in_future"}
    assert "before_since" in refusal(scene.household(), on=date(2011, 12, 31))


def test_only_the_year_known_leaves_somebody_at_the_edge_an_adult():
    year = people.today().year - 18
    edge = scene.member(Kin.PARTICIPANT, born_on=date(year, 7, 1), birth_precision=BirthPrecision.YEAR)
    assert scene.registered(scene.household(members=(edge,)))
    younger = scene.member(Kin.PARTICIPANT, born_on=date(year + 1, 7, 1), birth_precision=BirthPrecision.YEAR)
    assert set(refusal(scene.household(members=(younger,)))) == {"participant_not_adult"}


@pytest.mark.parametrize("role", [people.other_head, people.auditor])
def test_outsiders_register_nobody(role):
    by = people.acting_as(role())
    with pytest.raises(NotAllowed):
        scene.registered(by=by)
    assert not Household.objects.exists()


def test_whoever_works_for_one_program_registers_too():
    by = people.acting_as(people.specialist(program="haku-winay"))
    assert scene.registered(by=by).origin == Origin.WEB


def test_a_further_subject_stands_in_the_journal():
    scene.registered(subjects=[("submission", "abc")], at=now())
    assert ("submission", "abc") in set(Line.objects.order_by("-id").first().subjects.values_list("kind", "key"))


def test_signs_that_mean_something_to_a_database_are_kept_as_they_are() -> None:
    told = DescriptionFacts(main_activity=r"papa \t y \N")
    one = scene.registered(scene.household(reference=r"\N", description=told, external_key="a\\b"))
    one.refresh_from_db()
    assert (one.reference, one.external_key) == (r"\N", "a\\b")
    assert one.descriptions.get().main_activity == r"papa \t y \N"
