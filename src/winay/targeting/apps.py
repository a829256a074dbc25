from django.apps import AppConfig


class TargetingConfig(AppConfig):
    name = "winay.targeting"
    label = "targeting"
