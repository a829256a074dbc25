"""Samples in the browser: the list, drawing one, what was told beside what was found, the sheet to walk with, the file;
and what is done in the field."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import ActingPerson, names_of
from winay.core import numbers
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.fixed import from_fixed
from winay.nuclei.queries.centrals import central_by_id, list_centrals
from winay.nuclei.queries.nuclei import Filters, list_nuclei, nucleus_by_id
from winay.places.queries import office_by_code, office_list
from winay.plans.queries.prices import codes_of
from winay.registry.rules import household_code
from winay.supervision.access import may_for
from winay.supervision.queries.samples import (
    Result,
    list_samples,
    received_by,
    redraw,
    result_of,
    sample_by_id,
    spot_by_id,
    standing_finding,
)
from winay.supervision.sample_rules import Interval, rank
from winay.supervision.services.samples import (
    close_sample,
    correct_finding,
    draw_sample,
    miss_household,
    record_finding,
    reopen_sample,
    unmiss_household,
    void_sample,
)
from winay.supervision.terms import Agreement, SampleState
from winay.supervision.wording import SAMPLE_STATES
from winay.targeting.criteria_wording import language
from winay.web.addresses import uuid_or_none
from winay.web.contest_acting import act
from winay.web.contest_forms import WhyForm
from winay.web.days import local_today
from winay.web.enrolment_words import person_name
from winay.web.guard import actor, needs
from winay.web.signals import my_reach
from winay.web.supervision_forms import DrawForm, FindingForm, MissForm, NoteForm
from winay.web.supervision_words import shown_compared, shown_sample, shown_sample_row
from winay.web.table_files import Column, Table, table_response
from winay.web.visit_words import every_item

OFFERED = 150


@needs(Permission.READ_SIGNALS)
@require_GET
def samples(request: HttpRequest) -> HttpResponse:
    """The samples of one's territory, the latest first."""
    who, asked = actor(request), request.GET.get("estado", "")
    state = asked if asked in set(SampleState) else ""
    found, more = list_samples(my_reach(request), state=state, after=uuid_or_none(request.GET.get("after")))
    context = {
        "rows": [shown_sample_row(row) for row in found],
        "next_after": found[-1].sample.public_id if more else "",
        "state": state,
        "states": SAMPLE_STATES,
        "may_draw": who is not None and who.may_somewhere(Permission.SUPERVISE),
    }
    return render(request, "supervision/samples.html", context)


def _scopes(who: ActingPerson, chosen: str) -> list[tuple[str, Any]]:
    """What somebody can draw from: offices, central nuclei, nuclei."""
    reach = who.reach(Permission.SUPERVISE)
    offices = [one for one in office_list() if (codes := codes_of(one)) and all(
        who.may_at(Permission.SUPERVISE, code) for code in codes
    )]  # fmt: skip
    centrals, _more = list_centrals(reach, limit=OFFERED)
    nuclei, _more = list_nuclei(reach, Filters(), today=local_today(), limit=OFFERED)
    rows = [(f"nucleo:{row.nucleus.public_id}", f"{row.nucleus.name} ({row.households})") for row in nuclei]
    if chosen.startswith("nucleo:") and chosen not in {key for key, _words in rows}:
        one = nucleus_by_id(UUID(chosen.partition(":")[2]))
        rows += [(chosen, one.name)] if one is not None else []
    return [
        group
        for group in (
            (_("Núcleos"), rows),
            (_("Núcleos centrales"), [(f"central:{one.public_id}", one.name) for one in centrals]),
            (_("Unidades territoriales"), [(f"unidad:{one.code}", one.name) for one in offices]),
        )
        if group[1]
    ]


def _scope(key: str) -> Any:
    kind, _colon, name = key.partition(":")
    if kind == "unidad":
        return office_by_code(name)
    public_id = uuid_or_none(name)
    if public_id is None:
        return None
    return nucleus_by_id(public_id) if kind == "nucleo" else central_by_id(public_id)


