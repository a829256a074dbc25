"""What others published of a program's size and money: statements with their source, as they were said, and the numbers
of the case study beside what can be reproduced of them. Files of the catalogue, validated when they are read."""

import re
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from winay.programs.published_rules import SUM, Spot, holds, span_of

FOLDER = Path(__file__).resolve().parents[1] / "catalog" / "published"
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Count = Annotated[int, Field(ge=0)]


class PointKind(StrEnum):
    """What a number of households counts."""

    PILOT = "pilot"
    NEW = "new"
    CUMULATIVE = "cumulative"
    PLANNED = "planned"
    CONCLUDED = "concluded"
    BUSINESSES = "businesses"
    BUDGET = "budget"
    UNCLEAR = "unclear"


class SaidBy(StrEnum):
    """Who said it."""

    CASE_STUDY = "case_study"
    OPEN_DATA = "open_data"
    ARTICLE = "article"
    PRESS = "press"


class Verdict(StrEnum):
    """Whether a number of the case study can be reproduced."""

    CAN = "can"
    PARTLY = "partly"
    CANNOT = "cannot"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Said(_Strict):
    """A text in Spanish and English."""

    es: Text
    en: Text


class Point(_Strict):
    """One statement. `thousand_pen`: thousands of soles; None is not said, never nothing."""

    as_of: str
    kind: PointKind
    households: Count | None = None
    projects: Count | None = None
    localities: Count | None = None
    districts: Count | None = None
    departments: Count | None = None
    thousand_pen: Count | None = None
    status: SaidBy
    source: Text
    note: Said | None = None

    @property
    def span(self) -> tuple[date, date]:
        """The first and last day of what it speaks of."""
        return span_of(self.as_of)

    @property
    def spot(self) -> Spot:
        """As the arithmetic sees it."""
        return Spot(self.kind, *self.span, self.households, self.thousand_pen)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        span_of(self.as_of)
        if self.households is None and self.thousand_pen is None:
            raise ValueError(f"{self.as_of}: says neither households nor money")
        return self


class Sum(_Strict):
    """A line of arithmetic: `246394 - 115000 = 131394`. It must hold, rounded as it is written."""

    es: Text
    en: Text
    sum: str

    @field_validator("sum")
    @classmethod
    def _true(cls, written: str) -> str:
        if not re.fullmatch(SUM, written):
            raise ValueError(f"{written!r}: expected numbers, + - * / and what they give")
        if not holds(written):
            raise ValueError(f"{written!r} is not so")
        return written


class StudyNumber(_Strict):
    """A number of the case study (`statement`: its line there), and what can be reproduced of it from what."""

    statement: Text
    number: Text
    verdict: Verdict
    reproduced: Said
    sums: tuple[Sum, ...] = ()


class Published(_Strict):
    """All of a program."""

    format: Literal[1]
    program: Text
    points: Annotated[tuple[Point, ...], Field(min_length=1)]
    numbers: tuple[StudyNumber, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> Self:
        told = [one.statement for one in self.numbers]
        if len(set(told)) < len(told):
            raise ValueError("a line of the case study stands twice")
        return self


def read(file: Path) -> Published:
    """What `file` says. pydantic's `ValidationError` names what is wrong and where."""
    return Published.model_validate(yaml.safe_load(file.read_text("utf-8")))


@cache
def published() -> dict[str, Published]:
    """By program key, read once a process."""
    return {one.program: one for one in (read(file) for file in sorted(FOLDER.glob("*.yaml")))}
