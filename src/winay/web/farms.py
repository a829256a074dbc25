"""Farm tables: what offices counted, cut by cut and district by district, and the files they came in."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.places.terms import CODE_LENGTH, Level
from winay.targeting.farms.files import COLUMNS, HOUSEHOLD
from winay.targeting.farms.wording import SCHEMA
from winay.targeting.queries.farm_tables import (
    PAGE,
    CutTotals,
    ListedTable,
    district_counts,
    every_count,
    farm_sizes,
    farm_table_by_id,
    farm_tables,
)
from winay.targeting.services.farms import template
from winay.web.farm_figures import coverage, share_bars, size_bars
from winay.web.guard import actor, public
from winay.web.kept_files import kept_file
from winay.web.table_files import LATITUDE, LONGITUDE, Column, Table, csv_response, table_response

DISTRICT = CODE_LENGTH[Level.DISTRICT]


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
    """One table: what it counted, for one of its cuts, and how much of the country it covers."""
    return render(request, "farms/detail.html", shown(request, found_or_404(public_id)))


@public
@require_GET
def original(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The file as it was loaded. One line a household is for those who may load it and for auditors only."""
    table = found_or_404(public_id).table
    if table.unit_level and not may_read_units(actor(request), districts_within(public_id)):
        raise PermissionDenied
    return kept_file(request, table.file_sha256, table.file_name, "application/octet-stream")


@public
@require_GET
def counts_file(request: HttpRequest, public_id: UUID, form: str) -> HttpResponseBase:
    """Every place's counts for one cut, in one of the forms of `table_files`."""
    listed = found_or_404(public_id)
    return table_response(request, _counts_table(listed, chosen_cut(request, listed)), form)


@public
@require_GET
def blank(request: HttpRequest) -> HttpResponse:
    """The titles of a file by district, to fill in."""
    response = HttpResponse(template(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="tabla-de-predios.csv"'
    return response


@public
@require_GET
def blank_units(request: HttpRequest) -> HttpResponseBase:
    """The titles of a file with one line a household, to fill in."""
    return csv_response("predios-por-hogar.csv", [*COLUMNS, HOUSEHOLD], [])


def found_or_404(public_id: UUID) -> ListedTable:
    """A table with its cuts."""
    listed = farm_table_by_id(public_id)
    if listed is None:
        raise Http404
    return listed


def chosen_cut(request: HttpRequest, listed: ListedTable) -> CutTotals:
    """The cut that the address asks for by its number, counted from 1; the first where it says nothing."""
    asked = request.GET.get("corte", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 6 and 1 <= int(asked) <= len(listed.cuts)):
        raise Http404
    return listed.cuts[int(asked) - 1]


def districts_within(public_id: UUID) -> list[str]:
    """The districts that a table counts anything in."""
    listed = found_or_404(public_id)
    return [row.code for row in district_counts(listed.cuts[0].cut)]


def may_read_units(who: ActingPerson | None, districts: list[str]) -> bool:
    """Whether somebody may have the lines of single households: who may load such a file there, and auditors."""
    if who is None:
        return False
    if who.may(Permission.READ_JOURNAL, place_code=None):
        return True
    return all(who.may(Permission.IMPORT_FARM_TABLE, place_code=code) for code in districts)


def shown(request: HttpRequest, listed: ListedTable) -> dict[str, Any]:
    """What the page of a table shows."""
    table, cut = listed.table, chosen_cut(request, listed)
    rows = district_counts(cut.cut)
    who = actor(request)
    codes = [row.code for row in rows]
    may = who is not None and all(who.may(Permission.IMPORT_FARM_TABLE, place_code=code) for code in codes)
    start = next((at for at, code in enumerate(codes) if code >= request.GET.get("desde", "")), 0)
    page = rows[start : start + PAGE]
    sizes = farm_sizes(table)
    number = listed.cuts.index(cut) + 1
    return {
        "listed": listed,
        "table": table,
        "cut": cut,
        "query_words": f"corte={number}",
        "districts": len(rows),
        "over_half": sum(row.under * 2 > row.households for row in rows),
        "coverage": coverage(rows),
        "shares": share_bars(rows),
        "sizes": size_bars(sizes, cut.cut.cut_ha) if sizes else None,
        "incomplete": sizes.incomplete if sizes else None,
        "lost": table.unit_level and sizes is None,
        "rows": page,
        "shown_rows": _("%(first)s a %(last)s de %(all)s distritos")
        % {"first": start + 1, "last": start + len(page), "all": len(rows)}
        if len(rows) > PAGE
        else "",
        "previous_url": f"?corte={number}&desde={codes[max(start - PAGE, 0)]}#distritos" if start else "",
        "next_url": f"?corte={number}&desde={codes[start + PAGE]}#distritos" if start + PAGE < len(rows) else "",
        "may_change": may and table.withdrawn_at is None,
        "may_read_file": not table.unit_level or may or may_read_units(who, codes),
        "schema": SCHEMA,
    }


def _counts_table(listed: ListedTable, cut: CutTotals) -> Table:
    hectares = cut.asked.hectares
    source = f"{listed.table.publisher}: {listed.table.name}"
    further = _("No se contó.")
    if cut.asked.labour is not None:
        further = _(
            "De los anteriores, los que además ponen en el agro desde %(labour)s %% de su trabajo y desde %(owned)s %% "
            "de su propiedad, y venden poco."
        ) % {"labour": f"{cut.asked.labour:f}", "owned": f"{cut.asked.owned:f}"}
    census = _("Códigos de ubicación geográfica del INEI")
    columns = [
        Column("code", _("Código"), _("De un centro poblado (10 cifras) o de un distrito (6): el cero inicial cuenta."),
               source=census),
        Column("place", _("Lugar"), source=census),
        Column("district", _("Distrito"), source=census),
        Column("province", _("Provincia"), source=census),
        Column("department", _("Departamento"), source=census),
        Column("households", _("Hogares contados"), "", _("hogares"), source),
        Column("under_cut", _("Bajo el corte"), _("Con menos de %(ha)s hectáreas.") % {"ha": f"{hectares:f}"},
               _("hogares"), source),
        Column("under_cut_further", _("Y con lo demás"), further, _("hogares"), source),
        Column("synthetic", _("Inventada"), _("1: cifras inventadas, para una demostración."), source="Wiñay"),
        Column(LATITUDE, _("Latitud"), "", _("grados, WGS84"), census),
        Column(LONGITUDE, _("Longitud"), "", _("grados, WGS84"), census),
    ]  # fmt: skip

    def rows() -> Iterator[list[object]]:
        for one in every_count(cut.cut):
            at = [
                None if degrees is None else Decimal(degrees) / 1_000_000 for degrees in (one.latitude, one.longitude)
            ]
            yield [
                one.code, one.name, one.district, one.province, one.department, one.households, one.under, one.further,
                int(listed.table.synthetic), *at,
            ]  # fmt: skip

    return Table(f"predios-{listed.table.as_of:%Y-%m-%d}-{hectares:f}-ha", listed.table.name, columns, rows)


urlpatterns = [
    path("predios/", listing, name="farm_tables"),
    path("predios/plantilla.csv", blank, name="farm_template"),
    path("predios/plantilla-por-hogar.csv", blank_units, name="farm_unit_template"),
    path("predios/<uuid:public_id>/", detail, name="farm_table"),
    path("predios/<uuid:public_id>/original/", original, name="farm_table_file"),
    path("predios/<uuid:public_id>/conteos.<str:form>", counts_file, name="farm_counts"),
]
