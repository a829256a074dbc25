"""Central nuclei in the browser: those of one's territory, a new one, one with the nuclei that it groups."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.nuclei.access import may_at
from winay.nuclei.queries.centrals import (
    central_by_id,
    grouped_before,
    grouped_on,
    list_centrals,
    may_be_added,
    routes_of,
    versions_for_centrals,
)
from winay.nuclei.queries.nuclei import nucleus_by_id
from winay.nuclei.services.centrals import (
    add_to_central,
    close_central,
    form_central,
    reopen_central,
    take_out_of_central,
)
from winay.places.queries import place_by_code
from winay.web.addresses import uuid_or_none
from winay.web.days import local_today
from winay.web.enrolment_words import sayings
from winay.web.guard import actor, needs, require
from winay.web.nuclei import my_reach
from winay.web.nucleus_acts import Verb, tried
from winay.web.nucleus_forms import AddForm, CentralForm, CloseForm, OutForm, WhyForm


@needs(Permission.READ_NUCLEI)
@require_GET
def centrals(request: HttpRequest) -> HttpResponse:
    """Every central nucleus of one's territory."""
    found, more = list_centrals(my_reach(request), after=uuid_or_none(request.GET.get("after")))
    who = actor(request)
    return render(
        request,
        "nuclei/centrals.html",
        {
            "rows": found,
            "grouped": sum(one.grouped for one in found),  # type: ignore[attr-defined]
            "next_after": found[-1].public_id if more else "",
            "may_form": who is not None and who.may_somewhere(Permission.FORM_NUCLEI),
        },
    )


@needs(Permission.FORM_NUCLEI)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Form a central nucleus."""
    who = actor(request)
    assert who is not None  # `needs` turned nobody away
    known = versions_for_centrals()
    offered = [(f"{one.program.key}@{one.key}", f"{one.program.name} {one.key}") for one in known]
    form = CentralForm(request.POST or None, initial={"on": local_today()}, versions=offered)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        place = place_by_code(given["place"].strip())
        version = next(one for one in known if f"{one.program.key}@{one.key}" == given["version"])
        if place is None:
            problems = [_("Ningún lugar tiene ese ubigeo.")]
        else:
            try:
                made = form_central(
                    version=version, place=place, name=given["name"], on=given["on"], by=who, at=now()
                )  # fmt: skip
            except NotAllowed:
                raise PermissionDenied from None
            except Refused as refused:
                problems = sayings(refused.reasons)
            else:
                messages.success(request, _("Núcleo central formado. Lo que sigue: ponga núcleos bajo él."))
                return redirect("web:central", made.public_id)
    context = {"form": form, "problems": problems}
    return render(request, "nuclei/new_central.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.READ_NUCLEI)
@require_GET
def central(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One central nucleus: what it groups, what it grouped, what may be done."""
    found = _readable_or_404(request, public_id)
    return render(request, "nuclei/central.html", _context(request, found))


def _context(request: HttpRequest, found: Any) -> dict[str, Any]:
    who = actor(request)
    program = found.version.program.key
    grouped = grouped_on(found, local_today())
    offered = [(str(one.public_id), f"{one.name} · {one.district.name}") for one in may_be_added(found)]
    return {
        "central": found,
        "rows": grouped,
        "households": sum(one.households for one in grouped),
        "before": grouped_before(found, local_today()),
        "routes": routes_of(found.version_id),
        "may_form": may_at(found.place, program, Permission.FORM_NUCLEI, who),
        "may_approve": may_at(found.place, program, Permission.APPROVE_NUCLEI, who),
        "add_form": AddForm(initial={"on": local_today()}, nuclei=offered),
        "offered": bool(offered),
        "out_form": OutForm(initial={"on": local_today()}),
        "close_form": CloseForm(initial={"on": local_today()}),
        "reopen_form": WhyForm(),
    }


