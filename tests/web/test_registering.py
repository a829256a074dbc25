"""Registering a household on its page: what is written comes back when it is refused, and the page grows."""

from typing import Any

import pytest
from django.test import Client

from tests import people
from tests.registry import scene
from tests.worlds import world
from winay.accounts.models import Person
from winay.registry.models import Consent, Household

pytestmark = pytest.mark.django_db
URL = "/hogares/nuevo/"


def _entered() -> Person:
    scene.a_hamlet()
    return people.specialist()


entered = world(_entered)


@pytest.fixture
def specialist(entered: Person, client: Client) -> Person:
    people.log_in(client, entered)
    return entered


def text(answer: Any) -> str:
    return str(answer.content.decode())


def person(at: int, **more: str) -> dict[str, str]:
    said = {"given_names": "Rosa", "surname_1": "Quispe", "kin": "participant", "sex": "f", "born": "12/3/1984"} | more
    return {f"m{at}-{name}": value for name, value in said.items()}


def household(**more: str) -> dict[str, str]:
    today = people.today().isoformat()
    return {
        "place": f"{scene.HAMLET} Hamlet 1",
        "on": today,
        **person(0),
        "m1-given_names": "",
        "m1-kin": "partner",
        **more,
    }


def test_a_household_is_registered_with_all_that_was_said(client: Client, specialist: Person) -> None:
    child = person(3, given_names="Ana", surname_1="Sulca", kin="child", born="2015", national_id="6023 4567")
    consent = {"how": "fingerprint", "consent_language": "quy", "given_on": people.today().isoformat()}
    farm = {"farm_ha": "0.75", "juntos": "1", "classification": "poor", "position": "-13.24215, -74.35317"}
    answer = client.post(URL, household(**child, **consent, **farm), follow=True)
    assert "Hogar registrado:" in text(answer)
    made = Household.objects.get()
    assert made.members.count() == 2 and made.latitude_e6 == -13_242_150 and made.origin == "web"
    assert Consent.objects.get().how == "fingerprint" and made.descriptions.get().farm_ha == 7_500
    assert made.members.get(given_names="Ana").birth_precision == "year"


def test_what_is_wrong_is_said_at_once_and_what_was_written_stays(client: Client, specialist: Person) -> None:
    child = person(1, given_names="Ana", kin="child", born="2015", national_id="123")
    answer = client.post(URL, household(**{**child, "m0-born": "31/2/1984", "place": "Lugar que no hay"}))
    assert answer.status_code == 422 and not Household.objects.exists()
    page = text(answer)
    assert "día, mes y año" in page and "No hay un centro poblado así" in page and 'value="123"' in page
    ruled = client.post(URL, household(**child))
    assert ruled.status_code == 422 and "tiene 3 signos" in text(ruled) and 'value="Ana"' in text(ruled)


def test_the_future_and_a_person_twice_are_refused_in_words(client: Client, specialist: Person) -> None:
    later = f"{people.today().year + 1}"
    assert "aún no llega" in text(client.post(URL, household(**person(1, given_names="Ana", kin="child", born=later))))
    twice = client.post(URL, household(**person(1, kin="partner")))
    assert "es la misma que la persona" in text(twice)


def test_the_page_grows_without_script_and_with_it(client: Client, specialist: Person) -> None:
    grown = client.post(URL, household(otra="1"))
    assert grown.status_code == 200 and "m2-given_names" in text(grown) and 'value="Rosa"' in text(grown)
    part = text(client.get(f"{URL}persona/?n=7"))
    assert "m7-given_names" in part and "?n=8" in part and "<html" not in part
    assert "m2-given_names" in text(client.get(f"{URL}persona/?n=x"))


def test_a_place_is_found_by_its_name_in_ones_own_territory(client: Client, specialist: Person) -> None:
    assert client.post(URL, household(place="Hamlet 2")).status_code == 302
    assert Household.objects.get().place.code == scene.OTHER_HAMLET
    several = client.post(URL, household(place="Haml"))
    assert several.status_code == 422 and "Copie uno de estos" in text(several)
    options = text(client.get(f"{URL}lugares/?place=hamlet 2"))
    assert f"{scene.OTHER_HAMLET} Hamlet 2" in options
    people.log_in(client, people.other_head())
    assert "option" not in text(client.get(f"{URL}lugares/?place=hamlet 2"))


def test_elsewhere_nothing_is_registered(client: Client, specialist: Person) -> None:
    assert client.post(URL, household(place=scene.OUTSIDE)).status_code == 403
    assert not Household.objects.exists()
