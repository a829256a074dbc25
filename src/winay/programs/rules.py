"""What can be said of versions without a database: their content's hash and the differences between two."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from winay.core.fixed import from_fixed
from winay.programs.terms import Language, SettingKind
from winay.programs.version_terms import (
    Backing,
    ContestCriterionTerms,
    CriterionTerms,
    ItemTerms,
    NumberTerms,
    SettingTerms,
    VersionTerms,
    Words,
)


def content_sha256(version: VersionTerms) -> str:
    """One hash of everything the version says; the row's public id is not part of it."""
    text = json.dumps(_plain(replace(version, public_id=None)), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(str(item) for item in value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


class Group(StrEnum):
    """What a difference is about, in the order in which pages show them."""

    VERSION = "version"
    CRITERION = "criterion"
    HOUSEHOLD_RULE = "household_rule"
    SETTING = "setting"
    CONTEST = "contest"
    STAGE = "stage"
    COMPONENT = "component"
    LANGUAGE = "language"
    WORD = "word"
    ITEM_ADDED = "item_added"
    ITEM_REMOVED = "item_removed"
    ITEM_CHANGED = "item_changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two versions say differently. None: the version says nothing of it.

    `before` and `after` are plain and exact ("40.00 percent", a text in the language asked for); doors put settings
    and criteria into sentences with `wording`, by `kind` and `key`. `source` backs what the second version says.
    """

    kind: Group
    key: str
    before: str | None
    after: str | None
    source: str
    confirmed: bool
    field: str = ""


def diff(a: VersionTerms, b: VersionTerms, language: str = Language.SPANISH) -> list[Difference]:
    """All differences from `a` to `b`, grouped. Nothing for a version and itself, whatever the language."""
    return [
        *_heads(a, b, language),
        *_keyed(Group.CRITERION, _by_key(a.criteria), _by_key(b.criteria), lambda c: _criterion(c, language)),
        *_keyed(
            Group.HOUSEHOLD_RULE,
            _by_key(a.household_rules),
            _by_key(b.household_rules),
            lambda rule: [("required", "yes" if rule.required else "no"), ("note", rule.note.text(language))],
        ),
        *_keyed(Group.SETTING, a.settings, b.settings, lambda s: _setting_fields(s, language)),
        *_keyed(Group.CONTEST, _by_contest(a), _by_contest(b), lambda criterion: _contest_fields(criterion, language)),
        *_keyed(
            Group.STAGE,
            _by_key(a.stages),
            _by_key(b.stages),
            lambda stage: [
                ("components", _list(stage.components)),
                ("name", stage.name.text(language)),
                ("note", stage.note.text(language)),
            ],
        ),
        *_keyed(
            Group.COMPONENT,
            {str(part.number): part for part in a.components},
            {str(part.number): part for part in b.components},
            lambda part: [
                ("name", part.name.text(language)),
                ("delivered_by", _list(part.delivered_by)),
                ("description", part.description.text(language)),
            ],
        ),
        *_languages(a, b, language),
        *_keyed(
            Group.WORD,
            {str(key): word for key, word in a.words.items()},
            {str(key): word for key, word in b.words.items()},
            lambda word: _word_fields(word.words, language),
        ),
        *_menu(a, b, language),
    ]


def setting_text(setting: SettingTerms) -> str:
    """The value, exact and without words of any language: `1700.00 USD`, `80 households`, `yes`, `unknown`."""
    if setting.choice is not None:
        return setting.choice
    if setting.number is None:
        return "unknown"
    if setting.kind is SettingKind.YES_NO:
        return "yes" if setting.number else "no"
    return f"{from_fixed(setting.number, setting.scale)} {setting.currency or setting.unit}"


class _Stated(Protocol):
    @property
    def backing(self) -> Backing: ...


class _Keyed(_Stated, Protocol):
    @property
    def key(self) -> str: ...


K = TypeVar("K", bound=_Keyed)
S = TypeVar("S", bound=_Stated)


def _by_key(statements: Iterable[K]) -> dict[str, K]:
    return {str(statement.key): statement for statement in statements}


def _list(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values)


def _keyed(
    group: Group, before: Mapping[str, S], after: Mapping[str, S], say: Callable[[S], list[tuple[str, str]]]
) -> list[Difference]:
    found: list[Difference] = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None:
            says, now_says = dict(say(old)), dict(say(new))
            found += [
                _one(group, str(key), says.get(field) or None, now_says.get(field) or None, new.backing, field)
                for field in dict.fromkeys([*says, *now_says])
                if says.get(field) != now_says.get(field)
            ]
        elif new is not None:
            found.append(_one(group, str(key), None, say(new)[0][1], new.backing))
        elif old is not None:
            found.append(_one(group, str(key), say(old)[0][1], None, old.backing.unconfirmed()))
    return found


def _heads(a: VersionTerms, b: VersionTerms, language: str) -> list[Difference]:
    pairs = [
        ("program", a.program_name, b.program_name, b.territory_backing),
        ("title", a.title.text(language), b.title.text(language), b.valid_from_backing),
        ("valid_from", _since(a), _since(b), b.valid_from_backing),
        ("status", a.status.text(language), b.status.text(language), b.valid_from_backing),
        ("territory", a.territory.text(language), b.territory.text(language), b.territory_backing),
        ("departments", _departments(a), _departments(b), b.territory_backing),
        ("alternatives", str(a.alternatives_k or ""), str(b.alternatives_k or ""), b.valid_from_backing),
    ]
    return [
        Difference(Group.VERSION, key, before or None, after or None, backing.text, backing.confirmed)
        for key, before, after, backing in pairs
        if before != after
    ]


def _since(version: VersionTerms) -> str:
    return version.valid_from.isoformat()[: {"day": 10, "month": 7, "year": 4}[version.valid_from_precision]]


def _departments(version: VersionTerms) -> str:
    return "" if version.departments is None else _list(version.departments)


def _number(number: NumberTerms | None) -> str:
    if number is None:
        return ""
    return "unknown" if number.number is None else f"{from_fixed(number.number, number.scale)} {number.unit}"


def _places(codes: frozenset[str] | None) -> str:
    return "" if codes is None else _list(sorted(codes))


def _criterion(criterion: CriterionTerms, language: str) -> list[tuple[str, str]]:
    return [
        ("label", criterion.label.text(language)),
        ("mode", criterion.mode.value),
        ("kind", criterion.kind.value),
        ("indicator", criterion.indicator or ""),
        ("comparison", criterion.comparison or ""),
        ("value", _number(criterion.value)),
        ("list_key", criterion.list_key or ""),
        ("places", _places(criterion.places)),
        ("within", _places(criterion.within)),
        ("as_of", criterion.as_of or ""),
        ("share_over", _number(criterion.share_over)),
        ("cut_ha", _number(criterion.cut_ha)),
        ("labour_share_at_least", _number(criterion.labour_share_at_least)),
        ("property_share_at_least", _number(criterion.property_share_at_least)),
        ("limited_sales", "yes" if criterion.limited_sales else ""),
        ("note", criterion.note.text(language)),
    ]


def _setting_fields(setting: SettingTerms, language: str) -> list[tuple[str, str]]:
    year = str(setting.price_year or "")
    return [("value", setting_text(setting)), ("price_year", year), ("note", setting.note.text(language))]


def _by_contest(version: VersionTerms) -> dict[str, ContestCriterionTerms]:
    """What scorers of contests look at, by the kind of trainer and its own key."""
    return {f"{one.kind}.{one.key}": one for one in version.contest_criteria}


def _contest_fields(criterion: ContestCriterionTerms, language: str) -> list[tuple[str, str]]:
    turn = "" if criterion.tie_break is None else str(criterion.tie_break)
    label, note = criterion.label.text(language), criterion.note.text(language)
    return [("maximum", str(criterion.maximum)), ("tie_break", turn), ("name", label), ("note", note)]


def _word_fields(words: Words, language: str) -> list[tuple[str, str]]:
    native = [(str(tag), words.by_language[tag]) for tag in Language if tag in words.native]
    return [("name", words.text(language)), *native]


def _languages(a: VersionTerms, b: VersionTerms, language: str) -> list[Difference]:
    return _keyed(
        Group.LANGUAGE,
        {str(item.tag): item for item in a.languages},
        {str(item.tag): item for item in b.languages},
        lambda item: [("note", item.note.text(language))],
    )


def _menu(a: VersionTerms, b: VersionTerms, language: str) -> list[Difference]:
    old, new = {item.key: item for item in a.menu}, {item.key: item for item in b.menu}
    grounds = {(part.kind, part.key): part.backing for part in b.departures}
    added, removed, changed = [], [], []
    for key, item in new.items():
        backing = grounds.get((Group.ITEM_ADDED, key), item.backing)
        if key not in old:
            added.append(_one(Group.ITEM_ADDED, key, None, item.name.text(language), backing))
        else:
            ground = grounds.get((Group.ITEM_CHANGED, key), item.backing)
            says = zip(_item_fields(old[key], language), _item_fields(item, language), strict=True)
            changed += [
                _one(Group.ITEM_CHANGED, key, before or None, after or None, ground, field)
                for (field, before), (_, after) in says
                if before != after
            ]
    for key, item in old.items():
        if key not in new:
            backing = grounds.get((Group.ITEM_REMOVED, key), item.backing.unconfirmed())
            removed.append(_one(Group.ITEM_REMOVED, key, item.name.text(language), None, backing))
    return [*added, *removed, *changed]


def _one(
    group: Group, key: str, before: str | None, after: str | None, backing: Backing, field: str = ""
) -> Difference:
    return Difference(group, key, before, after, backing.text, backing.confirmed, field)


def _item_fields(item: ItemTerms, language: str) -> list[tuple[str, str]]:
    def say(words: Words) -> str:
        return words.text(language)

    return [
        ("name", say(item.name)),
        ("native", _list(item.name.by_language[tag] for tag in Language if tag in item.name.native)),
        ("menu_state", item.menu_state.value),
        ("components", _list(item.components)),
        ("zones", _list(item.zones)),
        ("altitude", "" if item.altitude is None else f"{item.altitude[0]}–{item.altitude[1]} m"),
        ("fits", say(item.fits)),
        ("needs", "; ".join(f"{_list(n.items)} {n.condition or ''} {say(n.words)}".strip() for n in item.needs)),
        ("kit", "; ".join(f"{say(k.words)}: {from_fixed(k.quantity, 3):f} {k.unit} {k.giver}" for k in item.kit)),
        ("work", f"{_tenths(item.work_install)} / {_tenths(item.work_month)}"),
        ("judge", f"{_tenths(item.judge_months)} {say(item.judge)}".strip()),
        ("window", f"{item.window_days or ''} {say(item.window)}".strip()),
        ("season", f"{_list(item.season_months)}: {say(item.season)}"),
        ("follow_up", f"{item.follow_up_first}, {item.follow_up_every}"),
        ("live_animals", "yes" if item.live_animals else "no"),
        ("share_or_reduce", "yes" if item.share_or_reduce else "no"),
        ("checks", "; ".join(say(words) for words in item.checks.values())),
        ("abandon", f"{_list(item.abandon_reasons)}: {say(item.abandon)}"),
        ("risks", say(item.risks)),
        ("visits", "; ".join(say(visit) for visit in item.visits)),
        ("cost", "; ".join(f"{c.minor} {c.currency} {c.year} {c.source} {say(c.words)}" for c in item.cost)),
        ("basis", "; ".join(f"{key}: {_list(supports)}" for key, supports in item.basis.items())),
    ]


def _tenths(bounds: tuple[int, int]) -> str:
    low, high = (f"{from_fixed(bound, 1).normalize():f}" for bound in bounds)
    return low if low == high else f"{low}–{high}"
