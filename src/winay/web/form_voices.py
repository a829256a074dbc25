"""Voices for forms: which questions wait for one, keeping a recording, hearing it, withdrawing it, publishing them."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import Refused
from winay.intake.forms.offices import current_of, may_adapt, offices_to_adapt_for
from winay.intake.recordings.queries import carried_by, recording_by_id, spoken_of, words_at
from winay.intake.recordings.rules import MOST_SPEAKER, RecordingSaid
from winay.intake.recordings.services import keep_recording, withdraw_recording
from winay.intake.terms import VoiceConsent
from winay.journeys.publishing import publish_with_voices
from winay.journeys.wording import say
from winay.web.days import local_today
from winay.web.field_forms import form_or_404, reader
from winay.web.form_differences import language_words
from winay.web.guard import needs
from winay.web.kept_files import kept_file
from winay.web.people_forms import DAY, ReasonForm

ALL = ""
"""The office of voices that go to every phone without a version of its office's own."""
CONSENTS = {
    VoiceConsent.SIGNED: gettext_lazy("Firmó un papel, o puso su huella"),
    VoiceConsent.RECORDED: gettext_lazy("Lo dice en una grabación que se guarda en la unidad"),
}


class RecordingForm(forms.Form):
    """A recording, and what is said of it."""

    file = forms.FileField(
        label=gettext_lazy("Grabación"), widget=forms.FileInput(attrs={"accept": "audio/*"}),
        help_text=gettext_lazy("MP3, M4A, OGG, AAC o WAV, hasta 1,5 MB. Una voz clara, sin música."),
    )  # fmt: skip
    speaker = forms.CharField(label=gettext_lazy("Quién habla"), max_length=MOST_SPEAKER)
    consent = forms.ChoiceField(
        label=gettext_lazy("Cómo dio permiso para que su voz vaya en los teléfonos"), required=False,
        choices=[("", gettext_lazy("Todavía no dio permiso")), *CONSENTS.items()],
    )  # fmt: skip
    recorded_on = forms.DateField(label=gettext_lazy("Día de la grabación"), widget=DAY)

    def said(self) -> RecordingSaid:
        given = self.cleaned_data
        return RecordingSaid(given["speaker"], given["consent"], given["recorded_on"])


class VersionForm(forms.Form):
    """The name of the version that will carry the voices."""

    version = forms.CharField(label=gettext_lazy("Nombre de la versión nueva"), max_length=100)


