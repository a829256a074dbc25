"""People who are entered a second time with the mistakes of whoever did not know, and the truth about them: what the
search for duplicates is measured with.

Three ways in which it happens: a whole household is registered again, a woman is in her parents' household and in her
husband's, somebody joins another household. No two current members may have the same national id, so a second entry
has none or a wrong one. The same people, share and seed give the same entries.
"""

import random
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from winay.registry.facts import HouseholdFacts, MemberFacts
from winay.registry.rules import years_after
from winay.registry.terms import BirthPrecision, IdMissing, Kin, Sex
from winay.synthetic.names import typed_wrong

MISTAKES = (0.25, 0.4, 0.25, 0.1)
"""How likely no mistake is, one, two, three, besides the id."""
WHOLE, WIFE = 0.5, 0.25
"""Of those entered again: with their whole household, as a wife elsewhere; the rest join somebody."""
NO_ID = 0.7
SAME_PLACE, SAME_DISTRICT, SAME_PROVINCE = 0.6, 0.85, 0.94
"""Where a second entry lives, added up; the rest live anywhere."""


class Mistake(StrEnum):
    """What went wrong in a second entry."""

    NAME_LEFT_OUT = "name_left_out"
    NAME_MISTYPED = "name_mistyped"
    SURNAME_BY_EAR = "surname_by_ear"
    SURNAME_MISTYPED = "surname_mistyped"
    SURNAME_LEFT_OUT = "surname_left_out"
    SURNAMES_SWAPPED = "surnames_swapped"
    DAY_FOR_MONTH = "day_for_month"
    DAY_WRONG = "day_wrong"
    YEAR_WRONG = "year_wrong"
    DECADE_WRONG = "decade_wrong"
    YEAR_ALONE = "year_alone"
    BIRTH_UNKNOWN = "birth_unknown"
    SEX_WRONG = "sex_wrong"


