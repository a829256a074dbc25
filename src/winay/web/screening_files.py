"""A screening as a file: every area with what each criterion found, for a spreadsheet or a map."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from winay.programs.version_terms import VersionTerms
from winay.targeting.queries.acts import seats_within
from winay.targeting.queries.screening import Screening
from winay.targeting.terms import Answer
from winay.targeting.wording import OUTCOMES
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
from winay.web.screening_asked import asked
from winay.web.table_files import Column, Table, table_response


@public
@require_GET
def export(request: HttpRequest, program: str, version: str, form: str = "csv") -> HttpResponseBase:
    """Every area of a screening, in one of the forms of `table_files`."""
    ask = asked(request, program, version)
    table = screening_table(ask.version, ask.seen, ask.territory.code if ask.territory else None)
    return table_response(request, table, form)


def screening_table(version: VersionTerms, seen: Screening, territory: str | None) -> Table:
    """A screening as a table, an area a row, by code."""
    outcomes = "; ".join(f"{outcome}: {words}" for outcome, words in OUTCOMES.items())
    columns = [
        *place_columns(seen.country),
        Column("counted", _("Contados"), _("1: una oficina contó los hogares; 0: son un estimado."), source="Wiñay"),
        Column("outcome", _("Resultado"), f"{outcomes}.", source="Wiñay"),
        answer_column("answer", _("Los criterios dicen")),
        Column("near_miss", _("Por poco"), _("1: un solo criterio requerido falta, y por poco."), source="Wiñay"),
        *seat_columns(),
        *criterion_columns(version, seen.terms, seen.country),
    ]
    return Table(f"{seen.program_key}-{seen.version_key}", _("Focalización"), columns, lambda: _rows(seen, territory))


def _rows(seen: Screening, territory: str | None) -> Iterator[list[object]]:
    seats = seats_within(territory)
    for row in seen.rows:
        area = row.area
        yield [
            area.code, area.district_code, area.department, area.province, area.district, area.name, area.households,
            int(area.counted), str(row.outcome), Answer(row.level).name.lower(), int(row.near_miss),
            *seat_cells(seats.get(area.area_id, NOWHERE)),
            *criterion_cells(seen.terms.criteria, row.found, row.answers),
        ]  # fmt: skip


urlpatterns = [
    path("focalizacion/<str:program>/<str:version>/areas.csv", export, name="screening_export"),
    path("focalizacion/<str:program>/<str:version>/areas.<str:form>", export, name="screening_file"),
]
