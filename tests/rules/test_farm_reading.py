"""Files of single farms: every fault with its row and remedy, and numbers read as they were written."""

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winay.targeting.farms.files import COLUMNS, Faults, has_units, looks_personal, titles_of
from winay.targeting.farms.reading import Known, read_units
from winay.targeting.farms.units import Units

HEAD = ",".join(COLUMNS) + "\n"
KEYED = HEAD.strip() + ",household\n"
KNOWN = Known(frozenset({"050101", "050102", "0501010001", "0501010002"}), {"050101": 30, "050102": 0})


def read(content: str | bytes, folder: Path, known: Known = KNOWN) -> Units:
    path = folder / "predios.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_units(path, known)


def parquet(folder: Path, **columns: Any) -> Path:
    rows = len(next(iter(columns.values())))
    empty = pa.array([None] * rows, pa.float64())
    path = folder / "predios.parquet"
    pq.write_table(pa.table({**{name: columns.get(name, empty) for name in COLUMNS}, **columns}), path)
    return path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEAD + "050101,-1,,,", ("not_negative", 2, "area_ha", "-1")),
        (HEAD + '050101,"1,3",,,', ("decimal_comma", 2, "area_ha", "1,3")),
        (HEAD.replace(",", ";") + "050101;1,3;;;", ("decimal_comma", 2, "area_ha", "1,3")),
        (HEAD + "050101,1.30001,,,", ("decimals", 2, "area_ha", "1.30001")),
        (HEAD + "050101,200001,,,", ("number_range", 2, "area_ha", "200001")),
        (HEAD + "050101," + "9" * 40 + ",,,", ("number", 2, "area_ha", "9" * 40)),
        (HEAD + "050101," + "9" * 20 + ",,,", ("number_range", 2, "area_ha", "9" * 20)),
        (HEAD + "050101,1e3,,,", ("number", 2, "area_ha", "1e3")),
        (HEAD + "050101,NaN,,,", ("number", 2, "area_ha", "NaN")),
        (HEAD + "050101,١,,,", ("number", 2, "area_ha", "١")),
        (HEAD + "050101,,,,1", ("not_empty", 2, "area_ha", "")),
        (HEAD + "050101,1,101,,", ("number_range", 2, "labour_share_pct", "101")),
        (HEAD + "050101,1,75 %,,", ("number", 2, "labour_share_pct", "75 %")),
        (HEAD + "050101,1,50,66.667,", ("decimals", 2, "property_share_pct", "66.667")),
        (HEAD + "050101,1,,,sí", ("flag", 2, "limited_sales", "sí")),
        (HEAD + ",1,,,", ("not_empty", 2, "place_code", "")),
        (HEAD + "50101,1,,,", ("code_lost_zero", 2, "place_code", "50101")),
        (HEAD + "501010001,1,,,", ("code_lost_zero", 2, "place_code", "501010001")),
        (HEAD + "0501,1,,,", ("code_length", 2, "place_code", "0501")),
        (HEAD + "05010A,1,,,", ("code_not_digits", 2, "place_code", "05010A")),
        (HEAD + "0501019999,1,,,", ("locality_unknown", 2, "place_code", "0501019999")),
        (HEAD + "0599999999,1,,,", ("place_unknown", 2, "place_code", "0599999999")),
        (HEAD + "059999,1,,,", ("place_unknown", 2, "place_code", "059999")),
        (HEAD + "050101,1,0.75,,", ("share", None, "labour_share_pct", None)),
        (HEAD + "050101,1,,1,", ("share", None, "property_share_pct", None)),
        (HEAD + "0501010001,1,,,\n" * 301, ("households_many", None, "place_code", "050101")),
        (HEAD + "050102,1,,,\n" * 11, ("households_many", None, "place_code", "050102")),
        (KEYED + "050101,1,,,,a\n\n050101,1,,,,b\n050101,1,,,,a", ("household_repeated", 5, "household", "a")),
        (KEYED + "050101,1,,,,45678901\n050101,1,,,,45678902", ("household_is_id", None, "household", None)),
        (HEAD + '050101,1,,,\n050101,"1', ("broken_csv", 3, None, None)),
        (HEAD + "050101,1\n050101,1,,,", ("cell_count", 2, None, "050101, 1")),
        (HEAD + "050101,1,,,,x", ("cell_count", 2, None, "050101, 1, , , , x")),
        (HEAD.encode() + "050101,1,,,\n050101,1,,,año".encode("latin-1"), ("utf8", 3, None, "050101,1,,,año")),
        (HEAD, ("empty_file", None, None, None)),
        (HEAD + ",,,,\n", ("empty_file", None, None, None)),
        (HEAD.strip() + ",DNI del jefe\n", ("column_personal", 1, "DNI del jefe", None)),
        (HEAD.strip() + ",cultivo\n", ("column_unknown", 1, "cultivo", None)),
        (HEAD.strip() + ",area_ha\n", ("column_repeated", 1, "area_ha", None)),
        ("place_code,area_ha\n", ("column_missing", 1, None, "place_code, area_ha")),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_row_column_and_value(tmp_path, content, said):
    with pytest.raises(Faults) as bad:
        read(content, tmp_path)
    fault = bad.value.found[0]
    assert (fault.code, fault.row, fault.column, fault.value) == said
    assert bad.value.total >= 1


