"""The pages of forms as offices changed them: putting one into use, what differs in words, which office uses which."""

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import people
from tests.field.phones import adapted, office, publish
from tests.intake.test_publish import WHY
from tests.intake.workbooks import workbook
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.intake.forms.services import retire_form
from winay.intake.models import FormVersion
from winay.journeys.publishing import missing_now

pytestmark = pytest.mark.django_db
SURVEY = [
    ("type", "name", "label", "required"),
    ("text", "answer", "¿Qué tal?", "yes"),
    ("text", "water", "¿Hay agua?", ""),
]


def text(page: Any) -> str:
    return unescape(page.content.decode())


def send(client: Client, code: str, source: bytes) -> Any:
    data = {"office": code, "workbook": SimpleUploadedFile("libro.xlsx", source)}
    return client.post("/formularios/adaptar/", data, follow=True)


def test_an_office_adapts_a_form_and_reads_what_is_other(client: Client) -> None:
    central = publish()
    office("UT-05", ["05"])
    people.log_in(client, people.specialist())
    page = client.get(f"/formularios/adaptar/?de={central.public_id}")
    assert f"/formularios/{central.public_id}/libro.xlsx" in text(page) and "2026.2-UT-05" in text(page)
    wrong = send(client, "UT-05", workbook(version="2"))
    assert wrong.status_code == 422 and "termine en «-UT-05»" in text(wrong) and FormVersion.objects.count() == 1
    page = send(client, "UT-05", workbook(version="2-UT-05", survey=SURVEY))
    said = text(page)
    assert "La reciben los teléfonos de Unidad UT-05" in said
    assert "La pregunta dice «¿Qué tal?»; en la central, «¿Cómo está?»." in said
    assert "Es obligatoria; en la central, no." in said and "¿Hay agua?" in said
    publish(version="3")
    own = FormVersion.objects.get(office__isnull=False)
    assert "La central se publicó después" in text(client.get(f"/formularios/{own.public_id}/"))
    assert "2-UT-05" in text(client.get(f"/formularios/{central.public_id}/"))
    client.post(f"/formularios/{own.public_id}/retirar/", {"reason": WHY})
    own.refresh_from_db()
    assert own.retired_at is not None


def test_another_office_is_offered_nothing_and_sees_nothing(client: Client) -> None:
    publish()
    mine = office("UT-05", ["05"])
    own = adapted(mine, title="Propia de Ayacucho")
    office("UT-21", ["21"])
    people.log_in(client, people.other_head())
    assert "Propia de Ayacucho" not in text(client.get("/formularios/"))
    assert [row.office.code for row in client.get("/formularios/unidades/").context["rows"]] == ["UT-21"]
    for path in ("", "libro.xlsx", "retirar/"):
        assert client.get(f"/formularios/{own.public_id}/{path}").status_code == 403
    assert client.get(f"/formularios/adaptar/?de={own.public_id}").status_code == 403
    assert client.get(f"/papel/nueva/{own.public_id}/").status_code == 403
    refused = send(client, "UT-05", workbook(version="3-UT-05"))
    assert refused.status_code == 422 and FormVersion.objects.count() == 2
    people.log_in(client, people.specialist())
    assert "2-UT-05" in text(client.get("/papel/"))


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_of_offices_asks_the_same_number_of_questions(
    client: Client, more: int, django_assert_num_queries: Any
) -> None:
    people.log_in(client, people.manager())
    for number in range(more):
        publish(f"forma{number}")
        adapted(office(f"UT-{number}", [("05", "21", "08")[number]]), f"forma{number}")
    client.get("/formularios/unidades/")
    with django_assert_num_queries(7):
        assert len(client.get("/formularios/unidades/").context["rows"]) == more


def test_what_a_reader_came_to_need_is_said_of_versions_in_use(client: Client) -> None:
    publish("household_visit")
    own = adapted(office("UT-05", ["05"]), "household_visit")
    assert missing_now(own)
    people.log_in(client, people.specialist())
    url = f"/formularios/{own.public_id}/"
    assert "Falta la pregunta" in text(client.get(url))
    retire_form(form=own, reason=WHY, by=people.acting_as(people.head()), at=now())
    assert "Falta la pregunta" not in text(client.get(url))


def test_a_form_without_a_central_version_in_use_says_what_retiring_would_do(client: Client) -> None:
    central = publish()
    own = adapted(office("UT-05", ["05"]))
    retire_form(form=central, reason=WHY, by=SYSTEM, at=now())
    people.log_in(client, people.head())
    assert "ningún teléfono recibe el formulario" in text(client.get(f"/formularios/{own.public_id}/"))
