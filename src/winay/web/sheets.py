"""Typing in paper forms: the sheets that are begun, one with the questions of its form beside its scan, handed over."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.intake.desk.access import may_review
from winay.intake.forms.lists import may_see, version_by_id
from winay.intake.forms.queries import forms_for_phones
from winay.intake.paper.queries import count_open_sheets, open_sheets, sheet_by_id, work_of
from winay.intake.paper.rules import MOST_BEHALF, HeadSaid
from winay.intake.paper.services import begin_sheet, drop_sheet, hand_over_sheet, keep_sheet
from winay.journeys.ingest import SEALED, ingest_one
from winay.journeys.wording import say
from winay.places.queries import place_by_code
from winay.web.addresses import uuid_or_none
from winay.web.days import local_today
from winay.web.guard import needs
from winay.web.people_forms import DAY
from winay.web.sheet_fields import parts, typed_from
from winay.web.submissions import kept, require_somewhere

MOST_OFFERED = 1500
"""Names of a list that a page offers while one types; any other can be typed whole."""


class HeadForm(forms.Form):
    """What stands at the head of a sheet."""

    number = forms.CharField(
        label=gettext_lazy("Número de la hoja"), max_length=16, help_text=gettext_lazy("Está arriba a la derecha.")
    )
    filled_on = forms.DateField(label=gettext_lazy("Día que dice la hoja"), widget=DAY)
    on_behalf_of = forms.CharField(
        label=gettext_lazy("Quién la llenó"), max_length=MOST_BEHALF,
        help_text=gettext_lazy("El yachachiq o quien tiene el cargo: nombre y apellido."),
    )  # fmt: skip
    place = forms.ChoiceField(label=gettext_lazy("De qué territorio"))

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined]
        if len(places) == 1:
            del self.fields["place"]

    def said(self) -> HeadSaid:
        given = self.cleaned_data
        return HeadSaid(given["number"], given["filled_on"], given["on_behalf_of"])


class ScannedForm(HeadForm):
    """The same, with the picture of the paper."""

    scan = forms.FileField(
        label=gettext_lazy("Foto o PDF de la hoja"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
        help_text=gettext_lazy("JPG, PNG o PDF, hasta 5 MB. Hace falta para registrar."),
    )  # fmt: skip


@needs(Permission.REVIEW_SUBMISSIONS)
@require_GET
def sheets(request: HttpRequest) -> HttpResponse:
    """The sheets that are begun, and the forms of which one may be."""
    who = require_somewhere(request)
    places = who.places_for(Permission.REVIEW_SUBMISSIONS)
    rows, after = open_sheets(places, after=uuid_or_none(request.GET.get("after")))
    context = {
        "rows": rows, "next_after": after, "number": count_open_sheets(places),
        "forms": [one for one in _on_paper(places) if one.form_id not in SEALED or _hears(who)],
    }  # fmt: skip
    return render(request, "sheets/list.html", context)


@needs(Permission.REVIEW_SUBMISSIONS)
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin a sheet of a form."""
    who, version = require_somewhere(request), version_by_id(public_id)
    if version is None:
        raise Http404
    if not may_see(version, who.places_for(Permission.REVIEW_SUBMISSIONS)):
        raise PermissionDenied
    _may_type(who, version.form_id)
    places = _places(who)
    form = HeadForm(request.POST or None, places=places, initial={"filled_on": local_today()})
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        place_code = form.cleaned_data.get("place", places[0][0])
        try:
            made = begin_sheet(
                form=version, said=form.said(), place_code=place_code, by=who, by_name=who.person.name, at=now()
            )
        except NotAllowed:
            raise PermissionDenied from None
        except Refused as refused:
            problems = [say(one) for one in refused.reasons]
        else:
            return redirect("web:sheet", made.public_id)
    context = {
        "form": form, "problems": problems, "kicker": f"{version.title}, {version.version or '—'}",
        "back_url": reverse("web:sheets"), "back": _("Hojas de papel"), "heading": _("Pasar una hoja"),
        "answer": _("Cada hoja impresa tiene un número: con él no se pasa dos veces."),
        "verb": _("Empezar"), "next": _("Después escribe las respuestas y sube la foto de la hoja."),
        "undo": _("Mientras no la registre, se puede corregir o quitar."),
    }  # fmt: skip
    return render(request, "governance/act.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.REVIEW_SUBMISSIONS)
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One sheet: its head, its questions beside the scan; keep what was typed, or hand it over."""
    who, row = _found(request, public_id)
    if row.submission is not None:
        return redirect("web:submission", row.submission.public_id)
    work = work_of(row, today=local_today())
    form = _head_form(request, row)
    problems: list[str] = []
    saved = False
    typed = work.typed if request.method == "GET" else typed_from(work.lines, request.POST, work.listed)
    if request.method == "POST" and form.is_valid():
        try:
            row = keep_sheet(sheet=row, said=form.said(), typed=typed, scan=_scan(form), by=who, at=now())
            saved = True
            if "hand_over" in request.POST:
                as_written = request.POST.get("as_written") == "1"
                made = hand_over_sheet(sheet=row, as_written=as_written, by=who, by_name=who.person.name, at=now())
                ingest_one(public_id=made.public_id, at=now())
                messages.success(request, _("Registrada. Abajo se ve qué se hizo con ella."))
                return redirect("web:submission", made.public_id)
        except NotAllowed:
            raise PermissionDenied from None
        except Refused as refused:
            problems = [say(one) for one in refused.reasons]
        else:
            messages.success(request, _("Guardado como borrador."))
            more = request.POST.get("more", "")
            here = reverse("web:sheet", args=[public_id])
            return redirect(f"{here}?mas={more}#r-{more}" if more else here)
    return _shown(request, row, form, problems, typed, saved=saved)


def _shown(
    request: HttpRequest, row: Any, form: ScannedForm, problems: list[str], typed: Any, *, saved: bool
) -> HttpResponse:
    work = replace(work_of(row, today=local_today()), typed=typed)
    judged = bool(problems) and saved
    faults = work.faults if judged else []
    context = {
        "row": row, "form": form, "problems": problems, "work": work, "saved": saved,
        "parts": list(parts(work, faults, request.GET.get("mas", ""))),
        "doubted": judged and bool(faults) and not any(one.weight == "wrong" for one in faults),
        "lists": {name: sorted(rows.values())[:MOST_OFFERED] for name, rows in work.listed.items()},
    }  # fmt: skip
    return render(request, "sheets/sheet.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.REVIEW_SUBMISSIONS)
@require_GET
def scan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The picture of a sheet that is being typed in."""
    _who, row = _found(request, public_id)
    if not row.scan_sha256:
        raise Http404
    ending = row.scan_name.rpartition(".")[2]
    kind = {"jpg": "image/jpeg", "png": "image/png"}.get(ending, "application/pdf")
    return kept(row.scan_sha256, row.scan_name, kind)


@needs(Permission.REVIEW_SUBMISSIONS)
@require_POST
def drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Forget a sheet that was begun by mistake."""
    who, row = _found(request, public_id)
    try:
        drop_sheet(sheet=row, by=who)
    except Refused as refused:
        messages.error(request, " ".join(say(one) for one in refused.reasons))
    else:
        messages.success(request, _("Hoja quitada, con lo que se había escrito."))
    return redirect("web:sheets")


def _found(request: HttpRequest, public_id: UUID) -> tuple[ActingPerson, Any]:
    """The sheet, if it exists; 403 for one of another territory, and for one told in confidence."""
    who, row = require_somewhere(request), sheet_by_id(public_id)
    if row is None:
        raise Http404
    if not may_review(who, row.place_code):
        raise PermissionDenied
    _may_type(who, row.form.form_id)
    return who, row


def _may_type(who: ActingPerson, form_id: str) -> None:
    if form_id in SEALED and not _hears(who):
        raise PermissionDenied


def _hears(who: ActingPerson) -> bool:
    return who.may_somewhere(Permission.RECORD_VOICE)


def _on_paper(places: Sequence[str | None]) -> list[Any]:
    """The forms of which a sheet may be filled in in some territories: each as the phones there have it."""
    found = {one.public_id: one for code in places for one in forms_for_phones(place_code=code)}
    return sorted(found.values(), key=lambda one: (one.title, one.version))


def _places(who: ActingPerson) -> list[tuple[str, str]]:
    """The territories for which somebody may type in sheets."""
    found = []
    for code in who.places_for(Permission.REVIEW_SUBMISSIONS):
        place = place_by_code(code) if code else None
        found.append((code or "", place.name if place else _("todo el país")))
    return found


def _head_form(request: HttpRequest, row: Any) -> ScannedForm:
    known = {"number": row.number, "filled_on": row.filled_on, "on_behalf_of": row.on_behalf_of}
    if request.method == "POST":
        return ScannedForm(request.POST, request.FILES, places=[("", "")])
    return ScannedForm(places=[("", "")], initial=known)


def _scan(form: ScannedForm) -> tuple[str, bytes] | None:
    given = form.cleaned_data["scan"]
    return (given.name or "hoja", given.read()) if given else None


urlpatterns = [
    path("papel/", sheets, name="sheets"),
    path("papel/nueva/<uuid:public_id>/", begin, name="sheet_begin"),
    path("papel/<uuid:public_id>/", sheet, name="sheet"),
    path("papel/<uuid:public_id>/hoja/", scan, name="sheet_scan"),
    path("papel/<uuid:public_id>/quitar/", drop, name="sheet_drop"),
]
