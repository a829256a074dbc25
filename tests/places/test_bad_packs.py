"""Every way a pack can be wrong is refused whole, with file, row, column, value and remedy; nothing is written."""

import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.places.pack_scene import SQUARES, PackFolder, boundaries, feature, square
from winay.core.errors import BadInput, BadInputs
from winay.journal.models import Line
from winay.journeys.packs import check_country_pack, install_country_pack
from winay.places.folder import files as pack_files
from winay.places.models import Measurement, Pack, Place

pytestmark = [pytest.mark.django_db, pytest.mark.bare]


@pytest.fixture
def pack(tmp_path: Path) -> PackFolder:
    return PackFolder(tmp_path / "pack")


def refused(path: Path) -> tuple[BadInput, ...]:
    """The same faults from the check and from the installation, and nothing half-installed."""
    with pytest.raises(BadInputs) as checked:
        check_country_pack(path)
    with pytest.raises(BadInputs) as caught:
        install_country_pack(path)
    assert [str(one) for one in checked.value.problems] == [str(one) for one in caught.value.problems]
    for model in (Place, Measurement, Pack, Line):
        assert not model.objects.exists(), f"{model.__name__}: something was half-installed"
    return caught.value.problems


L = "localities.csv"
ROWS = [
    # old, new, row, column, value, words of what was expected
    ("0501010002,", "501010002,", 3, "code", "501010002", "0501010002: falta el cero inicial"),
    ("0501010002,", "050101,", 3, "code", "050101", "10 dígitos"),
    ("0501010002,", "0501990002,", 3, "code", "0501990002", "no existe 050199"),
    ("0501010003,", "0501010002,", 4, "code", "0501010002", "ya está en la fila 3"),
    ("Qachun,1", ",1", 3, "name", "", "un valor"),
    ("Qachun,1", "Qachun,rural", 3, "rural", "rural", "1 o 0"),
    ("-13.15,-74.25", ",-74.25", 3, "latitude", "", "un valor"),
    ("-13.15,-74.25", "-13.15,oeste", 3, "longitude", "oeste", "punto decimal"),
    ("-13.15,-74.25", "nan,-74.25", 3, "latitude", "nan", "punto decimal"),
    ("-13.15,-74.25", "1e400,-74.25", 3, "latitude", "1e400", "punto decimal"),
    ("-13.15,-74.25", "-13.15,-742.5", 3, "longitude", "-742.5", "-180 y 180"),
    ("-13.15,-74.25", "-13.15,74.25", 3, "latitude, longitude", "-13.15, 74.25", "Revise el signo"),
    ("-13.15,-74.25", "-13.15,-78.9", 3, "latitude, longitude", "-13.15, -78.9", "en el mar o en otro país"),
    ("-13.15,-74.25", "-74.25,-13.15", 3, "latitude, longitude", "-74.25, -13.15", "están intercambiadas"),
    (
        "0501030001,Ñandú,1,-13.25,-74.01", "0501030001,QACHÚN,1,-13.15,-74.25",
        7, "code", "0501030001", "un solo distrito: con el mismo nombre y en el mismo punto está 0501010002 (fila 3)",
    ),
    (
        "0501010003,Muyurina,1,-13.12,-74.18", "0501010003,Qachún,1,-13.15,-74.25",
        4, "code", "0501010003", "una sola vez: con el mismo nombre y en el mismo punto está 0501010002 (fila 3)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "row", "column", "value", "words"), ROWS)
def test_a_wrong_locality(pack: PackFolder, old: str, new: str, row: int, column: str, value: str, words: str) -> None:
    pack.change(L, old, new)
    (problem,) = refused(pack.seal())
    assert (problem.file, problem.row, problem.column, problem.value) == (L, row, column, value)
    assert words in problem.expected


def localities(more: str, **cells: str) -> str:
    lines = ["code,name,rural,latitude,longitude," + more]
    for code, rest in (
        ("0501010001", "Ayacucho,0,-13.16,-74.22"), ("0501010002", "Qachun,1,-13.15,-74.25"),
        ("0501020001", "Acocro,1,-13.21,-74.04"), ("0501020002", "Pampamarca,1,-13.28,-74.1"),
    ):  # fmt: skip
        lines.append(f"{code},{rest},{cells.get('c' + code, '')}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("more", "cells", "row", "value", "words"),
    [
        ("households", {"c0501020001": "-4"}, 4, "-4", "que no sea negativo"),
        ("households", {"c0501020001": "4.5"}, 4, "4.5", "0 decimales"),
        ("households", {"c0501020001": "muchos"}, 4, "muchos", "punto decimal"),
        # The district has 104 rural households.
        ("households", {"c0501020001": "1040"}, 4, "1040", "tiene 104 hogares rurales estimados y esto es 10 veces"),
        ("households", {"c0501020001": "600", "c0501020002": "440"}, 5, "440", "050102 suman 1040"),
        ("altitude_m", {"c0501020001": "12000"}, 4, "12000", "-500 y 9000"),
        ("district", {"c0501020001": "050103", "c0501020002": "050102", "c0501010001": "050101",
                      "c0501010002": "050101"}, 4, "050103", "050102, el distrito con el que empieza su código"),
        ("community", {"c0501020001": "x" * 121}, 4, "x" * 121, "120 caracteres"),
    ],
)  # fmt: skip
def test_a_wrong_optional_column(
    pack: PackFolder, more: str, cells: dict[str, str], row: int, value: str, words: str
) -> None:
    pack.write(L, localities(more, **cells))
    (problem,) = refused(pack.seal(localities_counted_on="2017-10-22"))
    assert (problem.file, problem.row, problem.column, problem.value) == (L, row, more, value)
    assert words in problem.expected


def test_ten_times_less_one_is_believed(pack: PackFolder) -> None:
    pack.write(L, localities("households", c0501020001="600", c0501020002="439"))
    assert len(check_country_pack(pack.seal(localities_counted_on="2017-10-22")).localities or ()) == 4


def test_all_positions_swapped_are_told_without_drowning_anybody(pack: PackFolder) -> None:
    rows = [f"050101{n:04d},Lugar {n},1,-74.2,-13.15" for n in range(1, 400)]
    pack.write(L, "\n".join(["code,name,rural,latitude,longitude", *rows]))
    problems = refused(pack.seal())
    assert (
        len(problems) == 201
        and "intercambiadas" in problems[0].expected
        and "199 problemas más" in problems[-1].expected
    )


ENCODED = [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("latin-1", "UTF-8")]


@pytest.mark.parametrize(("encoding", "words"), ENCODED)
@pytest.mark.parametrize("name", [L, "boundaries.geojson", "places.csv", "headlines.yaml"])
def test_a_file_in_another_encoding(pack: PackFolder, name: str, encoding: str, words: str) -> None:
    text = (pack.path / name).read_text(encoding="utf-8")
    # Characters outside ASCII, so that Latin-1 differs.
    text = text.replace("Acocro", "Acocró").replace('"code"', '"códe"').replace("poverty:", "poverty: # é\n", 1)
    pack.write(name, text.encode(encoding))
    problems = refused(pack.seal())
    assert problems[0].file == name and words in problems[0].expected


def as_parquet(pack: PackFolder, **changed: list[Any]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [line.split(",") for line in (pack.path / L).read_text().splitlines()]
    columns: dict[str, Any] = {name: [row[at] for row in rows[1:]] for at, name in enumerate(rows[0])} | changed
    out = io.BytesIO()
    pq.write_table(pa.table({name: values for name, values in columns.items() if values}), out)
    return out.getvalue()


def test_a_parquet_cut_anywhere(pack: PackFolder) -> None:
    whole = as_parquet(pack)
    pack.remove(L)
    for end in (0, 3, 4, 60, len(whole) // 2, len(whole) - 20, len(whole) - 1):
        pack.write("localities.parquet", whole[:end])
        (problem,) = refused(pack.seal())
        assert problem.file == "localities.parquet" and "Parquet" in problem.expected, end
    pack.write("localities.parquet", whole[:60] + whole[80:])
    assert "cortado o dañado" in refused(pack.seal())[0].expected


@pytest.mark.parametrize(
    ("changed", "row", "column", "words"),
    [
        ({"code": [501010001 + n for n in range(6)]}, 2, "code", "falta el cero inicial"),
        ({"latitude": [None, -13.15, -13.12, -13.21, -13.28, -13.25]}, 2, "latitude", "un valor"),
        ({"latitude": [float("nan"), -13.15, -13.12, -13.21, -13.28, -13.25]}, 2, "latitude", "un valor"),
        ({"rural": []}, None, None, "la columna rural"),
        ({"people": [1] * 6}, None, "people", "solo estas columnas"),
    ],
)
def test_a_parquet_with_wrong_columns(
    pack: PackFolder, changed: dict[str, list[Any]], row: int | None, column: str | None, words: str
) -> None:
    pack.write("localities.parquet", as_parquet(pack, **changed))
    pack.remove(L)
    problem = refused(pack.seal())[0]
    assert (problem.row, problem.column) == (row, column) and words in problem.expected


def test_two_files_of_localities(pack: PackFolder) -> None:
    pack.write("localities.parquet", as_parquet(pack))
    assert "un solo archivo" in refused(pack.seal())[0].expected


BOW_TIE = [[[-74.02, -13.3], [-73.9, -13.15], [-73.9, -13.3], [-74.02, -13.15], [-74.02, -13.3]]]
MINE = {code: feature(code, square(*corners)) for code, corners in SQUARES.items()}


@pytest.mark.parametrize(
    ("drawn", "row", "value", "words"),
    [
        (feature("050103", BOW_TIE), 3, "Self-intersection[-73.96 -13.225]", "no se cruce a sí mismo"),
        (feature("050199", square(-74, -13, -73.9, -12.9)), 3, "050199", "un distrito que exista"),
        (feature("050102", square(-74, -13, -73.9, -12.9)), 3, "050102", "un solo polígono por distrito"),
        (feature("050103", [-74.0, -13.2], "Point"), 3, "Point", "Polygon o MultiPolygon"),
        (feature("050103", [[[-74.0, -13.2], [-73.9, -13.2]]]), 3, "050103", "con área y cerrado"),
        (feature("050103", [[["a", "b"], ["c", "d"], ["e", "f"], ["a", "b"]]]), 3, "050103", "con área y cerrado"),
        (feature("050103", []), 3, "050103", "con área y cerrado"),
        (feature("050103", square(586_000, 8_540_000, 588_000, 8_542_000)), 3, "586000.0, 8540000.0", "grados WGS84"),
        ({"type": "Feature", "properties": {"ubigeo": "050103"}, "geometry": None}, 3, None, "la propiedad «code»"),
        ({"type": "Feature", "properties": {"code": 50103}, "geometry": None}, 3, None, "como texto"),
        ("no feature", 3, None, "la propiedad «code»"),
        ({"type": "Feature", "properties": {"code": "050103"}, "geometry": None}, 3, "None", "un polígono"),
    ],
)  # fmt: skip
def test_a_wrong_polygon(pack: PackFolder, drawn: Any, row: int, value: str | None, words: str) -> None:
    pack.draw(MINE["050101"], MINE["050102"], drawn)
    problem = refused(pack.seal())[0]
    assert (problem.file, problem.row, problem.value) == ("boundaries.geojson", row, value)
    assert words in problem.expected


def test_a_district_without_a_polygon(pack: PackFolder) -> None:
    pack.draw(MINE["050101"], MINE["050103"])
    problem = refused(pack.seal())[0]
    assert (problem.column, problem.value) == ("code", "050102") and "un polígono para el distrito" in problem.expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"type": "FeatureCollection", "features": [', "JSON bien formado y completo"),
        ("[" * 100_000, "JSON bien formado"),
        ("[]", "FeatureCollection"),
        ('{"features": 3}', "FeatureCollection"),
        (json.dumps({**boundaries(), "crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::32718"}}}), "WGS84"),
    ],
)
def test_a_file_that_is_no_list_of_polygons(pack: PackFolder, text: str, words: str) -> None:
    pack.write("boundaries.geojson", text)
    assert words in refused(pack.seal())[0].expected


def test_an_outline_that_cannot_be_read(pack: PackFolder) -> None:
    for text in ('{"features": [{"geometry": 3}]}', "no"):
        pack.write("outline.geojson", text)
        assert refused(pack.seal())[0].file == "outline.geojson"


def test_the_usual_name_of_the_usual_coordinates_is_fine(pack: PackFolder) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    pack.write("boundaries.geojson", json.dumps({**boundaries(), "crs": crs}))
    assert check_country_pack(pack.seal()).polygons == 3


def test_a_hash_that_does_not_match_its_file(pack: PackFolder) -> None:
    pack.change(L, "Qachun", "Qachún")
    (problem,) = refused(pack.path)
    assert problem.file == L and "la huella" in problem.expected and "winay pack make" in problem.expected


def test_files_and_manifest_name_each_other(pack: PackFolder) -> None:
    pack.write("SOURCES.md", "INEI")
    (problem,) = refused(pack.path)
    assert (problem.file, "nombre este archivo" in problem.expected) == ("SOURCES.md", True)
    pack.seal()
    pack.remove("SOURCES.md")
    assert [problem.file for problem in refused(pack.path)] == ["SOURCES.md"]
    pack.write("notes.docx", "x")
    assert "solo archivos que un paquete" in refused(pack.seal())[0].expected
    pack.remove("notes.docx")
    pack.write("figures/leftover.csv", "code\n05\n")
    assert "indicators.csv nombre" in refused(pack.seal())[0].expected


@pytest.mark.parametrize(
    ("said", "column", "words"),
    [
        ({"country": "Perú"}, "country", "dos letras"),
        ({"key": "Mi Perú"}, "key", "minúsculas"),
        ({"title": ""}, "title", "160"),
        ({"version": "uno dos"}, "version", "sin espacios"),
        ({"time_zone": "Lima"}, "time_zone", "America/Lima"),
        ({"currency": "SOL"}, "currency", "PEN, USD"),
        ({"digits": {"department": 2, "province": 4, "district": 6, "locality": 9}}, "digits", "2 / 4 / 6 / 10"),
        ({"digits": {"department": "dos"}}, "digits.department", "2 / 4 / 6 / 10"),
        ({"boundary_tolerance_m": -1}, "boundary_tolerance_m", "0 y 5000"),
        ({"localities_counted_on": "2017"}, "localities_counted_on", "un día"),
        ({"licence": "CC0"}, "licence", "solo estos datos"),
    ],
)
def test_a_wrong_manifest(pack: PackFolder, said: dict[str, Any], column: str, words: str) -> None:
    problem = refused(pack.seal(**said))[0]
    assert (problem.file, problem.column) == ("manifest.yaml", column) and words in problem.expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("country: [PE", "YAML bien formado"),
        ("- PE", "YAML bien formado"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "sin anclas"),
        ("country: PE\ncountry: BO", "repetidas"),
        ("country: PE", "este dato"),
        ("[" * 50_000, "YAML bien formado"),
        ("", "YAML bien formado"),
        ("title: !!python/object/apply:os.system ['true']", "YAML bien formado"),
    ],
)
def test_a_manifest_that_is_none(pack: PackFolder, text: str, words: str) -> None:
    pack.write("manifest.yaml", text)
    assert words in refused(pack.path)[0].expected


