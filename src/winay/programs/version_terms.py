"""A published version as frozen facts: what every other room reads, and what rules compare."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from winay.programs.terms import (
    AbandonReason,
    Certainty,
    CheckState,
    Comparison,
    Condition,
    CriterionKind,
    CriterionMode,
    Deliverer,
    Giver,
    HouseholdRuleKey,
    KitUnit,
    Language,
    MenuState,
    Precision,
    SettingKind,
    SourceKind,
    StageKey,
    Support,
    TrainerKind,
    Unit,
    Word,
    Zone,
)

FALLBACK = Language.SPANISH


@dataclass(frozen=True, slots=True)
class Words:
    """One text in the languages it exists in. Native words carry how well they are attested, and by which source."""

    by_language: Mapping[Language, str] = field(default_factory=dict)
    native: Mapping[Language, tuple[Certainty, str]] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """In `language`, or in Spanish where it does not exist; `es-pe` counts as `es`, `qu` has no text of its own."""
        wanted = language.lower().split("-")[0]
        return self.by_language.get(Language(wanted) if wanted in set(Language) else FALLBACK) or self.by_language.get(
            FALLBACK, ""
        )

    def __bool__(self) -> bool:
        return bool(self.by_language)


NOTHING = Words()


@dataclass(frozen=True, slots=True)
class Backing:
    """Where a statement comes from. `confirmed` is false where no source we could read says it of this version."""

    kind: SourceKind
    text: str
    confirmed: bool

    def unconfirmed(self) -> "Backing":
        """The same source, no longer taken as proof."""
        return Backing(self.kind, self.text, False)


@dataclass(frozen=True, slots=True)
class NumberTerms:
    """An exact number: `number × 10**-scale` of `unit`. None: no source gives it."""

    number: int | None
    scale: int
    unit: Unit
    backing: Backing


@dataclass(frozen=True, slots=True)
class SettingTerms:
    """One setting. Exactly one of number (also money, yes/no as 1/0) and choice is filled, or neither: unknown."""

    key: str
    kind: SettingKind
    number: int | None
    scale: int
    unit: Unit | None
    currency: str | None
    price_year: int | None
    choice: str | None
    backing: Backing
    note: Words = NOTHING

    @property
    def yes(self) -> bool | None:
        """The answer of a yes/no setting."""
        return None if self.kind is not SettingKind.YES_NO or self.number is None else bool(self.number)


@dataclass(frozen=True, slots=True)
class CriterionTerms:
    """One criterion for areas. Which fields are filled depends on `kind`; numbers carry their own source.

    listed: `places` None means that the list was never published; outside `within` the answer is then surely no.
    predominance: the share of subsistence households must be strictly over `share_over`.
    """

    key: str
    kind: CriterionKind
    mode: CriterionMode
    mode_confirmed: bool
    backing: Backing
    label: Words
    note: Words
    indicator: str | None = None
    comparison: Comparison | None = None
    value: NumberTerms | None = None
    list_key: str | None = None
    places: frozenset[str] | None = None
    within: frozenset[str] | None = None
    as_of: str | None = None
    share_over: NumberTerms | None = None
    cut_ha: NumberTerms | None = None
    labour_share_at_least: NumberTerms | None = None
    property_share_at_least: NumberTerms | None = None
    limited_sales: bool = False
    limited_sales_backing: Backing | None = None

    @property
    def confirmed(self) -> bool:
        """Whether the criterion, its mode and all its numbers are confirmed."""
        numbers = (self.value, self.share_over, self.cut_ha, self.labour_share_at_least, self.property_share_at_least)
        return self.backing.confirmed and self.mode_confirmed and all(n.backing.confirmed for n in numbers if n)


@dataclass(frozen=True, slots=True)
class StageTerms:
    key: StageKey
    components: tuple[int, ...]
    name: Words
    note: Words
    backing: Backing


@dataclass(frozen=True, slots=True)
class ComponentTerms:
    number: int
    delivered_by: tuple[Deliverer, ...]
    name: Words
    description: Words
    backing: Backing


@dataclass(frozen=True, slots=True)
class HouseholdRuleTerms:
    key: HouseholdRuleKey
    required: bool
    note: Words
    backing: Backing


@dataclass(frozen=True, slots=True)
class ContestCriterionTerms:
    """What scorers of a trainer contest look at. `tie_break`: its turn to part candidates with the same points."""

    kind: TrainerKind
    key: str
    maximum: int
    tie_break: int | None
    label: Words
    note: Words
    backing: Backing


@dataclass(frozen=True, slots=True)
class LanguageTerms:
    tag: Language
    note: Words
    backing: Backing


@dataclass(frozen=True, slots=True)
class WordTerms:
    """How a version calls a thing."""

    key: Word
    words: Words
    backing: Backing


@dataclass(frozen=True, slots=True)
class KitTerms:
    """A line of the kit: quantity in thousandths of the unit. A reference value, not a rule."""

    words: Words
    quantity: int
    unit: KitUnit
    giver: Giver


@dataclass(frozen=True, slots=True)
class NeedTerms:
    """What must be there first: any of `items` in use, or the condition."""

    items: tuple[str, ...]
    condition: Condition | None
    words: Words


@dataclass(frozen=True, slots=True)
class CostTerms:
    """A price found in a public source."""

    minor: int
    currency: str
    year: int
    source: str
    derived: bool
    words: Words


@dataclass(frozen=True, slots=True)
class ItemTerms:
    """One item of a menu. Work is in tenths of person-days, months in tenths; `window_days` None: a season decides."""

    key: str
    position: int
    name: Words
    components: tuple[int, ...]
    zones: tuple[Zone, ...]
    altitude: tuple[int, int] | None
    fits: Words
    needs: tuple[NeedTerms, ...]
    kit: tuple[KitTerms, ...]
    work_install: tuple[int, int]
    work_month: tuple[int, int]
    judge_months: tuple[int, int]
    judge: Words
    window_days: int | None
    window: Words
    season_months: tuple[int, ...]
    season: Words
    follow_up_first: int
    follow_up_every: int
    live_animals: bool
    share_or_reduce: bool
    checks: Mapping[CheckState, Words]
    abandon: Words
    abandon_reasons: tuple[AbandonReason, ...]
    risks: Words
    visits: tuple[Words, ...]
    cost: tuple[CostTerms, ...]
    basis: Mapping[str, tuple[Support, ...]]
    menu_state: MenuState
    backing: Backing


@dataclass(frozen=True, slots=True)
class DepartureTerms:
    """What a version changes in the menu or languages of its basis, and on what ground."""

    kind: str
    key: str
    backing: Backing
    note: Words


@dataclass(frozen=True, slots=True)
class SourceTerms:
    """A public source that items cite."""

    key: str
    address: str
    used_for: str


@dataclass(frozen=True, slots=True)
class VersionTerms:
    """Everything one version says, flattened: nothing has to be looked up in the version it is based on."""

    program_key: str
    program_name: str
    version_key: str
    title: Words
    status: Words
    valid_from: date
    valid_from_precision: Precision
    valid_from_backing: Backing
    based_on: str | None
    territory: Words
    territory_backing: Backing
    departments: tuple[str, ...] | None
    stages: tuple[StageTerms, ...]
    components: tuple[ComponentTerms, ...]
    settings: Mapping[str, SettingTerms]
    household_rules: tuple[HouseholdRuleTerms, ...]
    contest_criteria: tuple[ContestCriterionTerms, ...]
    criteria: tuple[CriterionTerms, ...]
    alternatives_k: int | None
    languages: tuple[LanguageTerms, ...]
    words: Mapping[Word, WordTerms]
    menu: tuple[ItemTerms, ...]
    departures: tuple[DepartureTerms, ...]
    sources: Mapping[str, SourceTerms]
    public_id: UUID | None = None

    @property
    def ref(self) -> str:
        """`program@version`, as people write it."""
        return f"{self.program_key}@{self.version_key}"

    def item(self, key: str) -> ItemTerms | None:
        """The menu's item of that key."""
        return next((item for item in self.menu if item.key == key), None)
