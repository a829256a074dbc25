from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "winay.documents"
    label = "documents"

    def ready(self) -> None:
        from winay.documents import triggers  # noqa: F401
