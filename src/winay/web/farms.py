"""Farm tables: what offices counted, loaded with every fault named, and withdrawn when wrong."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import BadInputs, NotAllowed, Refused
from winay.core.fixed import to_fixed
from winay.journeys.wording import describe, say
from winay.targeting.queries.farms import counts_of, farm_table_by_id, farm_tables
from winay.targeting.services.farms import FarmTableTerms, import_farm_table, template, withdraw_farm_table
from winay.web.guard import actor, needs, public
from winay.web.kept_files import kept_file

LARGEST_FILE = 5_000_000


class FarmTableForm(forms.Form):
    """What a table counted, and its file."""

    file = forms.FileField(
        label=gettext_lazy("Archivo"), help_text=gettext_lazy("CSV en UTF-8 o XLSX, una fila por distrito, hasta 5 MB.")
    )
    name = forms.CharField(label=gettext_lazy("Nombre de la tabla"), max_length=160)
    publisher = forms.CharField(label=gettext_lazy("Quién contó"), max_length=160)
    as_of = forms.DateField(
        label=gettext_lazy("Fecha del conteo"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    cut_ha = forms.DecimalField(
        label=gettext_lazy("Hectáreas bajo las que un predio es de subsistencia"),
        min_value=0, max_digits=8, decimal_places=4, initial="1.3",
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
        label=gettext_lazy("Qué se contó como «vende poco»"), max_length=200, required=False
    )
    dry_run = forms.BooleanField(label=gettext_lazy("Solo revisar, sin cargar"), required=False)


@public
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """All farm tables, withdrawn ones too."""
    who = actor(request)
    may_import = who is not None and who.may_somewhere(Permission.IMPORT_FARM_TABLE)
    return render(request, "farms/list.html", {"tables": farm_tables(), "may_import": may_import})


@public
@require_GET
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One table: what it counted, who loaded it, its districts."""
    table = farm_table_by_id(public_id)
    if table is None:
        raise Http404
    return render(request, "farms/detail.html", _context(request, table))


@public
@require_GET
def original(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The file as it was loaded."""
    table = farm_table_by_id(public_id)
    if table is None:
        raise Http404
    return kept_file(request, table.file_sha256, table.file_name, "application/octet-stream")


@public
@require_GET
def blank(request: HttpRequest) -> HttpResponse:
    """The titles of the file, to fill in."""
    response = HttpResponse(template(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="tabla-de-predios.csv"'
    return response


@needs(Permission.IMPORT_FARM_TABLE)
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Load a table, or only check it."""
    who = actor(request)
    assert who is not None
    form = FarmTableForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    checked = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if said["file"].size > LARGEST_FILE:
                raise BadInputsTooLarge
            table, districts = import_farm_table(
                file=said["file"].name, content=said["file"].read(), terms=_terms(said), by=who, at=now(),
                dry_run=said["dry_run"],
            )  # fmt: skip
        except BadInputsTooLarge:
            problems = [_("El archivo pasa de 5 MB. Una fila por distrito no llega a tanto: ¿es el archivo correcto?")]
        except BadInputs as bad:
            problems = [describe(problem) for problem in bad.problems]
        except Refused as refused:
            problems = [say(reason) for reason in refused.reasons]
        except NotAllowed:
            problems = [_("La tabla trae distritos fuera de su territorio. No se cargó nada.")]
        else:
            if table is not None:
                messages.success(request, _("Tabla cargada: %(n)s distritos.") % {"n": districts})
                return redirect("web:farm_table", table.public_id)
            checked = districts
    status = 422 if request.method == "POST" and checked is None else 200
    context = {"form": form, "problems": problems, "checked": checked}
    return render(request, "farms/load.html", context, status=status)


@needs(Permission.IMPORT_FARM_TABLE)
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a wrong table out of use."""
    who, table = actor(request), farm_table_by_id(public_id)
    assert who is not None
    if table is None:
        raise Http404
    try:
        withdraw_farm_table(table=table, reason=request.POST.get("reason", ""), by=who, at=now())
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refused:
        problems = [say(reason) for reason in refused.reasons]
        context = {**_context(request, table), "problems": problems, "written": request.POST.get("reason", "")}
        return render(request, "farms/detail.html", context, status=422)
    messages.success(request, _("Tabla retirada. Los borradores hechos con ella deben prepararse de nuevo."))
    return redirect("web:farm_table", public_id)


class BadInputsTooLarge(Exception):
    """A file larger than any farm table."""


def _terms(said: dict[str, Any]) -> FarmTableTerms:
    def share(name: str) -> int | None:
        return None if said[name] is None else to_fixed(str(said[name]), 2)

    return FarmTableTerms(
        said["name"], said["publisher"], said["as_of"], to_fixed(str(said["cut_ha"]), 4), share("labour_share"),
        share("property_share"), said["limited_sales"],
    )  # fmt: skip


def _context(request: HttpRequest, table: Any) -> dict[str, Any]:
    who = actor(request)
    cut = table.cuts.order_by("id").first()
    counts = counts_of(cut) if cut else []
    codes = [count.place.code for count in counts]
    may = who is not None and all(who.may(Permission.IMPORT_FARM_TABLE, place_code=code) for code in codes)
    totals = {
        "households": sum(c.households for c in counts),
        "under_cut": sum(c.under_cut for c in counts),
        "further": sum(c.further or 0 for c in counts),
    }
    may_withdraw = may and table.withdrawn_at is None
    return {"table": table, "cut": cut, "counts": counts, "totals": totals, "may_withdraw": may_withdraw}


urlpatterns = [
    path("predios/", listing, name="farm_tables"),
    path("predios/plantilla.csv", blank, name="farm_template"),
    path("predios/cargar/", load, name="load_farm_table"),
    path("predios/<uuid:public_id>/", detail, name="farm_table"),
    path("predios/<uuid:public_id>/original/", original, name="farm_table_file"),
    path("predios/<uuid:public_id>/retirar/", withdraw, name="withdraw_farm_table"),
]
