"""Money: an integer of minor units and a currency. Never a float, never a decimal column."""

from dataclasses import dataclass
from decimal import Decimal

from winay.core.fixed import from_fixed, to_fixed

MINOR_DIGITS = {"PEN": 2, "USD": 2}


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An exact amount. `minor` counts céntimos or cents; adding two currencies is an error."""

    minor: int
    currency: str = "PEN"

    def __post_init__(self) -> None:
        if self.currency not in MINOR_DIGITS:
            raise ValueError(f"unknown currency {self.currency!r}")

    @classmethod
    def parse(cls, text: str, currency: str = "PEN") -> "Money":
        """From "1700" or "1234.50"; ValueError for a third decimal."""
        if currency not in MINOR_DIGITS:
            raise ValueError(f"unknown currency {currency!r}")
        return cls(to_fixed(text, MINOR_DIGITS[currency]), currency)

    @property
    def amount(self) -> Decimal:
        """In whole units: soles, dollars."""
        return from_fixed(self.minor, MINOR_DIGITS[self.currency])

    def __add__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot combine {self.currency} with {other.currency}")
