"""The forms of a plan of nuclei: ask, move, seat, name, undo, recount, mark, send, return, approve, discard. Each says
what happened or why not."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journeys.wording import say
from winay.nuclei.queries.plans import Plan, mark_by_id
from winay.nuclei.services.deciding import approve_plan, return_plan, submit_plan
from winay.nuclei.services.editing import choose_seat, move_households, name_group, undo_edit
from winay.nuclei.services.marks import mark_communities, withdraw_mark
from winay.nuclei.services.planning import ask_for_plan, discard_plan
from winay.nuclei.services.recounting import recount_plan
from winay.nuclei.terms import MarkKind
from winay.places.queries import place_by_code
from winay.programs.queries import version_row
from winay.web.deciding_plans import after_deciding
from winay.web.guard import needs, require
from winay.web.plan_forms import ApproveForm, AskForm, GroupForm, MarkForm, WhyForm
from winay.web.plan_words import named
from winay.web.plans import plan_context, readable_or_404

NEW = "nuevo"
Verb = Callable[[Plan, ActingPerson], object]


@needs(Permission.FORM_NUCLEI)
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a plan of a district and version: the worker computes it."""
    district = place_by_code(request.POST.get("district", "")[:6])
    version = version_row(request.POST.get("program", "")[:40], request.POST.get("version", "")[:40])
    form = AskForm(request.POST)
    if district is None or version is None or not form.is_valid():
        raise Http404
    who = require(request, Permission.FORM_NUCLEI, place_code=district.code, program=version.program.key)
    try:
        made = ask_for_plan(
            district=district, version=version, seconds=form.cleaned_data["seconds"], by=who, at=now(),
            synthetic=bool(who.person.synthetic),
        )  # fmt: skip
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, say(reason))
        return redirect("web:plans")
    messages.success(request, _("Plan pedido. Se calcula aparte: esta página dice cómo va."))
    return redirect("web:plan", made.public_id)


def _act(
    request: HttpRequest, public_id: UUID, verb: Verb, done: str, *, permission: Permission = Permission.FORM_NUCLEI,
    at: str = "", then: Callable[[Any], str | None] = lambda formation: None, **more: Any,
) -> HttpResponse:  # fmt: skip
    """One verb: back to the page with a message, or the page again with the reasons. `at` is where on the page; `then`
    says where else it goes on."""
    plan = readable_or_404(request, public_id)
    formation = plan.formation
    who = require(
        request, permission, place_code=formation.district.code, program=formation.version.program.key
    )  # fmt: skip
    try:
        verb(plan, who)
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refused:
        plan = readable_or_404(request, public_id)
        problems = [say(reason) for reason in named(plan, refused.reasons)]
        return render(
            request, "plans/plan.html", plan_context(request, plan, problems=problems, **more), status=422
        )  # fmt: skip
    messages.success(request, done)
    return redirect(then(formation) or reverse("web:plan", args=[public_id]) + at)


@needs(Permission.FORM_NUCLEI)
@require_POST
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Bring a community's households from one group to another, or to a new one."""

    def verb(plan: Plan, who: ActingPerson) -> object:
        unit = plan.unit_at(request.POST.get("unit", "")[:10])
        origin, to = plan.group_numbered(request.POST.get("origin", "")), request.POST.get("target", "")
        target = plan.group_numbered(to)
        if unit is None or origin is None or (target is None and to != NEW):
            raise Http404
        said = request.POST.get("households", "")
        households = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else None
        return move_households(
            unit=unit, origin=origin, target=target, households=households, by=who, at=now()
        )  # fmt: skip

    code = request.POST.get("unit", "")
    at = f"?comunidad={code}#dibujo" if code.isascii() and code.isdigit() else ""
    return _act(request, public_id, verb, _("Comunidad movida. Puede deshacerlo."), at=at)


