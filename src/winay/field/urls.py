"""Addresses for phones, each with the token in it and without, each with and without a slash at its end: a redirect
would lose what was sent."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from winay.field import entity_lists, lists, submission

app_name = "field"


def _addresses(route: str, view: Callable[..., HttpResponseBase], name: str) -> Iterator[URLPattern]:
    named: Any
    for prefix, named in (("<str:token>/", name), ("", f"basic_{name}")):
        yield path(f"{prefix}{route}", view, name=named)
        yield path(f"{prefix}{route}/", view, name=f"{named}_slash")


urlpatterns = [
    *_addresses("submission", submission.submission, "submission"),
    *_addresses("formList", lists.form_list, "form_list"),
    *_addresses("form/<uuid:public_id>", lists.form, "form"),
    *_addresses("form/<uuid:public_id>/manifest", lists.manifest, "manifest"),
    *_addresses("form/<uuid:public_id>/media/<str:filename>", lists.media, "media"),
    *_addresses("lists/<str:dataset>.csv", entity_lists.entity_list, "entity_list"),
    *_addresses("lists/<str:dataset>/integrity", entity_lists.integrity, "integrity"),
]
