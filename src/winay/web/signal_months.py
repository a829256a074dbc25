"""Signals over months: a picture by rule with what became of them; and the list of signals as a file."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.supervision.queries.months import Became, KindMonths, became_by_month, in_order, months_until
from winay.supervision.queries.signals import every_signal
from winay.supervision.wording import SIGNALS
from winay.targeting.criteria_wording import language
from winay.web.days import local_today
from winay.web.guard import needs
from winay.web.signals import asked_for, my_reach
from winay.web.supervision_words import about_whom
from winay.web.table_files import Column, Table, table_response

MONTHS = 12
BECAME = {
    Became.CONFIRMED: gettext_lazy("confirmadas"),
    Became.CORRECTED: gettext_lazy("con el registro corregido"),
    Became.EXPLAINED: gettext_lazy("explicadas"),
    Became.WAITS: gettext_lazy("pendientes"),
    Became.WITHDRAWN: gettext_lazy("ya no se hallan"),
}
BAR, TALL = 10, 100
"""Units of the drawing: the width of a month, the height of the fullest one."""


@needs(Permission.READ_SIGNALS)
@require_GET
def over_months(request: HttpRequest) -> HttpResponse:
    """Twelve months: how many signals each rule raised, and what became of them."""
    months = months_until(local_today(), MONTHS)
    found = became_by_month(my_reach(request), months)
    *kinds, whole = found or [KindMonths(None, [Counter() for _ in months])]
    most = max((counts.total() for one in kinds for counts in one.months), default=0)
    context = {
        "total": whole.total,
        "confirmed": whole.sums[Became.CONFIRMED],
        "waits": whole.sums[Became.WAITS],
        "ends": [(one.value, words) for one, words in BECAME.items()],
        "kinds": [
            {"key": one.kind.value, "name": SIGNALS[one.kind], "bars": _bars(one.months, most), **_sums(one.sums)}
            for one in kinds
            if one.kind is not None
        ],
        "sums": _sums(whole.sums),
        "most": most,
        "width": MONTHS * BAR,
        "tall": TALL,
        "months": [
            {"month": month, **_sums(counts)} for month, counts in zip(months, whole.months, strict=True)
        ][::-1],
        "first": months[0],
        "last": months[-1],
    }  # fmt: skip
    return render(request, "supervision/months.html", context)


def _sums(counts: Counter[Became]) -> dict[str, Any]:
    return {"ends": [(one.value, BECAME[one], n) for one, n in in_order(counts)], "total": counts.total()}


def _bars(months: Sequence[Counter[Became]], most: int) -> list[dict[str, Any]]:
    """A piece for each end of each month, one upon the other."""
    found = []
    for number, counts in enumerate(months):
        below = 0
        for end, n in in_order(counts):
            if n:
                below += n
                top, height = TALL - TALL * below / most, TALL * n / most
                found.append({"end": end.value, "x": number * BAR + 1, "y": f"{top:.2f}", "height": f"{height:.2f}"})
    return found


@needs(Permission.READ_SIGNALS)
@require_GET
def signals_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The list as a file, under the same filters: a row a signal."""
    _state, filters = asked_for(request)
    reach, today = my_reach(request), local_today()
    day = _("fecha")
    columns = [
        Column("signal", _("Señal"), _("Su número, el de su dirección.")),
        Column("kind", _("Clase"), ", ".join(one.value for one in SIGNALS)),
        Column("words", _("Clase, en palabras")),
        Column("about", _("De quién o de qué"), _("El yachachiq, la tecnología y su comunidad, o nadie.")),
        Column("nucleus", _("Núcleo")),
        Column("office", _("Unidad territorial"), _("De las señales de precios.")),
        Column("place", _("Ubigeo"), _("Del distrito del núcleo, o del primer lugar de la unidad.")),
        Column("month", _("Mes mirado"), "", _("mes")),
        Column("from_on", _("Desde"), "", day),
        Column("until_on", _("Hasta, sin contar ese día"), "", day),
        Column("found_on", _("Se halló"), "", day),
        Column("state", _("Estado"), "open, told, answered, closed, withdrawn"),
        Column("outcome", _("Cómo terminó"), "explained, confirmed, corrected"),
        Column("told_on", _("Se le avisó"), "", day),
        Column("answer_due_on", _("Plazo para responder"), "", day),
        Column("closed_on", _("Se cerró"), "", day),
        Column("settings", _("Números con que se juzgó"), _("clave=valor, con la escala de la versión.")),
        Column("synthetic", _("Inventado"), _("1: inventado para la demostración.")),
    ]

    spoken = language()

    def rows() -> Iterator[list[object]]:
        for one in every_signal(reach, filters, today=today):
            with override(spoken):  # a file is sent when the page's language is gone
                row = _file_row(one)
            yield row

    return table_response(request, Table("senales", _("Señales"), columns, rows), form)


def _file_row(one: Any) -> list[object]:
    return [
        str(one.public_id), one.kind, str(SIGNALS[one.kind]), about_whom(one) or None,
        one.nucleus.name if one.nucleus else None, one.office.code if one.office else None, one.place.code,
        f"{one.month:%Y-%m}", one.from_on.isoformat(), one.until_on.isoformat(), one.found_on.isoformat(),
        one.state, one.outcome or None, _day(one.told_on), _day(one.answer_due_on), _day(one.closed_on),
        one.settings, int(one.synthetic),
    ]  # fmt: skip


def _day(on: Any) -> str | None:
    return on.isoformat() if on is not None else None


urlpatterns = [
    path("supervision/meses/", over_months, name="signals_over_months"),
    path("supervision/senales.<str:form>", signals_file, name="signals_file"),
]
