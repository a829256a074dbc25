"""The page of files of households: sent, checked by the worker, loaded when somebody says so, taken back."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import people
from tests.registry import scene
from tests.registry.file_scene import household, written
from tests.worlds import world
from winay.accounts.models import Person
from winay.core.clock import now
from winay.registry.files.running import run, take_next
from winay.registry.models import Household, Import

pytestmark = pytest.mark.django_db
URL = "/hogares/archivos/"


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


def send(client: Client, content: bytes, name: str = "hogares.csv") -> Any:
    data = {"file": SimpleUploadedFile(name, content), "on": people.today().isoformat()}
    return client.post(URL, data, follow=True)


def work() -> None:
    """What the worker does while a page waits."""
    while (sent := take_next(at=now())) is not None:
        run(sent)


def test_a_file_with_bad_rows_from_the_page_to_the_registry_and_back(client: Client, specialist: Person) -> None:
    rows = [*household("A"), *household("B", sex="x"), *household("C")]
    page = send(client, written(rows))
    one = Import.objects.get()
    here = f"{URL}{one.public_id}/"
    assert "revisándose" in text(page) and 'hx-trigger="every 2s"' in text(page)
    work()
    page = client.get(f"{here}avance/")
    assert "Cargar los hogares buenos" in text(page) and 'hx-trigger="every 2s"' not in text(page)
    assert "use una de estas palabras: mujer (f), hombre (m), no se sabe (u)" in text(page)
    assert not Household.objects.exists()
    faults = client.get(f"{here}por-corregir.csv")
    assert faults.status_code == 200 and b"que_corregir" in faults.content
    assert client.post(f"{here}cargar/").status_code == 302
    work()
    assert Household.objects.count() == 2 and "Deshacer esta carga" in text(client.get(here))
    made = text(client.get(f"/hogares/{Household.objects.first().public_id}/"))  # type: ignore[union-attr]
    assert "hogares.csv" in made, "a household says with which file it came"
    short = client.post(f"{here}deshacer/", {"reason": "corta"})
    assert short.status_code == 422 and "letras o más" in text(short)
    client.post(f"{here}deshacer/", {"reason": "Era la lista del año pasado."})
    work()
    assert "deshecho" in text(client.get(here)) and not Household.objects.filter(closed_on=None).exists()


def test_a_file_that_lies_is_said_on_its_page(client: Client, specialist: Person) -> None:
    send(client, b"%PDF-1.7 and more", name="hogares.xlsx")
    work()
    page = text(client.get(f"{URL}{Import.objects.get().public_id}/"))
    assert "Por dentro este archivo es PDF" in page and "Retirar el archivo" in page
    assert client.post(f"{URL}{Import.objects.get().public_id}/retirar/").status_code == 302


def test_a_file_is_seen_by_its_office_and_those_above(client: Client, specialist: Person) -> None:
    send(client, written(household("A")))
    here = f"{URL}{Import.objects.get().public_id}/"
    for person, status in (
        (people.head(), 200), (people.manager(), 200), (people.other_head(), 403),
        (people.specialist(place="0501"), 403), (people.auditor(), 403),
    ):  # fmt: skip
        people.log_in(client, person)
        assert client.get(here).status_code == status
        assert client.get(f"{here}por-corregir.csv").status_code in {status, 404}
        if status == 200:
            assert len(client.get(URL).context["rows"]) == 1
        elif person.grants.get().role != "auditor":
            assert client.get(URL).context["rows"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    client: Client, specialist: Person, count: int, django_assert_num_queries: Any
) -> None:
    for at in range(count):
        send(client, written(household(f"H{at}")))
    with django_assert_num_queries(7):
        assert len(client.get(URL).context["rows"]) == count


def test_the_template_names_every_column_and_the_dictionary_explains_them(client: Client, specialist: Person) -> None:
    template = b"".join(client.get(f"{URL}plantilla.csv").streaming_content).decode()  # type: ignore[attr-defined]
    words = text(client.get(f"{URL}plantilla.diccionario"))
    for column in template.strip().removeprefix("\ufeff").split(","):
        assert f"<code>{column}</code>" in words
    assert client.get(f"{URL}plantilla.exe").status_code == 404


def test_a_large_file_comes_in_only_here_and_only_from_whoever_is_logged_in(client: Client, specialist: Person) -> None:
    large = written(household("A")) + b"\n" * 6_100_000
    assert send(client, large).status_code == 200 and Import.objects.count() == 1
    assert client.post("/hogares/nuevo/", {"file": SimpleUploadedFile("x", large)}).status_code == 413
    client.logout()
    assert client.post(URL, {"file": SimpleUploadedFile("x", large)}).status_code == 413
