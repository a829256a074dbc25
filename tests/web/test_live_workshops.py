"""A workshop while it is held, as pages: opened, counted from two screens, taken back, closed, and typed by itself."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.nuclei import boards_scene as boards
from tests.plans import scene
from tests.worlds import world
from winay.core.clock import now
from winay.core.ids import new_id
from winay.nuclei.services.minutes import tell_assembly
from winay.nuclei.terms import AssemblyKind
from winay.plans.live_models import LiveMark
from winay.plans.workshop_models import Workshop
from winay.web.household_words import title_of

pytestmark = pytest.mark.django_db


constituted = world(scene.constituted)


@pytest.fixture
def made(constituted: Any, client: Client) -> Any:
    people.log_in(client, constituted.ana.person)
    return constituted


def opened(client: Client, made: Any, mode: str = "hands") -> str:
    assembly = boards.called(made, people.today(), kind=AssemblyKind.DIAGNOSTIC)
    page = f"/asambleas/{assembly.public_id}/taller/en-vivo/"
    assert "Abrir el taller" in client.get(page).content.decode()
    assert client.post(page + "marcar/", {"act": "open", "mode": mode}).status_code == 302
    return page


def marked(client: Client, page: str, kind: str, key: str = "", number: int = 1, status: int = 302, **more: str) -> str:
    sent = {"act": "count", "kind": kind, "key": key, "number": str(number), "mark": str(new_id())} | more
    answer = client.post(page + "marcar/", sent)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def test_it_shows_who_came_what_is_wanted_and_what_it_costs(client: Client, made: Any) -> None:
    page = opened(client, made)
    scene.price_everything(made.ana, scene.GARDEN, scene.STOVE, minor=500)
    assert "Anote quién llega" in client.get(page).content.decode()
    marked(client, page, "came", "woman", 2)
    assert "Falta 1 hogar para el quórum de 3" in client.get(page).content.decode()
    marked(client, page, "came", "man")
    marked(client, page, "said", "markets", 2, question="¿A quién venden?", words="Al camión de los jueves.")
    marked(client, page, "wants", scene.GARDEN, 3)
    marked(client, page, "wants", scene.STOVE)
    marked(client, page, "takes", scene.GARDEN)
    text = client.get(page).content.decode()
    assert "Hay quórum" in text and "Al camión de los jueves." in text and "falta algo" in text
    marked(client, page, "takes", scene.STOVE)
    text = client.get(page).content.decode()
    assert "falta algo" not in text and "por dólar desde" in text and "del tope de" in text


def test_a_refused_tap_comes_back_with_its_reason_and_nothing_is_counted(client: Client, made: Any) -> None:
    page = opened(client, made)
    assert "Hay 5 votos por algo y vinieron 0 hogares" in marked(client, page, "wants", scene.GARDEN, 5, status=422)
    assert not LiveMark.objects.exists()


def test_two_screens_count_at_once_and_a_tap_sent_twice_counts_once(client: Client, made: Any) -> None:
    page, other = opened(client, made), Client()
    people.log_in(other, made.rosa.person)
    sent = {"act": "count", "kind": "came", "key": "woman", "mark": str(new_id())}
    for one in (client, client, other):
        one.post(page + "marcar/", sent)
    other.post(page + "marcar/", sent | {"mark": str(new_id())})
    assert '<strong id="v-came-woman" data-live>2</strong>' in client.get(page).content.decode()


def test_a_mistaken_tap_is_taken_back_by_anybody_who_counts(client: Client, made: Any) -> None:
    page, other = opened(client, made), Client()
    marked(client, page, "came", "woman", 2)
    people.log_in(other, made.rosa.person)
    wrong = LiveMark.objects.get()
    assert str(wrong.public_id) in other.get(page).content.decode()
    assert other.post(page + "marcar/", {"act": "back", "of": str(wrong.public_id)}).status_code == 302
    text = client.get(page).content.decode()
    assert '<strong id="v-came-woman" data-live>0</strong>' in text and str(wrong.public_id) not in text
    assert client.post(page + "marcar/", {"act": "back", "of": str(new_id())}).status_code == 422


def test_the_projector_shows_no_buttons_and_a_secret_vote_no_names(client: Client, made: Any) -> None:
    page = opened(client, made, "secret")
    marked(client, page, "came", "woman", 3)
    marked(client, page, "ballot", number=2)
    assert "se leyeron 2 papeletas" in marked(client, page, "wants", scene.GARDEN, 3, status=422)
    marked(client, page, "wants", scene.GARDEN, 2)
    screen = client.get(page + "?vista=pantalla").content.decode()
    assert "data-tap" not in screen and "data-live>2</strong>" in screen
    for text in (screen, client.get(page).content.decode()):
        assert all(title_of(one.household) not in text for one in made.cycles)


def test_each_household_is_chosen_and_says_its_own(client: Client, made: Any) -> None:
    page, home = opened(client, made, "each"), str(made.cycles[0].public_id)
    marked(client, page, "came", "woman")
    assert "escoja primero el hogar" in marked(client, page, "wants", scene.GARDEN, status=422)
    marked(client, page, "wants", scene.GARDEN, household=home)
    text = client.get(f"{page}?hogar={home}").content.decode()
    assert "Ya habló 1 hogar" in text and "Quitar: " in text and title_of(made.cycles[0].household) in text


def test_closed_it_fills_the_sheet_of_the_workshop(client: Client, made: Any) -> None:
    page = opened(client, made)
    marked(client, page, "came", "woman", 4)
    asked = "¿Cuánto demora y cuánto cuesta llegar a la feria más cercana?"
    for words in ("Cuatro horas a pie.", "Veinte soles.", "En mula, un día."):
        marked(client, page, "said", "markets", 4, question=asked, words=words)
    marked(client, page, "wants", scene.GARDEN, 4)
    marked(client, page, "wants", scene.STOVE, 2)
    assert client.post(page + "marcar/", {"act": "close"}).status_code == 302
    text = client.get(page).content.decode()
    assert "Transcribir el acta" in text and "data-tap" not in text
    assert client.post(page + "marcar/", {"act": "reopen"}).status_code == 302
    assembly = boards.Assembly.objects.get(state="called")
    tell_assembly(assembly=assembly, told=boards.told(made, (0, 1, 2)), by=made.ana, at=now())
    sheet = f"/asambleas/{assembly.public_id}/taller/"
    text = client.get(sheet).content.decode()
    assert (
        'name="item-open_field_garden" inputmode="numeric" maxlength="4" value="3"' in text
    )  # three came by the minutes
    assert all(words in text for words in ("Cuatro horas a pie.", "Veinte soles.", "En mula, un día."))
    form = {
        "facilitator": "Nilda Sulca", "mode": "hands", "item-open_field_garden": "3", "item-improved_stove": "2",
        **{f"markets-own{n}-question": asked for n in range(3)}, **{f"markets-own{n}-said": "1" for n in range(3)},
        **{f"markets-own{n}": f"Respuesta {n}" for n in range(3)},
    }  # fmt: skip
    assert client.post(sheet, form).status_code == 302
    assert Workshop.objects.get().answers.count() == 3
    assert "Ver el taller" in client.get(page).content.decode()
    assert "ya está transcrito" in marked(client, page, "came", "woman", status=422)


def test_it_asks_as_much_with_one_item_wanted_as_with_three(client: Client, made: Any) -> None:
    page = opened(client, made)
    marked(client, page, "came", "woman", 4)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    marked(client, page, "wants", scene.GARDEN)
    client.get(page)
    one = asked()
    for item in (scene.STOVE, scene.WATER):
        marked(client, page, "wants", item, 2)
        marked(client, page, "takes", item)
    assert asked() == one == 14
