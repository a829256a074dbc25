"""The demonstration as a newcomer finds it: two districts with households, and what happens to households."""

from collections import Counter

import pytest

from winay.accounts import services
from winay.accounts.models import FieldCredential
from winay.accounts.phones import services as phone_services
from winay.enrolment.models import Assembly, Call, Enrolment, Refusal
from winay.intake.models import Quarantined, Submission
from winay.intake.terms import State
from winay.journal.models import Line
from winay.registry.models import Household, Member
from winay.registry.terms import Origin
from winay.synthetic.demo import HIGHLAND_DISTRICT, JUNGLE_DISTRICT, seed_demo

pytestmark = pytest.mark.django_db


def test_two_districts_have_households_with_calls_and_accidents(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (services, phone_services):
        monkeypatch.setattr(room, "is_demo", lambda: True)
    steps: list[str] = []
    seed_demo(tell=steps.append)
    assert steps == ["demo", "households"]
    households = Counter(Household.objects.values_list("district", flat=True))
    assert set(households) == {int(HIGHLAND_DISTRICT), int(JUNGLE_DISTRICT)}
    assert all(160 <= count <= 450 for count in households.values()), "about two nuclei of 80 to 100 households each"
    assert not Household.objects.filter(synthetic=False).exists()
    assert not Enrolment.objects.filter(synthetic=False).exists() and not Call.objects.filter(synthetic=False).exists()
    languages = Counter(Household.objects.values_list("language", flat=True))
    assert languages["quy"] > 50 and languages["shp"] > 5
    for district in (HIGHLAND_DISTRICT, JUNGLE_DISTRICT):
        _has_some_of_everything(district)
        _has_phones(district)
    _tells_it_in_the_journal()


def _has_some_of_everything(district: str) -> None:
    here = {"call__area__district__code": district}
    assert Call.objects.filter(area__district__code=district).count() >= 2
    assert Enrolment.objects.filter(**here, ended_on=None).count() >= 80
    assert Enrolment.objects.filter(**here).exclude(ended_on=None).count() >= 3
    assert Refusal.objects.filter(**here, withdrawn_at=None).count() >= 8
    assert Refusal.objects.filter(**here).exclude(withdrawn_at=None).exists(), "nobody changed their mind"
    assert Assembly.objects.filter(**here).exclude(reversed_at=None).exists(), "no assembly was told wrongly"
    known = Household.objects.filter(district=int(district))
    asked = Enrolment.objects.filter(**here).count() + Refusal.objects.filter(**here, household__isnull=False).count()
    assert asked < known.count(), "nobody is left to ask"
    assert known.exclude(split_from=None).exists() and known.exclude(closed_on=None).exists()


def _has_phones(district: str) -> None:
    phones = FieldCredential.objects.filter(place__code__in=[district[:2], district[:4]])
    assert {phone.revoked_at is None for phone in phones} == {True, False}, "a phone in use, and one that was lost"
    sent = Submission.objects.filter(credential__in=phones, synthetic=True)
    assert Counter(sent.values_list("state", flat=True)) == {State.PROCESSED: 4, State.REVIEW: 1}
    assert Quarantined.objects.filter(credential__in=phones).count() == 1
    homes = Household.objects.filter(district=int(district), origin=Origin.PHONE)
    assert homes.count() == 4 and Enrolment.objects.filter(household__in=homes).count() == 3


def _tells_it_in_the_journal() -> None:
    verbs = Counter(Line.objects.values_list("verb", flat=True))
    for verb in (
        "registry.register_households", "registry.split_household", "registry.move_household", "registry.move_away",
        "registry.come_home", "registry.add_member", "registry.remove_member", "registry.set_participant",
        "registry.withdraw_consent", "registry.close_household", "enrolment.open_call", "enrolment.close_call",
        "enrolment.enrol_many", "enrolment.enrol_household", "enrolment.record_refusal", "enrolment.end_enrolment",
        "enrolment.undo_end", "enrolment.correct_date", "enrolment.record_assembly", "enrolment.reverse_assembly",
    ):  # fmt: skip
        assert verbs[verb] >= 2, f"nobody did {verb} in one of the two offices"
    assert Member.objects.filter(away_since=None).count() < Member.objects.count()
