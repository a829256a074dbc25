"""Territorial offices in the browser: the public list; for who manages them, a form and a file."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import BadInputs, Refused
from winay.journeys.wording import say
from winay.places.offices import template
from winay.places.queries import office_by_code, office_list
from winay.places.rules import code_problem
from winay.places.services import import_offices, save_office
from winay.places.terms import CODE_LENGTH, Level
from winay.places.wording import LEVELS, expected
from winay.web.guard import actor, needs, public, require
from winay.web.table_files import csv_response

LARGEST_FILE = 5_000_000
_PARTED = re.compile(r"[\n,;]+")
_DIGITS = " / ".join(str(length) for length in CODE_LENGTH.values())


class OfficeForm(forms.Form):
    """One office: how it is called, where it sits, which whole places it covers."""

    code = forms.CharField(
        label=gettext_lazy("Código"),
        max_length=20,
        help_text=gettext_lazy("Corto y único, por ejemplo UT-05. Después no cambia."),
    )
    name = forms.CharField(label=gettext_lazy("Nombre"), max_length=120)
    seat = forms.CharField(label=gettext_lazy("Sede"), max_length=120, required=False)
    places = forms.CharField(
        label=gettext_lazy("Lugares que cubre"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "Un ubigeo por línea: departamento (2 dígitos), provincia (4) o distrito (6). Cubre todo lo que hay "
            "dentro. Después del ubigeo puede ir el nombre."
        ),
    )

    def clean_places(self) -> list[str]:
        """The codes written, each once, in order."""
        codes: list[str] = []
        wrong: list[str] = []
        for piece in _PARTED.split(self.cleaned_data["places"]):
            code = piece.split()[0] if piece.split() else ""
            if not code:
                continue
            problem = code_problem(code, list(Level))
            if problem:
                words = expected(
                    f"code_{'length' if problem == 'length' else problem}", {"digits": _DIGITS, "fixed": f"0{code}"}
                )
                wrong.append(_("«%(code)s»: se esperaba %(expected)s.") % {"code": code[:40], "expected": words})
            elif code not in codes:
                codes.append(code)
        if wrong:
            raise forms.ValidationError(wrong)
        return codes


class OfficesFileForm(forms.Form):
    """A table of offices, one row for each office and place."""

    file = forms.FileField(
        label=gettext_lazy("Archivo CSV o XLSX"),
        max_length=120,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> Any:
        """The file, if it is not larger than any list of offices can be."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("El archivo pesa más de 5 MB. Una lista de unidades es mucho más pequeña."))
        return file


@public
@require_GET
def offices(request: HttpRequest) -> HttpResponse:
    """Every office with the places it covers."""
    listed = office_list()
    who = actor(request)
    return render(
        request,
        "offices/offices.html",
        {
            "offices": [(office, _covered(office)) for office in listed],
            "real": sum(not office.synthetic for office in listed),
            "may_manage": who is not None and who.may(Permission.MANAGE_OFFICES),
        },
    )


def _covered(office: Any) -> list[Any]:
    return sorted((row.place for row in office.covered.all()), key=lambda place: place.code)


@needs(Permission.MANAGE_OFFICES)
@require_http_methods(["GET", "HEAD", "POST"])
def new_office(request: HttpRequest) -> HttpResponse:
    """Enter an office."""
    require(request, Permission.MANAGE_OFFICES)
    form = OfficeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and office_by_code(form.cleaned_data["code"]):
        form.add_error("code", _("Ya hay una unidad territorial con este código. Ábrala para cambiarla."))
    return _answer(request, form, office=None)


@needs(Permission.MANAGE_OFFICES)
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: HttpRequest, code: str) -> HttpResponse:
    """Change an office. Its code stays."""
    require(request, Permission.MANAGE_OFFICES)
    found = office_by_code(code)
    if found is None:
        raise Http404
    written = "\n".join(f"{place.code} {place.name}" for place in _covered(found))
    initial = {"name": found.name, "seat": found.seat, "places": written}
    form = OfficeForm(request.POST or None, initial=initial)
    del form.fields["code"]
    return _answer(request, form, office=found)


def _answer(request: HttpRequest, form: OfficeForm, *, office: Any) -> HttpResponse:
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        who = actor(request)
        assert who is not None
        try:
            saved = save_office(
                code=office.code if office else given["code"],
                name=given["name"],
                seat=given["seat"],
                place_codes=given["places"],
                by=who,
                at=now(),
                synthetic=office.synthetic if office else False,
            )
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        else:
            messages.success(request, _("La unidad territorial %(name)s quedó guardada.") % {"name": saved.name})
            return redirect("web:offices")
    status = 422 if request.method == "POST" else 200
    return render(request, "offices/office.html", {"form": form, "office": office, "refused": refused}, status=status)


@needs(Permission.MANAGE_OFFICES)
@require_http_methods(["GET", "HEAD", "POST"])
def offices_import(request: HttpRequest) -> HttpResponse:
    """Enter or change offices from a file; what is wrong in it is listed, and then nothing of it is loaded."""
    who = require(request, Permission.MANAGE_OFFICES)
    form = OfficesFileForm(request.POST or None, request.FILES or None)
    problems: list[Any] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            added, changed = import_offices(file.name, file.read(), by=who, at=now())
        except BadInputs as bad:
            problems = list(bad.problems)
        else:
            messages.success(request, _imported(added, changed))
            return redirect("web:offices")
    return render(
        request,
        "offices/import.html",
        {"form": form, "problems": problems, "levels": [(CODE_LENGTH[level], LEVELS[level]) for level in Level]},
        status=422 if request.method == "POST" else 200,
    )


def _imported(added: int, changed: int) -> str:
    if not added and not changed:
        return _("El archivo dice lo mismo que ya estaba. Nada cambió.")
    new = ngettext("%(n)s unidad nueva", "%(n)s unidades nuevas", added) % {"n": added}
    other = ngettext("%(n)s cambiada", "%(n)s cambiadas", changed) % {"n": changed}
    return _("Archivo cargado: %(new)s, %(other)s.") % {"new": new, "other": other}


@public
@require_GET
def offices_template(request: HttpRequest) -> HttpResponse:
    """The empty file to fill in: the titles alone."""
    return csv_response("unidades-territoriales.csv", template().strip().split(","), [])


urlpatterns = [
    path("oficinas/", offices, name="offices"),
    path("oficinas/nueva/", new_office, name="new_office"),
    path("oficinas/importar/", offices_import, name="offices_import"),
    path("oficinas/plantilla.csv", offices_template, name="offices_template"),
    path("oficinas/cambiar/<path:code>/", office, name="office"),
]
