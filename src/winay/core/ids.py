"""Public identifiers: the only ids that leave the database."""

from uuid import UUID, uuid4


def new_id() -> UUID:
    """A fresh public id. Random, so that it can also be made on a phone without asking anybody."""
    return uuid4()