def test_every_fault_is_named_at_once_in_the_order_of_the_rows(tmp_path):
    content = KEYED + "050101,-1,75,80,1,a\n\n0501010001,\"1,3\",101,5.255,2,a\n50101,1,,,,b\n"  # fmt: skip
    with pytest.raises(Faults) as bad:
        read(content, tmp_path)
    assert [(f.row, f.column) for f in bad.value.found] == [
        (2, "area_ha"), (4, "area_ha"), (4, "household"), (4, "labour_share_pct"), (4, "limited_sales"),
        (4, "property_share_pct"), (5, "place_code"),
    ]  # fmt: skip
    assert bad.value.found[2].params == {"row": 2} and bad.value.total == 7


def test_rows_are_numbered_as_a_spreadsheet_does_past_blank_lines_and_line_breaks(tmp_path):
    content = KEYED + '\n050101,1,,,,"a\nb"\n,,,,,\n\n050101,x,,,,c\n'
    with pytest.raises(Faults) as bad:
        read(content, tmp_path)
    assert [(f.row, f.value) for f in bad.value.found] == [(7, "x")]


def test_of_many_faults_the_first_two_hundred_are_shown_and_all_are_counted(tmp_path):
    with pytest.raises(Faults) as bad:
        read(HEAD + "0501010001,x,,y,\n" * 5_000 + "7,1,,,\n", tmp_path, Known(KNOWN.codes, {}))
    assert len(bad.value.found) == 200 and bad.value.total == 10_001
    assert [f.row for f in bad.value.found[:3]] == [2, 2, 3]


def test_semicolons_a_byte_order_mark_spaces_and_windows_lines_are_read(tmp_path):
    content = (
        b"\xef\xbb\xbf"
        + HEAD.replace(",", ";").encode()
        + b"050101 ; 1.3 ;75;;1.0\r\n;;;;\r\n0501010001;0.0001;2;;0\r\n"
    )
    units = read(content, tmp_path)
    assert units.places == ("050101", "0501010001") and units.area.tolist() == [13_000, 1]
    assert units.labour_share.tolist() == [7_500, 200] and units.limited_sales.tolist() == [1, 0]


@pytest.mark.parametrize("kind", [pa.float64(), pa.float32(), pa.decimal128(9, 4), pa.string(), pa.decimal128(12, 6)])
def test_hectares_are_what_was_written_in_every_type(tmp_path, kind):
    texts = ["1.3", "0.0001", "12.9999", "1.2999", "0", "1500"]
    values = pa.array(texts).cast(kind) if kind != pa.string() else pa.array(texts)
    path = parquet(tmp_path, place_code=pa.array(["050101"] * 6), area_ha=values)
    assert sorted(read_units(path, KNOWN).area.tolist()) == sorted(int(Decimal(t) * 10_000) for t in texts)


@given(st.lists(st.integers(0, 2_000_000_000), min_size=1, max_size=40))
@settings(deadline=None, max_examples=15)
def test_a_float_is_the_decimal_it_was_written_as(tmp_path_factory, areas):
    folder = tmp_path_factory.mktemp("floats")
    floats = pa.array([float(f"{area // 10_000}.{area % 10_000:04}") for area in areas])
    path = parquet(folder, place_code=pa.array(["050101"] * len(areas)), area_ha=floats)
    assert sorted(read_units(path, KNOWN).area.tolist()) == sorted(areas)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["050101", "0501010001", "0501010002"]),
            st.decimals(0, 200_000, places=4),
            st.none() | st.decimals(2, 100, places=2),
            st.none() | st.decimals(2, 100, places=2),
            st.sampled_from(["", "0", "1"]),
        ),
        min_size=1,
        max_size=60,
    )
)
@settings(deadline=None, max_examples=15)
def test_a_csv_and_a_plain_loop_say_the_same(tmp_path_factory, farms):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([place, area, labour or "", owned or "", sold] for place, area, labour, owned, sold in farms)
    units = read(text.getvalue(), Path(tmp_path_factory.mktemp("loop")))
    expected: dict[str, list[tuple[int, int, int, int]]] = {}
    for place, area, labour, owned, sold in farms:
        row = (int(area * 10_000), *(-1 if s is None else int(s * 100) for s in (labour, owned)), int(sold or -1))
        expected.setdefault(place, []).append(row)
    rows = list(zip(units.area, units.labour_share, units.property_share, units.limited_sales, strict=True))
    for code, first, number in zip(units.places, units.first, units.households, strict=True):
        assert sorted(rows[first : first + number]) == sorted(expected[code])


