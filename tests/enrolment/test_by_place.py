"""Entering where nobody chose a call; and what becomes of a cycle when a household parts."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests import people
from tests.enrolment import scene
from tests.registry import scene as registry
from winay.accounts.phones.queries import ActingPhone
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.models import Enrolment
from winay.enrolment.services.by_place import enrol_where_it_lives, refuse_where_it_lives
from winay.enrolment.services.calls import close_call
from winay.enrolment.services.refusals import Said
from winay.enrolment.terms import RefusalReason
from winay.registry.services.splits import split_household
from winay.registry.terms import Kin, Origin

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def found(db: None) -> scene.Ground:
    return scene.ground()


def a_phone(place: str | None = "05", program: str | None = "haku-winay") -> ActingPhone:
    return ActingPhone(1, uuid4(), "Teléfono de Ana", place, program, None, False)


def test_a_phone_enters_a_household_where_it_lives(found):
    one, sent = scene.household(found.ana), uuid4()
    made = enrol_where_it_lives(
        household=one, on=found.on, by=a_phone(), at=now(), source=Origin.PHONE, submission=sent
    )
    assert (made.call_id, made.submission, made.source) == (found.call.pk, sent, "phone")


def test_a_phone_of_another_place_or_program_enters_nobody(found):
    one = scene.household(found.ana)
    for by in (a_phone("21"), a_phone(program="noa-jayatai")):
        with pytest.raises(NotAllowed):
            enrol_where_it_lives(household=one, on=found.on, by=by, at=now(), source=Origin.PHONE)
        with pytest.raises(NotAllowed):
            refuse_where_it_lives(
                household=one, said=Said(found.on, RefusalReason.NO_TIME), by=by, at=now(), source=Origin.PHONE
            )
    assert not Enrolment.objects.exists()


def test_where_no_call_reaches_it_is_said(found):
    elsewhere = scene.household(found.ana, 3)
    with pytest.raises(Refused) as refused:
        enrol_where_it_lives(household=elsewhere, on=found.on, by=a_phone(), at=now(), source=Origin.PHONE)
    assert scene.codes(refused) == ["no_call_here"]
    close_call(call=found.call, on=found.on + DAY, why=scene.WHY, by=found.ana, at=now())
    one = scene.household(found.ana)
    with pytest.raises(Refused) as refused:
        enrol_where_it_lives(household=one, on=people.today(), by=a_phone(), at=now(), source=Origin.PHONE)
    assert scene.codes(refused) == ["call_closed"]
    late = enrol_where_it_lives(household=one, on=found.on, by=a_phone(), at=now(), source=Origin.PHONE)
    assert late.enrolled_on == found.on, "what was agreed before the close arrives after it"


def test_a_no_of_a_phone_is_kept(found):
    one, sent = scene.household(found.ana), uuid4()
    no = refuse_where_it_lives(
        household=one, said=Said(found.on, RefusalReason.RUMOUR, "Dicen que quita Juntos."), by=a_phone(), at=now(),
        source=Origin.PHONE, submission=sent,
    )  # fmt: skip
    assert (no.submission, no.reason, no.household) == (sent, "rumour", one)


def test_when_a_household_parts_the_cycle_stays_with_its_participant_and_the_new_one_has_its_own_right(found):
    partner = registry.member(Kin.PARTNER)
    one = scene.household(found.ana, members=(*registry.household().members, partner))
    cycle = scene.enrolled(found, one)
    leaving = one.members.get(kin=Kin.PARTNER)
    new = split_household(
        household=one, kin={leaving.public_id: Kin.PARTICIPANT}, place_code=one.place.code, on=people.today(), note="",
        by=found.ana, at=now(),
    )  # fmt: skip
    assert Enrolment.objects.get() == cycle and Enrolment.objects.get().household_id == one.pk
    with pytest.raises(Refused) as refused:
        scene.enrolled(found, new, on=people.today())
    assert scene.codes(refused) == ["no_consent"], "it consents for itself"
