"""Cells that a spreadsheet will read."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The last four are what East Asian settings of a spreadsheet read as the first."""


def safe(cell: object) -> object:
    """A text that begins like a formula gets an apostrophe before it; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
