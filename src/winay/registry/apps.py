"""The room's wiring."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "winay.registry"
    label = "registry"

    def ready(self) -> None:
        from winay.registry import triggers  # noqa: F401 - registers what the database itself refuses
