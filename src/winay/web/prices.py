"""Local prices in the browser: what each thing costs in an office's territory, since when, and who says so."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import BadInputs, Refused
from winay.core.fixed import from_fixed
from winay.journeys.wording import describe
from winay.places.queries import office_by_code, office_list
from winay.places.rules import name_key
from winay.plans.access import may_price
from winay.plans.price_files import COLUMNS, read_prices, template_rows
from winay.plans.price_rules import Good, PriceSaid
from winay.plans.queries.menus import Line, goods_of
from winay.plans.queries.prices import codes_of, history_of, places_to_price, price_by_id, priced, versions_in_use
from winay.plans.services.prices import record_prices, withdraw_price
from winay.plans.terms import PriceSource
from winay.plans.wording import SOURCES
from winay.programs.vocabulary import KIT_UNITS
from winay.targeting.criteria_wording import language
from winay.web.addresses import uuid_or_none
from winay.web.assemblies_of_nuclei import act
from winay.web.days import local_today
from winay.web.governance_forms import ReasonForm
from winay.web.guard import actor, needs
from winay.web.price_forms import PriceForm, SheetForm, exact
from winay.web.table_files import Column, Table, csv_response, table_response

PAGE = 40
STATES = {
    "": gettext_lazy("todo lo del menú"),
    "priced": gettext_lazy("con precio"),
    "old": gettext_lazy("de hace más de 6 meses"),
    "missing": gettext_lazy("sin precio"),
}


@needs(Permission.READ_NUCLEI)
@require_GET
def offices_with_prices(request: HttpRequest) -> HttpResponse:
    """The offices whose prices somebody may read; where it is one alone, its prices."""
    offices = [one for one in office_list() if _reads(request, one)]
    if len(offices) == 1:
        return redirect("web:prices", offices[0].code)
    return render(request, "prices/offices.html", {"offices": offices})


@needs(Permission.READ_NUCLEI)
@require_GET
def prices(request: HttpRequest, code: str) -> HttpResponse:
    """What each thing on the menus costs in the territory of an office."""
    office, get = _office_or_404(request, code), request.GET
    text, state = get.get("q", "").strip()[:60], get.get("estado", "")
    rows = _rows(office)
    shown = [one for one in rows if _matches(one, name_key(text), state if state in STATES else "")]
    start = int(get["desde"]) if get.get("desde", "").isascii() and get.get("desde", "").isdigit() else 0
    return render(
        request,
        "prices/prices.html",
        {
            "office": office,
            "rows": shown[start : start + PAGE],
            "total": len(shown),
            "priced": sum(one["newest"] is not None for one in rows),
            "old": sum(one["old"] for one in rows),
            "missing": sum(one["newest"] is None for one in rows),
            "q": text,
            "state": state,
            "states": STATES,
            "filtered": bool(text or state),
            "next_start": start + PAGE if start + PAGE < len(shown) else None,
            "previous_start": max(0, start - PAGE) if start else None,
            "may_price": _may(request, office),
        },
    )


def _rows(office: Any) -> list[dict[str, Any]]:
    lines = goods_of(versions_in_use(local_today()))
    known = priced(lines, codes_of(office))
    return [_row(line, known[good]) for good, line in lines.items()]


def _row(line: Line, known: Any) -> dict[str, Any]:
    newest = known.newest
    return {
        "item": line.item.name.text(language()),
        "key": line.item.key,
        "good": line.words.text(language()),
        "line": line.good.line,
        "unit": KIT_UNITS[line.kit.unit],
        "unit_code": line.good.unit,
        "newest": newest,
        "source": str(SOURCES[PriceSource(newest.source_kind)]) if newest else "",
        "spread": known.spread,
        "old": known.old(local_today()),
        "search": name_key(f"{line.item.name.text('es')} {line.words.text('es')} {line.words.text('en')}"),
    }


def _matches(one: dict[str, Any], key: str, state: str) -> bool:
    wanted = {"priced": one["newest"] is not None, "old": one["old"], "missing": one["newest"] is None}
    return key in one["search"] and wanted.get(state, True)


@needs(Permission.READ_NUCLEI)
@require_GET
def prices_file(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The same as a file."""
    office = _office_or_404(request, code)
    columns = [
        Column("item", _("Tecnología"), _("Clave del menú.")),
        Column("line", _("Qué se compra"), _("Línea del kit.")),
        Column("unit", _("Unidad"), ""),
        Column("place_code", _("Ubigeo"), _("Dónde vale el precio más nuevo.")),
        Column("price", _("Precio"), _("El más nuevo, de una unidad."), _("soles")),
        Column("quoted_on", _("Día"), _("En que se preguntó."), _("fecha")),
        Column("source_kind", _("Dónde se preguntó"), "supplier, market, quotation"),
        Column("source", _("Fuente"), _("Quién lo dijo.")),
        Column("median", _("Mediana"), _("Del último precio de cada lugar."), _("soles")),
        Column("least", _("El más bajo"), "", _("soles")),
        Column("most", _("El más alto"), "", _("soles")),
        Column("places", _("Lugares"), _("Con precio.")),
    ]

    def cells(one: dict[str, Any]) -> list[object]:
        newest, spread = one["newest"], one["spread"]
        if newest is None or spread is None:
            return [one["key"], one["line"], one["unit_code"], *[None] * 9]
        told = [from_fixed(minor, 2) for minor in (spread.median, spread.least, spread.most)]
        return [
            one["key"], newest.words, newest.unit, newest.place.code, from_fixed(newest.minor, 2),
            newest.quoted_on.isoformat(), newest.source_kind, newest.source, *told, spread.count,
        ]  # fmt: skip

    table = Table(f"precios-{office.code.lower()}", _("Precios"), columns, lambda: map(cells, _rows(office)))
    return table_response(request, table, form)


