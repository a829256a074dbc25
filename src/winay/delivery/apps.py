"""The room's wiring."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "winay.delivery"
    label = "delivery"

    def ready(self) -> None:
        from winay.delivery import (  # noqa: F401 - what is refused
            asset_triggers,
            home_triggers,
            saying_triggers,
            technology_triggers,
            visit_triggers,
        )
