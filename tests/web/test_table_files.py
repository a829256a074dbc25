"""Tables out in every form: the same rows, no formula, exact numbers, positions, a dictionary, and no memory."""

import csv
import io
import json
import tracemalloc
from decimal import Decimal

import pytest
from django.http import Http404
from django.test import RequestFactory
from openpyxl import load_workbook

from tests import people
from tests.documents.scene import decided, split
from tests.targeting import scene
from winay.core.clock import now
from winay.journeys.acts import annul_selection
from winay.targeting.models import Area, Selection
from winay.web.table_files import DICTIONARY, FORMS, Column, Table, table_response

EVIL = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    '=HYPERLINK("http://x")',
    'a,b\n"c"',
    "<b>&amp;",
    "ctl\x00\x08\x1f",
    "ñ ʼ ä ʃ",
]
COLUMNS = [
    Column("code", "Código", "Es un texto.", source="INEI"), Column("name", "Nombre"),
    Column("n", "Número", unit="hogares"), Column("share", "Parte", unit="por ciento"),
    Column("latitude", "Latitud"), Column("longitude", "Longitud"),
]  # fmt: skip
ROWS = [[f"05{n:04d}", text, n, Decimal("40.04"), -13.5 - n, -74.25] for n, text in enumerate(EVIL)]
ROWS += [["059999", "sin nada", None, None, None, None]]
TABLE = Table("areas", "Áreas: [todas] / 2026", COLUMNS, lambda: iter(ROWS))


def given(table: Table, form: str) -> bytes:
    response = table_response(RequestFactory().get("/"), table, form)
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_a_workbook_has_numbers_as_numbers_and_no_formula() -> None:
    book = load_workbook(io.BytesIO(given(TABLE, "xlsx")))
    sheet, words = book.worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == tuple(c.key for c in COLUMNS) and len(rows) == len(ROWS) + 1
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert rows[1] == ("050000", "'=1+1", 0, 40.04, -13.5, -74.25) and rows[-1] == ("059999", "sin nada", *[None] * 4)
    assert rows[9][1] == "ctl" and rows[10][1] == "ñ ʼ ä ʃ" and rows[7][1] == 'a,b\n"c"' and rows[8][1] == "<b>&amp;"
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == f"A1:F{len(ROWS) + 1}" and sheet["A1"].font.bold
    assert words.title == "Diccionario" and list(words.iter_rows(values_only=True))[1][:3] == (
        "code", "Código", "Es un texto.",
    )  # fmt: skip


def test_a_map_has_a_point_where_one_is_known() -> None:
    said = json.loads(given(TABLE, "geojson"))
    assert said["type"] == "FeatureCollection" and len(said["features"]) == len(ROWS)
    first, last = said["features"][0], said["features"][-1]
    assert first["geometry"] == {"type": "Point", "coordinates": [-74.25, -13.5]} and last["geometry"] is None
    assert first["properties"]["share"] == 40.04 and first["properties"]["name"] == "=1+1"
    assert [word["column"] for word in said["dictionary"]] == TABLE.keys


def test_a_text_file_and_its_dictionary() -> None:
    rows = list(csv.reader(io.StringIO(given(TABLE, "csv").decode("utf-8-sig"))))
    assert rows[0] == TABLE.keys and rows[1][:4] == ["050000", "'=1+1", "0", "40.04"] and rows[-1][2] == ""
    words = list(csv.reader(io.StringIO(given(TABLE, "diccionario.csv").decode("utf-8-sig"))))
    assert tuple(words[0]) == DICTIONARY and words[3] == ["n", "Número", "", "hogares", ""]


@pytest.mark.parametrize("form", ["", "pdf", "CSV", "../x", "csv.gz"])
def test_no_other_form_is_given(form: str) -> None:
    with pytest.raises(Http404):
        table_response(RequestFactory().get("/"), TABLE, form)


def test_what_has_no_positions_has_no_map() -> None:
    with pytest.raises(Http404):
        given(Table("x", "X", COLUMNS[:2], list), "geojson")
    assert json.loads(given(Table("x", "X", COLUMNS, list), "geojson"))["features"] == []


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson"])
def test_ten_times_the_rows_take_no_more_memory(form: str) -> None:
    request = RequestFactory().get("/")

    def peak(rows: int) -> int:
        table = Table("x", "X", COLUMNS, lambda: (ROWS[n % 6] for n in range(rows)))
        tracemalloc.start()
        for _part in table_response(request, table, form).streaming_content:  # type: ignore[attr-defined]
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(100)
    assert peak(6000) < peak(600) + 600_000


# ---- the files of selections and screenings ------------------------------------------------------------------------


