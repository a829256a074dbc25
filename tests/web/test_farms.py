"""Farm tables in the browser: loading with every fault said, checking, withdrawing, and the file as it came."""

import hashlib
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import people
from tests.targeting import scene
from tests.targeting.scene import REASON
from winay.targeting.farms.files import COLUMNS
from winay.targeting.models import FarmCut, FarmTable
from winay.targeting.queries import farm_tables
from winay.web import farm_loading, farms

pytestmark = pytest.mark.django_db
HEAD = "ubigeo,households,under_cut\n"
UNITS = ",".join(COLUMNS) + "\n"


@pytest.fixture
def ana(db):
    return people.specialist()


@pytest.fixture
def client(ana) -> Client:
    return people.log_in(Client(), ana)


def load(client: Client, content: str | bytes = HEAD + "050101,120,80\n", **change: object):
    kept = content.encode() if isinstance(content, str) else content
    data = {
        "file": SimpleUploadedFile("predios.csv", kept), "name": "Padrón", "publisher": "UT", "as_of": "2026-09-30",
        "cut_ha": "1.3", "labour_share": "75", "property_share": "75", "limited_sales": "poco", "cargar": "1",
    }  # fmt: skip
    return client.post(reverse("web:load_farm_table"), {**data, **change})


def test_a_table_is_checked_loaded_shown_and_withdrawn(client):
    said = load(client, cargar=[])
    assert said.status_code == 200 and FarmTable.objects.count() == 0 and "está bien" in said.content.decode()
    assert load(client).status_code == 302
    table = FarmTable.objects.get()
    page = reverse("web:farm_table", args=[table.public_id])
    for reader in (client, Client()):
        assert "Padrón" in reader.get(page).content.decode()
    original = Client().get(reverse("web:farm_table_file", args=[table.public_id]))
    assert original.content == (HEAD + "050101,120,80\n").encode()
    assert original["Content-Disposition"] == 'attachment; filename="predios.csv"'
    withdraw = reverse("web:withdraw_farm_table", args=[table.public_id])
    said = client.post(withdraw, {"reason": "<script>alert(1)</script>"[:12]})
    assert said.status_code == 422 and "<script>" not in said.content.decode().split("<main", 1)[1]
    assert client.post(withdraw, {"reason": REASON}).status_code == 302
    assert client.post(withdraw, {"reason": REASON}).status_code == 422
    assert load(client).status_code == 302


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEAD + "50101,1,1", ["predios.csv, fila 2, columna ubigeo", "50101", "050101"]),
        (HEAD + "050101,x,1", ["fila 2, columna households", "«x»"]),
        (HEAD + "050101,<script>alert(1)</script>,1", ["&lt;script&gt;"]),
        ("ubigeo,hogares\n050101,1", ["fila 1"]),
        ("año,ñ\n1,2".encode("latin-1"), ["UTF-8"]),
        (HEAD + "210101,10,5", ["fuera de su territorio"]),
        ("ubigeo,households,under_cut,under_cut_further\n050101,1,2,3", ["columna under_cut"]),
    ],
)
def test_faults_are_sentences_and_nothing_is_loaded(client, content, words):
    said = load(client, content)
    html = said.content.decode()
    assert said.status_code == 422 and FarmTable.objects.count() == 0 and "<script>alert" not in html
    for part in words:
        assert part in html, part


@pytest.mark.parametrize(
    "change",
    [
        {"cut_ha": "0"}, {"cut_ha": "-1"}, {"cut_ha": "NaN"}, {"cut_ha": "9" * 30}, {"labour_share": "0.75"},
        {"property_share": "101"}, {"as_of": "2099-01-01"}, {"as_of": "ayer"}, {"name": ""}, {"name": "x" * 161},
        {"file": ""}, {"publisher": "   "},
    ],
)  # fmt: skip
def test_what_a_table_says_of_itself_must_be_possible(client, change):
    assert load(client, **change).status_code == 422 and FarmTable.objects.count() == 0


def test_a_count_of_further_characteristics_needs_its_terms(client):
    content = "ubigeo,households,under_cut,under_cut_further\n050101,10,5,3\n"
    said = load(client, content, limited_sales="")
    assert said.status_code == 422 and "vender poco" in said.content.decode()


def test_only_who_may_load_gets_the_form(client):
    assert client.get(reverse("web:load_farm_table")).status_code == 200
    assert people.log_in(Client(), people.auditor()).get(reverse("web:load_farm_table")).status_code == 403
    assert Client().get(reverse("web:load_farm_table")).status_code == 302
    assert Client().post(reverse("web:load_farm_table")).status_code == 403
    nothing = "00000000-0000-7000-8000-000000000000"
    for name in ("farm_table", "farm_table_file"):
        assert client.get(reverse(f"web:{name}", args=[nothing])).status_code == 404


