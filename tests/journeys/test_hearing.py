"""From a phone to a grievance: under the code that its person saw, with its protection, and nowhere else."""

from typing import Any

import pytest
import yaml

from tests.journeys.sending import FORMS, filled, send, why
from tests.nuclei import scene as nuclei
from tests.voices.scene import WORDS, ago
from tests.worlds import world
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.intake.models import Step, Submission
from winay.intake.terms import State, StepKind
from winay.journeys.grievance_form import TOLD_IN_PERSON
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.registry.rules import household_code
from winay.registry.terms import LANGUAGES
from winay.voices.grievance_models import Grievance
from winay.voices.queries.grievances import grievance_by_code, identities
from winay.voices.terms import About, Channel, GrievanceKind, Speaker

CODE = "3f2a9-0b7c4"


def _made() -> nuclei.Formed:
    publish_shipped_forms(FORMS, by=SYSTEM, at=now())
    return nuclei.formed(3)


made = world(_made)


def told(made: nuclei.Formed, days: int = 20, **change: str) -> bytes:
    answers = {
        "code": CODE, "said/kind": "claim", "said/words": WORDS, "said/language": "quy",
        "said/heard_on": ago(days).isoformat(), "said/about": "delivery", "said/channel": "visit",
        "where/place": made.nucleus.seat.code, "where/program": made.nucleus.version.program.key,
        "who/speaker": "protected", "who/name": "Teodora Ccori Sulca", "who/contact": "966 123 456",
    }  # fmt: skip
    return filled("grievance", answers, {}, **change)


@pytest.mark.django_db
def test_what_was_said_weeks_ago_is_answered_from_then_and_stands_in_the_grievance_alone(made):
    sent = send(told(made))
    assert sent.state == State.PROCESSED, why(sent)
    one = Grievance.objects.get()
    assert household_code(one.public_id) == CODE.upper() and grievance_by_code(CODE) == one
    assert (one.heard_on, one.words, one.channel, one.kind) == (ago(20), WORDS, Channel.VISIT, GrievanceKind.CLAIM)
    assert one.due_on == ago(20) + (one.due_on - one.heard_on) and one.received_by == sent.credential.public_id
    assert (one.speaker, one.speaker_name) == (Speaker.PROTECTED, "")
    assert identities().open(one.speaker_hidden).name == "Teodora Ccori Sulca"
    # nobody who reads what phones sent reads it there
    assert bytes(sent.body) == b"" and sent.key_id == "" and sent.erased_at is not None
    assert Step.objects.filter(submission=sent).latest("id").kind == StepKind.SEALED


@pytest.mark.django_db
def test_sent_twice_and_read_again_it_is_one(made):
    body = told(made)
    first = send(body)
    assert send(body).pk == first.pk and Grievance.objects.count() == 1
    Submission.objects.filter(pk=first.pk).update(state=State.PROCESSED)
    other = send(told(made, said__words="El yachachiq no vino en todo el mes de mayo."))
    assert other.state == State.PROCESSED and Grievance.objects.count() == 2  # the same code, other words


@pytest.mark.django_db
def test_whoever_wants_no_name_has_none_and_who_gives_the_code_of_a_household_is_of_its_nucleus(made):
    send(told(made, who__speaker="anonymous", who__name="Teodora Ccori Sulca"))
    nobody = Grievance.objects.get()
    assert (nobody.speaker, nobody.speaker_name, nobody.speaker_hidden) == (Speaker.ANONYMOUS, "", "")
    assert nobody.nucleus is None and nobody.place == made.nucleus.district
    person = made.person()
    named = told(
        made, code="aaaaa-aaaaa", who__speaker="named", who__name=f"{person.given_names} {person.surname_1}",
        who__household_code=household_code(made.cycles[0].household.public_id),
    )  # fmt: skip
    assert send(named).state == State.PROCESSED
    assert Grievance.objects.latest("id").nucleus == made.nucleus


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"said__words": "Mal"}, "voices.words_short"),
        ({"days": -1}, "voices.in_future"),
        ({"who__name": ""}, "voices.name_needed"),
        ({"who__household_code": "AAAAA-AAAAA"}, "voices.household_unknown"),
        ({"said__about": "trainer", "said__contract_code": "AAAAA-AAAAA"}, "delivery.trainer_unknown"),
        ({"said__kind": "rumour"}, "intake.expected_choice"),
        ({"where__place": "999999"}, "voices.place_unknown"),
    ],
)
def test_what_does_not_fit_waits_whole_for_who_hears_grievances(made, change: Any, code):
    sent = send(told(made, **change))
    assert sent.state == State.REVIEW and code in why(sent)
    assert not Grievance.objects.exists() and len(bytes(sent.body)) > 0


@pytest.mark.django_db
def test_one_of_another_territory_waits(made):
    sent = send(told(made), place="0502")
    assert sent.state == State.REVIEW and why(sent) == ["intake.not_allowed"]


def test_the_form_offers_the_vocabularies_and_forgets_itself():
    source = yaml.safe_load((FORMS / "grievance.yaml").read_text())
    for name, words in (
        ("kind", GrievanceKind), ("about", About), ("channel", TOLD_IN_PERSON), ("speaker", Speaker),
        ("language", LANGUAGES),
    ):  # fmt: skip
        assert sorted(source["choices"][name]) == sorted(str(one) for one in words), name
    assert source["settings"] == {"auto_send": "yes", "auto_delete": "yes"}
    assert not any(one.get("type") == "deviceid" for one in source["questions"])
