"""How a name sounds, so that Quispe finds Kispe and Huamán finds Waman. Plain Python.

Names of Quechua and Spanish are written in several ways: by ear, by a clerk of long ago, by today's norm. A key folds
what sounds alike to somebody who hears it: three vowels, no silent h, one sibilant, k for c, q and qu. It is coarse on
purpose: a search shows too many rather than none, and people look at what they find.
"""

import hashlib
import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘´`ʼ\u02bb"), None)
_NOT_LETTER = re.compile(r"[^a-zñ]+")
_FOLDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"sch|sh|x(?=[aeiou])", "S"),  # Shipibo x and sh
        (r"tch|tz|ts", "C"),
        (r"chh|ch", "C"),
        (r"ph(?=[aeiou])", "p"),
        (r"th", "t"),
        (r"kh|qh", "k"),
        (r"(?:^|(?<=[^cCsS]))h(?=u[aeiou])", ""),  # Huamán
        (r"g[uü](?=a|o)", "w"),  # Guamán, Güimac
        (r"gü(?=[ei])", "w"),
        (r"^u(?=[aeio])", "w"),
        (r"(?<=[aeiou])u(?=[aeio])", "w"),
        (r"(?<=[bcdfgjklmnpqrstvz])h?[uw](?=[aeiou])", "U"),  # a w after a consonant sounds as u
        (r"q[uU](?=[ei])|c(?=[aouUklrt]|$)|cc+|ck|q", "k"),
        (r"g[uU](?=[ei])", "G"),
        (r"c(?=[eiy])|z|ss+|x|S", "s"),
        (r"g(?=[ei])|j", "j"),
        (r"ll|ly", "y"),
        (r"y(?=[^aeiou]|$)", "i"),
        (r"v", "b"),
        (r"h", ""),
        (r"[eéë]", "i"),
        (r"[oóö]", "u"),
        (r"w(?=[^aeiou]|$)", "u"),
        (r"ñ|ni(?=[aeu])", "n"),
        (r"m(?=[pb])", "n"),
    )
)
_TWICE = re.compile(r"(.)\1+")
PARTICLES = frozenset({"de", "del", "la", "las", "los", "el", "y", "da", "do", "dos", "san", "viuda", "vda"})


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """Lower case, no accents, no apostrophes; ñ stays a letter of its own; anything else parts words."""
    low = text.translate(_APOSTROPHES).casefold().replace("ñ", "\0")
    letters = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return _NOT_LETTER.sub(" ", letters.replace("\0", "ñ")).strip()


def alphabetical(*words: str) -> str:
    """What puts people in the order of a Spanish dictionary, in Python and in either database: accents do not count,
    and ñ, a letter of its own, stands after n and before o. It is written nzz, because databases differ about where a ñ
    or a sign stands, never about plain letters."""
    return " ".join(filter(None, map(_ordered, words)))


@lru_cache(maxsize=200_000)
def _ordered(word: str) -> str:
    return plain(word).replace("ñ", "nzz")


@lru_cache(maxsize=200_000)
def sound_key(word: str) -> str:
    """The key of one word; empty where nothing of it is a letter."""
    key = plain(word).replace(" ", "")
    for pattern, new in _FOLDS:
        key = pattern.sub(new, key)
    return _TWICE.sub(r"\1", key).lower()


@lru_cache(maxsize=200_000)
def sound_keys(text: str) -> tuple[str, ...]:
    """The keys of the words of a name, each once, without the particles of Spanish names."""
    words = plain(text).split()
    chosen = [word for word in words if word not in PARTICLES] or words
    return tuple(dict.fromkeys(key for word in chosen if (key := sound_key(word))))


@lru_cache(maxsize=200_000)
def token(key: str) -> int:
    """A key as a whole number of 63 bits, as the table of tokens keeps it: short to index, the same on both databases.

    Two keys meet with a chance of about one in 10**14 among the few hundred thousand names of a country; a search would
    then show somebody too many.
    """
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()) >> 1


def name_tokens(*names: str) -> set[int]:
    """The tokens under which somebody of these names is found."""
    return set().union(*map(_tokens, names))


@lru_cache(maxsize=200_000)
def _tokens(name: str) -> tuple[int, ...]:
    return tuple(map(token, sound_keys(name)))
