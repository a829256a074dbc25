"""Exact numbers of fixed scale: an integer that means `n × 10**-scale`.

Shares, rates and published figures are compared as integers, so that a tie (`poverty > 40 %` at
exactly 40) has the same answer in Python, DuckDB, SQLite and PostgreSQL.
"""

from decimal import Decimal, InvalidOperation


def to_fixed(text: str, scale: int) -> int:
    """The integer behind a decimal written in `text`; ValueError if it is no number or is finer than `scale`."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    if not number.is_finite():
        raise ValueError(f"{text!r} is not a finite number")
    scaled = number.scaleb(scale)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{text!r} has more than {scale} decimals")
    return int(scaled)


def from_fixed(number: int, scale: int) -> Decimal:
    """The decimal that `number` stands for."""
    return Decimal(number).scaleb(-scale)


def rescale(number: int, old: int, new: int) -> int:
    """The same value at another scale; ValueError where digits would be lost."""
    if new >= old:
        return number * _ten_to(new - old)
    quotient, rest = divmod(number, _ten_to(old - new))
    if rest:
        raise ValueError(f"{number} at scale {old} does not fit scale {new}")
    return quotient


def _ten_to(power: int) -> int:
    return int(10**power)
