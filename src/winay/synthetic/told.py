"""What synthetic households tell of themselves: farm and work, Juntos, SISFOH class, consent, where their house is."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np

from winay.registry.facts import ClassFacts, ConsentFacts, DescriptionFacts, JuntosFacts
from winay.registry.terms import Classification, ConsentHow
from winay.synthetic.chance import Chance, Numbers
from winay.synthetic.ground import Spot
from winay.synthetic.kinds import Flags, Indices, People

CHILD_AGE = 18
CLASSES = (Classification.EXTREMELY_POOR, Classification.POOR, Classification.NOT_POOR)
HOW = (ConsentHow.SIGNATURE, ConsentHow.FINGERPRINT, ConsentHow.SPOKEN)
JUNTOS_BEGAN = date(2005, 9, 1).toordinal()
YEAR = 365.2425


def descriptions(chance: Chance, usual: Numbers, jungle: Flags, activities: dict[str, Any]) -> list[DescriptionFacts]:
    """Land in quarters of a hectare, mostly; shares of labour, property and harvest in fives, mostly; some unknown."""
    farm = usual * np.exp(0.85 * chance.normal("farm"))
    rounded = np.where(chance.below("quarters", 0.6), np.maximum(np.round(farm * 4) / 4, 0.25), np.round(farm, 2))
    rounded = np.where(chance.below("no land", 0.02), 0.0, np.minimum(rounded, 400.0))
    labour = 1 - 0.45 * chance.uniform("labour") ** 2.2
    owned = 1 - 0.5 * chance.uniform("property") ** 2.0
    sold = chance.triangle("sold", 0.0, np.where(jungle, 0.35, 0.12), 0.95)
    kinds = (activities["highlands"], activities["jungle"])
    doing = chance.uniform("activity") ** 1.3
    columns = (np.round(rounded * 10_000).astype(int), _fives(labour), _fives(owned), _fives(sold))
    silent = [chance.below(f"silent {number}", 0.03).tolist() for number in range(4)]
    values = [
        [None if hush else value for value, hush in zip(column.tolist(), quiet, strict=True)]
        for column, quiet in zip(columns, silent, strict=True)
    ]
    return [
        DescriptionFacts(*row, kinds[wet][int(luck * len(kinds[wet]))])
        for *row, wet, luck in zip(*values, jungle.tolist(), doing.tolist(), strict=True)
    ]


def _fives(share: Numbers) -> Indices:
    return (np.round(share * 20) * 500).astype(int)


def juntos(chance: Chance, people: People, poverty: Numbers, on: date) -> list[JuntosFacts | None]:
    """In Juntos: mostly households with children, the likelier the poorer. Of a few nothing is known."""
    count = len(poverty)
    children = (people.age < CHILD_AGE) & (people.slot > 1)
    any_child = np.bincount(people.household, children, count) > 0
    oldest = np.zeros(count)
    np.maximum.at(oldest, people.household, np.where(children, people.age, 0.0))
    member = any_child & chance.below("juntos", np.clip(0.15 + 0.95 * poverty, 0, 0.93))
    # Since some time after the oldest child was born, and never before the program began.
    ago = np.maximum(0.1, oldest * np.minimum(1, 0.25 + chance.uniform("juntos since")))
    since = np.maximum(JUNTOS_BEGAN, on.toordinal() - (ago * YEAR).astype(int)).tolist()
    told = chance.below("juntos told", 0.97).tolist()
    dated = chance.below("juntos dated", 0.8).tolist()
    return [
        JuntosFacts(is_in, date.fromordinal(day) if is_in and known else None) if said else None
        for is_in, day, known, said in zip(member.tolist(), since, dated, told, strict=True)
    ]


def papers(chance: Chance, poverty: Numbers, on: date) -> list[ClassFacts | None]:
    """The SISFOH class; some papers expired, some households never had one."""
    luck = chance.uniform("class") - 0.25
    kind = np.where(luck < poverty * 0.45, 0, np.where(luck < poverty, 1, 2)).tolist()
    days = (on.toordinal() + chance.triangle("class until", -700.0, 400.0, 1_400.0)).astype(int).tolist()
    has, dated = chance.below("class", 0.88).tolist(), chance.below("class dated", 0.9).tolist()
    return [
        ClassFacts(CLASSES[which], date.fromordinal(day) if known else None) if there else None
        for which, day, there, known in zip(kind, days, has, dated, strict=True)
    ]


def consents(
    chance: Chance, reads: Sequence[bool | None], languages: Sequence[str], text: str, on: date
) -> list[ConsentFacts | None]:
    """Signed by participants who read, with a fingerprint or spoken by others; a few are still missing."""
    luck, lacking = chance.uniform("consent how").tolist(), chance.below("consent lacking", 0.02).tolist()
    days = chance.between("consent given", 0, 25).tolist()
    found: list[ConsentFacts | None] = []
    for can_read, language, fate, lacks, ago in zip(reads, languages, luck, lacking, days, strict=True):
        how = HOW[0] if can_read and fate < 0.9 else HOW[1] if fate < 0.6 or can_read else HOW[2]
        given = date.fromordinal(on.toordinal() - ago)
        found.append(None if lacks else ConsentFacts(text, language, how, given))
    return found


def references(chance: Chance, words: Sequence[str]) -> list[str]:
    """How to find the house, where somebody wrote it down."""
    luck = (chance.uniform("reference") * 2.4 * len(words)).astype(int).tolist()
    return [words[which] if which < len(words) else "" for which in luck]


def positions(chance: Chance, spots: Sequence[Spot]) -> list[tuple[int | None, int | None]]:
    """Where a third of the houses stand: some hundred metres around the middle of their place."""
    north, east = ((2_600 * chance.normal(way)).astype(int).tolist() for way in ("north", "east"))
    known = chance.below("position", 0.35).tolist()
    return [
        (spot.latitude_e6 + up, spot.longitude_e6 + right)
        if there and spot.latitude_e6 is not None and spot.longitude_e6 is not None
        else (None, None)
        for spot, there, up, right in zip(spots, known, north, east, strict=True)
    ]


def public_ids(chance: Chance) -> list[UUID]:
    """Ids as random as any (version 4), and always the same."""
    high, low = chance.bits("id, first half").tolist(), chance.bits("id, second half").tolist()
    return [
        UUID(int=(one & ~0xF000 | 0x4000) << 64 | other & ~(3 << 62) | 1 << 63)
        for one, other in zip(high, low, strict=True)
    ]
