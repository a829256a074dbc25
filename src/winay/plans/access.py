"""Who may write prices down, prepare and approve plans, and read them."""

from winay.core.actors import Actor, Permission
from winay.core.errors import NotAllowed
from winay.nuclei.access import may_for, require_for

__all__ = ["may_for", "may_price", "may_rate", "require_for", "require_price", "require_rate"]


def may_price(code: str, by: Actor | None) -> bool:
    """Whether somebody writes down prices of a place."""
    return by is not None and by.may_at(Permission.RECORD_PRICE, code)


def require_price(code: str, by: Actor) -> None:
    """`NotAllowed` unless they do."""
    if not may_price(code, by):
        raise NotAllowed(Permission.RECORD_PRICE)


def may_rate(by: Actor | None) -> bool:
    """Whether somebody writes down exchange rates: for the whole country alone."""
    return by is not None and by.may(Permission.RECORD_EXCHANGE_RATE)


def require_rate(by: Actor) -> None:
    """`NotAllowed` unless they do."""
    if not may_rate(by):
        raise NotAllowed(Permission.RECORD_EXCHANGE_RATE)
