"""A synthetic population: plausible households of real places, as the facts with which anybody registers a household.

Always the same for the same places, day and seed, however it is cut into pieces. Everything made from it is marked
synthetic by whoever writes it down.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from winay.registry.facts import HouseholdFacts, MemberFacts
from winay.synthetic import told
from winay.synthetic.chance import Chance, key_of
from winay.synthetic.ground import District, Spot, ground
from winay.synthetic.kinds import KINS, Indices, People, homes
from winay.synthetic.names import Names
from winay.synthetic.people import SEX, Leaving, written
from winay.synthetic.slips import IN_TWO, TWICE, again, grown_daughter, married, slip

SEED = 20261128
DISTRICT = 6
TOGETHER = 2_048
_KIN = np.array(KINS, dtype=object)


class Population:
    """The households of some places on a day. `first` is the number of the first one, from which ids come: two
    populations of one database take different ranges."""

    def __init__(
        self,
        spots: Sequence[Spot],
        districts: Sequence[District],
        names: Mapping[str, Any],
        *,
        on: date,
        consent_text: str,
        seed: int = SEED,
        first: int = 0,
    ) -> None:
        self._spots, self._on, self._first, self._consent_text = list(spots), on, first, consent_text
        self._ends = np.cumsum([spot.households for spot in spots], dtype=np.int64)
        self._begins = self._ends - np.array([spot.households for spot in spots], dtype=np.int64)
        self._roots = np.array([key_of(f"{seed}/{spot.code}") for spot in spots], dtype=np.uint64)
        self._ground = ground(districts, names, seed)
        self._district = np.array([self._ground.row_of[spot.code[:DISTRICT]] for spot in spots])
        self._names, self._leaving = Names(names), Leaving(names["away"])
        self._activities, self._references = names["activities"], names["references"]

    def __len__(self) -> int:
        return int(self._ends[-1]) if len(self._ends) else 0

    def households(self, start: int = 0, stop: int | None = None) -> Iterator[HouseholdFacts]:
        """Households by their number, from `start` up to `stop`."""
        stop = len(self) if stop is None else min(stop, len(self))
        for begin in range(start, stop, TOGETHER):
            yield from self._made(np.arange(begin, min(begin + TOGETHER, stop)))

    def _made(self, numbers: Indices) -> list[HouseholdFacts]:
        """These households, with those among them that are a neighbour's again."""
        spot = np.searchsorted(self._ends, numbers, side="right")
        within = numbers - self._begins[spot]
        chance = Chance.numbered(self._roots[spot], within)
        found = self._alone(chance, spot, within)
        luck, bits = chance.uniform("twice"), chance.bits("how twice")
        odd = np.nonzero((luck < TWICE + IN_TWO) & (within > 0))[0]
        if not len(odd):
            return found
        before = within[odd] - 1
        neighbours = self._alone(Chance.numbered(self._roots[spot[odd]], before), spot[odd], before)
        for at, neighbour in zip(odd.tolist(), neighbours, strict=True):
            mine, how = found[at], int(bits[at])
            if luck[at] < TWICE:
                found[at] = again(neighbour, how, mine)
            elif daughter := grown_daughter(neighbour, self._on):
                found[at] = married(mine, daughter, how)
        return found

    def _alone(self, chance: Chance, spot: Indices, within: Indices) -> list[HouseholdFacts]:
        """Households without looking at their neighbours."""
        district, on = self._district[spot], self._on
        land = self._ground
        spoken = (chance.uniform("language")[:, None] >= land.reached[district]).sum(axis=1)
        group, language = land.groups[district, spoken], land.codes[district, spoken].tolist()
        jungle = land.jungle[district]
        people = homes(chance)
        known = written(people, chance, group, self._names, self._first + self._begins[spot] + within, on)
        reads = [known.reads[at] for at in np.nonzero(people.slot == 0)[0].tolist()]
        slip(known, people, self._names.by_ear)
        poverty = np.clip(land.poverty[district] + 0.16 * chance.normal("poverty"), 0.02, 0.98)
        spots = [self._spots[where] for where in spot.tolist()]
        members = iter(_members(people, known.rows(), self._leaving.of(people, jungle, on), language))
        sizes = np.bincount(people.household, minlength=len(spots)).tolist()
        columns = zip(
            spots, sizes, told.references(chance, self._references), told.positions(chance, spots), language,
            told.descriptions(chance, land.farm[district], jungle, self._activities),
            told.juntos(chance, people, poverty, on), told.papers(chance, poverty, on),
            told.consents(chance, reads, language, self._consent_text, on), within.tolist(), told.public_ids(chance),
            strict=True,
        )  # fmt: skip
        return [
            HouseholdFacts(
                place.code, tuple([next(members) for _ in range(size)]), reference, *position, speaks, farm, in_juntos,
                paper, consent, f"S{place.code}-{number + 1:04}", public_id,
            )
            for place, size, reference, position, speaks, farm, in_juntos, paper, consent, number, public_id in columns
        ]  # fmt: skip


def _members(
    people: People, rows: Iterator[Any], away: Sequence[Any], home_language: Sequence[str]
) -> Iterator[MemberFacts]:
    """People in the order of their households."""
    kin, sex = _KIN[people.kin].tolist(), SEX[people.man].tolist()
    languages = _languages(people, home_language)
    public_id = told.public_ids(people.chance)
    return (
        MemberFacts(
            given, one, two, who, born, precision, what, number, missing, speaks, reads, phone, represents, where, uid
        )
        for (given, one, two, born, precision, number, missing, reads, phone, represents), who, what, speaks, where, uid
        in zip(rows, sex, kin, languages, away, public_id, strict=True)
    )  # fmt: skip


def _languages(people: People, home: Sequence[str]) -> list[tuple[str, ...]]:
    """The household's language first for most; the younger, the likelier also Spanish, or Spanish first."""
    share = np.interp(people.age, (5, 15, 40, 80), (0.75, 0.95, 0.85, 0.45))
    also = people.chance.below("also Spanish", share).tolist()
    first = people.chance.below("Spanish first", np.interp(people.age, (5, 20, 45), (0.35, 0.15, 0.02))).tolist()
    silent = people.chance.below("languages not asked", 0.03).tolist()
    pairs = {code: ((code,), (code, "es"), ("es", code)) for code in set(home)} | {"es": (("es",),) * 3}
    return [
        () if hush else pairs[home[at]][2 if spanish else 1 if both else 0]
        for at, both, spanish, hush in zip(people.household.tolist(), also, first, silent, strict=True)
    ]
