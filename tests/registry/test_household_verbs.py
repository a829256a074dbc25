"""Closing and opening, what is told of a household, consent, and people's rights over their data."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.registry import scene
from tests.registry.asking import codes, refused
from winay.core.clock import now
from winay.core.errors import NotAllowed
from winay.journal.models import Line
from winay.registry.facts import ClassFacts, DescriptionFacts, JuntosFacts
from winay.registry.models import Consent, Description, Household, Member, NameToken
from winay.registry.queries.facts import files_in_use
from winay.registry.services.consents import give_consent, withdraw_consent
from winay.registry.services.descriptions import describe_household, record_classification, record_juntos
from winay.registry.services.households import close_household, correct_household, reopen_household
from winay.registry.services.members import add_member
from winay.registry.services.privacy import erase_member, see_all_data, see_national_id
from winay.registry.terms import Classification, HouseholdClosed, Kin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hamlet")]
LATER = people.today() - timedelta(days=100)
REASON = "Lo pidió en la oficina, con su documento."


@pytest.fixture
def home(rosa):
    return scene.registered(scene.household(scene.member(Kin.PARTNER)), by=rosa, on=date(2026, 1, 5))


def test_a_closed_household_changes_no_more_until_it_is_opened(home, rosa):
    close_household(household=home, on=LATER, why=HouseholdClosed.DISSOLVED, note="", by=rosa, at=now())
    found = refused(add_member, household=home, facts=scene.member(), on=LATER, by=rosa, at=now())
    assert codes(found) == {"household_closed"}
    reopen_household(household=home, note="Se cerró el hogar equivocado.", by=rosa, at=now())
    add_member(household=home, facts=scene.member(), on=LATER, by=rosa, at=now())
    assert codes(refused(reopen_household, household=home, note=REASON, by=rosa, at=now())) == {"household_open"}


def test_merging_is_no_way_to_close(home, rosa):
    ask = {"household": home, "on": LATER, "note": "", "by": rosa, "at": now()}
    assert codes(refused(close_household, why=HouseholdClosed.MERGED, **ask)) == {"merged_by_verb"}
    assert codes(refused(close_household, why=HouseholdClosed.OTHER, **ask)) == {"reason_short"}


def test_a_corrected_position_is_masked_in_the_journal(home, rosa):
    said = {"reference": "Junto al puente", "latitude_e6": -13_200_000, "longitude_e6": -74_300_000, "language": "es"}
    correct_household(household=home, by=rosa, at=now(), **said)
    body = Line.objects.order_by("-id").first().body
    assert "puente" not in body and "13200000" not in body and '"language":"es"' in body
    lines = Line.objects.count()
    correct_household(household=home, by=rosa, at=now(), **said)
    assert Line.objects.count() == lines
    wrong = refused(correct_household, household=home, by=rosa, at=now(), **{**said, "latitude_e6": None})
    assert codes(wrong) == {"position_wrong"}


def test_what_is_told_again_for_a_day_stands_beside_what_was_told(home, rosa):
    ask = {"household": home, "on": LATER, "by": rosa, "at": now()}
    describe_household(facts=DescriptionFacts(farm_ha=90_000), **ask)
    describe_household(facts=DescriptionFacts(farm_ha=9_000, sold_share=0), **ask)
    assert list(Description.objects.order_by("id").values_list("farm_ha", "sold_share")) == [(90_000, None), (9_000, 0)]
    wrong = DescriptionFacts(farm_ha=-1, labour_share=10_001)
    assert codes(refused(describe_household, facts=wrong, **ask)) == {"farm_wrong", "labour_share_wrong"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Description.objects.update(farm_ha=1)


def test_juntos_and_the_class_are_stored_as_told(home, rosa):
    ask = {"household": home, "on": LATER, "by": rosa, "at": now()}
    assert record_juntos(facts=JuntosFacts(False, date(2019, 1, 1)), **ask).since is None
    expired = ClassFacts(Classification.POOR, LATER - timedelta(days=30))
    assert record_classification(facts=expired, **ask).expires_on < LATER
    late = JuntosFacts(True, people.today())
    assert codes(refused(record_juntos, facts=late, **ask)) == {"juntos_in_future"}


def test_consent_is_given_once_and_withdrawn_for_good(home, rosa):
    given = give_consent(household=home, facts=scene.a_consent(), by=rosa, at=now())
    again = refused(give_consent, household=home, facts=scene.a_consent(), by=rosa, at=now())
    assert codes(again) == {"consent_held"}
    ask = {"consent": given, "on": people.today(), "by": rosa, "at": now()}
    withdraw_consent(reason=REASON, **ask)
    assert codes(refused(withdraw_consent, reason=REASON, **ask)) == {"consent_withdrawn"}
    for attack in (
        lambda: Consent.objects.update(how="signature"),
        lambda: Consent.objects.update(withdrawn_on=None, withdrawn_why=""),
        lambda: Consent.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()
    assert give_consent(household=home, facts=scene.a_consent(), by=rosa, at=now())


def test_seeing_an_id_is_an_act(home, rosa):
    member = home.participant
    number = see_national_id(member=member, by=rosa, at=now())
    assert number == scene.national_id_of(member)
    line = Line.objects.order_by("-id").first()
    assert line.verb == "registry.see_national_id" and number not in line.body
    for reader in (people.auditor(), people.other_head()):
        with pytest.raises(NotAllowed):
            see_national_id(member=member, by=people.acting_as(reader), at=now())
    opened = see_all_data(household=home, by=rosa, at=now())
    assert opened.by_member[member.pk] == number


def test_erased_means_gone_and_counted_still(home, rosa):
    boss = people.acting_as(people.head())
    member = home.members.get(kin="partner")
    child = home.members.get(kin="child")
    with pytest.raises(NotAllowed):
        erase_member(member=member, reason=REASON, by=rosa, at=now())
    assert codes(refused(erase_member, member=home.participant, reason=REASON, by=boss, at=now())) == {"is_participant"}
    erased = erase_member(member=member, reason=REASON, by=boss, at=now())
    row = Member.objects.get(pk=member.pk)
    assert (row.given_names, row.national_id, row.phone, row.sort_key, row.languages) == ("", "", "", "", "")
    assert (row.sex, row.kin, row.birth_precision, row.born_on) == ("f", "partner", "year", date(1985, 7, 1))
    assert erased.left_on == people.today() and not NameToken.objects.filter(member=member).exists()
    assert NameToken.objects.filter(member=child).exists()
    again = refused(erase_member, member=member, reason=REASON, by=boss, at=now())
    assert codes(again) == {"member_erased"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=member.pk).update(given_names="Vuelve")


def test_the_evidence_of_an_erased_persons_consent_is_no_longer_kept(home, rosa):
    digest = "a" * 64
    give_consent(household=home, facts=replace(scene.a_consent(), evidence=digest), by=rosa, at=now())
    assert digest in files_in_use()
    boss = people.acting_as(people.head())
    close_household(household=home, on=people.today(), why=HouseholdClosed.DISSOLVED, note="", by=rosa, at=now())
    erase_member(member=home.participant, reason=REASON, by=boss, at=now())
    home.refresh_from_db()
    assert digest not in files_in_use() and home.participant is None


def test_who_registered_when_is_never_rewritten(home):
    for attack in (
        lambda: Household.objects.update(registered_by=home.public_id),
        lambda: Household.objects.update(origin="phone"),
        lambda: Household.objects.update(closed_on=people.today()),
        lambda: Household.objects.update(merged_into=home),
        lambda: Household.objects.update(latitude_e6=5),
        lambda: Household.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()


def test_a_key_that_only_national_ids_name_is_missed(home, rosa, settings):
    from winay.core.keys import KeyRing
    from winay.journeys.health import missing_keys

    ring = settings.WINAY_KEYRING()
    other = KeyRing({"k9": b"o" * 32}, "k9")
    assert ring.current in missing_keys(other) and "k9" not in missing_keys(ring)
    Member.objects.filter(pk=home.participant.pk).update(national_id="k7.abc")
    assert missing_keys(ring) == {"k7"}
