"""National ids at rest: encrypted, and found again by a keyed hash. Plain Python.

The hash uses the oldest key of the ring, so that adding a key changes no hash; encryption uses the newest.
"""

import hmac
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from winay.core.keys import KeyRing

PURPOSE, LOOKUP = "national-id", "national-id-lookup"
HASH_LENGTH = 32
SHOWN = 3
_BETWEEN = re.compile(r"[\s.\-\u2010-\u2015]")


def read_id(text: str) -> str:
    """An id as people write it, without spaces, points and hyphens. Whether it is one, the rules say."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text.strip()))


def masked(national_id: str) -> str:
    """The last digits alone: `•••••678`."""
    return "•" * max(len(national_id) - SHOWN, 0) + national_id[-SHOWN:] if national_id else ""


@dataclass(frozen=True, slots=True)
class NationalIds:
    """How ids are kept with one key ring."""

    ring: KeyRing
    lookup_key: bytes = field(repr=False)
    encrypter: Callable[[Sequence[bytes]], list[str]] = field(repr=False)

    @classmethod
    def of(cls, ring: KeyRing) -> "NationalIds":
        """For a ring; its keys are derived once."""
        oldest = min(ring.keys, key=lambda key: int(key[1:]))
        return cls(ring, ring.derive(LOOKUP, oldest), ring.encrypter(PURPOSE))

    def hash(self, national_id: str) -> str:
        """What finds an id: the first 128 bits of HMAC-SHA-256 in hexadecimal; empty for an empty id."""
        if not national_id:
            return ""
        return hmac.digest(self.lookup_key, national_id.encode(), "sha256").hex()[:HASH_LENGTH]

    def encrypt(self, national_id: str) -> str:
        """The id as it rests; empty for an empty one."""
        return self.encrypt_all([national_id])[0]

    def encrypt_all(self, national_ids: Sequence[str]) -> list[str]:
        """Many of them, in their order."""
        hidden = iter(self.encrypter([one.encode() for one in national_ids if one]))
        return [next(hidden) if one else "" for one in national_ids]

    def decrypt(self, text: str) -> str:
        """The id itself; errors as in `KeyRing.decrypt`."""
        return self.ring.decrypt(PURPOSE, text).decode() if text else ""