def test_a_folder_without_a_manifest_or_a_manifest_without_files(pack: PackFolder) -> None:
    text = (pack.path / "manifest.yaml").read_text().split("files:")[0]
    pack.write("manifest.yaml", text)
    assert "los escribe winay pack make" in refused(pack.path)[-1].expected
    pack.remove("manifest.yaml")
    assert [problem.file for problem in refused(pack.path)] == ["manifest.yaml"]


def archive(fill: Callable[[zipfile.ZipFile], None], pack: PackFolder) -> Path:
    path = pack.path.with_name("pack.zip")
    path.write_bytes(pack.zipped())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as opened:
        fill(opened)
    return path


def a_link() -> zipfile.ZipInfo:
    link = zipfile.ZipInfo("localities.parquet")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return link


@pytest.mark.parametrize(
    "part",
    ["../../etc/passwd", "/etc/passwd", "figures/../../x.csv", "..\\..\\x.csv", "C:/x.csv", a_link(), "localities.csv"],
    ids=str,
)
def test_a_zip_that_leads_out_of_itself(pack: PackFolder, part: Any) -> None:
    with pytest.warns(UserWarning) if part == L else _nothing():
        path = archive(lambda opened: opened.writestr(part, "/etc/passwd"), pack)
    (problem,) = refused(path)
    assert "rutas que salgan de él" in problem.expected


