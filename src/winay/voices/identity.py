"""Who spoke, where they asked to be protected: encrypted at rest, found again by a keyed hash where their data must be
erased. Plain Python.

The hash uses the oldest key of the ring, so that adding a key changes no hash; encryption uses the newest.
"""

import hmac
from dataclasses import dataclass, field
from uuid import UUID

from winay.core.keys import KeyRing

PURPOSE, LOOKUP = "protected-voice", "protected-voice-lookup"
HASH_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as they gave themselves: a name, and how to reach them."""

    name: str = field(repr=False)
    contact: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Identities:
    """How identities are kept with one key ring."""

    ring: KeyRing
    lookup_key: bytes = field(repr=False)

    @classmethod
    def of(cls, ring: KeyRing) -> "Identities":
        """For a ring; its lookup key is derived once."""
        oldest = min(ring.keys, key=lambda key: int(key[1:]))
        return cls(ring, ring.derive(LOOKUP, oldest))

    def hide(self, who: Identity) -> str:
        """An identity as it rests."""
        return self.ring.encrypt(PURPOSE, f"{who.name}\n{who.contact}".encode())

    def open(self, text: str) -> Identity:
        """The identity itself; errors as in `KeyRing.decrypt`."""
        name, _, contact = self.ring.decrypt(PURPOSE, text).decode().partition("\n")
        return Identity(name, contact)

    def key(self, member: UUID) -> str:
        """What finds everything that a member of a household said: 128 bits of HMAC-SHA-256 in hexadecimal."""
        return hmac.digest(self.lookup_key, member.bytes, "sha256").hex()[:HASH_LENGTH]
