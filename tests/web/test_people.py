"""The pages of people and roles."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from tests import people
from winay.accounts.models import Person
from winay.accounts.roles import ROLES
from winay.accounts.services import end_access
from winay.accounts.terms import RoleKey
from winay.core.actors import SYSTEM
from winay.core.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> Person:
    person = people.manager()
    people.log_in(client, person)
    return person


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_asks_the_same_number_of_questions(
    client: Client, manager: Person, more: int, django_assert_num_queries: Any
) -> None:
    for _ in range(more):
        people.head()
    client.get("/personas/")
    with django_assert_num_queries(10):
        assert client.get("/personas/").status_code == 200


def test_a_person_is_found_without_accents_by_role_and_by_state(client: Client, manager: Person) -> None:
    people.head(name="Ñusta Yupanqui")
    people.specialist(name="José Núñez")
    gone = people.someone("Luz Gone")
    end_access(person=gone, reason="Dejó la institución.", by=SYSTEM, at=now())
    people.someone("Sin Rol")

    def names(query: str) -> set[str]:
        page = client.get(f"/personas/?{query}")
        return {row["person"].name for row in page.context["rows"]}

    assert names("who=nusta") == {"Ñusta Yupanqui"}
    assert names("who=NUÑEZ+jose") == {"José Núñez"}
    assert names("role=office_head") == {"Ñusta Yupanqui"}
    assert names("state=closed") == {"Luz Gone"}
    assert names("state=none") == {"Sin Rol"}
    assert names("who=nadie") == set() and "Nadie con estos filtros" in text(client.get("/personas/?who=nadie"))
    assert names("role=emperor&state=x") >= {"Ñusta Yupanqui", "Luz Gone"}, "what is no filter is left out"


def test_pages_follow_each_other_without_gap_or_repetition(
    client: Client, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("winay.web.people.PAGE", 3)
    for _ in range(7):
        people.someone("Ana Quispe")  # all of one name: the order must not depend on it alone
    seen: list[str] = []
    url = "/personas/"
    while url:
        page = client.get(url)
        seen += [str(row["person"].public_id) for row in page.context["rows"]]
        after = page.context["page"].next_after
        url = f"/personas/?after={after}" if after else ""
    assert len(seen) == len(set(seen)) == 8
    assert client.get("/personas/?after=x").status_code == 200


def test_the_file_holds_one_row_a_role_and_no_formula(client: Client, manager: Person) -> None:
    person = people.head(name="=HYPERLINK(1)")
    people.give(person, RoleKey.OFFICE_SPECIALIST, "21", "haku-winay")
    content = b"".join(client.get("/personas/lista.csv").streaming_content).decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(content)) if row[0] == "'=HYPERLINK(1)"]
    assert [row[5:9] for row in rows] == [
        ["Jefatura de unidad territorial", "05", "Ayacucho", "todos los programas"],
        ["Especialista de unidad territorial", "21", "Puno", "Haku Wiñay"],
    ]


def test_a_person_is_entered_and_given_a_role(client: Client, manager: Person) -> None:
    answer = client.post(
        "/personas/nueva/",
        {"name": "Nelly Cusi", "email": "Nelly@Ejemplo.pe", "role": "office_head", "place": "ayacucho", "program": ""},
        follow=True,
    )
    nelly = Person.objects.get(email="nelly@ejemplo.pe")
    assert answer.redirect_chain == [(f"/personas/{nelly.public_id}/", 302)]
    assert "Nelly Cusi ya está en la lista." in text(answer) and "Ayacucho (05)" in text(answer)
    assert not nelly.has_usable_password()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"role": "office_head", "place": ""}, "Este rol se da para un lugar"),
        ({"role": "national_manager", "place": "05"}, "Este rol es para todo el país"),
        ({"role": "office_head", "place": "Atlántida"}, "No existe el lugar «Atlántida»"),
        ({"role": "office_head", "place": "Santa Rosa"}, "Hay varios lugares con el nombre «Santa Rosa»"),
        ({"role": "office_head", "place": "05", "on": "2020-01-01"}, "Un rol no puede empezar antes de hoy"),
        ({"role": "auditor", "place": ""}, "Quien audita no lleva otro rol"),
        ({"role": "emperor", "place": "05"}, "emperor"),
        ({"role": "office_head", "place": "05", "on": "ayer"}, "fecha"),
    ],
)
def test_refusals_are_said_in_words_and_nothing_is_lost(
    client: Client, manager: Person, data: dict[str, str], said: str
) -> None:
    person = people.specialist("21")
    answer = client.post(
        f"/personas/{person.public_id}/rol/", {"on": people.today().isoformat(), "program": "", **data}
    )
    assert answer.status_code == 422 and said in text(answer)
    assert person.grants.count() == 1
    assert data["place"] in text(answer), "what was written is still there"


def test_nobody_gives_themselves_a_role_or_closes_their_own_access(client: Client, manager: Person) -> None:
    page = text(client.get(f"/personas/{manager.public_id}/"))
    assert "Es usted" in page and "Asignar rol" not in page and "Cerrar su acceso" not in page
    own = f"/personas/{manager.public_id}"
    today = people.today().isoformat()
    given = client.post(f"{own}/rol/", {"role": "office_head", "place": "05", "program": "", "on": today})
    assert given.status_code == 422 and "Nadie se da un rol a sí mismo" in text(given)
    closed = client.post(f"{own}/acceso/", {"reason": "Me voy de viaje largo.", "do": "close"})
    assert closed.status_code == 422 and "Nadie cierra su propio acceso" in text(closed)


def test_a_role_is_withdrawn_with_a_reason_that_stays(client: Client, manager: Person) -> None:
    person = people.head()
    url = f"/personas/permiso/{person.grants.get().public_id}/retirar/"
    today = people.today().isoformat()
    assert "letras o más" in text(client.post(url, {"on": today, "reason": "corta"}))
    done = client.post(url, {"on": today, "reason": "Pasó a la oficina de Puno."}, follow=True)
    assert "Rol retirado" in text(done) and "Pasó a la oficina de Puno." in text(done) and "nunca rigió" in text(done)
    assert client.post(url, {"on": today, "reason": "Otra vez lo mismo."}).status_code == 422


def test_an_access_is_closed_and_opened_again(client: Client, manager: Person) -> None:
    person = people.head()
    url = f"/personas/{person.public_id}/acceso/"
    assert "Acceso cerrado" in text(client.post(url, {"reason": "Dejó la institución.", "do": "close"}, follow=True))
    twice = client.post(url, {"reason": "Dejó la institución.", "do": "close"})
    assert twice.status_code == 422, "a page left open does not open what it meant to close"
    assert "Acceso abierto" in text(client.post(url, {"reason": "Volvió a la oficina.", "do": "open"}, follow=True))


def test_the_auditor_reads_and_is_offered_no_verb(client: Client) -> None:
    people.log_in(client, people.auditor())
    person = people.head()
    for url in ("/personas/", f"/personas/{person.public_id}/"):
        page = text(client.get(url))
        assert "Agregar al equipo" not in page and "Asignar rol" not in page and "Retirar" not in page


def test_a_manager_of_one_program_reads_no_people(client: Client) -> None:
    person = people.someone("Gestora de un programa")
    people.give(person, RoleKey.NATIONAL_MANAGER, None, "haku-winay")
    people.log_in(client, person)
    for url in ("/personas/", "/personas/nueva/", "/bitacora/"):
        assert client.get(url).status_code == 403
    assert 'href="/personas/"' not in text(client.get("/personas/roles/")), "no way is shown that does not lead there"


def test_every_role_is_explained_to_everybody(client: Client) -> None:
    page = text(client.get("/personas/roles/"))
    for role in ROLES.values():
        assert str(role.label) in page and str(role.prose) in page


def test_a_hostile_name_is_only_text(client: Client, manager: Person) -> None:
    person = people.head(name="<script>alert(1)</script>")
    for url in ("/personas/", f"/personas/{person.public_id}/", "/bitacora/"):
        assert "<script>alert(1)" not in text(client.get(url))
