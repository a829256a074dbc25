"""Tables with one line a household: loaded whole or not at all, counted for every cut, and for another one later."""

import re
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from openpyxl import Workbook

from tests import people
from tests.targeting import scene
from tests.targeting.scene import REASON, codes, lines_of
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import BadInputs, NotAllowed, Refused
from winay.journal.models import Line, Subject
from winay.places.localities import LocalityRow, add_localities
from winay.targeting.farms.files import COLUMNS
from winay.targeting.farms.units import CutAsked
from winay.targeting.models import FarmCount, FarmCut, FarmTable
from winay.targeting.queries.farms import cuts_asked
from winay.targeting.queries.selections import files_in_use
from winay.targeting.services.farm_units import add_farm_cut, import_farm_file, kept_units
from winay.targeting.services.farms import withdraw_farm_table

pytestmark = pytest.mark.django_db
HEAD = ",".join(COLUMNS) + "\n"
ASKED = CutAsked(13_000, 7_500, 7_500)
LINES = "0501019001,1.2999,75,80,1\n0501019001,1.3,90,90,1\n0501019002,0.5,90,90,0\n0501019002,0.5,,90,1\n"
LINES += "050102,0.4,99,99,1\n"


@pytest.fixture
def ana(db):
    rows = [LocalityRow(f"050101900{n}", f"Caserío {n}") for n in (1, 2, 3)]
    add_localities(rows, synthetic=True, by=SYSTEM, at=now())
    return people.acting_as(people.specialist())


@pytest.fixture
def load(ana, tmp_path):
    def load(content: str | bytes, *, by=ana, file: str = "predios.csv", dry_run: bool = False, **how):
        path = tmp_path / "subido"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        terms = replace(scene.TERMS, cut_ha=None, labour_share=None, property_share=None, **how)
        return import_farm_file(file=file, path=path, terms=terms, by=by, at=now(), dry_run=dry_run)

    return load


def counts_of(table: FarmTable, cut: CutAsked) -> dict[str, tuple[int, int, int | None]]:
    rows = FarmCount.objects.filter(
        cut__table=table, cut__cut_ha=cut.cut_ha, cut__labour_share=cut.labour_share,
        cut__property_share=cut.property_share,
    )  # fmt: skip
    return {c: tuple(n) for c, *n in rows.values_list("place__code", "households", "under_cut", "further")}


def test_the_versions_ask_for_one_cut():
    assert cuts_asked() == [ASKED]


def test_farms_are_counted_by_place_for_the_versions_cut_and_for_others(load):
    said = load(HEAD + LINES, cuts=(CutAsked(5_000), ASKED, CutAsked(5_001)))
    assert (said.unit_level, said.districts, said.places, said.households) == (True, 2, 3, 5)
    assert (said.unplaced, said.incomplete) == (1, 1)
    assert [(c.cut, c.under, c.further) for c in said.cuts] == [
        (ASKED, 4, 2), (CutAsked(5_000), 1, None), (CutAsked(5_001), 3, None)
    ]  # fmt: skip
    table = FarmTable.objects.get()
    assert said.table == table and table.unit_level and len(table.units_sha256) == 64
    assert counts_of(table, ASKED) == {"0501019001": (2, 1, 1), "0501019002": (2, 2, 0), "050102": (1, 1, 1)}
    assert counts_of(table, CutAsked(5_000)) == {
        "0501019001": (2, 0, None), "0501019002": (2, 0, None), "050102": (1, 1, None)
    }  # fmt: skip
    assert settings.WINAY_BLOBS.get(table.file_sha256) == (HEAD + LINES).encode()
    assert {table.file_sha256, table.units_sha256} <= files_in_use()
    line = Line.objects.get(verb="targeting.import_farm_table")
    subjects = set(Subject.objects.filter(line=line).values_list("kind", "key"))
    assert subjects == {("farm_table", str(table.public_id)), ("place", "050101"), ("place", "050102")}


def test_a_check_counts_and_writes_nothing(load):
    said = load(HEAD + LINES, dry_run=True)
    assert said.table is None and said.households == 5 and said.cuts[0].further == 2
    assert FarmTable.objects.count() == FarmCut.objects.count() == lines_of("import_farm_table") == 0


