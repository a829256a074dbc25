from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "winay.accounts"
    label = "accounts"
