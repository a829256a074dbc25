"""The room's wiring."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "winay.supervision"
    label = "supervision"

    def ready(self) -> None:
        from winay.supervision import triggers  # noqa: F401 - what is refused
