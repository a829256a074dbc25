"""Signals to read: the supervisor's desk, the list, one signal with its evidence, the sheet for whom it concerns, those
of a nucleus. Looking for them is here too: it changes no record that anybody told."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from winay.accounts.queries import names_of
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.nuclei.access import may_for as may_for_nucleus
from winay.nuclei.queries.nuclei import nucleus_by_id
from winay.places.queries import office_by_code, office_list
from winay.plans.queries.prices import codes_of
from winay.supervision.access import may_for
from winay.supervision.queries.samples import in_field, list_samples
from winay.supervision.queries.signals import (
    Filters,
    evidence_of,
    last_look,
    list_signals,
    of_nucleus,
    overdue,
    signal_by_id,
    steps_of,
    waiting_by_kind,
    waiting_by_nucleus,
)
from winay.supervision.services.looking import Result, look_at_prices, look_for_signals
from winay.supervision.terms import SampleState, SignalKind, SignalState
from winay.supervision.wording import SIGNAL_STATES, SIGNALS
from winay.web.addresses import uuid_or_none
from winay.web.contest_acting import sayings
from winay.web.days import local_today
from winay.web.guard import actor, needs, require
from winay.web.supervision_words import (
    settings_used,
    shown_evidence,
    shown_sample_row,
    shown_signal,
    shown_step,
)
from winay.web.visit_words import month_of, months_before

STATES: dict[str, Any] = {
    "waiting": gettext_lazy("con algo pendiente"),
    "overdue": gettext_lazy("sin respuesta en plazo"),
    **{str(state): words for state, words in SIGNAL_STATES.items()},
    "all": gettext_lazy("todas"),
}
FEW = 8


def my_reach(request: HttpRequest) -> Any:
    """Where whoever asks reads signals."""
    who = actor(request)
    assert who is not None  # `needs` turned nobody away
    return who.reach(Permission.READ_SIGNALS)


def signal_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The signal, if it exists; 403 for one of another territory."""
    found = signal_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for(found, Permission.READ_SIGNALS, actor(request)):
        raise PermissionDenied
    return found


@needs(Permission.READ_SIGNALS)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the supervisor: signals by kind and nucleus, samples in the field."""
    reach, today, who = my_reach(request), local_today(), actor(request)
    kinds = waiting_by_kind(reach)
    oldest, _more = list_signals(reach, Filters(), today=today, limit=FEW)
    samples, more_samples = list_samples(reach, state=SampleState.FIELD.value, limit=FEW)
    assert who is not None
    context = {
        "waiting": sum(row.total for row in kinds),
        "overdue": overdue(reach, today),
        "kinds": [
            {
                "key": row.kind.value, "name": SIGNALS[row.kind], "row": row,
                "open": row.counts.get(SignalState.OPEN, 0), "told": row.counts.get(SignalState.TOLD, 0),
                "answered": row.counts.get(SignalState.ANSWERED, 0),
            }
            for row in kinds
        ],
        "sums": {
            str(state): sum(row.counts.get(state, 0) for row in kinds)
            for state in (SignalState.OPEN, SignalState.TOLD, SignalState.ANSWERED)
        },
        "oldest": [shown_signal(one, today) for one in oldest],
        "nuclei": waiting_by_nucleus(reach),
        "samples": [shown_sample_row(row) for row in samples],
        "samples_open": in_field(reach) if more_samples else len(samples),
        "offices": [one for one in office_list() if _looks_at(one, who)],
        "month": today.replace(day=1),
        "may_draw": who.may_somewhere(Permission.SUPERVISE),
    }  # fmt: skip
    return render(request, "supervision/desk.html", context)


def _looks_at(office: Any, who: Any) -> bool:
    codes = codes_of(office)
    return bool(codes) and all(who.may_at(Permission.FIND_SIGNALS, code) for code in codes)


def asked_for(request: HttpRequest) -> tuple[str, Filters]:
    """The state that an address asks for, and its filters."""
    asked, kind = request.GET.get("estado", "waiting"), request.GET.get("clase", "")
    state = asked if asked in STATES else "waiting"
    return state, Filters("" if state == "all" else state, kind if kind in set(SignalKind) else "")


@needs(Permission.READ_SIGNALS)
@require_GET
def signals(request: HttpRequest) -> HttpResponse:
    """The signals of one's territory, the oldest first."""
    state, filters = asked_for(request)
    today = local_today()
    found, more = list_signals(my_reach(request), filters, today=today, after=uuid_or_none(request.GET.get("after")))
    context = {
        "rows": [shown_signal(one, today) for one in found],
        "next_after": found[-1].public_id if more else "",
        "state": state,
        "kind": filters.kind,
        "states": STATES,
        "kinds": {str(key): words for key, words in SIGNALS.items()},
        "query": request.GET.urlencode(),
    }
    return render(request, "supervision/signals.html", context)


@needs(Permission.READ_SIGNALS)
@require_GET
def signal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One signal: what was found, what else it may be, what was done about it, what comes next."""
    found = signal_or_404(request, public_id)
    return render(request, "supervision/signal.html", _context(request, found))


@needs(Permission.READ_SIGNALS)
@require_GET
def sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was found, on paper, for the person whom it concerns or the board: nothing about anybody else."""
    found = signal_or_404(request, public_id)
    return render(request, "supervision/sheet.html", {**_context(request, found), "on": local_today()})


