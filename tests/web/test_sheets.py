"""Typing in paper forms in the browser: begun by its number, kept as a draft, handed over with its scan."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import people
from tests.delivery import visits_scene as scene
from tests.delivery.visits_scene import GARDEN
from tests.journeys.sending import FORMS, filled, send
from tests.trainers.scene import ago
from tests.worlds import world
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.delivery.visit_models import Visit
from winay.intake.models import FormVersion, Sheet, Submission
from winay.intake.paper.rules import new_number
from winay.intake.terms import State
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.registry.rules import household_code
from winay.web import sheets as pages

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"papel" * 20


def _made() -> Any:
    publish_shipped_forms(FORMS, by=SYSTEM, at=now())
    return scene.shared()


made = world(_made)


def begun(client: Client, form_id: str = "household_visit", **more: str) -> str:
    """The address of a sheet that was begun."""
    form = FormVersion.objects.get(form_id=form_id)
    head = {"number": new_number(), "filled_on": ago(5).isoformat(), "on_behalf_of": "Nilda Sulca", **more}
    page = client.post(f"/papel/nueva/{form.public_id}/", head)
    assert page.status_code == 302, page.content.decode()[:3000]
    return str(page.url)


def answers(made: Any) -> dict[str, Any]:
    """A visit as the paper has it, as fields of the page."""
    said = {
        "who/contract_code": household_code(made.trainer.public_id),
        "who/household_code": household_code(made.cycles[0].household.public_id),
        "when/visited_on": ago(5).isoformat(), "when/began": "09:30", "when/minutes": "80", "when/language": "quy",
        "received/relation": "participant", "received/sex": "f", "about/items": [GARDEN, "guinea_pigs"],
        "about/last_time": "nothing", "about/demonstration": "made", "about/initiative": "no",
        "about/advice": "Regar de tarde", "confirm/mark": "signature", "confirm/signature": "hoja",
        "others[2]/relation": "neighbour", "others[2]/sex": "m",
    }  # fmt: skip
    return {f"q-{path}": value for path, value in said.items()}


def posted(client: Client, url: str, fields: dict[str, Any], **more: Any) -> Any:
    sheet = Sheet.objects.latest("id")
    head = {"number": sheet.number, "filled_on": sheet.filled_on.isoformat(), "on_behalf_of": sheet.on_behalf_of}
    return client.post(url, {**head, **fields, **more})


def test_a_visit_on_paper_becomes_a_visit_told_by_who_typed_it(client: Client, made: Any) -> None:
    person = made.ana.person
    people.log_in(client, person)
    url = begun(client)
    page = posted(client, url, answers(made), keep="1")
    assert page.status_code == 302 and Sheet.objects.get().answers
    shown = client.get(url).content.decode()
    assert "Regar de tarde" in shown and 'value="09:30"' in shown and shown.count("<legend") > 5
    refused = posted(client, url, answers(made), hand_over="1")
    assert refused.status_code == 422 and "Falta la foto o el PDF" in refused.content.decode()
    scan = SimpleUploadedFile("IMG.png", PNG)
    done = posted(client, url, answers(made), hand_over="1", scan=scan)
    sent = Submission.objects.get()
    assert done.status_code == 302 and done.url == f"/envios/{sent.public_id}/", done.content.decode()[:3000]
    assert sent.state == State.PROCESSED
    visit = Visit.objects.get()
    assert (visit.visited_on, visit.recorded_by, visit.submission) == (ago(5), person.public_id, sent.public_id)
    assert visit.present == 2 and client.get(url).url == done.url
    told = client.get(done.url).content.decode()
    assert "Nilda Sulca" in told and sent.sheet in told and f"hoja-{sent.sheet}.png" in told


def test_what_is_wrong_stands_at_its_question_and_nothing_is_lost(client: Client, made: Any) -> None:
    people.log_in(client, made.ana.person)
    url = begun(client)
    wrong = answers(made) | {"q-when/minutes": "mucho", "q-about/advice": ""}
    page = posted(client, url, wrong, hand_over="1", scan=SimpleUploadedFile("IMG.png", PNG))
    text = page.content.decode()
    assert page.status_code == 422 and "«mucho» no es un número entero" in text and "as_written" not in text
    doubted = answers(made) | {"q-about/advice": ""}
    page = posted(client, url, doubted, hand_over="1")
    text = page.content.decode()
    assert page.status_code == 422 and "Es obligatoria y está vacía" in text and 'name="as_written"' in text
    page = posted(client, url, doubted, hand_over="1", as_written="1")
    sent = Submission.objects.get()
    assert page.status_code == 302 and sent.state == State.REVIEW  # the reader says what a visit cannot be without


def test_another_round_is_added_and_an_empty_one_is_none(client: Client, made: Any) -> None:
    people.log_in(client, made.ana.person)
    url = begun(client)
    page = posted(client, url, answers(made), more="others")
    assert page.url == f"{url}?mas=others#r-others"
    shown = client.get(page.url).content.decode()
    assert 'name="q-others/relation"' in shown and 'name="q-others[2]/relation"' in shown
    assert 'name="q-others[3]/relation"' not in shown


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    client: Client, made: Any, more: int, django_assert_num_queries: Any
) -> None:
    people.log_in(client, made.ana.person)
    for _sheet in range(more):
        begun(client)
    client.get("/papel/")
    with django_assert_num_queries(8):
        assert len(client.get("/papel/").context["rows"]) == more


def test_a_grievance_on_paper_keeps_the_number_of_its_sheet_as_its_code(client: Client, made: Any) -> None:
    from winay.voices.grievance_models import Grievance

    people.log_in(client, made.ana.person)
    url = begun(client, "grievance")
    said = {
        "said/kind": "claim", "said/words": "La cocina que me dejaron se rajó a la semana.", "said/language": "es",
        "said/heard_on": ago(5).isoformat(), "said/about": "delivery", "said/channel": "visit",
        "where/place": made.nucleus.seat.name, "where/program": made.nucleus.version.program.key,
        "who/speaker": "anonymous",
    }  # fmt: skip
    fields = {f"q-{path}": value for path, value in said.items()}
    page = posted(client, url, fields, hand_over="1", scan=SimpleUploadedFile("a.png", PNG))
    assert page.status_code == 302, page.content.decode()[:6000]
    sent, one = Submission.objects.get(), Grievance.objects.get()
    assert household_code(one.public_id) == sent.sheet and one.received_by == made.ana.public_id
    assert sent.erased_at is not None and not sent.attachments.exclude(filename__startswith="#").exists()


def test_the_printed_sheets_bear_numbers_and_as_many_rounds_as_asked(client: Client, made: Any) -> None:
    people.log_in(client, made.ana.person)
    form = FormVersion.objects.get(form_id="household_visit")
    page = client.get(f"/formularios/{form.public_id}/?hojas=2&veces=4")
    text = page.content.decode()
    assert len(set(page.context["copies"])) == 2 and all(number in text for number in page.context["copies"])
    assert text.count('class="paper-round"') == 2 * 4 * 3
    assert client.get(f"/formularios/{form.public_id}/?hojas=9999&veces=x").status_code == 200
    assert pages.MOST_OFFERED


def test_a_grievance_that_waits_is_for_who_hears_grievances(client: Client, made: Any) -> None:
    answers_of = {
        "said/kind": "claim", "said/words": "Mal", "said/language": "es", "said/heard_on": ago(5).isoformat(),
        "said/about": "delivery", "said/channel": "visit", "where/place": made.nucleus.seat.code,
        "where/program": made.nucleus.version.program.key, "who/speaker": "named", "who/name": "Teodora Ccori",
    }  # fmt: skip
    sent = send(filled("grievance", answers_of, {}))
    assert sent.state == State.REVIEW
    people.log_in(client, people.specialist())
    assert "Teodora" in client.get(f"/envios/{sent.public_id}/").content.decode()
    people.log_in(client, people.auditor())
    for name in ("", "original.xml", "todo.zip"):
        assert client.get(f"/envios/{sent.public_id}/{name}").status_code == 403
