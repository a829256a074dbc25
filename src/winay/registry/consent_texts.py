"""The texts that people agree to: files of the catalogue, one a version, never edited once somebody agreed to one."""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache

import yaml
from django.conf import settings


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A version of the text. `sha256` is of the Spanish words, which are those that are read. `slots` are languages
    for which nobody has written and reviewed a text yet."""

    key: str
    valid_from: date
    title: dict[str, str]
    text: dict[str, str]
    confirmed: bool
    slots: tuple[str, ...]
    sha256: str


@cache
def consent_texts() -> dict[str, ConsentText]:
    """All versions by key, the oldest first."""
    found = []
    for path in sorted(settings.WINAY_CONSENTS.glob("*.yaml")):
        tree = yaml.safe_load(path.read_text(encoding="utf-8"))
        found.append(
            ConsentText(
                tree["key"], tree["valid_from"], tree["title"], tree["text"], tree["confirmed"], tuple(tree["slots"]),
                hashlib.sha256(tree["text"]["es"].encode()).hexdigest(),
            )
        )  # fmt: skip
    return {text.key: text for text in sorted(found, key=lambda text: text.valid_from)}


def consent_text(on: date) -> ConsentText:
    """The text in force on a day; for a day before all of them, the oldest."""
    texts = list(consent_texts().values())
    return next((text for text in reversed(texts) if text.valid_from <= on), texts[0])
