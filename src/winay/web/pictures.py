"""The geometry of small pictures drawn by the server: positions in percent, ready for SVG attributes. Plain Python.

Positions are text with a decimal point whatever the language, because that is what SVG reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from winay.core.numbers import Number


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a stacked bar. `x` and `width` in percent of the bar."""

    kind: str
    label: str
    count: int
    share: Decimal
    x: str
    width: str
    middle: str
    wide: bool


def position(value: Number, top: Number) -> str:
    """Where `value` stands on an axis from 0 to `top`, in percent, held inside the axis."""
    share = Decimal(str(value)) / Decimal(str(top)) * 100
    return f"{min(max(share, Decimal(0)), Decimal(100)):.3f}"


def anchor(value: Number, top: Number) -> str:
    """How to hang a label at `value` so that it stays inside the picture."""
    share = float(position(value, top))
    return "start" if share < 15 else "end" if share > 85 else "middle"


def segments(parts: Sequence[tuple[str, str, int]]) -> list[Segment]:
    """Parts (kind, label, count) laid side by side; nothing is drawn for a count of 0, but it is still listed."""
    total = sum(count for _, _, count in parts)
    if not total:
        return [Segment(kind, label, 0, Decimal(0), "0", "0", "0", False) for kind, label, _ in parts]
    starts = [0, *accumulate(count for _, _, count in parts)]
    found = []
    for (kind, label, count), start in zip(parts, starts, strict=False):
        share = Decimal(count) * 100 / total
        found.append(
            Segment(
                kind,
                label,
                count,
                share,
                x=position(start, total),
                width=position(count, total),
                middle=position(start + Decimal(count) / 2, total),
                wide=share >= 12,
            )
        )
    return found