@needs(Permission.FORM_NUCLEI)
@require_POST
def seat(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose where a group meets."""

    def verb(plan: Plan, who: ActingPerson) -> object:
        group, unit = plan.group_numbered(request.POST.get("group", "")), plan.unit_at(request.POST.get("unit", ""))
        if group is None or unit is None:
            raise Http404
        return choose_seat(group=group, unit=unit, by=who, at=now())

    return _act(request, public_id, verb, _("Ahí se reunirá la asamblea. Puede deshacerlo."), at="#grupos")


@needs(Permission.FORM_NUCLEI)
@require_POST
def name(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Name a group, and say why it may be smaller."""
    form = GroupForm(request.POST)
    fine = form.is_valid()

    def verb(plan: Plan, who: ActingPerson) -> object:
        group = plan.group_numbered(request.POST.get("group", ""))
        if group is None:
            raise Http404
        given = form.cleaned_data if fine else {}
        return name_group(
            group=group, name=given.get("name", ""), exception_why=given.get("exception_why", ""), by=who, at=now()
        )

    return _act(request, public_id, verb, _("Guardado."), at="#grupos")


@needs(Permission.FORM_NUCLEI)
@require_POST
def undo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the last change back."""
    return _act(
        request,
        public_id,
        lambda plan, who: undo_edit(formation=plan.formation, by=who, at=now()),
        _("El último cambio se deshizo."),
        at="#dibujo",
    )


@needs(Permission.FORM_NUCLEI)
@require_POST
def recount(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Bring the counts up to date."""
    return _act(
        request,
        public_id,
        lambda plan, who: recount_plan(formation=plan.formation, by=who, at=now()),
        _("Cuentas al día. Mire qué cambió en los tamaños."),
    )


@needs(Permission.FORM_NUCLEI)
@require_POST
def mark(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark two communities of the plan's district."""
    plan = readable_or_404(request, public_id)
    form = MarkForm(request.POST, places=[(unit.place.code, unit.place.name) for unit in plan.units.values()])
    if not form.is_valid():
        context = plan_context(request, plan, mark_form=form, wrong="mark")
        return render(request, "plans/plan.html", context, status=422)
    given = form.cleaned_data

    def verb(plan: Plan, who: ActingPerson) -> object:
        first, second = plan.unit_at(given["first"]), plan.unit_at(given["second"])
        assert first is not None and second is not None  # the form offers no others
        return mark_communities(
            district=plan.formation.district, first=first.place, second=second.place, kind=MarkKind(given["kind"]),
            why=given["why"], by=who, at=now(),
        )  # fmt: skip

    words = _("Marca guardada: vale para este plan y los que vengan.")
    return _act(request, public_id, verb, words, at="#marcas", mark_form=form, wrong="mark")


@needs(Permission.FORM_NUCLEI)
@require_POST
def unmark(request: HttpRequest, public_id: UUID, mark_id: UUID) -> HttpResponse:
    """Withdraw a mark of the plan's district."""
    found = mark_by_id(mark_id)

    def verb(plan: Plan, who: ActingPerson) -> object:
        if found is None or found.district_id != plan.formation.district_id:
            raise Http404
        return withdraw_mark(mark=found, why=request.POST.get("why", ""), by=who, at=now())

    return _act(request, public_id, verb, _("Marca retirada."), at="#marcas")


@needs(Permission.FORM_NUCLEI)
@require_POST
def submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send a plan to whoever decides."""
    return _act(
        request,
        public_id,
        lambda plan, who: submit_plan(formation=plan.formation, by=who, at=now()),
        _("Plan enviado. Lo decide otra persona."),
    )


@needs(Permission.APPROVE_NUCLEI)
@require_POST
def send_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Return a plan with an observation."""
    why = request.POST.get("return-why", "")
    return _act(
        request,
        public_id,
        lambda plan, who: return_plan(formation=plan.formation, why=why, by=who, at=now()),
        _("Plan devuelto con su observación."),
        permission=Permission.APPROVE_NUCLEI,
        then=lambda formation: after_deciding(request, formation),
        return_form=WhyForm(request.POST, prefix="return"),
        wrong="return",
    )


@needs(Permission.APPROVE_NUCLEI)
@require_POST
def approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve a plan: its groups are nuclei."""
    form = ApproveForm(request.POST)
    if not form.is_valid():
        context = plan_context(request, readable_or_404(request, public_id), approve_form=form, wrong="approve")
        return render(request, "plans/plan.html", context, status=422)
    return _act(
        request,
        public_id,
        lambda plan, who: approve_plan(formation=plan.formation, on=form.cleaned_data["on"], by=who, at=now()),
        _("Plan aprobado: sus grupos son núcleos ejecutores. Lo que sigue: su asamblea constitutiva."),
        permission=Permission.APPROVE_NUCLEI,
        then=lambda formation: after_deciding(request, formation),
        approve_form=form,
        wrong="approve",
    )


@needs(Permission.FORM_NUCLEI)
@require_POST
def discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a plan up."""
    why = request.POST.get("discard-why", "")
    return _act(
        request,
        public_id,
        lambda plan, who: discard_plan(formation=plan.formation, why=why, by=who, at=now()),
        _("Plan descartado. Los hogares siguen en espera."),
        discard_form=WhyForm(request.POST, prefix="discard"),
        wrong="discard",
    )


_PLAN = "nucleos/planes/<uuid:public_id>/"
urlpatterns = [
    path("nucleos/planes/pedir/", ask, name="ask_for_plan"),
    path(f"{_PLAN}mover/", move, name="move_in_plan"),
    path(f"{_PLAN}sede/", seat, name="seat_in_plan"),
    path(f"{_PLAN}nombre/", name, name="name_in_plan"),
    path(f"{_PLAN}deshacer/", undo, name="undo_in_plan"),
    path(f"{_PLAN}contar/", recount, name="recount_plan"),
    path(f"{_PLAN}marcar/", mark, name="mark_in_plan"),
    path(f"{_PLAN}marcas/<uuid:mark_id>/retirar/", unmark, name="unmark_in_plan"),
    path(f"{_PLAN}enviar/", submit, name="submit_plan"),
    path(f"{_PLAN}devolver/", send_back, name="return_plan"),
    path(f"{_PLAN}aprobar/", approve, name="approve_plan"),
    path(f"{_PLAN}descartar/", discard, name="discard_plan"),
]
