"""Checks of meaning on single documents: sources that exist, words fit to print, values that fit their setting."""

import re
from collections.abc import Iterator

from pydantic import BaseModel

from winay.core.errors import BadInput
from winay.core.fixed import to_fixed
from winay.core.money import MINOR_DIGITS, Money
from winay.programs import facts_from_docs as make
from winay.programs.catalogue import Menus, Read
from winay.programs.documents import Doc, NativeDoc, SourceDoc
from winay.programs.schema import SettingDoc
from winay.programs.terms import SCALES, SETTINGS, SettingKind, Unit
from winay.programs.version_terms import SettingTerms

Where = tuple[str | int, ...]
_APOSTROPHES = "'’‘´`ʼ"
_SOURCE_KEY = re.compile(r"S\d+")


class Misfit(ValueError):
    """A value that does not fit; the message says what was expected."""


def exact(text: str, unit: Unit) -> int:
    """The scaled integer of a number written in a file; Misfit with what was expected."""
    try:
        number = to_fixed(text, SCALES[unit])
    except ValueError:
        decimals = SCALES[unit]
        raise Misfit(f"a number with at most {decimals} decimals" if decimals else "a whole number") from None
    if number < 0:
        raise Misfit("a number that is not negative")
    if unit is Unit.PERCENT:
        one = 10 ** SCALES[unit]
        if 0 < number < one:
            raise Misfit("a percent such as 40, not a share such as 0.4")
        if number > 100 * one:
            raise Misfit("a percent of at most 100")
    return number


def setting(key: str, doc: SettingDoc) -> SettingTerms:
    """The setting's value read as its vocabulary says; Misfit otherwise."""
    spec = SETTINGS[key]
    value, number, scale, choice = doc.value, None, 0, None
    if value == make.UNKNOWN:
        if spec.kind not in (SettingKind.NUMBER, SettingKind.MONEY):
            raise Misfit("a value; only numbers may be unknown")
        if doc.confirmed:
            raise Misfit("confirmed: false where the value is unknown")
    elif spec.kind is SettingKind.YES_NO:
        if not isinstance(value, bool):
            raise Misfit("true or false")
        number = int(value)
    elif isinstance(value, bool):
        raise Misfit("a number" if spec.kind is not SettingKind.CHOICE else f"one of {', '.join(spec.choices)}")
    elif spec.kind is SettingKind.CHOICE:
        if value not in spec.choices:
            raise Misfit(f"one of {', '.join(spec.choices)}")
        choice = value
    elif spec.kind is SettingKind.MONEY:
        number, scale = _money(value, doc.currency)
    else:
        assert spec.unit is not None
        number, scale = exact(value, spec.unit), SCALES[spec.unit]
    if doc.currency and spec.kind is not SettingKind.MONEY:
        raise Misfit("no currency: this setting is not money")
    return make.setting(key, spec, doc, number, scale, choice)


def _money(value: str, currency: str | None) -> tuple[int, int]:
    if currency is None:
        raise Misfit("a currency beside the amount (PEN or USD)")
    try:
        money = Money.parse(value, currency)
    except ValueError:
        raise Misfit("an amount as 1700 or 1700.50") from None
    if money.minor <= 0:
        raise Misfit("an amount over zero")
    return money.minor, MINOR_DIGITS[currency]


def walk(doc: object, path: Where = ()) -> Iterator[tuple[Where, BaseModel]]:
    """Every document inside a document, with its path."""
    if isinstance(doc, BaseModel):
        yield path, doc
        for name in type(doc).model_fields:
            yield from walk(getattr(doc, name), (*path, name))
    elif isinstance(doc, dict):
        for key, value in doc.items():
            yield from walk(value, (*path, str(key)))
    elif isinstance(doc, list):
        for position, value in enumerate(doc):
            yield from walk(value, (*path, position))


def sources_and_words(read: Read[Doc], menus: Menus) -> list[BadInput]:
    """Citations of sources that are not listed, and native words that break the spelling rules."""
    problems: list[BadInput] = []
    for path, doc in walk(read.doc):
        if isinstance(doc, SourceDoc) and doc.public_note and _SOURCE_KEY.fullmatch(doc.public_note):
            if doc.public_note not in menus.sources:
                problems.append(read.marked.problem(path, "a source listed in menus/sources.yaml", doc.public_note))
        elif isinstance(doc, NativeDoc) and path and path[-1] in ("quy", "quz"):
            expected = _misspelling(str(path[-1]), doc.text)
            if expected:
                problems.append(read.marked.problem((*path, "text"), expected, doc.text))
    return problems


def _misspelling(tag: str, text: str) -> str | None:
    """Three vowels; the apostrophe is the letter ʼ, and Chanka has none."""
    if re.search("[eoéó]", text.lower()):
        return "a Quechua word without e or o (three vowels); keep the Spanish if it is a loan"
    found = {sign for sign in text if sign in _APOSTROPHES}
    if tag == "quy" and found:
        return "a Chanka word without apostrophes"
    if found - {"ʼ"}:
        return "the letter ʼ (U+02BC) as apostrophe"
    return None


def menus_hold(menus: Menus) -> list[BadInput]:
    """Prerequisites and sources that do not exist, items that repeat another one."""
    problems: list[BadInput] = []
    names: dict[str, str] = {}
    for key, defined in menus.items.items():
        at: Where = ("items", defined.index)
        marked, item = defined.file.marked, defined.item
        for number, need in enumerate(item.needs):
            for position, wanted in enumerate(need.items):
                if wanted not in menus.items or wanted == key:
                    where: Where = (*at, "needs", number, "items", position)
                    problems.append(marked.problem(where, "the key of another item of the menus", wanted))
        for source in item.basis:
            if source not in menus.sources:
                problems.append(marked.problem((*at, "basis", source), "a source listed in menus/sources.yaml", source))
        for number, line in enumerate(item.cost):
            if line.source not in menus.sources:
                where = (*at, "cost", number, "source")
                problems.append(marked.problem(where, "a source listed in menus/sources.yaml", line.source))
            try:
                _money(line.amount, line.currency)
            except Misfit as misfit:
                problems.append(marked.problem((*at, "cost", number, "amount"), str(misfit), line.amount))
        for name in (item.name.es, item.name.en):
            if names.setdefault(name.casefold(), key) != key:
                problems.append(marked.problem((*at, "name"), f"another name than {names[name.casefold()]}", name))
    files = {defined.file.name: defined.file for defined in menus.items.values()}
    for file in files.values():
        problems += sources_and_words(file, menus)  # type: ignore[arg-type]
    return problems
