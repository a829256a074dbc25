"""A spoiled folder is refused whole, naming file, row, column, value and what was expected."""

import pytest

from tests.places.conftest import FILES, NOW, Folder
from winay.core.actors import SYSTEM
from winay.core.errors import BadInput, BadInputs
from winay.journal.models import Line
from winay.places.models import FigureLoad, Indicator, Measurement, Place, Source
from winay.places.services import load_country
from winay.places.wording import EXPECTED, expected

pytestmark = [pytest.mark.django_db, pytest.mark.bare]


def refused(folder: Folder) -> tuple[BadInput, ...]:
    with pytest.raises(BadInputs) as caught:
        load_country(folder.path, by=SYSTEM, at=NOW)
    for model in (Place, Source, Indicator, Measurement, FigureLoad, Line):
        assert not model.objects.exists(), f"{model.__name__}: something was half-loaded"
    return caught.value.problems


P, F, H = "places.csv", "figures/poverty.csv", "figures/households.csv"
ONE_CHANGE = [
    # file, old, new, row, column, value, words of what was expected
    (P, "050101,district", "50101,district", 4, "code", "50101", "050101: falta el cero inicial"),
    (P, "050102,district", "05010,district", 5, "code", "05010", "falta el cero"),
    (P, "050102,district", "0501,district", 5, "code", "0501", "6 dígitos"),
    (P, "050102,district", "05O102,district", 5, "code", "05O102", "solo dígitos"),
    (P, "050102,district", ",district", 5, "code", "", "un valor"),
    (P, "050102,district", "050101,district", 5, "code", "050101", "ya está en la fila 4"),
    (P, "050102,district,Acocro,0501", "050102,district,Acocro,0599", 5, "parent", "0599", "este archivo"),
    (P, "050102,district,Acocro,0501", "050102,district,Acocro,05", 5, "parent", "05", "0501"),
    (P, "050102,district,Acocro,0501", "050102,district,Acocro,", 5, "parent", "", "0501"),
    (P, "05,department,Ayacucho,,", "05,department,Ayacucho,05,", 2, "parent", "05", "vacía"),
    (P, "050102,district", "050102,distrito", 5, "level", "distrito", "department, province, district"),
    (P, "Acocro,0501,Acocro", ",0501,Acocro", 5, "name", "", "un valor"),
    (P, "-13.21", "trece", 5, "latitude", "trece", "punto decimal"),
    (P, "-13.21", "-131.21", 5, "latitude", "-131.21", "-90 y 90"),
    (P, "-13.21", "", 5, "latitude", "", "un valor"),
    (P, "-74.04,1", "-74.04,sí", 5, "in_census_2017", "sí", "1 o 0"),
    (P, "0,050102", "0,050199", 6, "lent_from", "050199", "otro distrito"),
    (P, "0,050102", "0,050103", 6, "lent_from", "050103", "otro distrito"),
    (P, "-74.01,0,050102", "-74.01,1,050102", 6, "lent_from", "050102", "propias"),
    ("sources.csv", "census,", "map_2018,", 3, "key", "map_2018", "fila 2"),
    ("sources.csv", "2017-10-22", "22/10/2017", 3, "as_of", "22/10/2017", "un año"),
    ("indicators.csv", ",map_2018,", ",map_2019,", 2, "source", "map_2019", "fuente"),
    ("indicators.csv", "percent,people,3", "percent,gente,3", 2, "counts", "gente", "people"),
    ("indicators.csv", "percent,people,3", "%,people,3", 2, "unit", "%", "percent"),
    ("indicators.csv", "percent,people,3", "percent,people,12", 2, "scale", "12", "0 y 9"),
    ("indicators.csv", "households,households,a", "Hogares,households,a", 3, "key", "Hogares", "minúsculas"),
    ("indicators.csv", "poverty_pct,poverty", "poverty_pct,../poverty", 2, "table", "../poverty", "minúsculas"),
    (F, "050102,", "50102,", 4, "code", "50102", "050102: falta el cero inicial"),
    (F, "050102,", "050199,", 4, "code", "050199", "que exista"),
    (F, "050102,", "050101,", 4, "code", "050101", "fila 3"),
    (F, "45.928", "muchos", 4, "poverty_pct", "muchos", "punto decimal"),
    (F, "45.928", '"45,928"', 4, "poverty_pct", "45,928", "punto decimal"),
    (F, "45.928", "4.5e1", 4, "poverty_pct", "4.5e1", "punto decimal"),
    (F, "45.928", "45_928", 4, "poverty_pct", "45_928", "punto decimal"),
    (F, "45.928", "NaN", 4, "poverty_pct", "NaN", "punto decimal"),
    (F, "45.928", "45.9281", 4, "poverty_pct", "45.9281", "3 decimales"),
    (F, "30.5", "130.5", 2, "poverty_pct", "130.5", "de 0 a 100"),
    (F, "30.5", "-30.5", 2, "poverty_pct", "-30.5", "de 0 a 100"),
    (F, "45.928,31.055", "25.928,31.055", 4, "poverty_pct__low", "31.055", "25.928"),
    (F, "60.801", "40.801", 4, "poverty_pct__high", "40.801", "45.928"),
    (F, "31.055,60.801", "31.055,", 4, "poverty_pct", "45.928", "ninguno"),
    (F, "050102,45.928", "050102,", 4, "poverty_pct", "", "ninguno"),
    (H, "104", "-104", 3, "households", "-104", "negativo"),
    (H, "104", "104.5", 3, "households", "104.5", "0 decimales"),
    (H, "104", "9" * 25, 3, "households", "9" * 25, "más pequeño"),
    (H, "104", "104,7", 3, None, "050102, 104, 7", "2 celdas"),
    (H, "050102,104", "050102", 3, None, "050102", "2 celdas"),
    (H, "code,households", "code,households,extra", 1, "extra", None, "solo estas columnas"),
    (H, "code,households", "code,hogares", 1, None, "code, hogares", "la columna households"),
    (H, "code,households", "code,households,households", 1, "households", None, "una sola vez"),
    (F, ",poverty_pct__high", "", 1, None, "code, poverty_pct, poverty_pct__low", "poverty_pct__high"),
]


