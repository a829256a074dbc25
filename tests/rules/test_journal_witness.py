"""The file beside the database: in order, whole rows, torn rows mended."""

from pathlib import Path

import pytest

from winay.journal import witness

ROOTS = [f"{n:064x}" for n in range(6)]


def test_rows_are_appended_once_and_in_order(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "seals"
    witness.append(path, [(1, ROOTS[1]), (2, ROOTS[2])])
    witness.append(path, [(1, ROOTS[5]), (2, ROOTS[5]), (3, ROOTS[3])])
    assert list(witness.entries(path)) == [(1, ROOTS[1]), (2, ROOTS[2]), (3, ROOTS[3])]
    assert witness.last_number(path) == 3


def test_no_file_is_no_rows(tmp_path: Path) -> None:
    assert witness.last_number(tmp_path / "no") == 0
    assert list(witness.entries(tmp_path / "no")) == []


@pytest.mark.parametrize("torn", ["", "2", "2 ", "2 " + ROOTS[2][:30], "2 " + ROOTS[2]])
@pytest.mark.parametrize("before", [0, 1, 4])
def test_a_torn_row_is_passed_over_and_replaced(tmp_path: Path, torn: str, before: int) -> None:
    path = tmp_path / "seals"
    rows = [(n, ROOTS[0]) for n in range(1, before + 1)]
    witness.append(path, rows)
    with path.open("a") as file:
        file.write(torn.replace("2 ", f"{before + 1} "))
    assert list(witness.entries(path)) == rows
    assert witness.last_number(path) == before
    witness.append(path, [(before + 1, ROOTS[2])])
    assert list(witness.entries(path)) == [*rows, (before + 1, ROOTS[2])]


@pytest.mark.parametrize("text", ["one two\n", f"1 {ROOTS[1]}\n1 {ROOTS[1]}\n", f"2 {ROOTS[1]}\n1 {ROOTS[1]}\n", "1\n"])
def test_a_damaged_row_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "seals"
    path.write_text(text)
    with pytest.raises(witness.WitnessDamaged, match=r"seals, row \d"):
        list(witness.entries(path))
