"""How synthetic households are put together: who lives in them, how old, man or woman, here or away.

Columns for many households at once. Shares are by eye, after what is known of rural homes: most are couples with
children, many are run by a woman alone, some grandparents raise grandchildren whose parents work far away.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winay.registry.terms import Kin
from winay.synthetic.chance import Chance, Numbers

Flags = NDArray[np.bool_]
Indices = NDArray[Any]

CHILDREN = 6
SLOTS = 3 + CHILDREN + 2
"""Places in a household: participant, partner, children, two elders, somebody else."""
PARTNER, FIRST_CHILD, FIRST_ELDER, SOMEBODY = 1, 2, 2 + CHILDREN, 4 + CHILDREN
KINS = (
    Kin.PARTICIPANT, Kin.PARTNER, Kin.CHILD, Kin.GRANDCHILD, Kin.PARENT, Kin.SIBLING, Kin.OTHER_RELATIVE,
    Kin.NOT_RELATED,
)  # fmt: skip
KIN = {kin: number for number, kin in enumerate(KINS)}


class Kind(IntEnum):
    """What a household is built around."""

    COUPLE = 0
    WOMAN_ALONE_WITH_CHILDREN = 1
    WIDOWED = 2
    GRANDPARENTS = 3
    THREE_GENERATIONS = 4
    ALONE = 5


SHARES = (0.57, 0.125, 0.11, 0.065, 0.09, 0.04)


@dataclass(frozen=True, slots=True)
class People:
    """One row for each person: the row of their household, their slot in it, and what they are."""

    household: Indices
    slot: Indices
    kin: Indices
    man: Indices
    age: Numbers
    chance: Chance


def homes(chance: Chance) -> People:
    """The people of the households behind some keys, in the order of these."""
    count = len(chance.keys)
    kind = chance.chosen("kind", SHARES)
    there = np.zeros((count, SLOTS), dtype=bool)
    kin, man = np.zeros((count, SLOTS), dtype=np.int8), np.zeros((count, SLOTS), dtype=np.int8)
    age = np.zeros((count, SLOTS))
    _grown(chance, kind, there, man, age)
    _children(chance, kind, there, kin, man, age)
    _elders(chance, kind, there, man, age)
    _somebody(chance, there, kin, man, age)
    kin[:, PARTNER], kin[:, FIRST_ELDER : FIRST_ELDER + 2] = KIN[Kin.PARTNER], KIN[Kin.PARENT]
    household, slot = np.nonzero(there)
    person = Chance.numbered(chance.keys[household], slot)
    return People(household, slot, kin[there], man[there], age[there], person)


def _grown(chance: Chance, kind: Indices, there: Flags, man: Indices, age: Numbers) -> None:
    """The participant, and the partner where there is one."""
    there[:, 0] = True
    ends = np.array([(19, 33, 78), (19, 32, 58), (52, 70, 92), (50, 61, 84), (28, 42, 62), (20, 55, 88)], dtype=float)
    least, usual, most = ends[kind].T
    age[:, 0] = chance.triangle("age", least, usual, most)
    woman = np.array([0.55, 1.0, 0.72, 0.6, 0.5, 0.3])[kind]
    man[:, 0] = ~chance.below("woman", woman)
    paired = np.isin(kind, (Kind.COUPLE, Kind.THREE_GENERATIONS))
    there[:, PARTNER] = paired | ((kind == Kind.GRANDPARENTS) & chance.below("both", 0.55))
    man[:, PARTNER] = 1 - man[:, 0]
    older = 3 + 3.5 * chance.normal("older")
    age[:, PARTNER] = np.maximum(17.5, age[:, 0] + np.where(man[:, 0] == 1, -older, older))


def _children(chance: Chance, kind: Indices, there: Flags, kin: Indices, man: Indices, age: Numbers) -> None:
    """Children by the mother's age; grandchildren with grandparents; a grown child with a widowed parent."""
    mother = np.where(man[:, 0] == 1, np.where(there[:, PARTNER], age[:, PARTNER], age[:, 0]), age[:, 0])
    wanted = np.floor(chance.triangle("wanted", 0.7, 3.0, 7.6)).astype(int)
    born = chance.triangle("first birth", 16.0, 20.5, 35.0)
    homely = np.isin(kind, (Kind.COUPLE, Kind.WOMAN_ALONE_WITH_CHILDREN, Kind.THREE_GENERATIONS))
    grand = kind == Kind.GRANDPARENTS
    grandchildren = chance.between("grandchildren", 1, 3)
    for number in range(CHILDREN):
        slot = FIRST_CHILD + number
        theirs = mother - born
        stays = chance.below(
            f"stays {number}", np.interp(theirs, (0, 14, 17, 20, 24, 30, 45), (0.99, 0.97, 0.85, 0.6, 0.32, 0.12, 0.03))
        )
        as_child = homely & (theirs > 0.03) & (number < wanted) & stays
        as_grandchild = grand & (number < grandchildren)
        there[:, slot] = as_child | as_grandchild
        age[:, slot] = np.where(as_grandchild, chance.triangle(f"grandchild {number}", 0.4, 8.0, 17.5), theirs)
        kin[:, slot] = np.where(as_grandchild, KIN[Kin.GRANDCHILD], KIN[Kin.CHILD])
        man[:, slot] = chance.below(f"boy {number}", 0.51)
        born = born + 1.4 - 2.1 * np.log1p(-chance.uniform(f"spacing {number}"))
    with_one = (kind == Kind.WIDOWED) & chance.below("with one", 0.5)
    there[:, FIRST_CHILD] |= with_one
    age[:, FIRST_CHILD] = np.where(
        with_one, age[:, 0] - chance.triangle("had at", 20.0, 30.0, 40.0), age[:, FIRST_CHILD]
    )
    kin[:, FIRST_CHILD] = np.where(with_one, KIN[Kin.CHILD], kin[:, FIRST_CHILD])
    _mothers_and_babies(chance, kind, there, kin, man, age)


