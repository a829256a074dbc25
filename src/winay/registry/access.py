"""Who may read and write households where. A household belongs to no program: whoever works in its territory for any
program works with it."""

from collections.abc import Sequence

from winay.core.actors import Actor, Permission
from winay.core.errors import NotAllowed


def may_read_household(by: Actor | None, place_code: str) -> bool:
    """Whether somebody may open a household that lives there."""
    return by is not None and by.may_at(Permission.READ_HOUSEHOLDS, place_code)


def may_write_household(by: Actor, place_code: str) -> bool:
    """Whether the actor may register and correct households that live there."""
    return by.may_at(Permission.REGISTER_HOUSEHOLD, place_code)


def require_write(by: Actor, place_code: str) -> None:
    """`NotAllowed` unless the actor may register and correct households that live there."""
    require_at(by, Permission.REGISTER_HOUSEHOLD, place_code)


def require_write_at_one(by: Actor, place_codes: Sequence[str]) -> None:
    """`NotAllowed` unless the actor may write at one of the places at least: what goes from one office's territory to
    another's may be said by either."""
    if not any(by.may_at(Permission.REGISTER_HOUSEHOLD, code) for code in place_codes):
        raise NotAllowed(Permission.REGISTER_HOUSEHOLD)


def require_at(by: Actor, permission: Permission, place_code: str) -> None:
    """`NotAllowed` unless the actor holds the permission for the place, for whatever program."""
    if not by.may_at(permission, place_code):
        raise NotAllowed(permission)
