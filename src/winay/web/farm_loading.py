"""Loading a farm table, first checked, then loaded; counting one for another cut; withdrawing a wrong one."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import BadInputs, NotAllowed, Refused
from winay.core.fixed import to_fixed
from winay.journeys.wording import describe, say
from winay.targeting.farms.units import CutAsked
from winay.targeting.farms.wording import SCHEMA
from winay.targeting.rules import HECTARE_SCALE, PERCENT_SCALE
from winay.targeting.services.farm_units import Imported, add_farm_cut, import_farm_file
from winay.targeting.services.farms import FarmTableTerms, withdraw_farm_table
from winay.web.farms import found_or_404, shown
from winay.web.guard import actor, needs

LARGEST_FILE = 5_000_000
CHECKED_FOR = 2 * 3600
"""Seconds for which a checked file waits to be loaded. What is never loaded is swept with other orphans."""


class FarmTableForm(forms.Form):
    """What a table counted, and its file; `checked` stands for a file that was just checked."""

    checked = forms.CharField(widget=forms.HiddenInput, required=False)
    file = forms.FileField(
        label=gettext_lazy("Archivo"),
        required=False,
        help_text=gettext_lazy(
            "Una fila por distrito (CSV en UTF-8 o XLSX) o una fila por hogar (CSV en UTF-8 o Parquet), hasta 5 MB. "
            "Uno más grande lo carga quien administra el servidor, con: winay farms import"
        ),
    )
    name = forms.CharField(label=gettext_lazy("Nombre de la tabla"), max_length=160)
    publisher = forms.CharField(label=gettext_lazy("Quién contó"), max_length=160)
    as_of = forms.DateField(
        label=gettext_lazy("Fecha del conteo"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    cut_ha = forms.DecimalField(
        label=gettext_lazy("Hectáreas bajo las que un predio es de subsistencia"),
        min_value=0, max_digits=8, decimal_places=4, initial="1.3",
        help_text=gettext_lazy(
            "Con una fila por hogar se cuenta además con los cortes de todas las versiones publicadas."
        ),
    )  # fmt: skip
    labour_share = forms.DecimalField(
        label=gettext_lazy("Trabajo del hogar en el agro, desde (%)"),
        min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False, initial="75",
        help_text=gettext_lazy("Solo si la tabla cuenta también las demás características."),
    )  # fmt: skip
    property_share = forms.DecimalField(
        label=gettext_lazy("Propiedad usada en el agro, desde (%)"),
        min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False, initial="75",
    )  # fmt: skip
    limited_sales = forms.CharField(
        label=gettext_lazy("Qué se contó como «vender poco»"), max_length=200, required=False
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("file") and not said.get("checked"):
            self.add_error("file", _("Elija el archivo."))
        return said


class CutForm(forms.Form):
    """Another cut for a table with one line a household."""

    cut_ha = forms.DecimalField(label=gettext_lazy("Hectáreas"), min_value=0, max_digits=10, decimal_places=4)
    labour_share = forms.DecimalField(
        label=gettext_lazy("Trabajo en el agro, desde (%)"), min_value=0, max_value=100, decimal_places=2,
        required=False,
    )  # fmt: skip
    property_share = forms.DecimalField(
        label=gettext_lazy("Propiedad en el agro, desde (%)"), min_value=0, max_value=100, decimal_places=2,
        required=False,
    )  # fmt: skip


@needs(Permission.IMPORT_FARM_TABLE)
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Check a table, then load it. The file that was checked is kept meanwhile, so it is chosen once."""
    who = actor(request)
    assert who is not None
    form = FarmTableForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    said: Imported | None = None
    name = token = ""
    if request.method == "POST" and form.is_valid():
        try:
            name, digest = _uploaded(form.cleaned_data, who)
            said = import_farm_file(
                file=name, path=_kept(digest), terms=_terms(form.cleaned_data), by=who, at=now(),
                dry_run="cargar" not in request.POST,
            )  # fmt: skip
            token = _token(name, digest, who)
        except BadInputs as bad:
            problems = [describe(problem) for problem in bad.problems]
        except Refused as refused:
            problems = [say(reason) for reason in refused.reasons]
        except NotAllowed:
            problems = [_("La tabla trae distritos fuera de su territorio. No se cargó nada.")]
        except _Elsewhere as why:
            problems = [str(why)]
    if said is not None and said.table is not None:
        messages.success(request, _loaded(said))
        return redirect("web:farm_table", said.table.public_id)
    context = {"form": form, "problems": problems, "said": said, "file": name, "token": token, "schema": SCHEMA}
    return render(request, "farms/load.html", context, status=422 if request.method == "POST" and said is None else 200)


