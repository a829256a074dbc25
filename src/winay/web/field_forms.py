"""Forms for phones: their versions, publishing one, reading and printing it, retiring it and bringing it back. What
offices change for their phones is in `adapted_forms`."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from winay.accounts.queries import ActingPerson, names_of
from winay.accounts.wording import SYSTEM as SYSTEM_NAME
from winay.core.actors import NOBODY, Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.intake.forms.lists import count_forms, list_versions, may_see, media_file, media_of, version_by_id
from winay.intake.forms.offices import adapted_of, may_adapt
from winay.intake.forms.preview import preview
from winay.intake.forms.services import restore_form, retire_form
from winay.intake.paper.rules import new_number
from winay.journeys.publishing import publish_adapted
from winay.journeys.wording import say
from winay.web.addresses import uuid_or_none
from winay.web.form_differences import KINDS, against_central, language_words
from winay.web.guard import actor, needs, require
from winay.web.kept_files import kept_file
from winay.web.paper_parts import paper_parts
from winay.web.people_forms import ReasonForm
from winay.web.table_files import XLSX

PAGE = 50


class ManyFiles(forms.ClearableFileInput):
    """A file field that takes several."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files, each checked as one is."""

    widget = ManyFiles(attrs={"multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [super(ManyFilesField, self).clean(one, initial) for one in data or ()]


class PublishForm(forms.Form):
    """A workbook and the files it calls for."""

    workbook = forms.FileField(
        label=gettext_lazy("Libro XLSForm (.xlsx)"),
        help_text=gettext_lazy("Con las hojas «survey», «choices» y «settings»; form_id y version en «settings»."),
    )
    files = ManyFilesField(
        label=gettext_lazy("Archivos que usa: audios, imágenes, listas"), required=False,
        help_text=gettext_lazy(
            "Lo que la versión anterior ya lleva no hace falta, ni los dibujos de las tecnologías, ni "
            "«localidades.csv», ni las listas de un yachachiq («households.csv» y las demás): cada teléfono recibe "
            "las suyas."
        ),
    )  # fmt: skip


@needs(Permission.READ_PHONES)
@require_GET
def field_forms(request: HttpRequest) -> HttpResponse:
    """Every version of every form that one may read, the newest first."""
    who = reader(request)
    places = who.places_for(Permission.READ_PHONES)
    text = request.GET.get("q", "").strip()[:100]
    page = list_versions(places, text=text, after=uuid_or_none(request.GET.get("after")), limit=PAGE)
    names = names_of(one.published_by for one in page.versions)
    used, versions = count_forms(places)
    context = {
        "page": page,
        "rows": [(one, _name(one.published_by, names)) for one in page.versions],
        "used": used,
        "versions": versions,
        "text": text,
        "may_publish": who.may(Permission.PUBLISH_FORM),
        "may_adapt": who.may_somewhere(Permission.ADAPT_FORM),
    }
    return render(request, "forms/forms.html", context)


@needs(Permission.READ_PHONES)
@require_GET
def field_form(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One version as people read it, and as it can be printed and filled in on paper."""
    form, who = form_or_404(request, public_id), reader(request)
    shown = preview(bytes(form.xml), request.GET.get("lang", ""))
    names = names_of({form.published_by, *([form.retired_by] if form.retired_by else [])})
    context = {
        "form": form,
        "shown": shown,
        "parts": paper_parts(shown.lines, _number(request, "veces", 3, 12)),
        "copies": [new_number() for _copy in range(_number(request, "hojas", 1, 40))],
        "rounds": _number(request, "veces", 3, 12),
        "has_repeats": any(line.kind == "repeat" for line in shown.lines),
        "may_type": who.may_somewhere(Permission.REVIEW_SUBMISSIONS),
        "languages": [(name, language_words(name)) for name in shown.languages],
        "kinds": KINDS,
        "media": (media := media_of(form)),
        "media_size": sum(one.size or 0 for one in media),
        "published_by": _name(form.published_by, names),
        "retired_by": names.get(form.retired_by, "") if form.retired_by else "",
        "may_fill": who.may_somewhere(Permission.MANAGE_PHONES),
        "may_change": _may_change(who, form),
        "may_adapt": who.may_somewhere(Permission.ADAPT_FORM),
        "against": against_central(form) if form.office else None,
        "adapted": [] if form.office else adapted_of(form.form_id, who.places_for(Permission.READ_PHONES)),
    }
    return render(request, "forms/form.html", context)


@needs(Permission.PUBLISH_FORM)
@require_http_methods(["GET", "POST"])
def field_form_publish(request: HttpRequest) -> HttpResponse:
    """Publish a version from a workbook."""
    who = require(request, Permission.PUBLISH_FORM)
    posted = request.method == "POST"
    form = PublishForm(request.POST, request.FILES) if posted else PublishForm()
    refused: list[str] = []
    if posted and form.is_valid():
        try:
            source = form.cleaned_data["workbook"].read()
            published = publish_adapted(source=source, media=contents(form.cleaned_data["files"]), by=who, at=now())
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        else:
            words = _("Publicado: %(title)s, versión %(version)s. Los teléfonos lo reciben solos.")
            messages.success(request, words % {"title": published.title, "version": published.version or "—"})
            return redirect("web:field_form", published.public_id)
    context = {"form": form, "refused": refused}
    return render(request, "forms/publish.html", context, status=422 if posted else 200)


@needs(Permission.ADAPT_FORM)
@require_http_methods(["GET", "POST"])
def field_form_retire(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a version from the phones, with the reason."""
    found, who = form_or_404(request, public_id), reader(request)
    if not _may_change(who, found):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            retire_form(form=found, reason=form.cleaned_data["reason"], by=who, at=now())
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        else:
            messages.success(request, _("Retirado. Lo que ya se llenó con esta versión se recibe igual."))
            return redirect("web:field_form", found.public_id)
    context = {"form": form, "refused": refused, "found": found}
    return render(request, "forms/retire.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.ADAPT_FORM)
@require_POST
def field_form_restore(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put a retired version back into use."""
    found = form_or_404(request, public_id)
    try:
        restore_form(form=found, by=reader(request), at=now())
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refusal:
        messages.error(request, " ".join(say(reason) for reason in refusal.reasons))
    else:
        messages.success(request, _("Otra vez en uso."))
    return redirect("web:field_form", found.public_id)


@needs(Permission.READ_PHONES)
@require_GET
def field_form_source(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The workbook that a version was made from."""
    form = form_or_404(request, public_id)
    return kept_file(request, form.source_sha256, f"formulario-{public_id}.xlsx", XLSX)


@needs(Permission.READ_PHONES)
@require_GET
def field_form_media(request: HttpRequest, public_id: UUID, filename: str) -> HttpResponse:
    """A file of a version, as a download."""
    form_or_404(request, public_id)
    one = media_file(public_id, filename)
    if one is None:
        raise Http404
    return kept_file(
        request, one.sha256, "".join(s for s in filename if s.isascii() and s not in '"\\'), one.content_type
    )


def _number(request: HttpRequest, name: str, least: int, most: int) -> int:
    """How many of something an address asks for."""
    text = request.GET.get(name, "")
    return min(most, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 4 else least


def form_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """A version; 403 for one of an office that whoever asks has nothing to do with."""
    found = version_by_id(public_id)
    if found is None:
        raise Http404
    if not may_see(found, reader(request).places_for(Permission.READ_PHONES)):
        raise PermissionDenied
    return found


def reader(request: HttpRequest) -> ActingPerson:
    """Who is asking, where the address is for people alone."""
    who = actor(request)
    if who is None:
        raise PermissionDenied
    return who


def _may_change(who: ActingPerson, form: Any) -> bool:
    """Whether somebody may retire a version and bring it back."""
    return may_adapt(who, form.office) if form.office else who.may(Permission.PUBLISH_FORM)


def contents(given: list[UploadedFile]) -> dict[str, bytes]:
    """`Refused` where two files bear one name."""
    contents: dict[str, bytes] = {}
    for one in given:
        name = one.name or ""
        if name in contents:
            raise Refused([Reason("intake.form_media_clash", {"one": name, "other": name})])
        contents[name] = one.read()
    return contents


def _name(public_id: UUID, names: dict[UUID, str]) -> str:
    return str(SYSTEM_NAME) if public_id == NOBODY else names.get(public_id, "")


urlpatterns = [
    path("formularios/", field_forms, name="field_forms"),
    path("formularios/publicar/", field_form_publish, name="field_form_publish"),
    path("formularios/<uuid:public_id>/", field_form, name="field_form"),
    path("formularios/<uuid:public_id>/retirar/", field_form_retire, name="field_form_retire"),
    path("formularios/<uuid:public_id>/volver/", field_form_restore, name="field_form_restore"),
    path("formularios/<uuid:public_id>/libro.xlsx", field_form_source, name="field_form_source"),
    path("formularios/<uuid:public_id>/archivo/<str:filename>", field_form_media, name="field_form_media"),
]