@needs(Permission.SUPERVISE)
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """Draw a sample."""
    who, today = actor(request), local_today()
    assert who is not None  # `needs` turned nobody away
    nucleus = uuid_or_none(request.GET.get("nucleo"))
    chosen = f"nucleo:{nucleus}" if nucleus else ""
    first = today.replace(day=1)
    form = DrawForm(
        request.POST or None, scopes=_scopes(who, chosen),
        initial={"scope": chosen, "from_on": first, "until_on": today, "size": 15},
    )  # fmt: skip

    def verb() -> Any:
        scope = _scope(form.cleaned_data["scope"])
        if scope is None:
            raise Http404
        return draw_sample(scope=scope, said=form.said(), by=who, at=now())

    return act(
        request, form, verb, done=_("Muestra sorteada. Imprima la hoja para caminar."),
        to=lambda made: reverse("web:sample", args=[made.public_id]),
        context={
            "heading": _("Sortear una muestra de hogares"), "kicker": "", "back": _("Muestras"),
            "back_url": reverse("web:samples"), "verb": _("Sortear muestra"),
            "answer": _("Lo informado hasta hoy se guarda como está: lo que se registre después no cambia la muestra."),
            "next": _("Salen los hogares en el orden del sorteo, y otros tantos de reserva por si no hay nadie."),
            "undo": _("Mientras no se haya hallado nada, se puede anular; queda a la vista, con su semilla."),
        },
    )  # fmt: skip


def sample_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The sample, if it exists; 403 for one of another territory."""
    found = sample_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for(found, Permission.READ_SIGNALS, actor(request)):
        raise PermissionDenied
    return found


def _spot_or_404(request: HttpRequest, public_id: UUID, spot: UUID) -> tuple[Any, Any, ActingPerson]:
    sample, who = sample_or_404(request, public_id), actor(request)
    found = spot_by_id(sample, spot)
    if found is None:
        raise Http404
    assert who is not None  # `needs` turned nobody away
    return sample, found, who


@needs(Permission.READ_SIGNALS)
@require_GET
def sample(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was told beside what was found, household by household."""
    found = sample_or_404(request, public_id)
    result = result_of(found)
    return render(request, "supervision/sample.html", _context(request, found, result))


def _context(request: HttpRequest, found: Any, result: Result) -> dict[str, Any]:
    items = every_item(found.version) if found.version else {}
    names = names_of({found.drawn_by, *([found.ended_by] if found.ended_by else [])})
    return {
        **shown_sample(found),
        "result": result,
        "rows": [shown_compared(row, items) for row in result.asked],
        "waiting": len(result.waiting),
        "agrees": result.counted(Agreement.AGREES),
        "differs": result.counted(Agreement.DISAGREES),
        "unknown": result.counted(Agreement.UNKNOWN),
        "bars": _bars(result),
        "parts": [
            ("met", _("coincide"), result.counted(Agreement.AGREES)),
            ("not_met", _("no coincide"), result.counted(Agreement.DISAGREES)),
            ("unknown", _("no se sabe"), result.counted(Agreement.UNKNOWN)),
        ],
        "memory_share": None if result.share is None else numbers.percent(from_fixed(result.share, 2), language(), 0),
        "redrawn": redraw(found),
        "drawn_by": names.get(found.drawn_by, ""),
        "ended_by": names.get(found.ended_by, "") if found.ended_by else "",
        "may_supervise": may_for(found, Permission.SUPERVISE, actor(request)),
    }


def _bars(result: Result) -> list[dict[str, Any]]:
    """The shares with their intervals, in percent points."""
    told: list[tuple[str, Interval | None]] = [
        (_("Hogares en que lo hallado coincide con lo informado"), result.agrees),
        (_("Últimas visitas informadas que el hogar recuerda ese día"), result.came),
    ]
    return [
        {
            "label": label, "one": one, "point": from_fixed(one.share, 2), "low": from_fixed(one.low, 2),
            "high": from_fixed(one.high, 2),
        }
        for label, one in told
        if one is not None
    ]  # fmt: skip