@needs(Permission.IMPORT_FARM_TABLE)
@require_POST
def count_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Count a table with one line a household for one more cut."""
    form = CutForm(request.POST)
    if form.is_valid():
        cut = CutAsked(*(_fixed(form.cleaned_data, name, scale) for name, scale in _CUT.items()))  # type: ignore[arg-type]
        problems = _act(lambda who, table: add_farm_cut(table=table, cut=cut, by=who, at=now()), request, public_id)
    else:
        problems = [say(Reason("targeting.farm_cut"))]
    if problems:
        context = {**shown(request, found_or_404(public_id)), "problems": problems, "counting": request.POST}
        return render(request, "farms/detail.html", context, status=422)
    messages.success(request, _("Contada con otro corte."))
    return redirect("web:farm_table", public_id)


@needs(Permission.IMPORT_FARM_TABLE)
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a wrong table out of use."""
    reason = request.POST.get("reason", "")
    problems = _act(
        lambda who, table: withdraw_farm_table(table=table, reason=reason, by=who, at=now()), request, public_id
    )
    if problems:
        context = {**shown(request, found_or_404(public_id)), "problems": problems, "written": reason}
        return render(request, "farms/detail.html", context, status=422)
    messages.success(request, _("Tabla retirada. Los borradores hechos con ella deben prepararse de nuevo."))
    return redirect("web:farm_table", public_id)


def _loaded(said: Imported) -> str:
    words = ngettext("Tabla cargada: %(n)s distrito.", "Tabla cargada: %(n)s distritos.", said.districts)
    return words % {"n": said.districts}


class _Elsewhere(Exception):
    """A file that this page does not read; the words say what to do."""


def _uploaded(said: dict[str, Any], who: ActingPerson) -> tuple[str, str]:
    """Name and hash of the file that was sent now or checked before."""
    file = said["file"]
    if file:
        if file.size > LARGEST_FILE:
            words = _(
                "El archivo pasa de 5 MB. Una fila por distrito no llega a tanto: ¿es el archivo correcto? Una fila "
                "por hogar de un territorio grande la carga quien administra el servidor, con: winay farms import"
            )
            raise _Elsewhere(words)
        return file.name, settings.WINAY_BLOBS.put(file.read())
    try:
        kept = signing.loads(said["checked"], salt=f"farm-table/{who.public_id}", max_age=CHECKED_FOR)
    except signing.BadSignature:
        raise _Elsewhere(_("Pasó mucho tiempo desde que se revisó el archivo: elíjalo de nuevo.")) from None
    return kept["name"], kept["digest"]


def _kept(digest: str) -> Path:
    try:
        return Path(settings.WINAY_BLOBS.whole(digest))
    except (FileNotFoundError, ValueError):
        raise _Elsewhere(_("El archivo revisado ya no está: elíjalo de nuevo.")) from None


def _token(name: str, digest: str, who: ActingPerson) -> str:
    return signing.dumps({"name": name, "digest": digest}, salt=f"farm-table/{who.public_id}")


def _act(verb: Any, request: HttpRequest, public_id: UUID) -> list[str]:
    """Do something with a table; what is wrong, in sentences."""
    who, table = actor(request), found_or_404(public_id).table
    assert who is not None
    try:
        verb(who, table)
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refused:
        return [say(reason) for reason in refused.reasons]
    return []


_CUT = {"cut_ha": HECTARE_SCALE, "labour_share": PERCENT_SCALE, "property_share": PERCENT_SCALE}


def _fixed(said: dict[str, Any], name: str, scale: int) -> int | None:
    return None if said[name] is None else to_fixed(str(said[name]), scale)


def _terms(said: dict[str, Any]) -> FarmTableTerms:
    hectares, labour, owned = (_fixed(said, name, scale) for name, scale in _CUT.items())
    cut = CutAsked(hectares or 0, labour, owned)
    return FarmTableTerms(
        said["name"], said["publisher"], said["as_of"], cut.cut_ha, labour, owned, said["limited_sales"], cuts=(cut,)
    )


urlpatterns = [
    path("predios/cargar/", load, name="load_farm_table"),
    path("predios/<uuid:public_id>/retirar/", withdraw, name="withdraw_farm_table"),
    path("predios/<uuid:public_id>/contar/", count_again, name="count_farm_table"),
]
