"""The one box: names by their sound, ids, codes and places, only where one may look."""

from typing import Any

import pytest
from django.test import Client

from tests import people
from tests.registry import scene
from tests.worlds import world
from winay.accounts.models import Person
from winay.journal.models import Line
from winay.registry.models import Household
from winay.registry.rules import household_code
from winay.registry.terms import Kin

pytestmark = pytest.mark.django_db


def _entered() -> Person:
    scene.a_hamlet()
    return people.specialist()


entered = world(_entered)


@pytest.fixture
def specialist(entered: Person, client: Client) -> Person:
    people.log_in(client, entered)
    return entered


def named(given: str, first: str, second: str = "", **more: Any) -> Household:
    one = scene.member(Kin.PARTICIPANT, given_names=given, surname_1=first, surname_2=second, **more)
    return scene.registered(scene.household(members=(one,)))


def found(client: Client, asked: str) -> list[str]:
    page = client.post("/hogares/buscar/", {"q": asked}, follow=True)
    return sorted(row["name"] for row in page.context["rows"])


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        (("Rosa", "Quispe", "Huamán"), "kispe"),
        (("Rosa", "Quispe", "Huamán"), "waman rosa"),
        (("Félix", "Ccori", "Ñaupari"), "qori"),
        (("Félix", "Ccori", "Ñaupari"), "Naupari Felix"),
        (("Saúl", "Mamani", ""), "MAMANI"),
    ],
)
def test_a_name_is_found_as_it_sounds(
    client: Client, specialist: Person, written: tuple[str, str, str], asked: str
) -> None:
    named(*written)
    named("Teodora", "Palomino", "Sulca")
    assert found(client, asked) == [" ".join(part for part in written if part)]
    assert found(client, f"{asked} palomino") == []


def test_only_where_one_works(client: Client, specialist: Person) -> None:
    named("Rosa", "Quispe")
    people.log_in(client, people.other_head())
    assert found(client, "quispe") == []
    people.log_in(client, people.auditor())
    assert found(client, "quispe") == ["Rosa Quispe"]


def test_a_name_in_a_place(client: Client, specialist: Person) -> None:
    named("Rosa", "Quispe")
    assert found(client, "quispe, 050110") == ["Rosa Quispe"]
    assert found(client, "quispe, 050101") == []
    page = client.get("/hogares/buscar/", {"q": "hamlet"})
    assert page.context["answer"].places


def test_an_id_is_found_whole_and_the_question_is_on_record(client: Client, specialist: Person) -> None:
    named("Rosa", "Quispe", national_id="28274561")
    assert found(client, "28274561") == found(client, "2827 4561") == ["Rosa Quispe"]
    assert found(client, "2827456") == [] and found(client, "28274562") == []
    lines = Line.objects.filter(verb="registry.look_up_id").order_by("id")
    assert lines.count() == 3, "a miss is on record too: nobody tries numbers unseen"
    assert not any("28274561" in line.body for line in lines)


def test_an_id_stands_in_no_address(client: Client, specialist: Person) -> None:
    named("Rosa", "Quispe", national_id="28274561")
    page = client.get("/hogares/buscar/?q=28274561")
    assert page.context["rows"] == [] and "caja de búsqueda" in page.content.decode()
    assert not Line.objects.filter(verb="registry.look_up_id").exists()
    posted = client.post("/hogares/buscar/", {"q": "28274561"})
    assert posted.status_code == 200 and "28274561" not in posted.content.decode()


def test_a_code_opens_its_household(client: Client, specialist: Person) -> None:
    one = named("Rosa", "Quispe")
    answer = client.get("/hogares/buscar/", {"q": household_code(one.public_id).lower()})
    assert answer.status_code == 302 and str(one.public_id) in answer["Location"]
    people.log_in(client, people.other_head())
    assert client.get("/hogares/buscar/", {"q": household_code(one.public_id)}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_asks_the_same_number_of_questions(
    client: Client, specialist: Person, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        named("Rosa", "Quispe")
    with django_assert_num_queries(9):
        assert len(client.get("/hogares/buscar/?q=rosa kispe").context["rows"]) == count


def test_pages_of_a_frequent_name_leave_nobody_out(client: Client, specialist: Person, monkeypatch: Any) -> None:
    from winay.registry.queries import search

    monkeypatch.setattr(search.people_named, "__kwdefaults__", {"after": None, "limit": 2})
    made = {named("Rosa", "Quispe").pk for _ in range(5)}
    seen: list[int] = []
    url = "/hogares/buscar/?q=rosa kispe"
    while True:
        page = client.get(url)
        seen += [row["household"].pk for row in page.context["rows"]]
        if not page.context["next_after"]:
            break
        url = f"/hogares/buscar/?q=rosa kispe&after={page.context['next_after']}"
    assert len(seen) == 5 and set(seen) == made


def test_nothing_hostile_breaks_it(client: Client, specialist: Person) -> None:
    for asked in ("'; DROP TABLE--", "%", "   ", "ʼ", "9" * 400, "a" * 400, "x, y, z", "\u202equispe"):
        assert client.get("/hogares/buscar/", {"q": asked}).status_code == 200
