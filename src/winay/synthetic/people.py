"""What is written down of synthetic people: names, births, ids, languages, phones, where they are; with the gaps and
slips that real records have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from winay.registry.facts import AwayFacts
from winay.registry.terms import AwayReason, BirthPrecision, IdMissing, Kin, Sex, Whereabouts
from winay.synthetic.chance import Chance
from winay.synthetic.kinds import FIRST_ELDER, KIN, SLOTS, Flags, Indices, People
from winay.synthetic.names import Names

FIRST_ID, IDS = 95_000_000, 5_000_000
"""National ids that nobody has: the numbers given to newborns are far below. Eleven for each household."""
_STRIDE = 2_654_437
"""Coprime with IDS: neighbours' numbers lie far apart."""
NO_PHONE = "000"
"""How every synthetic phone number begins, and no real one."""
SEX = np.array([Sex.WOMAN, Sex.MAN], dtype=object)
PRECISIONS = np.array(list(BirthPrecision), dtype=object)
DAY, MONTH, YEAR, UNKNOWN = range(4)
REASONS = np.array(
    [None, IdMissing.NONE_YET, IdMissing.LOST, IdMissing.NOT_SHOWN, IdMissing.NOT_ASKED], dtype=object
)  # fmt: skip
ON_RECORD, NONE_YET, LOST, NOT_SHOWN, NOT_ASKED = range(5)


@dataclass(frozen=True, slots=True)
class Written:
    """Columns of what is known of people, as lists of plain values."""

    given: list[str]
    surname_1: list[str]
    surname_2: list[str]
    born: list[date | None]
    precision: list[BirthPrecision]
    national_id: list[str]
    id_missing: list[IdMissing | None]
    reads: list[bool | None]
    phone: list[str]
    represents: list[bool]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Person by person, in the order of the columns."""
        return zip(
            self.given, self.surname_1, self.surname_2, self.born, self.precision, self.national_id, self.id_missing,
            self.reads, self.phone, self.represents, strict=True,
        )  # fmt: skip


def written(people: People, home: Chance, group: Indices, names: Names, order: Indices, on: date) -> Written:
    """What is on record of people. `home` and `group` are their households' (a row each), `order` the number of each
    household in the plan, from which its ids come."""
    born, precision = _births(people, on)
    first, second = _surnames(people, home, group, names)
    national_id, missing = _ids(people, order)
    return Written(
        _given(people, group, names), first, second, born, PRECISIONS[precision].tolist(),
        national_id, REASONS[missing].tolist(), _reads(people, group, names), _phones(people), _represents(people),
    )  # fmt: skip


def _given(people: People, group: Indices, names: Names) -> list[str]:
    theirs = group[people.household]
    one, other = (
        names.given[names.given_names(people.chance, question, theirs, people.man, people.age)].tolist()
        for question in ("given", "given too")
    )
    both = people.chance.below("two names", 0.5).tolist()
    return [f"{a} {b}" if two and a != b else a for a, b, two in zip(one, other, both, strict=True)]


def _surnames(people: People, home: Chance, group: Indices, names: Names) -> tuple[list[str], list[str]]:
    """Father's and mother's first surnames, as everybody in the country bears them; some children only the mother's."""
    father, father_2, mother, mother_2, absent = (
        names.a_surname(home, f"surname {number}", group)[people.household] for number in range(5)
    )
    own = names.a_surname(people.chance, "own", group[people.household])
    man_first = _participant_is_man(people)
    mine, mine_2 = np.where(man_first, father, mother), np.where(man_first, father_2, mother_2)
    other, other_2 = np.where(man_first, mother, father), np.where(man_first, mother_2, father_2)
    paired = np.bincount(people.household, people.slot == 1)[people.household] > 0
    hers_alone = ~paired & people.chance.below("mother's names", 0.2)
    kin, slot = people.kin, people.slot
    child_1 = np.where(paired | man_first, father, np.where(hers_alone, mother, absent))
    child_2 = np.where(hers_alone & ~man_first, mother_2, mother)
    elder = slot == FIRST_ELDER
    first = np.select(
        [kin == KIN[Kin.PARTNER], kin == KIN[Kin.CHILD], kin == KIN[Kin.GRANDCHILD], elder, kin == KIN[Kin.PARENT],
         (kin == KIN[Kin.OTHER_RELATIVE]) | (kin == KIN[Kin.NOT_RELATED])],
        [other, child_1, np.where(people.chance.below("son's child", 0.5), mine, own), mine_2, mine, own], mine,
    )  # fmt: skip
    second = np.select(
        [kin == KIN[Kin.PARTNER], kin == KIN[Kin.CHILD], kin == KIN[Kin.GRANDCHILD], kin == KIN[Kin.PARENT],
         kin == KIN[Kin.OTHER_RELATIVE], kin == KIN[Kin.NOT_RELATED]],
        [other_2, child_2, np.where(first == mine, own, mine), own, mine, father_2], mine_2,
    )  # fmt: skip
    one, two = names.surnames[first].tolist(), names.surnames[second].tolist()
    for at in np.nonzero(people.chance.below("one surname", np.where(people.age > 65, 0.05, 0.012)))[0].tolist():
        two[at] = ""
    return one, two


def _participant_is_man(people: People) -> Flags:
    """Whether the participant of each person's household is a man."""
    return (people.man[people.slot == 0] == 1)[people.household]


