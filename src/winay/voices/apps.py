"""The room's wiring."""

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "winay.voices"
    label = "voices"

    def ready(self) -> None:
        from winay.voices import triggers  # noqa: F401 - what the database refuses
