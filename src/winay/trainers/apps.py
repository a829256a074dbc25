"""The room's wiring."""

from django.apps import AppConfig


class TrainersConfig(AppConfig):
    name = "winay.trainers"
    label = "trainers"

    def ready(self) -> None:
        from winay.trainers import (  # noqa: F401 - what is refused
            caseload_triggers,
            contract_triggers,
            course_triggers,
            phone_triggers,
            schedule_triggers,
            scoring_triggers,
            triggers,
        )
