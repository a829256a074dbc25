from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "winay.programs"
    label = "programs"
