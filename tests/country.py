"""What the `country` template holds: the same reference data that `make run` loads."""

from datetime import UTC, datetime


def fill() -> None:
    """Load places, figures, programs and areas through their services."""
    from django.conf import settings

    from winay.core.actors import SYSTEM
    from winay.places.services import load_country

    load_country(settings.WINAY_COUNTRY, by=SYSTEM, at=datetime(2026, 11, 23, 12, tzinfo=UTC))
