"""A trainer's month typed from paper: all rows or none, faults beside their row, what was typed kept; and the paper."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people
from tests.delivery import visits_scene as scene
from tests.delivery.visits_scene import GARDEN
from tests.nuclei import scene as nuclei
from tests.trainers.scene import ago
from tests.worlds import world
from winay.delivery.visit_models import Visit

pytestmark = pytest.mark.django_db
COST = 15


made = world(scene.shared, 3, synthetic=True)


@pytest.fixture
def rosa(made: nuclei.Formed) -> Client:
    return people.log_in(Client(), made.rosa.person)


def url(made: nuclei.Formed, name: str = "visit_sheet", more: str = "") -> str:
    address = reverse(f"web:{name}", args=[made.trainer.public_id])  # type: ignore[attr-defined]
    return f"{address}?mes={ago(3):%Y-%m}{more}"


def row(page: Any, number: int, turn: int = 1, **more: Any) -> dict[str, str]:
    """What the form of a row sends, as the page offers it, and what somebody types."""
    form = page.context["homes"][number]["rows"][turn - 1]["form"]
    sent = {one.html_name: str(one.value() or "") for one in form}
    typed = {"day": ago(3).day, "began": "09:00", "advice": "Regar de tarde", "item": GARDEN} | more
    return sent | {form.add_prefix(key): str(value) for key, value in typed.items()}


def test_a_sheet_is_typed_and_every_visit_has_its_own_day(made, rosa):
    page = rosa.get(url(made))
    assert page.status_code == 200 and len(page.context["homes"]) == 3
    sent = row(page, 0) | row(page, 1, began="11:00") | row(page, 1, 2, day=ago(2).day, began="08:00", mark="print",
                                                           witness="Teófila Auqui")  # fmt: skip
    if ago(2).month != ago(3).month:
        sent = row(page, 0) | row(page, 1, began="11:00")
    answer = rosa.post(url(made), sent, follow=True)
    assert "visitas registradas" in answer.content.decode()
    told = list(Visit.objects.order_by("visited_on", "start_minute"))
    assert [(one.visited_on, one.start_minute) for one in told][:2] == [(ago(3), 540), (ago(3), 660)]
    assert {one.recorded_by for one in told} == {made.rosa.public_id} and all(one.synthetic for one in told)
    again = rosa.get(url(made))
    assert "ya registradas:" in again.content.decode()


def test_faults_stand_beside_their_row_and_nothing_is_written(made, rosa):
    page = rosa.get(url(made))
    sent = row(page, 0) | row(page, 1, advice="Podar los frutales") | row(page, 2, began="11:00", mark="print")
    answer = rosa.post(url(made), sent)
    homes, body = answer.context["homes"], answer.content.decode()
    faults = [[len(one["faults"]) for one in home["rows"]] for home in homes]
    assert answer.status_code == 422 and faults == [[0, 0], [1, 0], [1, 0]]
    assert "ya estaba en otra visita" in homes[1]["rows"][0]["faults"][0]
    assert "necesita un testigo" in homes[2]["rows"][0]["faults"][0]
    assert "Podar los frutales" in body and "2 filas no se pueden registrar" in body
    assert not Visit.objects.exists()
    short = rosa.post(url(made), row(page, 0, day="", began=""))
    assert short.status_code == 422 and "Falta." in short.content.decode()
    wrong = rosa.post(url(made), row(page, 0, day=32))
    assert wrong.status_code == 422
    assert "no tiene ninguna visita" in rosa.post(url(made), {}).content.decode()
    assert not Visit.objects.exists()


def test_somebody_of_another_household_is_no_choice(made, rosa):
    page = rosa.get(url(made))
    stranger = str(made.person(2).public_id)
    first = page.context["homes"][0]["rows"][0]["form"]
    if first["received"].value() == stranger:
        stranger = str(made.person(1).public_id)
    assert rosa.post(url(made), row(page, 0, received=stranger)).status_code == 422
    assert not Visit.objects.exists()


def test_the_paper_names_the_caseload_with_two_empty_rows_each(made, rosa):
    scene.visited(made, 0, days=3)
    page = rosa.get(url(made, "visit_sheet_paper")).content.decode()
    assert page.count('rowspan="2"') == 3 and page.count("nunca visitado") == 2
    assert all(made.person(number).surname_1 in page for number in range(3))


@pytest.mark.parametrize("households", [1, 3])
def test_the_page_costs_as_much_whatever_the_caseload(db, households):
    made = scene.shared(households)
    client = people.log_in(Client(), made.rosa.person)
    client.get(url(made))
    with CaptureQueriesContext(connection) as asked:
        page = client.get(url(made, more="&filas=1"))
    assert len(asked) == COST and [len(home["rows"]) for home in page.context["homes"]] == [1] * households


def test_who_may_not_record_visits_sees_no_sheet(made):
    for who in (people.other_head(), people.auditor()):
        client = people.log_in(Client(), who)
        assert client.get(url(made)).status_code == 403
        assert client.get(url(made, "visit_sheet_paper")).status_code == 403
