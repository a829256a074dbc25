"""What is done with a nucleus in the browser: households come, go and change; stages begin; it is named and closed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.queries.households import enrolment_by_id
from winay.journeys.pages.nucleus import state_of
from winay.nuclei.queries.members import came_from, memberships_of, who_may_come
from winay.nuclei.queries.nuclei import nucleus_by_id, stage_move_by_id, with_room
from winay.nuclei.services.memberships import (
    join_nucleus,
    leave_nucleus,
    move_to_nucleus,
    take_back_join,
    undo_leave,
    undo_move,
)
from winay.nuclei.services.stages import begin_stage, close_nucleus, rename_nucleus, reopen_nucleus, reverse_stage
from winay.nuclei.terms import LeaveWhy
from winay.programs.terms import StageKey
from winay.registry.access import may_read_household
from winay.web.addresses import uuid_or_none
from winay.web.days import local_today
from winay.web.enrolment_words import sayings, shown_cycle, shown_household
from winay.web.guard import needs, require
from winay.web.nucleus import frame, nucleus_context, readable_or_404, stages_context
from winay.web.nucleus_forms import CloseForm, JoinForm, LeaveForm, MoveForm, NameForm, StageForm, WhyForm
from winay.web.nucleus_words import shown_gone

Verb = Callable[[ActingPerson], object]


def tried(form: Any, verb: Verb, who: ActingPerson) -> list[str] | None:
    """Call a verb with a form that is right. None: done; else what is wrong, empty where the form says it."""
    if not form.is_valid():
        return []
    try:
        verb(who)
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refused:
        return sayings(refused.reasons)
    return None


def may_or_403(request: HttpRequest, found: Any, permission: Permission) -> ActingPerson:
    """Who is asking, if the permission is theirs for the nucleus's district and program."""
    return require(request, permission, place_code=found.district.code, program=found.version.program.key)


# ---- households ---------------------------------------------------------------------------------------------------


@needs(Permission.FORM_NUCLEI)
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let a household that waits enter the nucleus."""
    found = readable_or_404(request, public_id)
    who = may_or_403(request, found, Permission.FORM_NUCLEI)
    form = JoinForm(request.POST or None, initial={"on": local_today()})
    problems: list[str] | None = []
    if request.method == "POST":
        cycle = enrolment_by_id(chosen) if (chosen := uuid_or_none(request.POST.get("hogar"))) else None
        if cycle is None or not may_read_household(who, cycle.household.place.code):
            form.is_valid()
            problems = [_("Elija un hogar de la lista.")]
        else:
            one = cycle
            problems = tried(
                form,
                lambda by: join_nucleus(nucleus=found, enrolment=one, on=form.cleaned_data["on"], by=by, at=now()),
                who,
            )
            if problems is None:
                messages.success(request, _("El hogar está en el núcleo."))
                return redirect("web:nucleus_households", found.public_id)
    text = request.GET.get("q", "").strip()[:60]
    rows, more = who_may_come(found, text=text)
    context = {
        **frame(request, found, state_of(found, month=None, today=local_today()), "households"),
        "form": form,
        "problems": problems,
        "rows": [shown_cycle(one) for one in rows],
        "more": more,
        "text": text,
        "chosen": request.POST.get("hogar", ""),
    }
    return render(request, "nuclei/receive.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.READ_NUCLEI)
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, public_id: UUID, cycle_id: UUID) -> HttpResponse:
    """One household's time in the nucleus; what may be done about it. The form's `act` names the verb."""
    found = readable_or_404(request, public_id)
    rows = memberships_of(found, cycle_id)
    if not rows:
        raise Http404
    act = request.POST.get("act", "")
    forms = _forms(request, found, act)
    problems: list[str] | None = []
    if request.method == "POST":
        who = may_or_403(request, found, Permission.FORM_NUCLEI)
        if act not in forms:
            raise Http404
        problems = tried(forms[act], lambda by: _verb(act, rows[0], forms[act].cleaned_data, by), who)
        if problems is None:
            messages.success(request, _("Hecho. Queda en la historia del núcleo."))
            return redirect("web:nucleus_member", found.public_id, cycle_id)
    state = state_of(found, month=None, today=local_today())
    last = rows[0]
    inside = any(one.membership.pk == last.pk for one in state.living)
    came_by_move = inside and came_from(last) is not None
    context = {
        **frame(request, found, state, "households"),
        **shown_household(last.enrolment.household),
        "cycle": last.enrolment,
        "last": last,
        "inside": inside,
        "times": [shown_gone(one) if not inside or one is not last else {"membership": one} for one in rows],
        "undoable": last.left_why and last.left_why != LeaveWhy.MISTAKE and last.left_on is not None,
        "came_by_move": came_by_move,
        "problems": problems,
        "forms": forms,
        "act": act,
        "has_room": bool(forms["move"].fields["to"].choices[1:]),
    }
    return render(request, "nuclei/member.html", context, status=422 if request.method == "POST" else 200)


def _forms(request: HttpRequest, found: Any, act: str) -> dict[str, Any]:
    data = request.POST if request.method == "POST" else None
    nuclei = [
        (str(one.public_id), f"{one.name} · {one.district.name} ({count}/{one.most})")
        for one, count in with_room(found, today=local_today())
    ]

    def given(name: str) -> Any:
        return data if act == name else None

    return {
        "leave": LeaveForm(given("leave"), initial={"on": local_today()}),
        "move": MoveForm(given("move"), initial={"on": local_today()}, nuclei=nuclei),
        "mistake": WhyForm(given("mistake")),
        "undo": WhyForm(given("undo")),
        "undo_move": WhyForm(given("undo_move")),
    }


def _verb(act: str, one: Any, given: dict[str, Any], by: ActingPerson) -> object:
    at = now()
    if act == "leave":
        return leave_nucleus(
            membership=one, why=LeaveWhy(given["why"]), on=given["on"], note=given["note"], by=by, at=at
        )  # fmt: skip
    if act == "move":
        to = nucleus_by_id(UUID(given["to"]))
        if to is None:
            raise Http404
        return move_to_nucleus(membership=one, to=to, on=given["on"], note=given["note"], by=by, at=at)
    if act == "mistake":
        return take_back_join(membership=one, why=given["why"], by=by, at=at)
    if act == "undo":
        return undo_leave(membership=one, why=given["why"], by=by, at=at)
    return undo_move(membership=one, why=given["why"], by=by, at=at)


# ---- the nucleus as a whole ---------------------------------------------------------------------------------------


@needs(Permission.FORM_NUCLEI)
@require_POST
def rename(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give it another name."""
    found = readable_or_404(request, public_id)
    form = NameForm(request.POST)
    verb = lambda by: rename_nucleus(nucleus=found, name=form.cleaned_data["name"], by=by, at=now())  # noqa: E731
    return _act(request, found, verb, _("El núcleo tiene otro nombre."), Permission.FORM_NUCLEI, name_form=form)


