from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "winay.places"
    label = "places"

    def ready(self) -> None:
        """Register the room's triggers."""
        from winay.places import triggers  # noqa: F401
