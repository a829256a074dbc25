"""How Wiñay writes numbers, money and dates: Spanish of Peru first, English beside it. Plain Python.

Spanish: `1 234,5`, `36,5 %`, `S/ 1 234,50`, `12 mar 2026`, with thin spaces that never break.
English: `1,234.5`, `36.5%`, `S/ 1,234.50`, `12 Mar 2026`. Nothing here rounds unless it is asked to.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from winay.core.money import Money

THIN = "\u202f"  # narrow no-break space
SPACE = "\u00a0"
MINUS = "\u2212"

SYMBOLS = {"PEN": "S/", "USD": "US$"}
MONTHS = {
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}

Number = int | Decimal | float | str


def _language(lang: str) -> str:
    return "en" if lang.startswith("en") else "es"


def number(value: Number, lang: str, decimals: int | None = None) -> str:
    """`value` with its thousands grouped; `decimals` rounds half up, None keeps every digit it has."""
    exact = Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(exact):,f}"
    if _language(lang) == "es":
        text = text.replace(",", THIN).replace(".", ",")
    return (MINUS if exact < 0 else "") + text


def percent(value: Number, lang: str, decimals: int | None = None) -> str:
    """`value` is in percent points: 36.5 is written `36,5 %`."""
    return number(value, lang, decimals) + (f"{THIN}%" if _language(lang) == "es" else "%")


def money(amount: Money, lang: str, short: bool = False) -> str:
    """With both decimals; `short` leaves out `,00` where the amount is whole."""
    decimals = 0 if short and amount.amount == amount.amount.to_integral_value() else 2
    sign = MINUS if amount.minor < 0 else ""
    return f"{sign}{SYMBOLS[amount.currency]}{SPACE}{number(abs(amount.amount), lang, decimals)}"


def day(on: date, lang: str) -> str:
    """`12 mar 2026`."""
    return f"{on.day}{SPACE}{MONTHS[_language(lang)][on.month - 1]}{SPACE}{on.year}"


def month(on: date, lang: str) -> str:
    """`mar 2026`."""
    return f"{MONTHS[_language(lang)][on.month - 1]}{SPACE}{on.year}"


def moment(at: datetime, lang: str) -> str:
    """`12 mar 2026, 14:05`, in the time zone that `at` carries."""
    return f"{day(at.date(), lang)}, {at:%H:%M}"
