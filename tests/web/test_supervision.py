"""Pages of signals and samples: what they say, drafts kept when a form is refused, and what they cost."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people
from tests.delivery import visits_scene as visits
from tests.supervision import scene
from tests.trainers.scene import at
from winay.supervision.queries.facts import month_of
from winay.supervision.services import looking
from winay.supervision.services.samples import record_finding, void_sample
from winay.supervision.services.signals import answer_signal, close_signal, tell_signal
from winay.supervision.signal_models import Signal
from winay.supervision.signal_rules import Finding, Piece
from winay.supervision.terms import Came, EvidenceKind, SignalKind, SignalOutcome, ToldHow

pytestmark = pytest.mark.django_db
SIGNALS, NUCLEUS, SAMPLES, MONTHS = 6, 9, 8, 6


def asked(client: Client, url: str) -> tuple[int, str]:
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(seen), answer.content.decode()


def found(made, count: int) -> None:
    today = people.today()
    tomorrow = today + timedelta(days=1)
    pieces = (Piece(EvidenceKind.HOUSEHOLD, str(made.cycles[0].household.public_id), today, number=45, other=1),)
    some = [
        Finding(SignalKind.NEVER_VISITED, str(made.trainer.public_id), f"{number}", today, tomorrow, pieces)
        for number in range(count)
    ]  # fmt: skip
    where = looking._Where(made.nucleus.district, made.nucleus.version, nucleus=made.nucleus)
    looking._write(where, month_of(today).start, some, made.ana, at(0))


def test_lists_of_signals_cost_as_much_for_one_as_for_three(client: Client) -> None:
    made = visits.shared(1)
    people.log_in(client, made.rosa.person)
    of_nucleus = reverse("web:signals_of_nucleus", args=[made.nucleus.public_id])
    for count in (1, 3):
        found(made, count)
        cost, page = asked(client, reverse("web:signals"))
        assert page.count("Hogares sin visita</a>") == count and cost == SIGNALS
        cost, page = asked(client, of_nucleus)
        assert page.count("Hogares sin visita</a>") == count and cost == NUCLEUS


def test_signals_over_months_say_what_became_of_them_in_as_many_queries(client: Client) -> None:
    made = visits.shared(1)
    people.log_in(client, made.rosa.person)
    url = reverse("web:signals_over_months")
    assert "Ninguna señal en doce meses" in client.get(url).content.decode()
    for count in (1, 3):
        found(made, count)
        cost, _page = asked(client, url)
        assert cost == MONTHS and client.get(url).context["total"] == count
    one, other, third = Signal.objects.order_by("id")
    for signal, end in ((one, SignalOutcome.CONFIRMED), (other, SignalOutcome.EXPLAINED)):
        tell_signal(signal=signal, whom="Julián", how=ToldHow.PHONE, on=people.today(), by=made.ana, at=at(0))
        answer_signal(signal=signal, whom="Julián", words=scene.WHY, on=people.today(), by=made.ana, at=at(0))
        close_signal(signal=signal, outcome=end, words=scene.WHY, on=people.today(), by=made.rosa, at=at(0))
    context = client.get(url).context
    assert [(key, n) for key, _words, n in context["sums"]["ends"]] == [
        ("confirmed", 1), ("corrected", 0), ("explained", 1), ("waits", 1), ("withdrawn", 0),
    ]  # fmt: skip
    assert [(bar["end"], bar["x"], bar["y"]) for bar in context["kinds"][0]["bars"]] == [
        ("confirmed", 111, "66.67"), ("explained", 111, "33.33"), ("waits", 111, "0.00"),
    ]  # fmt: skip
    assert [row["total"] for row in context["months"]] == [3] + [0] * 11
    outsider = people.log_in(Client(), people.other_head())
    assert outsider.get(url).context["total"] == 0
    assert third.state == "open"


def test_the_list_of_signals_is_a_file_of_what_its_filters_show(client: Client) -> None:
    made = visits.shared(1)
    people.log_in(client, made.rosa.person)
    found(made, 2)
    told = Signal.objects.order_by("id")[0]
    tell_signal(signal=told, whom="Julián", how=ToldHow.PHONE, on=people.today(), by=made.ana, at=at(0))
    address = reverse("web:signals_file", args=["csv"])
    whole = client.get(address)
    rows = list(csv.DictReader(io.StringIO(b"".join(whole.streaming_content).decode("utf-8-sig"))))
    assert [(row["kind"], row["state"], row["about"]) for row in rows] == [
        ("never_visited", state, made.trainer.applicant.name) for state in ("told", "open")
    ]
    assert rows[0]["told_on"] == people.today().isoformat() and rows[1]["told_on"] == ""
    some = client.get(f"{address}?estado=told")
    assert len(b"".join(some.streaming_content).decode().splitlines()) == 2
    assert client.get(reverse("web:signals_file", args=["xlsx"])).status_code == 200
    page = client.get(f"{reverse('web:signals')}?estado=told").content.decode()
    assert f"{address}?estado=told" in page
    outsider = people.log_in(Client(), people.other_head())
    assert len(b"".join(outsider.get(address).streaming_content).decode().splitlines()) == 1


def test_the_list_of_samples_costs_as_much_for_one_as_for_three(client: Client) -> None:
    made = visits.shared(3)
    people.log_in(client, made.rosa.person)
    for number in range(3):
        one = scene.sample(made, seed=f"semilla {number}")
        if number in {0, 2}:
            cost, page = asked(client, reverse("web:samples"))
            assert page.count(reverse("web:sample", args=[one.public_id])) == 1 and cost == SAMPLES
        if number < 2:
            void_sample(sample=one, why=scene.WHY, by=made.ana, at=at(0))


def test_a_signal_says_that_no_payment_changes_and_the_sheet_names_nobody_else(client: Client) -> None:
    made = scene.crowded()
    one = scene.crowd(made)
    people.log_in(client, made.rosa.person)
    page = client.get(reverse("web:signal", args=[one.public_id])).content.decode()
    assert "no detiene ni descuenta ningún pago" in page and "3 visitas" in page
    sheet = client.get(reverse("web:signal_sheet", args=[one.public_id])).content.decode()
    names = {cycle.household.participant.surname_1 for cycle in made.cycles}
    assert not any(name in sheet.split("<main")[1] for name in names - set(made.trainer.applicant.name.split()))
    assert made.trainer.applicant.name in sheet


def test_what_was_written_is_kept_when_it_is_refused(client: Client) -> None:
    one = scene.crowd()
    people.log_in(client, scene.another().person)
    url = reverse("web:answer_signal", args=[one.public_id])
    told = {"whom": "Rosa Quispe", "words": "Estaban en faena.", "on": people.today().isoformat()}
    answer = client.post(url, told)
    assert answer.status_code == 422 and "Estaban en faena." in answer.content.decode()
    assert "Primero anote que se le avisó" in answer.content.decode()


def test_the_sheet_to_walk_with_does_not_say_how_many_visits_were_told(client: Client) -> None:
    made = scene.crowded()
    one = scene.sample(made)
    people.log_in(client, made.rosa.person)
    sheet = client.get(reverse("web:sample_walk", args=[one.public_id])).content.decode()
    assert "1 visita" not in sheet and sheet.count("walk-line") >= 3
    spot = scene.spots(one)[0]
    record_finding(spot=spot, said=scene.finding(came=Came.NO), by=made.ana, at=at(0))
    page = client.get(reverse("web:sample", args=[one.public_id])).content.decode()
    assert "no coincide" in page and "rifa 4711" in page and "sale lo mismo" in page
