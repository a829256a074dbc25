"""The pages of courses for trainers: what they ask of the database, what a form does and keeps."""

import re
from typing import Any

import pytest
from django.test import Client

from tests import people
from tests.nuclei import scene as nuclei
from tests.trainers.scene import WHY, ago
from tests.trainers.test_courses import said, sat, told, trainer
from winay.documents.models import Document
from winay.trainers.course_models import Course, CourseSeat

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def log_in(client: Client, who: Any) -> Client:
    return people.log_in(client, who.person)


def written(*contracts: Any, **more: Any) -> dict[str, Any]:
    fields = {
        "name": "Crianza de cuyes", "held_at": "Local comunal", "hours": "14", "teacher": "Hernán Gutiérrez",
        "institution": "Unidad Territorial", "items": ["guinea_pigs"], "topics": ["records"],
    }  # fmt: skip
    return {**fields, **{f"result-{one.pk}": "passed" for one in contracts}, **more}


def days(made: nuclei.Formed) -> str:
    version = made.nucleus.version
    return (
        f"/yachachiqs/capacitaciones/nueva/?version={version.program.key}@{version.key}&place=05"
        f"&began_on={ago(6)}&last_on={ago(5)}"
    )


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_asks_the_same(client, more, django_assert_num_queries):
    made = nuclei.formed(2)
    for number in range(more):
        told(made, sat(trainer(made, number)), name=f"Curso {number}")
    log_in(client, made.ana)
    client.get("/yachachiqs/capacitaciones/")
    with django_assert_num_queries(12):
        page = client.get("/yachachiqs/capacitaciones/")
    assert len(page.context["rows"]) == more


def test_trainers_are_looked_at_page_by_page_and_nobody_twice(client, monkeypatch):
    made = nuclei.formed(2)
    contracts = [trainer(made, number) for number in range(3)]
    monkeypatch.setattr("winay.web.courses.LOOKED_AT", 2)
    log_in(client, made.ana)
    seen, url = [], "/yachachiqs/capacitaciones/"
    for looked in (2, 1):
        page = client.get(url)
        assert page.context["trainers"] == looked
        seen += [row["contract"].pk for row in page.context["gaps"]]
        url = f"/yachachiqs/capacitaciones/?yachachiqs={page.context['more_trainers']}"
    assert not page.context["more_trainers"] and len(seen) == len(set(seen)) <= len(contracts)


@pytest.mark.parametrize("seats", [1, 3])
def test_a_course_asks_the_same(client, seats, django_assert_num_queries):
    made = nuclei.formed(2)
    course = told(made, *(sat(trainer(made, number)) for number in range(seats)))
    log_in(client, made.ana)
    client.get(f"/yachachiqs/capacitaciones/{course.public_id}/")  # a version's menu is read once
    with django_assert_num_queries(10):
        page = client.get(f"/yachachiqs/capacitaciones/{course.public_id}/")
    assert len(page.context["seats"]) == seats


def test_a_course_is_told_in_two_steps_and_what_is_refused_keeps_what_was_written(client):
    made = nuclei.formed(2)
    one, other = trainer(made), trainer(made, 1)
    log_in(client, made.ana)
    assert "Seguir" in text(client.get("/yachachiqs/capacitaciones/nueva/"))
    page = client.get(days(made))
    assert one.applicant.name in text(page) and other.applicant.name in text(page)
    wrong = client.post(days(made), written(one, **{f"hours-{one.pk}": "15"}))
    assert wrong.status_code == 422 and "tuvo 14 horas" in text(wrong)
    assert 'value="Local comunal"' in wrong.content.decode() and not Course.objects.exists()
    done = client.post(days(made), written(one))
    course = Course.objects.get()
    assert done.status_code == 302 and done.url.endswith(f"{course.public_id}/")
    assert list(CourseSeat.objects.values_list("contract", "hours", "result")) == [(one.pk, 14, "passed")]


def test_days_that_are_none_and_an_unknown_place_are_told(client):
    made = nuclei.formed(2)
    log_in(client, made.ana)
    assert client.get(days(made).replace("place=05", "place=99")).status_code == 422
    assert client.get(days(made).replace(str(ago(5)), str(ago(9)))).status_code == 422
    assert client.get(days(made).replace("place=05", "place=21")).status_code == 403


def test_a_course_is_corrected_reversed_and_certified(client):
    made = nuclei.formed(2)
    one, other = trainer(made), trainer(made, 1)
    course = told(made, sat(one))
    log_in(client, made.ana)
    url = f"/yachachiqs/capacitaciones/{course.public_id}/"
    assert client.post(f"{url}{one.public_id}/constancia/").status_code == 302
    paper = Document.objects.get(subject_kind="course_seat")
    assert paper.number in text(client.get(url))
    form = client.get(f"{url}corregir/")
    assert 'value="Local comunal"' in form.content.decode()
    assert client.post(f"{url}corregir/", written(one, other, why="no")).status_code == 422
    assert client.post(f"{url}corregir/", written(one, other, why=WHY)).status_code == 302
    newest = Course.objects.get(ended_how="")
    assert newest.replaces == course and "Ya no rige" in text(client.get(url))
    assert "revocada" in text(client.get(url))
    anew = f"/yachachiqs/capacitaciones/{newest.public_id}/"
    assert client.post(f"{anew}anular/", {"why": WHY}).status_code == 302
    assert "anulada" in text(client.get(anew))
    refused = client.post(f"{anew}{one.public_id}/constancia/", follow=True)
    assert "abra la que rige" in text(refused)


def test_a_trainers_page_tells_what_they_learned(client):
    made = nuclei.formed(2)
    one = trainer(made)
    told(made, sat(one))
    log_in(client, made.ana)
    assert "Lo que aprendió Crianza de cuyes" in text(client.get(f"/contratos/{one.public_id}/"))


def test_said_is_what_a_form_would_say() -> None:
    assert said().days == 2