def test_an_original_altered_on_disk_is_refused(client):
    load(client)
    table = FarmTable.objects.get()
    kept = settings.WINAY_BLOBS.path(table.file_sha256)
    whole = kept.read_bytes()
    try:
        kept.write_bytes(b"otra cosa")
        assert Client().get(reverse("web:farm_table_file", args=[table.public_id])).status_code == 409
    finally:
        kept.write_bytes(whole)


def single(client: Client, *lines: str, head: str = UNITS, **change: object):
    return load(client, head + "".join(f"{line}\n" for line in lines), **change)


def checked(html: str) -> str:
    return re.search(r'name="checked" value="([^"]*)"', html)[1]


def test_a_checked_file_is_loaded_without_choosing_it_again(client):
    html = single(client, "050101,1.2,80,80,1", "050102,1.9,,80,1", cargar=[]).content.decode()
    for part in ("predios.csv está bien", "Hogares: 2; lugares: 2; distritos: 2", "1 hogar con menos de 1,3 ha",
                 "2 hogares traen solo su distrito", "1 hogar no dice"):  # fmt: skip
        assert part in html, part
    assert FarmTable.objects.count() == 0
    said = load(client, file="", checked=checked(html))
    table = FarmTable.objects.get()
    assert said.status_code == 302 and table.unit_level and table.file_name == "predios.csv"


def test_a_checked_file_is_the_persons_own_and_waits_for_two_hours_only(client, monkeypatch):
    token = checked(single(client, "050101,1.2,80,80,1", cargar=[]).content.decode())
    other = people.log_in(Client(), people.specialist())
    for reader, forged in ((other, token), (client, token[:-2]), (client, "x" * 60)):
        said = load(reader, file="", checked=forged)
        assert said.status_code == 422 and "elíjalo de nuevo" in said.content.decode()
    monkeypatch.setattr(farm_loading, "CHECKED_FOR", -1)
    assert "elíjalo de nuevo" in load(client, file="", checked=token).content.decode()
    assert FarmTable.objects.count() == 0


def test_what_was_checked_and_is_gone_must_be_chosen_again(client):
    token = checked(single(client, "050101,1.21,80,80,1", cargar=[]).content.decode())
    settings.WINAY_BLOBS.path(hashlib.sha256(f"{UNITS}050101,1.21,80,80,1\n".encode()).hexdigest()).unlink()
    said = load(client, file="", checked=token)
    assert said.status_code == 422 and "elíjalo de nuevo" in said.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (UNITS + "050101,-1,,,\n", ["fila 2, columna area_ha", "que no sea negativo"]),
        (UNITS + "0501019999,1,,,\n", ["Su distrito, 050101, sí existe"]),
        (UNITS.strip() + ",<b>dni</b>\n050101,1,,,,1\n", ["columna &lt;b&gt;dni", "quite la columna"]),
        (UNITS + "210101,1,,,\n", ["fuera de su territorio"]),
        (UNITS.encode("utf-16"), ["UTF-16"]),
        (b"PAR1 cortado", ["cortado o dañado"]),
        (UNITS + "050101,x,,,\n" * 300, ["hay 100 problemas más"]),
    ],
)
def test_faults_of_single_farms_are_sentences(client, content, words):
    said = load(client, content)
    html = said.content.decode()
    assert said.status_code == 422 and FarmTable.objects.count() == 0 and "<b>dni" not in html
    for part in words:
        assert part in html, part


def test_a_file_over_the_limit_is_told_where_to_go(client, monkeypatch):
    monkeypatch.setattr(farm_loading, "LARGEST_FILE", 100)
    said = single(client, *["050101,1.2,80,80,1"] * 20)
    assert said.status_code == 422 and "winay farms import" in said.content.decode()


def test_lines_of_households_are_for_those_who_may_load_them_and_auditors(client):
    single(client, "050101,1.2,80,80,1")
    table = FarmTable.objects.get()
    address = reverse("web:farm_table_file", args=[table.public_id])
    readers = [client, people.log_in(Client(), people.auditor()), people.log_in(Client(), people.manager())]
    others = [Client(), people.log_in(Client(), people.other_head()), people.log_in(Client(), people.someone())]
    page = reverse("web:farm_table", args=[table.public_id])
    for reader in readers:
        assert reader.get(address).status_code == 200 and address in reader.get(page).content.decode()
    for reader in others:
        assert reader.get(address).status_code == 403 and address not in reader.get(page).content.decode()


