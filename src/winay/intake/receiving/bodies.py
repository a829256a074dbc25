"""Bodies at rest: compressed and encrypted, because answers name people. The hash is of what was sent."""

import hashlib
import secrets
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidTag
from django.conf import settings

from winay.core.keys import KeyRing

PURPOSE = "intake"
_AS = PURPOSE.encode()


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A body as it is kept, and the key that opens it."""

    body: bytes
    key_id: str
    sha256: str
    size: int


def wrap(content: bytes) -> Wrapped:
    """Ready to be kept."""
    ring: KeyRing = settings.WINAY_KEYRING()
    nonce = secrets.token_bytes(12)
    sealed = ring.cipher(PURPOSE).encrypt(nonce, zlib.compress(content, 1), _AS)
    return Wrapped(nonce + sealed, ring.current, hashlib.sha256(content).hexdigest(), len(content))


def unwrap(body: bytes | memoryview, key_id: str, sha256: str) -> bytes:
    """The bytes that were sent. `KeyMissing` without the key; ValueError for bytes that are no longer those."""
    return unwrapper()(body, key_id, sha256)


def unwrapper() -> Callable[[bytes | memoryview, str, str], bytes]:
    """`unwrap` for many, which asks for each key once."""
    ring: KeyRing = settings.WINAY_KEYRING()

    @cache
    def opens(key_id: str) -> Callable[[bytes, bytes, bytes], bytes]:
        return ring.cipher(PURPOSE, key_id).decrypt

    def one(body: bytes | memoryview, key_id: str, sha256: str) -> bytes:
        raw = bytes(body)
        try:
            content = zlib.decompress(opens(key_id)(raw[:12], raw[12:], _AS))
        except (InvalidTag, zlib.error):
            raise ValueError("a submission was altered") from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError("a submission was altered")
        return content

    return one


def hide(text: str) -> str:
    """A text that may hold what somebody answered, as it is kept; "" stays ""."""
    ring: KeyRing = settings.WINAY_KEYRING()
    return ring.encrypt(PURPOSE, text.encode()) if text else ""


def show(hidden: str) -> str:
    """What `hide` hid."""
    ring: KeyRing = settings.WINAY_KEYRING()
    return ring.decrypt(PURPOSE, hidden).decode() if hidden else ""