@needs(Permission.APPROVE_NUCLEI)
@require_POST
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close it."""
    found = readable_or_404(request, public_id)
    form = CloseForm(request.POST)

    def verb(by: ActingPerson) -> object:
        given = form.cleaned_data
        return close_nucleus(nucleus=found, on=given["on"], why=given["why"], by=by, at=now())

    done = _("El núcleo cerró. Sus hogares siguen en el programa mientras corra su plazo.")
    return _act(request, found, verb, done, Permission.APPROVE_NUCLEI, close_form=form)


@needs(Permission.APPROVE_NUCLEI)
@require_POST
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open it again."""
    found = readable_or_404(request, public_id)
    form = WhyForm(request.POST)
    verb = lambda by: reopen_nucleus(nucleus=found, why=form.cleaned_data["why"], by=by, at=now())  # noqa: E731
    done = _("El núcleo está abierto otra vez. Los cargos de la junta se registran de nuevo.")
    return _act(request, found, verb, done, Permission.APPROVE_NUCLEI, reopen_form=form)


def _act(request: HttpRequest, found: Any, verb: Verb, done: str, needed: Permission, **forms: Any) -> HttpResponse:
    who = may_or_403(request, found, needed)
    ((name, form),) = forms.items()
    problems = tried(form, verb, who)
    if problems is None:
        messages.success(request, done)
        return redirect("web:nucleus", found.public_id)
    context = {**nucleus_context(request, found), "problems": problems, **forms, "wrong": name}
    return render(request, "nuclei/nucleus.html", context, status=422)


@needs(Permission.APPROVE_NUCLEI)
@require_POST
def begin(request: HttpRequest, public_id: UUID, stage: str) -> HttpResponse:
    """Record that a stage began."""
    found = readable_or_404(request, public_id)
    who = may_or_403(request, found, Permission.APPROVE_NUCLEI)
    if stage not in set(StageKey):
        raise Http404
    form = StageForm(request.POST)

    def verb(by: ActingPerson) -> object:
        given = form.cleaned_data
        return begin_stage(
            nucleus=found, stage=StageKey(stage), on=given["on"], note=given["note"], by=by, at=now()
        )  # fmt: skip

    return _stage_act(request, found, form, verb, who, _("Etapa registrada."), stage_form=form)


@needs(Permission.APPROVE_NUCLEI)
@require_POST
def reverse(request: HttpRequest, public_id: UUID, move_id: UUID) -> HttpResponse:
    """Take back the newest stage."""
    found = readable_or_404(request, public_id)
    who = may_or_403(request, found, Permission.APPROVE_NUCLEI)
    move = stage_move_by_id(found, move_id)
    if move is None:
        raise Http404
    form = WhyForm(request.POST)
    verb = lambda by: reverse_stage(move=move, why=form.cleaned_data["why"], by=by, at=now())  # noqa: E731
    done = _("Etapa corregida: regístrela otra vez con su día.")
    return _stage_act(request, found, form, verb, who, done, why_form=form)


def _stage_act(
    request: HttpRequest, found: Any, form: Any, verb: Verb, who: ActingPerson, done: str, **forms: Any
) -> HttpResponse:
    problems = tried(form, verb, who)
    if problems is None:
        messages.success(request, done)
        return redirect("web:nucleus_stages", found.public_id)
    context = {**stages_context(request, found), "problems": problems, **forms, "wrong": next(iter(forms))}
    return render(request, "nuclei/stages.html", context, status=422)


_ONE = "nucleos/<uuid:public_id>/"
urlpatterns = [
    path(f"{_ONE}recibir/", receive, name="nucleus_receive"),
    path(f"{_ONE}hogares/<uuid:cycle_id>/", member, name="nucleus_member"),
    path(f"{_ONE}nombre/", rename, name="rename_nucleus"),
    path(f"{_ONE}cerrar/", close, name="close_nucleus"),
    path(f"{_ONE}reabrir/", reopen, name="reopen_nucleus"),
    path(f"{_ONE}etapas/<str:stage>/empezar/", begin, name="begin_stage"),
    path(f"{_ONE}etapas/<uuid:move_id>/corregir/", reverse, name="reverse_stage"),
]
