"""Forms as offices changed them for their own phones: which version each office uses, and putting one into use."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import Refused
from winay.intake.forms.lists import may_see, version_by_id
from winay.intake.forms.offices import offices_to_adapt_for, offices_with_forms
from winay.journeys.publishing import adapt_for_office
from winay.journeys.wording import say
from winay.web.addresses import uuid_or_none
from winay.web.field_forms import PublishForm, contents, reader
from winay.web.guard import needs


class AdaptForm(PublishForm):
    """The workbook as an office changed it, and for which office it is."""

    office = forms.ChoiceField(label=gettext_lazy("Para los teléfonos de"))
    field_order = ("office", "workbook", "files")

    def __init__(self, *args: Any, offices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [(one.code, f"{one.name} · {one.code}") for one in offices]  # type: ignore[attr-defined]


@needs(Permission.READ_PHONES)
@require_GET
def forms_of_offices(request: HttpRequest) -> HttpResponse:
    """Which offices use forms of their own, and which ones."""
    who = reader(request)
    rows = offices_with_forms(who.places_for(Permission.READ_PHONES))
    context = {
        "rows": rows,
        "own": sum(bool(row.versions) for row in rows),
        "may_adapt": who.may_somewhere(Permission.ADAPT_FORM),
    }
    return render(request, "forms/offices.html", context)


@needs(Permission.ADAPT_FORM)
@require_http_methods(["GET", "POST"])
def adapt(request: HttpRequest) -> HttpResponse:
    """Give the phones of an office a version of its own."""
    who = reader(request)
    offices = offices_to_adapt_for(who)
    posted = request.method == "POST"
    form = AdaptForm(request.POST, request.FILES, offices=offices) if posted else AdaptForm(offices=offices)
    refused: list[str] = []
    if posted and form.is_valid():
        office = next(one for one in offices if one.code == form.cleaned_data["office"])
        try:
            made = adapt_for_office(
                source=form.cleaned_data["workbook"].read(), media=contents(form.cleaned_data["files"]), office=office,
                by=who, at=now(),
            )  # fmt: skip
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        else:
            words = _("En uso: %(title)s, versión %(version)s. La reciben los teléfonos de %(office)s.")
            told = {"title": made.title, "version": made.version, "office": office.name}
            messages.success(request, words % told)
            return redirect("web:field_form", made.public_id)
    context = {"form": form, "refused": refused, "offices": offices, "begun_from": _begun_from(request)}
    return render(request, "forms/adapt.html", context, status=422 if posted else 200)


def _begun_from(request: HttpRequest) -> Any:
    """The version whose page one came from, for its workbook."""
    key = uuid_or_none(request.GET.get("de"))
    found = version_by_id(key) if key else None
    if found is not None and not may_see(found, reader(request).places_for(Permission.READ_PHONES)):
        raise PermissionDenied
    return found


urlpatterns = [
    path("formularios/unidades/", forms_of_offices, name="forms_of_offices"),
    path("formularios/adaptar/", adapt, name="adapt_form"),
]
