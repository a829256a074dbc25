"""Entering and leaving in the browser: a whole community at once, one household, its end, its day, its no."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.access import may_for
from winay.enrolment.queries.calls import call_by_id
from winay.enrolment.queries.households import enrolment_by_id, household_by_id, households_by_id, refusal_by_id
from winay.enrolment.queries.lists import candidates, homes_of
from winay.enrolment.services.entering import enrol_household, enrol_many
from winay.enrolment.services.refusals import Said, record_refusal, withdraw_refusal
from winay.enrolment.terms import ExitReason, RefusalReason
from winay.enrolment.wording import MOVES
from winay.journeys.board_phones import leave_program
from winay.journeys.cycles import correct_first_day, undo_exit
from winay.journeys.pages.enrolment import household_enrolment
from winay.registry.access import may_read_household
from winay.web.addresses import uuid_or_none
from winay.web.calls import readable_or_404, require_for
from winay.web.days import local_today
from winay.web.enrolment_forms import DateForm, DayForm, ExitForm, PlaceRefusalForm, RefusalForm, WhyForm
from winay.web.enrolment_words import sayings, shown_cycle, shown_household, shown_refusal
from winay.web.guard import actor, needs


@needs(Permission.ENROL_HOUSEHOLD)
@require_http_methods(["GET", "POST"])
def enrol_place(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everybody of a community who wants to enter, in one act."""
    call = readable_or_404(request, public_id)
    who = require_for(request, call, Permission.ENROL_HOUSEHOLD)
    places = homes_of(call)
    code = request.POST.get("lugar") or request.GET.get("lugar", "")
    place = next((one for one in places if one.code == code), places[0])
    last_day = call.closed_on - timedelta(days=1) if call.closed_on else local_today()
    form = DayForm(request.POST or None, initial={"on": last_day})
    chosen = {one for text in request.POST.getlist("hogar") if (one := uuid_or_none(text))}
    problems: list[str] = []
    left_out: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            # Of one that is another office's to read, not even the reason why it cannot enter is shown.
            households = [one for one in households_by_id(chosen) if may_read_household(who, one.place.code)]
            done = enrol_many(call=call, households=households, on=form.cleaned_data["on"], by=who, at=now())
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            left_out = [{**shown_household(one), "why": sayings(reasons)} for one, reasons in done.refused]
            if done.enrolments:
                messages.success(request, _entered(len(done.enrolments)))
            if not left_out:
                return redirect("web:call", call.public_id)
    rows, more = candidates(call, place, after=uuid_or_none(request.GET.get("after")))
    context = {
        "call": call, "places": places, "place": place, "form": form, "problems": problems, "left_out": left_out,
        "rows": [{**shown_household(one.household), "one": one} for one in rows], "chosen": chosen,
        "next_after": rows[-1].household.public_id if more else "",
    }  # fmt: skip
    wrong = request.method == "POST" and not left_out
    return render(request, "enrolment/enrol_place.html", context, status=422 if wrong else 200)


def _entered(count: int) -> str:
    return ngettext("%(n)s hogar inscrito.", "%(n)s hogares inscritos.", count) % {"n": count}