def test_a_table_shows_its_cuts_sizes_and_districts(client):
    lines = [*["050101,1.2999,75,75,1"] * 3, "050101,1.3,,75,1", "050102,9,75,75,1"]
    single(client, *lines, cut_ha="0.5", labour_share="", property_share="")
    table = FarmTable.objects.get()
    page = reverse("web:farm_table", args=[table.public_id])
    html = Client().get(page, {"corte": "2"}).content.decode()
    for part in ("Una fila por hogar", "En 1 de 2 distritos más de la mitad", "menos de 1,3 ha", "trabajo desde 75",
                 "de 1 a menos de 1,3 ha", "más de 70 hasta 80", "1 hogar no dice"):  # fmt: skip
        assert part in html, part
    assert "menos de 0,5 ha" in Client().get(page).content.decode()
    for wrong in ("0", "3", "x", "1" * 30, "-1"):
        assert Client().get(page, {"corte": wrong}).status_code == 404
    rows = b"".join(Client().get(reverse("web:farm_counts", args=[table.public_id, "csv"]) + "?corte=2")).decode()
    titles, first, second, *_ = rows.removeprefix("\ufeff").splitlines()
    assert titles.startswith("code,place,district,province,department,households,under_cut,under_cut_further")
    assert first.startswith("050101,") and ",4,3,3," in first and ",1,0,0," in second


def test_another_cut_is_counted_on_the_page(client):
    single(client, "050101,1.2,80,80,1", "050101,1.5,80,80,1")
    table = FarmTable.objects.get()
    address = reverse("web:count_farm_table", args=[table.public_id])
    assert client.post(address, {"cut_ha": "1.6"}).status_code == 302
    assert sorted(FarmCut.objects.values_list("cut_ha", flat=True)) == [13_000, 16_000]
    for wrong in (
        {"cut_ha": "1.6"},
        {"cut_ha": ""},
        {"cut_ha": "0"},
        {"cut_ha": "-3"},
        {"cut_ha": "2", "labour_share": "5"},
    ):
        said = client.post(address, wrong)
        assert said.status_code == 422 and 'role="alert"' in said.content.decode()
    assert people.log_in(Client(), people.other_head()).post(address, {"cut_ha": "3"}).status_code == 403
    assert FarmCut.objects.count() == 2


def test_a_table_whose_farms_are_gone_still_shows_its_counts(client):
    single(client, "050101,1.23,80,80,1")
    table = FarmTable.objects.get()
    kept = settings.WINAY_BLOBS.path(table.units_sha256)
    whole = kept.read_bytes()
    try:
        kept.unlink()
        farm_tables.memory.forget()
        html = client.get(reverse("web:farm_table", args=[table.public_id])).content.decode()
        assert "fue alterado en el disco" in html and "Distritos" in html
    finally:
        kept.write_bytes(whole)


def test_many_districts_are_read_page_by_page(client, monkeypatch):
    monkeypatch.setattr(farms, "PAGE", 2)
    load(client, HEAD + "".join(f"05010{n},10,{n}\n" for n in range(1, 6)))
    page = reverse("web:farm_table", args=[FarmTable.objects.get().public_id])
    first = Client().get(page).content.decode()
    assert "1 a 2 de 5 distritos" in first and "desde=050103" in first and "desde=050101" not in first
    middle = Client().get(page, {"desde": "050103"}).content.decode()
    assert "3 a 4 de 5 distritos" in middle and "desde=050101" in middle and "desde=050105" in middle
    assert "1 a 2 de 5 distritos" in Client().get(page, {"desde": "zz"}).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_with_more_rows(client, ana, django_assert_num_queries, rows):
    who = people.acting_as(ana)
    codes = ("050101", "050102", "050103")[:rows]
    for number in range(rows):
        table = scene.farm_table(who, "".join(f"{code},{100 + number},50\n" for code in codes))
    single(client, *(f"{code},1,80,80,1" for code in codes))
    tables = [table, FarmTable.objects.get(unit_level=True)]
    with django_assert_num_queries(LIST):
        Client().get(reverse("web:farm_tables"))
    for one in tables:
        with django_assert_num_queries(DETAIL):
            Client().get(reverse("web:farm_table", args=[one.public_id]))
    with django_assert_num_queries(FILE):
        list(Client().get(reverse("web:farm_counts", args=[table.public_id, "csv"])))


LIST, DETAIL, FILE = 4, 7, 5
