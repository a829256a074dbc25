"""The key ring: secrets that live outside the database, in one file that only its owner can read.

Every ciphertext and every seal names the id of the key that made it, so keys can be rotated without
touching what older keys protected.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from binascii import b2a_base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from winay.core.blobs import sync_folder

KEY_BYTES, NONCE = 32, 12
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


@lru_cache(maxsize=64)
def _derived(key: bytes, purpose: str) -> bytes:
    return hmac.new(key, b"winay:" + purpose.encode(), hashlib.sha256).digest()


_cipher = lru_cache(maxsize=64)(AESGCM)


class KeyMissing(Exception):
    """A key that data depend on is not in the ring."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by id, and which of them is used for new work. Build it with `load` or `create`."""

    keys: dict[str, bytes] = field(repr=False)
    current: str

    @classmethod
    def create(cls, path: Path) -> "KeyRing":
        """A new ring with one key, written with mode 0600. FileExistsError if there is one already."""
        key_id = "k1"
        ring = cls({key_id: secrets.token_bytes(KEY_BYTES)}, key_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        ring._write(path, exclusive=True)
        return ring

    @classmethod
    def load(cls, path: Path) -> "KeyRing":
        """The ring in `path`; KeyMissing when the file is absent, open to others, or damaged."""
        try:
            mode = path.stat().st_mode & 0o077
            text = path.read_text()
        except FileNotFoundError:
            raise KeyMissing(f"no key file at {path}") from None
        except PermissionError:
            raise KeyMissing(f"{path} belongs to somebody else; run as its owner") from None
        if mode:
            raise KeyMissing(f"{path} can be read by others; run: chmod 600 {path}")
        try:
            data = json.loads(text)
            keys = {key_id: base64.b64decode(value, validate=True) for key_id, value in data["keys"].items()}
            current = data["current"]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeyMissing(f"{path} is damaged ({error}); restore it from a backup") from None
        if current not in keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise KeyMissing(f"{path} is damaged; restore it from a backup")
        return cls(keys, current)

    def rotate(self, path: Path) -> "KeyRing":
        """Add a new key and use it from now on; the old ones stay, for what they protect."""
        key_id = f"k{max(int(known[1:]) for known in self.keys) + 1}"
        ring = KeyRing({**self.keys, key_id: secrets.token_bytes(KEY_BYTES)}, key_id)
        ring._write(path, exclusive=False)
        return ring

    def derive(self, purpose: str, key_id: str | None = None) -> bytes:
        """A 32-byte key for one purpose only, e.g. `journal` or `session`."""
        key_id = key_id or self.current
        if key_id not in self.keys:
            raise KeyMissing(f"key {key_id} is not in the ring")
        return _derived(self.keys[key_id], purpose)

    def cipher(self, purpose: str, key_id: str | None = None) -> AESGCM:
        """What opens and closes for one purpose."""
        return _cipher(self.derive(purpose, key_id))

    def encrypt(self, purpose: str, plain: bytes) -> str:
        """AES-256-GCM; the text names its key: `k1.<base64>`."""
        return self.encrypter(purpose)([plain])[0]

    def encrypter(self, purpose: str) -> Callable[[Sequence[bytes]], list[str]]:
        """`encrypt` for one purpose, with its key derived once: for many, each under a nonce of its own."""
        hide, known, prefix = self.cipher(purpose).encrypt, purpose.encode(), f"{self.current}."

        def encrypt(plains: Sequence[bytes]) -> list[str]:
            random = secrets.token_bytes(NONCE * len(plains))
            nonces = [random[at : at + NONCE] for at in range(0, len(random), NONCE)]
            raw = [b2a_base64(nonce + hide(nonce, plain, known)) for nonce, plain in zip(nonces, plains, strict=True)]
            return [prefix + text for text in b"".join(raw).translate(_URL_SAFE).decode().splitlines()]

        return encrypt

    def decrypt(self, purpose: str, text: str) -> bytes:
        """What `encrypt` hid; KeyMissing when its key is gone, `cryptography`'s InvalidTag when it was altered."""
        key_id, _, body = text.partition(".")
        raw = base64.urlsafe_b64decode(body)
        return self.cipher(purpose, key_id).decrypt(raw[:NONCE], raw[NONCE:], purpose.encode())

    def _write(self, path: Path, *, exclusive: bool) -> None:
        body = json.dumps(
            {"current": self.current, "keys": {k: base64.b64encode(v).decode() for k, v in self.keys.items()}}, indent=1
        )
        target = path if exclusive else path.with_suffix(".new")
        flags = os.O_WRONLY | os.O_CREAT | (os.O_EXCL if exclusive else os.O_TRUNC)
        handle = os.open(target, flags, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(body)
            out.flush()
            os.fsync(out.fileno())
        if not exclusive:
            target.replace(path)
        sync_folder(path.parent)
