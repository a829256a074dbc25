"""Group sessions: told, corrected, reversed; what the rules and the database itself refuse."""

from datetime import time
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.delivery import visits_scene as scene
from tests.delivery.visits_scene import WHY, codes, held, line, session_said, visited
from tests.enrolment import scene as enrolment
from tests.nuclei import scene as nuclei
from tests.trainers.scene import ago, at
from tests.trainers.test_caseloads import hires
from tests.worlds import world
from winay.core.errors import NotAllowed, Refused
from winay.delivery.services.sessions import correct_session, record_session, reverse_session
from winay.delivery.session_models import Session, SessionAttendance
from winay.delivery.visit_terms import Topic
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.trainers.terms import ContractKind

pytestmark = pytest.mark.django_db


made = world(scene.shared)


def test_who_came_and_for_which_household(made):
    session = held(made)
    rows = SessionAttendance.objects.filter(session=session)
    assert set(rows.values_list("enrolment", flat=True)) == {one.pk for one in made.cycles}
    assert line("record_session")["after"]["people"] == 3 and line("record_session")["after"]["guests"] == 2
    assert line("record_session")["after"]["days_late"] == 4


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"days": -1}, "in_future"),
        ({"days": 11}, "outside_contract"),
        ({"began": time(2)}, "hour"),
        ({"minutes": 600}, "minutes"),
        ({"venue": " "}, "venue"),
        ({"language": "zz"}, "language"),
        ({"items": (), "topics": ()}, "no_topic"),
        ({"topics": (Topic.WALLET,)}, "topic_not_taught"),
        ({"items": ("weaving_kit",)}, "item_not_taught"),
        ({"present": ()}, "nobody_came"),
        ({"present": (uuid4(),)}, "not_of_nucleus"),
        ({"guest_men": 501}, "guests"),
        ({"notes": "a" * 601}, "text_long"),
    ],
)
def test_what_is_refused(made, more, code):
    days = more.pop("days", 4)
    with pytest.raises(Refused) as refused:
        held(made, days, **more)
    assert code in codes(refused)
    assert not Session.objects.exists()


def test_only_people_who_were_in_the_nucleus_that_day(made):
    end_enrolment(enrolment=made.cycles[0], on=ago(4), reason=ExitReason.MOVED_OUT, by=made.ana, at=at(4))
    held(made, 5)
    with pytest.raises(Refused) as refused:
        held(made, 4)
    assert codes(refused) == ["not_of_nucleus"]


def test_one_place_at_a_time(made):
    visited(made, 0, days=4, began=time(16))
    with pytest.raises(Refused) as refused:
        held(made, 4)
    assert codes(refused) == ["at_once"]
    held(made, 4, began=time(18))


def test_of_a_nucleus_that_the_contract_serves(made):
    elsewhere = nuclei.nucleus(made.ground, formed_on=made.on, name="Otro", least=1, most=9)
    cycle = enrolment.enrolled(made.ground)
    nuclei.join(elsewhere, cycle, by=made.ana)
    told = session_said([cycle.household.participant.public_id])
    with pytest.raises(Refused) as refused:
        record_session(contract=made.trainer, nucleus=elsewhere, said=told, by=made.ana, at=at(0))
    assert codes(refused) == ["contract_elsewhere"]
    professional = hires(made, 3, kind=ContractKind.PROFESSIONAL)
    with pytest.raises(Refused) as refused:
        record_session(
            contract=professional, nucleus=made.nucleus, said=session_said([made.person().public_id]), by=made.ana,
            at=at(0),
        )  # fmt: skip
    assert "not_visiting" in codes(refused)


def test_corrected_and_reversed(made):
    old = held(made)
    told = session_said([made.person(1).public_id], 3)
    new = correct_session(session=old, said=told, why=WHY, by=made.rosa, at=at(0))
    old.refresh_from_db()
    assert (old.ended_how, new.replaces, new.held_on) == ("replaced", old, ago(3))
    assert SessionAttendance.objects.filter(session=old).count() == 3
    with pytest.raises(Refused) as refused:
        reverse_session(session=old, why=WHY, by=made.ana, at=at(0))
    assert codes(refused) == ["replaced_already"]
    reverse_session(session=new, why=WHY, by=made.ana, at=at(0))
    with pytest.raises(Refused) as refused:
        correct_session(session=new, said=told, why=WHY, by=made.ana, at=at(0))
    assert codes(refused) == ["reversed_already"]
    assert line("reverse_session")["after"] == {"why": WHY}


def test_another_office_tells_nothing(made):
    session, stranger = held(made), people.acting_as(people.other_head())
    told = session_said([made.person().public_id])
    with pytest.raises(NotAllowed):
        record_session(contract=made.trainer, nucleus=made.nucleus, said=told, by=stranger, at=at(0))
    with pytest.raises(NotAllowed):
        reverse_session(session=session, why=WHY, by=stranger, at=at(0))


def test_the_database_itself(made):
    session = held(made)
    kept = ("id", "public_id")
    facts = {
        one.attname: getattr(session, one.attname) for one in Session._meta.concrete_fields if one.name not in kept
    }

    def refused(**more: Any) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Session.objects.create(**(facts | more))

    refused()
    refused(start_minute=session.start_minute + 30)
    refused(start_minute=500, held_on=ago(12))
    refused(start_minute=500, kind="financial")
    refused(start_minute=500, venue="")
    refused(start_minute=10)
    refused(start_minute=500, replaces_id=session.pk)
    other = Session.objects.create(**(facts | {"start_minute": 500}))
    stranger = enrolment.enrolled(made.ground)
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionAttendance.objects.create(
            session=other, enrolment=stranger, member=stranger.household.participant, relation="participant", sex="f"
        )
    for change in ({"held_on": ago(3)}, {"venue": "Otro"}, {"ended_how": "reversed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Session.objects.filter(pk=session.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionAttendance.objects.filter(session=session).delete()
