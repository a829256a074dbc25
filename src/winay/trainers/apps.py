"""The room's wiring."""

from django.apps import AppConfig


class TrainersConfig(AppConfig):
    name = "winay.trainers"
    label = "trainers"

    def ready(self) -> None:
        from winay.trainers import caseload_triggers, contract_triggers, schedule_triggers, scoring_triggers, triggers  # noqa: F401 - what is refused
