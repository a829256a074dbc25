"""The pages of visits: told, refused with what was written kept, corrected, reversed; lists in so many queries."""

import csv
import io
import re
from datetime import time, timedelta
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
from tests.delivery.visits_scene import GARDEN, WHY, held, visited
from tests.enrolment import scene as enrolment
from tests.nuclei import scene as nuclei
from tests.trainers.scene import ago, at
from tests.trainers.test_caseloads import hires
from tests.worlds import world
from winay.delivery.queries.visit_facts import offered_advice
from winay.delivery.queries.visits import VisitFilters, last_visits_of, list_visits
from winay.delivery.services.visits import reverse_visit
from winay.delivery.session_models import Session
from winay.delivery.visit_models import Visit
from winay.registry.terms import Sex

pytestmark = pytest.mark.django_db
LIST, LIST_OF_NUCLEUS, HOUSEHOLD, MONTH, NUCLEUS, SESSIONS = 8, 10, 12, 14, 16, 7


made = world(scene.shared, synthetic=True)


@pytest.fixture
def rosa(made: nuclei.Formed) -> Client:
    return people.log_in(Client(), made.rosa.person)


def url(name: str, *args: object) -> str:
    return reverse(f"web:{name}", args=args)


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def telling(made: nuclei.Formed, **more: Any) -> dict[str, Any]:
    """What the form of a visit sends."""
    told = {
        "on": ago(3).isoformat(), "began": "09:00", "minutes": "80", "language": "quy",
        "received": str(made.person().public_id), "more_items": [GARDEN], "last_time": "nothing",
        "advice": "Regar de tarde", "demonstration": "made", "initiative": "no", "mark": "signature",
    }  # fmt: skip
    return told | more


def record_url(made: nuclei.Formed, number: int = 0) -> str:
    return url("record_visit", made.trainer.public_id, made.cycles[number].public_id)  # type: ignore[attr-defined]


def test_a_visit_is_told_from_the_households_page(made, rosa):
    home = made.cycles[0].household.public_id
    page = rosa.get(url("visits_of_household", home)).content.decode()
    assert record_url(made) in page
    assert rosa.get(record_url(made)).status_code == 200
    counted = {"p1-item": GARDEN, "p1-plants": "40", "p1-unit": "kg", "p1-sold": "2.5", "p1-price": "3.50"}
    agreed = {"what_1": "Cercar", "who_1": "la familia", "by_1": ago(-5).isoformat(), "next_on": ago(-9).isoformat()}
    answer = rosa.post(record_url(made), telling(made, **counted, **agreed), follow=True)
    shown = answer.content.decode()
    assert "Visita registrada" in shown and "Regar de tarde" in shown and "Cercar" in shown
    assert "3,50" in shown and "2,5" in shown and "3 días después" in shown
    visit = Visit.objects.get()
    assert (visit.visited_on, visit.start_minute) == (ago(3), 540)
    assert visit.production.get().sold == 25


