"""The addresses of the web door, one page family a module."""

from django.urls import URLPattern

app_name = "web"
urlpatterns: list[URLPattern] = []
