"""The case study's statements as data: what each says, and where the platform makes it real. Validated when read."""

import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

FILE = Path(__file__).resolve().parents[1] / "catalog" / "case_study.yaml"
LONGEST_QUOTE = 25  # words

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Status(StrEnum):
    """How much of a statement the platform makes real."""

    REAL = "real"
    PARTLY = "partly"
    NOT_YET = "not_yet"


class Kind(StrEnum):
    """Where a statement is made real."""

    PAGE = "page"
    FIGURE = "figure"
    RULE = "rule"
    FILE = "file"


PAGES = frozenset(
    {
        "home", "places", "place", "indicators", "programs", "program_version", "program_diff", "program_menu",
        "screenings", "screening", "compare", "selections", "journal", "offices", "people", "case_study",
        "areas", "district_areas", "coverage", "scenarios", "district_history", "farm_tables", "territory", "verify",
        "calls", "plans", "households", "nuclei", "centrals", "compare_districts", "trainer_need",
        "technical_plans_list", "exchange_rates", "visits", "group_sessions", "office_shortfalls", "dues", "filling",
        "contests", "contracts", "courses", "public_contests",
        "grievances", "tell_grievance", "rumours", "conflicts", "microstrategies", "supervision", "samples",
        "published", "results",
    }
)  # fmt: skip
"""The pages that a statement may point at."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Both(_Strict):
    """A text in Spanish and English."""

    es: Text
    en: Text


class Link(_Strict):
    """Written `page:program_version/haku-winay/2020.1`, `figure:poverty_pct`, `rule:targeting.rules.screen`,
    `file:catalog/programs/haku-winay/2020.1.yaml`."""

    kind: Kind
    name: str
    args: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _parsed(cls, written: object) -> object:
        if not isinstance(written, str):
            return written
        kind, colon, rest = written.partition(":")
        if not colon or not rest:
            raise ValueError(f"{written!r}: expected page:, figure:, rule: or file: and a name")
        if kind != Kind.PAGE:
            return {"kind": kind, "name": rest}
        name, *args = rest.split("/")
        return {"kind": kind, "name": name, "args": tuple(args)}

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.kind is Kind.PAGE and self.name not in PAGES:
            raise ValueError(f"{self.name!r} is no page: expected one of {', '.join(sorted(PAGES))}")
        return self


class Statement(_Strict):
    """One statement. `quote` stands in the case study word for word; `close` says it in other words."""

    id: Key
    section: Key
    quote: Text | None = None
    close: Text | None = None
    es: Text
    status: Status
    links: tuple[Link, ...] = ()
    area: Key | None = None
    note: Both | None = None

    @property
    def english(self) -> str:
        """What it says in English, quoted or not."""
        return self.quote or self.close or ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.quote is None) == (self.close is None):
            raise ValueError(f"{self.id}: expected either quote or close")
        if len(self.english.split()) > LONGEST_QUOTE:
            raise ValueError(f"{self.id}: expected at most {LONGEST_QUOTE} words")
        if self.status is not Status.NOT_YET and not self.links:
            raise ValueError(f"{self.id}: expected a link to where it is made real")
        if (self.status is Status.REAL) == (self.area is not None):
            raise ValueError(f"{self.id}: expected an area when something is still to come, and none when it is real")
        return self


class CaseStudy(_Strict):
    """The whole file: sections and areas by key, statements in the order of the text."""

    format: Literal[1]
    title: Text
    publisher: Text
    sections: dict[Key, Both]
    areas: dict[Key, Both]
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        seen: set[str] = set()
        order = list(self.sections)
        at = 0
        for one in self.statements:
            if one.id in seen:
                raise ValueError(f"{one.id}: written twice")
            seen.add(one.id)
            if one.section not in self.sections:
                raise ValueError(f"{one.id}: unknown section {one.section!r}")
            if one.area is not None and one.area not in self.areas:
                raise ValueError(f"{one.id}: unknown area {one.area!r}")
            if order.index(one.section) < at:
                raise ValueError(f"{one.id}: its section comes before the one above it")
            at = order.index(one.section)
        return self


def read(file: Path) -> CaseStudy:
    """The statements in `file`. pydantic's `ValidationError` names what is wrong and where."""
    return CaseStudy.model_validate(yaml.safe_load(file.read_text("utf-8")))


@cache
def case_study() -> CaseStudy:
    """The statements that ship with the code, read once a process."""
    return read(FILE)


def plain(text: str) -> str:
    """A text as quotes are compared: without emphasis and escapes, plain quotation marks, single spaces."""
    bare = re.sub(r"[*\\]", "", text).translate(str.maketrans("“”‘’", "\"\"''"))
    return re.sub(r"\s+", " ", bare).strip()