@needs(Permission.READ_NUCLEI)
@require_GET
def prices_of_good(request: HttpRequest, code: str) -> HttpResponse:
    """Every price of one thing in an office's territory, also what was withdrawn."""
    office, get = _office_or_404(request, code), request.GET
    line = goods_of(versions_in_use(local_today())).get(
        Good(get.get("tecnologia", ""), get.get("linea", ""), get.get("unidad", ""))
    )
    if line is None:
        raise Http404
    rows = history_of(line.good, codes_of(office))
    return render(
        request,
        "prices/good.html",
        {
            "office": office,
            "line": line,
            "good": line.words.text(language()),
            "item": line.item.name.text(language()),
            "unit": KIT_UNITS[line.kit.unit],
            "rows": [{"one": one, "source": SOURCES[PriceSource(one.source_kind)]} for one in rows],
            "may_price": _may(request, office),
        },
    )


@needs(Permission.RECORD_PRICE)
@require_http_methods(["GET", "POST"])
def record_price(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what something costs."""
    office, who = _office_or_404(request, code), actor(request)
    _require(request, office)
    assert who is not None
    labels = {_label(line): line for line in goods_of(versions_in_use(local_today())).values()}
    wanted = request.GET.get("bien", "")
    form = PriceForm(
        request.POST or None, places=_places(office), initial={"quoted_on": local_today(), "good": wanted[:300]}
    )

    def verb() -> object:
        given = form.cleaned_data
        line = labels.get(given["good"].strip())
        if line is None:
            raise Refused([Reason("plans.not_on_menu")])
        said = PriceSaid(
            line.good, given["place"], exact(given["price"], 2) or 0, given["quoted_on"],
            PriceSource(given["source_kind"]), given["source"], given["note"],
        )  # fmt: skip
        return record_prices(said=[said], versions=versions_in_use(local_today()), by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Precio anotado."),
        context={
            **_of(office),
            "heading": _("Anotar un precio"),
            "answer": _("Sin fecha o sin fuente no se guarda: otra persona debe poder preguntar en el mismo lugar."),
            "verb": _("Anotar precio"),
            "next": _("Vale desde su día, hasta que se anote uno más nuevo del mismo lugar o de uno más cercano."),
            "undo": _("Si está mal se retira con su razón. No se reescribe."),
            "people": sorted(labels),
        },
    )


@needs(Permission.RECORD_PRICE)
@require_http_methods(["GET", "POST"])
def load_prices(request: HttpRequest, code: str) -> HttpResponse:
    """Take in a sheet of prices that somebody filled in."""
    office, who = _office_or_404(request, code), actor(request)
    _require(request, office)
    assert who is not None
    form, problems = SheetForm(request.POST or None, request.FILES or None), list[str]()

    def verb() -> object:
        file = form.cleaned_data["file"]
        try:
            said = read_prices(file.name or "", file.read())
        except BadInputs as bad:
            problems.extend(describe(one) for one in bad.problems)
            raise Refused([Reason("plans.sheet_wrong")]) from None
        return record_prices(said=said, versions=versions_in_use(local_today()), by=who, at=now())

    context = {
        **_of(office),
        "heading": _("Cargar una hoja de precios"),
        "answer": _("Descargue la plantilla, llene precio, día y fuente de lo que preguntó, y deje vacío lo demás."),
        "verb": _("Cargar precios"),
        "undo": _("Cada precio que esté mal se retira con su razón."),
        "with_file": True,
        "details": problems,
        "template_url": reverse("web:prices_template", args=[office.code]),
    }
    return act(request, form, verb, done=_("Precios cargados."), context=context)


@needs(Permission.RECORD_PRICE)
@require_GET
def prices_template(request: HttpRequest, code: str) -> HttpResponseBase:
    """A sheet to fill in: everything on the menus, without prices."""
    office = _office_or_404(request, code)
    lines = goods_of(versions_in_use(local_today())).values()
    first = next(iter(codes_of(office)), "")
    return csv_response(f"precios-{office.code.lower()}.csv", COLUMNS, template_rows(lines, first))


@needs(Permission.RECORD_PRICE)
@require_http_methods(["GET", "POST"])
def withdraw_one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Withdraw a price that was written down wrongly."""
    key = uuid_or_none(public_id)
    found = price_by_id(key) if key else None
    who = actor(request)
    if found is None:
        raise Http404
    if who is None or not may_price(found.place.code, who):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    office = next((one for one in office_list() if any(found.place.code.startswith(c) for c in codes_of(one))), None)
    return act(
        request,
        form,
        lambda: withdraw_price(price=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Precio retirado."),
        context={
            "back": _("Precios"),
            "back_url": reverse("web:prices", args=[office.code]) if office else reverse("web:offices_with_prices"),
            "heading": _("Retirar un precio"),
            "answer": f"{found.words}: {found.source}",
            "verb": _("Retirar precio"),
            "next": _("Vuelve a valer el anterior. Una propuesta que ya se envió con él no cambia."),
            "undo": _("No se deshace: se anota otra vez."),
            "danger": True,
        },
    )


def _label(line: Line) -> str:
    return f"{line.item.name.text(language())}: {line.words.text(language())} ({KIT_UNITS[line.kit.unit]})"


def _places(office: Any) -> list[tuple[str, str]]:
    """Where a price may be said to hold: the office's places and what lies in them, each with its code."""
    return [(one.code, f"{one.name} ({one.code})") for one in places_to_price(codes_of(office))]


def _of(office: Any) -> dict[str, Any]:
    return {"back": _("Precios"), "back_url": reverse("web:prices", args=[office.code]), "kicker": office.name}


def _reads(request: HttpRequest, office: Any) -> bool:
    """Whether somebody reads nuclei somewhere in the office's territory."""
    who = actor(request)
    return who is not None and any(
        place is None or place.startswith(code) or code.startswith(place)
        for place in who.places_for(Permission.READ_NUCLEI)
        for code in codes_of(office)
    )


def _office_or_404(request: HttpRequest, code: str) -> Any:
    office = office_by_code(code)
    if office is None:
        raise Http404
    if not _reads(request, office):
        raise PermissionDenied
    return office


def _may(request: HttpRequest, office: Any) -> bool:
    who = actor(request)
    return any(may_price(code, who) for code in _codes_touched(request, office))


def _codes_touched(request: HttpRequest, office: Any) -> Iterable[str]:
    """The places of the office that somebody works in: an office's own, or what they hold inside it."""
    who = actor(request)
    held = [one for one in who.places_for(Permission.RECORD_PRICE) if one is not None] if who else []
    return [*codes_of(office), *(one for one in held if any(one.startswith(code) for code in codes_of(office)))]


def _require(request: HttpRequest, office: Any) -> None:
    if not _may(request, office):
        raise PermissionDenied


urlpatterns = [
    path("precios/", offices_with_prices, name="offices_with_prices"),
    path("precios/retirar/<str:public_id>/", withdraw_one, name="withdraw_price"),
    path("precios/<str:code>/", prices, name="prices"),
    path("precios/<str:code>/lista.<str:form>", prices_file, name="prices_file"),
    path("precios/<str:code>/de/", prices_of_good, name="prices_of_good"),
    path("precios/<str:code>/anotar/", record_price, name="record_price"),
    path("precios/<str:code>/hoja/", load_prices, name="load_prices"),
    path("precios/<str:code>/plantilla.csv", prices_template, name="prices_template"),
]
