"""The room's wiring."""

from django.apps import AppConfig


class NucleiConfig(AppConfig):
    name = "winay.nuclei"
    label = "nuclei"

    def ready(self) -> None:
        from winay.nuclei import (  # noqa: F401 - what the database refuses
            governance_triggers,
            period_triggers,
            phone_triggers,
            triggers,
        )
