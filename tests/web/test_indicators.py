"""Indicators in the browser: what is shown of a snapshot, to whom, told apart by what, and as a file."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery import visits_scene as scene
from tests.worlds import world
from winay.analytics.indicators.documents import indicators
from winay.analytics.snapshots import taking
from winay.analytics.snapshots.taking import lake, take_snapshot
from winay.core.clock import now

made = world(scene.shared)
HERE = "/indicadores/"


@pytest.fixture
def counted(made: Any, fresh_db: str, settings: Any, tmp_path: Path) -> Any:
    settings.WINAY_VAR = tmp_path
    for number in range(3):
        scene.visited(made, number, 5)
    scene.visited(made, 0, 3)
    take_snapshot(at=now())
    return made


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_every_indicator_is_listed_and_opens(counted: Any, client: Client) -> None:
    people.log_in(client, people.manager())
    listed = text(client, HERE)
    assert "3</p>" in listed.replace(" ", "") or ">3<" in listed
    for key, one in indicators().items():
        assert one.name.es in listed
        page = text(client, f"{HERE}{key}/")
        assert one.definition.es in page and one.caution.es in page and "Cómo se llegó a este número" in page
        for by in one.by:
            if by != "department":
                assert "Todo" in text(client, f"{HERE}{key}/?por={by}")


def test_a_number_leads_to_its_nucleus(counted: Any, client: Client) -> None:
    people.log_in(client, people.manager())
    district = counted.nucleus.district.code
    top = text(client, f"{HERE}visits_told/?por=department")
    assert f"?lugar={district[:2]}&amp;por=district" in top and "Ayacucho" in top
    inside = text(client, f"{HERE}visits_told/?lugar={district[:2]}&por=district")
    assert f"?lugar={district}&amp;por=nucleus" in inside
    there = text(client, f"{HERE}visits_told/?lugar={district}&por=nucleus")
    assert f"/nucleos/{counted.nucleus.public_id}/" in there and counted.nucleus.name in there


def test_territories(counted: Any, client: Client) -> None:
    people.log_in(client, people.other_head())
    assert "sin dato" in text(client, f"{HERE}visits_to_women/")
    assert counted.nucleus.name not in text(
        client, f"{HERE}visits_told/?lugar={counted.nucleus.district.code}&por=nucleus"
    )
    lines = client.get(f"{HERE}visits_told/lista.csv?por=month").getvalue().decode().splitlines()
    assert len(lines) == 1, "a head and no row"
    people.log_in(client, people.specialist())
    assert "sin dato" not in text(client, f"{HERE}visits_to_women/").split("<table")[0]


def test_a_file_says_what_its_columns_are(counted: Any, client: Client) -> None:
    people.log_in(client, people.manager())
    rows = client.get(f"{HERE}visits_to_women/lista.csv?por=kind").getvalue().decode("utf-8-sig").splitlines()
    assert rows[0].split(",")[:5] == ["kind", "name", "numerator", "denominator", "value"]
    assert rows[1].startswith("productive,yachachiq productivo,") and ",4," in rows[1]
    assert "numerador" in text(client, f"{HERE}visits_to_women/lista.diccionario?por=kind")
    assert client.get(f"{HERE}visits_to_women/lista.xlsx").status_code == 200


def test_what_is_not_there(counted: Any, client: Client) -> None:
    people.log_in(client, people.manager())
    for address in ("happiness/", "visits_told/?por=mood", "visits_told/?por=nucleus", "visits_told/?lugar=x",
                    "visits_told/?lugar=050", "visits_told/lista.pdf", "happiness/lista.csv"):  # fmt: skip
        text(client, HERE + address, 404)
    assert "Nada se contó aquí todavía" in text(client, f"{HERE}visits_told/?version=9999.9")
    assert "Nada se contó aquí todavía" in text(client, f"{HERE}visits_told/?version=' OR 1=1 --")


def test_before_the_first_and_after_a_failed_one(made: Any, fresh_db: str, settings: Any, tmp_path: Path,
                                                 client: Client) -> None:  # fmt: skip
    settings.WINAY_VAR = tmp_path
    people.log_in(client, people.manager())
    for address in (HERE, f"{HERE}visits_told/"):
        assert "Todavía no se contó nada" in text(client, address)
    text(client, f"{HERE}visits_told/lista.csv", 404)
    take_snapshot(at=now())
    lake().note(taking.FAILED, "visits: visits are 3, the tables have 4")
    for address in (HERE, f"{HERE}visits_told/"):
        told = text(client, address)
        assert (
            "La última cuenta no cuadra" in told and "the tables have 4" in told and "Todavía no se contó" not in told
        )


def test_english(counted: Any, client: Client) -> None:
    people.log_in(client, people.manager())
    client.cookies["winay_language"] = "en"
    client.cookies["django_language"] = "en"
    page = client.get(f"{HERE}visits_to_women/", headers={"accept-language": "en"}).content.decode()
    assert "Visits received by a woman" in page and "Part of the visits" in page


def test_no_page_asks_the_daily_database_more_for_more(counted: Any, client: Client) -> None:
    people.log_in(client, people.manager())

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            text(client, address)
        return len(queries)

    before = [asked(address) for address in (HERE, f"{HERE}visits_told/?por=month")]
    for number in range(3):
        scene.visited(counted, number, 2)
    take_snapshot(at=now())
    assert [asked(address) for address in (HERE, f"{HERE}visits_told/?por=month")] == before == [7, 7]
