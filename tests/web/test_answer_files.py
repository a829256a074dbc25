"""The answers of a form as files: what is in them, who may take them, and that the journal knows."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pyarrow import parquet

from tests import people
from tests.field.scene import FORM, JPEG, Phone, answers, credential, encrypted, published
from tests.worlds import world
from winay.core.clock import now
from winay.intake.desk.erasing import erase_answers
from winay.intake.desk.services import correct_answer, dismiss
from winay.intake.exporting import rows
from winay.intake.models import Submission
from winay.journal.models import Line
from winay.journeys.ingest import ingest_next
from winay.web import answer_files

pytestmark = pytest.mark.django_db
WHY = "Lo confirmó la familia por teléfono."
PEOPLE = "<people><age>34</age><picture>2.jpg</picture></people><people><age>=1+1</age></people>"


def _phone() -> Phone:
    published()
    return Phone(credential("0501")[1])


phone = world(_phone)


@pytest.fixture
def desk(phone: Phone) -> Client:
    return people.log_in(Client(), people.specialist())


def take(client: Client, kind: str, query: str = f"form={FORM}") -> Any:
    return client.post(f"/envios/respuestas/{kind}?{query}")


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def table(client: Client, query: str = f"form={FORM}") -> dict[str, dict[str, str]]:
    """The CSV, by the id that the phone gave."""
    text = body(take(client, "csv", query)).decode("utf-8-sig")
    return {row["instance_id"]: row for row in csv.DictReader(io.StringIO(text))}


def test_a_row_holds_what_was_answered_corrected_or_of_another_version(desk: Client, phone: Phone) -> None:
    phone.send(answers("a", name="=HYPERLINK(1)", more=PEOPLE), {"2.jpg": JPEG})
    phone.send(answers("b", name="Fortunatta"))
    phone.send(answers("old", version="1998", more="<well>30</well>"))
    row = Submission.objects.get(instance_id="b")
    Submission.objects.filter(pk=row.pk).update(state="review", reason_code="intake.unexpected")
    nieves = people.acting_as(people.specialist(name="Nieves Ccori"))
    correct_answer(submission=row, path="name", value="Fortunata", why=WHY, by=nieves, by_name="Nieves", at=now())
    found = table(desk)
    assert found["a"]["name"] == "'=HYPERLINK(1)" and found["a"]["stove"] == "open"
    assert found["b"]["name"] == "Fortunata"
    assert found["old"]["other_answers"] == "well=30" and found["old"]["flags"]
    assert found["a"]["received_at"] and found["a"]["unread"] == found["a"]["synthetic"] == "no"
    with zipfile.ZipFile(io.BytesIO(body(take(desk, "zip")))) as pack:
        assert pack.testzip() is None
        main, people_ = sorted(pack.namelist(), key=len)
        told = list(csv.DictReader(io.StringIO(pack.read(people_).decode("utf-8-sig"))))
    assert main == f"winay-{FORM}.csv"
    assert [(one["round"], one["people/age"]) for one in told] == [("1", "34"), ("2", "'=1+1")]
    assert {one["submission"] for one in told} == {found["a"]["submission"]}


def test_what_does_not_count_is_left_out_and_what_was_erased_says_nothing(desk: Client, phone: Phone) -> None:
    for one in ("a", "b", "c"):
        phone.send(answers(one, name=f"Persona {one}"))
    phone.send(answers("a2", name="Persona corregida", old="a"))
    while ingest_next(at=now(), forms={}):
        pass
    who = people.acting_as(people.specialist(name="Nieves Ccori"))
    Submission.objects.filter(instance_id="b").update(state="review", reason_code="intake.unexpected")
    dismiss(submission=Submission.objects.get(instance_id="b"), why=WHY, by=who, by_name="Nieves", at=now())
    erase_answers(submissions=[Submission.objects.get(instance_id="c")], where="0501", why=WHY,
                  by=people.acting_as(people.head()), by_name="Rosa", at=now())  # fmt: skip
    found = table(desk)
    assert set(found) == {"a2", "c"}
    assert found["c"]["name"] == "" and found["a2"]["name"] == "Persona corregida"
    assert set(table(desk, f"form={FORM}&state=superseded")) == {"a"}


def test_parquet_holds_the_same_and_files_come_in_folders(
    desk: Client, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "AT_ONCE", 2)
    for n in range(5):
        phone.send(answers(f"n{n}", name=f"Persona {n}", photo="1.jpg", more=PEOPLE), {"1.jpg": JPEG, "2.jpg": JPEG})
    with zipfile.ZipFile(io.BytesIO(body(take(desk, "parquet")))) as pack:
        main, rounds = (parquet.read_table(io.BytesIO(pack.read(name))) for name in sorted(pack.namelist(), key=len))
    assert main.column("name").to_pylist() == [f"Persona {n}" for n in range(5)] and rounds.num_rows == 10
    with zipfile.ZipFile(io.BytesIO(body(take(desk, "files")))) as pack:
        names = pack.namelist()
        assert len(names) == 10 and all(pack.read(name) == JPEG for name in names)
    sent = set(map(str, Submission.objects.values_list("public_id", flat=True)))
    assert {name.partition("/")[0] for name in names} == sent
    lines = list(Line.objects.filter(verb="intake.export").order_by("pk"))
    told = [json.loads(one.body)["after"] for one in lines]
    assert [(one["kind"], one["submissions"]) for one in told] == [("parquet", 5), ("files", 5)]


def test_what_is_encrypted_is_taken_out_whole_for_whoever_has_the_key(desk: Client, phone: Phone) -> None:
    """Its files open nowhere without the envelope; that of another is nobody's file."""
    xml, files = encrypted("uuid:e", "1.jpg.enc"), {"1.jpg.enc": b"\x00cipher", "submission.xml.enc": b"\x01cipher"}
    phone.send(answers("plain", photo="1.jpg"), {"1.jpg": JPEG})
    assert phone.send(xml, files).status_code == 201
    with zipfile.ZipFile(io.BytesIO(body(take(desk, "files")))) as pack:
        taken = {name: pack.read(name) for name in pack.namelist()}
    folders = {one.instance_id: str(one.public_id) for one in Submission.objects.all()}
    expected = {"submission.xml": xml, **files}
    assert taken == {f"{folders['plain']}/1.jpg": JPEG} | {
        f"{folders['uuid:e']}/{name}": content for name, content in expected.items()
    }
    assert table(desk)["uuid:e"]["unread"] == "sí"


