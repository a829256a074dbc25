from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "winay.programs"
    label = "programs"

    def ready(self) -> None:
        """Register the room's triggers."""
        from winay.programs import triggers  # noqa: F401