@needs(Permission.READ_PHONES)
@require_GET
def form_voices(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The questions of a form in one language, with the voice of each or the place where one will be."""
    form, who = form_or_404(request, public_id), reader(request)
    offices = _offices(who)
    office = _office(request, offices, form)
    voices = spoken_of(form, office, request.GET.get("lang", ""))
    current = current_of(form.form_id, office)
    context = {
        "form": form,
        "voices": voices,
        "languages": [(name, language_words(name)) for name in voices.languages],
        "language": language_words(voices.language) if voices.language else "",
        "offices": offices,
        "office": office,
        "may_keep": _may(who, office),
        "current": current if current is not None and current.pk == form.pk else None,
        "asked": _asked(office, voices.language),
    }
    return render(request, "forms/voices.html", context)


@needs(Permission.ADAPT_FORM)
@require_http_methods(["GET", "POST"])
def form_voice_keep(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep a recording for one question in one language."""
    found, who = form_or_404(request, public_id), reader(request)
    office = _office(request, _offices(who), found)
    if not _may(who, office):
        raise PermissionDenied
    where, language = request.GET.get("pregunta", ""), request.GET.get("lang", "")
    words = words_at(found, where, language)
    if not words:
        raise Http404
    posted = request.method == "POST"
    begun = {"recorded_on": local_today()}
    form = RecordingForm(request.POST, request.FILES) if posted else RecordingForm(initial=begun)
    refused: list[str] = []
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            keep_recording(
                form=found, path=where, language=language, name=file.name or "", content=file.read(), said=form.said(),
                office=office, by=who, at=now(),
            )  # fmt: skip
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        else:
            messages.success(request, _("Voz guardada. Se oirá en los teléfonos cuando se publique con sus voces."))
            return redirect(_back(found, office, language))
    context = {
        "form": form, "refused": refused, "found": found, "words": words, "office": office,
        "language": language_words(language) if language else "", "back_url": _back(found, office, language),
    }  # fmt: skip
    return render(request, "forms/voice_keep.html", context, status=422 if posted else 200)


@needs(Permission.ADAPT_FORM)
@require_http_methods(["GET", "POST"])
def form_voices_publish(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Publish the version that phones have once more, with the voices that were kept."""
    found, who = form_or_404(request, public_id), reader(request)
    office = _office(request, _offices(who), found)
    if not _may(who, office):
        raise PermissionDenied
    posted = request.method == "POST"
    ending = f"-{office.code}" if office else ""
    offered = f"{found.version.removesuffix(ending)}-voz{ending}"
    form = VersionForm(request.POST if posted else None, initial={"version": offered})
    refused: list[str] = []
    if posted and form.is_valid():
        try:
            made = publish_with_voices(
                form_id=found.form_id, office=office, version=form.cleaned_data["version"], by=who, at=now()
            )
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        else:
            messages.success(request, _("En uso, con sus voces: versión %(version)s.") % {"version": made.version})
            return redirect("web:field_form", made.public_id)
    context = {"form": form, "refused": refused, "found": found, "office": office, "back_url": _back(found, office, "")}
    return render(request, "forms/voices_publish.html", context, status=422 if posted else 200)


@needs(Permission.READ_PHONES)
@require_GET
def form_voice_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A recording, to be heard."""
    found, _who = _recording_or_404(request, public_id)
    return kept_file(request, found.sha256, found.filename, found.content_type)


@needs(Permission.ADAPT_FORM)
@require_http_methods(["GET", "POST"])
def form_voice_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Leave a voice out of every further version, with the reason."""
    found, who = _recording_or_404(request, public_id)
    if not _may(who, found.office):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    refused: list[str] = []
    carried = carried_by(found)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_recording(recording=found, reason=form.cleaned_data["reason"], by=who, at=now())
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        else:
            messages.success(request, _("Voz retirada: no irá en ninguna versión nueva."))
            current = current_of(found.form_id, found.office)
            return redirect(_back(current, found.office, found.language) if current else "web:field_forms")
    context = {"form": form, "refused": refused, "found": found, "carried": carried}
    return render(request, "forms/voice_withdraw.html", context, status=422 if request.method == "POST" else 200)


def _recording_or_404(request: HttpRequest, public_id: UUID) -> tuple[Any, ActingPerson]:
    """A recording for those who may read its form's versions there; 403 for one of another office."""
    found, who = recording_by_id(public_id), reader(request)
    if found is None:
        raise Http404
    places = who.places_for(Permission.READ_PHONES)
    if found.office is not None and None not in places and not may_adapt(who, found.office):
        raise PermissionDenied
    return found, who


def _offices(who: ActingPerson) -> list[Any]:
    """For whom somebody may keep voices: offices, and (None) all phones."""
    return [*([None] if who.may(Permission.PUBLISH_FORM) else []), *offices_to_adapt_for(who)]


def _office(request: HttpRequest, offices: list[Any], form: Any) -> Any:
    """The office that an address names, else that of the version, else the first that somebody works for."""
    if form.office is not None:
        return form.office
    asked = request.GET.get("unidad")
    named = {one.code if one else ALL: one for one in offices}
    if asked is not None and asked in named:
        return named[asked]
    return offices[0] if offices else None


def _may(who: ActingPerson, office: Any) -> bool:
    return may_adapt(who, office) if office is not None else who.may(Permission.PUBLISH_FORM)


def _back(form: Any, office: Any, language: str) -> str:
    return f"{reverse('web:form_voices', args=[form.public_id])}?{_asked(office, language)}"


def _asked(office: Any, language: str) -> str:
    """For whom, and in which language, as an address says it."""
    return urlencode({"unidad": office.code if office else ALL, "lang": language})


urlpatterns = [
    path("formularios/<uuid:public_id>/voces/", form_voices, name="form_voices"),
    path("formularios/<uuid:public_id>/voces/grabar/", form_voice_keep, name="form_voice_keep"),
    path("formularios/<uuid:public_id>/voces/publicar/", form_voices_publish, name="form_voices_publish"),
    path("formularios/voces/<uuid:public_id>/", form_voice_file, name="form_voice_file"),
    path("formularios/voces/<uuid:public_id>/retirar/", form_voice_withdraw, name="form_voice_withdraw"),
]
