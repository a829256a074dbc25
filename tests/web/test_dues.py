"""The list of what is due: kinds, filters, pages, paper, file; the lines of the desk that lead to it; what it costs."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people
from tests.delivery import asset_scene as scene
from tests.delivery.test_technologies import check, put
from tests.trainers.test_caseloads import hires, shares
from tests.worlds import world

pytestmark = pytest.mark.django_db
URL, DAY = "/pendientes/", timedelta(days=1)
COST = 20


of = world(scene.planned, 4)


def rows(client: Client, query: str = "") -> list[str]:
    answer = client.get(URL + query)
    assert answer.status_code == 200
    return [row["item"] for row in answer.context["rows"]]


def test_the_page_costs_as_much_for_one_as_for_three(client: Client, of: scene.Planned) -> None:
    people.log_in(client, of.rosa.person)
    costs = []
    for homes in (range(1), range(1, 3)):
        for number in homes:
            scene.delivered(of, number)
        client.get(URL)
        with CaptureQueriesContext(connection) as asked:
            client.get(URL)
        costs.append(len(asked))
    assert len(rows(client)) == 3 and costs == [COST, COST]


def test_kinds_filters_and_the_trainers_week(client: Client, of: scene.Planned) -> None:
    of.made.trainer = hires(of.made, 0)  # type: ignore[attr-defined]
    shares(of.made)
    for number in range(4):
        scene.delivered(of, number)
    people.log_in(client, of.rosa.person)
    assert len(rows(client)) == 4
    nucleus = f"?nucleo={of.made.nucleus.public_id}"
    answer = client.get(f"{URL}{nucleus}&contrato={of.made.trainer.public_id}")  # type: ignore[attr-defined]
    page = answer.content.decode()
    assert len(answer.context["rows"]) == 4 and of.made.trainer.applicant.name in page  # type: ignore[attr-defined]
    assert page.count('class="due-box"') == 4, "a box to tick on paper"
    assert rows(client, f"{nucleus}&item={scene.STOVE}") == [] and rows(client, "?busca=zzz") == []
    late = client.get(f"{URL}?que=late").context["late"]
    assert [row["one"].item for row in late] == [scene.STOVE]
    assert client.get(f"{URL}?que=home").context["rows"] == []
    assert client.get(f"{URL}?nucleo={of.made.cycles[0].public_id}").status_code == 404
    carmen = people.log_in(Client(), people.manager())
    assert "Escoja un núcleo" in carmen.get(f"{URL}?que=late").content.decode()
    assert carmen.get(reverse("web:dues_file", args=["csv"]) + "?que=late").status_code == 404
    outsider = people.log_in(Client(), people.other_head())
    assert rows(outsider) == [] and outsider.get(URL + nucleus).status_code == 403


def test_a_trainer_takes_the_whole_list_along(client: Client, of: scene.Planned, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("winay.web.dues.PAGE", 2)
    of.made.trainer = hires(of.made, 0)  # type: ignore[attr-defined]
    shares(of.made)
    for number in range(4):
        scene.delivered(of, number)
    people.log_in(client, of.rosa.person)
    nucleus = f"?nucleo={of.made.nucleus.public_id}"
    assert len(rows(client, nucleus)) == 2, "a page"
    assert len(rows(client, f"{nucleus}&contrato={of.made.trainer.public_id}")) == 4  # type: ignore[attr-defined]


def test_the_file_holds_every_page_and_nobodys_name(client: Client, of: scene.Planned) -> None:
    for number in range(4):
        scene.delivered(of, number)
    people.log_in(client, of.rosa.person)
    for kind, count in (("check", 4), ("complaint", 0), ("home", 0)):
        answer = client.get(reverse("web:dues_file", args=["csv"]) + f"?que={kind}")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert len(list(csv.DictReader(io.StringIO(text)))) == count
        assert of.made.person().surname_1 not in text
    answer = client.get(reverse("web:dues_file", args=["csv"]) + "?que=late")
    told = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert {row["item"] for row in told} == {scene.STOVE} and all(row["taken"] == "0" for row in told)


def test_the_desk_says_what_is_due_and_leads_to_it(client: Client, of: scene.Planned) -> None:
    lines = scene.lines(of.home(), l0={"complaint": "Vino rota la malla.", "cure_by": of.on + 30 * DAY})
    scene.delivered(of, lines=lines)
    seen = scene.delivered(of, 1).technology
    put(of, seen, 60)
    check(of, seen, after=450)
    people.log_in(client, of.rosa.person)
    shown = {line["url"]: line["words"] for line in client.get("/escritorio/").context["lines"]}
    assert shown[f"{URL}?dias=0"] == "tecnología por verificar"
    assert shown[f"{URL}?que=complaint&dias=0"] == "reclamo de una entrega sin atender"
    assert shown[f"{URL}?que=late&dias=0"] == "tecnologías con entregas atrasadas"
    for query in ("?dias=0", "?que=complaint&dias=0"):
        assert len(rows(client, query)) == 1, "the line leads to what it counted"
    outsider = people.log_in(Client(), people.other_head())
    assert not any(line["url"].startswith(URL) for line in outsider.get("/escritorio/").context["lines"])
