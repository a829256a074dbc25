"""Cells that a spreadsheet will read."""

import re

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The last four are what East Asian settings of a spreadsheet read as the first."""


_BELOW_ZERO = re.compile(r"-[0-9]+(\.[0-9]+)?").fullmatch
"""A number as a text, as degrees of a position in the west or south: a spreadsheet takes it for that number."""


def safe(cell: object) -> object:
    """A text that begins like a formula gets an apostrophe before it; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(FORMULA) and not _BELOW_ZERO(cell):
        return f"'{cell}"
    return cell
