"""Farm tables: every fault named and nothing half-loaded; which table decides; the share that predominates."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from openpyxl import Workbook

from tests import people
from tests.targeting import scene
from tests.targeting.scene import REASON, codes, lines_of
from winay.core.clock import now
from winay.core.errors import BadInputs, NotAllowed, Refused
from winay.targeting.models import FarmCount, FarmTable
from winay.targeting.queries.farms import census_households
from winay.targeting.queries.screening import country_now
from winay.targeting.services.farms import import_farm_table, template, withdraw_farm_table
from winay.targeting.terms import Answer

pytestmark = pytest.mark.django_db
HEAD = "ubigeo,households,under_cut\n"
FURTHER = "ubigeo,households,under_cut,under_cut_further\n"


@pytest.fixture
def ana(db):
    return people.acting_as(people.specialist())


def counts(table: FarmTable):
    return FarmCount.objects.filter(cut__table=table)


def load(content: bytes, by, **how):
    return import_farm_table(file="predios.csv", content=content, terms=replace(scene.TERMS, **how), by=by, at=now())


@pytest.mark.parametrize(
    ("content", "row", "column", "value"),
    [
        (HEAD + "05010,1,1", 2, "ubigeo", "05010"),
        (HEAD + "50101,1,1", 2, "ubigeo", "50101"),  # the lost zero
        (HEAD + "0501,1,1", 2, "ubigeo", "0501"),  # a province
        (HEAD + "0501011234,1,1", 2, "ubigeo", "0501011234"),  # a locality
        (HEAD + "059999,1,1", 2, "ubigeo", "059999"),
        (HEAD + ",1,1", 2, "ubigeo", ""),
        (HEAD + "٠٥٠١٠١,1,1", 2, "ubigeo", "٠٥٠١٠١"),
        (HEAD + "050101,2,1\n050102,2,1\n050101,3,1", 4, "ubigeo", "050101"),
        (HEAD + "050101,muchos,1", 2, "households", "muchos"),
        (HEAD + "050101,,1", 2, "households", ""),
        (HEAD + "050101,10,", 2, "under_cut", ""),
        (HEAD + "050101,-5,1", 2, "households", "-5"),
        (HEAD + "050101,10,-1", 2, "under_cut", "-1"),
        (HEAD + "050101,10,11", 2, "under_cut", "11"),
        (HEAD + "050101,10,0.8", 2, "under_cut", "0.8"),  # a share where a count belongs
        (HEAD + "050101,10,80%", 2, "under_cut", "80%"),
        (HEAD + "050101,\"1,200\",1", 2, "households", "1,200"),
        (HEAD + "050101,1e3,1", 2, "households", "1e3"),
        (HEAD + "050101,NaN,1", 2, "households", "NaN"),
        (HEAD + "050101," + "9" * 30 + ",1", 2, "households", "9" * 30),
        (FURTHER + "050101,10,5,6", 2, "under_cut_further", "6"),
        (FURTHER + "050101,10,5,x", 2, "under_cut_further", "x"),
        ("ubigeo,households\n050101,10", 1, None, None),
        ("ubigeo,households,under_cut,extra\n050101,10,5,1", 1, "extra", None),
        ("ubigeo,households,under_cut,under_cut\n050101,10,5,1", 1, "under_cut", None),
        (HEAD, None, None, None),
        ("", None, None, None),
        (HEAD + "050101,10\n", 2, None, None),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_row_column_and_value_and_nothing_is_loaded(ana, content, row, column, value):
    good = "\n050104,10,5" + (",2" if content.startswith(FURTHER) else "")
    whole = content + good if content.count("\n") and not content.endswith("\n") and row != 1 else content
    with pytest.raises(BadInputs) as bad:
        load(whole.encode(), ana)
    problem = bad.value.problems[0]
    assert problem.file == "predios.csv" and problem.expected
    if row is not None:
        assert problem.row == row
    if column is not None:
        assert problem.column == column
    if value is not None:
        assert problem.value == value
    assert FarmTable.objects.count() == FarmCount.objects.count() == lines_of("import_farm_table") == 0


def test_every_fault_is_named_at_once(ana):
    with pytest.raises(BadInputs) as bad:
        load((HEAD + "50101,10,5\n050102,x,5\n050104,5,6\n").encode(), ana)
    assert [(p.row, p.column) for p in bad.value.problems] == [(2, "ubigeo"), (3, "households"), (4, "under_cut")]


def test_a_latin_1_file_is_named(ana):
    with pytest.raises(BadInputs) as bad:
        load("ubigeo,households,under_cut\n050101,10,5 año".encode("latin-1"), ana)
    assert bad.value.problems[0].row == 2 and "año" in bad.value.problems[0].value


def test_semicolons_a_byte_order_mark_and_an_excel_file_are_read(ana):
    content = b"\xef\xbb\xbf" + HEAD.replace(",", ";").encode() + b"050101;10;5\r\n"
    table, n = load(content, ana)
    assert n == 1 and counts(table).get().under_cut == 5
    book = Workbook()
    for line in (["ubigeo", "households", "under_cut"], ["050102", 10, 4], ["050104", 8.0, 8]):
        book.active.append(line)
    kept = io.BytesIO()
    book.save(kept)
    table, n = load(kept.getvalue(), ana)
    assert n == 2 and set(counts(table).values_list("under_cut", flat=True)) == {4, 8}


def test_an_excel_file_that_dropped_the_zero_is_told_so(ana):
    book = Workbook()
    book.active.append(["ubigeo", "households", "under_cut"])
    book.active.append([50101, 10, 4])
    kept = io.BytesIO()
    book.save(kept)
    with pytest.raises(BadInputs) as bad:
        load(kept.getvalue(), ana)
    assert "050101" in bad.value.problems[0].expected


def test_merged_titles_and_formulas_of_a_sheet_are_named_by_their_cells(ana):
    book = Workbook()
    for line in (["ubigeo", "households", "under_cut"], ["050101", 10, "=B2/2"], ["050102", 10, 4]):
        book.active.append(line)
    book.active.merge_cells("A1:B1")
    kept = io.BytesIO()
    book.save(kept)
    with pytest.raises(BadInputs) as bad:
        load(kept.getvalue(), ana)
    assert {(p.row, p.column) for p in bad.value.problems} == {(2, "C"), (1, "A")}
    assert any("Pegado especial" in p.expected for p in bad.value.problems)
    assert any("Combinar celdas" in p.expected for p in bad.value.problems)


def test_utf_16_is_named(ana):
    with pytest.raises(BadInputs) as bad:
        load((HEAD + "050101,10,5").encode("utf-16"), ana)
    assert "UTF-16" in bad.value.problems[0].expected


def test_more_than_ten_times_the_districts_census_is_refused(ana):
    census = census_households()["050101"]
    with pytest.raises(BadInputs) as bad:
        load((HEAD + f"050102,1,1\n050101,{10 * census + 1},1").encode(), ana)
    (problem,) = bad.value.problems
    assert (problem.row, problem.column) == (3, "households") and str(census) in problem.expected
    assert load((HEAD + f"050101,{10 * census},1").encode(), ana)[1] == 1


def test_the_template_is_the_head_of_what_is_read(ana):
    table, _ = load(template().encode() + b"050101,10,5,3\r\n", ana)
    assert counts(table).get().further == 3


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cut_ha": 0}, "farm_cut"),
        ({"cut_ha": -13_000}, "farm_cut"),
        ({"labour_share": None}, "farm_both_shares"),
        ({"property_share": None}, "farm_both_shares"),
        ({"labour_share": 75}, "farm_share"),  # 0.75 written where 75 belongs
        ({"property_share": 10_001}, "farm_share"),
        ({"as_of": date(2099, 1, 1)}, "farm_future"),
        ({"name": "  "}, "farm_name"),
        ({"publisher": "x" * 161}, "farm_name"),
        ({"limited_sales": "x" * 201}, "text_long"),
    ],
)
def test_what_a_table_says_of_itself_must_be_possible(ana, change, code):
    with pytest.raises(Refused) as refused:
        load((HEAD + "050101,10,5").encode(), ana, **change)
    assert codes(refused) == [code]
    assert FarmTable.objects.count() == 0


@pytest.mark.parametrize("change", [{"labour_share": None, "property_share": None}, {"limited_sales": " "}])
def test_a_count_of_further_characteristics_says_what_it_counted(ana, change):
    with pytest.raises(Refused) as refused:
        load((FURTHER + "050101,10,5,3").encode(), ana, **change)
    assert codes(refused) == ["farm_further_undeclared"]
    assert load((HEAD + "050101,10,5").encode(), ana, **change)[1] == 1


def test_nobody_loads_or_withdraws_outside_their_territory(ana):
    both = (HEAD + "050101,10,5\n210101,10,5").encode()
    for who in (ana, _as(people.other_head()), _as(people.auditor()), _as(people.someone())):
        with pytest.raises(NotAllowed):
            load(both, who)
    table, n = load(both, _as(people.manager()))
    assert n == 2
    with pytest.raises(NotAllowed):
        withdraw_farm_table(table=table, reason=REASON, by=ana, at=now())
    assert FarmTable.objects.get().withdrawn_at is None


def test_a_check_writes_nothing(ana):
    made, n = import_farm_table(
        file="p.csv", content=(HEAD + "050101,10,5").encode(), terms=scene.TERMS, by=ana, at=now(), dry_run=True
    )
    assert (made, n) == (None, 1) and FarmTable.objects.count() == lines_of("import_farm_table") == 0


def test_the_same_file_is_loaded_once_unless_withdrawn(ana):
    content = (HEAD + "050101,10,5").encode()
    table, _ = load(content, ana)
    with pytest.raises(Refused) as refused:
        load(content, ana)
    assert codes(refused) == ["farm_table_again"]
    for reason in ("corta", "x" * 301):
        with pytest.raises(Refused):
            withdraw_farm_table(table=table, reason=reason, by=ana, at=now())
    withdraw_farm_table(table=table, reason=REASON, by=ana, at=now())
    with pytest.raises(Refused) as refused:
        withdraw_farm_table(table=table, reason=REASON, by=ana, at=now())
    assert codes(refused) == ["farm_table_withdrawn"]
    assert load(content, ana)[1] == 1
    assert (lines_of("import_farm_table"), lines_of("withdraw_farm_table")) == (2, 1)


def test_a_file_name_cannot_break_a_header(ana):
    content = (HEAD + "050101,10,5").encode()
    name = '..\\..\\C:/etc/"pre\r\ndios\0.csv'
    table, _ = import_farm_table(file=name, content=content, terms=scene.TERMS, by=ana, at=now())
    assert table.file_name == "-pre-dios-.csv"


@pytest.mark.parametrize(
    ("counts", "answer"),
    [
        ("120,60", Answer.SURELY_NO),  # exactly half does not predominate
        ("120,61", Answer.SURELY_YES),
        ("121,61", Answer.SURELY_YES),  # 50.41 %
        ("1,0", Answer.SURELY_NO),
        ("0,0", Answer.UNKNOWN),
    ],
)
def test_more_than_half_predominates(ana, counts, answer):
    scene.farm_table(ana, f"050101,{counts}\n")
    assert answer_of("haku-winay@2017.1") == answer


def answer_of(version: str, code: str = "050101") -> Answer:
    seen = scene.screening(version)
    at = [c.key for c in seen.terms.criteria].index("subsistence_predominance")
    (row,) = [row for row in seen.rows if row.area.code == code]
    return Answer(row.answers[at])


def test_the_rule_of_2020_reads_the_further_count_only(ana):
    scene.farm_table(ana, "050101,100,90,50\n", head=FURTHER)
    assert (answer_of("haku-winay@2017.1"), answer_of("haku-winay@2020.1")) == (Answer.SURELY_YES, Answer.SURELY_NO)


def test_a_table_that_counted_something_else_does_not_answer(ana):
    """Another cut, other shares of labour or property: unknown, never no, and never a borrowed yes."""
    scene.farm_table(ana, "050101,100,90,80\n", head=FURTHER, labour_share=5_000)
    assert (answer_of("haku-winay@2017.1"), answer_of("haku-winay@2020.1")) == (Answer.SURELY_YES, Answer.UNKNOWN)
    scene.farm_table(ana, "050102,100,90\n", cut_ha=20_000)
    assert answer_of("haku-winay@2017.1", "050102") == Answer.UNKNOWN


def test_of_tables_that_answer_the_newest_decides_and_a_real_one_before_a_synthetic(ana):
    early = scene.TERMS.as_of - timedelta(days=100)
    scene.farm_table(ana, "050101,100,90,80\n", head=FURTHER, as_of=early)
    scene.farm_table(ana, "050101,100,40,30\n", head=FURTHER, synthetic=True)
    assert answer_of("haku-winay@2020.1") == Answer.SURELY_YES  # the synthetic one is newer and does not count
    newer = scene.farm_table(ana, "050101,100,45\n")  # newer, and says nothing of what 2020 asks
    assert (answer_of("haku-winay@2017.1"), answer_of("haku-winay@2020.1")) == (Answer.SURELY_NO, Answer.SURELY_YES)
    withdraw_farm_table(table=newer, reason=REASON, by=ana, at=now())
    assert answer_of("haku-winay@2017.1") == Answer.SURELY_YES


def test_a_table_of_a_district_without_rural_area_changes_nothing(ana):
    manager = _as(people.manager())
    scene.farm_table(manager, "021803,10,9\n")
    assert country_now().at("021803") is None and scene.screening("haku-winay@2017.1").rows


def _as(person):
    return people.acting_as(person)
