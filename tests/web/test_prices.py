"""Pages of prices and exchange rates."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.plans import scene
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.places.services import save_office
from winay.plans.price_models import Price

pytestmark = pytest.mark.django_db
URL = "/precios/UT-05/"


@pytest.fixture
def ana(client: Client) -> Any:
    save_office(code="UT-05", name="UT Ayacucho", seat="Ayacucho", place_codes=["05"], by=SYSTEM, at=now())
    person = people.specialist()
    people.log_in(client, person)
    return people.acting_as(person)


def asked(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_list_asks_as_much_with_one_price_as_with_three(client: Client, ana: Any) -> None:
    client.get(URL)
    scene.priced(ana)
    one = asked(client, URL)
    for at, minor in enumerate((500, 700), 1):
        scene.priced(ana, scene.good(number=at), minor)
    assert asked(client, URL) == one == 11


def test_the_list_of_rates_asks_as_much_with_one_as_with_three(client: Client, ana: Any) -> None:
    carmen = people.acting_as(people.manager())
    scene.rated(carmen, 37_000)
    one = asked(client, "/tipos-de-cambio/")
    for days in (3, 9):
        scene.rated(carmen, 37_000 + days, people.today() - days * scene.DAY)
    assert asked(client, "/tipos-de-cambio/") == one == 7


def test_what_nobody_asked_is_unknown_and_what_is_old_is_marked(client: Client, ana: Any) -> None:
    scene.priced(ana, minor=123_456, quoted_on=people.today() - 400 * scene.DAY)
    page = client.get(URL, {"estado": "priced"}).content.decode()
    assert "S/\u00a01\u202f234,56" in page and "más de 6 meses" in page and scene.SOURCE in page
    page = client.get(URL, {"estado": "missing", "q": "parrilla"}).content.decode()
    assert "no se sabe" in page and "0,00" not in page
    assert "Nada con ese filtro" in client.get(URL, {"q": "zzz"}).content.decode()


def test_the_median_is_of_the_last_price_of_each_place(client: Client, ana: Any) -> None:
    for place, minor in (("05", 1_000), ("0501", 3_000), ("050110", 2_000)):
        scene.priced(ana, minor=9_900, place=place, quoted_on=people.today() - 90 * scene.DAY)
        scene.priced(ana, minor=minor, place=place)
    page = client.get(URL, {"estado": "priced"}).content.decode()
    assert "3 lugares, de S/\u00a010,00 a S/\u00a030,00" in page and "S/\u00a020,00" in page


def test_a_price_without_source_comes_back_with_what_was_written(client: Client, ana: Any) -> None:
    label = "Cocina mejorada: Parrilla (unidad)"
    sent = {"good": label, "place": "05", "price": "18,90", "quoted_on": "2026-03-01", "source_kind": "market"}
    wrong = client.post(f"{URL}anotar/", sent)
    assert wrong.status_code == 422 and "18,90" in wrong.content.decode() and not Price.objects.exists()
    assert client.post(f"{URL}anotar/", sent | {"source": "Feria"}).status_code == 302
    assert Price.objects.get().minor == 1_890


def test_a_filled_template_comes_in_and_says_what_is_wrong(client: Client, ana: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    sheet = b"".join(client.get(f"{URL}plantilla.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    titles, *rows = sheet.splitlines()
    filled = [rows[0].replace(",,,,", f",12.5,{people.today()},market,Feria"), *rows[1:]]
    good = SimpleUploadedFile("precios.csv", "\n".join([titles, *filled]).encode())
    assert client.post(f"{URL}hoja/", {"file": good}).status_code == 302
    assert Price.objects.get().minor == 1_250
    bad = SimpleUploadedFile("precios.csv", "\n".join([titles, filled[0].replace("12.5", "doce")]).encode())
    answer = client.post(f"{URL}hoja/", {"file": bad})
    assert answer.status_code == 422 and "doce" in answer.content.decode() and Price.objects.count() == 1
