"""Pages of technical plans: the cap, both menus, what is unknown, households, who decides, lists and the desk."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.nuclei import scene as nuclei
from tests.plans import scene
from tests.worlds import world
from winay.core.clock import now
from winay.plans.plan_models import Plan
from winay.plans.services.deciding import return_plan
from winay.plans.services.planning import draft_plan
from winay.web.household_words import title_of

pytestmark = pytest.mark.django_db
GARDEN, STOVE, WATER = scene.GARDEN, scene.STOVE, scene.WATER


constituted = world(scene.constituted)


@pytest.fixture
def made(constituted: Any, client: Client) -> Any:
    people.log_in(client, constituted.ana.person)
    return constituted


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def asked(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def page(plan: Plan) -> str:
    return f"/propuestas/{plan.public_id}/"


def test_a_plan_is_begun_filled_and_sent_in_the_browser(client: Client, made: Any) -> None:
    scene.workshop(made)
    hub = f"/nucleos/{made.nucleus.public_id}/propuesta/"
    assert "Empezar la propuesta" in text(client, hub)
    begun = client.post(f"{hub}empezar/", {"on": people.today().isoformat()})
    plan = Plan.objects.get()
    assert begun.status_code == 302 and begun["Location"] == page(plan)
    body = text(client, page(plan))
    assert "Agregar lo que escogió el taller" in body and "Nada de este menú" in body
    change = f"{page(plan)}cambiar/"
    assert client.post(change, {"act": "item", "item": GARDEN, "modules": "1"}).status_code == 302
    wrong = client.post(change, {"act": "item", "item": "sheep", "modules": "1"})
    assert wrong.status_code == 422 and "no lo escogió el taller" in wrong.content.decode()
    body = text(client, page(plan))
    assert "no se sabe" in body and "lo que no se sabe no vale cero" in body
    refused = client.post(f"{page(plan)}enviar/")
    assert refused.status_code == 422 and "menú de vivienda saludable" in refused.content.decode()
    client.post(change, {"act": "item", "item": STOVE, "modules": "1", "labour": "2,5"})
    scene.answer_needs(made, plan)
    scene.price_everything(made.ana, GARDEN, STOVE)
    assert "del tope de S/\u00a05\u202f661,00" in text(client, page(plan))
    assert client.post(f"{page(plan)}enviar/").status_code == 302
    people.log_in(client, made.rosa.person)
    assert "Aprobar propuesta" in text(client, page(plan))
    assert client.post(f"{page(plan)}aprobar/", {"on": people.today().isoformat()}).status_code == 302
    assert "Emitir el expediente" in text(client, page(plan))
    assert client.post(f"{page(plan)}expediente/").status_code == 302
    assert "Expediente técnico" in text(client, page(plan))


def test_a_plan_above_the_cap_says_by_how_much(client: Client, made: Any) -> None:
    plan = scene.drafted(made)
    scene.price_everything(made.ana, GARDEN, STOVE, minor=50_000)
    body = text(client, page(plan))
    assert "se pasa por" in body and 'class="beyond"' in body


def test_what_was_typed_wrongly_is_refused_whole(client: Client, made: Any) -> None:
    plan = scene.drafted(made)
    change = f"{page(plan)}cambiar/"
    for sent in (
        {}, {"act": "x"}, {"act": "item", "item": GARDEN, "modules": "dos"}, {"act": "give", "worth": "x"},
        {"act": "ungive", "contribution": "x"}, {"act": "need", "item": GARDEN, "position": "77"},
    ):  # fmt: skip
        assert client.post(change, sent).status_code == 422


def test_a_household_varies_and_its_sheet_fits_its_language(client: Client, made: Any) -> None:
    plan = scene.drafted(made)
    scene.price_everything(made.ana, GARDEN, STOVE, WATER)
    url = f"{page(plan)}hogares/{made.cycles[0].public_id}/"
    assert "El paquete del núcleo" in text(client, url)
    wrong = client.post(url, {f"item-{STOVE}": "1", "why": scene.WHY})
    assert wrong.status_code == 422 and "menú productivo" in wrong.content.decode()
    assert client.post(url, {f"item-{GARDEN}": "1", f"item-{WATER}": "2", "why": scene.WHY}).status_code == 302
    assert scene.WHY in text(client, url)
    sheet = text(client, f"{url}hoja/")
    assert "Todavía no está aprobado" in sheet and "sin revisión de hablante" not in sheet
    assert "sin revisión de hablante" in text(client, f"{url}hoja/?idioma=quy")
    assert client.post(url, {"act": "package"}).status_code == 302
    assert "El paquete del núcleo" in text(client, url)


def test_a_plan_asks_as_much_with_one_household_as_with_three(client: Client) -> None:
    one = scene.constituted(made=nuclei.formed(2))
    people.log_in(client, one.ana.person)
    few = {"counts": {GARDEN: 2, STOVE: 2}, "answers": ()}
    plan = scene.drafted(one, ground=scene.workshop(one, **few))
    text(client, page(plan))
    two = asked(client, page(plan))
    from tests.enrolment import scene as enrolment

    for _ in range(3):
        nuclei.join(one.nucleus, enrolment.enrolled(one.ground), by=one.ana)
    assert asked(client, page(plan)) == two == 21
    scene.submitted(one, plan)
    assert asked(client, page(plan)) <= 21


def test_the_list_asks_as_much_with_one_plan_as_with_three(client: Client, made: Any) -> None:
    few = {"counts": {GARDEN: 1, STOVE: 1}, "answers": ()}
    draft_plan(workshop=scene.workshop(made, **few), on=people.today(), by=made.ana, at=now())
    url = "/propuestas/"
    text(client, url)
    one = asked(client, url)
    for name in ("Segundo", "Tercero"):
        other = scene.constituted(made=nuclei.formed(2, made.ground, name=name))
        draft_plan(workshop=scene.workshop(other, **few), on=people.today(), by=made.ana, at=now())
    assert asked(client, url) == one == 10
    assert text(client, url).count("Propuesta técnica") >= 3


def test_the_list_shows_nuclei_without_a_plan_and_filters_by_state(client: Client, made: Any) -> None:
    assert made.nucleus.name in text(client, "/propuestas/?estado=without")
    plan = scene.submitted(made)
    assert made.nucleus.name not in text(client, "/propuestas/?estado=without").split("<main")[1]
    assert made.nucleus.name in text(client, "/propuestas/?estado=submitted")
    assert "Ninguna con ese filtro" in text(client, "/propuestas/?estado=approved")
    people.log_in(client, made.rosa.person)
    assert "propuesta técnica espera su decisión" in text(client, "/escritorio/")
    return_plan(plan=plan, why=scene.WHY, by=made.rosa, at=now())
    people.log_in(client, made.ana.person)
    desk = text(client, "/escritorio/")
    assert "propuesta suya volvió observada" in desk and "propuesta técnica espera su decisión" not in desk


def test_a_workshop_waits_on_the_desk_of_another_person_alone(client: Client, made: Any) -> None:
    scene.workshop(made, approved=False)
    assert "taller espera su decisión" not in text(client, "/escritorio/")
    people.log_in(client, made.rosa.person)
    assert "taller espera su decisión" in text(client, "/escritorio/")
    assert made.nucleus.name in text(client, "/talleres/por-decidir/")


def test_an_addendum_is_begun_from_what_is_in_force_and_the_old_one_is_read(client: Client, made: Any) -> None:
    plan = scene.approved(made)
    hub = f"/nucleos/{made.nucleus.public_id}/propuesta/"
    assert "Cambiar lo aprobado" in text(client, hub)
    on = people.today().isoformat()
    short = client.post(f"{hub}empezar/", {"on": on, "why": "x"})
    assert short.status_code == 422
    done = client.post(f"{hub}empezar/", {"on": on, "why": "Se agrega agua segura en la escuela."})
    assert done.status_code == 302
    assert "Adenda 1 a la propuesta técnica" in text(client, hub)
    old = text(client, page(plan))
    assert "no cambian" in old and title_of(made.cycles[0].household) in old
    assert text(client, f"/bitacora/technical_plan/{plan.public_id}/").count("propuesta técnica") >= 3


@pytest.mark.parametrize(
    "told",
    [
        {"act": "item", "item": scene.GARDEN, "modules": "2", "labour": "tres días"},
        {"act": "give", "giver": "nobody", "what": "Piedra", "worth": "10", "valued_how": "Lo dijo la asamblea."},
    ],
)
def test_what_is_not_understood_changes_nothing(client: Client, made: Any, told: dict[str, str]) -> None:
    plan = scene.drafted(made)
    before = (plan.items.count(), plan.contributions.count(), list(plan.items.values_list("labour", flat=True)))
    assert client.post(f"{page(plan)}cambiar/", told).status_code == 422
    assert before == (plan.items.count(), plan.contributions.count(), list(plan.items.values_list("labour", flat=True)))
