from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "winay.intake"
    label = "intake"

    def ready(self) -> None:
        from winay.intake import entity_triggers, triggers  # noqa: F401
