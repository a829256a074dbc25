"""The shape of catalogue files: every field, and no other. Meaning across fields is checked in `checks`."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictBool
from pydantic_core import PydanticCustomError

from winay.programs.documents import (
    Bilingual,
    Claim,
    DepartmentCode,
    Doc,
    NativeDoc,
    PlaceCode,
    ProgramKey,
    Slug,
    SourceDoc,
    Text,
    VersionKey,
    VersionRef,
)
from winay.programs.menu_schema import MenuDoc
from winay.programs.terms import (
    Comparison,
    CriterionMode,
    Deliverer,
    HouseholdRuleKey,
    Language,
    Precision,
    StageKey,
    TrainerKind,
    Word,
)


class SettingDoc(Claim):
    """A setting's value: decimal text, `unknown`, a choice, or true/false. Money names its currency."""

    value: StrictBool | Text
    currency: Literal["PEN", "USD"] | None = None
    price_year: int | None = Field(default=None, ge=1990, le=2100)
    note: Bilingual | None = None


class NumberDoc(Claim):
    """A number inside a criterion."""

    value: Text


class TermDoc(Claim):
    """A yes/no inside a criterion."""

    value: StrictBool


class _Criterion(Claim):
    key: Slug
    mode: CriterionMode
    mode_confirmed: StrictBool
    label: Bilingual
    note: Bilingual


class ThresholdDoc(_Criterion):
    """A published indicator of the district against a value."""

    kind: Literal["threshold"]
    indicator: Slug
    comparison: Comparison
    value: NumberDoc


class ListedDoc(_Criterion):
    """A dated list of places. `places: null`: the list exists, its content was never published.

    `within`: outside of these places the answer is surely no, inside it is unknown.
    """

    kind: Literal["listed"]
    list_key: Slug
    places: list[PlaceCode] | None
    as_of: Text | None = None
    within: list[PlaceCode] | None = None


class MinimumHouseholdsDoc(_Criterion):
    """Enough households in the area."""

    kind: Literal["minimum_households"]
    value: NumberDoc


class PredominanceDoc(_Criterion):
    """Households with a subsistence economy predominate: a share strictly over `share_over`."""

    kind: Literal["predominance"]
    share_over: NumberDoc
    cut_ha: NumberDoc
    labour_share_at_least: NumberDoc | None = None
    property_share_at_least: NumberDoc | None = None
    limited_sales: TermDoc | None = None


CriterionDoc = Annotated[ThresholdDoc | ListedDoc | MinimumHouseholdsDoc | PredominanceDoc, Field(discriminator="kind")]


class AlternativesDoc(Claim):
    """How many of the alternative criteria must hold."""

    k: int = Field(ge=1)


class CriteriaDoc(Doc):
    """Criteria added or replaced (by key), criteria of the basis that are dropped, and k of n."""

    alternatives: AlternativesDoc | None = None
    drop: list[Slug] = []
    items: list[CriterionDoc] = []


class BasisDoc(Claim):
    """The version this one starts from. Not confirmed: everything inherited becomes unconfirmed."""

    version: VersionRef


class TerritoryDoc(Claim, Bilingual):
    """Where the version works, in words, and the departments where they are known."""

    departments: list[DepartmentCode] | None = None


class StageDoc(Claim):
    """A state of the nucleus and the components it covers."""

    key: StageKey
    name: Bilingual
    components: list[int]
    note: Bilingual | None = None


class ComponentDoc(Claim):
    """One of the components and who delivers it."""

    number: int = Field(ge=1, le=9)
    name: Bilingual
    delivered_by: list[Deliverer]
    description: Bilingual


class HouseholdRuleDoc(Claim):
    """What is asked of one household inside a chosen area."""

    key: HouseholdRuleKey
    required: StrictBool
    note: Bilingual


class ContestCriterionDoc(Claim):
    """What scorers of a trainer contest look at, for how many points at most; `tie_break`: in which order it parts
    candidates with the same points, where it does."""

    kind: TrainerKind
    key: Slug
    label: Bilingual
    note: Bilingual
    maximum: int = Field(ge=1, le=100)
    tie_break: int | None = Field(default=None, ge=1, le=20)


class LanguageDoc(Claim):
    """A language spoken by households of the version."""

    tag: Language
    note: Bilingual


class WordDoc(Claim, Bilingual):
    """How this version calls a thing."""

    quy: NativeDoc | None = None
    quz: NativeDoc | None = None
    shp: NativeDoc | None = None


class LayerDoc(Doc):
    """What a version or an adaptation says; everything is optional because the rest is inherited."""

    settings: dict[str, SettingDoc] = {}
    criteria: CriteriaDoc = CriteriaDoc()
    household_rules: list[HouseholdRuleDoc] = []
    contest_criteria: list[ContestCriterionDoc] = []
    stages: list[StageDoc] = []
    components: list[ComponentDoc] = []
    languages: list[LanguageDoc] = []
    drop_languages: list[Language] = []
    words: dict[Word, WordDoc] = {}
    menu: MenuDoc = MenuDoc()


class AdaptationDoc(LayerDoc):
    """Differences that several versions share (for example those of a kind of territory)."""

    adaptation: Slug


def _iso_date(found: object) -> object:
    if isinstance(found, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", found):
        try:
            return date.fromisoformat(found)
        except ValueError:
            pass
    raise PydanticCustomError("iso_date", "a date as 2020-01-31")


class VersionDoc(LayerDoc):
    """One dated version of a program."""

    program: ProgramKey
    program_name: Text
    version: VersionKey
    title: Bilingual
    status: Bilingual
    valid_from: Annotated[date, BeforeValidator(_iso_date)]
    valid_from_precision: Precision
    valid_from_source: SourceDoc
    based_on: BasisDoc | None = None
    adapted_by: list[Slug] = []
    territory: TerritoryDoc