def _births(people: People, on: date) -> tuple[list[date | None], Indices]:
    """Births, and how exactly each is known: of some elders only the year, or nothing."""
    days = (on.toordinal() - np.ceil(people.age * 365.2425)).astype(int)
    elder = people.age > 60
    kind = people.chance.uniform("birth known")
    precision = np.select(
        [kind < np.where(elder, 0.012, 0.002), kind < np.where(elder, 0.11, 0.01), kind < np.where(elder, 0.14, 0.015)],
        [UNKNOWN, YEAR, MONTH], DAY,
    )  # fmt: skip
    born: list[date | None] = [date.fromordinal(day) for day in days.tolist()]
    for at in np.nonzero(precision)[0].tolist():
        known = date.fromordinal(int(days[at]))
        if precision[at] == UNKNOWN:
            born[at] = None
        elif precision[at] == MONTH:
            born[at] = known.replace(day=1)
        else:  # on the first of July, or earlier for whoever was born in the first half of this very year
            middle = known.replace(month=7, day=1)
            born[at] = middle if middle <= on else known.replace(month=1, day=1)
    return born, precision


def _ids(people: People, order: Indices) -> tuple[list[str], Indices]:
    """Eight digits for most; newborns have none yet, some elders lost theirs, and some did not show it."""
    age, chance = people.age, people.chance.uniform("id on record")
    missing = np.select(
        [(age < 0.6) & (chance < 0.45), (age < 4) & (chance < 0.07), (age > 65) & (chance < 0.035),
         (age > 65) & (chance < 0.06), chance < 0.015, chance < 0.021],
        [NONE_YET, NONE_YET, LOST, NONE_YET, NOT_SHOWN, NOT_ASKED], ON_RECORD,
    )  # fmt: skip
    place = (order[people.household] * SLOTS + people.slot) % IDS
    numbers = (FIRST_ID + place * _STRIDE % IDS).tolist()
    given = (missing == ON_RECORD).tolist()
    return [str(number) if there else "" for number, there in zip(numbers, given, strict=True)], missing


def _reads(people: People, group: Indices, names: Names) -> list[bool | None]:
    """Most of the young read; of elder women in the highlands few do. Of children under six nothing is said."""
    spanish = group[people.household] == names.groups.index("spanish")
    share = np.interp(people.age, (6, 9, 15, 35, 60, 85), (0.3, 0.95, 0.99, 0.95, 0.75, 0.4))
    share = share - np.where((people.man == 0) & (people.age > 30), 0.15, 0.0) + np.where(spanish, 0.05, 0.0)
    reads = people.chance.below("reads", share).tolist()
    return [None if age < 6 else yes for age, yes in zip(people.age.tolist(), reads, strict=True)]


def _phones(people: People) -> list[str]:
    share = np.interp(people.age, (13, 18, 45, 75), (0.0, 0.55, 0.5, 0.12))
    has = people.chance.below("phone", share)
    numbers = people.chance.between("number", 0, 999_999).tolist()
    return [f"{NO_PHONE}{number:06}" if there else "" for number, there in zip(numbers, has.tolist(), strict=True)]


def _represents(people: People) -> list[bool]:
    """A grown member who may stand for the participant: mostly the partner, else a daughter or son."""
    share = np.select([people.slot == 1, people.kin == KIN[Kin.CHILD]], [0.4, 0.08], 0.0)
    return (people.chance.below("represents", share) & (people.age >= 19)).tolist()


class Leaving:
    """Who of a household lives elsewhere for now, since when, where and why."""

    def __init__(self, places: Mapping[str, Any]) -> None:
        self._places = {
            (jungle, where): tuple(places["jungle" if jungle else "highlands"][where.value])
            for jungle in (False, True)
            for where in (Whereabouts.CITY, Whereabouts.COUNTRYSIDE)
        }

    def of(self, people: People, jungle: Flags, on: date) -> list[AwayFacts | None]:
        """For each person, where they are, or None: at home."""
        age, chance = people.age, people.chance
        share = np.interp(age, (12, 15, 18, 24, 32, 50, 65), (0.0, 0.03, 0.16, 0.2, 0.1, 0.05, 0.01))
        share = share * np.where(people.man == 1, 1.25, 0.75) * np.where(people.slot == 0, 0.12, 1.0)
        found: list[AwayFacts | None] = [None] * len(age)
        gone = np.nonzero(chance.below("away", share))[0]
        theirs = chance.part(gone)
        where = theirs.chosen("whereabouts", (0.63, 0.34, 0.03))
        days = np.minimum(theirs.triangle("away for", 5.0, 60.0, 1_600.0), age[gone] * 365 - 1).astype(int)
        luck, why = theirs.uniform("away to") ** 2, theirs.uniform("away why")
        for at, kind, since, fate, reason in zip(
            gone.tolist(), where.tolist(), days.tolist(), luck.tolist(), why.tolist(), strict=True
        ):
            whereabouts = (Whereabouts.CITY, Whereabouts.COUNTRYSIDE, Whereabouts.ABROAD)[kind]
            there = self._places.get((bool(jungle[people.household[at]]), whereabouts), ("",))
            found[at] = AwayFacts(
                date.fromordinal(on.toordinal() - since), whereabouts, _why(whereabouts, float(age[at]), reason),
                there[int(fate * len(there))],
            )  # fmt: skip
        return found


def _why(where: Whereabouts, age: float, chance: float) -> AwayReason:
    if where is Whereabouts.COUNTRYSIDE:
        return AwayReason.HARVEST if chance < 0.8 else AwayReason.WORK
    if age < 24:
        return AwayReason.STUDY if chance < 0.55 else AwayReason.WORK
    if age > 60:
        return AwayReason.HEALTH if chance < 0.6 else AwayReason.CARE
    return AwayReason.WORK if chance < 0.9 else AwayReason.HEALTH