def _context(request: HttpRequest, found: Any) -> dict[str, Any]:
    kind, steps = SignalKind(found.kind), steps_of(found)
    people = {step.done_by for step in steps} | {step.reversed_by for step in steps if step.reversed_by}
    people |= {found.found_by} | ({found.about_person} if found.about_person else set())
    names = names_of(people)
    evidence = [shown_evidence(one, kind) for one in evidence_of(found)]
    return {
        **shown_signal(found, local_today()),
        "evidence": [one for one in evidence if not one["gone"]],
        "gone": [one for one in evidence if one["gone"]],
        "late": found.closed_at is not None and any(one["one"].found_at > found.closed_at for one in evidence),
        "steps": [shown_step(step, names) for step in steps],
        "settings": settings_used(found.settings),
        "found_by": names.get(found.found_by, _("el sistema")),
        "about_person": names.get(found.about_person, "") if found.about_person else "",
        "may_supervise": may_for(found, Permission.SUPERVISE, actor(request)),
        "next": _next_step(found),
    }


def _next_step(found: Any) -> dict[str, str] | None:
    """The one thing to do now: its address and verb."""
    names = {
        SignalState.OPEN: ("web:tell_signal", _("Anotar el aviso"), "send"),
        SignalState.TOLD: ("web:answer_signal", _("Anotar la respuesta"), "quote"),
        SignalState.ANSWERED: ("web:close_signal", _("Decidir y cerrar"), "check"),
    }
    name = names.get(SignalState(found.state))
    if name is None:
        return None
    return {"url": reverse(name[0], args=[found.public_id]), "verb": name[1], "icon": name[2]}


@needs(Permission.READ_SIGNALS)
@require_GET
def signals_of_nucleus(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The signals of one nucleus."""
    return _nucleus_page(request, _nucleus(request, public_id, Permission.READ_SIGNALS))


def _nucleus_page(request: HttpRequest, nucleus: Any, problems: Any = ()) -> HttpResponse:
    today = local_today()
    after = uuid_or_none(request.GET.get("after"))
    found, more = list_signals(my_reach(request), Filters("", "", nucleus.public_id), today=today, after=after)
    counts = of_nucleus(nucleus)
    waiting = sum(number for state, number in counts if state in {"open", "told", "answered"})
    context = {
        "nucleus": nucleus,
        "rows": [shown_signal(one, today) for one in found],
        "next_after": found[-1].public_id if more else "",
        "waiting": waiting,
        "counts": [(SIGNAL_STATES[SignalState(state)], number) for state, number in counts],
        "last": last_look(nucleus),
        "months": months_before(today, nucleus.formed_on),
        "may_look": may_for_nucleus(nucleus, Permission.FIND_SIGNALS, actor(request)),
        "may_draw": may_for_nucleus(nucleus, Permission.SUPERVISE, actor(request)),
        "problems": problems,
    }
    return render(request, "supervision/nucleus.html", context, status=422 if problems else 200)


def _nucleus(request: HttpRequest, public_id: UUID, permission: Permission) -> Any:
    found = nucleus_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for_nucleus(found, permission, actor(request)):
        raise PermissionDenied
    return found


@needs(Permission.FIND_SIGNALS)
@require_POST
def look(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Look over a nucleus in a month."""
    nucleus = _nucleus(request, public_id, Permission.FIND_SIGNALS)
    who = require(
        request, Permission.FIND_SIGNALS, place_code=nucleus.district.code, program=nucleus.version.program.key
    )
    month = month_of(request.POST.get("mes")) or local_today()
    try:
        result = look_for_signals(nucleus=nucleus, month=month, by=who, at=now())
    except Refused as refused:
        return _nucleus_page(request, nucleus, sayings(refused.reasons))
    messages.success(request, result_words(result))
    return redirect(reverse("web:signals_of_nucleus", args=[nucleus.public_id]))


@needs(Permission.FIND_SIGNALS)
@require_POST
def look_prices(request: HttpRequest, code: str) -> HttpResponse:
    """Look over the prices that an office wrote down this month."""
    office, who = office_by_code(code), actor(request)
    if office is None:
        raise Http404
    assert who is not None
    try:
        result = look_at_prices(office=office, month=local_today(), by=who, at=now())
    except NotAllowed:
        raise PermissionDenied from None
    messages.success(request, result_words(result))
    return redirect(reverse("web:supervision"))


def result_words(result: Result) -> str:
    """What a look changed, in a sentence."""
    if not result.changed:
        return _("Nada nuevo: todo lo que se halla ya estaba anotado.") if result.found else _("No se halló ninguna.")
    said = ngettext("%(n)s señal nueva.", "%(n)s señales nuevas.", result.new) % {"n": result.new}
    if result.withdrawn:
        said += " " + ngettext(
            "%(n)s ya no se halla.", "%(n)s ya no se hallan.", result.withdrawn
        ) % {"n": result.withdrawn}  # fmt: skip
    return said


ONE = "supervision/senales/<uuid:public_id>/"
urlpatterns = [
    path("supervision/", desk, name="supervision"),
    path("supervision/senales/", signals, name="signals"),
    path(ONE, signal, name="signal"),
    path(f"{ONE}hoja/", sheet, name="signal_sheet"),
    path("supervision/precios/<str:code>/buscar/", look_prices, name="look_prices"),
    path("nucleos/<uuid:public_id>/senales/", signals_of_nucleus, name="signals_of_nucleus"),
    path("nucleos/<uuid:public_id>/senales/buscar/", look, name="look_for_signals"),
]
