"""The cells of single farms as Ibis expressions: what each says as an integer, and what is wrong with it.

Texts and typed columns are read alike. A float is read as the shortest decimal that it stands for, so that 1.3 is 1.3
in whatever format it came; a float that is no number stands for an empty cell, as tools write it.
"""

from typing import Any

from winay.targeting.farms.files import AREA, LABOUR, PROPERTY, SALES
from winay.targeting.farms.units import AREA_SCALE, SHARE_SCALE

MOST_AREA = 200_000
"""Hectares of one household: more is a slip of the pen, and the columns hold no more."""
NUMBERS = {AREA: (AREA_SCALE, MOST_AREA), LABOUR: (SHARE_SCALE, 100), PROPERTY: (SHARE_SCALE, 100)}
"""Decimals, and the largest value, of the columns that hold numbers from 0 on."""


def missing(column: Any) -> Any:
    """Whether a cell is empty."""
    kind = column.type()
    if kind.is_string():
        return column.isnull() | column.re_search(r"^\s*$")
    return column.isnull() | column.isnan() if kind.is_floating() else column.isnull()


def read_cells(raw: Any) -> dict[str, Any]:
    """For each column but place and key `value_…`, an integer or null, and `wrong_…`, a code or null."""
    said = {}
    for name, (scale, most) in NUMBERS.items():
        said[f"value_{name}"], said[f"wrong_{name}"] = _number(raw[name], scale, most, must=name == AREA)
    said[f"value_{SALES}"], said[f"wrong_{SALES}"] = _flag(raw[SALES])
    return said


def _number(column: Any, scale: int, most: int, *, must: bool) -> tuple[Any, Any]:
    import ibis

    value, good, wrongs = (_written if column.type().is_string() else _typed)(column, scale, most)
    nothing = ibis.null("string")
    # What is good comes first: cases further down are looked at for the few cells that are not.
    wrong = ibis.cases((good, nothing), (missing(column), "not_empty" if must else nothing), *wrongs, else_="decimals")
    return value, wrong


def _written(column: Any, scale: int, most: int) -> tuple[Any, Any, list[tuple[Any, Any]]]:
    number = column.try_cast(f"decimal(18, {scale})")
    good = column.re_search(rf"^\s*[0-9]{{1,12}}(\.[0-9]{{1,{scale}}}0*)?\s*$") & (number <= most)
    value = good.ifelse((number * 10**scale).try_cast("int64"), None)
    text = column.strip()
    return value, good, [
        (text.re_search(r"^-[0-9]"), "not_negative"),
        (text.re_search(r"^[0-9]+,[0-9]+$"), "decimal_comma"),
        (~text.re_search(r"^[0-9]{1,30}(\.[0-9]{1,30})?$"), "number"),
        (text.re_search(r"^[0-9]{13}") | (number > most), "number_range"),
    ]  # fmt: skip


def _typed(column: Any, scale: int, most: int) -> tuple[Any, Any, list[tuple[Any, Any]]]:
    kind = column.type()
    inside = (column >= 0) & (column <= most)
    if kind.is_floating():
        # Division and reading round alike, so a float that was written with so few decimals comes back as it was.
        number = (inside.ifelse(column.cast("float64"), None) * 10**scale).round()
        same = (number / 10**scale).cast(kind) == column
    else:
        fixed = column.try_cast(f"decimal(28, {scale})")
        number, same = fixed * 10**scale, fixed.try_cast(kind) == column
    good = inside & same
    value = good.ifelse(number.try_cast("int64"), None)
    return value, good, [(column < 0, "not_negative"), (column > most, "number_range")]


def _flag(column: Any) -> tuple[Any, Any]:
    """1 or 0, also as 1.0 or 0.0, or true or false of a typed column."""
    import ibis

    if column.type().is_string():
        yes, no = column.re_search(r"^\s*1(\.0)?\s*$"), column.re_search(r"^\s*0(\.0)?\s*$")
    else:
        number = column.cast("int8") if column.type().is_boolean() else column
        yes, no = number == 1, number == 0
    nothing = ibis.null("string")
    wrong = ibis.cases((yes | no, nothing), (missing(column), nothing), else_="flag")
    return ibis.cases((yes, 1), (no, 0), else_=ibis.null("int64")), wrong
