"""Farm tables in the browser: loading with every fault said, checking, withdrawing, and the file as it came."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import people
from tests.targeting import scene
from tests.targeting.scene import REASON
from winay.targeting.models import FarmTable

pytestmark = pytest.mark.django_db
HEAD = "ubigeo,households,under_cut\n"


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
        "cut_ha": "1.3", "labour_share": "75", "property_share": "75", "limited_sales": "poco",
    }  # fmt: skip
    return client.post(reverse("web:load_farm_table"), {**data, **change})


def test_a_table_is_checked_loaded_shown_and_withdrawn(client):
    said = load(client, dry_run="on")
    assert said.status_code == 200 and FarmTable.objects.count() == 0
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


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_with_more_rows(ana, django_assert_num_queries, rows):
    who = people.acting_as(ana)
    codes = ("050101", "050102", "050103")[:rows]
    for number in range(rows):
        table = scene.farm_table(who, "".join(f"{code},{100 + number},50\n" for code in codes))
    with django_assert_num_queries(LIST):
        Client().get(reverse("web:farm_tables"))
    with django_assert_num_queries(DETAIL):
        Client().get(reverse("web:farm_table", args=[table.public_id]))


LIST, DETAIL = 2, 3
