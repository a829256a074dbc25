"""From a phone to a household: the way of a submission, on a database, through the door and the queue."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import people
from tests.enrolment import scene
from tests.field.filling import PERSON, SHIPPED, registration
from tests.field.phones import phone as phone_for
from tests.field.scene import Phone, words
from tests.worlds import world
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.enrolment.models import Enrolment, Refusal
from winay.enrolment.terms import RefusalReason
from winay.intake.models import Submission
from winay.intake.processing.services import reasons_of
from winay.intake.terms import State
from winay.journal.models import Line, Subject
from winay.journeys.ingest import ingest_next
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.journeys.wording import say
from winay.registry.models import Consent, Household, Member
from winay.registry.terms import Origin

pytestmark = pytest.mark.django_db
OTHER = {"members": [PERSON | {"national_id": "41234569", "given_names": "Aurelia"}]}
AUDIO = b"\x00\x00\x00\x18ftypM4A " + b"voice" * 20


def _ground() -> scene.Ground:
    publish_shipped_forms(SHIPPED.parent, by=SYSTEM, at=now())
    return scene.ground()


ground = world(_ground)


def phone(place: str = "0501") -> Phone:
    return Phone(phone_for(place).token)


def send(ground: scene.Ground, hamlet: int = 1, *, by: Phone | None = None, **change: Any) -> Submission:
    """Sent through the door and taken from the queue."""
    on = change.pop("on", ground.on + timedelta(days=5))
    files = change.pop("files", {})
    body = registration(scene.place(hamlet).code, on.isoformat(), **change)
    answer = (by or phone()).send(body, files)
    assert (answer.status_code, words(answer)) == (201, "full submission upload was successful!")
    while ingest_next(at=now()):
        pass
    return Submission.objects.latest("id")


def test_a_household_appears_with_its_consent_and_its_place_in_the_call(ground: scene.Ground) -> None:
    sent = send(ground, sign__spoken="voz.m4a", files={"voz.m4a": AUDIO})
    assert sent.state == State.PROCESSED
    home = Household.objects.get()
    assert (home.origin, home.place, home.registered_by) == (Origin.PHONE, scene.place(1), sent.credential.public_id)
    assert home.registered_on == ground.on + timedelta(days=5) and home.external_key == str(sent.public_id)
    assert home.participant is not None and home.participant.given_names == "Fortunata"
    consent = Consent.objects.get()
    assert consent.evidence_sha256 == sent.attachments.get().sha256
    entered = Enrolment.objects.get()
    assert (entered.household, entered.source, entered.submission) == (home, Origin.PHONE, sent.public_id)


def test_the_journal_tells_the_way(ground: scene.Ground) -> None:
    sent = send(ground)
    home = Household.objects.get()
    about = Line.objects.filter(subjects__kind="submission", subjects__key=str(sent.public_id)).order_by("id")
    assert [line.verb for line in about] == [
        "registry.register_household", "enrolment.enrol_household", "intake.process",
    ]  # fmt: skip
    assert {line.actor for line in about} == {sent.credential.public_id}
    told = set(Subject.objects.filter(line=about[2]).values_list("kind", "key"))
    assert told >= {
        ("submission", str(sent.public_id)), ("household", str(home.public_id)),
        ("phone", str(sent.credential.public_id)), ("enrolment", str(Enrolment.objects.get().public_id)),
    }  # fmt: skip
    assert not any("Fortunata" in line.body or "41234567" in line.body for line in about)


def test_a_household_that_does_not_want_to_is_registered_and_its_reason_kept(ground: scene.Ground) -> None:
    sent = send(ground, entry__wants="not_now", entry__reason="no_time")
    refusal = Refusal.objects.get()
    assert (refusal.household, refusal.reason) == (Household.objects.get(), RefusalReason.NO_TIME)
    assert refusal.submission == sent.public_id and not Enrolment.objects.exists()


def test_without_consent_only_the_reason_is_kept(ground: scene.Ground) -> None:
    sent = send(
        ground, consent__agrees="no", entry__wants="", entry__reason="other", entry__note="No confían en los papeles."
    )
    assert sent.state == State.PROCESSED and not Household.objects.exists() and not Member.objects.exists()
    refusal = Refusal.objects.get()
    assert (refusal.household, refusal.locality, refusal.households) == (None, scene.place(1), 1)


def why_not(sent: Submission) -> list[str]:
    """What the submission's record says was not done; the journal names the first."""
    assert sent.state == State.PROCESSED and sent.reason_code == ""
    reasons = reasons_of(sent.steps.get(kind="processed"))
    assert all(say(reason) for reason in reasons)
    line = Line.objects.filter(verb="intake.process").latest("id")
    codes = [reason.code for reason in reasons]
    assert not codes or f'"reason":"{codes[0]}"' in line.body.replace(" ", "")
    return codes


