"""Indicators for everybody: what is shown without a name, and that a few households are never a figure."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.delivery import visits_scene as scene
from tests.worlds import world
from winay.analytics import publishing
from winay.analytics.publishing import open_by, open_indicators
from winay.analytics.snapshots.taking import take_snapshot
from winay.core.clock import now

made = world(scene.shared)
HERE = "/indicadores-publicos/"


@pytest.fixture
def counted(made: Any, fresh_db: str, settings: Any, tmp_path: Path) -> Any:
    settings.WINAY_VAR = tmp_path
    take_snapshot(at=now())
    return made


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_three_households_are_nobody_s_business(counted: Any, client: Client) -> None:
    listed = text(client, HERE)
    assert listed.count(">reservado<") >= len(open_indicators()) - 3, "what nobody refused is zero, and may be said"
    for by in ("", *open_by(open_indicators()["households_in"])):
        page = text(client, f"{HERE}households_in/?por={by}")
        assert "Todo se reserva" in page and (by or "Ayacucho" in page)
        rows = client.get(f"{HERE}households_in/lista.csv?por={by}").getvalue().decode("utf-8-sig").splitlines()
        assert len(rows) == 1 if by else rows[1:] == [rows[1]] and rows[1].startswith("05,Ayacucho,,,,,,"), rows


def test_enough_households_are_shown(counted: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "LEAST", 1)
    assert ">reservado<" not in text(client, HERE)
    for key, one in open_indicators().items():
        assert one.definition.es in text(client, f"{HERE}{key}/")
        for by in open_by(one):
            text(client, f"{HERE}{key}/?por={by}")
    page = text(client, f"{HERE}households_in_nuclei/?por=sex")
    assert "Todo el país, por sexo" in page and "mujer" in page
    assert "Ayacucho" not in page, "by sex no department is told apart"
    assert "Ayacucho" in text(client, f"{HERE}households_in_nuclei/")
    rows = client.get(f"{HERE}households_in/lista.csv").getvalue().decode("utf-8-sig").splitlines()
    assert [row.split(",")[:2] + row.split(",")[4:5] for row in rows[1:]] == [
        ["00", "Todo el país", "3"], ["05", "Ayacucho", "3"],
    ]  # fmt: skip
    assert "#adm1+code" in text(client, f"{HERE}households_in/lista.diccionario")


def test_what_is_not_for_everybody(counted: Any, client: Client) -> None:
    for address in ("visits_told/", "technologies_in_use/", "households_in/?por=nucleus", "households_in/?por=district",
                    "households_left/?por=exit_reason", "visits_told/lista.csv", "otra/"):  # fmt: skip
        text(client, HERE + address, 404)


def test_before_the_first_snapshot(made: Any, fresh_db: str, settings: Any, tmp_path: Path, client: Client) -> None:
    settings.WINAY_VAR = tmp_path
    for address in (HERE, f"{HERE}households_in/"):
        assert "Todavía no se contó nada" in text(client, address)
    text(client, f"{HERE}households_in/lista.csv", 404)


def test_a_failed_count_is_not_told_to_everybody(counted: Any, client: Client) -> None:
    from winay.analytics.snapshots.taking import FAILED, lake

    lake().note(FAILED, "cycles: households are 3, the tables have 4")
    assert "the tables have 4" not in text(client, HERE) + text(client, f"{HERE}households_in/")


def test_statements_of_a_page(counted: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "LEAST", 1)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            text(client, address)
        return len(queries)

    assert [asked(HERE), asked(f"{HERE}households_in/"), asked(f"{HERE}households_in/?por=sex")] == [2, 3, 2]