def _nothing() -> Any:
    from contextlib import nullcontext

    return nullcontext()


def test_a_link_out_of_a_folder(pack: PackFolder) -> None:
    pack.remove("headlines.yaml")
    (pack.path / "headlines.yaml").symlink_to("/etc/hostname")
    (problem,) = refused(pack.path)
    assert problem.file == "headlines.yaml" and "sin enlaces" in problem.expected


def test_a_bomb_is_not_unpacked(pack: PackFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_files, "LARGEST", 5_000_000)
    path = archive(lambda opened: opened.writestr("localities.parquet", b"\0" * 20_000_000), pack)
    assert path.stat().st_size < 100_000
    (problem,) = refused(path)
    assert problem.file == "localities.parquet" and "5 MB como máximo" in problem.expected
    monkeypatch.setattr(pack_files, "LARGEST_TOGETHER", 10_000_000)
    monkeypatch.setattr(pack_files, "LARGEST", 50_000_000)
    assert "10 MB como máximo" in refused(path)[0].expected


def test_a_bomb_that_lies_about_its_size(pack: PackFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_files, "LARGEST", 5_000_000)
    path = archive(lambda opened: opened.writestr("localities.parquet", b"\0" * 20_000_000), pack)
    content = path.read_bytes()
    claimed = (20_000_000).to_bytes(4, "little")
    assert content.count(claimed) == 2
    path.write_bytes(content.replace(claimed, (1_000).to_bytes(4, "little")))
    assert refused(path)


