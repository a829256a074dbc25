"""The pages of what households say: a stack of cards typed one after the other, what is refused kept, changed, taken
back; the card that asks; counts with their picture; lists in so many queries."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from tests import people
from tests.delivery import asset_scene as assets
from tests.delivery import visits_scene as scene
from tests.delivery.sayings_scene import WHY, says
from tests.delivery.visits_scene import visited
from tests.nuclei import scene as nuclei
from tests.trainers.scene import ago
from tests.worlds import world
from winay.delivery.saying_models import Saying
from winay.delivery.saying_terms import Answer

pytestmark = pytest.mark.django_db
LIST, CARD = 14, 18


made = world(scene.shared, synthetic=True)


@pytest.fixture
def rosa(made: nuclei.Formed) -> Client:
    return people.log_in(Client(), made.rosa.person)


def url(name: str, *args: object) -> str:
    return reverse(f"web:{name}", args=args)


def card_url(made: nuclei.Formed, number: int = 0) -> str:
    return url("household_says", made.nucleus.public_id, made.cycles[number].public_id)


def typed(made: nuclei.Formed, thing: Any, answer: str = "did_not_come", **more: Any) -> dict[str, Any]:
    facts = {
        f"a-{thing.public_id}": answer, f"n-{thing.public_id}": "La casa estaba con candado.", "on": ago(2).isoformat(),
        "how": "paper", "helper": "Eusebia Ñahui", "who": str(made.person().public_id), "next": "1",
    }  # fmt: skip
    return facts | more


def test_a_stack_is_typed_one_household_after_the_other(made, rosa):
    first, second = visited(made), visited(made, 1)
    shown = rosa.get(card_url(made)).content.decode()
    assert "Rosa Quispe" in shown and str(first.public_id) in shown and "No vino" in shown
    answer = rosa.post(card_url(made), typed(made, first))
    assert answer.status_code == 302 and answer.headers["Location"].startswith(card_url(made, 1))
    following = rosa.get(answer.headers["Location"]).content.decode()
    assert 'value="Eusebia Ñahui"' in following and ago(2).isoformat() in following
    said = Saying.objects.get()
    assert (said.answer, said.note, said.synthetic) == ("did_not_come", "La casa estaba con candado.", False)
    last = rosa.post(card_url(made, 1), typed(made, second, "came", who=str(made.person(1).public_id)))
    assert last.headers["Location"] == url("sayings", made.nucleus.public_id)


def test_what_was_typed_stays_when_it_is_refused(made, rosa):
    visit = visited(made)
    answer = rosa.post(card_url(made), typed(made, visit, helper="Rosa Quispe"))
    shown = answer.content.decode()
    assert answer.status_code == 422 and escape("que lo recoja otra persona") in shown
    assert 'value="La casa estaba con candado."' in shown and 'value="did_not_come" checked' in shown
    blank = rosa.post(card_url(made), {"on": ago(2).isoformat(), "how": "paper", "helper": "Eusebia Ñahui"})
    assert blank.status_code == 422 and "Marque al menos una respuesta" in blank.content.decode()
    nonsense = rosa.post(card_url(made), typed(made, visit, "nothing", on="ayer", who="x", assembly="y"))
    assert nonsense.status_code == 422 and not Saying.objects.exists()


def test_changed_and_taken_back_both_stay_on_the_page_of_the_visit(made, rosa):
    visit = visited(made)
    said = says(made, visit, note="La casa estaba con candado.")
    page = rosa.get(url("visit", visit.public_id)).content.decode()
    assert "No vino" in page and "La casa estaba con candado." in page and "Eusebia" in page
    change = url("change_saying", said.public_id)
    assert rosa.post(change, typed(made, visit, "came")).status_code == 422  # nobody said why
    assert rosa.post(change, typed(made, visit, "came", why=WHY)).status_code == 302
    newer = Saying.objects.get(replaces=said)
    back = rosa.post(url("reverse_saying", newer.public_id), {"why": "Era la hoja de otra casa."})
    assert back.status_code == 302
    page = rosa.get(url("visit", visit.public_id)).content.decode()
    assert WHY in page and "Era la hoja de otra casa." in page and "después dijo otra cosa" in page


def test_how_many_confirm_is_on_the_pages_of_visits_and_deliveries(made, rosa):
    assert "¿Lo confirman los hogares?" not in rosa.get(url("nucleus_visits", made.nucleus.public_id)).content.decode()
    for number, answer in enumerate((Answer.CAME, Answer.DID_NOT_COME)):
        says(made, visited(made, number), answer)
    visited(made, 2)
    shown = rosa.get(url("nucleus_visits", made.nucleus.public_id)).content.decode()
    assert "¿Lo confirman los hogares?" in shown and "Hogares: 1 lo confirman; 1 dicen que no en algo; 1 no se" in shown
    listed = rosa.get(url("sayings", made.nucleus.public_id) + "?ver=no").content.decode()
    assert listed.count('data-label="Respondidas"') == 1


def test_the_card_asks_of_each_visit_and_delivery():
    made = assets.planned()
    came = assets.delivered(made)
    rosa = people.log_in(Client(), made.rosa.person)
    cycle = made.made.cycles[0].public_id
    shown = rosa.get(url("technical_household_sheet", made.plan.public_id, cycle) + "?idioma=quy").content.decode()
    assert "¿Es cierto?" in shown and "nos entregaron" in shown and "No es lo prometido" in shown
    assert "arí" in shown and "manam" in shown and "sin revisión de hablante" in shown
    page = rosa.get(url("delivery", came.public_id)).content.decode()
    assert "Todavía no se le preguntó." in page
    assert "¿Lo confirman los hogares?" in rosa.get(url("deliveries", made.made.nucleus.public_id)).content.decode()


@pytest.mark.parametrize("households", [1, 3])
def test_pages_ask_as_much_whatever_there_is(households):
    made = scene.shared(households)
    for number in range(households):
        visited(made, number)
        says(made, visited(made, number, days=4))
    rosa = people.log_in(Client(), made.rosa.person)
    for address, most in ((url("sayings", made.nucleus.public_id), LIST), (card_url(made), CARD)):
        rosa.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert rosa.get(address).status_code == 200
        assert len(asked) == most, address
