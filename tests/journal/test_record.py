"""Writing a line."""

import json
import unicodedata
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from tests.journal.conftest import ANA, AT, write
from winay.journal.models import Line, Subject
from winay.journal.queries.verification import verify
from winay.journal.rules import Personal
from winay.journal.services import record

pytestmark = pytest.mark.bare


@pytest.mark.django_db
def test_a_line_says_who_did_what_to_what_and_when(var: Path) -> None:
    line = record(
        "accounts.add_person",
        by=ANA,
        at=AT.astimezone(timezone(timedelta(hours=-5))),
        subjects=[("person", "p1"), ("office", "ayacucho"), ("person", "p1")],
        before=None,
        after={"name": Personal("Rosa Quispe"), "staff": True},
    )
    line = Line.objects.get(id=line.id)
    assert (line.verb, line.actor, line.actor_role, line.at) == (
        "accounts.add_person", ANA.public_id, "office_specialist", AT,
    )  # fmt: skip
    body = json.loads(line.body)
    assert body["subjects"] == [["office", "ayacucho"], ["person", "p1"]]
    assert body["after"] == {"name": "•••", "staff": True}
    assert body["id"] == str(line.public_id)
    assert set(line.subjects.values_list("kind", "key")) == {("office", "ayacucho"), ("person", "p1")}
    if connection.vendor == "postgresql":
        assert isinstance(line.txid, int) and line.txid > 0
    else:
        assert line.txid is None
    assert verify().ok


@pytest.mark.django_db
def test_personal_values_stand_nowhere_in_the_database(var: Path) -> None:
    line = record(
        "accounts.add_person", by=ANA, at=AT, subjects=[("person", "p1")],
        before={"phone": Personal("999888777")}, after={"who": {"dni": Personal("44556677")}},
    )  # fmt: skip
    row = repr(Line.objects.filter(id=line.id).values().get()) + repr(list(Subject.objects.values()))
    assert "999888777" not in row and "44556677" not in row


@pytest.mark.django_db
def test_texts_are_kept_in_one_normal_form(var: Path) -> None:
    name = unicodedata.normalize("NFD", "Ñuñoa")
    line = record("places.save_office", by=ANA, at=AT, subjects=[("office", name)], after={"name": name})
    assert unicodedata.is_normalized("NFC", Line.objects.get(id=line.id).body)
    assert Subject.objects.get(line=line).key == "Ñuñoa"
    assert verify().ok


@pytest.mark.django_db
def test_awkward_texts_come_back_as_they_were(var: Path) -> None:
    text = '\x00 "\\ 100% %s %(a)s \u2028 🌱 �'
    line = record("places.save_office", by=ANA, at=AT, subjects=[("office", '100% "x"')], after={"name": text})
    assert json.loads(Line.objects.get(id=line.id).body)["after"]["name"] == text
    assert verify().ok


def test_outside_a_transaction_it_is_refused(fresh_db: str, var: Path) -> None:
    with pytest.raises(transaction.TransactionManagementError, match="must be recorded"):
        record("places.save_office", by=ANA, at=AT, subjects=[("office", "x")])
    assert not Line.objects.exists()


def test_a_line_falls_with_its_act(fresh_db: str, var: Path) -> None:
    class Failure(Exception):
        pass

    with pytest.raises(Failure), transaction.atomic():
        record("places.save_office", by=ANA, at=AT, subjects=[("office", "x")])
        raise Failure
    assert not Line.objects.exists() and not Subject.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("bad", [{"after": {"share": 0.1}}, {"at": AT.replace(tzinfo=None)}, {"verb": "save"}])
def test_what_has_no_one_spelling_writes_nothing(var: Path, bad: dict[str, Any]) -> None:
    call = {"verb": "places.save_office", "by": ANA, "at": AT, "subjects": [("office", "x")], **bad}
    with pytest.raises((TypeError, ValueError)):
        record(call.pop("verb"), **call)
    assert not Line.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 900])
def test_a_bulk_verb_writes_its_subjects_set_wise(var: Path, django_assert_max_num_queries: Any, count: int) -> None:
    with django_assert_max_num_queries(4):  # Django gives SQLite 999 parameters a statement: 333 subjects
        record("targeting.define_areas", by=ANA, at=AT, subjects=[("place", f"{n:06}") for n in range(count)])
    assert Subject.objects.count() == count


@pytest.mark.django_db
def test_two_lines_of_one_transaction_share_its_id(var: Path) -> None:
    assert write(1).txid == write(2).txid
    assert Line.objects.values("txid").distinct().count() == 1
