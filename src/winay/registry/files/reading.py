"""From rows to households: what each says, as the frozen facts that every door sends, or what is wrong with its cells.

Plain Python. A household is the rows with one key, standing together. One bad cell makes its household bad, no other.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from winay.core.fixed import to_fixed
from winay.places.streams import RawRow
from winay.registry.facts import (
    AwayFacts,
    ClassFacts,
    ConsentFacts,
    DescriptionFacts,
    HouseholdFacts,
    JuntosFacts,
    MemberFacts,
)
from winay.registry.files.columns import HOUSEHOLD, KEYS, OF_HOUSEHOLD, SYNONYMS, WORDS, offered
from winay.registry.national_ids import read_id
from winay.registry.terms import (
    AwayReason,
    BirthPrecision,
    Classification,
    ConsentHow,
    IdMissing,
    Kin,
    Sex,
    Whereabouts,
)

_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_LOCAL_DAY = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d\d?)")
_LOCAL_MONTH = re.compile(r"(\d\d?)/(\d{4})")
_YEAR = re.compile(r"\d{4}")
_NUMBER = re.compile(r"-?\d{1,12}([.,]\d{1,6})?")
_ESCAPED = ("'=", "'+", "'-", "'@")
SHARE_SCALE, HECTARE_SCALE, DEGREE_SCALE = 2, 4, 6
NOBODY_LIVES_AS = 60
"""Rows with one key: more is a key that was copied down, not a household."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file: the row, the column and its value where it has one, and the code of its words."""

    row: int
    column: str
    value: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadHousehold:
    """The rows of one household, and what they say of it; None with the faults that keep it from being read."""

    key: str
    rows: tuple[RawRow, ...]
    facts: HouseholdFacts | None
    faults: tuple[Fault, ...]


def read_households(titles: Sequence[str], rows: Iterable[RawRow]) -> Iterator[ReadHousehold]:
    """Household after household. Memory holds one at a time."""
    reader = _Reader(titles)
    for group in _groups(rows, titles.index(HOUSEHOLD)):
        yield reader.household(group)


def _groups(rows: Iterable[RawRow], at: int) -> Iterator[list[RawRow]]:
    """Rows that belong together. One without a key may belong to the rows before it: it goes with them."""
    group: list[RawRow] = []
    for row in rows:
        if group and row.cells[at] and row.cells[at] != group[0].cells[at]:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