def test_where_no_call_is_open_the_household_is_registered_all_the_same(ground: scene.Ground) -> None:
    assert why_not(send(ground, hamlet=3)) == ["enrolment.no_call_there"]
    assert Household.objects.count() == 1 and not Enrolment.objects.exists()


def test_one_that_cannot_enter_is_registered_all_the_same(ground: scene.Ground) -> None:
    before_the_approval = people.today() - timedelta(days=500)
    assert why_not(send(ground, on=before_the_approval)) == ["enrolment.before_approval"]
    assert Household.objects.count() == 1 and not Enrolment.objects.exists()


def test_a_no_that_cannot_be_written_down_says_why(ground: scene.Ground) -> None:
    said = {"entry__wants": "not_now", "entry__reason": "no_time"}
    assert why_not(send(ground, hamlet=3, **said)) == ["enrolment.no_call_there"]
    early = people.today() - timedelta(days=500)
    other = PERSON | {"national_id": "41234568", "given_names": "Basilia"}
    assert why_not(send(ground, on=early, members=[other], **said)) == ["enrolment.before_approval"]
    assert not Refusal.objects.exists() and Household.objects.count() == 2


def test_who_wants_nothing_is_told_nothing(ground: scene.Ground) -> None:
    assert why_not(send(ground, hamlet=3, entry__wants="")) == [] and why_not(send(ground, **OTHER)) == []


def test_its_page_says_what_was_not_done_and_where_to_do_it(ground: scene.Ground, settings: Any) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    sent, done = send(ground, hamlet=3), send(ground, **OTHER)
    desk = people.log_in(Client(), people.specialist())
    page = desk.get(f"/envios/{sent.public_id}/").content.decode()
    home = Household.objects.get(external_key=str(sent.public_id))
    assert "Lo que no se hizo" in page and "Ninguna convocatoria abierta" in page
    assert f"/hogares/{home.public_id}/#programa" in page
    assert 'id="programa"' in desk.get(f"/hogares/{home.public_id}/").content.decode()
    assert "Lo que no se hizo" not in desk.get(f"/envios/{done.public_id}/").content.decode()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"place__locality": "0501999999"}, "registry.place_unknown"),
        ({"members": [PERSON, PERSON]}, "registry.one_participant"),
        ({"members": [PERSON | {"national_id": "123"}]}, "registry.id_length"),
        ({"members": [PERSON | {"born_day": "2015-01-01"}]}, "registry.participant_not_adult"),
        ({"consent_text": "1999.1"}, "registry.consent_text_unknown"),
        ({"members": [PERSON | {"sex": "?"}]}, "intake.expected_choice"),
        ({"on": people.today() + timedelta(days=1000)}, "registry."),
    ],
)  # fmt: skip
def test_what_the_rules_refuse_waits_for_a_person_with_its_reason(
    ground: scene.Ground, change: dict[str, Any], code: str
) -> None:
    sent = send(ground, **change)
    assert sent.state == State.REVIEW and sent.reason_code.startswith(code)
    assert not Household.objects.exists() and not Enrolment.objects.exists()
    step = sent.steps.latest("id")
    assert all(say(reason) for reason in reasons_of(step))


def test_a_phone_of_another_territory_registers_nobody_here(ground: scene.Ground) -> None:
    sent = send(ground, by=phone("0502"))
    assert (sent.state, sent.outside_territory) == (State.REVIEW, True) and not Household.objects.exists()


def test_the_same_household_from_two_phones_is_one(ground: scene.Ground) -> None:
    send(ground)
    again = send(ground)
    assert again.state == State.REVIEW and again.reason_code.startswith("registry.")
    assert Household.objects.count() == 1


def test_sent_twice_and_taken_twice_it_is_one_household(ground: scene.Ground) -> None:
    asking, instance = phone(), "uuid:one-and-the-same"
    for _ in range(2):
        send(ground, by=asking, instance=instance)
    assert Household.objects.count() == Submission.objects.count() == Enrolment.objects.count() == 1


def test_shipped_forms_are_published_once() -> None:
    first = publish_shipped_forms(SHIPPED.parent, by=SYSTEM, at=now())
    lines = Line.objects.count()
    assert publish_shipped_forms(SHIPPED.parent, by=SYSTEM, at=now()) == first and Line.objects.count() == lines
    assert [form.form_id for form in first] == sorted(path.stem for path in SHIPPED.parent.glob("*.xlsx"))
