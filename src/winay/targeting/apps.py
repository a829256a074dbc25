from django.apps import AppConfig


class TargetingConfig(AppConfig):
    name = "winay.targeting"
    label = "targeting"

    def ready(self) -> None:
        from winay.targeting import triggers  # noqa: F401  registers them
