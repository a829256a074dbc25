"""The items of a healthy home: a file of the catalogue, in Spanish and English."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from winay.delivery.home_terms import Sense

FILE = Path(__file__).resolve().parents[1] / "catalog" / "homes" / "healthy_home.yaml"


@dataclass(frozen=True, slots=True)
class HomeItem:
    """An item of the list: how it is known, when it is good, whether a no is critical."""

    number: int
    critical: bool
    sense: Sense
    words: dict[str, str]
    good: dict[str, str]

    def named(self, language: str) -> str:
        return self.words.get(language[:2], self.words["es"])

    def good_when(self, language: str) -> str:
        return self.good.get(language[:2], self.good["es"])


@cache
def home_items() -> tuple[HomeItem, ...]:
    """Every item in its order."""
    tree: Any = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(
        HomeItem(
            one["number"], one.get("critical", False), Sense(one["sense"]), {"es": one["es"], "en": one["en"]},
            one["good"],
        )
        for one in tree
    )  # fmt: skip


def critical_items() -> frozenset[int]:
    """Numbers of items whose no opens an action."""
    return frozenset(one.number for one in home_items() if one.critical)
