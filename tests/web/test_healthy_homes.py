"""Pages of healthy homes, support and commitments: the sheet that keeps what was typed, what was agreed, signing."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery import asset_scene as scene
from tests.delivery.test_homes import KEEP, checked
from tests.worlds import world
from winay.delivery.home_guide import home_items
from winay.delivery.home_models import HomeAction, HomeCheck
from winay.delivery.support_models import Commitment, Support

pytestmark = pytest.mark.django_db


planned = world(scene.planned)


@pytest.fixture
def of(planned: scene.Planned, client: Client) -> scene.Planned:
    people.log_in(client, planned.ana.person)
    return planned


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_home_is_visited_and_what_was_agreed_is_done(client: Client, of: scene.Planned) -> None:
    nucleus = f"/nucleos/{of.made.nucleus.public_id}/"
    home = f"{nucleus}hogares/{of.made.cycles[0].public_id}/vivienda/"
    assert "Todavía no se visitó ninguna" in text(client, f"{nucleus}viviendas/")
    assert "Anotar una visita" in text(client, home) and "lo dicen" in text(client, f"{home}anotar/")
    on = of.on + 60 * scene.DAY
    told = {f"i{one.number}": "yes" for one in home_items()} | {
        "on": on.isoformat(), "checker": "Nilda Sulca", "health_worker": "Irma Oré", "i3": "no", "i9": "not_seen",
    }  # fmt: skip
    wrong = client.post(f"{home}anotar/", told)
    body = wrong.content.decode()
    assert wrong.status_code == 422 and "El punto 3 es crítico" in body and 'value="Irma Oré"' in body
    due = {"i3-what": "Limpiar la chimenea", "i3-due": (on + 15 * scene.DAY).isoformat()}
    assert client.post(f"{home}anotar/", told | due).status_code == 302
    check = f"/viviendas/{HomeCheck.objects.get().public_id}/"
    body = text(client, check)
    assert "22" in body and "de 24 que corresponden" in body and "Irma Oré" in body
    assert "venció hace" in text(client, f"{nucleus}viviendas/")
    action = f"/viviendas/acuerdos/{HomeAction.objects.get().public_id}/"
    done = client.post(f"{action}hecho/", {"on": on.isoformat(), "what": "Se limpió"})
    assert done.status_code == 302 and "hecho el" in text(client, check)
    assert client.post(f"{action}abrir/", {"why": scene.WHY}).status_code == 302
    assert client.post(f"{check}retirar/", {"why": scene.WHY}).status_code == 302
    assert 'class="taken-back"' in text(client, home)


def test_support_is_told_and_withdrawn(client: Client, of: scene.Planned) -> None:
    url = f"/nucleos/{of.made.nucleus.public_id}/apoyos/"
    assert "Nadie más apoya" in text(client, url)
    told = {
        "institution": "Municipalidad", "kind": "logistics", "what": "Volquete", "from_on": of.on.isoformat(),
        "worth": "1 200", "home": str(of.made.cycles[0].public_id),
    }  # fmt: skip
    assert client.post(f"{url}anotar/", told).status_code == 422
    assert client.post(f"{url}anotar/", told | {"worth": "1200,50"}).status_code == 302
    made = Support.objects.get()
    assert made.minor == 120_050 and made.membership == of.home() and "Municipalidad" in text(client, url)
    assert client.post(f"/apoyos/{made.public_id}/retirar/", {"why": scene.WHY}).status_code == 302
    assert 'class="taken-back"' in text(client, url)


def test_a_commitment_waits_for_the_end(client: Client, of: scene.Planned) -> None:
    scene.delivered(of)
    url = f"/nucleos/{of.made.nucleus.public_id}/hogares/{of.made.cycles[0].public_id}/compromiso/"
    assert "Se firma al salir del programa" in text(client, url)
    person = of.home().enrolment.household.participant
    assert person is not None
    told = {"on": people.today().isoformat(), "signer": str(person.public_id), "how": "signature", "said": KEEP}
    answer = client.post(url, told)
    assert answer.status_code == 422 and "se firma al salir" in answer.content.decode()
    assert not Commitment.objects.exists()


def test_lists_ask_the_same_however_many_rows(client: Client, of: scene.Planned) -> None:
    def asked(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    nucleus = f"/nucleos/{of.made.nucleus.public_id}/"
    urls = [f"{nucleus}viviendas/", f"{nucleus}hogares/{of.made.cycles[0].public_id}/vivienda/"]
    checked(of, no=(3,))
    client.get(urls[0])
    few = [asked(url) for url in urls]
    checked(of, after=90, no=(3, 5))
    checked(of, 1, no=(1,))
    checked(of, 2, no=(2,))
    assert few == [asked(url) for url in urls] == [10, 9]
    critical, whole = client.get(urls[0]).context["sums"]
    assert (critical[1].yes, critical[1].no) == (3 * 8 - 4, 4), "of the newest visit to each of three homes"
    assert (whole[1].yes, whole[1].no, whole[1].not_seen, whole[1].not_applicable) == (3 * 24 - 4, 4, 0, 0)
