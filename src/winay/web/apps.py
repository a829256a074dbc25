from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "winay.web"
    label = "web"