class _Reader:
    """Reads cells by the name of their column; notes what is wrong."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._at = {key: titles.index(key) for key in KEYS if key in titles}
        self._faults: list[Fault] = []
        self._row: RawRow = RawRow(0, [])

    def household(self, rows: list[RawRow]) -> ReadHousehold:
        self._faults = []
        for row in rows:
            if row.fault:
                self._faults.append(Fault(row.number, "", "", f"file.{row.fault}"))
            elif not self._text_of(row, HOUSEHOLD):
                self._faults.append(Fault(row.number, HOUSEHOLD, "", "file.key_missing"))
        key = self._text_of(rows[0], HOUSEHOLD)
        if len(rows) > NOBODY_LIVES_AS:
            self._faults.append(Fault(rows[0].number, HOUSEHOLD, key, "file.key_many", {"rows": len(rows)}))
        if self._faults:
            return ReadHousehold(key, tuple(rows), None, tuple(self._faults))
        facts = self._facts(rows, key)
        return ReadHousehold(key, tuple(rows), None if self._faults else facts, tuple(self._faults))

    def _facts(self, rows: list[RawRow], key: str) -> HouseholdFacts:
        self._row = self._together(rows)
        latitude, longitude = self._number("latitude", DEGREE_SCALE), self._number("longitude", DEGREE_SCALE)
        place = self._text("place_code")
        if not place:
            self._bad("place_code", "file.needed")
        elif len(place) in {5, 9} and place.isdigit():
            self._bad("place_code", "file.lost_zero", fixed=f"0{place}")
        described = self._description()
        juntos, known, consent = self._juntos(), self._class(), self._consent()
        reference, language = self._text("reference"), self._word("household_language")
        members = tuple(self._member(row) for row in rows)
        return HouseholdFacts(
            place, members, reference, latitude, longitude, language, described, juntos, known, consent, key
        )

    def _together(self, rows: list[RawRow]) -> RawRow:
        """A row with what is said of the household, wherever it is said first; two things said are a fault."""
        first = rows[0]
        if len(rows) == 1:
            return first
        cells = list(first.cells)
        for key in OF_HOUSEHOLD:
            at = self._at.get(key)
            if at is None:
                continue
            for row in rows[1:]:
                said = row.cells[at]
                if said and not cells[at]:
                    cells[at] = said
                elif said and said != cells[at]:
                    self._faults.append(Fault(row.number, key, said, "file.differs", {"said": cells[at][:60]}))
        return RawRow(first.number, cells)

    def _member(self, row: RawRow) -> MemberFacts:
        self._row = row
        born, precision = self._birth()
        sex, kin = self._word("sex", needed=True), self._word("kin", needed=True)
        missing = self._word("id_missing")
        languages = tuple(self._text("languages").replace(",", " ").replace(";", " ").lower().split())
        return MemberFacts(
            given_names=self._text("given_names"),
            surname_1=self._text("surname_1"),
            surname_2=self._text("surname_2"),
            sex=Sex(sex) if sex else Sex.UNKNOWN,
            born_on=born,
            birth_precision=precision,
            kin=Kin(kin) if kin else Kin.NOT_RELATED,
            national_id=self._id(),
            id_missing=IdMissing(missing) if missing else None,
            languages=languages,
            reads=self._flag("reads"),
            phone=self._text("phone").replace(" ", ""),
            represents=bool(self._flag("represents")),
            away=self._away(),
        )

    def _id(self) -> str:
        """The id as it is written. A spreadsheet that reads it as a number drops its leading zero."""
        said = read_id(self._text("national_id"))
        if len(said) == 7 and said.isdigit():
            self._bad("national_id", "file.id_lost_zero", fixed=f"0{said}")
        return said

    def _birth(self) -> tuple[date | None, BirthPrecision]:
        try:
            return read_birth(self._text("born"))
        except ValueError:
            self._bad("born", "file.born")
            return None, BirthPrecision.UNKNOWN

    def _away(self) -> AwayFacts | None:
        since, where, why = self._date("away_since"), self._word("away_where"), self._word("away_reason")
        place = self._text("away_place")
        if not (where or why or place or self._text("away_since")):
            return None
        if since is None or not where or not why:
            self._bad("away_where", "file.away_whole")
            return None
        return AwayFacts(since, Whereabouts(where), AwayReason(why), place)

    def _description(self) -> DescriptionFacts | None:
        told = DescriptionFacts(
            self._number("farm_ha", HECTARE_SCALE),
            self._number("labour_share_pct", SHARE_SCALE),
            self._number("property_share_pct", SHARE_SCALE),
            self._number("sold_share_pct", SHARE_SCALE),
            self._text("main_activity"),
        )
        return told if told != DescriptionFacts() else None

    def _juntos(self) -> JuntosFacts | None:
        member, since = self._flag("juntos"), self._date("juntos_since")
        if member is None:
            if since is not None:
                self._bad("juntos", "file.needed")
            return None
        return JuntosFacts(member, since)

    def _class(self) -> ClassFacts | None:
        known, expires = self._word("sisfoh"), self._date("sisfoh_expires")
        if not known:
            if expires is not None:
                self._bad("sisfoh", "file.needed")
            return None
        return ClassFacts(Classification(known), expires)

    def _consent(self) -> ConsentFacts | None:
        text, how, on = self._text("consent_text"), self._word("consent_how"), self._date("consent_on")
        language = self._word("consent_language")
        if not (text or how or language or self._text("consent_on")):
            return None
        if not (text and how and language and on):
            self._bad("consent_text", "file.consent_whole")
            return None
        return ConsentFacts(text, language, ConsentHow(how), on)

    # ---- single cells

    def _text_of(self, row: RawRow, key: str) -> str:
        at = self._at.get(key)
        said = row.cells[at] if at is not None else ""
        return said[1:] if said[:1] == "'" and said.startswith(_ESCAPED) else said

    def _text(self, key: str) -> str:
        return self._text_of(self._row, key)

    def _word(self, key: str, *, needed: bool = False) -> str:
        said = self._text(key).lower()
        if not said:
            if needed:
                self._bad(key, "file.needed")
            return ""
        code = SYNONYMS.get(key, {}).get(said, said)
        if code in WORDS[key]:
            return code
        self._bad(key, "file.word", words=", ".join(offered(key)))
        return ""

    def _flag(self, key: str) -> bool | None:
        said = self._text(key).lower()
        if not said:
            return None
        code = SYNONYMS["flag"].get(said, said)
        if code not in {"0", "1"}:
            self._bad(key, "file.flag")
            return None
        return code == "1"

    def _number(self, key: str, scale: int) -> int | None:
        said = self._text(key)
        if not said:
            return None
        try:
            if not _NUMBER.fullmatch(said):
                raise ValueError(said)
            return to_fixed(said.replace(",", "."), scale)
        except ValueError:
            self._bad(key, "file.number", decimals=scale)
            return None

    def _date(self, key: str) -> date | None:
        said = self._text(key)
        if not said:
            return None
        try:
            return _day(said)
        except ValueError:
            self._bad(key, "file.day")
            return None

    def _bad(self, key: str, code: str, **params: str | int) -> None:
        self._faults.append(Fault(self._row.number, key, self._text(key)[:80], code, params))


def read_birth(text: str) -> tuple[date | None, BirthPrecision]:
    """A birth as exactly as somebody wrote it: `1984-03-12` or `12/3/1984`, `1984-03` or `3/1984`, `1984`, or nothing.
    ValueError for anything else."""
    if not text:
        return None, BirthPrecision.UNKNOWN
    if _YEAR.fullmatch(text):
        return date(int(text), 7, 1), BirthPrecision.YEAR
    if found := _MONTH.fullmatch(text):
        return date(int(found[1]), int(found[2]), 1), BirthPrecision.MONTH
    if found := _LOCAL_MONTH.fullmatch(text):
        return date(int(found[2]), int(found[1]), 1), BirthPrecision.MONTH
    return _day(text), BirthPrecision.DAY


def _day(text: str) -> date:
    """A day as 2026-03-12 or 12/3/2026; ValueError for anything else."""
    if found := _DAY.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _LOCAL_DAY.fullmatch(text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    raise ValueError(text)
