"""Pages of entries that look alike: what one side's office sees of the other, and every decision with its way back."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.registry import scene
from tests.registry.alike import looks_alike
from winay.accounts.models import Person
from winay.registry.duplicate_models import DuplicatePair, DuplicateSearch
from winay.registry.models import Household, Member
from winay.registry.queries.facts import national_ids
from winay.registry.terms import PairState, SearchKind

pytestmark = pytest.mark.django_db
WHY = "Lo confirmó su madre en la asamblea del martes."


@pytest.fixture(autouse=True)
def hamlet() -> None:
    scene.a_hamlet()


@pytest.fixture
def specialist(client: Client) -> Person:
    person = people.specialist()
    people.log_in(client, person)
    return person


def page(pair: DuplicatePair) -> str:
    return reverse("web:duplicate", args=[pair.public_id])


def act(pair: DuplicatePair, name: str) -> str:
    return reverse("web:decide_duplicate", args=[pair.public_id, name])


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(
    client: Client, specialist: Person, count: int, django_assert_num_queries: Any
) -> None:
    by = people.acting_as(specialist)
    for _ in range(count):
        looks_alike(by)
    client.get(reverse("web:duplicates"))
    with django_assert_num_queries(8):
        answer = client.get(reverse("web:duplicates"))
    assert text(answer).count("Yaneth Flor Ñaupari") == count and "muy probable" in text(answer)


def test_a_pair_stands_side_by_side_with_words_and_signs(client: Client, specialist: Person) -> None:
    pair = looks_alike(people.acting_as(specialist))
    shown = text(client.get(page(pair)))
    number = national_ids().decrypt(pair.left.national_id)
    for words in ("cruzado", "en parte", "casi igual", "falta en una", "mismo distrito", f"termina en {number[-3:]}"):
        assert words in shown, words
    assert number not in shown
    for sign in ("#check", "#arrows-diff", "#help-circle"):
        assert sign in shown
    assert "Juntar las dos fichas" in shown and "Juntar los dos hogares" in shown and "Pasar el par" not in shown


def test_of_another_territory_initials_year_and_district_are_seen_and_the_pair_is_passed_on(
    client: Client, specialist: Person
) -> None:
    outside = people.acting_as(people.specialist(people.OUTSIDE))
    pair = looks_alike(people.acting_as(specialist), place=scene.OUTSIDE, other=outside)
    shown = text(client.get(page(pair)))
    assert "Y. Ñ." in shown and "2015" in shown and "Un hogar de otro territorio" in shown
    assert "Yaneth Ñaupari" not in shown and "Juntar las dos fichas" not in shown
    head = pair.right.household.participant
    assert head is not None and head.given_names not in shown
    for name in ("misma-persona", "mismo-hogar", "distintas"):
        assert client.post(act(pair, name), {"why": WHY, "keep": "left"}).status_code == 403
    assert client.post(act(pair, "pasar"), {"why": WHY}).status_code == 302
    assert WHY in text(client.get(page(pair)))
    listed = text(client.get(reverse("web:duplicates") + "?passed=1"))
    assert "Y. Ñ." in listed and "pasado" in listed
    manager = people.log_in(Client(), people.manager())
    assert "Juntar las dos fichas" in text(manager.get(page(pair))) and WHY in text(manager.get(page(pair)))


@pytest.mark.parametrize("keep", ["left", "right"])
def test_one_person_and_back(client: Client, specialist: Person, keep: str) -> None:
    pair = looks_alike(people.acting_as(specialist))
    assert client.post(act(pair, "misma-persona"), {"why": WHY, "keep": keep}).status_code == 302
    gone = Member.objects.get(pk=pair.right_id if keep == "left" else pair.left_id)
    assert gone.merged_into is not None
    shown = text(client.get(page(pair)))
    assert WHY in shown and "Deshacer la unión" in shown
    assert client.post(act(pair, "deshacer"), {"why": "no"}).status_code == 422
    assert client.post(act(pair, "deshacer"), {"why": "Son primas, hay dos documentos."}).status_code == 302
    gone.refresh_from_db()
    assert gone.merged_into is None and DuplicatePair.objects.get().state == PairState.OPEN


def test_one_household_and_back(client: Client, specialist: Person) -> None:
    pair = looks_alike(people.acting_as(specialist))
    assert client.post(act(pair, "mismo-hogar"), {"why": WHY, "keep": "right"}).status_code == 302
    gone = Household.objects.get(pk=pair.left.household_id)
    assert gone.merged_into_id == pair.right.household_id
    assert client.post(act(pair, "deshacer"), {"why": "Son dos hogares vecinos."}).status_code == 302
    gone.refresh_from_db()
    assert gone.merged_into is None and gone.closed_on is None


def test_two_persons_and_back(client: Client, specialist: Person) -> None:
    pair = looks_alike(people.acting_as(specialist))
    refused = client.post(act(pair, "distintas"), {"why": "no"})
    assert refused.status_code == 422 and "No se cambió nada" in text(refused)
    assert client.post(act(pair, "distintas"), {"why": WHY}).status_code == 302
    assert "Yaneth" not in text(client.get(reverse("web:duplicates")))
    assert "Yaneth" in text(client.get(reverse("web:duplicates") + "?state=different"))
    assert client.post(act(pair, "reabrir"), {"why": "Hay dudas: se verá otra vez."}).status_code == 302
    assert DuplicatePair.objects.get().state == PairState.OPEN


def test_a_search_is_asked_for_in_ones_own_territory(client: Client, specialist: Person) -> None:
    assert client.post(reverse("web:ask_search")).status_code == 302
    asked = DuplicateSearch.objects.get()
    assert (asked.kind, asked.place.code if asked.place else "") == (SearchKind.TERRITORY, people.INSIDE)
    assert "en espera" in text(client.get(reverse("web:duplicates")))
    people.log_in(client, people.manager())
    client.post(reverse("web:ask_search"))
    assert DuplicateSearch.objects.filter(kind=SearchKind.CHANGED, place=None).count() == 1


def test_an_empty_list_says_what_will_stand_here(client: Client, specialist: Person) -> None:
    shown = text(client.get(reverse("web:duplicates")))
    assert "No hay pares así" in shown and "Buscar ahora" in shown