@needs(Permission.READ_HOUSEHOLDS)
@require_GET
def of_household(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One household's way through the program, and what may be done next."""
    household = _household_or_404(request, public_id)
    return render(request, "enrolment/household.html", enrolment_context(request, household))


@needs(Permission.ENROL_HOUSEHOLD)
@require_http_methods(["POST"])
def enrol_one(request: HttpRequest, public_id: UUID, call_id: UUID) -> HttpResponse:
    """Enter one household under a call that reaches it."""
    household, call = _household_or_404(request, public_id), _call_or_404(call_id)
    who = require_for(request, call, Permission.ENROL_HOUSEHOLD)
    form = DayForm(request.POST)

    def verb() -> object:
        return enrol_household(household=household, call=call, on=form.cleaned_data["on"], by=who, at=now())

    return _act(request, household, verb, _("Hogar inscrito."), form, "enrol")


@needs(Permission.ENROL_HOUSEHOLD)
@require_http_methods(["POST"])
def refuse_one(request: HttpRequest, public_id: UUID, call_id: UUID) -> HttpResponse:
    """Record that one household does not want to enter."""
    household, call = _household_or_404(request, public_id), _call_or_404(call_id)
    who = require_for(request, call, Permission.ENROL_HOUSEHOLD)
    form = RefusalForm(request.POST)

    def verb() -> object:
        given = form.cleaned_data
        said = Said(given["on"], RefusalReason(given["reason"]), given["note"])
        return record_refusal(call=call, household=household, locality=None, said=said, by=who, at=now())

    return _act(request, household, verb, _("Quedó registrado. Pueden cambiar de opinión cuando quieran."), form, "no")


def _act(
    request: HttpRequest, household: Any, verb: Callable[[], object], done: str, form: Any, name: str
) -> HttpResponse:
    """Call a verb about a household with a form that is right; else show its page with what is wrong."""
    problems: list[str] = []
    if form.is_valid():
        try:
            verb()
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            messages.success(request, done)
            return redirect("web:enrolment_of", household.public_id)
    context = {**enrolment_context(request, household), "problems": problems, f"{name}_form": form, "wrong": name}
    return render(request, "enrolment/household.html", context, status=422)


def enrolment_context(request: HttpRequest, household: Any) -> dict[str, Any]:
    """What a household's page says of the program: also for a fragment of another page."""
    found = household_enrolment(household)
    who = actor(request)
    running = found.running
    return {
        **shown_household(household),
        "standing": found,
        "running": shown_cycle(running, outside=found.moved_out) if running else None,
        "past": [shown_cycle(one) for one in found.past],
        "refusals": [shown_refusal(one) for one in found.refusals],
        "moves": [{"at": one.at, "words": MOVES[one.why]} for one in found.moves],
        "calls": [one for one in found.open_calls if may_for(one, Permission.ENROL_HOUSEHOLD, who)],
        "may_end": running is not None and may_for(running.call, Permission.ENROL_HOUSEHOLD, who),
        "due": running is not None and running.must_end_by <= local_today(),
        "enrol_form": DayForm(initial={"on": local_today()}),
        "no_form": RefusalForm(initial={"on": local_today()}),
    }


# ---- one cycle ----------------------------------------------------------------------------------------------------


@needs(Permission.ENROL_HOUSEHOLD)
@require_http_methods(["GET", "POST"])
def end_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Record that a household is out of the program."""
    cycle, who = _cycle_or_404(request, public_id)
    over = cycle.must_end_by <= local_today()
    initial = {"on": cycle.must_end_by, "reason": ExitReason.COMPLETED} if over else {"on": local_today(), "reason": ""}
    form = ExitForm(request.POST or None, initial=initial)

    def verb() -> object:
        given = form.cleaned_data
        return leave_program(
            enrolment=cycle, reason=ExitReason(given["reason"]), on=given["on"], note=given["note"], by=who, at=now()
        )

    words = {
        "title": _("Registrar salida"), "verb": _("Registrar salida"), "danger": True,
        "next": _("El hogar deja de estar en el programa desde ese día. Lo que hizo hasta entonces queda."),
        "undo": _("Si fue un error, la salida se deshace con su razón."),
    }  # fmt: skip
    return _cycle_form(request, cycle, form, verb, _("Salida registrada."), words)


@needs(Permission.ENROL_HOUSEHOLD)
@require_http_methods(["GET", "POST"])
def undo_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back an end that was recorded by mistake."""
    cycle, who = _cycle_or_404(request, public_id)
    form = WhyForm(request.POST or None)

    def verb() -> object:
        lost = undo_exit(enrolment=cycle, why=form.cleaned_data["why"], by=who, at=now())
        if lost:
            told = _("Su lugar en el núcleo %(name)s ya estaba ocupado: el hogar espera un núcleo.")
            messages.warning(request, told % {"name": lost[-1].nucleus.name})
        return lost

    words = {
        "title": _("Deshacer la salida"), "verb": _("Deshacer la salida"), "danger": False,
        "next": _("El hogar sigue en el programa como si nunca hubiera salido, con el mismo plazo."),
        "undo": _("La salida se puede registrar otra vez."),
    }  # fmt: skip
    return _cycle_form(request, cycle, form, verb, _("Salida deshecha: el hogar sigue en el programa."), words)


@needs(Permission.ENROL_HOUSEHOLD)
@require_http_methods(["GET", "POST"])
def correct_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put right the first day of a cycle."""
    cycle, who = _cycle_or_404(request, public_id)
    form = DateForm(request.POST or None, initial={"on": cycle.enrolled_on})

    def verb() -> object:
        given = form.cleaned_data
        return correct_first_day(enrolment=cycle, on=given["on"], why=given["why"], by=who, at=now())

    words = {
        "title": _("Corregir la fecha de inscripción"), "verb": _("Corregir fecha"), "danger": False,
        "next": _("El último plazo se mueve con ella. La fecha anterior queda en la bitácora."),
        "undo": _("Se puede corregir otra vez."),
    }  # fmt: skip
    return _cycle_form(request, cycle, form, verb, _("Fecha corregida."), words)


def _cycle_form(
    request: HttpRequest, cycle: Any, form: Any, verb: Callable[[], object], done: str, words: dict[str, Any]
) -> HttpResponse:
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            verb()
        except NotAllowed:
            raise PermissionDenied from None
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            messages.success(request, done)
            return redirect("web:enrolment_of", cycle.household.public_id)
    context = {**shown_cycle(cycle), "form": form, "problems": problems, "words": words}
    return render(request, "enrolment/cycle_form.html", context, status=422 if request.method == "POST" else 200)


# ---- those who do not want to -------------------------------------------------------------------------------------


@needs(Permission.ENROL_HOUSEHOLD)
@require_http_methods(["GET", "POST"])
def refuse_place(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Count families of a community that are not registered and do not want to enter."""
    call = readable_or_404(request, public_id)
    who = require_for(request, call, Permission.ENROL_HOUSEHOLD)
    places = homes_of(call)
    form = PlaceRefusalForm(request.POST or None, initial={"on": local_today()}, places=choices(places))
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        place = next((one for one in places if one.code == given["place"] and one.pk != call.area.district_id), None)
        said = Said(given["on"], RefusalReason(given["reason"]), given["note"], given["households"])
        try:
            record_refusal(call=call, household=None, locality=place, said=said, by=who, at=now())
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            messages.success(request, _("Quedó registrado. Pueden cambiar de opinión cuando quieran."))
            return redirect("web:call", call.public_id)
    context = {"call": call, "form": form, "problems": problems}
    return render(request, "enrolment/refuse_place.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.ENROL_HOUSEHOLD)
@require_http_methods(["GET", "POST"])
def withdraw_no(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """They changed their mind."""
    refusal = refusal_by_id(public_id)
    if refusal is None:
        raise Http404
    who = require_for(request, refusal.call, Permission.ENROL_HOUSEHOLD)
    form = DayForm(request.POST or None, initial={"on": local_today()})
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_refusal(refusal=refusal, on=form.cleaned_data["on"], by=who, at=now())
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            messages.success(request, _("Quedó anotado que cambiaron de opinión."))
            return redirect("web:call", refusal.call.public_id)
    context = {**shown_refusal(refusal), "call": refusal.call, "form": form, "problems": problems}
    return render(request, "enrolment/withdraw_no.html", context, status=422 if request.method == "POST" else 200)


def choices(places: Sequence[Any]) -> list[tuple[str, str]]:
    """Places as a form offers them."""
    return [(place.code, place.name) for place in places]


def _household_or_404(request: HttpRequest, public_id: UUID) -> Any:
    household = household_by_id(public_id)
    if household is None:
        raise Http404
    if not may_read_household(actor(request), household.place.code):
        raise PermissionDenied
    return household


def _call_or_404(public_id: UUID) -> Any:
    found = call_by_id(public_id)
    if found is None:
        raise Http404
    return found


def _cycle_or_404(request: HttpRequest, public_id: UUID) -> tuple[Any, ActingPerson]:
    cycle = enrolment_by_id(public_id)
    if cycle is None:
        raise Http404
    return cycle, require_for(request, cycle.call, Permission.ENROL_HOUSEHOLD)


urlpatterns = [
    path("inscripcion/<uuid:public_id>/hogares/", enrol_place, name="enrol_place"),
    path("inscripcion/<uuid:public_id>/no/", refuse_place, name="refuse_place"),
    path("inscripcion/no/<uuid:public_id>/retirar/", withdraw_no, name="withdraw_refusal"),
    path("inscripcion/hogar/<uuid:public_id>/", of_household, name="enrolment_of"),
    path("inscripcion/hogar/<uuid:public_id>/inscribir/<uuid:call_id>/", enrol_one, name="enrol_household"),
    path("inscripcion/hogar/<uuid:public_id>/no/<uuid:call_id>/", refuse_one, name="refuse_household"),
    path("inscripcion/ciclo/<uuid:public_id>/salida/", end_one, name="end_enrolment"),
    path("inscripcion/ciclo/<uuid:public_id>/deshacer/", undo_one, name="undo_end"),
    path("inscripcion/ciclo/<uuid:public_id>/fecha/", correct_one, name="correct_enrolment"),
]
