"""Offices in the browser: everybody reads, who manages them writes, and a bad file loads nothing."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from tests import people
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.journal.models import Line
from winay.places.models import Office
from winay.places.services import save_office

pytestmark = pytest.mark.django_db
TITLES = "office_code,office_name,seat,place_code\n"
WRITING = ["/oficinas/nueva/", "/oficinas/importar/", "/oficinas/cambiar/UT-05/"]


def save(code: str, *places: str, synthetic: bool = False) -> Office:
    return save_office(
        code=code, name=f"UT {code}", seat="", place_codes=places, by=SYSTEM, at=now(), synthetic=synthetic
    )


def covered(code: str) -> set[str]:
    return set(Office.objects.get(code=code).covered.values_list("place__code", flat=True))


@pytest.fixture
def manager(client: Client) -> Client:
    return people.log_in(client, people.manager())


def send(client: Client, content: bytes, name: str = "unidades.csv") -> Any:
    return client.post("/oficinas/importar/", {"file": SimpleUploadedFile(name, content)})


def test_the_public_reads_offices_and_what_is_not_known_of_them(client: Client) -> None:
    save("UT-05", "05")
    save("UT-25", "25", synthetic=True)
    page = client.get("/oficinas/").content.decode()
    for expected in ("26 unidades territoriales", "UT UT-05", 'href="/lugares/05/"', "mark-synthetic", "Plantilla"):
        assert expected in page
    assert "/oficinas/nueva/" not in page


def test_an_empty_list_says_what_will_stand_here(client: Client) -> None:
    assert "Aquí estarán las unidades territoriales" in client.get("/oficinas/").content.decode()


def test_the_list_takes_as_many_queries_for_one_office_as_for_three(
    client: Client, django_assert_num_queries: Any
) -> None:
    save("UT-05", "05")
    with django_assert_num_queries(4):
        client.get("/oficinas/")
    save("UT-25", "25")
    save("UT-06", "0601", "0602")
    with django_assert_num_queries(4):
        client.get("/oficinas/")


@pytest.mark.parametrize("address", WRITING)
@pytest.mark.parametrize("role", [people.head, people.specialist, people.auditor])
def test_nobody_else_writes(client: Client, address: str, role: Any) -> None:
    save("UT-05", "05")
    assert client.get(address).status_code == 302
    assert client.post(address).status_code == 403
    people.log_in(client, role())
    assert client.get(address).status_code == 403
    assert client.post(address, {"code": "UT-9", "name": "x", "places": "06"}).status_code == 403
    assert Office.objects.count() == 1


def test_an_office_is_entered_with_codes_and_names_beside_them(manager: Client) -> None:
    data = {"code": "UT-05", "name": "UT Ayacucho", "seat": "Ayacucho", "places": "0501 Huamanga\r\n0502, 0503;0502"}
    response = manager.post("/oficinas/nueva/", data)
    assert (response.status_code, response["Location"]) == (302, "/oficinas/")
    assert covered("UT-05") == {"0501", "0502", "0503"}
    assert Line.objects.filter(verb="places.save_office").count() == 1


def test_an_office_is_changed_and_keeps_its_code_and_its_mark(manager: Client) -> None:
    save("UT-05", "05", synthetic=True)
    page = manager.get("/oficinas/cambiar/UT-05/").content.decode()
    assert "05 Ayacucho" in page
    assert 'name="code"' not in page
    data = {"code": "OTHER", "name": "Otra", "seat": "", "places": "0501"}
    assert manager.post("/oficinas/cambiar/UT-05/", data).status_code == 302
    office = Office.objects.get()
    assert (office.code, office.name, office.synthetic) == ("UT-05", "Otra", True)
    assert covered("UT-05") == {"0501"}


def test_a_new_office_never_overwrites_one(manager: Client) -> None:
    save("UT-05", "05")
    response = manager.post("/oficinas/nueva/", {"code": "UT-05", "name": "Otra", "places": "06"})
    assert response.status_code == 422
    assert "Ya hay una unidad territorial con este código" in response.content.decode()
    assert covered("UT-05") == {"05"}


@pytest.mark.parametrize(
    ("places", "says"),
    [
        ("999999", "No existe el lugar 999999."),
        ("0501", "0501 ya pertenece a la unidad territorial UT-05 (05)."),
        ("50101", "050101: falta el cero inicial"),
        ("abc", "un código de solo dígitos"),
        ("0501013", "un código de"),
    ],
)
def test_wrong_places_are_refused_in_words(manager: Client, places: str, says: str) -> None:
    save("UT-05", "05")
    response = manager.post("/oficinas/nueva/", {"code": "UT-X", "name": "X", "places": places})
    assert response.status_code == 422
    assert says in response.content.decode()
    assert Office.objects.count() == 1


def test_an_office_that_does_not_exist_is_not_found(manager: Client) -> None:
    assert manager.get("/oficinas/cambiar/NADA/").status_code == 404


def test_codes_with_slashes_still_have_an_address(manager: Client) -> None:
    save("UT/05 ñ", "05")
    page = manager.get("/oficinas/").content.decode()
    assert "/oficinas/cambiar/UT/05%20%C3%B1/" in page
    assert manager.get("/oficinas/cambiar/UT/05%20%C3%B1/").status_code == 200


def test_a_good_file_is_loaded_and_loading_it_again_changes_nothing(manager: Client) -> None:
    content = (TITLES + "UT-05,UT Ayacucho,Ayacucho,05\nUT-06,UT Cajamarca,,0601\nUT-06,UT Cajamarca,,0602\n").encode()
    response = manager.post("/oficinas/importar/", {"file": SimpleUploadedFile("u.csv", content)}, follow=True)
    assert "2 unidades nuevas, 0 cambiadas" in response.content.decode()
    assert covered("UT-06") == {"0601", "0602"}
    again = manager.post("/oficinas/importar/", {"file": SimpleUploadedFile("u.csv", content)}, follow=True)
    assert "Nada cambió" in again.content.decode()


def test_a_spreadsheet_is_loaded_too(manager: Client) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (TITLES.strip().split(","), ["UT-05", "UT Ayacucho", "", "05"]):
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    assert send(manager, packed.getvalue(), "unidades.xlsx").status_code == 302
    assert covered("UT-05") == {"05"}


def test_a_bad_file_names_file_row_column_value_and_what_was_expected(manager: Client) -> None:
    save("UT-05", "05")
    content = TITLES + "UT-06,UT Cajamarca,,0601\nUT-06,Otra,,0602\nUT-07,UT Callao,,999999\nUT-08,UT,,0501\n"
    response = send(manager, content.encode(), "<b>mal</b>.csv")
    assert response.status_code == 422
    page = response.content.decode()
    for expected in ("Hay 3 problemas", "Otra", "fila 2", "999999", "place_code", "UT-05 (05)", "No se cargó nada"):
        assert expected in page
    assert "<b>mal" not in page
    assert Office.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "vacío"),
        ("office_code,office_name,seat,place_code\nUT,Ñ,,05\n".encode("latin-1"), "UTF-8"),
        (b"a,b\n1,2\n", "office_code"),
        (b"PK\x03\x04broken", "XLSX"),
        (b"\xd0\xcf\x11\xe0old", "XLSX o CSV"),
    ],
)
def test_files_of_the_wrong_kind_are_refused_in_words(manager: Client, content: bytes, says: str) -> None:
    response = send(manager, content)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not Office.objects.exists()


def test_a_file_far_too_large_is_not_read(manager: Client) -> None:
    response = send(manager, b"x" * 5_000_001)
    assert response.status_code == 422
    assert "5 MB" in response.content.decode()


def test_the_template_is_a_file_that_the_import_understands(manager: Client) -> None:
    content = b"".join(manager.get("/oficinas/plantilla.csv").streaming_content)  # type: ignore[attr-defined]
    assert send(manager, content + b"UT-05,UT Ayacucho,,05\r\n").status_code == 302
