"""Answers that are kept and that nothing reads yet, on the pages of the household or nucleus that they speak of."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.intake.desk.kept import answers_kept
from winay.intake.desk.queries import forms_sent
from winay.intake.terms import Spoken
from winay.web.addresses import uuid_or_none
from winay.web.field_forms import reader
from winay.web.guard import needs
from winay.web.household_words import title_of
from winay.web.households import readable_or_404 as readable_household
from winay.web.nucleus import readable_or_404 as readable_nucleus

PAGE = 50


@needs(Permission.READ_HOUSEHOLDS)
@require_GET
def kept_of_household(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is kept about a household."""
    found = readable_household(request, public_id)
    return _page(request, Spoken.HOUSEHOLD, found, title_of(found), reverse("web:household", args=[public_id]))


@needs(Permission.READ_NUCLEI)
@require_GET
def kept_of_nucleus(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is kept about a nucleus."""
    found = readable_nucleus(request, public_id)
    return _page(request, Spoken.NUCLEUS, found, found.name, reverse("web:nucleus", args=[public_id]))


def _page(request: HttpRequest, kind: Spoken, found: Any, name: str, back_url: str) -> HttpResponse:
    before = uuid_or_none(request.GET.get("before"))
    places = reader(request).places_for(Permission.READ_SUBMISSIONS)
    rows, next_before = answers_kept(kind, found.public_id, places, before=before, limit=PAGE)
    titles = forms_sent()
    context = {
        "rows": [(row, titles.get(row.form_id, row.form_id)) for row in rows], "next_before": next_before,
        "name": name, "back_url": back_url, "first": before is None,
    }  # fmt: skip
    return render(request, "submissions/kept.html", context)


urlpatterns = [
    path("hogares/<uuid:public_id>/respuestas/", kept_of_household, name="kept_of_household"),
    path("nucleos/<uuid:public_id>/respuestas/", kept_of_nucleus, name="kept_of_nucleus"),
]