def test_parquet_is_read_whatever_it_is_called(load, tmp_path):
    path = tmp_path / "x"
    columns = {
        "place_code": ["050101", "0501019001"], "area_ha": [1.3, 1.2], "labour_share_pct": [80.0, None],
        "property_share_pct": [80, 75], "limited_sales": [True, False],
    }  # fmt: skip
    pq.write_table(pa.table(columns), path)
    said = load(path.read_bytes(), file="censo.parquet")
    assert (said.households, said.unplaced, said.incomplete, said.cuts[0].under) == (2, 1, 1, 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEAD + "0501019001,-1,,,", ["fila 2", "area_ha", "que no sea negativo"]),
        (HEAD + '0501019001,"1,3",,,', ["fila 2", "punto decimal", "1.3 y no 1,3"]),
        (HEAD + "0501019001,1,0.5,,", ["labour_share_pct", "multiplíquelas por 100"]),
        (HEAD + "0501019009,1,,,", ["fila 2", "Su distrito, 050101, sí existe"]),
        (HEAD.strip() + ",dni\n0501019001,1,,,,1", ["columna dni", "quite la columna"]),
        (HEAD.strip() + ",household\n050101,1,,,,a\n050102,1,,,,a", ["fila 3", "ya está en la fila 2"]),
        (HEAD + "021803,1,,,\n" * 60_000, ["021803", "suma 60000 predios y el censo contó"]),
        (HEAD, ["al menos una fila de datos"]),
        ("", ["al menos una fila de datos"]),
        ((HEAD + LINES).encode("utf-16"), ["UTF-16"]),
        (HEAD.encode() + "0501019001,1,,,ñ".encode("latin-1"), ["fila 2", "UTF-8"]),
        (b"PAR1" + b"\0" * 40, ["Parquet completo"]),
    ],
)
def test_faults_are_sentences_and_nothing_is_loaded(load, content, words):
    from winay.journeys.wording import describe

    with pytest.raises(BadInputs) as bad:
        load(content, by=people.acting_as(people.manager()))
    said = "\n".join(describe(problem) for problem in bad.value.problems)
    for part in words:
        assert part in said, said
    assert FarmTable.objects.count() == FarmCount.objects.count() == lines_of("import_farm_table") == 0


def test_every_fault_has_words():
    from winay.places.wording import EXPECTED as SHARED
    from winay.targeting.farms import cells as farm_cells
    from winay.targeting.farms import files as farm_files
    from winay.targeting.farms import reading as farm_reading
    from winay.targeting.farms.wording import EXPECTED

    source = "".join(Path(module.__file__).read_text() for module in (farm_cells, farm_files, farm_reading))
    codes = set(re.findall(r'Fault\("(\w+)"', source)) | {
        "not_empty", "not_negative", "decimal_comma", "number", "number_range", "decimals", "flag", "column_personal"
    }  # fmt: skip
    assert len(codes) > 20 and codes <= {*EXPECTED, *SHARED}


def test_more_faults_than_can_be_read_are_counted(load):
    with pytest.raises(BadInputs) as bad:
        load(HEAD + "0501019001,x,,,\n" * 1_000)
    assert len(bad.value.problems) == 201 and "hay 800 problemas más" in str(bad.value.problems[-1])


def test_a_sheet_of_farms_is_told_to_become_a_text(load, tmp_path):
    book = Workbook()
    book.active.append(list(COLUMNS))
    book.active.append(["050101", 1, None, None, None])
    path = tmp_path / "hoja.xlsx"
    book.save(path)
    with pytest.raises(BadInputs) as bad:
        load(path.read_bytes(), file="hoja.xlsx")
    assert "CSV UTF-8" in str(bad.value.problems[0])


def test_a_sheet_of_districts_still_loads_as_a_count_by_district(ana, tmp_path):
    book = Workbook()
    for line in (["ubigeo", "households", "under_cut"], ["050102", 10, 4]):
        book.active.append(line)
    path = tmp_path / "hoja.xlsx"
    book.save(path)
    said = import_farm_file(file="hoja.xlsx", path=path, terms=scene.TERMS, by=ana, at=now())
    assert not said.unit_level and said.places == 1 and FarmCount.objects.get().under_cut == 4


