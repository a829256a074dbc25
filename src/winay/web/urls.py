"""The addresses of the web door. Each page family lists its own; a view without an access rule fails a test."""

from django.urls import URLPattern

from winay.web import session

app_name = "web"
urlpatterns: list[URLPattern] = [
    *session.urlpatterns,
]
