"""What the `country` template holds: the same reference data that `make run` loads."""


def fill() -> None:
    """Load places, figures, programs and areas through their services."""
