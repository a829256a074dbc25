"""A census of two million farms with one wrong cell: the row is named, in seconds and little memory."""

import pytest

from winay.targeting.farms.files import COLUMNS, Faults
from winay.targeting.farms.reading import Known, read_units

pytestmark = pytest.mark.faults


def test_two_million_rows_with_one_bad_are_told_which(tmp_path):
    path = tmp_path / "grande.csv"
    with path.open("w") as file:
        file.write(",".join(COLUMNS) + "\n")
        for _ in range(20):
            file.write("0501010001,1.3,75,80,1\n" * 100_000)
        file.write("0501010001,1.3,75,80,9\n")
    with pytest.raises(Faults) as bad:
        read_units(path, Known(frozenset({"050101", "0501010001"}), {}))
    (fault,) = bad.value.found
    assert (fault.code, fault.row, fault.value, bad.value.total) == ("flag", 2_000_002, "9", 1)
