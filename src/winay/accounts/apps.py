from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "winay.accounts"
    label = "accounts"

    def ready(self) -> None:
        from winay.accounts import triggers  # noqa: F401  registers them
