"""The questions that a workshop may ask about each trap: a file of the catalogue, in Spanish and English."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from winay.plans.terms import Trap

FILE = Path(__file__).resolve().parents[1] / "catalog" / "workshops" / "diagnosis.yaml"


@dataclass(frozen=True, slots=True)
class Guide:
    """A trap as people are told of it, and its questions by key, each by language."""

    trap: Trap
    name: dict[str, str]
    questions: tuple[tuple[str, dict[str, str]], ...]

    def named(self, language: str) -> str:
        return self.name.get(language[:2], self.name["es"])

    def asked(self, language: str) -> list[tuple[str, str]]:
        """Key and words of each question."""
        return [(key, words.get(language[:2], words["es"])) for key, words in self.questions]


@cache
def guides() -> tuple[Guide, ...]:
    """The three traps in the order in which a workshop goes through them."""
    tree: Any = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Guide(
            Trap(one["trap"]),
            one["name"],
            tuple((asked["key"], {"es": asked["es"], "en": asked["en"]}) for asked in one["questions"]),
        )
        for one in tree
    )
