from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "winay.places"
    label = "places"
