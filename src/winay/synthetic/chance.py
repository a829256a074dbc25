"""Chance that can be asked in any order: a number between 0 and 1 for a thing and a question, always the same.

A generator that hands out numbers one after the other makes everybody depend on who came before. Here each household
and each person has a key of 64 bits, and each question (its surname, its size) mixes the key anew. So a household is
the same whether it is made alone, in a district or in a country, and whatever is asked of it later.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Keys = NDArray[np.uint64]
_STEP = np.uint64(0x9E3779B97F4A7C15)


@lru_cache(maxsize=4_096)
def key_of(text: str) -> np.uint64:
    """64 bits for a text."""
    return np.uint64(int.from_bytes(blake2b(text.encode(), digest_size=8).digest()))


def mixed(keys: Keys) -> Keys:
    """Each key stirred so that neighbours have nothing in common (the last step of SplitMix64)."""
    with np.errstate(over="ignore"):
        keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))


@dataclass(frozen=True, slots=True)
class Chance:
    """Some things, by their keys."""

    keys: Keys

    @classmethod
    def numbered(cls, roots: Keys, numbers: NDArray[np.int64]) -> "Chance":
        """The `numbers`th thing of each root: the households of places, the members of households."""
        with np.errstate(over="ignore"):
            return cls(mixed(roots + (numbers.astype(np.uint64) + np.uint64(1)) * _STEP))

    def bits(self, question: str) -> Keys:
        """64 bits for each."""
        return mixed(self.keys ^ key_of(question))

    def uniform(self, question: str) -> Numbers:
        """From 0 up to, never reaching, 1."""
        return np.asarray((self.bits(question) >> np.uint64(11)) * 2.0**-53, dtype=np.float64)

    def below(self, question: str, share: float | Numbers) -> NDArray[np.bool_]:
        """True for about this share of them."""
        return self.uniform(question) < share

    def between(self, question: str, least: int, most: int) -> NDArray[np.int64]:
        """A whole number, both ends included."""
        return least + (self.uniform(question) * (most - least + 1)).astype(np.int64)

    def triangle(self, question: str, least: float | Numbers, usual: float | Numbers, most: float | Numbers) -> Numbers:
        """A number between two ends that is mostly near `usual`."""
        chance, reach = self.uniform(question), np.subtract(most, least)
        bend = np.subtract(usual, least) / reach
        low = least + reach * np.sqrt(chance * bend)
        high = most - reach * np.sqrt((1 - chance) * (1 - bend))
        return np.where(chance < bend, low, high)

    def normal(self, question: str) -> Numbers:
        """Around 0, mostly within 1."""
        far = np.sqrt(-2 * np.log1p(-self.uniform(f"{question}/far")))
        return np.asarray(far * np.cos(math.tau * self.uniform(f"{question}/where")))

    def chosen(self, question: str, shares: Sequence[float] | Numbers) -> NDArray[np.int64]:
        """The number of one of several, by their shares (of whatever sum)."""
        reached = np.cumsum(shares)
        return np.searchsorted(reached[:-1] / reached[-1], self.uniform(question), side="right")

    def part(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> "Chance":
        """Some of them."""
        return Chance(self.keys[which])
