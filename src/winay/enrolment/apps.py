from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "winay.enrolment"
    label = "enrolment"

    def ready(self) -> None:
        from winay.enrolment import triggers  # noqa: F401  registers them
