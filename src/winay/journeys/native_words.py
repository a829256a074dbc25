"""Words of a language that is spoken in an assembly, beside the Spanish of its papers: a file of the catalogue. No
speaker has reviewed them, and what shows one says so."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parents[1] / "catalog" / "messages" / "native_words.yaml"
SHOWN = ("A", "S")
"""Attested, or standard vocabulary. Uncertain words are not printed."""


@cache
def written() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """The catalogue as it stands."""
    tree: Mapping[str, Mapping[str, Mapping[str, Any]]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tree


def languages_written() -> list[str]:
    """The languages that have words to print, in the order of their codes."""
    return sorted({language for words in written().values() for language in words if native_words(language)})


def native_words(language: str) -> dict[str, str]:
    """Every word of a language by what it stands for; none where the catalogue has no such language."""
    return {
        key: str(words[language]["word"])
        for key, words in written().items()
        if language in words and words[language]["certainty"] in SHOWN
    }
