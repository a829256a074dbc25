"""Curves of adoption: what is counted in which month, by technology, altitude and sex; who reads a district's."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery import asset_scene as scene
from tests.delivery.test_technologies import check, put
from winay.delivery.adoption_rules import Grown, curve
from winay.delivery.technology_rules import Seen
from winay.delivery.technology_terms import Evidence, TechState
from winay.programs.terms import AbandonReason

DAY = scene.DAY


def test_a_late_delivery_never_counts_as_a_failure() -> None:
    today = people.today()
    old = Grown(today - 200 * DAY, today - 190 * DAY, [Seen(today - 60 * DAY, TechState.IN_USE, True)])
    told = Grown(today - 200 * DAY, None, [Seen(today - 60 * DAY, TechState.IN_USE, False)])
    points = curve([old, told, Grown(today - 10 * DAY, None, [])], today)
    assert [one.known for one in points] == [3, 2, 2, 2, 2, 2, 2]
    assert [one.used for one in points] == [0, 0, 0, 0, 0, 1, 1] and points[1].installed == 1
    assert curve([], today) == []


@pytest.mark.django_db
def test_curves_of_a_nucleus_and_its_district(client: Client) -> None:
    of = scene.planned()
    people.log_in(client, of.ana.person)
    url, district = f"/nucleos/{of.made.nucleus.public_id}/adopcion/", f"/adopcion/{of.made.nucleus.district.code}/"

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    assert "Todavía no se entregó nada" in client.get(url).content.decode()
    technology = scene.delivered(of).technology
    client.get(url)
    few = [asked(url), asked(district)]
    for number in (1, 2):
        scene.delivered(of, number)
    put(of, technology)
    check(of, technology)
    check(of, technology, 200, state=TechState.ABANDONED, evidence=Evidence.PARTS, why=AbandonReason.NO_WATER)
    assert few == [asked(url), asked(district)] == [10, 11]
    body = client.get(f"{url}?que={scene.GARDEN}").content.decode()
    assert "Por altitud" in body and "Por sexo" in body and "Por tecnología" not in body and "polyline" in body
    sums, points = (client.get(url).context[name] for name in ("sums", "points"))
    assert sums["one"] is not None and sums["one"].known == points[-1].known and "Todas juntas" in body
    assert client.get("/adopcion/999999/").status_code == 404
    people.log_in(client, people.other_head())
    assert client.get(district).status_code == 403 and client.get(url).status_code == 403
