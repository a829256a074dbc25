"""What a district lends to its synthetic households: languages, poverty, highland or jungle, the usual farm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winay.synthetic.chance import key_of

SPANISH, QUECHUA, AYMARA, OTHER = range(4)
USUAL_LANGUAGES = (0.55, 0.4, 0.0, 0.05)
"""Where a district has no figures."""
USUAL_POVERTY = 0.4


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with households to make: a locality, or a district where no localities are known."""

    code: str
    households: int
    latitude_e6: int | None = None
    longitude_e6: int | None = None


@dataclass(frozen=True, slots=True)
class District:
    """Figures of a district as shares of 1: Spanish, Quechua, Aymara, another language; people in poverty."""

    code: str
    languages: tuple[float, float, float, float] = USUAL_LANGUAGES
    poverty: float = USUAL_POVERTY


@dataclass(frozen=True, slots=True)
class Ground:
    """Columns over districts, and which district each household's place lies in."""

    row_of: Mapping[str, int]
    reached: NDArray[np.float64]
    """Summed shares of the first three languages."""
    codes: NDArray[Any]
    """The code of each of the four languages there."""
    groups: NDArray[np.int64]
    """The group of names for each of the four languages there."""
    poverty: NDArray[np.float64]
    jungle: NDArray[np.bool_]
    farm: NDArray[np.float64]
    """The usual farm in hectares."""


def longest(table: Mapping[str, Any], code: str) -> Any:
    """The entry for the longest beginning of a code."""
    return next(table[code[:length]] for length in range(len(code), -1, -1) if code[:length] in table)


def ground(districts: Sequence[District], data: Mapping[str, Any], seed: int) -> Ground:
    """The columns of districts; `data` is the file of names."""
    groups = list(data["surnames"])
    words = data["languages"]
    codes, names = [], []
    for district in districts:
        other = ("es", longest(words["quechua"], district.code), "ayr", longest(words["other"], district.code))
        codes.append(other)
        called = [longest(data["spanish_called"], district.code), *(words["groups"][code] for code in other[1:])]
        names.append([groups.index(group) for group in called])
    shares = np.array([district.languages for district in districts], dtype=float)
    shares = shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)
    jungle = np.array([any(district.code.startswith(code) for code in data["jungle"]) for district in districts])
    apart = np.array(
        [float(key_of(f"{seed}/farm/{district.code}") >> np.uint64(11)) * 2.0**-53 for district in districts]
    )
    return Ground(
        row_of={district.code: row for row, district in enumerate(districts)},
        reached=np.cumsum(shares, axis=1)[:, :3],
        codes=np.array(codes, dtype=object),
        groups=np.array(names),
        poverty=np.array([district.poverty for district in districts]),
        jungle=jungle,
        farm=np.where(jungle, 1.9, 0.95) * np.exp(0.8 * (apart - 0.5)),
    )
