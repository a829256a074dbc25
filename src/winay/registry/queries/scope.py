"""Where somebody may read households, as ranges of the district numbers that households and tokens carry."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from winay.places.terms import CODE_LENGTH, Level

DIGITS = CODE_LENGTH[Level.DISTRICT]


@dataclass(frozen=True, slots=True)
class Scope:
    """Ranges of district numbers, both ends counted. Empty: nowhere."""

    ranges: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, codes: Iterable[str | None]) -> "Scope":
        """What lies in these places (None: the whole country). Of a locality, its district."""
        found = set()
        for code in codes:
            head = (code or "")[:DIGITS]
            found.add((int(head.ljust(DIGITS, "0")), int(head.ljust(DIGITS, "9"))))
        return cls(tuple(sorted(found)))

    def within(self, code: str) -> "Scope":
        """The part of it that lies in a place."""
        inside = Scope.of([code]).ranges[0]
        both = ((max(low, inside[0]), min(high, inside[1])) for low, high in self.ranges)
        return Scope(tuple((low, high) for low, high in both if low <= high))

    @property
    def everywhere(self) -> bool:
        """Whether it is the whole country."""
        return (0, 10**DIGITS - 1) in self.ranges

    def q(self, column: str = "district") -> Q:
        """The same as a condition."""
        if self.everywhere:
            return Q()
        if not self.ranges:
            return Q(pk__in=())
        found = Q()
        for low, high in self.ranges:
            found |= Q(**{f"{column}__gte": low, f"{column}__lte": high})
        return found
