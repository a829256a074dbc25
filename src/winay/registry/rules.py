"""What can be wrong with a household that somebody registers, and what follows from what is known. Plain Python.

Every objection is named at once, with the number of the member it is about, so that a person mends them together.
"""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from winay.core.decision import Decision, Reason, allow_unless
from winay.registry.facts import ConsentFacts, DescriptionFacts, HouseholdFacts, MemberFacts
from winay.registry.sounds import alphabetical, sound_keys
from winay.registry.terms import LANGUAGES, BirthPrecision, Kin

FIRST_DAY = date(2012, 1, 1)
"""Nobody was registered before the pilot."""
MOST_MEMBERS = 40
MOST_NAME, MOST_REFERENCE, MOST_NOTE, MOST_KEY = 60, 200, 300, 80
ADULT_AGE, OLDEST = 18, 120
ID_LENGTH = 8
"""Digits of a national id (DNI)."""
LEAST_REASON = 10
WHOLE_SHARE = 10_000
LARGEST_FARM = 100_000 * 10_000
_NOT_IN_NAME = re.compile(r"[0-9\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069<>{}=@]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_PHONE = re.compile(r"\+?[0-9]{6,15}")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_SIGNS, CODE_GROUP = 10, 5


@dataclass(frozen=True, slots=True)
class JuntosEndRule:
    """Until which age of the youngest child a household is taken to stay in Juntos. No source that we read gives the
    rule in force, so it is shown as unconfirmed wherever a date comes from it."""

    valid_from: date
    child_age: int
    confirmed: bool


JUNTOS_END_RULES = (JuntosEndRule(date(2005, 4, 1), 19, confirmed=False),)


def juntos_end_rule(on: date) -> JuntosEndRule:
    """The rule that holds on a day."""
    return max((rule for rule in JUNTOS_END_RULES if rule.valid_from <= on), key=lambda rule: rule.valid_from)


def expected_juntos_end(births: Sequence[date | None], on: date) -> date | None:
    """The day on which the youngest child reaches the age of the rule in force; None without a child whose birth is
    known. `births` are those of the household's children and grandchildren."""
    known = [born for born in births if born is not None]
    return years_after(max(known), juntos_end_rule(on).child_age) if known else None


def years_after(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def age_on(born: date, day: date) -> int:
    """Whole years between a birth and a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def next_birthday(born: date, day: date) -> date:
    """The first day after one on which somebody is a year older."""
    for year in (day.year, day.year + 1):
        try:
            found = born.replace(year=year)
        except ValueError:  # the 29th of February, in a year that has none
            found = date(year, 3, 1)
        if found > day:
            break
    return found


def is_adult(born: date | None, precision: BirthPrecision, on: date) -> bool | None:
    """Whether somebody is of age on a day. None where that cannot be told: no date, or the year alone says both."""
    if born is None:
        return None
    if on.year - born.year > ADULT_AGE:  # of nearly everybody, however exactly the birth is known
        return True
    oldest, youngest = age_on(born.replace(month=1, day=1), on), age_on(born, on)
    if precision is BirthPrecision.YEAR:
        youngest = age_on(born.replace(month=12, day=31), on)
    elif precision is BirthPrecision.MONTH:
        youngest, oldest = age_on(born.replace(day=28), on), age_on(born.replace(day=1), on)
    else:
        oldest = youngest
    if youngest >= ADULT_AGE:
        return True
    return None if oldest >= ADULT_AGE else False


def household_code(public_id: UUID) -> str:
    """How people name a household on paper and on the phone: `7K4M9-QXT2H`, the first 50 bits of its public id."""
    number = public_id.int >> 78
    signs = "".join(_ALPHABET[number >> shift & 31] for shift in range(45, -1, -5))
    return f"{signs[:CODE_GROUP]}-{signs[CODE_GROUP:]}"


def code_range(text: str) -> tuple[UUID, UUID] | None:
    """The public ids that a code may stand for, first and last; None for what is no code."""
    signs = re.sub(r"[\s\-]", "", text.upper()).translate(str.maketrans("ILO", "110"))
    if len(signs) != CODE_SIGNS or any(sign not in _ALPHABET for sign in signs):
        return None
    number = 0
    for sign in signs:
        number = number << 5 | _ALPHABET.index(sign)
    return UUID(int=number << 78), UUID(int=(number << 78) | ((1 << 78) - 1))


def sort_key(member: MemberFacts) -> str:
    """How somebody stands in an alphabetical list: surnames, then names, without accents."""
    return alphabetical(member.surname_1, member.surname_2, member.given_names)[:180]


def household_problems(facts: HouseholdFacts, *, on: date) -> list[Reason]:
    """Everything that keeps a household from being registered on a day; empty when it may be.

    Nothing of what describes the household (land, labour, class, Juntos) can be a reason against it; only impossible
    numbers are. What needs other rows (the place, ids that somebody else has) is judged by the verb.
    """
    found: list[Reason] = []
    members = facts.members
    if not 1 <= len(members) <= MOST_MEMBERS:
        found.append(Reason("registry.members_count", {"most": MOST_MEMBERS, "found": len(members)}))
    participants = [member for member in members if member.kin is Kin.PARTICIPANT]
    if members and len(participants) != 1:
        found.append(Reason("registry.one_participant", {"found": len(participants)}))
    for number, member in enumerate(members, start=1):
        found += member_problems(member, number=number, on=on)
    if len(members) > 1:
        found += _twice(members)
    if len(facts.reference) > MOST_REFERENCE or _CONTROL.search(facts.reference):
        found.append(Reason("registry.reference_wrong", {"most": MOST_REFERENCE}))
    if len(facts.external_key) > MOST_KEY or _CONTROL.search(facts.external_key):
        found.append(Reason("registry.key_wrong", {"most": MOST_KEY}))
    if not on_earth(facts.latitude_e6, facts.longitude_e6):
        found.append(Reason("registry.position_wrong"))
    if facts.language and facts.language not in LANGUAGES:
        found.append(Reason("registry.language_unknown", {"language": facts.language, "member": 0}))
    if facts.description is not None:
        found += description_problems(facts.description)
    if facts.juntos is not None and facts.juntos.since is not None and facts.juntos.since > on:
        found.append(Reason("registry.juntos_in_future"))
    if facts.consent is not None:
        found += consent_problems(facts.consent, on=on)
    return found


def member_problems(member: MemberFacts, *, number: int, on: date) -> list[Reason]:
    """What is wrong with one member; `number` is their place in the household, as people count."""
    found = []
    for field, text in (("given_names", member.given_names), ("surname_1", member.surname_1)):
        if not text:
            found.append(Reason(f"registry.{field}_missing", {"member": number}))
        elif not _is_name(text):
            found.append(Reason("registry.name_wrong", {"member": number, "name": text[:MOST_NAME]}))
    if member.surname_2 and not _is_name(member.surname_2):
        found.append(Reason("registry.name_wrong", {"member": number, "name": member.surname_2[:MOST_NAME]}))
    found += _birth_problems(member, number, on)
    if member.national_id and not (
        len(member.national_id) == ID_LENGTH and member.national_id.isascii() and member.national_id.isdigit()
    ):
        found.append(
            Reason("registry.id_length", {"member": number, "digits": ID_LENGTH, "found": len(member.national_id)})
        )
    if len(member.languages) > 4:
        found.append(Reason("registry.languages_many", {"member": number}))
    for language in member.languages:
        if language not in LANGUAGES:
            found.append(Reason("registry.language_unknown", {"member": number, "language": language}))
    if member.phone and not _PHONE.fullmatch(member.phone):
        found.append(Reason("registry.phone_wrong", {"member": number}))
    if member.away is not None and (
        member.away.since > on or (member.born_on is not None and member.away.since < member.born_on)
    ):
        found.append(Reason("registry.away_since_wrong", {"member": number}))
    return found


@lru_cache(maxsize=200_000)
def _is_name(text: str) -> bool:
    return len(text) <= MOST_NAME and not _NOT_IN_NAME.search(text) and bool(sound_keys(text))


def _birth_problems(member: MemberFacts, number: int, on: date) -> list[Reason]:
    found = []
    born, precision = member.born_on, member.birth_precision
    if (born is None) != (precision is BirthPrecision.UNKNOWN):
        found.append(Reason("registry.birth_half_said", {"member": number}))
    if born is not None:
        if born > on:
            found.append(Reason("registry.born_in_future", {"member": number, "born": born.isoformat()}))
        elif on.year - born.year > OLDEST and age_on(born, on) > OLDEST:
            said: dict[str, str | int] = {"member": number, "born": born.isoformat(), "oldest": OLDEST}
            found.append(Reason("registry.born_too_early", said))
    if member.kin is Kin.PARTICIPANT or member.represents:
        if is_adult(born, precision, on) is False:
            which = "participant" if member.kin is Kin.PARTICIPANT else "representative"
            found.append(Reason(f"registry.{which}_not_adult", {"member": number, "age": ADULT_AGE}))
        if member.kin is Kin.PARTICIPANT and member.represents:
            found.append(Reason("registry.represents_self", {"member": number}))
    return found


def _twice(members: Sequence[MemberFacts]) -> Iterator[Reason]:
    """The same person entered twice: the same id, or names that sound alike and the same birth."""
    known = [member.national_id for member in members if member.national_id]
    if len({member.born_on for member in members}) == len(members) and len(set(known)) == len(known):
        return  # of most households
    ids: dict[str, int] = {}
    people: dict[tuple[object, ...], int] = {}
    for number, member in enumerate(members, start=1):
        if member.national_id and (first := ids.setdefault(member.national_id, number)) != number:
            yield Reason("registry.member_twice", {"member": number, "first": first})
            continue
        key = (
            sound_keys(member.given_names), sound_keys(member.surname_1), sound_keys(member.surname_2), member.sex,
            member.born_on,
        )  # fmt: skip
        first = people.setdefault(key, number)
        same_id = not member.national_id or not members[first - 1].national_id
        if first != number and same_id and member.born_on is not None:
            yield Reason("registry.member_twice", {"member": number, "first": first})


def description_problems(told: DescriptionFacts) -> list[Reason]:
    """Numbers that no household can have."""
    found = []
    if told.farm_ha is not None and not 0 <= told.farm_ha <= LARGEST_FARM:
        found.append(Reason("registry.farm_wrong"))
    for name, share in (("labour", told.labour_share), ("property", told.property_share), ("sold", told.sold_share)):
        if share is not None and not 0 <= share <= WHOLE_SHARE:
            found.append(Reason(f"registry.{name}_share_wrong"))
    if len(told.main_activity) > MOST_NAME or _CONTROL.search(told.main_activity):
        found.append(Reason("registry.activity_wrong", {"most": MOST_NAME}))
    return found


def consent_problems(consent: ConsentFacts, *, on: date) -> list[Reason]:
    """What is wrong with a consent, whatever the text was."""
    found = []
    if consent.given_on > on:
        found.append(Reason("registry.consent_in_future"))
    if consent.language not in LANGUAGES:
        found.append(Reason("registry.language_unknown", {"language": consent.language, "member": 0}))
    if not consent.text_key:
        found.append(Reason("registry.consent_text_missing"))
    return found


def on_earth(latitude: int | None, longitude: int | None) -> bool:
    """Whether a position in microdegrees can be one, or is wholly unknown."""
    if latitude is None or longitude is None:
        return latitude is longitude
    return abs(latitude) <= 90_000_000 and abs(longitude) <= 180_000_000


def unreasonable(reason: str, *, needed: bool = True) -> Reason | None:
    """What is wrong with a reason in words that others will read."""
    length = len(reason.strip())
    if needed and length < LEAST_REASON:
        return Reason("registry.reason_short", {"least": LEAST_REASON})
    return Reason("registry.reason_long", {"most": MOST_NOTE}) if length > MOST_NOTE else None


@dataclass(frozen=True, slots=True)
class HouseholdState:
    """What verbs on a household ask first: since when it is, whether it is closed, merged away or erased."""

    registered_on: date
    closed_on: date | None
    merged: bool


def changeable(state: HouseholdState) -> Decision:
    """Whether anything of a household may still change."""
    return allow_unless(
        Reason("registry.household_merged") if state.merged else None,
        Reason("registry.household_closed", {"on": state.closed_on.isoformat()})
        if state.closed_on is not None and not state.merged
        else None,
    )


def dated(on: date, *, today: date, since: date) -> Decision:
    """Whether a change may hold from a day on: not in the future, not before what it changes began."""
    return allow_unless(
        Reason("registry.in_future", {"on": on.isoformat(), "today": today.isoformat()}) if on > today else None,
        Reason("registry.before_since", {"on": on.isoformat(), "since": since.isoformat()}) if on < since else None,
    )


@dataclass(slots=True)
class Known:
    """What is on record already of what newcomers bring: whose household holds an id, by its hash, or an external key;
    and the public ids that are taken, as numbers, which are compared sooner."""

    holders: dict[str, UUID] = dataclasses.field(default_factory=dict)
    keys: dict[str, UUID] = dataclasses.field(default_factory=dict)
    households: set[int] = dataclasses.field(default_factory=set)
    members: set[int] = dataclasses.field(default_factory=set)
    besides: "tuple[Known, ...]" = ()
    """What is known besides, of households that are not on record yet."""

    @property
    def all(self) -> "tuple[Known, ...]":
        return (self, *self.besides)

    def add(self, facts: HouseholdFacts, hashes: Sequence[str], public_id: UUID) -> None:
        """A household that is registered now, for those that come after it."""
        for hashed in hashes:
            if hashed:
                self.holders[hashed] = public_id
        if facts.external_key:
            self.keys[facts.external_key] = public_id
        self.households.add(public_id.int)
        self.members.update([member.public_id.int for member in facts.members if member.public_id])


def registration_problems(facts: HouseholdFacts, *, on: date, today: date) -> list[Reason]:
    """What keeps a household from being registered from a day on, whatever is on record already."""
    return [*dated(on, today=today, since=FIRST_DAY).reasons, *household_problems(facts, on=on)]


def taken_problems(facts: HouseholdFacts, hashes: Sequence[str], known: Known) -> list[Reason]:
    """Ids, keys and public ids of a newcomer that are somebody's already; `hashes` are its members' in their order."""
    ids: dict[int, str] = {}
    key = ""
    members = [member.public_id.int for member in facts.members if member.public_id]
    here = len(set(members)) < len(members)
    for one in known.all:
        if not one.holders.keys().isdisjoint(hashes):
            ids |= {at: household_code(one.holders[h]) for at, h in enumerate(hashes, start=1) if h in one.holders}
        if facts.external_key in one.keys:
            key = household_code(one.keys[facts.external_key])
        if facts.public_id is not None and facts.public_id.int in one.households:
            here = True
        if not one.members.isdisjoint(members):
            here = True
    found = [Reason("registry.id_taken", {"member": at, "household": ids[at]}) for at in sorted(ids)]
    if key:
        found.append(Reason("registry.key_taken", {"key": facts.external_key, "household": key}))
    if here:
        found.append(Reason("registry.already_here"))
    return found
