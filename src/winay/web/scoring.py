"""Scoring in the browser: the head names scorers; a scorer declares, fills in and closes their own sheets."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import person_by_email
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.documents.rendering import render as lay_out
from winay.documents.rendering import template_of
from winay.journeys.pages.contest_papers import TEMPLATE, sheet_inputs
from winay.trainers.queries.contests import scoring_of
from winay.trainers.queries.scoring import Mine, mine_of, scorer_by_id, scorings_of
from winay.trainers.services.scoring import declare_conflict, dismiss_scorer, fill_sheet, name_scorer
from winay.trainers.terms import ConflictKind
from winay.trainers.wording import CONFLICTS
from winay.web.contest_acting import act, contest_or_404, doer, of_contest, sayings
from winay.web.contest_forms import ScorerForm, WhyForm
from winay.web.contest_words import shown_contest, shown_criteria
from winay.web.days import local_today
from winay.web.guard import actor, needs, person


@needs(Permission.DECIDE_CONTEST)
@require_http_methods(["GET", "POST"])
def scorer_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Name somebody who scores."""
    found = contest_or_404(request, public_id)
    who = doer(request, found, Permission.DECIDE_CONTEST)
    form = ScorerForm(request.POST or None)

    def verb() -> Any:
        somebody = person_by_email(form.cleaned_data["email"], on=local_today())
        if somebody is None:
            raise Refused([Reason("trainers.nobody_of_that_name")])
        return name_scorer(contest=found, person=somebody.person, by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Persona nombrada. La verá en «Lo que me espera»."),
        context={
            **of_contest(found), "heading": _("Nombrar a quien califica"), "verb": _("Nombrar"),
            "answer": _("Cada persona califica por su lado y no ve lo que pusieron las demás."),
            "next": _("Primero declarará, de cada postulante, si algo le une a esa persona."),
            "undo": _("Se puede apartar con su razón mientras no se ordene el resultado."),
        },
    )  # fmt: skip