def _mothers_and_babies(chance: Chance, kind: Indices, there: Flags, kin: Indices, man: Indices, age: Numbers) -> None:
    """A grandchild beside a daughter or son of about twenty, here and there."""
    slot = FIRST_CHILD + 1
    beside = (age[:, FIRST_CHILD] > 18) & there[:, FIRST_CHILD] & ~there[:, slot] & chance.below("baby", 0.3)
    there[:, slot] |= beside
    kin[:, slot] = np.where(beside, KIN[Kin.GRANDCHILD], kin[:, slot])
    youngest = np.minimum(17.0, age[:, FIRST_CHILD] - 16.5)
    age[:, slot] = np.where(beside, chance.uniform("baby's age") * youngest + 0.05, age[:, slot])


def _elders(chance: Chance, kind: Indices, there: Flags, man: Indices, age: Numbers) -> None:
    """The participant's mother, father, or both, in homes of three generations."""
    three = kind == Kind.THREE_GENERATIONS
    who = chance.uniform("elders")
    there[:, FIRST_ELDER] = three & (who < 0.78)
    there[:, FIRST_ELDER + 1] = three & (who > 0.6)
    man[:, FIRST_ELDER + 1] = 1
    for number in (0, 1):
        parent = age[:, 0] + chance.triangle(f"elder {number}", 17.0, 25.0, 38.0)
        age[:, FIRST_ELDER + number] = np.minimum(parent, 97.0 - chance.uniform(f"eldest {number}") * 5)


def _somebody(chance: Chance, there: Flags, kin: Indices, man: Indices, age: Numbers) -> None:
    """A sibling, a nephew or niece, seldom somebody who is no relative."""
    which = chance.chosen("somebody", (0.93, 0.025, 0.04, 0.005))
    there[:, SOMEBODY] = which > 0
    kin[:, SOMEBODY] = np.array([KIN[Kin.OTHER_RELATIVE], KIN[Kin.SIBLING], KIN[Kin.OTHER_RELATIVE],
                                 KIN[Kin.NOT_RELATED]])[which]  # fmt: skip
    man[:, SOMEBODY] = chance.below("somebody's sex", 0.5)
    near = np.clip(age[:, 0] + 7 * chance.normal("sibling"), 15, 90)
    young = chance.triangle("nephew", 2.0, 12.0, 26.0)
    age[:, SOMEBODY] = np.where(which == 1, near, np.where(which == 3, 18 + 2 * young, young))
