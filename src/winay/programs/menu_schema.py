"""The shape of menu files: items, their kit, checks and visits; and what a version does to the menu."""

import re
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StrictBool, create_model, model_validator
from pydantic_core import PydanticCustomError

from winay.core.fixed import to_fixed
from winay.programs.documents import Bilingual, Claim, Doc, NativeDoc, Slug, SourceDoc, Text
from winay.programs.terms import AbandonReason, Condition, Giver, KitUnit, MenuState, Support, Zone

RANGE_SCALE = 1
KIT_ROW = ("es", "en", "quantity", "unit", "giver")
QUANTITY_SCALE = 3


class Range(Doc):
    """From–to in tenths of the unit (days, months); a single figure has both ends equal."""

    low: int
    high: int


def _range(found: object) -> object:
    if not isinstance(found, str):
        raise PydanticCustomError("range", "a number or a range as 6-10")
    low, _, high = found.partition("-")
    try:
        bounds = to_fixed(low, RANGE_SCALE), to_fixed(high or low, RANGE_SCALE)
    except ValueError:
        raise PydanticCustomError("range", "a number or a range as 6-10") from None
    if not 0 <= bounds[0] <= bounds[1]:
        raise PydanticCustomError("range", "a range whose first number is the smaller one")
    return {"low": bounds[0], "high": bounds[1]}


def _quantity(found: object) -> object:
    try:
        number = to_fixed(str(found), QUANTITY_SCALE)
    except ValueError:
        raise PydanticCustomError("quantity", "a quantity as 2 or 0.75") from None
    if number <= 0:
        raise PydanticCustomError("quantity", "a quantity over zero")
    return number


def _months(found: object) -> object:
    if found == "all":
        return list(range(1, 13))
    parts = re.findall(r"(\d+)(?:-(\d+))?(?:,|$)", found) if isinstance(found, str) else []
    months: list[int] = []
    for first, last in parts:
        month, end = int(first), int(last or first)
        if not (1 <= month <= 12 and 1 <= end <= 12):
            raise PydanticCustomError("months", "months as 4-9, 11-3 or all")
        months.append(month)
        while month != end:
            month = month % 12 + 1
            months.append(month)
    if not months:
        raise PydanticCustomError("months", "months as 4-9, 11-3 or all")
    return sorted(set(months))


RangeText = Annotated[Range, BeforeValidator(_range)]
Quantity = Annotated[int, BeforeValidator(_quantity)]
Months = Annotated[list[int], BeforeValidator(_months)]


class KitLine(Doc):
    """One thing of the kit. Written as a row: [Spanish, English, quantity, unit, giver]."""

    es: Text
    en: Text
    quantity: Quantity
    unit: KitUnit
    giver: Giver = Giver.PROGRAM

    @model_validator(mode="before")
    @classmethod
    def _row(cls, found: object) -> object:
        if not isinstance(found, list):
            return found
        if not 4 <= len(found) <= 5:
            raise PydanticCustomError("kit_row", "a row of [Spanish, English, quantity, unit] and perhaps who gives it")
        return dict(zip(KIT_ROW, found, strict=False))


class NeedDoc(Bilingual):
    """What must be there first: one of `items` in use, or a condition; any of them is enough."""

    items: list[Slug] = []
    condition: Condition | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.items and self.condition is None:
            raise PydanticCustomError("empty_need", "an item or a condition")
        return self


class JudgeDoc(Doc):
    """Months until it can be judged; never counted as failed before."""

    months: RangeText
    es: Text | None = None
    en: Text | None = None


class WindowDoc(Doc):
    """Within how many days it must have been used to count as in use; `days: season` where a season decides."""

    days: int | Literal["season"]
    es: Text
    en: Text


class SeasonDoc(Bilingual):
    """Months in which to install, sow or deliver."""

    months: Months


class FollowUpDoc(Doc):
    """Days to the first visit after delivery and between later ones."""

    first: int = Field(ge=1, le=120)
    every: int = Field(ge=1, le=365)


class ChecksDoc(Doc):
    """What a visitor looks at to say each state."""

    installed: Bilingual
    in_use: Bilingual
    replicated: Bilingual
    abandoned: Bilingual


class CostDoc(Bilingual):
    """A price found in a public source: what it buys, where, when."""

    amount: Text
    currency: Literal["PEN", "USD"]
    year: int = Field(ge=1990, le=2100)
    source: Slug | Annotated[str, Field(pattern=r"^S\d+$")]
    derived: StrictBool = False


class OnMenuDoc(Doc):
    """Whether a source puts it on the menu."""

    state: MenuState
    source: SourceDoc


class NativeNames(Doc):
    """The item's name in languages for which a published word exists."""

    quy: NativeDoc | None = None
    quz: NativeDoc | None = None
    shp: NativeDoc | None = None


class ItemDoc(Doc):
    """One technology or home improvement. Quantities are reference values, not program rules."""

    key: Slug
    name: Bilingual
    native: NativeNames = NativeNames()
    components: list[int] = Field(min_length=1)
    zones: list[Zone] = Field(min_length=1)
    altitude: RangeText | None = None
    fits: Bilingual
    needs: list[NeedDoc] = []
    kit: list[KitLine] = Field(min_length=1)
    work_install: RangeText
    work_month: RangeText
    judge: JudgeDoc
    window: WindowDoc
    season: SeasonDoc
    follow_up: FollowUpDoc
    live_animals: StrictBool = False
    share_or_reduce: StrictBool = False
    checks: ChecksDoc
    abandon: Bilingual
    abandon_reasons: list[AbandonReason] = Field(min_length=1)
    risks: Bilingual
    visits: list[Bilingual] = Field(min_length=4, max_length=4)
    cost: list[CostDoc]
    basis: dict[str, list[Support]]
    on_menu: OnMenuDoc

    @model_validator(mode="after")
    def _early_visit(self) -> Self:
        if self.live_animals and self.follow_up.first > 30:
            raise PydanticCustomError("late_visit", "a first visit at most 30 days after live animals arrive")
        return self


class MenuFile(Doc):
    """A file of item definitions."""

    items: list[ItemDoc] = Field(min_length=1)


class SourceEntry(Doc):
    """A public source: its address (or why there is none) and what it was read for."""

    address: Text
    used_for: Text


class SourcesFile(Doc):
    """The public sources that items cite."""

    sources: dict[str, SourceEntry]


ItemPatch = create_model(
    "ItemPatch",
    __base__=Doc,
    **{name: (info.rebuild_annotation() | None, None) for name, info in ItemDoc.model_fields.items() if name != "key"},
)  # type: ignore[call-overload]


class DropDoc(Claim):
    """Items of the basis that this version does not offer, and why."""

    items: list[Slug] = Field(min_length=1)
    note: Bilingual | None = None


class AddDoc(Claim):
    """Items that this version offers beside those of its basis."""

    items: list[Slug] = Field(min_length=1)


class ChangeDoc(Claim):
    """Fields of one item that this version says differently."""

    item: Slug
    set: ItemPatch  # type: ignore[valid-type]


class MenuDoc(Doc):
    """What a version does to the menu it inherits."""

    add: list[AddDoc] = []
    drop: list[DropDoc] = []
    change: list[ChangeDoc] = []
