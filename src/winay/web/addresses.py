"""What addresses carry, as somebody may have changed it."""

from uuid import UUID


def uuid_or_none(text: str | None) -> UUID | None:
    """An id of an address; None for anything else."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
