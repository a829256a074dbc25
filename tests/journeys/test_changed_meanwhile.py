"""What is not, or no longer, as the phone's list has it: people of another nucleus, who left, who were united with
somebody; days that cannot be. Each is kept or refused with its reason in words, where the office's desk sees it."""

from typing import Any

import pytest

from tests import people
from tests.journeys import phoned, sending
from tests.journeys.phoned import DAY, PICTURES, Ground, why
from tests.journeys.test_phoned import MODELS, TELL
from tests.nuclei import scene as nuclei
from tests.registry import scene as registry
from winay.core.clock import now
from winay.delivery.asset_models import Delivery
from winay.delivery.session_models import Session, SessionAttendance
from winay.delivery.technology_models import Installation
from winay.delivery.visit_models import Visit
from winay.intake.models import Submission
from winay.intake.processing.services import reasons_of
from winay.intake.terms import State
from winay.journeys.pages.desk import submissions_in_review
from winay.journeys.wording import say
from winay.registry.models import Member
from winay.registry.rules import household_code
from winay.registry.services.members import add_member, remove_member, transfer_member
from winay.registry.services.merges import merge_members
from winay.registry.terms import Kin, MemberLeft

pytestmark = pytest.mark.django_db
WHY = nuclei.WHY


@pytest.fixture
def found(db: None) -> Ground:
    return phoned.ground()


def refused(found: Ground, body: bytes, *codes: str) -> Submission:
    """It waits at the desk with these reasons among others."""
    sent = found.send(body, PICTURES)
    assert sent.state == State.REVIEW and set(codes) <= set(why(sent)), why(sent)
    return sent


def kept(found: Ground, body: bytes) -> Submission:
    sent = found.send(body, PICTURES)
    assert sent.state == State.PROCESSED, why(sent)
    return sent


def listed(found: Ground, *who: Member, after: int = 200) -> bytes:
    ids = " ".join(str(one.public_id) for one in who)
    nucleus = str(found.of.made.nucleus.public_id)
    return phoned.session(found, after=after, came=[], who__nucleus=nucleus, people__came=ids)


def grown(found: Ground, number: int = 0, *, after: int = 20, **more: Any) -> Member:
    """Somebody more of a household."""
    home, facts = found.home(number).enrolment.household, registry.member(Kin.CHILD, **more)
    return add_member(household=home, facts=facts, on=found.on + after * DAY, by=found.of.ana, at=now())


def test_who_belongs_to_another_nucleus_did_not_come_for_this_one(found: Ground) -> None:
    other = nuclei.formed(2, found.of.made.ground, name="Núcleo vecino")
    stranger = other.cycles[0].household
    code = {"household_code": household_code(stranger.public_id), "relation": "participant", "sex": "f"}
    mine = found.home().enrolment.household.participant
    first = refused(found, listed(found, mine, stranger.participant), "delivery.not_of_nucleus")
    ours = {"household_code": found.code(), "relation": "participant", "sex": "f"}
    refused(found, phoned.session(found, came=[ours, code]), "delivery.not_of_nucleus")
    assert not Session.objects.exists()
    waiting = submissions_in_review(people.acting_as(people.specialist()))
    assert waiting is not None and waiting.count == 2, "the office's desk sees both"
    (reason,) = reasons_of(first.steps.latest("id"))
    assert "núcleo" in say(reason)


def test_who_was_united_with_another_entry_is_the_one_that_stays(found: Ground) -> None:
    """The phone's list is of before: the session, the delivery and the installation name the entry that went."""
    gone, stays = grown(found), grown(found, after=15)
    merge_members(kept=stays, gone=gone, on=found.on + 50 * DAY, why=WHY, by=found.of.ana, at=now())
    kept(found, listed(found, gone, found.home().enrolment.household.participant))
    assert set(SessionAttendance.objects.values_list("member", flat=True)) == {
        stays.pk, found.home().enrolment.household.participant_id
    }  # fmt: skip
    kept(found, listed(found, gone, stays, after=201))
    assert SessionAttendance.objects.filter(session=Session.objects.latest("id")).count() == 1
    somebody = {"received__member": str(gone.public_id), "received__relation": ""}
    kept(found, phoned.delivery(found, after=60, **somebody))
    assert Delivery.objects.get().receiver == stays
    kept(found, phoned.installation(found, after=70, charge__member=str(gone.public_id), charge__relation=""))
    assert Installation.objects.get().in_charge == stays