def test_types_that_cannot_be_right_are_named(tmp_path):
    one = pa.array([50101])
    with pytest.raises(Faults) as bad:
        read_units(parquet(tmp_path, place_code=one, area_ha=pa.array([True]), household=pa.array(["a"])), KNOWN)
    assert [(f.code, f.column) for f in bad.value.found] == [("code_not_text", "place_code"), ("wrong_type", "area_ha")]
    dates = pa.array([1], pa.date32())
    with pytest.raises(Faults) as bad:
        read_units(parquet(tmp_path, place_code=pa.array(["050101"]), area_ha=dates), KNOWN)
    assert [(f.code, f.params) for f in bad.value.found] == [("wrong_type", {"kind": "date"})]


def test_typed_columns_say_what_is_wrong_with_them(tmp_path):
    path = parquet(
        tmp_path,
        place_code=pa.array(["050101"] * 5),
        area_ha=pa.array([-1.0, 1.30001, float("inf"), float("nan"), 300_000.0]),
        limited_sales=pa.array([1, 0, 2, None, 1], pa.int8()),
        labour_share_pct=pa.array([50, 101, None, -1, 3], pa.int64()),
    )
    with pytest.raises(Faults) as bad:
        read_units(path, KNOWN)
    assert [(f.row, f.column, f.code) for f in bad.value.found] == [
        (1, "area_ha", "not_negative"), (2, "area_ha", "decimals"), (2, "labour_share_pct", "number_range"),
        (3, "area_ha", "number_range"), (3, "limited_sales", "flag"), (4, "area_ha", "not_empty"),
        (4, "labour_share_pct", "not_negative"), (5, "area_ha", "number_range"),
    ]  # fmt: skip


def test_a_truncated_parquet_is_named(tmp_path):
    path = parquet(tmp_path, place_code=pa.array(["050101"] * 1000), area_ha=pa.array([1.0] * 1000))
    whole = path.read_bytes()
    for length in (4, 100, len(whole) - 8, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(Faults) as bad:
            read_units(path, KNOWN)
        assert [f.code for f in bad.value.found] == ["broken_parquet"], length
    path.write_bytes(whole[:10] + b"\xff" * 40 + whole[50:])
    with pytest.raises(Faults) as bad:
        read_units(path, KNOWN)
    assert bad.value.found


def test_booleans_and_floats_are_read_as_flags(tmp_path):
    for values in (pa.array([True, False, None]), pa.array([1.0, 0.0, float("nan")]), pa.array(["1", "0.0", ""])):
        path = parquet(tmp_path, place_code=pa.array(["050101"] * 3), area_ha=pa.array([1, 2, 3]), limited_sales=values)
        assert read_units(path, KNOWN).limited_sales.tolist() == [1, 0, -1]


@pytest.mark.parametrize(
    ("content", "titles"),
    [
        (b"a,b\n1,2", ("a", "b")),
        (b"a;b\n", ("a", "b")),
        (b"", ()),
        ("año,b".encode("latin-1"), ()),
        ("place_code,area_ha".encode("utf-16"), ()),
    ],
)
def test_titles_of_whatever_comes(tmp_path, content, titles):
    path = tmp_path / "x"
    path.write_bytes(content)
    assert titles_of(path) == titles and not has_units(titles)


@pytest.mark.parametrize("title", ["DNI", "dni_jefe", "Nombre del titular", "Teléfono", "birth_date", "GPS lat"])
def test_personal_columns_are_recognised(title):
    assert looks_personal(title)


@pytest.mark.parametrize("title", ["cultivo", "renombrada", "pluvial", "household", "paginate"])
def test_other_columns_are_not_called_personal(title):
    assert not looks_personal(title)
