"""A thing that a line of the journal is about, as its pages name it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Thing:
    """A subject's name. `detail` says where it belongs; both are facts and are not translated. `address` is what its
    page asks for (a version: program and version)."""

    name: str
    detail: str = ""
    address: tuple[str, ...] = ()
    synthetic: bool = False


def uuid_of(key: str) -> UUID | None:
    """The public id that a subject's key is; None for another kind of key."""
    try:
        return UUID(key)
    except ValueError:
        return None


def uuids_of(keys: set[str]) -> list[UUID]:
    """Those of the keys that are public ids."""
    return [found for found in map(uuid_of, keys) if found is not None]
