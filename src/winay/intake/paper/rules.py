"""The number of a paper sheet, and what stands against typing one in. Pure functions."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from winay.core.decision import Decision, Reason, allow_unless

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U. What people write for them is read as what they look like."""
GROUP, SIGNS = 5, 10
MOST_COPY = 99
MOST_BEHALF = 160
OLDEST = timedelta(days=5 * 365)
_SHEET = re.compile(r"([0-9A-Z]{5})-?([0-9A-Z]{5})(?:/([1-9][0-9]?))?")


def new_number() -> str:
    """A number for a sheet that is printed: nine signs by chance and one that tells a slip of the pen."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(SIGNS - 1))
    return _grouped(signs + _check(signs))


def sheet_number(text: str) -> str | None:
    """A number as it is kept; None for one that no sheet bears. A photocopy has `/2` and so on behind it."""
    found = _SHEET.fullmatch(re.sub(r"\s", "", text.upper()))
    if found is None:
        return None
    signs = (found[1] + found[2]).translate(str.maketrans("ILO", "110"))
    if any(sign not in ALPHABET for sign in signs) or _check(signs[:-1]) != signs[-1]:
        return None
    return _grouped(signs) + (f"/{found[3]}" if found[3] else "")


def _grouped(signs: str) -> str:
    return f"{signs[:GROUP]}-{signs[GROUP:]}"


def _check(signs: str) -> str:
    """One wrong sign always changes it: its weight is odd."""
    weighed = sum((2 * place + 1) * ALPHABET.index(sign) for place, sign in enumerate(signs))
    return ALPHABET[(weighed + 5) % len(ALPHABET)]


@dataclass(frozen=True, slots=True)
class HeadSaid:
    """What stands at the head of a sheet: its number, the day on it, for whom it was filled in."""

    number: str
    filled_on: date
    on_behalf_of: str


def may_begin(said: HeadSaid, *, known: Mapping[str, str | int] | None, today: date) -> Decision:
    """A sheet that nobody typed in before, filled in by today. `known`: who typed in the one of this number, and when
    (`by`, `on`)."""
    return allow_unless(
        Reason("intake.sheet_number") if sheet_number(said.number) is None else None,
        Reason("intake.sheet_known", known) if known is not None else None,
        Reason("intake.sheet_in_future") if said.filled_on > today else None,
        Reason("intake.sheet_long_ago") if said.filled_on < today - OLDEST else None,
        None
        if 3 <= len(said.on_behalf_of.strip()) <= MOST_BEHALF and said.on_behalf_of.isprintable()
        else Reason("intake.sheet_behalf", {"most": MOST_BEHALF}),
    )


def may_hand_over(*, scanned: bool, open_: bool, wrong: int, doubted: int, as_written: bool) -> Decision:
    """A sheet whose scan is there and whose answers can be written down. `doubted` answers are not as the form wants
    them: they go on where somebody says that the paper has them so (`as_written`)."""
    return allow_unless(
        None if open_ else Reason("intake.sheet_handed_over"),
        None if scanned else Reason("intake.sheet_unscanned"),
        Reason("intake.sheet_wrong", {"n": wrong}) if wrong else None,
        Reason("intake.sheet_doubted", {"n": doubted}) if doubted and not wrong and not as_written else None,
    )
