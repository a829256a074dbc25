"""People who log in, their roles, and what each role may do."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import (
    PeopleFilters,
    count_people,
    grant_by_id,
    grants_of,
    has_second_factor,
    list_people,
    person_by_id,
)
from winay.accounts.roles import ROLES
from winay.accounts.services import end_access, end_grant, reopen_access
from winay.accounts.terms import RoleKey
from winay.accounts.wording import PERMISSIONS
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import Refused
from winay.journeys.pages.journal import about, done_by
from winay.journeys.staff import enter_staff, give_role
from winay.journeys.wording import say
from winay.web.addresses import uuid_or_none
from winay.web.days import local_today
from winay.web.guard import needs, public, require
from winay.web.journal_words import told_lines
from winay.web.people_forms import EndForm, PersonForm, ReasonForm, RoleForm
from winay.web.table_files import csv_response

PAGE = 50
STATES = {
    "": gettext_lazy("todas"),
    "open": gettext_lazy("con acceso"),
    "none": gettext_lazy("con acceso y sin rol"),
    "closed": gettext_lazy("acceso cerrado"),
}


@needs(Permission.READ_PEOPLE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who can or could log in."""
    who = require(request, Permission.READ_PEOPLE)
    filters = _filters(request)
    page = list_people(filters, on=who.on, after=uuid_or_none(request.GET.get("after")), limit=PAGE)
    return render(
        request,
        "people/people.html",
        {
            "page": page,
            "rows": [_row(person, page.guarded, who.on) for person in page.people],
            "counts": count_people(on=who.on),
            "filters": filters,
            "filtered": filters != PeopleFilters(),
            "states": STATES,
            "all_roles": ROLES.values(),
            "may_manage": who.may(Permission.MANAGE_GRANTS),
        },
    )


@needs(Permission.READ_PEOPLE)
@require_GET
def people_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The list as a file, under the same filters: one row a role, one row for who holds none."""
    who = require(request, Permission.READ_PEOPLE)
    filters = _filters(request)

    language = get_language() or "es"

    def rows() -> Iterator[list[object]]:
        after: UUID | None = None
        while True:
            page = list_people(filters, on=who.on, after=after, limit=500)
            with override(language):
                done = [row for person in page.people for row in _csv_rows(person, page.guarded)]
            yield from done
            if page.next_after is None:
                return
            after = page.next_after

    head = [_("nombre"), _("correo"), _("acceso"), _("segundo factor"), _("inventada"), _("rol"), _("ubigeo"),
            _("lugar"), _("programa"), _("desde"), _("hasta")]  # fmt: skip
    return csv_response("winay-personas.csv", head, rows())


@public
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """What each role is for and what it may do."""
    told = [
        {"role": role, "permissions": [PERMISSIONS[p] for p in Permission if p in role.permissions]}
        for role in ROLES.values()
    ]
    return render(request, "people/roles.html", {"told": told})


@needs(Permission.READ_PEOPLE)
@require_GET
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One person: roles, second factor, what was done about them and what they did."""
    who = require(request, Permission.READ_PEOPLE)
    found = _person_or_404(public_id)
    may_read = who.may(Permission.READ_JOURNAL)
    grants = grants_of(found)
    return render(
        request,
        "people/person.html",
        {
            "found": found,
            "guarded": has_second_factor(found),
            "open_grants": [_grant(g, who.on) for g in grants if g.ended_on is None or g.ended_on > who.on],
            "past_grants": [_grant(g, who.on) for g in grants if g.ended_on is not None and g.ended_on <= who.on],
            "may_manage": who.may(Permission.MANAGE_GRANTS),
            "self": found == who.person,
            "may_read_journal": may_read,
            "about": told_lines(about("person", str(found.public_id), limit=10)) if may_read else None,
            "did": told_lines(done_by(found.public_id, limit=10)) if may_read else None,
        },
    )


@needs(Permission.MANAGE_GRANTS)
@require_http_methods(["GET", "POST"])
def person_add(request: HttpRequest) -> HttpResponse:
    """Enter somebody, with a first role if it is known."""
    who = require(request, Permission.MANAGE_GRANTS)
    form = PersonForm(request.POST or None)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            added = enter_staff(
                name=data["name"],
                email=data["email"],
                role=RoleKey(data["role"]) if data["role"] else None,
                place_code=data["place"],
                program=data["program"],
                by=who,
                at=now(),
            )
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        else:
            messages.success(request, _("%(name)s ya está en la lista.") % {"name": added.name})
            return redirect("web:person", added.public_id)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "refused": refused, "all_roles": ROLES.values()}
    return render(request, "people/person_add.html", context, status=status)


