"""Pages of workshops: the sheet, the live picture, who decides."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.plans import scene
from tests.worlds import world
from winay.plans.queries.workshops import standing_workshop, told_of
from winay.plans.terms import ChoiceMode
from winay.plans.workshop_models import Workshop
from winay.web.household_words import title_of

pytestmark = pytest.mark.django_db


constituted = world(scene.constituted)


@pytest.fixture
def made(constituted: Any, client: Client) -> Any:
    people.log_in(client, constituted.ana.person)
    return constituted


def url(assembly: Any) -> str:
    return f"/asambleas/{assembly.public_id}/taller/"


SENT = {
    "facilitator": "Nilda Sulca", "mode": "hands", "item-open_field_garden": "4", "item-improved_stove": "2",
    "markets-road": "Cuatro horas a pie.", "markets-road-said": "3", "productivity-own0-question": "¿Hay plagas?",
    "productivity-own0": "La rancha, cada febrero.", "productivity-own0-said": "2",
}  # fmt: skip


def test_the_sheet_is_told_and_typed_again_as_it_was(client: Client, made: Any) -> None:
    assembly = scene.diagnosed(made)
    assert client.post(url(assembly), SENT).status_code == 302
    found = Workshop.objects.get()
    assert told_of(found).tally == {scene.GARDEN: 4, scene.STOVE: 2}
    assert {(one.trap, one.question, one.said) for one in told_of(found).answers} == {
        ("markets", "¿Cuánto demora y cuánto cuesta llegar a la feria más cercana?", 3),
        ("productivity", "¿Hay plagas?", 2),
    }
    page = client.get(url(assembly)).content.decode()
    assert "La rancha, cada febrero." in page and "Cuatro horas a pie." in page and "¿Hay plagas?" in page
    assert 'name="item-open_field_garden" inputmode="numeric" maxlength="4" value="4"' in page


def test_the_picture_is_drawn_while_somebody_types_and_nothing_is_kept(client: Client, made: Any) -> None:
    assembly = scene.diagnosed(made)
    drawn = client.post(url(assembly) + "?vista=1", SENT)
    text = drawn.content.decode()
    assert drawn.status_code == 200 and "<html" not in text
    assert "Cocina mejorada" in text and 'width="50.000"' in text and not Workshop.objects.exists()


def test_each_household_writes_its_numbers_and_a_wrong_one_is_named(client: Client, made: Any) -> None:
    assembly = scene.diagnosed(made)
    first = made.cycles[0].public_id
    wrong = client.post(url(assembly), SENT | {"mode": "each", f"home-{first}": "1, 99"})
    assert wrong.status_code == 422 and "«99» no es un número de la lista" in wrong.content.decode()
    assert "Cuatro horas a pie." in wrong.content.decode()
    assert client.post(url(assembly), SENT | {"mode": "each", f"home-{first}": "1 2"}).status_code == 302
    found = standing_workshop(assembly)
    assert found is not None and found.mode == ChoiceMode.EACH and sum(told_of(found).tally.values()) == 2


def test_more_hands_than_households_come_back_with_the_reason(client: Client, made: Any) -> None:
    answer = client.post(url(scene.diagnosed(made)), SENT | {"item-improved_stove": "9"})
    assert answer.status_code == 422 and "Hay 9 votos por algo y vinieron 4 hogares" in answer.content.decode()


def test_who_told_it_is_not_offered_to_approve_and_another_is(client: Client, made: Any) -> None:
    found = scene.workshop(made, approved=False)
    page = f"/talleres/{found.public_id}/"
    assert "Aprobar taller" not in client.get(page).content.decode()
    people.log_in(client, made.rosa.person)
    assert "Aprobar taller" in client.get(page).content.decode()
    assert client.post(f"{page}observar/", {"why": "Falta lo que dijeron del mercado."}).status_code == 302
    assert "Falta lo que dijeron del mercado." in client.get(page).content.decode()


def test_a_secret_vote_says_so_and_names_nobody(client: Client, made: Any) -> None:
    found = scene.workshop(made, mode=ChoiceMode.SECRET)
    page = client.get(f"/talleres/{found.public_id}/").content.decode()
    assert "El voto fue secreto" in page
    assert all(title_of(one.household) not in page for one in made.cycles)


def test_a_workshop_asks_as_much_with_one_answer_as_with_three(client: Client, made: Any) -> None:
    found = scene.workshop(made, approved=False, counts={scene.GARDEN: 1}, answers=scene.ANSWERS[:1])
    page = f"/talleres/{found.public_id}/"
    client.get(page)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    one = asked()
    client.post(url(found.assembly), SENT)
    assert asked() == one == 11


def test_the_sheet_to_print_has_every_question_and_every_item(client: Client, made: Any) -> None:
    assembly = scene.diagnosed(made)
    page = client.get(url(assembly) + "hoja/").content.decode()
    assert page.count('<td class="narrow"></td>') > 24 and "Cocina mejorada" in page and "Huerto" in page
