"""The lists that a trainer's phone carries: only the caseload, a token that changes exactly when it must, what is gone,
and how many queries it costs; by the door, as phones ask."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery.visits_scene import visited
from tests.field.phones import COLLECT, HOST, message
from tests.field.phones import phone as phone_for
from tests.journeys import lists_scene as scene
from tests.nuclei import scene as nuclei
from tests.trainers.scene import ago
from tests.trainers.test_caseloads import gives, hires
from tests.worlds import world
from winay.accounts.phones.services import revoke_credential
from winay.core.clock import now
from winay.delivery.services.visits import reverse_visit
from winay.enrolment.terms import ExitReason
from winay.intake.entity_models import EntityList, EntityVersion
from winay.intake.forms import queries as listed_forms
from winay.intake.forms.rules import LISTS
from winay.journeys.board_phones import leave_program
from winay.journeys.phone_lists import rows as rows_module
from winay.journeys.phone_lists import serving
from winay.journeys.phone_lists.rows import COLUMNS
from winay.registry.models import Member
from winay.registry.rules import household_code
from winay.trainers.services.contracts import end_contract
from winay.trainers.terms import ContractEnd

pytestmark = pytest.mark.django_db


made = world(scene.made)


def test_the_names_of_lists_are_the_ones_that_forms_may_ask_for() -> None:
    assert set(COLUMNS) == set(LISTS)


def test_the_list_holds_the_caseload_and_what_a_visit_changes(made: nuclei.Formed) -> None:
    phone = scene.let_in(made)
    rows = phone.rows()
    assert [row["name"] for row in rows] == [row["name"] for row in sorted(rows, key=lambda r: (r["label"], r["name"]))]
    assert {row["name"] for row in rows} == {phone.name(number) for number in range(3)}
    one = phone.row()
    home = made.cycles[0].household
    assert one["code"] == household_code(home.public_id) and one["kind"] == "productive"
    assert one["contract_code"] == household_code(made.trainer.public_id)  # type: ignore[attr-defined]
    assert one["label"].endswith(f" · {home.place.name}") and one["participant"] in one["label"]
    assert (one["__version"], one["last_on"], one["last_advice"], one["next_on"]) == ("1", "", "", "")
    visited(made, 0, advice=" Regar\r\nde tarde ", next_on=ago(-3))
    one = phone.row()
    assert (one["__version"], one["last_on"], one["next_on"]) == ("2", ago(5).isoformat(), ago(-3).isoformat())
    assert one["last_advice"] == "Regar\nde tarde"
    (visit,) = phone.rows("next_visits")
    assert (visit["household"], visit["visit_on"]) == (phone.name(), ago(-3).isoformat())
    members = phone.rows("members")
    assert {row["household"] for row in members} == {phone.name(number) for number in range(3)}
    assert len(members) == Member.objects.count() and all(row["age"].isdigit() for row in members)


def test_a_household_of_another_trainer_is_on_nobody_elses_list(made: nuclei.Formed) -> None:
    phone = scene.let_in(made)
    other = hires(made, 1)
    before = phone.token()
    gives(made, 0, other)
    assert phone.token() != before
    assert phone.name() not in {row["name"] for row in phone.rows()}
    assert phone.name() in {row["household"] for row in phone.rows("members")}, (
        "a session may be for all of the nucleus"
    )
    theirs = scene.let_in(made, other)
    (row,) = theirs.rows()
    assert (row["name"], row["__version"]) == (phone.name(), "2"), "a household's versions go on with another trainer"


def test_the_token_changes_when_something_changed_and_not_otherwise(made: nuclei.Formed) -> None:
    phone = scene.let_in(made)
    first = phone.token()
    assert phone.token() == first
    visit = visited(made, 1)
    second = phone.token()
    assert second != first and phone.token() == second
    other = hires(made, 1)  # says nothing of these households
    assert phone.token() == second
    reverse_visit(visit=visit, why=scene.WHY, by=made.ana, at=now())
    third = phone.token()
    assert third not in {first, second}, "what was taken back is a version too: phones hold the one before"
    leave_program(enrolment=made.cycles[2], reason=ExitReason.MOVED_OUT, on=people.today(), by=made.ana, at=now())
    assert phone.token() not in {first, second, third} and other


def test_a_new_property_changes_the_token(made: nuclei.Formed, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = scene.let_in(made)
    before = phone.phone.get("lists/members.csv")["ETag"]
    assert phone.phone.get("lists/members.csv")["ETag"] == before
    serving.told.forget()  # as a release does
    monkeypatch.setattr(serving, "COLUMNS", {**rows_module.COLUMNS, "members": (*rows_module.COLUMNS["members"], "x")})
    assert phone.phone.get("lists/members.csv")["ETag"] != before


def test_the_lists_empty_with_the_contract_and_say_that_everything_is_gone(made: nuclei.Formed) -> None:
    phone = scene.let_in(made)
    phone.refresh()
    known, unknown = phone.name(), str(uuid4())
    assert phone.integrity([known, unknown, "nonsense"]) == {known: "false"}
    end_contract(
        contract=made.trainer,
        why=ContractEnd.NOT_NEEDED,
        on=people.today(),
        note=scene.WHY,
        by=made.ana,
        at=now(),  # type: ignore[attr-defined]
    )
    assert all(phone.rows(one) == [] for one in LISTS)
    assert phone.integrity([known, unknown]) == {known: "true"}
    assert phone.token() == scene.Trainer(made, phone_for("0501")).token(), "an empty list is an empty list"


def test_a_thousand_are_asked_for_at_once(made: nuclei.Formed) -> None:
    phone = scene.let_in(made)
    phone.refresh()
    asked = [*(str(uuid4()) for _ in range(998)), phone.name(0), phone.name(1)]
    assert phone.integrity(asked) == {phone.name(0): "false", phone.name(1): "false"}


def test_phones_of_nobody_get_empty_lists_and_strangers_none(made: nuclei.Formed) -> None:
    plain = scene.Trainer(made, phone_for("0501"))
    listed = plain.manifest()["households.csv"]
    assert listed["downloadUrl"].startswith(f"{HOST}{plain.phone.base}/") and plain.rows() == []
    text = plain.phone.get(plain.phone.forms(formID=scene.FORM)[0]["manifestUrl"]).content.decode()
    assert '<mediaFile type="entityList">' in text
    assert plain.phone.get("lists/vecinos.csv").status_code == 404
    trainer = scene.let_in(made)
    revoke_credential(credential=trainer.phone.credential, reason=scene.WHY, by=made.ana, at=now())
    for path in ("lists/households.csv", "lists/households/integrity"):
        assert trainer.phone.get(path).status_code == 403


def test_a_phone_that_holds_the_list_is_sent_nothing_and_its_page_says_when_it_came(made: nuclei.Formed) -> None:
    phone = scene.let_in(made)
    answer = phone.phone.get("lists/households.csv")
    noted = EntityList.objects.get(dataset="households")
    assert noted.rows == 3 and noted.size == len(answer.content) and noted.took_ms is not None and noted.fetched_at
    assert answer["ETag"] == f'"{noted.token}"' and answer["Cache-Control"] == "private, no-cache"
    url = f"{phone.phone.base}/lists/households.csv"
    again = phone.phone.client.get(url, headers={**COLLECT, "If-None-Match": answer["ETag"]})
    assert again.status_code == 304 and not again.content
    assert EntityList.objects.get(dataset="households").fetched_at == noted.fetched_at


def test_a_list_that_cannot_be_made_keeps_no_other_file_from_a_phone(
    made: nuclei.Formed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """With a failed manifest a phone goes on without any file, and says nothing. The list that failed is left out: the
    phone keeps the one it has. While the database is away there is no manifest, and never an empty one."""
    phone, whole = scene.let_in(made), serving.rows_until
    (form,) = phone.phone.forms(formID="group_session")

    def fails(error: Exception) -> Any:
        def rows_until(dataset: str, ground: Any) -> Any:
            if dataset == "members":
                raise error
            return whole(dataset, ground)

        return rows_until

    monkeypatch.setattr(serving, "rows_until", fails(KeyError("a row that nobody foresaw")))
    assert "households.csv" in phone.manifest() and set(phone.manifest("group_session")) == {"households.csv"}
    assert "members" in caplog.text
    assert phone.phone.get("lists/members.csv").status_code == 500
    monkeypatch.setattr(serving, "rows_until", fails(OperationalError("the database is away")))
    assert message(phone.phone.get(form["manifestUrl"]))
    monkeypatch.setattr(serving, "rows_until", whole)
    assert "members.csv" in phone.manifest("group_session")


def queries(call: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        call()
    return len(caught)


@pytest.mark.parametrize("households", [1, 3])
def test_refreshing_costs_as_many_queries_for_one_household_as_for_three(db: None, households: int, still: Any) -> None:
    made = scene.made(households)
    phone = scene.let_in(made)
    form = phone.phone.forms(formID=scene.FORM)[0]
    phone.manifest()
    phone.rows()
    assert queries(lambda: phone.phone.get(form["manifestUrl"])) == 1, "a phone asks for one form after the other"
    serving.told.forget()
    assert queries(lambda: phone.phone.get(form["manifestUrl"])) == 2, "nothing of what it is made of is read"
    assert queries(lambda: phone.phone.get("formList")) == 0, "all phones ask it"
    listed_forms.memory.forget()
    assert queries(lambda: phone.phone.get("formList")) == 1
    for dataset, number in (("households", 8), ("members", 5)):
        phone.rows(dataset)
        assert queries(lambda one=dataset: phone.phone.get(f"lists/{one}.csv")) == 2, "as it was made when it was told"
        serving.files.forget()
        serving.told.forget()
        assert queries(lambda one=dataset: phone.phone.get(f"lists/{one}.csv")) == number
    visited(made)
    phone.phone.get(form["manifestUrl"])
    made_before = EntityVersion.objects.count()
    serving.told.forget()
    assert queries(lambda: phone.phone.get(form["manifestUrl"])) == 2 and EntityVersion.objects.count() == made_before


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time stands still, so that a phone is not read again between two measurements."""
    from types import SimpleNamespace

    from winay.accounts.phones import queries as phone_queries
    from winay.accounts.phones import services as phone_services

    for module in (phone_queries, phone_services, serving, listed_forms):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: 1_000_000.0, perf_counter=lambda: 0.0))