@pytest.mark.parametrize(("file", "old", "new", "row", "column", "value", "words"), ONE_CHANGE)
def test_one_spoiled_cell_is_named(
    folder: Folder, file: str, old: str, new: str, row: int, column: str | None, value: str | None, words: str
) -> None:
    folder.change(file, old, new)
    first = next(problem for problem in refused(folder) if words in problem.expected)
    assert (first.file, first.row, first.column, first.value) == (file, row, column, value)


def test_percentages_written_as_shares_are_noticed(folder: Folder) -> None:
    folder.write(F, "code,poverty_pct\n050101,0.09035\n050102,0.45928\n".replace("0.09035", "0.09").replace("928", "9"))
    (problem,) = refused(folder)
    assert (problem.file, problem.row, problem.column, problem.value) == (F, 3, "poverty_pct", "0.459")
    assert "multiplíquelas por 100" in problem.expected


def test_a_latin_1_file_is_named_with_its_first_bad_line(folder: Folder) -> None:
    folder.write(P, FILES[P].encode("latin-1"))
    (problem,) = refused(folder)
    assert (problem.file, problem.row) == (P, 6)
    assert problem.value is not None and "Nuevo Ñandú" in problem.value
    assert "UTF-8" in problem.expected


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "fila de títulos"),
        (b"code,households\n", "al menos una fila"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "XLSX o CSV"),
        (b"PK\x03\x04 broken", "que se pueda abrir"),
        (b'code,households\n050101,"83\n', "bien formado"),
        (b"code,households\n050101,8\x00\n", ""),
    ],
)
def test_what_is_no_table_is_refused(folder: Folder, content: bytes, words: str) -> None:
    folder.write(H, content)
    (problem,) = refused(folder)
    assert problem.file == H and words in problem.expected


def test_a_missing_file_is_named(folder: Folder) -> None:
    (folder.path / H).unlink()
    (problem,) = refused(folder)
    assert (problem.file, problem.expected) == (H, "un archivo con este nombre en la carpeta")


def test_everything_wrong_in_a_folder_is_told_at_once(folder: Folder) -> None:
    folder.change(F, "45.928", "muchos")
    folder.change(H, "104", "pocos")
    assert [(problem.file, problem.value) for problem in refused(folder)] == [(F, "muchos"), (H, "pocos")]


def test_thousands_of_faults_do_not_flood_the_reader(folder: Folder) -> None:
    folder.write(H, "code,households\n" + "x,1\n" * 1000)
    problems = refused(folder)
    assert len(problems) == 201
    assert "800" in problems[-1].expected


def test_a_byte_order_mark_and_semicolons_of_a_spreadsheet_are_read(folder: Folder) -> None:
    folder.write(H, b"\xef\xbb\xbfcode;households\r\n050101;8359\r\n;\r\n")
    assert load_country(folder.path, by=SYSTEM, at=NOW).changed
    assert Measurement.objects.filter(indicator__key="households").count() == 1


def test_every_expectation_has_words() -> None:
    assert "%" not in expected("office_overlap", {"office": "UT", "other": "05"})
    assert all(str(text) for text in EXPECTED.values())
