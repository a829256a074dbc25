"""One file's statements laid over what a version inherits; what does not fit is collected with its place."""

from typing import Any

from winay.core.errors import BadInput
from winay.programs import checks
from winay.programs import facts_from_docs as make
from winay.programs.building import Building, Offered
from winay.programs.catalogue import Menus, Read
from winay.programs.documents import Claim
from winay.programs.schema import AdaptationDoc, CriterionDoc, LayerDoc, VersionDoc
from winay.programs.terms import SCALES, SETTINGS, MenuState, Unit
from winay.programs.version_terms import NOTHING, DepartureTerms, NumberTerms, Words

NUMBER_UNITS = {
    "share_over": Unit.PERCENT,
    "cut_ha": Unit.HECTARES,
    "labour_share_at_least": Unit.PERCENT,
    "property_share_at_least": Unit.PERCENT,
}


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
        built.contest_criteria |= {
            (one.kind, one.key): make.contest_criterion(one) for one in self.doc.contest_criteria
        }
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
            numbers[name] = NumberTerms(number, SCALES[unit], unit, make.backing(said))
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
            patch: Any = change.set
            said = {name: getattr(patch, name) for name in patch.model_fields_set}
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