@needs(Permission.FORM_NUCLEI)
@require_POST
def add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put a nucleus under it."""
    found = _readable_or_404(request, public_id)
    who = _may_or_403(request, found, Permission.FORM_NUCLEI)
    offered = may_be_added(found)
    form = AddForm(request.POST, nuclei=[(str(one.public_id), one.name) for one in offered])

    def verb(by: ActingPerson) -> object:
        given = form.cleaned_data
        one = next(one for one in offered if str(one.public_id) == given["nucleus"])
        return add_to_central(central=found, nucleus=one, on=given["on"], by=by, at=now())

    return _act(request, found, form, verb, who, _("El núcleo está bajo el central."), "add_form")


@needs(Permission.FORM_NUCLEI)
@require_POST
def take_out(request: HttpRequest, public_id: UUID, nucleus_id: UUID) -> HttpResponse:
    """Take a nucleus out of it."""
    found = _readable_or_404(request, public_id)
    who = _may_or_403(request, found, Permission.FORM_NUCLEI)
    one = nucleus_by_id(nucleus_id)
    if one is None:
        raise Http404
    form = OutForm(request.POST)

    def verb(by: ActingPerson) -> object:
        given = form.cleaned_data
        return take_out_of_central(
            central=found, nucleus=one, on=given["on"], mistake=given["mistake"], why=given["why"], by=by, at=now()
        )  # fmt: skip

    return _act(request, found, form, verb, who, _("El núcleo ya no está bajo el central."), "out_form", one)


@needs(Permission.APPROVE_NUCLEI)
@require_POST
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close it."""
    found = _readable_or_404(request, public_id)
    who = _may_or_403(request, found, Permission.APPROVE_NUCLEI)
    form = CloseForm(request.POST)

    def verb(by: ActingPerson) -> object:
        given = form.cleaned_data
        return close_central(central=found, on=given["on"], why=given["why"], by=by, at=now())

    return _act(request, found, form, verb, who, _("El núcleo central cerró."), "close_form")


@needs(Permission.APPROVE_NUCLEI)
@require_POST
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open it again."""
    found = _readable_or_404(request, public_id)
    who = _may_or_403(request, found, Permission.APPROVE_NUCLEI)
    form = WhyForm(request.POST)
    verb = lambda by: reopen_central(central=found, why=form.cleaned_data["why"], by=by, at=now())  # noqa: E731
    return _act(request, found, form, verb, who, _("El núcleo central está abierto otra vez."), "reopen_form")


def _act(
    request: HttpRequest, found: Any, form: Any, verb: Verb, who: ActingPerson, done: str, name: str, of: Any = None
) -> HttpResponse:
    problems = tried(form, verb, who)
    if problems is None:
        messages.success(request, done)
        return redirect("web:central", found.public_id)
    context = {**_context(request, found), "problems": problems, name: form, "wrong": name, "wrong_of": of}
    return render(request, "nuclei/central.html", context, status=422)


def _readable_or_404(request: HttpRequest, public_id: UUID) -> Any:
    found = central_by_id(public_id)
    if found is None:
        raise Http404
    if not may_at(found.place, found.version.program.key, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return found


def _may_or_403(request: HttpRequest, found: Any, permission: Permission) -> ActingPerson:
    return require(request, permission, place_code=found.place.code, program=found.version.program.key)


_ONE = "nucleos/centrales/<uuid:public_id>/"
urlpatterns = [
    path("nucleos/centrales/", centrals, name="centrals"),
    path("nucleos/centrales/nuevo/", new, name="new_central"),
    path(_ONE, central, name="central"),
    path(f"{_ONE}agregar/", add, name="add_to_central"),
    path(f"{_ONE}sacar/<uuid:nucleus_id>/", take_out, name="take_out_of_central"),
    path(f"{_ONE}cerrar/", close, name="close_central"),
    path(f"{_ONE}reabrir/", reopen, name="reopen_central"),
]
