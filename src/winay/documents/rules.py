"""Codes and numbers of documents, and the one spelling of what was printed. Plain Python."""

import hashlib
import json
import secrets
from collections.abc import Mapping

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32 signs: no I, L, O or U, which a hand or an eye takes for 1, 1, 0 and V."""
CODE_LENGTH = 12
"""Twelve signs of five bits: 60 bits, so that nobody comes upon a document by guessing."""
GROUP = 4
_MEANT = str.maketrans({"I": "1", "L": "1", "O": "0"})
_BETWEEN = str.maketrans(dict.fromkeys("- \t\u00a0\u2010\u2011\u2012\u2013\u2014\u2212.", ""))


def new_code() -> str:
    """A verification code nobody can guess, ungrouped."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def grouped(code: str) -> str:
    """As it is printed and read aloud: `7K4M-9QXT-2HVD`."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read_code(text: str) -> str | None:
    """A code as somebody typed it: lower case, spaces, hyphens, an O for a zero. None for what is no code."""
    if len(text) > 100:
        return None
    code = text.upper().translate(_BETWEEN).translate(_MEANT)
    return code if len(code) == CODE_LENGTH and all(sign in ALPHABET for sign in code) else None


def number_text(serial: int, year: int, office: str) -> str:
    """The number people cite: `0001-2026-UT-AYACUCHO`. An office's numbers of a year have no gap."""
    return f"{serial:04d}-{year}-{office}"


def canonical(inputs: Mapping[str, object]) -> str:
    """What was printed as one text: the same inputs, the same text, whatever the order they were gathered in."""
    return json.dumps(inputs, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
