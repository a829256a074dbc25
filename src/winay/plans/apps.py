"""The room's wiring."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "winay.plans"
    label = "plans"

    def ready(self) -> None:
        from winay.plans import triggers  # noqa: F401 - what the database refuses