def fetched(client, name: str, *args: object, query: str = "") -> bytes:
    from django.urls import reverse

    response = client.get(reverse(f"web:{name}", args=args) + query)
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.django_db
def test_every_form_of_a_selection_has_the_same_areas(client) -> None:
    split("050201")
    made, _ana, _rosa = decided(exception=True)
    codes = sorted(made.areas.values_list("area__code", flat=True))
    assert {"050201-0001", "050201-0007", "050201-0012", "050202"} <= set(codes)
    act = read(fetched(client, "selection_export", made.public_id))
    book = load_workbook(io.BytesIO(fetched(client, "selection_file", made.public_id, "xlsx")))
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    features = json.loads(fetched(client, "selection_file", made.public_id, "geojson"))["features"]
    words = read(fetched(client, "selection_file", made.public_id, "diccionario.csv"))
    assert [row["area_code"] for row in act] == codes == [row[0] for row in rows]
    assert codes == [one["properties"]["area_code"] for one in features]
    assert [word["column"] for word in words] == list(head) and all(word["title"] for word in words)
    first = features[codes.index("050201-0001")]
    assert first["geometry"]["coordinates"] == [-74.2, -13.5] and first["properties"]["seat_code"] == "0502010001"
    whole = features[codes.index("050202")]
    assert whole["properties"]["seat_code"] is None and whole["geometry"] is not None  # its district's position
    excepted = [one["properties"] for one in features if one["properties"]["exception"]]
    assert len(excepted) == 1 and not excepted[0]["chosen"]
    for row, one in zip(act, features, strict=True):
        said = one["properties"]
        assert (row["answer"], int(row["chosen"]), row["households_est"]) == (
            said["answer"], said["chosen"], "" if said["households_est"] is None else str(said["households_est"]),
        )  # fmt: skip
        for key in (key for key in row if key.endswith("_answer")):
            assert row[key] == said[key]


@pytest.mark.django_db
def test_the_localities_of_a_selection(client) -> None:
    split("050201")
    made, *_who = decided()
    rows = read(fetched(client, "selection_localities", made.public_id, "csv"))
    assert len(rows) == 6 and [row["locality_code"] for row in rows][:3] == ["0502010001", "0502010002", "0502010003"]
    assert rows[2]["area_code"] == "050201-0001" and rows[2]["minutes_to_seat"] == "14" and rows[2]["counted"] == "0"
    scene.rename(Area.objects.filter(code="050201-0001"), "=2+2")
    assert read(fetched(client, "selection_localities", made.public_id, "csv"))[0]["area"] == "'=2+2"


@pytest.mark.django_db
def test_a_screening_in_every_form(client) -> None:
    split("050201")
    for form in FORMS:
        assert fetched(client, "screening_file", "haku-winay", "2014.1", form, query="?in=0502")
    page = fetched(client, "screening_file", "haku-winay", "2014.1", "diccionario", query="?in=0502").decode()
    assert "<code>juntos_found</code>" in page or "_found</code>" in page
    assert 'areas.diccionario.csv?in=0502"' in page and "seat_code" in page
    rows = read(fetched(client, "screening_export", "haku-winay", "2014.1", query="?in=050201"))
    assert [row["area_code"] for row in rows] == ["050201-0001", "050201-0007", "050201-0012"]
    assert {row["ubigeo"] for row in rows} == {"050201"} and rows[0]["seat"] == "Caserío 0001 0"
    assert rows[2]["households_est"] == "" and rows[0]["latitude"] == "-13.5"


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["050201", "0502"])
def test_files_cost_the_same_with_more_areas(client, django_assert_num_queries, place) -> None:
    made, *_who = decided(place)
    fetched(client, "selection_file", made.public_id, "geojson")
    with django_assert_num_queries(AREAS):
        fetched(client, "selection_file", made.public_id, "geojson")
    with django_assert_num_queries(LOCALITIES):
        fetched(client, "selection_localities", made.public_id, "geojson")


AREAS, LOCALITIES = 16, 2


@pytest.mark.django_db
def test_an_annulled_selection_still_hands_its_files_out(client) -> None:
    made, _ana, rosa = decided()
    annul_selection(selection=made, reason=scene.REASON, by=rosa, at=now())
    assert Selection.objects.get().state == "approved"
    assert fetched(client, "selection_file", made.public_id, "xlsx")


@pytest.mark.django_db
def test_drafts_of_another_region_hand_out_nothing(client) -> None:
    from django.urls import reverse

    made = scene.draft(people.acting_as(people.specialist()))
    for name in ("selection_file", "selection_localities"):
        for form in FORMS:
            assert client.get(reverse(f"web:{name}", args=[made.public_id, form])).status_code == 403