@needs(Permission.READ_SIGNALS)
@require_GET
def walk(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The households on paper, by community, with boxes to fill in: not how many visits were told."""
    found = sample_or_404(request, public_id)
    result = result_of(found)
    communities: dict[str, list[dict[str, Any]]] = {}
    for row in result.waiting:
        told = {"row": row, "name": person_name(row.household.participant), "code": household_code(row.spot.household)}
        communities.setdefault(row.household.place.name, []).append(told)
    context = {
        **shown_sample(found), "communities": sorted(communities.items()), "waiting": len(result.waiting),
        "on": local_today(),
    }  # fmt: skip
    return render(request, "supervision/walk.html", context)


@needs(Permission.READ_SIGNALS)
@require_GET
def sample_file(request: HttpRequest, public_id: UUID, form: str) -> HttpResponseBase:
    """The sample as a file: with the order of the draw, which anybody can compute again."""
    found = sample_or_404(request, public_id)
    columns = [
        Column("position", _("Orden"), _("En el sorteo.")),
        Column("household_id", _("Identificador"), _("El del sorteo.")),
        Column("rank", _("Clave del orden"), _("SHA-256 de «semilla:identificador»; se ordena por ella.")),
        Column("household", _("Código del hogar"), ""),
        Column("reserve", _("Reserva"), "0, 1"),
        Column("instead_of", _("Reemplaza al orden"), ""),
        Column("missed_why", _("Por qué no se preguntó"), ""),
        Column("reported_visits", _("Visitas informadas"), _("Hasta el sorteo, en los días de la muestra.")),
        Column("reported_last_on", _("Última informada"), "", _("fecha")),
        Column("found_on", _("Día de la supervisión"), "", _("fecha")),
        Column("met", _("Quién respondió"), ""),
        Column("remembered", _("Visitas que recuerda"), ""),
        Column("came", _("Vino ese día"), "yes, no, not_remembered, none_told"),
        Column("goods", _("Tiene lo entregado"), "all, some, none, not_asked"),
        Column("agreement", _("Coincide"), "agrees, disagrees, unknown"),
        Column("seed", _("Semilla"), ""),
        Column("synthetic", _("Inventado"), _("1: inventado para la demostración.")),
    ]

    def rows() -> Iterator[list[object]]:
        for one in result_of(found).rows:
            spot, told = one.spot, one.finding
            yield [
                spot.position, str(spot.household), rank(found.seed, str(spot.household)),
                household_code(spot.household), int(spot.reserve),
                spot.instead_of.position if spot.instead_of else None, spot.missed_why or None, spot.reported_visits,
                spot.reported_last_on.isoformat() if spot.reported_last_on else None,
                *(
                    (told.found_on.isoformat(), told.met, told.remembered, told.came, told.goods)
                    if told
                    else [None] * 5
                ),
                one.agreement.value if one.agreement else None, found.seed, int(found.synthetic),
            ]  # fmt: skip

    return table_response(request, Table(f"muestra-{str(found.public_id)[:8]}", _("Muestra"), columns, rows), form)


def _of(found: Any, spot: Any = None) -> dict[str, Any]:
    """What every act on one sample shows."""
    kicker = shown_sample(found)["where"]
    if spot is not None:
        kicker = f"{person_name(spot.enrolment.household.participant)} · {spot.enrolment.household.place.name}"
    return {"kicker": kicker, "back": _("Muestra"), "back_url": reverse("web:sample", args=[found.public_id])}


def _finding_form(request: HttpRequest, found: Any, spot: Any, initial: dict[str, Any]) -> FindingForm:
    last = numbers.day(spot.reported_last_on, language()) if spot.reported_last_on else ""
    names = every_item(spot.enrolment.call.version)
    items = {key: names.get(key, key) for key in received_by(spot)}
    return FindingForm(request.POST or None, last_on=last, items=items, initial={"on": local_today()} | initial)


@needs(Permission.SUPERVISE)
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest, public_id: UUID, spot: UUID) -> HttpResponse:
    """What was found in a household, or a correction of it."""
    found, one, who = _spot_or_404(request, public_id, spot)
    old = standing_finding(one)
    if old is not None:
        return _correct(request, found, one, old, who)
    form = _finding_form(request, found, one, {})
    return act(
        request, form, lambda: record_finding(spot=one, said=form.said(), by=who, at=now()), done=_("Anotado."),
        context={
            **_of(found, one), "heading": _("¿Qué se halló en este hogar?"), "verb": _("Anotar lo hallado"),
            "next": _("Se compara con lo informado hasta el día del sorteo."),
            "undo": _("Se corrige con su razón; lo anterior queda escrito."),
        },
    )  # fmt: skip


def _correct(request: HttpRequest, found: Any, spot: Any, old: Any, who: ActingPerson) -> HttpResponse:
    initial = {name: getattr(old, name) for name in ("found_by", "met", "remembered", "came", "goods", "note")}
    initial |= {"on": old.found_on} | {f"item-{seen.item}": seen.state for seen in old.seen.all()}
    form = _finding_form(request, found, spot, initial)
    form.fields["why"] = WhyForm.base_fields["why"]
    return act(
        request, form,
        lambda: correct_finding(spot=spot, said=form.said(), why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Corregido."),
        context={
            **_of(found, spot), "heading": _("Corregir lo hallado en este hogar"), "verb": _("Guardar corrección"),
            "next": _("Lo anterior queda escrito, con la razón del cambio."),
        },
    )  # fmt: skip


@needs(Permission.SUPERVISE)
@require_http_methods(["GET", "POST"])
def miss(request: HttpRequest, public_id: UUID, spot: UUID) -> HttpResponse:
    """Nobody could be asked there, or that was a mistake."""
    found, one, who = _spot_or_404(request, public_id, spot)
    if one.missed_why:
        form = WhyForm(request.POST or None)
        return act(
            request, form, lambda: unmiss_household(spot=one, why=form.cleaned_data["why"], by=who, at=now()),
            done=_("El hogar vuelve a la muestra."),
            context={
                **_of(found, one), "heading": _("Sí se puede preguntar a este hogar"),
                "verb": _("Devolver a la muestra"),
                "next": _("El que lo reemplazaba vuelve a la reserva, si nadie lo visitó."),
            },
        )  # fmt: skip
    asked = MissForm(request.POST or None, initial={"on": local_today()})

    def verb() -> Any:
        given = asked.cleaned_data
        return miss_household(
            spot=one, why=asked.reason(), on=given["on"], note=given["note"], by=who, at=now()
        )  # fmt: skip

    return act(
        request, asked, verb, done=_("Anotado. El siguiente de la reserva lo reemplaza, si queda alguno."),
        context={
            **_of(found, one), "heading": _("No se pudo preguntar a este hogar"), "verb": _("Anotar y reemplazar"),
            "next": _("Entra el siguiente en el orden del sorteo: nadie escoge."),
            "undo": _("Si fue un error, vuelve mientras no se visite al que lo reemplaza."),
        },
    )  # fmt: skip


def _whole(request: HttpRequest, public_id: UUID) -> tuple[Any, ActingPerson]:
    found, who = sample_or_404(request, public_id), actor(request)
    assert who is not None  # `needs` turned nobody away
    return found, who


@needs(Permission.SUPERVISE)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The walk is over."""
    found, who = _whole(request, public_id)
    form = NoteForm(request.POST if request.method == "POST" else None)
    return act(
        request, form, lambda: close_sample(sample=found, note=form.cleaned_data["note"], by=who, at=now()),
        done=_("Muestra cerrada."),
        context={
            **_of(found), "heading": _("Cerrar la muestra"), "verb": _("Cerrar muestra"),
            "next": _("El resultado queda como está; ningún pago cambia por él."),
            "undo": _("Si algo se anotó mal, se abre otra vez con su razón."),
        },
    )  # fmt: skip


@needs(Permission.SUPERVISE)
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Back to the field."""
    found, who = _whole(request, public_id)
    form = WhyForm(request.POST or None)
    return act(
        request, form, lambda: reopen_sample(sample=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Muestra abierta otra vez."),
        context={**_of(found), "heading": _("Abrir otra vez la muestra"), "verb": _("Abrir otra vez")},
    )  # fmt: skip


@needs(Permission.SUPERVISE)
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It was drawn by mistake."""
    found, who = _whole(request, public_id)
    form = WhyForm(request.POST or None)
    return act(
        request, form, lambda: void_sample(sample=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Sorteo anulado. Queda a la vista."),
        context={
            **_of(found), "heading": _("Anular el sorteo"), "verb": _("Anular sorteo"), "danger": True,
            "next": _("Queda en la lista con su semilla y su razón: sortear hasta que salga a gusto se nota."),
            "undo": _("No se deshace: se sortea otra."),
        },
    )  # fmt: skip


ONE = "supervision/muestras/<uuid:public_id>/"
SPOT = f"{ONE}hogares/<uuid:spot>/"
urlpatterns = [
    path("supervision/muestras/", samples, name="samples"),
    path("supervision/muestras/nueva/", draw, name="draw_sample"),
    path(ONE, sample, name="sample"),
    path(f"{ONE}hoja/", walk, name="sample_walk"),
    path(f"{ONE}archivo/<str:form>/", sample_file, name="sample_file"),
    path(f"{ONE}cerrar/", close, name="close_sample"),
    path(f"{ONE}reabrir/", reopen, name="reopen_sample"),
    path(f"{ONE}anular/", void, name="void_sample"),
    path(SPOT, find, name="sample_finding"),
    path(f"{SPOT}no-se-pudo/", miss, name="sample_missed"),
]
