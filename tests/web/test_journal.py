"""The pages of the journal: who reads what, and that a changed line is named."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from tests import people, worlds
from tests.web.world import World, build
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.journal import services, triggers
from winay.journal.models import Line, SealBatch
from winay.journal.queries.sealing import Horizon
from winay.journal.wording import VERBS
from winay.journeys.pages.journal import PUBLIC_VERBS
from winay.places.services import save_office
from winay.web.journal_words import changes, role_words

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def auditor(client: Client) -> Client:
    return people.log_in(client, people.auditor())


@pytest.fixture
def seal_at_once(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    """A test's own transaction runs while it seals: PostgreSQL would let its lines wait."""
    settings.WINAY_VAR = tmp_path
    monkeypatch.setattr(services, "horizon", lambda: Horizon(connection.vendor))


def test_a_line_says_who_when_what_and_what_changed(auditor: Client) -> None:
    save_office(code="UT-05", name="UT Ayacucho", seat="Ayacucho", place_codes=["05"], by=SYSTEM, at=now())
    manager = people.acting_as(people.manager("Carmen Rojas"))
    save_office(code="UT-05", name="UT Ayacucho", seat="Huanta", place_codes=["05"], by=manager, at=now())
    line = Line.objects.latest("id")
    page = text(auditor.get("/bitacora/"))
    assert "Guardó una unidad territorial" in page and "Carmen Rojas" in page and "Gestión nacional" in page
    assert "UT-05 › sede: Ayacucho → Huanta" in page
    detail = text(auditor.get(f"/bitacora/linea/{line.public_id}/"))
    assert "Huanta" in detail and "unidad territorial" in detail and str(line.public_id) in detail
    assert "{" not in detail.split("<main")[1].split("</main>")[0], "no raw body"


def test_changes_are_rows_in_words() -> None:
    rows = list(changes({"state": "draft", "areas": 1}, {"state": "approved", "act": "a" * 64, "reason": "Porque sí"}))
    said = [(row["name"], row["before"], row["after"], row["changed"]) for row in rows]
    assert said == [
        ("estado", "borrador", "aprobada", True),
        ("áreas", "1", None, False),
        ("huella del acta", None, " ".join(["a" * 8] * 8), False),
        ("razón", None, "Porque sí", False),
    ]
    [row] = changes(None, {"cohort": 2026})
    assert row["after"] == "2026", "a year is not a quantity"
    assert list(changes(None, None)) == []
    assert [row["after"] for row in changes(None, {"x": "•••", "place": None, "on": "2026-03-12", "y": True})] == [
        "dato personal, no se guarda aquí", "todo el país", "12\N{NO-BREAK SPACE}mar\N{NO-BREAK SPACE}2026", "sí"
    ]  # fmt: skip
    assert role_words("office_head+office_specialist").count(",") == 1


@pytest.mark.parametrize(
    ("query", "verbs"),
    [
        ("verb=accounts.grant_role", {"accounts.grant_role"}),
        ("kind=office", {"places.save_office"}),
        ("kind=office&key=UT-05", {"places.save_office"}),
        ("kind=office&key=UT-99", set()),
        ("who=rosa+mamani", {"places.save_office"}),
        ("who=nadie", set()),
        ("since=2100-01-01", set()),
        ("until=2000-01-01", set()),
        ("key=05&verb=accounts.grant_role", {"accounts.grant_role"}),
    ],
)
def test_filters(auditor: Client, query: str, verbs: set[str]) -> None:
    manager = people.acting_as(people.manager("Rosa Mamani"))
    people.head()
    save_office(code="UT-05", name="UT Ayacucho", seat="Ayacucho", place_codes=["05"], by=manager, at=now())
    answer = auditor.get(f"/bitacora/?{query}")
    assert {line["code"] for line in answer.context["lines"]} == verbs
    assert answer.status_code == 200


def test_a_day_is_a_day_in_lima(auditor: Client) -> None:
    today = people.today()
    only = f"since={today}&until={today}&verb=accounts.add_person"
    assert auditor.get(f"/bitacora/?{only}").context["total"] >= 1
    tomorrow = today + timedelta(days=1)
    assert auditor.get(f"/bitacora/?since={tomorrow}").context["total"] == 0


@pytest.mark.parametrize(
    "query", ["since=ayer", "until=2026-02-31", "since=0001-01-01", "until=9999-12-31", "verb=x.y"]
)
def test_a_filter_that_cannot_be_understood_is_said_and_left_out(auditor: Client, query: str) -> None:
    answer = auditor.get(f"/bitacora/?{query}")
    assert answer.status_code == 200 and "no se entiende" in text(answer) and answer.context["total"] > 0


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("before=x", 200),
        ("before=00000000-0000-4000-8000-000000000000", 200),
        ("person=x", 200),
        ("who=%25", 200),
        (f"key={'x' * 500}", 200),
        ("kind=%00", 400),
        ("key=a%00", 400),
        ("who=%00", 400),
    ],
)
def test_nonsense_does_not_break_the_page(auditor: Client, query: str, status: int) -> None:
    """PostgreSQL takes no NUL in a text: such an address is a bad request."""
    assert auditor.get(f"/bitacora/?{query}").status_code == status


