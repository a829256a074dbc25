"""Grievances without logging in: written by anybody, with a code by which they follow the answer."""

from typing import Any

from allauth.core.ratelimit import consume, respond_429
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from winay.core.clock import now
from winay.core.errors import Refused
from winay.core.ids import new_id
from winay.registry.rules import household_code
from winay.registry.wording import LANGUAGES
from winay.targeting.decision_rules import LONGEST_WORDS
from winay.voices import wording
from winay.voices.grievance_rules import MOST_NOTE, MOST_WORDS, GrievanceSaid, SpeakerSaid
from winay.voices.public import ANYBODY
from winay.voices.queries.grievances import days_to_answer, grievance_by_code, newest_versions, steps_of
from winay.voices.services.grievances import Where, receive_grievance
from winay.voices.terms import About, Channel, GrievanceKind, Speaker, StepKind
from winay.web.contest_acting import sayings
from winay.web.days import local_today
from winay.web.guard import public
from winay.web.voice_acting import district_named
from winay.web.voice_forms import choices, text
from winay.web.voice_words import shown_grievance, shown_step


class TellForm(forms.Form):
    """What somebody says, from where, and how they want to be known. `ticket` makes a page that is sent twice one."""

    ticket = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Qué es"), choices=choices(wording.GRIEVANCE_HELP))
    words = forms.CharField(
        label=gettext_lazy("Cuéntelo con sus palabras"), widget=text(6, MOST_WORDS), max_length=MOST_WORDS
    )
    language = forms.ChoiceField(label=gettext_lazy("En qué lengua lo escribe"), choices=list(LANGUAGES.items()))
    about = forms.ChoiceField(label=gettext_lazy("Sobre qué"), choices=choices(wording.ABOUTS))
    about_whom = forms.CharField(
        label=gettext_lazy("Sobre quién, si hace falta decirlo"), max_length=MOST_NOTE, required=False
    )
    district = forms.CharField(
        label=gettext_lazy("De qué distrito"), max_length=120, help_text=gettext_lazy("Nombre o ubigeo.")
    )
    program = forms.ChoiceField(label=gettext_lazy("De qué programa"))
    speaker = forms.ChoiceField(
        label=gettext_lazy("Cómo quiere figurar"), choices=list(wording.SPEAKERS.items()), widget=forms.RadioSelect
    )
    name = forms.CharField(label=gettext_lazy("Su nombre"), max_length=LONGEST_WORDS, required=False)
    contact = forms.CharField(
        label=gettext_lazy("Cómo avisarle"), max_length=LONGEST_WORDS, required=False,
        help_text=gettext_lazy("Teléfono, comunidad o radio. Puede dejarlo vacío y preguntar con el código."),
    )  # fmt: skip

    def __init__(self, *args: Any, programs: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].choices = [("", "—"), *programs.items()]  # type: ignore[attr-defined]
        if len(programs) == 1:
            del self.fields["program"]

    def clean_district(self) -> Any:
        found = district_named(self.cleaned_data["district"])
        if found is None:
            raise forms.ValidationError(wording.MESSAGES["voices.place_unknown"])
        return found


class FollowForm(forms.Form):
    """The code of the slip."""

    codigo = forms.CharField(
        label=gettext_lazy("Código"), max_length=16, help_text=gettext_lazy("Diez letras y números, como 7K4M9-QXT2H.")
    )


@public
@never_cache
@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """Say something, without logging in."""
    versions = {one.program.key: one for one in newest_versions(local_today())}
    programs = {key: one.program.name for key, one in versions.items()}
    start = {"ticket": new_id(), "language": "es", "speaker": Speaker.PROTECTED}
    form = TellForm(request.POST or None, programs=programs, initial=start)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        if not consume(request, action="tell_grievance"):
            return respond_429(request)
        given = form.cleaned_data
        version = versions[given.get("program") or next(iter(versions))]
        try:
            made = receive_grievance(
                where=Where(given["district"], version), said=_said(given), speaker=_speaks(given), by=ANYBODY,
                at=now(), public_id=given["ticket"],
            )  # fmt: skip
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            return redirect(f"{reverse('web:grievance_told')}?codigo={household_code(made.public_id)}")
    context = {"form": form, "problems": problems, "any_program": bool(versions)}
    return render(request, "voices/tell.html", context, status=422 if request.method == "POST" else 200)


@public
@never_cache
@require_http_methods(["GET"])
def told(request: HttpRequest) -> HttpResponse:
    """The code, to be written down. Nothing is read: the page shows what its address says."""
    code = "".join(sign for sign in request.GET.get("codigo", "") if sign.isascii() and (sign.isalnum() or sign == "-"))
    return render(request, "voices/told.html", {"code": code[:11]})


@public
@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Where a grievance stands and what was answered, for whoever has its code."""
    form = FollowForm(request.POST or None)
    found, problems = None, []
    if request.method == "POST" and form.is_valid():
        if not consume(request, action="follow_grievance"):
            return respond_429(request)
        found = grievance_by_code(form.cleaned_data["codigo"])
        problems = [] if found is not None else [str(wording.MESSAGES["voices.code_unknown"])]
    context: dict[str, Any] = {"form": form, "problems": problems, "found": None}
    if found is not None:
        days, confirmed = days_to_answer(found.version_id)
        answers = [shown_step(one, {}) for one in steps_of(found) if one.kind == StepKind.ANSWERED]
        context |= {**shown_grievance(found, local_today()), "found": found, "answer": answers[-1] if answers else None,
                    "days": days, "confirmed": confirmed}  # fmt: skip
    wrong = request.method == "POST" and found is None
    return render(request, "voices/follow.html", context, status=422 if wrong else 200)


def _said(given: dict[str, Any]) -> GrievanceSaid:
    return GrievanceSaid(
        kind=GrievanceKind(given["kind"]), channel=Channel.WEB, about=About(given["about"]), heard_on=local_today(),
        words=given["words"], about_whom=given["about_whom"], language=given["language"],
    )  # fmt: skip


def _speaks(given: dict[str, Any]) -> SpeakerSaid:
    return SpeakerSaid(Speaker(given["speaker"]), given["name"], given["contact"])


urlpatterns = [
    path("reclamar/", tell, name="tell_grievance"),
    path("reclamar/recibido/", told, name="grievance_told"),
    path("reclamar/respuesta/", follow, name="follow_grievance"),
]
