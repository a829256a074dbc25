from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "winay.journal"
    label = "journal"
