"""Tokens of phones: random, shown once, kept as a keyed hash. Plain Python."""

import hashlib
import hmac
import re
import secrets

from winay.core.keys import KeyRing

PURPOSE = "phone"
TOKEN_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """256 random bits that can stand in an address as they are."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def is_token(text: str) -> bool:
    """Whether this could be a token at all."""
    return _TOKEN.fullmatch(text) is not None


def token_hash(ring: KeyRing, token: str, key_id: str | None = None) -> str:
    """What is kept of a token: HMAC-SHA-256 under a key of the ring (the current one). The database alone lets nobody
    in, and a token that was guessed cannot be checked without the ring."""
    return hmac.new(ring.derive(PURPOSE, key_id), token.encode(), hashlib.sha256).hexdigest()


def possible_hashes(ring: KeyRing, token: str) -> list[str]:
    """The hash of a token under each key of the ring: a credential keeps working when the keys are rotated."""
    return [token_hash(ring, token, key_id) for key_id in ring.keys]