def test_pages_follow_each_other_without_gap_or_repetition(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("winay.web.journal.PAGE", 3)
    people.head()
    seen: list[str] = []
    url = "/bitacora/"
    while url:
        page = auditor.get(url)
        seen += [str(line["id"]) for line in page.context["lines"]]
        url = f"/bitacora/{page.context['next_url']}" if page.context["next_url"] else ""
    assert len(seen) == len(set(seen)) == Line.objects.count()


@pytest.mark.parametrize("lines", [1, 3])
def test_the_number_of_questions_does_not_grow_with_the_lines(
    auditor: Client, lines: int, django_assert_num_queries: Any
) -> None:
    for number in range(lines):
        save_office(code=f"UT-{number}", name="UT", seat="", place_codes=[f"0{number + 1}"], by=SYSTEM, at=now())
    auditor.get("/bitacora/?kind=office")
    with django_assert_num_queries(9):
        assert auditor.get("/bitacora/?kind=office").context["total"] == lines


def test_the_file_holds_what_the_filter_lets_through(auditor: Client) -> None:
    save_office(code="=UT", name="UT Ayacucho", seat="", place_codes=["05"], by=SYSTEM, at=now())
    answer = auditor.get("/bitacora/lineas.csv?kind=office")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 2 and rows[1][3] == "places.save_office" and rows[1][7] == "office:=UT"
    assert rows[1][4] == "El sistema" and '"seat": ""' in rows[1][9]


# ---- histories ----------------------------------------------------------------------------------------------------


world = worlds.world(build)


def test_the_public_reads_of_a_place_its_public_acts_and_no_names(world: World) -> None:
    answer = Client().get("/bitacora/place/0502/")
    verbs = {line["code"] for line in answer.context["lines"]}
    assert verbs == {"targeting.approve_selection"}
    page = text(answer)
    assert "Jefatura de unidad territorial" in page and "Rosa Mamani" not in page
    assert "linea/" not in page, "no way to a page that is closed"
    assert verbs <= PUBLIC_VERBS <= set(VERBS)


def test_the_public_reads_no_grants_of_a_place(world: World) -> None:
    page = text(Client().get("/bitacora/place/0501/"))
    assert "Asignó un rol" not in page and "Elmer" not in page
    reader = people.log_in(Client(), people.auditor())
    assert "Asignó un rol" in text(reader.get("/bitacora/place/0501/"))


def test_the_whole_story_of_an_approved_selection_is_public_by_role(world: World) -> None:
    url = f"/bitacora/selection/{world.keys['approved']}/"
    answer = Client().get(url)
    assert [line["code"] for line in answer.context["lines"]] == [
        "documents.issue", "targeting.approve_selection", "targeting.submit_selection", "targeting.draft_selection",
    ]  # fmt: skip
    assert "Ana Quispe" not in text(answer) and "Especialista" in text(answer)
    person = world.people["other_head"]
    assert person is not None
    assert "Ana Quispe" in text(people.log_in(Client(), person).get(url)), "colleagues read names"


def test_histories_of_nothing(auditor: Client) -> None:
    for path in ("place/99", f"selection/{uuid4()}", "selection/x", "person/x", "planet/x"):
        assert auditor.get(f"/bitacora/{path}/").status_code == 404, path
    assert Client().get("/bitacora/place/99/").status_code == 404
    assert auditor.get("/bitacora/place/210101/").status_code == 200, "a place without acts is still a place"


# ---- seals --------------------------------------------------------------------------------------------------------


@pytest.mark.bare  # the country's own lines may come from a cached template, written with another run's keys
@pytest.mark.usefixtures("seal_at_once")
def test_the_auditor_verifies_and_is_told_what_was_altered(
    auditor: Client, django_capture_on_commit_callbacks: Any
) -> None:
    people.manager()
    with django_capture_on_commit_callbacks(execute=True):  # the witness file is written after the commit
        services.seal_lines(at=now())
    good = auditor.post("/bitacora/verificar/")
    assert "está como se escribió" in text(good) and good.context["found"].ok
    assert good.context["found"].sealed_lines == Line.objects.count() and good.context["seconds"] >= 0
    assert SealBatch.objects.get().merkle_root[:8] in text(good)

    line = Line.objects.filter(verb="accounts.grant_role").latest("id")
    altered = "UPDATE journal_line SET body = replace(body, 'national_manager', 'auditor')"
    _behind_the_back(f"{altered} WHERE id = {line.pk}")
    bad = auditor.post("/bitacora/verificar/")
    assert bad.status_code == 200 and "no está como se escribió" in text(bad)
    assert f"línea {line.pk}" in text(bad) and "Qué hacer" in text(bad)
    assert "alterada" in text(auditor.get("/bitacora/"))
    assert "no es la que se escribió" in text(auditor.get(f"/bitacora/linea/{line.public_id}/"))


@pytest.mark.usefixtures("seal_at_once")
def test_anybody_can_write_a_root_down(client: Client) -> None:
    people.head()
    services.seal_lines(at=now())
    batch = SealBatch.objects.get()
    page = text(client.get("/bitacora/sellos/"))
    assert batch.merkle_root[:8] in page and ">Verificar<" not in page
    assert b"".join(client.get("/bitacora/sellos.txt").streaming_content).decode() == f"1 {batch.merkle_root}\n"
    for query in ("before=x", "before=-1", "before=99999999999999999999", "before=²"):
        assert client.get(f"/bitacora/sellos/?{query}").status_code == 200


def _behind_the_back(statement: str) -> None:
    """As somebody with SQL would, guards taken off."""
    with connection.cursor() as cursor:
        for trigger in triggers.registered():
            for made in trigger.statements(connection.vendor):
                if trigger.table == "journal_line" and made.startswith("CREATE TRIGGER"):
                    where = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER {made.split()[2]}{where}")
        cursor.execute(statement)
    triggers.install(connection)
