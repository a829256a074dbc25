"""Pages of technologies: a household's timeline, installing, checking with what is kept, what is to be looked at."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery import asset_scene as scene
from tests.delivery import visits_scene as visits
from tests.delivery.test_technologies import check, put
from tests.trainers.test_caseloads import hires
from tests.worlds import world
from winay.core import numbers
from winay.delivery.technology_models import Check, Installation
from winay.delivery.technology_terms import Evidence, TechState
from winay.programs.terms import AbandonReason
from winay.web.technology_words import months_of

pytestmark = pytest.mark.django_db
GARDEN = scene.GARDEN


planned = world(scene.planned)


@pytest.fixture
def of(planned: scene.Planned, client: Client) -> scene.Planned:
    people.log_in(client, planned.ana.person)
    return planned


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def home(of: scene.Planned, number: int = 0) -> str:
    return f"/nucleos/{of.made.nucleus.public_id}/hogares/{of.made.cycles[number].public_id}/tecnologias/"


def test_from_delivery_to_use_in_the_browser(client: Client, of: scene.Planned) -> None:
    assert "Todavía no recibió nada" in text(client, home(of))
    technology = scene.delivered(of).technology
    one = f"/tecnologias/{technology.public_id}/"
    assert "Anotar instalación" in text(client, home(of))
    assert "5 jornales de su trabajo" in text(client, f"{one}instalar/")
    person = of.home().enrolment.household.participant
    assert person is not None
    told = {
        "on": (of.on + 20 * scene.DAY).isoformat(), "seen_by": "Nilda Sulca", "in_charge": str(person.public_id),
        "women": "2,5", "men": "1",
    }  # fmt: skip
    wrong = client.post(f"{one}instalar/", {**told, "women": "2,55"})
    assert wrong.status_code == 422 and "un decimal" in wrong.content.decode()
    wrong = client.post(f"{one}instalar/", told)
    assert wrong.status_code == 422 and "Sin probarla una vez" in wrong.content.decode()
    assert 'value="2,5"' in wrong.content.decode()
    assert client.post(f"{one}instalar/", {**told, "tried": "on"}).status_code == 302
    assert Installation.objects.get().women == 25
    seen = {
        "on": (of.on + 30 * scene.DAY).isoformat(), "state": "in_use", "evidence": "produce", "words": "Lechugas",
        "used_on": (of.on + 29 * scene.DAY).isoformat(), "checked_by": "trainer", "checker": "Nilda Sulca",
    }  # fmt: skip
    assert "Cuántas especies" in text(client, f"{one}verificar/").replace("¿Cuántas", "Cuántas")
    early = client.post(f"{one}verificar/", seen)
    assert early.status_code == 422 and "se juzga desde el" in early.content.decode()
    late = {**seen, "on": (of.on + 150 * scene.DAY).isoformat(), "used_on": (of.on + 149 * scene.DAY).isoformat()}
    assert client.post(f"{one}verificar/", late).status_code == 302
    body = text(client, home(of))
    assert "en uso" in body and "3,5 jornales de 5 comprometidos" in body and "Lechugas" in body
    made = Check.objects.get()
    assert client.post(f"/verificaciones/{made.public_id}/retirar/", {"why": scene.WHY}).status_code == 302
    assert client.post(
        f"/instalaciones/{Installation.objects.get().public_id}/retirar/", {"why": scene.WHY}
    ).status_code == 302  # fmt: skip
    assert 'class="taken-back"' in text(client, home(of))


def test_what_is_to_be_looked_at_is_listed_with_a_constant_number_of_queries(client: Client, of: scene.Planned) -> None:
    def asked(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    url = f"/nucleos/{of.made.nucleus.public_id}/verificaciones/"
    assert "Nada por verificar" in text(client, url)
    technology = scene.delivered(of).technology
    client.get(url)
    few = [asked(url), asked(home(of))]
    for number in (1, 2):
        scene.delivered(of, number)
    put(of, technology)
    check(of, technology)
    check(of, technology, 160, state=TechState.ABANDONED, evidence=Evidence.PARTS, why=AbandonReason.NO_WATER)
    assert few == [asked(url), asked(home(of))] == [10, 11]
    assert "hace" in text(client, f"{url}?dias=90&que={GARDEN}")
    assert "Nada por verificar" in text(client, f"{url}?serie=salida")
    body = text(client, home(of))
    assert "faltó agua" in body and ">A<" in body


def test_the_months_over_a_timeline_are_few_and_say_their_year() -> None:
    year = months_of(date(2025, 1, 4), date(2026, 11, 29))
    assert [one["words"].replace(numbers.SPACE, " ") for one in year] == ["feb 2025", "ago", "feb 2026", "ago"]
    assert [one["words"].split(numbers.SPACE)[0] for one in months_of(date(2026, 9, 20), date(2026, 11, 29))] == [
        "oct", "nov",
    ]  # fmt: skip
    assert months_of(date(2026, 11, 2), date(2026, 11, 29)) == []


def test_a_households_card_says_what_came_what_it_worked_and_who_visits(client: Client, of: scene.Planned) -> None:
    card = f"/propuestas/{of.plan.public_id}/hogares/{of.made.cycles[0].public_id}/hoja/"
    before = text(client, card)
    assert before.count("todavía no llega") == 2 and "Nadie todavía" in before and "Ya pusimos 0 al" in before
    put(of, scene.delivered(of).technology)
    of.made.trainer = hires(of.made, 0)  # type: ignore[attr-defined]
    visits.shares(of.made)
    visit = visits.visited(of.made, next_on=people.today() + scene.DAY)
    shown = text(client, card)
    assert shown.count("todavía no llega") == 1 and "instalada" in shown
    assert "Ya pusimos 4 al" in shown and visit.contract.applicant.name in shown
    assert "Abonar antes de sembrar." in shown and "dijo que vuelve el" in shown
    assert shown.count('<td class="tick">☐</td>' * 2) == 2  # the visit and the garden, to be confirmed or denied
