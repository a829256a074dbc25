"""Names of synthetic people, by the language of their household, their sex and when they were born.

The lists are data (`synthetic_names.yaml`), commonest first; how common each is follows Zipf, so that a few surnames
are borne by very many, as in the Andes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winay.synthetic.chance import Chance

COHORTS = ("young", "adult", "elder")
SEXES = ("f", "m")
COHORT_AGES = (22, 52)
"""From which ages on somebody has an adult's, an elder's name."""
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pool:
    """A list of names and how much of everybody has each."""

    names: tuple[str, ...]
    shares: NDArray[np.float64]

    @classmethod
    def by_rank(cls, names: Sequence[str], steepness: Sequence[float]) -> "Pool":
        """The commonest first."""
        power, shift = steepness
        return cls(tuple(names), np.asarray((np.arange(len(names)) + 1.0 + shift) ** -power, dtype=np.float64))


class Names:
    """All lists as one column of surnames and one of given names; whoever is asked gets a number into it."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.groups: tuple[str, ...] = tuple(data["surnames"])
        self._mixed = np.array([data["mixed"][group] for group in self.groups])
        self._common = self.groups.index("common")
        self._surnames = [Pool.by_rank(data["surnames"][group], data["steepness"]["surnames"]) for group in self.groups]
        self.surnames = np.array([name for pool in self._surnames for name in pool.names], dtype=object)
        self._surnames_from = _starts(self._surnames)
        self._families = tuple(data["given"])
        self._family_of = np.array([self._families.index(data["given_of"][group]) for group in self.groups])
        self._given = [
            Pool.by_rank(data["given"][family][sex][cohort], data["steepness"]["given"])
            for family in self._families
            for sex in SEXES
            for cohort in COHORTS
        ]
        self.given = np.array([name for pool in self._given for name in pool.names], dtype=object)
        self._given_from = _starts(self._given)
        self.by_ear: dict[str, str] = dict(data["by_ear"])

    def a_surname(self, chance: Chance, question: str, group: Indices) -> Indices:
        """A surname for each; `group` is the number of the group their household belongs to."""
        other = chance.below(f"{question}/mixed", self._mixed[group])
        pool = np.where(other, self._common, group)
        return _from_pools(chance, question, pool, self._surnames, self._surnames_from)

    def given_names(self, chance: Chance, question: str, group: Indices, man: Indices, age: NDArray[Any]) -> Indices:
        """A given name for each."""
        pool = (self._family_of[group] * 2 + man) * 3 + np.searchsorted(COHORT_AGES, age, side="right")
        return _from_pools(chance, question, pool, self._given, self._given_from)


def _starts(pools: Sequence[Pool]) -> Indices:
    return np.cumsum([0, *(len(pool.names) for pool in pools)][:-1])


def _from_pools(chance: Chance, question: str, pool: Indices, pools: Sequence[Pool], starts: Indices) -> Indices:
    found = np.zeros(len(pool), dtype=np.int64)
    for number in np.unique(pool).tolist():
        these = pool == number
        found[these] = starts[number] + chance.part(these).chosen(question, pools[number].shares)
    return found


def typed_wrong(text: str, chance: int) -> str:
    """A text as tired fingers leave it: two letters changed about, one left out, one twice, or an accent forgotten.
    `chance` is any whole number; the first letter stays."""
    kind, at = chance % 4, 1 + chance // 4 % max(1, len(text) - 2)
    if len(text) < 4:
        return text
    if kind == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[:at] + text[at] + text[at:]
    return text.translate(str.maketrans("áéíóúñÁÉÍÓÚ", "aeiounAEIOU"))
