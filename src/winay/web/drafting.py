"""Preparing a selection: a draft, its exceptions and their second person, sending it, giving it up."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import Refused
from winay.journeys.wording import say
from winay.places.queries import place_by_code, places_by_codes
from winay.targeting.queries import selections as queries
from winay.targeting.queries.screening import find_version, screen_country, terms_of
from winay.targeting.services import drafts
from winay.targeting.what_if_rules import Adjustments
from winay.web import criteria_words, what_if
from winay.web.days import local_today
from winay.web.guard import actor, needs, require
from winay.web.screening import parts
from winay.web.selection_pages import act, readable_or_404


class DraftForm(forms.Form):
    """Where, for which year, and why if it departs from the published version."""

    territory = forms.ChoiceField(label=gettext_lazy("Territorio"))
    cohort = forms.IntegerField(
        label=gettext_lazy("Año de ingreso"),
        min_value=2012,
        max_value=2100,
        help_text=gettext_lazy("El año en que las áreas entran al programa."),
    )
    departure = forms.CharField(
        label=gettext_lazy("Por qué se aparta de la versión publicada"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Nota para quien decide"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=600,
        required=False,
    )

    def __init__(self, *args: Any, who: ActingPerson, program: str, departs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = who.places_for(Permission.DRAFT_SELECTION, program=program)
        choices = [("", _("Todo el país"))] if None in codes else []
        named = places_by_codes([c for c in codes if c is not None]) if None not in codes else places_by_codes(None)
        self.fields["territory"].choices = choices + [(p.code, p.name) for p in named]  # type: ignore[attr-defined]
        self.fields["territory"].required = None not in codes
        if not departs:
            del self.fields["departure"]


@needs(Permission.DRAFT_SELECTION)
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Prepare a selection: what the criteria say of a territory becomes a draft."""
    who = actor(request)
    assert who is not None
    version = find_version(request.GET.get("version", ""))
    if version is None:
        return render(request, "selections/choose_version.html", {"versions": queries.draftable_versions()})
    try:
        wanted = what_if.read(request.GET, terms_of(version))
        screening = screen_country(version, wanted)
        problems: list[str] = []
    except Refused as refused:
        wanted, screening, problems = Adjustments(), screen_country(version), [say(r) for r in refused.reasons]
    form = DraftForm(
        request.POST or None,
        who=who,
        program=version.program_key,
        departs=screening.departs,
        initial={"cohort": local_today().year + 1},
    )
    if request.method == "POST" and form.is_valid() and not problems:
        territory = place_by_code(form.cleaned_data["territory"]) if form.cleaned_data["territory"] else None
        require(
            request, Permission.DRAFT_SELECTION,
            place_code=territory.code if territory else None, program=version.program_key,
        )  # fmt: skip
        try:
            made = drafts.draft_selection(
                screening=screening.within(territory.code if territory else None),
                territory=territory,
                cohort=form.cleaned_data["cohort"],
                departure=form.cleaned_data.get("departure", ""),
                note=form.cleaned_data["note"],
                by=who,
                at=now(),
            )
        except Refused as refused:
            problems = [say(reason) for reason in refused.reasons]
        else:
            messages.success(request, _("El borrador está listo. Revise las áreas y envíelo a quien decide."))
            return redirect("web:selection", made.public_id)
    refused_now = request.method == "POST"
    choices = form.fields["territory"].choices  # type: ignore[attr-defined]
    only = place_by_code(choices[0][0]) if len(choices) == 1 else None
    return render(
        request,
        "selections/draft.html",
        {
            "form": form,
            "version": version,
            "title": version.title.text(criteria_words.language()),
            "parts": parts(screening.within(only.code if only else None)),
            "only": only,
            "departs": screening.departs,
            "query": what_if.write(wanted),
            "problems": problems,
        },
        status=422 if refused_now else 200,
    )


@needs(Permission.DRAFT_SELECTION)
@require_POST
def propose(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Propose an exception for an area."""
    selection = readable_or_404(request, public_id)
    found = queries.area_of(selection, code)
    if found is None:
        raise Http404
    return act(
        request,
        selection,
        lambda who: drafts.propose_override(
            selection_area=found,
            include=request.POST.get("include") == "1",
            reason=request.POST.get("reason", ""),
            by=who,
            at=now(),
        ),
        _("Excepción propuesta. Otra persona debe confirmarla antes del envío."),
        area_code=code,
    )


@needs(Permission.DRAFT_SELECTION)
@require_POST
def confirm_exception(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The second person's yes to an exception."""
    override = queries.override_by_id(public_id)
    if override is None:
        raise Http404
    selection = override.selection_area.selection
    return act(
        request, selection, lambda who: drafts.confirm_override(override=override, by=who, at=now()),
        _("Excepción confirmada."), area_code=override.selection_area.area.code,
    )  # fmt: skip


@needs(Permission.DRAFT_SELECTION)
@require_POST
def withdraw_exception(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take an exception back."""
    override = queries.override_by_id(public_id)
    if override is None:
        raise Http404
    selection = override.selection_area.selection
    return act(
        request, selection, lambda who: drafts.withdraw_override(override=override, by=who, at=now()),
        _("Excepción retirada: el área vuelve a lo que dicen los criterios."),
        area_code=override.selection_area.area.code,
    )  # fmt: skip


@needs(Permission.DRAFT_SELECTION)
@require_POST
def submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send a draft to be decided."""
    selection = readable_or_404(request, public_id)
    return act(
        request, selection, lambda who: drafts.submit_selection(selection=selection, by=who, at=now()),
        _("Enviada. Ahora decide otra persona; hasta entonces se puede retirar."),
    )  # fmt: skip


@needs(Permission.DRAFT_SELECTION)
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a selection up before it is decided."""
    selection = readable_or_404(request, public_id)
    reason = request.POST.get("reason", "")
    return act(
        request, selection, lambda who: drafts.withdraw_selection(selection=selection, reason=reason, by=who, at=now()),
        _("Selección retirada. Queda en el registro."),
    )  # fmt: skip


urlpatterns = [
    path("selecciones/preparar/", draft, name="draft"),
    path("selecciones/<uuid:public_id>/areas/<str:code>/excepcion/", propose, name="propose_override"),
    path("selecciones/<uuid:public_id>/enviar/", submit, name="submit_selection"),
    path("selecciones/<uuid:public_id>/retirar/", withdraw, name="withdraw_selection"),
    path("excepciones/<uuid:public_id>/confirmar/", confirm_exception, name="confirm_override"),
    path("excepciones/<uuid:public_id>/retirar/", withdraw_exception, name="withdraw_override"),
]
