"""A version in the making: what is inherited, before and while layers are laid over it."""

from dataclasses import dataclass, field, replace
from typing import Any

from winay.programs.menu_schema import ItemDoc
from winay.programs.terms import HouseholdRuleKey, Language, MenuState, StageKey, TrainerKind, Word
from winay.programs.version_terms import (
    Backing,
    ComponentTerms,
    ContestCriterionTerms,
    CriterionTerms,
    DepartureTerms,
    HouseholdRuleTerms,
    LanguageTerms,
    NumberTerms,
    SettingTerms,
    StageTerms,
    WordTerms,
)


@dataclass(frozen=True, slots=True)
class Offered:
    """An item on a version's menu, before it becomes facts."""

    doc: ItemDoc
    state: MenuState
    ground: Backing


@dataclass(slots=True)
class Building:
    """A version in the making. A copy of the basis is changed by each layer."""

    settings: dict[str, SettingTerms] = field(default_factory=dict)
    criteria: dict[str, CriterionTerms] = field(default_factory=dict)
    alternatives_k: int | None = None
    household_rules: dict[HouseholdRuleKey, HouseholdRuleTerms] = field(default_factory=dict)
    stages: dict[StageKey, StageTerms] = field(default_factory=dict)
    components: dict[int, ComponentTerms] = field(default_factory=dict)
    languages: dict[Language, LanguageTerms] = field(default_factory=dict)
    words: dict[Word, WordTerms] = field(default_factory=dict)
    menu: dict[str, Offered] = field(default_factory=dict)
    contest_criteria: dict[tuple[TrainerKind, str], ContestCriterionTerms] = field(default_factory=dict)
    departures: dict[tuple[str, str], DepartureTerms] = field(default_factory=dict)

    def inherited(self) -> "Building":
        """A copy to build upon, without what the basis changed in its own."""
        return Building(
            dict(self.settings), dict(self.criteria), self.alternatives_k, dict(self.household_rules),
            dict(self.stages), dict(self.components), dict(self.languages), dict(self.words), dict(self.menu),
            dict(self.contest_criteria),
        )  # fmt: skip


def doubt(built: Building) -> None:
    """From a basis that is not confirmed nothing stays confirmed; nor do adaptations written for later versions."""
    tables: tuple[dict[Any, Any], ...] = (
        built.settings, built.household_rules, built.stages, built.components, built.languages, built.words,
        built.contest_criteria,
    )  # fmt: skip
    for statements in tables:
        for key, statement in statements.items():
            statements[key] = replace(statement, backing=statement.backing.unconfirmed())
    for key, criterion in built.criteria.items():
        built.criteria[key] = _doubted(criterion)
    for item, offered in built.menu.items():
        state = MenuState.UNCONFIRMED if offered.state is MenuState.CONFIRMED else offered.state
        built.menu[item] = Offered(offered.doc, state, offered.ground.unconfirmed())
    for place, departure in built.departures.items():
        built.departures[place] = replace(departure, backing=departure.backing.unconfirmed())


def _doubted(criterion: CriterionTerms) -> CriterionTerms:
    def weaker(number: NumberTerms | None) -> NumberTerms | None:
        return number and replace(number, backing=number.backing.unconfirmed())

    sales = criterion.limited_sales_backing
    return replace(
        criterion,
        backing=criterion.backing.unconfirmed(),
        mode_confirmed=False,
        value=weaker(criterion.value),
        share_over=weaker(criterion.share_over),
        cut_ha=weaker(criterion.cut_ha),
        labour_share_at_least=weaker(criterion.labour_share_at_least),
        property_share_at_least=weaker(criterion.property_share_at_least),
        limited_sales_backing=sales and sales.unconfirmed(),
    )