@needs(Permission.MANAGE_GRANTS)
@require_http_methods(["GET", "POST"])
def grant_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give somebody a role."""
    who = require(request, Permission.MANAGE_GRANTS)
    found = _person_or_404(public_id)
    form = RoleForm(request.POST or None, initial={"on": local_today()})
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            give_role(
                person=found,
                role=RoleKey(data["role"]),
                place=data["place"],
                program=data["program"],
                on=data["on"],
                by=who,
                at=now(),
            )
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        else:
            messages.success(request, _("Rol asignado: %(role)s.") % {"role": ROLES[data["role"]].label})
            return redirect("web:person", found.public_id)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "refused": refused, "found": found, "all_roles": ROLES.values()}
    return render(request, "people/grant_add.html", context, status=status)


@needs(Permission.MANAGE_GRANTS)
@require_http_methods(["GET", "POST"])
def grant_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End a role, with its reason."""
    who = require(request, Permission.MANAGE_GRANTS)
    grant = grant_by_id(public_id)
    if grant is None:
        raise Http404
    form = EndForm(request.POST or None, initial={"on": max(local_today(), grant.starts_on)})
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            end_grant(grant=grant, reason=data["reason"], on=data["on"], by=who, at=now())
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        else:
            messages.success(request, _("Rol retirado: %(role)s.") % {"role": ROLES[grant.role].label})
            return redirect("web:person", grant.person.public_id)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "refused": refused, "found": grant.person, "grant": _grant(grant, who.on)}
    return render(request, "people/grant_end.html", context, status=status)


@needs(Permission.MANAGE_GRANTS)
@require_http_methods(["GET", "POST"])
def person_access(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close somebody's access, or open a closed one again."""
    who = require(request, Permission.MANAGE_GRANTS)
    found = _person_or_404(public_id)
    form = ReasonForm(request.POST or None)
    closing = request.POST.get("do", "close" if found.is_active else "open") == "close"
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        verb = end_access if closing else reopen_access
        try:
            verb(person=found, reason=form.cleaned_data["reason"], by=who, at=now())
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        else:
            done = _("Acceso cerrado: %(name)s.") if closing else _("Acceso abierto otra vez: %(name)s.")
            messages.success(request, done % {"name": found.name})
            return redirect("web:person", found.public_id)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "refused": refused, "found": found, "closing": closing}
    return render(request, "people/person_access.html", context, status=status)


def _row(person: Any, guarded: frozenset[int], on: Any) -> dict[str, Any]:
    grants = [_grant(g, on) for g in person.grants.all() if g.ended_on is None or g.ended_on > on]
    return {"person": person, "guarded": person.pk in guarded, "grants": grants}


def _grant(grant: Any, on: Any) -> dict[str, Any]:
    """A grant as templates read it."""
    return {
        "grant": grant,
        "role": ROLES[grant.role],
        "place": grant.place,
        "program": grant.program,
        "later": grant.starts_on > on,
        "never_held": grant.ended_on == grant.starts_on,
    }


def _csv_rows(person: Any, guarded: frozenset[int]) -> Iterator[list[object]]:
    state = _("con acceso") if person.is_active else _("acceso cerrado")
    factor = _("sí") if person.pk in guarded else _("no")
    made_up = _("sí") if person.synthetic else _("no")
    for grant in person.grants.all() or [None]:
        yield [person.name, person.email, state, factor, made_up, *_grant_cells(grant)]


def _grant_cells(grant: Any) -> list[object]:
    if grant is None:
        return [""] * 6
    place, program = grant.place, grant.program
    return [
        str(ROLES[grant.role].label),
        place.code if place else "",
        place.name if place else _("todo el país"),
        program.name if program else _("todos los programas"),
        grant.starts_on.isoformat(),
        grant.ended_on.isoformat() if grant.ended_on else "",
    ]


def _filters(request: HttpRequest) -> PeopleFilters:
    role, state = request.GET.get("role", ""), request.GET.get("state", "")
    return PeopleFilters(
        text=request.GET.get("who", "").strip()[:120],
        role=role if role in ROLES else "",
        state=state if state in STATES else "",
    )


def _person_or_404(public_id: UUID) -> Any:
    found = person_by_id(public_id)
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("personas/", people, name="people"),
    path("personas/lista.csv", people_csv, name="people_csv"),
    path("personas/roles/", roles, name="roles"),
    path("personas/nueva/", person_add, name="person_add"),
    path("personas/permiso/<uuid:public_id>/retirar/", grant_end, name="grant_end"),
    path("personas/<uuid:public_id>/", person, name="person"),
    path("personas/<uuid:public_id>/rol/", grant_add, name="grant_add"),
    path("personas/<uuid:public_id>/acceso/", person_access, name="person_access"),
]
