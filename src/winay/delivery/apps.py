"""The room's wiring."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "winay.delivery"
    label = "delivery"
