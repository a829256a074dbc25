"""From files to the facts of one version: its basis, its adaptations and its own statements, laid over each other.

Problems of meaning (unknown keys, values that do not fit) are collected with file, row and field.
"""

from dataclasses import dataclass, field, replace

from winay.core.errors import BadInput, BadInputs
from winay.programs import checks
from winay.programs import facts_from_docs as make
from winay.programs.catalogue import Catalogue, Menus, Read
from winay.programs.documents import Claim
from winay.programs.menu_schema import ItemDoc
from winay.programs.schema import AdaptationDoc, CriterionDoc, LayerDoc, VersionDoc
from winay.programs.terms import SETTINGS, CriterionMode, HouseholdRuleKey, Language, MenuState, StageKey, Unit, Word
from winay.programs.version_terms import (
    NOTHING,
    Backing,
    ComponentTerms,
    CriterionTerms,
    DepartureTerms,
    HouseholdRuleTerms,
    ItemTerms,
    LanguageTerms,
    NumberTerms,
    SettingTerms,
    SourceTerms,
    StageTerms,
    VersionTerms,
    Words,
    WordTerms,
)

NUMBER_UNITS = {
    "share_over": Unit.PERCENT,
    "cut_ha": Unit.HECTARES,
    "labour_share_at_least": Unit.PERCENT,
    "property_share_at_least": Unit.PERCENT,
}
RANGES = (
    ("nucleus_households_min", "nucleus_households_max"),
    ("visits_per_month_min", "visits_per_month_max"),
    ("business_members_min", "business_members_max"),
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
    departures: dict[tuple[str, str], DepartureTerms] = field(default_factory=dict)

    def inherited(self) -> "Building":
        """A copy to build upon, without what the basis changed in its own."""
        return Building(
            dict(self.settings), dict(self.criteria), self.alternatives_k, dict(self.household_rules),
            dict(self.stages), dict(self.components), dict(self.languages), dict(self.words), dict(self.menu),
        )  # fmt: skip


def _unconfirmed(built: Building) -> None:
    """From a basis that is not confirmed nothing stays confirmed; nor do adaptations written for later versions."""
    for statements in (
        built.settings, built.household_rules, built.stages, built.components, built.languages, built.words
    ):  # fmt: skip
        for key, statement in statements.items():
            statements[key] = replace(statement, backing=statement.backing.unconfirmed())  # type: ignore[index]
    for key, criterion in built.criteria.items():
        built.criteria[key] = _unconfirmed_criterion(criterion)
    for item, offered in built.menu.items():
        state = MenuState.UNCONFIRMED if offered.state is MenuState.CONFIRMED else offered.state
        built.menu[item] = Offered(offered.doc, state, offered.ground.unconfirmed())
    for place, departure in built.departures.items():
        built.departures[place] = replace(departure, backing=departure.backing.unconfirmed())


def _unconfirmed_criterion(criterion: CriterionTerms) -> CriterionTerms:
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


@dataclass(frozen=True, slots=True)
class Flat:
    """A version's facts, its own file, and the hash of every file it drew on (its own among them)."""

    terms: VersionTerms
    file: Read[VersionDoc]
    files: dict[str, str]


class Flattener:
    """Flattens the versions of one catalogue, each once. `indicators` None: their keys are not checked."""

    def __init__(self, catalogue: Catalogue, indicators: frozenset[str] | None) -> None:
        self.catalogue = catalogue
        self.indicators = indicators
        self._built: dict[str, Building] = {}
        self._files: dict[str, dict[str, str]] = {}
        self._open: list[str] = []
        self._menus: Menus | None = None

    def flat(self, ref: str) -> Flat:
        """The version's facts; BadInputs with everything wrong in its files."""
        built = self._build(ref)
        file = self.catalogue.version(ref)
        return Flat(_facts(file.doc, built, self.menus()), file, self._files[ref])

    def menus(self) -> Menus:
        """All items, checked once."""
        if self._menus is None:
            menus = self.catalogue.menus()
            problems = checks.menus_hold(menus)
            if problems:
                raise BadInputs(problems)
            self._menus = menus
        return self._menus

    def _build(self, ref: str) -> Building:
        if ref in self._built:
            return self._built[ref]
        file, menus = self.catalogue.version(ref), self.menus()
        files = {menus.sources_file.name: menus.sources_file.sha256}
        self._open.append(ref)
        try:
            built = self._basis(file, files)
        finally:
            self._open.pop()
        problems: list[BadInput] = []
        for position, name in enumerate(file.doc.adapted_by):
            if not self.catalogue.has_adaptation(name):
                where = ("adapted_by", position)
                raise BadInputs([file.marked.problem(where, "the name of a file in adaptations/", name)])
            adaptation = self.catalogue.adaptation(name)
            files[adaptation.name] = adaptation.sha256
            problems += Layer(adaptation, built, menus, self.indicators, strict=False).apply()
        own_basis = file.doc.based_on is not None
        if file.doc.based_on and not file.doc.based_on.confirmed:
            _unconfirmed(built)
        problems += Layer(file, built, menus, self.indicators, strict=True, has_basis=own_basis).apply()
        problems += _whole(file, built)
        if problems:
            raise BadInputs(problems)
        files |= {menus.items[key].file.name: menus.items[key].file.sha256 for key in built.menu}
        files[file.name] = file.sha256
        self._built[ref], self._files[ref] = built, files
        return built

    def _basis(self, file: Read[VersionDoc], files: dict[str, str]) -> Building:
        basis = file.doc.based_on
        if basis is None:
            return Building()
        where = ("based_on", "version")
        if not self.catalogue.has_version(basis.version):
            raise BadInputs([file.marked.problem(where, "a version that has a file", basis.version)])
        if basis.version in self._open:
            raise BadInputs([file.marked.problem(where, "a basis that is not based on this version", basis.version)])
        inherited = self._build(basis.version)
        files |= self._files[basis.version]
        return inherited.inherited()


class Layer:
    """One file's statements laid over what is built so far. An adaptation (`strict` False) may drop what is absent."""

    def __init__(
        self,
        read: "Read[VersionDoc] | Read[AdaptationDoc]",
        built: Building,
        menus: Menus,
        indicators: frozenset[str] | None,
        *,
        strict: bool,
        has_basis: bool = True,
    ) -> None:
        self.read, self.built, self.menus, self.indicators = read, built, menus, indicators
        self.strict, self.has_basis = strict, has_basis
        self.doc: LayerDoc = read.doc
        self.problems: list[BadInput] = []

    def apply(self) -> list[BadInput]:
        """Change `built`; the problems found."""
        self.problems += checks.sources_and_words(self.read, self.menus)  # type: ignore[arg-type]
        self._settings()
        self._criteria()
        built = self.built
        built.household_rules |= {rule.key: make.household_rule(rule) for rule in self.doc.household_rules}
        built.stages |= {stage.key: make.stage(stage) for stage in self.doc.stages}
        built.components |= {part.number: make.component(part) for part in self.doc.components}
        built.words |= {key: make.word(key, word) for key, word in self.doc.words.items()}
        for tag in self.doc.drop_languages:
            built.languages.pop(tag, None)
        built.languages |= {language.tag: make.language(language) for language in self.doc.languages}
        self._menu()
        return self.problems

    def bad(self, where: checks.Where, expected: str, value: object = None) -> None:
        self.problems.append(self.read.marked.problem(where, expected, value))

    def _settings(self) -> None:
        for key, doc in self.doc.settings.items():
            if key not in SETTINGS:
                self.bad(("settings", key), f"one of {', '.join(SETTINGS)}", key)
                continue
            try:
                self.built.settings[key] = checks.setting(key, doc)
            except checks.Misfit as misfit:
                self.bad(("settings", key, "value"), str(misfit), doc.value)

    def _criteria(self) -> None:
        for position, key in enumerate(self.doc.criteria.drop):
            if self.built.criteria.pop(key, None) is None and self.strict:
                self.bad(("criteria", "drop", position), "a criterion of the basis", key)
        seen: set[str] = set()
        for position, doc in enumerate(self.doc.criteria.items):
            where: checks.Where = ("criteria", "items", position)
            if doc.key in seen:
                self.bad((*where, "key"), "each criterion once", doc.key)
            seen.add(doc.key)
            if doc.kind == "threshold" and self.indicators is not None and doc.indicator not in self.indicators:
                self.bad((*where, "indicator"), "the key of an indicator of the country's figures", doc.indicator)
            self.built.criteria[doc.key] = make.criterion(doc, self._numbers(doc, where))
        if self.doc.criteria.alternatives:
            self.built.alternatives_k = self.doc.criteria.alternatives.k

    def _numbers(self, doc: CriterionDoc, where: checks.Where) -> dict[str, NumberTerms]:
        numbers: dict[str, NumberTerms] = {}
        for name in ("value", *NUMBER_UNITS):
            said = getattr(doc, name, None)
            if said is None:
                continue
            unit = NUMBER_UNITS.get(name) or _unit_of_value(doc)
            try:
                number = checks.exact(said.value, unit)
            except checks.Misfit as misfit:
                self.bad((*where, name, "value"), str(misfit), said.value)
                continue
            numbers[name] = NumberTerms(number, checks.SCALES[unit], unit, make.backing(said))
        return numbers

    def _menu(self) -> None:
        menu = self.doc.menu
        for number, drop in enumerate(menu.drop):
            for position, key in enumerate(drop.items):
                known = self._known(("menu", "drop", number, "items", position), key)
                if known and self.built.menu.pop(key, None) is not None:
                    self._depart("item_removed", key, drop, make.words(drop.note))
                elif known and self.strict:
                    self.bad(("menu", "drop", number, "items", position), "an item of the basis", key)
        for number, add in enumerate(menu.add):
            for position, key in enumerate(add.items):
                where: checks.Where = ("menu", "add", number, "items", position)
                if not self._known(where, key):
                    continue
                if key in self.built.menu and self.strict:
                    self.bad(where, "each item once; the menu already has this one", key)
                    continue
                self._offer(key)
                self._depart("item_added", key, add, NOTHING)
        for number, change in enumerate(menu.change):
            if not self._known(("menu", "change", number, "item"), change.item):
                continue
            offered = self.built.menu.get(change.item)
            if offered is None:
                if self.strict:
                    self.bad(("menu", "change", number, "item"), "an item of this version's menu", change.item)
                continue
            said = {name: getattr(change.set, name) for name in change.set.model_fields_set}
            doc = offered.doc.model_copy(update=said)
            self.built.menu[change.item] = Offered(doc, offered.state, offered.ground)
            self._depart("item_changed", change.item, change, NOTHING)

    def _known(self, where: checks.Where, key: str) -> bool:
        if key not in self.menus.items:
            self.bad(where, "the key of an item defined in menus/", key)
        return key in self.menus.items

    def _offer(self, key: str) -> None:
        doc = self.menus.items[key].item
        confirmed = doc.on_menu.state is MenuState.CONFIRMED
        self.built.menu[key] = Offered(doc, doc.on_menu.state, make.source_backing(doc.on_menu.source, confirmed))

    def _depart(self, kind: str, key: str, claim: Claim, note: Words) -> None:
        if self.has_basis:
            self.built.departures[kind, key] = DepartureTerms(kind, key, make.backing(claim), note)


def _unit_of_value(doc: CriterionDoc) -> Unit:
    if doc.kind == "threshold":
        return Unit.PERCENT if doc.indicator.endswith("_pct") else Unit.HOUSEHOLDS
    return Unit.HOUSEHOLDS


def _whole(file: Read[VersionDoc], built: Building) -> list[BadInput]:
    """What a version must have once everything is laid together."""
    bad = file.marked.problem
    missing = [key for key in SETTINGS if key not in built.settings]
    problems = [bad(("settings",), f"the setting {key}, here or in the basis") for key in missing]
    for low, high in RANGES:
        least, most = built.settings.get(low), built.settings.get(high)
        if least and most and least.number is not None and most.number is not None and least.number > most.number:
            problems.append(bad(("settings", high, "value"), f"at least {low} ({least.number})", most.number))
    covered = [number for stage in built.stages.values() for number in stage.components]
    if sorted(covered) != sorted(built.components):
        problems.append(bad(("stages",), "stages that cover each component once", covered))
    alternatives = [c for c in built.criteria.values() if c.mode is CriterionMode.ALTERNATIVE]
    k = built.alternatives_k
    if alternatives and (k is None or k > len(alternatives)):
        expected = f"alternatives with k from 1 to {len(alternatives)}"
        problems.append(bad(("criteria", "alternatives"), expected, k))
    if k is not None and not alternatives:
        problems.append(bad(("criteria", "alternatives"), "criteria of mode alternative beside k", k))
    if not built.criteria:
        problems.append(bad(("criteria",), "at least one criterion, here or in the basis"))
    if not built.menu:
        problems.append(bad(("menu",), "at least one item, here or in the basis"))
    return problems


def _facts(doc: VersionDoc, built: Building, menus: Menus) -> VersionTerms:
    order = sorted(built.menu, key=lambda key: menus.items[key].position)
    offered = [built.menu[key] for key in order]
    items = [make.item(o.doc, position, o.state, o.ground) for position, o in enumerate(offered)]
    return VersionTerms(
        program_key=doc.program,
        program_name=doc.program_name,
        version_key=doc.version,
        title=make.words(doc.title),
        status=make.words(doc.status),
        valid_from=doc.valid_from,
        valid_from_precision=doc.valid_from_precision,
        valid_from_backing=make.source_backing(doc.valid_from_source, bool(doc.valid_from_source.text)),
        based_on=doc.based_on.version if doc.based_on else None,
        territory=make.words(doc.territory),
        territory_backing=make.backing(doc.territory),
        departments=None if doc.territory.departments is None else tuple(doc.territory.departments),
        stages=tuple(built.stages[key] for key in StageKey if key in built.stages),
        components=tuple(built.components[number] for number in sorted(built.components)),
        settings={key: built.settings[key] for key in SETTINGS},
        household_rules=tuple(built.household_rules[key] for key in HouseholdRuleKey if key in built.household_rules),
        criteria=tuple(built.criteria.values()),
        alternatives_k=built.alternatives_k,
        languages=tuple(built.languages[tag] for tag in Language if tag in built.languages),
        words={key: built.words[key] for key in Word if key in built.words},
        menu=tuple(items),
        departures=tuple(built.departures[key] for key in sorted(built.departures)),
        sources=_cited(built, items, menus),
    )


def _cited(built: Building, items: list[ItemTerms], menus: Menus) -> dict[str, SourceTerms]:
    """The public sources that this version cites."""
    keys = {key for item in items for key in item.basis} | {line.source for item in items for line in item.cost}
    statements = [
        *built.settings.values(), *built.words.values(), *built.languages.values(), *built.departures.values()
    ]  # fmt: skip
    keys |= {statement.backing.text for statement in statements} | {item.backing.text for item in items}
    return {key: SourceTerms(key, entry.address, entry.used_for) for key, entry in menus.sources.items() if key in keys}