def test_what_was_written_is_kept_when_it_is_refused(made, rosa):
    answer = rosa.post(record_url(made), telling(made, on=ago(9).isoformat(), advice="Podar los frutales"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "no estaba a cargo de este yachachiq" in page
    assert "Podar los frutales" in page and f'value="{ago(9).isoformat()}"' in page
    answer = rosa.post(record_url(made), telling(made, mark="print", advice="Podar"))
    assert answer.status_code == 422 and "necesita un testigo" in answer.content.decode()
    answer = rosa.post(record_url(made), telling(made, advice="", what_1="Cercar"))
    assert answer.status_code == 422 and "revise lo marcado" in answer.content.decode()
    assert not Visit.objects.exists()


def test_advice_of_the_menu_is_marked_and_stands_before_ones_own_words(db, client):
    of = assets.planned(4)
    of.made.trainer = hires(of.made, 0)  # type: ignore[attr-defined]
    scene.shares(of.made)
    people.log_in(client, of.rosa.person)
    offered = [one.text("es") for one in offered_advice(of.made.nucleus.version, GARDEN)]
    page = client.get(record_url(of.made)).content.decode()
    assert len(offered) == 4 and all(escape(text) in page for text in offered)
    sent = telling(of.made, items=[GARDEN], more_items=[], advice="", offered=offered[:2])
    client.post(record_url(of.made), sent)
    assert Visit.objects.get().advice == "\n".join(offered[:2]), "marked ones alone are enough"
    more = {"on": ago(2).isoformat(), "offered": offered[:1]}
    client.post(record_url(of.made), sent | more | {"advice": "Y cercar."})
    assert Visit.objects.order_by("-id")[0].advice == f"{offered[0]}\nY cercar."
    long = sent | more | {"on": ago(1).isoformat(), "advice": "a" * 590}
    answer = client.post(record_url(of.made), long)
    assert answer.status_code == 422 and "pasa de 600 letras" in answer.content.decode()
    assert client.post(record_url(of.made), long | {"advice": "", "offered": ["otro"]}).status_code == 422
    assert Visit.objects.count() == 2


def test_somebody_of_no_household_received_it(made, rosa):
    other = {"received": "other", "relation_1": "neighbour", "sex_1": "m", "name_1": "Don Julián"}
    answer = rosa.post(record_url(made), telling(made, **(other | {"relation_1": ""})))
    assert answer.status_code == 422
    rosa.post(record_url(made), telling(made, **other))
    assert list(Visit.objects.values_list("receiver_relation", "receiver_sex", "receiver_name")) == [
        ("neighbour", Sex.MAN, "Don Julián")
    ]


def test_corrected_and_reversed_with_both_rows_shown(made, rosa):
    visit = visited(made)
    address = url("correct_visit", visit.public_id)
    page = rosa.get(address).content.decode()
    assert "Abonar antes de sembrar." in page
    answer = rosa.post(address, telling(made, on=ago(5).isoformat(), why="corto"))
    assert answer.status_code == 422 and "15 letras" in answer.content.decode()
    shown = rosa.post(address, telling(made, on=ago(5).isoformat(), why=WHY), follow=True).content.decode()
    assert "Visita corregida" in shown and url("visit", visit.public_id) in shown
    old = rosa.get(url("visit", visit.public_id)).content.decode()
    assert WHY in old and "ya no cuenta" in old and url("correct_visit", visit.public_id) not in old
    new = Visit.objects.get(ended_how="")
    rosa.post(url("reverse_visit", new.public_id), {"why": WHY})
    new.refresh_from_db()
    assert new.ended_how == "reversed"
    listed = rosa.get(url("visits_of_household", made.cycles[0].household.public_id)).content.decode()
    assert "corregida" in listed and "anulada" in listed
    assert not list_visits([(None, None)], VisitFilters())[0]


def test_a_household_that_this_trainer_never_had_is_not_shown(made, rosa):
    stranger = enrolment.enrolled(made.ground)
    assert rosa.get(url("record_visit", made.trainer.public_id, stranger.public_id)).status_code == 404


def test_lists_ask_as_much_for_three_as_for_one(made, rosa):
    addresses = {
        f"{url('visits')}?nucleo={made.nucleus.public_id}": LIST_OF_NUCLEUS,
        f"{url('visits')}?mes={ago(5):%Y-%m}": LIST,
        url("visits_of_household", made.cycles[0].household.public_id): HOUSEHOLD,
        f"{url('trainer_visits', made.trainer.public_id)}?mes={ago(5):%Y-%m}": MONTH,
        url("nucleus_visits", made.nucleus.public_id): NUCLEUS,
        url("group_sessions"): SESSIONS,
    }
    visited(made)
    held(made, 4)
    before = {address: queries(rosa, address) for address in addresses}
    for number in (1, 2):
        visited(made, number)
    visited(made, 0, days=3)
    held(made, 3, began=time(18))
    held(made, 2)
    after = {address: queries(rosa, address) for address in addresses}
    nobody_left = {url("nucleus_visits", made.nucleus.public_id): NUCLEUS - 1}  # who was never visited is not asked for
    assert (before, after) == (addresses, addresses | nobody_left)


def test_pages_go_on_by_key(made, rosa):
    for days in (5, 4, 3):
        for number in range(3):
            visited(made, number, days=days)
    first, more = list_visits([(None, None)], VisitFilters(), limit=4)
    second, again = list_visits([(None, None)], VisitFilters(), after=first[-1].public_id, limit=5)
    assert more and not again
    assert len({one.pk for one in (*first, *second)}) == 9
    days = [one.visited_on for one in (*first, *second)]
    assert days == sorted(days, reverse=True)


def test_the_list_of_a_month_and_its_file(made, rosa):
    visited(made)
    visited(made, 1)
    page = rosa.get(f"{url('visits')}?nucleo={made.nucleus.public_id}").content.decode()
    assert page.count('data-label="Yachachiq"') == 2
    empty = rosa.get(f"{url('visits')}?mes=2019-01").content.decode()
    assert "Aquí estarán las visitas" in empty
    answer = rosa.get(f"{url('visits_file', 'csv')}?nucleo={made.nucleus.public_id}")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["visited_on"] for row in rows] == [ago(5).isoformat()] * 2
    assert rows[0]["received"] == "participant" and GARDEN in rows[0]["topics"]


def test_the_trainers_month_shows_who_was_never_visited(made, rosa):
    visited(made)
    page = rosa.get(f"{url('trainer_visits', made.trainer.public_id)}?mes={ago(5):%Y-%m}").content.decode()
    assert "Visitó a 1 de 3 hogares a su cargo" in page
    assert "2 hogares a su cargo no tuvieron nunca una visita" in page
    assert page.count('class="days-dot"') == 1


def test_the_nucleus_names_who_was_never_visited(made, rosa):
    visit = visited(made)
    page = rosa.get(url("nucleus_visits", made.nucleus.public_id)).content.decode()
    assert re.search(r"Nunca visitados <span class=\"quiet\">2</span>", page)
    reverse_visit(visit=visit, why=WHY, by=made.ana, at=at(0))
    page = rosa.get(url("nucleus_visits", made.nucleus.public_id)).content.decode()
    assert re.search(r"Nunca visitados <span class=\"quiet\">3</span>", page)


def test_the_last_visit_of_many_in_one_query(made):
    for days in (5, 4):
        visited(made, days=days, next_on=ago(days - 20))
    visited(made, 1, days=3)
    with CaptureQueriesContext(connection) as asked:
        found = last_visits_of([one.pk for one in made.cycles])
    assert len(asked) == 1
    assert {pk: one.visited_on for pk, one in found.items()} == {made.cycles[0].pk: ago(4), made.cycles[1].pk: ago(3)}
    assert found[made.cycles[0].pk].next_on == ago(4) + timedelta(days=20)


def test_a_session_is_told_corrected_and_reversed(made, rosa):
    address = url("record_session", made.nucleus.public_id)
    assert rosa.get(address).status_code == 200
    told = {
        "contract": str(made.trainer.public_id), "on": ago(4).isoformat(), "began": "15:00", "minutes": "120",
        "venue": "Local comunal", "language": "quy", "more_items": [GARDEN], "guest_women": "3",
        "came": [str(made.person(n).public_id) for n in range(2)],
    }  # fmt: skip
    refused = rosa.post(address, told | {"came": []})
    assert refused.status_code == 422 and "Marque quién vino" in refused.content.decode()
    assert 'value="Local comunal"' in refused.content.decode()
    shown = rosa.post(address, told, follow=True).content.decode()
    assert "Capacitación registrada" in shown and "de 2 hogares" in shown
    session = Session.objects.get()
    page = rosa.get(url("correct_session", session.public_id)).content.decode()
    assert page.count(" checked") >= 3
    shown = rosa.post(url("correct_session", session.public_id), told | {"venue": "Escuela", "why": WHY}, follow=True)
    assert "Escuela" in shown.content.decode()
    new = Session.objects.get(ended_how="")
    rosa.post(url("reverse_session", new.public_id), {"why": WHY})
    assert not Session.objects.filter(ended_how="").exists()
    assert "Aquí estarán las capacitaciones" in rosa.get(url("group_sessions")).content.decode()
