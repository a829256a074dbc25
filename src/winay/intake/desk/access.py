"""Who may look at what phones sent, and decide about it. It belongs to no program: to a place, or to the country."""

from winay.core.actors import Actor, Permission
from winay.core.errors import NotAllowed


def may_read(by: Actor | None, place_code: str) -> bool:
    """Whether somebody may see what a phone of this territory ("" for the country) sent."""
    return by is not None and _holds(by, Permission.READ_SUBMISSIONS, place_code)


def may_review(by: Actor | None, place_code: str) -> bool:
    """Whether somebody may correct, process again, set aside and settle it."""
    return by is not None and _holds(by, Permission.REVIEW_SUBMISSIONS, place_code)


def require_review(by: Actor, place_code: str) -> None:
    """`NotAllowed` unless `may_review`."""
    if not may_review(by, place_code):
        raise NotAllowed(Permission.REVIEW_SUBMISSIONS)


def may_erase(by: Actor | None, place_code: str) -> bool:
    """Whether somebody may erase what it says, at the wish of people of this territory ("" for the country)."""
    return by is not None and _holds(by, Permission.ERASE_PERSON, place_code)


def require_erase(by: Actor, place_code: str) -> None:
    """`NotAllowed` unless `may_erase`."""
    if not may_erase(by, place_code):
        raise NotAllowed(Permission.ERASE_PERSON)


def _holds(by: Actor, permission: Permission, place_code: str) -> bool:
    return by.may_at(permission, place_code) if place_code else by.may(permission)