def test_too_many_files(pack: PackFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_files, "MOST_FILES", 5)
    assert "5 archivos" in refused(pack.path)[0].expected


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"hello", b"PK\x05\x06" + b"\0" * 18])
def test_a_file_that_is_no_zip(pack: PackFolder, content: bytes) -> None:
    path = pack.path.with_name("pack.zip")
    path.write_bytes(content)
    assert len(refused(path)) == 1


def test_a_zip_that_is_cut_or_altered(pack: PackFolder) -> None:
    path = pack.path.with_name("pack.zip")
    whole = pack.zipped()
    for spoiled in (whole[: len(whole) // 2], whole[:-30], whole[:200] + b"\x55" * 40 + whole[240:]):
        path.write_bytes(spoiled)
        assert refused(path)


def test_what_systems_leave_in_folders_is_ignored(pack: PackFolder) -> None:
    for name in (".DS_Store", "__MACOSX/._places.csv", "figures/._poverty.csv", "Thumbs.db"):
        pack.write(name, "x")
    path = pack.path.with_name("pack.zip")
    path.write_bytes(pack.zipped())
    assert check_country_pack(pack.path).polygons == check_country_pack(path).polygons == 3


def test_faults_of_every_file_are_told_at_once(pack: PackFolder) -> None:
    install_country_pack(pack.path)
    pack.change("figures/poverty.csv", "45.928", "muchos")
    pack.change(L, "Qachun,1", "Qachun,2")
    pack.draw(MINE["050101"], MINE["050102"], feature("050103", BOW_TIE))
    with pytest.raises(BadInputs) as bad:
        check_country_pack(pack.seal())
    assert {one.file for one in bad.value.problems} == {"figures/poverty.csv", L, "boundaries.geojson"}
