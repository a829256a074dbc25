"""A selection as a file: its areas with what each criterion found, and their localities."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from winay.journeys.pages.selections import SelectionPage, selection_page
from winay.targeting.queries import acts
from winay.targeting.queries.country import Country, country_now
from winay.targeting.rules import Terms
from winay.targeting.terms import Answer
from winay.web.area_columns import (
    NOWHERE,
    answer_column,
    criterion_cells,
    criterion_columns,
    place_columns,
    seat_cells,
    seat_columns,
)
from winay.web.guard import public
from winay.web.kept_files import kept_file
from winay.web.selection_pages import readable_or_404
from winay.web.table_files import LATITUDE, LONGITUDE, Column, Table, table_response


@public
@require_GET
def export(request: HttpRequest, public_id: UUID, form: str = "csv") -> HttpResponseBase:
    """All areas of a selection; as CSV of an approved one, the very file that was approved."""
    selection = readable_or_404(request, public_id)
    if selection.act_sha256 and form == "csv":
        return kept_file(request, selection.act_sha256, f"acta-{selection.public_id}.csv", "text/csv; charset=utf-8")
    return table_response(request, areas_table(selection_page(selection), country_now()), form)


@public
@require_GET
def localities(request: HttpRequest, public_id: UUID, form: str) -> HttpResponseBase:
    """The localities of all areas of a selection."""
    return table_response(request, localities_table(readable_or_404(request, public_id)), form)


def areas_table(page: SelectionPage, country: Country) -> Table:
    """A selection as a table, an area a row, by code: what was frozen with it."""
    selection = page.selection
    terms = Terms(tuple(criterion for criterion, _said in page.criteria), selection.k, selection.lend)
    columns = [
        *place_columns(country),
        Column("chosen", _("Escogida"), _("1: la selección la escoge; 0: no."), source="Wiñay"),
        answer_column("answer", _("Los criterios dicen")),
        Column("near_miss", _("Por poco"), _("1: un solo criterio requerido falta, y por poco."), source="Wiñay"),
        Column("exception", _("Excepción"), _("La razón de la excepción que decide sobre el área. Vacío: ninguna."),
               source=_("La oficina")),
        *seat_columns(),
        *criterion_columns(page.version, terms, country),
    ]  # fmt: skip
    name = f"{'acta' if selection.act_sha256 else 'borrador'}-{selection.public_id}"
    return Table(name, _("Selección"), columns, lambda: _area_rows(selection, terms))


def _area_rows(selection: Any, terms: Terms) -> Iterator[list[object]]:
    seats = acts.seats_of(selection)
    keys = [criterion.key for criterion in terms.criteria]
    for row in acts.every_area(selection):
        found, answers = zip(*(row.findings[key] for key in keys), strict=True) if keys else ((), ())
        yield [
            row.code, row.district_code, row.department, row.province, row.district, row.name, row.households,
            int(row.chosen), Answer(row.level).name.lower(), int(row.near_miss), row.exception or None,
            *seat_cells(seats.get(row.area_id, NOWHERE)),
            *criterion_cells(terms.criteria, found, answers),
        ]  # fmt: skip


def localities_table(selection: Any) -> Table:
    """The localities of a selection's areas, by area. What belongs to an area never changes."""
    census = _("Centros poblados del INEI")
    columns = [
        Column("area_code", _("Código del área"), source="Wiñay"),
        Column("area", _("Área"), source="Wiñay"),
        Column("chosen", _("Escogida"), _("1: la selección escoge el área; 0: no."), source="Wiñay"),
        Column("locality_code", _("Código del centro poblado"), _("Diez cifras; es un texto."), source=census),
        Column("locality", _("Centro poblado"), source=census),
        Column("households", _("Hogares"), _("Vacío: sin cifra."), _("hogares"),
               _("Una oficina, o el estimado del distrito repartido")),
        Column("counted", _("Contados"), _("1: una oficina los contó; 0: son un estimado."), source="Wiñay"),
        Column("minutes_to_seat", _("Minutos a la sede"), _("A pie o por río, de ida. Vacío: sin posición conocida."),
               _("minutos"), "Wiñay"),
        Column("synthetic", _("Inventado"), _("1: inventado para la demostración."), source="Wiñay"),
        Column(LATITUDE, _("Latitud"), "", _("grados, WGS84"), census),
        Column(LONGITUDE, _("Longitud"), "", _("grados, WGS84"), census),
    ]  # fmt: skip
    return Table(
        f"centros-poblados-{selection.public_id}", _("Centros poblados"), columns, lambda: _locality_rows(selection)
    )


def _locality_rows(selection: Any) -> Iterator[list[object]]:
    for row in acts.localities_of(selection):
        yield [
            row.area_code, row.area_name, int(row.chosen), row.code, row.name, row.households, int(row.counted),
            row.minutes, int(row.synthetic), row.latitude, row.longitude,
        ]  # fmt: skip


urlpatterns = [
    path("selecciones/<uuid:public_id>/areas.csv", export, name="selection_export"),
    path("selecciones/<uuid:public_id>/areas.<str:form>", export, name="selection_file"),
    path("selecciones/<uuid:public_id>/centros-poblados.<str:form>", localities, name="selection_localities"),
]
