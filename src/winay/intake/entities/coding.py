"""Values of entities at rest: one text for what a thing is, encrypted like a body, and a keyed hash of it, so that what
did not change is seen without opening it."""

import hashlib
import json
from collections.abc import Mapping

from django.conf import settings

from winay.core.keys import KeyRing
from winay.intake.receiving.bodies import hide, show

PURPOSE = "intake.entities"


def closed(values: Mapping[str, str]) -> str:
    """Values as they are kept."""
    return hide(text_of(values))


def opened(hidden: str) -> dict[str, str]:
    """What `closed` kept; nothing where it was erased."""
    found: dict[str, str] = json.loads(show(hidden)) if hidden else {}
    return found


def text_of(values: Mapping[str, str]) -> str:
    """The one way of writing them."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Marks:
    """Keyed hashes, each naming its key: made with the newest one, compared under whichever made them."""

    def __init__(self) -> None:
        self._ring: KeyRing = settings.WINAY_KEYRING()
        self._keys: dict[str, bytes] = {}

    def of(self, values: Mapping[str, str]) -> str:
        """The hash of some values."""
        return self._mark(text_of(values), self._ring.current)

    def same(self, mark: str, values: Mapping[str, str]) -> bool:
        """Whether a hash is of these values; False for one whose key is gone."""
        key_id = mark.partition(".")[0]
        return key_id in self._ring.keys and mark == self._mark(text_of(values), key_id)

    def _mark(self, text: str, key_id: str) -> str:
        key = self._keys.get(key_id)
        if key is None:
            key = self._keys[key_id] = self._ring.derive(PURPOSE, key_id)
        return f"{key_id}.{hashlib.blake2b(text.encode(), key=key, digest_size=20).hexdigest()}"