def test_a_territory_takes_its_own_and_nobody_else_anything(desk: Client, phone: Phone) -> None:
    phone.send(answers("here"))
    Phone(credential("2501")[1]).send(answers("there"))
    assert set(table(desk)) == {"here"}
    assert "1" in desk.get(f"/envios/respuestas/?form={FORM}").content.decode()
    assert take(Client(), "csv").status_code in {302, 403}
    assert take(desk, "csv", "form=nobody").status_code == take(desk, "docx").status_code == 404


def test_a_workbook_has_an_end(desk: Client, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    phone.send(answers("a"))
    assert take(desk, "xlsx").status_code == 200
    monkeypatch.setattr(answer_files, "MOST_IN_A_WORKBOOK", 0)
    refused = take(desk, "xlsx")
    assert refused.status_code == 422 and "CSV" in refused.content.decode()
    assert "No se ofrece" in desk.get(f"/envios/respuestas/?form={FORM}").content.decode()


def test_the_page_costs_the_same_with_one_row_and_with_three(desk: Client, phone: Phone) -> None:
    for more in (1, 2):
        for n in range(more):
            phone.send(answers(f"l{more}{n}"))
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(f"/envios/respuestas/?form={FORM}").status_code == 200
        assert len(seen) == 8, [query["sql"][:90] for query in seen.captured_queries]
