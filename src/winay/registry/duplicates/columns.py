"""What is compared of each member, as columns: names by sound, parts of the birth date, place. Plain Python.

In comes what the registry holds (`RAW`), out goes what the comparisons of `settings.py` ask for. A name is read once,
however many people bear it: a country has some ten thousand of them.
"""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from winay.registry.sounds import plain, sound_keys, token
from winay.registry.terms import BirthPrecision, Sex

RAW = pa.schema(
    [
        ("member", pa.int64()),
        ("household", pa.int64()),
        ("place", pa.string()),
        ("given_names", pa.string()),
        ("surname_1", pa.string()),
        ("surname_2", pa.string()),
        ("sex", pa.string()),
        ("born_on", pa.date32()),
        ("birth_precision", pa.string()),
        ("national_id", pa.string()),
        ("fresh", pa.bool_()),
    ]
)
"""`place` is the ubigeo where the household lives, empty texts are unknown. `fresh`: to be compared with everybody; two
that are not are not compared with each other."""


def comparable(members: pa.Table) -> pa.Table:
    """The columns that are compared, a row a member, in the order given."""
    place = members["place"]
    known_sex = pc.is_in(members["sex"], pa.array([Sex.WOMAN.value, Sex.MAN.value]))
    return pa.table(
        {
            "unique_id": members["member"],
            "household": members["household"],
            "fresh": members["fresh"],
            "department": _number(place, 2),
            "province": _number(place, 4),
            "district": _number(place, 6),
            "locality": place,
            "s1": _each(members["surname_1"], _all_keys, pa.int64()),
            "s2": _each(members["surname_2"], _all_keys, pa.int64()),
            "w1": _each(members["surname_1"], _written, pa.string()),
            "w2": _each(members["surname_2"], _written, pa.string()),
            "ga": _each(members["given_names"], _any_order, pa.int64()),
            "g1": _each(members["given_names"], lambda names: _key(names, 0), pa.int64()),
            "g2": _each(members["given_names"], lambda names: _key(names, 1), pa.int64()),
            "wg": _each(members["given_names"], _written, pa.string()),
            **_born(members["born_on"], members["birth_precision"]),
            "sex": _where(known_sex, members["sex"]),
            "nid": _where(pc.not_equal(members["national_id"], ""), members["national_id"]),
        }
    )


def _all_keys(names: str) -> int | None:
    """All words of a surname as one number: De la Cruz sounds as one."""
    keys = sound_keys(names)
    return token(" ".join(keys)) if keys else None


def _any_order(names: str) -> int | None:
    """All given names as one number, whichever comes first."""
    keys = sound_keys(names)
    return token(" ".join(sorted(keys))) if keys else None


def _key(names: str, at: int) -> int | None:
    keys = sound_keys(names)
    return token(keys[at]) if len(keys) > at else None


def _written(names: str) -> str | None:
    return plain(names) or None


def _born(on: Any, precision: Any) -> dict[str, Any]:
    """Year, month and day, each null where it is not known."""
    day = pc.equal(precision, BirthPrecision.DAY.value)
    month = pc.or_(day, pc.equal(precision, BirthPrecision.MONTH.value))
    year = pc.not_equal(precision, BirthPrecision.UNKNOWN.value)
    parts = (("yr", year, pc.year), ("mo", month, pc.month), ("dy", day, pc.day))
    return {name: _where(known, pc.cast(part(on), pa.int32())) for name, known, part in parts}


def _where(known: Any, values: Any) -> Any:
    return pc.if_else(known, values, None)


def _each(column: Any, read: Callable[[str], object], kind: Any) -> Any:
    """What `read` makes of each text, asked once a different text."""
    coded = pa.chunked_array(column).combine_chunks().dictionary_encode()
    return pa.array([read(text) for text in coded.dictionary.to_pylist()], kind).take(coded.indices)


def _number(place: Any, digits: int) -> Any:
    return pc.cast(pc.utf8_slice_codeunits(place, 0, digits), pa.int32())