WEIGHTS: dict[Mistake, int] = {
    Mistake.NAME_LEFT_OUT: 14, Mistake.NAME_MISTYPED: 12, Mistake.SURNAME_BY_EAR: 16, Mistake.SURNAME_MISTYPED: 8,
    Mistake.SURNAME_LEFT_OUT: 6, Mistake.SURNAMES_SWAPPED: 10, Mistake.DAY_FOR_MONTH: 8, Mistake.DAY_WRONG: 5,
    Mistake.YEAR_WRONG: 7, Mistake.DECADE_WRONG: 3, Mistake.YEAR_ALONE: 6, Mistake.BIRTH_UNKNOWN: 2,
    Mistake.SEX_WRONG: 3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SecondEntry:
    """Somebody entered again: whose second entry it is (household and member by position), and what went wrong."""

    household: int
    member: int
    facts: MemberFacts
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class SecondHousehold:
    """A household in which only second entries, or one of them, live."""

    place_code: str
    entries: tuple[SecondEntry, ...]


class Clerk:
    """Whoever enters people a second time. `by_ear` is how names are written by ear; `places` where anybody lives."""

    def __init__(self, by_ear: Mapping[str, str], places: Sequence[str], *, seed: int) -> None:
        self._by_ear = {**by_ear, **{heard: written for written, heard in by_ear.items()}}
        self._luck = random.Random(seed)
        self._places = sorted(set(places))

    def households(self, everybody: Sequence[HouseholdFacts], share: float) -> Iterator[SecondHousehold]:
        """Second entries of about a share of everybody."""
        luck = self._luck
        for at, household in enumerate(everybody):
            size = len(household.members)
            if luck.random() < share * WHOLE:
                place = self._elsewhere(household.place_code)
                entries = tuple(self._entry(at, n, member) for n, member in enumerate(household.members))
                yield SecondHousehold(place, entries)
                continue
            for n, member in enumerate(household.members):
                wife = member.sex is Sex.WOMAN and member.kin in {Kin.PARTICIPANT, Kin.PARTNER}
                chance = share * (WIFE * (size / 1.4 if wife else 0) + (1 - WHOLE - WIFE))
                if luck.random() < chance:
                    yield SecondHousehold(self._elsewhere(household.place_code), (self._entry(at, n, member),))

    def _elsewhere(self, place: str) -> str:
        """Where a second entry is made: mostly near."""
        luck = self._luck.random()
        if luck < SAME_PLACE:
            return place
        digits = 6 if luck < SAME_DISTRICT else 4 if luck < SAME_PROVINCE else 0
        return self._luck.choice(self._within(place[:digits])) if digits else self._luck.choice(self._places)

    def _within(self, code: str) -> Sequence[str]:
        return self._places[bisect_left(self._places, code) : bisect_left(self._places, code + "~")]

    def _entry(self, household: int, member: int, facts: MemberFacts) -> SecondEntry:
        count = self._luck.choices(range(len(MISTAKES)), MISTAKES)[0]
        wanted = self._luck.choices(list(WEIGHTS), list(WEIGHTS.values()), k=count)
        made: list[Mistake] = []
        for mistake in dict.fromkeys(wanted):
            if (wrong := self._made(mistake, facts)) != facts:
                facts, made = wrong, [*made, mistake]
        facts = replace(self._without_id(facts), public_id=None, represents=False, away=None)
        return SecondEntry(household, member, facts, tuple(made))

    def _without_id(self, facts: MemberFacts) -> MemberFacts:
        """Without the id, or with one that has a mistake."""
        if not facts.national_id or self._luck.random() < NO_ID:
            return replace(facts, national_id="", id_missing=IdMissing.NOT_SHOWN)
        digits, at = list(facts.national_id), self._luck.randrange(len(facts.national_id) - 1)
        if digits[at] != digits[at + 1] and self._luck.random() < 0.3:
            digits[at], digits[at + 1] = digits[at + 1], digits[at]
        else:
            digits[at] = str((int(digits[at]) + self._luck.randint(1, 9)) % 10)
        return replace(facts, national_id="".join(digits))

    def _made(self, mistake: Mistake, facts: MemberFacts) -> MemberFacts:
        return _NAMES[mistake](self, facts) if mistake in _NAMES else _OTHERS[mistake](self, facts)

    def mistyped(self, text: str) -> str:
        """One word of a name as tired fingers leave it."""
        words = text.split()
        at = self._luck.randrange(len(words))
        slips = (typed_wrong(words[at], self._luck.randrange(1_000_003)) for _ in range(20))
        words[at] = next((slip for slip in slips if slip != words[at]), words[at])  # some slips change nothing
        return " ".join(words)

    def heard(self, surname: str) -> str:
        """A surname as the other spelling has it, or mistyped where it has one spelling alone."""
        return self._by_ear.get(surname) or self.mistyped(surname)

    def one_surname(self, facts: MemberFacts, change: Callable[[str], str]) -> MemberFacts:
        """One of the surnames changed."""
        if facts.surname_2 and self._luck.random() < 0.5:
            return replace(facts, surname_2=change(facts.surname_2))
        return replace(facts, surname_1=change(facts.surname_1))

    def either(self) -> int:
        """One more or one less."""
        return self._luck.choice((-1, 1))


def _left_out(clerk: Clerk, facts: MemberFacts) -> MemberFacts:
    return replace(facts, given_names=facts.given_names.split()[0])


def _swapped(clerk: Clerk, facts: MemberFacts) -> MemberFacts:
    both = facts.surname_1 and facts.surname_2
    return replace(facts, surname_1=facts.surname_2, surname_2=facts.surname_1) if both else facts


def _day_for_month(clerk: Clerk, facts: MemberFacts) -> MemberFacts:
    born = facts.born_on
    if born is None or facts.birth_precision is not BirthPrecision.DAY or born.day > 12:
        return facts
    return replace(facts, born_on=born.replace(month=born.day, day=born.month))


def _day(clerk: Clerk, facts: MemberFacts) -> MemberFacts:
    born = facts.born_on
    if born is None or facts.birth_precision is not BirthPrecision.DAY:
        return facts
    return replace(facts, born_on=born.replace(day=min(max(born.day + clerk.either(), 1), 28)))


def _years(years: int) -> Callable[[Clerk, MemberFacts], MemberFacts]:
    def wrong(clerk: Clerk, facts: MemberFacts) -> MemberFacts:
        # Into the past alone: a date of the future is refused at the door.
        return facts if facts.born_on is None else replace(facts, born_on=years_after(facts.born_on, -years))

    return wrong


def _year_alone(clerk: Clerk, facts: MemberFacts) -> MemberFacts:
    if facts.born_on is None:
        return facts
    return replace(facts, born_on=facts.born_on.replace(month=7, day=1), birth_precision=BirthPrecision.YEAR)


def _unknown(clerk: Clerk, facts: MemberFacts) -> MemberFacts:
    return replace(facts, born_on=None, birth_precision=BirthPrecision.UNKNOWN)


def _other_sex(clerk: Clerk, facts: MemberFacts) -> MemberFacts:
    return replace(facts, sex=Sex.MAN if facts.sex is Sex.WOMAN else Sex.WOMAN)


_NAMES: dict[Mistake, Callable[[Clerk, MemberFacts], MemberFacts]] = {
    Mistake.NAME_LEFT_OUT: _left_out,
    Mistake.NAME_MISTYPED: lambda clerk, facts: replace(facts, given_names=clerk.mistyped(facts.given_names)),
    Mistake.SURNAME_BY_EAR: lambda clerk, facts: clerk.one_surname(facts, clerk.heard),
    Mistake.SURNAME_MISTYPED: lambda clerk, facts: clerk.one_surname(facts, clerk.mistyped),
    Mistake.SURNAME_LEFT_OUT: lambda clerk, facts: replace(facts, surname_2=""),
    Mistake.SURNAMES_SWAPPED: _swapped,
}
_OTHERS: dict[Mistake, Callable[[Clerk, MemberFacts], MemberFacts]] = {
    Mistake.DAY_FOR_MONTH: _day_for_month,
    Mistake.DAY_WRONG: _day,
    Mistake.YEAR_WRONG: _years(1),
    Mistake.DECADE_WRONG: _years(10),
    Mistake.YEAR_ALONE: _year_alone,
    Mistake.BIRTH_UNKNOWN: _unknown,
    Mistake.SEX_WRONG: _other_sex,
}