def test_who_marks_sales_says_what_they_are(load):
    with pytest.raises(Refused) as refused:
        load(HEAD + LINES, limited_sales=" ")
    assert codes(refused) == ["farm_sales_undeclared"]
    assert load(HEAD + "050101,1,80,80,\n", limited_sales="").households == 1


def test_nobody_loads_outside_their_territory(load):
    both = HEAD + "0501019001,1,,,\n210101,1,,,\n"
    for who in (people.specialist(), people.other_head(), people.auditor(), people.someone()):
        with pytest.raises(NotAllowed):
            load(both, by=people.acting_as(who))
    assert FarmTable.objects.count() == 0
    assert load(both, by=people.acting_as(people.manager())).districts == 2


def test_the_same_file_is_loaded_once_unless_withdrawn(load, ana):
    table = load(HEAD + LINES).table
    with pytest.raises(Refused) as refused:
        load(HEAD + LINES)
    assert codes(refused) == ["farm_table_again"]
    withdraw_farm_table(table=table, reason=REASON, by=ana, at=now())
    assert load(HEAD + LINES).table


@pytest.mark.parametrize("cut", [CutAsked(0), CutAsked(-1), CutAsked(2_000_000_001), CutAsked(1, 75, 7_500)])
def test_a_cut_must_be_possible(load, cut):
    with pytest.raises(Refused):
        load(HEAD + LINES, cuts=(cut,))


def test_another_cut_is_counted_from_what_was_kept(load, ana):
    table = load(HEAD + LINES).table
    checked = add_farm_cut(table=table, cut=CutAsked(5_001, 9_000, 9_000), by=ana, at=now(), dry_run=True)
    assert (checked.under, checked.further, FarmCut.objects.count()) == (3, 1, 1)
    said = add_farm_cut(table=table, cut=CutAsked(5_001, 9_000, 9_000), by=ana, at=now())
    assert said == checked and lines_of("add_farm_cut") == 1
    assert counts_of(table, CutAsked(5_001, 9_000, 9_000)) == {
        "0501019001": (2, 0, 0), "0501019002": (2, 2, 0), "050102": (1, 1, 1)
    }  # fmt: skip
    for again in (CutAsked(5_001, 9_000, 9_000), ASKED):
        with pytest.raises(Refused) as refused:
            add_farm_cut(table=table, cut=again, by=ana, at=now())
        assert codes(refused) == ["farm_cut_again"]
    assert add_farm_cut(table=table, cut=CutAsked(5_001), by=ana, at=now()).further is None
    with pytest.raises(Refused) as refused:
        add_farm_cut(table=table, cut=CutAsked(5_002, 9_000), by=ana, at=now())
    assert codes(refused) == ["farm_both_shares"]


def test_what_cannot_be_counted_again_says_why(load, ana):
    counted = scene.farm_table(ana)
    with pytest.raises(Refused) as refused:
        add_farm_cut(table=counted, cut=CutAsked(5), by=ana, at=now())
    assert codes(refused) == ["farm_cut_needs_units"]
    table = load(HEAD + LINES).table
    with pytest.raises(NotAllowed):
        add_farm_cut(table=table, cut=CutAsked(5), by=people.acting_as(people.other_head()), at=now())
    kept: Path = settings.WINAY_BLOBS.path(table.units_sha256)
    whole = kept.read_bytes()
    try:
        for broken in (whole[:-1], None):
            if broken is None:
                kept.unlink()
            else:
                kept.write_bytes(broken)
            with pytest.raises(Refused) as refused:
                add_farm_cut(table=table, cut=CutAsked(5), by=ana, at=now())
            assert codes(refused) == ["farm_units_gone"]
    finally:
        kept.write_bytes(whole)
    assert kept_units(table).total == 5
    withdraw_farm_table(table=table, reason=REASON, by=ana, at=now())
    with pytest.raises(Refused) as refused:
        add_farm_cut(table=table, cut=CutAsked(5), by=ana, at=now())
    assert codes(refused) == ["farm_table_withdrawn"]
