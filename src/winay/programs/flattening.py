"""From files to the facts of one version: its basis, its adaptations and its own statements, laid over each other.

Problems of meaning (unknown keys, values that do not fit) are collected with file, row and field.
"""

from dataclasses import dataclass
from typing import Any

from winay.core.errors import BadInput, BadInputs
from winay.programs import checks
from winay.programs import facts_from_docs as make
from winay.programs.building import Building, doubt
from winay.programs.catalogue import Catalogue, Menus, Read
from winay.programs.layering import Layer
from winay.programs.schema import VersionDoc
from winay.programs.terms import (
    SETTINGS,
    CriterionMode,
    HouseholdRuleKey,
    Language,
    StageKey,
    TrainerKind,
    Word,
)
from winay.programs.version_terms import ItemTerms, SourceTerms, VersionTerms

RANGES = (
    ("nucleus_households_min", "nucleus_households_max"),
    ("visits_per_month_min", "visits_per_month_max"),
    ("business_members_min", "business_members_max"),
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
            doubt(built)
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
    return problems + _contests(file, built)


def _contests(file: Read[VersionDoc], built: Building) -> list[BadInput]:
    """What scores of a contest add up to, and in which order they part a tie."""
    problems = []
    mark = built.settings.get("contest_pass_mark")
    for kind in TrainerKind:
        mine = [one for one in built.contest_criteria.values() if one.kind is kind]
        whole = sum(one.maximum for one in mine)
        if mine and mark is not None and mark.number is not None and mark.number > whole:
            problems.append(file.marked.problem(("settings",), f"a pass mark of {whole} points at most", mark.number))
        turns = sorted(one.tie_break for one in mine if one.tie_break is not None)
        if len(set(turns)) < len(turns):
            problems.append(file.marked.problem(("contest_criteria",), f"each turn of {kind} tie breaks once", turns))
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
        contest_criteria=tuple(built.contest_criteria.values()),
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
    statements: list[Any] = [
        *built.settings.values(), *built.words.values(), *built.languages.values(), *built.departures.values()
    ]  # fmt: skip
    keys |= {statement.backing.text for statement in statements} | {item.backing.text for item in items}
    return {key: SourceTerms(key, entry.address, entry.used_for) for key, entry in menus.sources.items() if key in keys}
