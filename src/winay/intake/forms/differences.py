"""What an office's version asks otherwise than the central one, question by question. Pure functions over two forms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.etree import ElementTree

from winay.intake.forms.preview import XFORMS, XHTML, Line, below, preview


class Aspect(StrEnum):
    """What of a question is another."""

    WORDS = "words"
    HINT = "hint"
    KIND = "kind"
    REQUIRED = "required"
    OPTIONAL = "optional"
    CONDITION = "condition"
    CONSTRAINT = "constraint"
    CHOICES_ADDED = "choices_added"
    CHOICES_DROPPED = "choices_dropped"
    CHOICES_WORDS = "choices_words"
    CALCULATION = "calculation"
    APPEARANCE = "appearance"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is another: how it was and how it is, in a language of the form ("" where it has none)."""

    aspect: Aspect
    old: str = ""
    new: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that both versions ask, each in its way."""

    path: str
    label: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that one of the versions asks. `label` is empty for what the form works out by itself."""

    path: str
    label: str


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs. `reordered`: the questions that both ask come in another order."""

    added: tuple[Asked, ...]
    dropped: tuple[Asked, ...]
    changed: tuple[Changed, ...]
    languages_added: tuple[str, ...]
    languages_dropped: tuple[str, ...]
    reordered: bool

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return any((self.added, self.dropped, self.changed, self.languages_added, self.languages_dropped)) or (
            self.reordered
        )


def differences(central: bytes, own: bytes) -> Differences:
    """What a version has otherwise than the central one, in the words of each language that both have."""
    old, new = preview(central), preview(own)
    before, after = _by_path(old.lines), _by_path(new.lines)
    worked_out = _calculations(central), _calculations(own)
    both = [path for path in before if path in after]
    changed = {path: list(_changes(before[path], after[path], new.language)) for path in both}
    for language in new.languages:
        if language in old.languages and language != new.language:
            there, here = (_by_path(preview(xml, language).lines) for xml in (central, own))
            for path in both:
                changed[path] += _texts(there[path], here[path], language)
    for path in worked_out[0].keys() & worked_out[1].keys():
        if worked_out[0][path] != worked_out[1][path]:
            change = Change(Aspect.CALCULATION, worked_out[0][path], worked_out[1][path])
            changed.setdefault(path, []).append(change)
    return Differences(
        added=tuple(_only(after, before, worked_out[1], worked_out[0])),
        dropped=tuple(_only(before, after, worked_out[0], worked_out[1])),
        changed=tuple(
            Changed(path, after[path].label if path in after else "", tuple(found))
            for path, found in changed.items()
            if found
        ),
        languages_added=tuple(one for one in new.languages if one not in old.languages),
        languages_dropped=tuple(one for one in old.languages if one not in new.languages),
        reordered=both != [path for path in after if path in before],
    )


def _by_path(lines: Sequence[Line]) -> dict[str, Line]:
    return {line.path: line for line in lines if line.path}


def _said(text: str) -> str:
    """A text of a form; where a language has none the converter writes a dash."""
    return "" if text == "-" else text


def _only(
    here: dict[str, Line], there: dict[str, Line], made: dict[str, str], made_there: dict[str, str]
) -> Iterator[Asked]:
    """What one of two versions has alone."""
    for path, line in here.items():
        if path not in there and path not in made_there:
            yield Asked(path, line.label)
    for path in made:
        if path not in made_there and path not in there and path not in here:
            yield Asked(path, "")


def _changes(old: Line, new: Line, language: str) -> Iterator[Change]:
    if old.kind != new.kind:
        yield Change(Aspect.KIND, old.kind, new.kind)
    if old.required != new.required:
        yield Change(Aspect.REQUIRED if new.required else Aspect.OPTIONAL)
    for aspect, before, after in (
        (Aspect.CONDITION, old.condition, new.condition),
        (Aspect.CONSTRAINT, old.constraint, new.constraint),
        (Aspect.APPEARANCE, old.appearance, new.appearance),
    ):
        if before != after:
            yield Change(aspect, before, after)
    was, now = _offered(old), _offered(new)
    more = [f"{now[value]} ({value})" for value in now if value not in was]
    less = [f"{was[value]} ({value})" for value in was if value not in now]
    if more:
        yield Change(Aspect.CHOICES_ADDED, new=", ".join(more))
    if less:
        yield Change(Aspect.CHOICES_DROPPED, old=", ".join(less))
    yield from _texts(old, new, language)


def _texts(old: Line, new: Line, language: str) -> Iterator[Change]:
    """What reads otherwise in one language."""
    if _said(old.label) != _said(new.label):
        yield Change(Aspect.WORDS, _said(old.label), _said(new.label), language)
    if _said(old.hint) != _said(new.hint):
        yield Change(Aspect.HINT, _said(old.hint), _said(new.hint), language)
    was, now = _offered(old), _offered(new)
    other = [value for value in was if value in now and was[value] != now[value]]
    if other:
        told = (", ".join(words[value] for value in other) for words in (was, now))
        yield Change(Aspect.CHOICES_WORDS, *told, language)


def _offered(line: Line) -> dict[str, str]:
    """The words of the choices by what they stand for."""
    return dict(zip(line.values, line.choices, strict=True))


def _calculations(xml: bytes) -> dict[str, str]:
    """What a form works out by itself, by path."""
    model = ElementTree.fromstring(xml).find(f"{XHTML}head/{XFORMS}model")
    binds = model.findall(f"{XFORMS}bind") if model is not None else []
    found = {below(one.get("nodeset", "")): one.get("calculate", "") for one in binds if one.get("calculate")}
    return {path: text for path, text in found.items() if not path.startswith("meta/")}
