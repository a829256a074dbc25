"""The addresses of the web door. Each page family lists its own; a view without an access rule fails a test."""

from django.urls import URLPattern

from winay.web import farms, home, maps, screening, selections, session

app_name = "web"
urlpatterns: list[URLPattern] = [
    *home.urlpatterns,
    *screening.urlpatterns,
    *selections.urlpatterns,
    *farms.urlpatterns,
    *maps.urlpatterns,
    *session.urlpatterns,
]
