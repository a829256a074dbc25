"""The message of an orientation assembly: a file of the catalogue, one a version, filled in for a call."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.functional import Promise
from django.utils.translation import ngettext

from winay.enrolment.terms import MESSAGE
from winay.enrolment.wording import LANGUAGES

FOLDER = Path(__file__).resolve().parents[1] / "catalog" / "messages"
VARIETIES = ("quy", "quz", "shp")
"""Languages of which the sheet can show words. They are chosen for a place and never mixed on one sheet."""
MONTHS_OF_YEAR = 12


@dataclass(frozen=True, slots=True)
class NativeWord:
    """A word beside the Spanish. No speaker has reviewed it."""

    word: str
    means: str
    language: str


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is said."""

    key: str
    icon: str
    title: str
    text: str
    native: NativeWord | None


@dataclass(frozen=True, slots=True)
class Message:
    """Everything that is said, in the order in which it is said; then when and where."""

    version: str
    parts: tuple[Part, ...]
    meeting: str
    meeting_native: NativeWord | None

    @property
    def has_native(self) -> bool:
        return self.meeting_native is not None or any(part.native for part in self.parts)


@cache
def written(version: str = MESSAGE) -> Mapping[str, Any]:
    """A version of the message as it stands in the catalogue."""
    tree: Mapping[str, Any] = yaml.safe_load((FOLDER / f"{version}.yaml").read_text(encoding="utf-8"))
    return tree


def varieties() -> list[tuple[str, str | Promise]]:
    """The languages of which words can be shown, by name."""
    return [(code, LANGUAGES[code]) for code in VARIETIES]


def message_of(language: str, *, spoken: str, program: str, months: int, everybody: bool) -> Message:
    """The message for a call: in Spanish or English, with words of a language that is spoken there, if it is one of
    `VARIETIES`. `everybody`: the version is open to every household."""
    tree = written()
    told = {"program": program, "years": _lasts(months), "months": months}

    def text(node: Mapping[str, str]) -> str:
        return (node.get(language) or node["es"]).format(**told)

    parts = []
    for part in tree["parts"]:
        said = part if everybody or part["key"] != "everybody" else {**part, **tree["not_everybody"], "native": {}}
        native = _native(said["native"], spoken)
        parts.append(Part(part["key"], part["icon"], text(said["title"]), text(said["text"]), native))
    meeting = tree["meeting"]
    return Message(tree["version"], tuple(parts), text(meeting["title"]), _native(meeting["native"], spoken))


def _native(words: Mapping[str, Mapping[str, str]], spoken: str) -> NativeWord | None:
    if spoken not in VARIETIES or spoken not in words:
        return None
    return NativeWord(words[spoken]["word"], words[spoken]["means"], spoken)


def _lasts(months: int) -> str:
    years, rest = divmod(months, MONTHS_OF_YEAR)
    if rest or not years:
        return ngettext("%(n)s mes", "%(n)s meses", months) % {"n": months}
    return ngettext("%(n)s año", "%(n)s años", years) % {"n": years}