def test_who_left_counts_for_the_days_before_and_not_for_those_after(found: Ground) -> None:
    child = grown(found)
    remove_member(
        member=child,
        on=found.on + 100 * DAY,
        why=MemberLeft.MOVED_OUT,
        note="Se fue a Lima.",
        by=found.of.ana,
        at=now(),
    )
    somebody = {"received__member": str(child.public_id), "received__relation": ""}
    charge = {"charge__member": str(child.public_id), "charge__relation": ""}
    refused(found, listed(found, child, after=150), "delivery.not_of_nucleus")
    refused(found, phoned.delivery(found, after=150, **somebody), "delivery.receiver_left")
    kept(found, listed(found, child, after=90))
    kept(found, phoned.delivery(found, after=60, **somebody))
    refused(found, phoned.installation(found, after=150, **charge), "delivery.in_charge")
    kept(found, phoned.installation(found, after=70, **charge))
    assert SessionAttendance.objects.get().member == child == Delivery.objects.get().receiver


def test_who_went_to_another_household_is_of_the_one_where_they_were_on_the_day(found: Ground) -> None:
    child = grown(found)
    there = found.home(1).enrolment.household
    transfer_member(member=child, to=there, kin=Kin.CHILD, on=found.on + 100 * DAY, by=found.of.ana, at=now())
    somebody = {"received__member": str(child.public_id), "received__relation": ""}
    charge = {"charge__member": str(child.public_id), "charge__relation": ""}
    kept(found, phoned.delivery(found, after=60, **somebody))
    refused(found, phoned.delivery(found, 1, after=60, **somebody), "delivery.receiver_left")
    kept(found, phoned.delivery(found, 1, after=120, **somebody))
    kept(found, phoned.installation(found, after=70, **charge))
    kept(found, listed(found, child, after=90))
    assert SessionAttendance.objects.get().enrolment == found.home().enrolment


@pytest.mark.parametrize(
    ("after", "codes"),
    [
        (900, {"delivery.day_ahead", "delivery.in_future"}),
        (-400, {"plans.no_plan_yet", "delivery.outside_contract", "delivery.trainer_elsewhere"}),
    ],
)
def test_days_that_cannot_be_wait_with_their_reason(found: Ground, after: int, codes: set[str]) -> None:
    kept(found, phoned.delivery(found, 1))
    kept(found, phoned.installation(found, 1))
    for model in MODELS:
        count = model.objects.count()
        number = {} if model is Session else {"number": 1 if model.__name__ in {"Check", "Installation"} else 0}
        sent = found.send(TELL[model](found, after=after, **number), PICTURES)
        assert sent.state == State.REVIEW and codes & set(why(sent)), (model, why(sent))
        assert model.objects.count() == count and "intake.unexpected" not in why(sent)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_of_no_calendar_is_no_day(found: Ground, day: str) -> None:
    names = {"Delivery": "when__delivered_on", "Installation": "what__installed_on", "Check": "what__checked_on",
             "HomeCheck": "when__checked_on", "Session": "when__held_on"}  # fmt: skip
    for model in MODELS:
        refused(found, TELL[model](found, **{names[model.__name__]: day}), "intake.expected_day")
    visit = sending.filled(
        "household_visit", {"when/visited_on": day}, {"others": [], "agreements": [], "production": []}
    )
    refused(found, visit, "intake.expected_day")
    assert not Visit.objects.exists()
