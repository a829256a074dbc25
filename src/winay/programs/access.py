"""Who may do what in this room."""

from winay.core.actors import Actor, System


def may_publish(by: Actor) -> bool:
    """Versions are published from the command line only: their files are reviewed like code, not typed in a form."""
    return isinstance(by, System)
