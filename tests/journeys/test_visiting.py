"""From a phone to a visit: by the door and the queue, on its own day; what does not fit waits at the review desk."""

import uuid
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from openpyxl import load_workbook
from tools.build_forms import load, sheets

from tests.delivery import visits_scene as scene
from tests.delivery.visits_scene import GARDEN, visited
from tests.field.phones import phone as phone_for
from tests.field.scene import Phone
from tests.nuclei import scene as nuclei
from tests.trainers.scene import ago
from tests.worlds import world
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.delivery import visit_terms as terms
from winay.delivery.queries.visit_facts import taught
from winay.delivery.visit_models import Visit
from winay.intake.forms.reading import to_xform
from winay.intake.models import Submission
from winay.intake.processing.services import reasons_of
from winay.intake.terms import State
from winay.journeys.ingest import ingest_next
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.registry.rules import household_code
from winay.registry.terms import LANGUAGES, Origin
from winay.synthetic.filling import fill
from winay.trainers.terms import ContractKind

FORMS = Path(settings.WINAY_FORMS)
SOURCE = FORMS / "household_visit.yaml"


@cache
def xform() -> bytes:
    return to_xform(SOURCE.with_suffix(".xlsx").read_bytes()).xml


def begun() -> nuclei.Formed:
    publish_shipped_forms(FORMS, by=SYSTEM, at=now())
    return scene.shared()


made = world(begun)


def filled(made: nuclei.Formed, number: int = 0, days: int = 5, repeats: Any = None, **change: str) -> bytes:
    answers = {
        "who/contract_code": household_code(made.trainer.public_id).lower(),  # type: ignore[attr-defined]
        "who/household_code": household_code(made.cycles[number].household.public_id).replace("-", ""),
        "when/visited_on": ago(days).isoformat(), "when/began": "09:30:00.000-05:00", "when/minutes": "80",
        "when/language": "quy", "when/position": "-13.24 -74.36 3400 8.5", "received/relation": "participant",
        "received/sex": "m", "about/items": GARDEN, "about/topics": "soil selling", "about/last_time": "partly",
        "about/last_why": "Llovió", "about/demonstration": "made", "about/initiative": "no",
        "about/advice": "Regar de tarde", "checks/feed": "yes", "confirm/mark": "print",
        "confirm/witness": "Teófila Auqui", "confirm/next_on": ago(days - 12).isoformat(),
    } | {name.replace("__", "/"): value for name, value in change.items()}  # fmt: skip
    empty: dict[str, Any] = {"others": [], "agreements": [], "production": []}
    return fill(xform(), answers, empty | (repeats or {}), instance=f"uuid:{uuid.uuid4()}")


def send(body: bytes, place: str = "0501") -> Submission:
    answer = Phone(phone_for(place).token).send(body, {})
    assert answer.status_code in {201, 202}
    while ingest_next(at=now()):
        pass
    return Submission.objects.latest("id")


def why(sent: Submission) -> list[str]:
    return [reason.code for reason in reasons_of(sent.steps.latest("id"))]


@pytest.mark.django_db
def test_a_visit_arrives_days_later_and_keeps_its_day(made):
    counted = {"item": GARDEN, "plants": "40", "unit": "kg", "sold": "2.5", "price": "3.5", "buyer": "feria"}
    repeats = {
        "others": [{"relation": "neighbour", "sex": "f"}], "production": [counted],
        "agreements": [{"what": "Cercar", "who": "la familia", "by_on": ago(0).isoformat()}],
    }  # fmt: skip
    sent = send(filled(made, repeats=repeats))
    assert sent.state == State.PROCESSED, why(sent)
    visit = Visit.objects.get()
    assert (visit.visited_on, visit.start_minute, visit.source) == (ago(5), 570, Origin.PHONE)
    assert (visit.submission, visit.recorded_by) == (sent.public_id, sent.credential.public_id)
    assert (visit.receiver, visit.present, visit.witness) == (made.person(), 2, "Teófila Auqui")
    assert (visit.latitude_e6, visit.accuracy_m) == (-13_240_000, 8)
    assert (visit.agreements.get().what, visit.production.get().sold) == ("Cercar", 25)


@pytest.mark.django_db
def test_the_same_submission_twice_is_one_visit(made):
    body = filled(made)
    first = send(body)
    assert send(body).pk == first.pk
    assert Visit.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"days": 9}, "delivery.not_in_caseload"),
        ({"who__household_code": "AAAAA-AAAAA"}, "delivery.household_unknown"),
        ({"who__contract_code": "AAAAA-AAAAA"}, "delivery.trainer_unknown"),
        ({"who__contract_code": "Rosa"}, "delivery.trainer_unknown"),
        ({"confirm__witness": "Rosa Quispe Huamán"}, "delivery.witness_is_trainer"),
        ({"about__items": "", "about__topics": ""}, "delivery.no_topic"),
        ({"about__topics": "nothing"}, "intake.expected_choice"),
        ({"when__began": "tarde"}, "intake.expected_instant"),
    ],
)
def test_what_does_not_fit_waits_whole_with_its_reason(made, change, code):
    sent = send(filled(made, **change))
    assert sent.state == State.REVIEW and code in why(sent)
    assert not Visit.objects.exists()


@pytest.mark.django_db
def test_one_told_on_the_web_already_waits_and_so_does_one_of_another_territory(made):
    visited(made)
    sent = send(filled(made))
    assert sent.state == State.REVIEW and "delivery.twice_a_day" in why(sent)
    sent = send(filled(made, 1), place="0502")
    assert sent.state == State.REVIEW and why(sent) == ["intake.not_allowed"]
    assert Visit.objects.count() == 1


@pytest.mark.django_db
def test_the_form_offers_the_vocabularies_and_every_item_that_is_taught(made):
    choices = yaml.safe_load(SOURCE.read_text())["choices"]
    for name, words in (
        ("relation", terms.Relation), ("topic", terms.Topic), ("last_time", terms.LastTime), ("mark", terms.Mark),
        ("demonstration", terms.Demonstration), ("seen", terms.Seen), ("water_source", terms.WaterSource),
        ("water_flow", terms.WaterFlow), ("weather", terms.Weather), ("stage", terms.PlantStage),
        ("unit", terms.OutputUnit), ("language", LANGUAGES),
    ):  # fmt: skip
        assert list(choices[name]) == [str(one) for one in words], name
    assert set(taught(made.nucleus.version, ContractKind.PRODUCTIVE)) <= set(choices["item"])


def test_the_workbook_is_made_of_its_source():
    book = load_workbook(SOURCE.with_suffix(".xlsx"))
    found = {
        sheet.title: [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }
    assert found == sheets(load(SOURCE))