@needs(Permission.DECIDE_CONTEST)
@require_http_methods(["GET", "POST"])
def scorer_out(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Somebody scores no more."""
    one = scorer_by_id(public_id)
    if one is None:
        raise Http404
    found = contest_or_404(request, one.contest.public_id)
    who = doer(request, found, Permission.DECIDE_CONTEST)
    form = WhyForm(request.POST or None)
    return act(
        request,
        form,
        lambda: dismiss_scorer(scorer=one, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Persona apartada: lo que calificó no cuenta."),
        context={
            **of_contest(found), "heading": _("Apartar a quien califica"), "verb": _("Apartar"),
            "next": _("Sus fichas quedan guardadas y no cuentan."), "undo": _("No se deshace."), "danger": True,
        },
    )  # fmt: skip


@person
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What somebody was named to score."""
    who = actor(request)
    rows = [{**shown_contest(one.contest), "scorer": one} for one in scorings_of(who.public_id)] if who else []
    return render(request, "trainers/scorings.html", {"rows": rows})


@person
@require_GET
def scorer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A scorer's own page: each candidate with what is to be done. Nobody else opens it."""
    found = _mine_or_403(request, public_id)
    rows = [_row(one) for one in mine_of(found)]
    context = {
        **shown_contest(found.contest),
        "scorer": found,
        "rows": rows,
        "closed": sum(one["closed"] for one in rows),
        "due": sum(not one["closed"] and not one["tied"] for one in rows),
    }
    return render(request, "trainers/scorer.html", context)


def _row(one: Mine) -> dict[str, Any]:
    tied = one.conflict is not None and one.conflict.kind != ConflictKind.NONE
    closed = one.sheet is not None and one.sheet.closed_at is not None
    return {
        "one": one.application,
        "name": one.application.applicant.name,
        "declared": one.conflict is not None,
        "tied": tied,
        "tie": str(CONFLICTS[ConflictKind(one.conflict.kind)]) if one.conflict else "",
        "closed": closed,
        "total": sum(one.points.values()) if one.sheet else None,
    }


class SheetForm(forms.Form):
    """What ties the scorer to the candidate, and whole points for each criterion."""

    conflict = forms.ChoiceField(
        widget=forms.RadioSelect, choices=[(key, CONFLICTS[key]) for key in ConflictKind]
    )  # fmt: skip
    note = forms.CharField(max_length=300, required=False)
    comment = forms.CharField(max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, criteria: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conflict"].label = _("¿Algo le une a esta persona?")
        self.fields["note"].label = _("Explíquelo, si algo le une")
        self.fields["comment"].label = _("Nota sobre la calificación")
        for one in criteria:
            words = _("%(name)s, de 0 a %(most)s") % {"name": one["name"], "most": one["maximum"]}
            self.fields[f"c-{one['key']}"] = forms.IntegerField(
                label=words, help_text=one["note"], required=False, min_value=0,
                validators=[MaxValueValidator(one["maximum"], _("El máximo es %(limit_value)s puntos."))],
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip
        self.order_fields(["conflict", "note", *(f"c-{one['key']}" for one in criteria), "comment"])

    def points(self) -> dict[int, int | None]:
        """Points by criterion, as far as they were written."""
        return {int(key[2:]): value for key, value in self.cleaned_data.items() if key.startswith("c-")}


@person
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """One candidate's sheet: declare, fill in, keep or close."""
    found = _mine_or_403(request, public_id)
    row = next((one for one in mine_of(found) if one.application.number == number), None)
    if row is None:
        raise Http404
    scoring = scoring_of(found.contest.version_id, found.contest.kind)
    criteria = shown_criteria(scoring)
    initial: dict[str, Any] = {f"c-{key}": value for key, value in row.points.items()}
    if row.conflict is not None:
        initial |= {"conflict": row.conflict.kind, "note": row.conflict.note}
    initial["comment"] = row.sheet.comment if row.sheet else ""
    form = SheetForm(request.POST or None, criteria=criteria, initial=initial)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        problems = _kept(request, found, row, form)
        if not problems:
            return redirect("web:scorer", found.public_id)
    context = {
        **shown_contest(found.contest), "scorer": found, "row": _row(row), "form": form, "problems": problems,
        "whole": scoring.whole, "scores_now": found.contest.state == "closed",
    }  # fmt: skip
    return render(request, "trainers/sheet.html", context, status=422 if request.method == "POST" else 200)


def _kept(request: HttpRequest, found: Any, row: Mine, form: SheetForm) -> list[str]:
    """Declare what was said and keep the points; what is wrong."""
    who = actor(request)
    assert who is not None  # `person` turned nobody away
    kind = ConflictKind(form.cleaned_data["conflict"])
    given = {"scorer": found, "application": row.application, "by": who, "at": now()}
    closing = "close" in request.POST
    try:
        if row.conflict is None or (row.conflict.kind, row.conflict.note) != (kind, form.cleaned_data["note"].strip()):
            declare_conflict(kind=kind, note=form.cleaned_data["note"], **given)
        if kind is ConflictKind.NONE and found.contest.state == "closed":
            fill_sheet(points=form.points(), comment=form.cleaned_data["comment"], closing=closing, **given)
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refused:
        return sayings(refused.reasons)
    done = _("Ficha cerrada.") if closing and kind is ConflictKind.NONE else _("Guardado.")
    messages.success(request, done)
    return []


@needs(Permission.READ_TRAINERS)
@require_GET
def paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A blank sheet to print and score by hand."""
    found = contest_or_404(request, public_id)
    template = template_of(Path(settings.WINAY_DOCUMENTS), TEMPLATE)
    address = request.build_absolute_uri(reverse("web:contest", args=[found.public_id]))
    pdf = lay_out(template, sheet_inputs(found), {"url": address}).pdf
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="ficha-de-calificacion.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _mine_or_403(request: HttpRequest, public_id: UUID) -> Any:
    """The scorer, if it is who asks and was not dismissed."""
    found, who = scorer_by_id(public_id), actor(request)
    if found is None:
        raise Http404
    if who is None or found.person != who.public_id or found.dismissed_at is not None:
        raise PermissionDenied
    return found


urlpatterns = [
    path("concursos/<uuid:public_id>/calificadores/", scorer_new, name="name_scorer"),
    path("concursos/calificadores/<uuid:public_id>/apartar/", scorer_out, name="dismiss_scorer"),
    path("calificar/", mine, name="scorings"),
    path("calificar/<uuid:public_id>/", scorer, name="scorer"),
    path("calificar/<uuid:public_id>/<int:number>/", sheet, name="score_sheet"),
    path("concursos/<uuid:public_id>/ficha.pdf", paper, name="score_paper"),
]
