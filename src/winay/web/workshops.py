"""Diagnostic workshops in the browser: the sheet to print, the sheet to fill in, the picture of what is wanted."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import ActingPerson, names_of
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journeys.pages.came import came_to as submissions_behind
from winay.nuclei.access import may_for
from winay.plans.guides import guides
from winay.plans.queries.lists import whole_workshops_to_decide
from winay.plans.queries.live import live_of, live_sheet
from winay.plans.queries.workshops import (
    came_to,
    holds,
    menus_by_item,
    offered,
    standing_workshop,
    told_of,
    workshop_by_id,
)
from winay.plans.services.workshops import (
    CHANGEABLE,
    approve_workshop,
    retell_workshop,
    return_workshop,
    reverse_workshop,
    tell_workshop,
)
from winay.plans.terms import ChoiceMode, Menu, WorkshopState
from winay.plans.wording import MENUS, MODES, WORKSHOP_STATES
from winay.plans.workshop_rules import Ranked, ranking
from winay.targeting.criteria_wording import language
from winay.web.assemblies_of_nuclei import act, assembly_or_404
from winay.web.board_words import sayings
from winay.web.days import local_today
from winay.web.governance_forms import ReasonForm
from winay.web.guard import actor, needs
from winay.web.household_words import title_of
from winay.web.pictures import position
from winay.web.workshop_forms import OWN_ROWS, Numbered, WorkshopSheet, typed, typed_live

BADGES = {
    WorkshopState.TOLD: "draft", WorkshopState.RETURNED: "rejected", WorkshopState.APPROVED: "approved",
    WorkshopState.REVERSED: "neutral",
}  # fmt: skip
SPARE_ROWS = 6


def numbered(version: Any) -> list[Numbered]:
    """What the two menus offer, numbered as the sheet does, productive first."""
    items = offered(version)
    menus = menus_by_item(version)
    ordered = [(menu, key) for menu in Menu for key in items if menu in menus[key]]
    seen = dict.fromkeys(key for _menu, key in ordered)
    first = {key: menu for menu, key in reversed(ordered)}
    return [
        Numbered(number, key, items[key].name.text(language()), first[key]) for number, key in enumerate(seen, 1)
    ]  # fmt: skip


def shown_state(state: str) -> dict[str, str]:
    """A workshop's state in words, with its badge."""
    key = WorkshopState(state)
    return {"state_words": str(WORKSHOP_STATES[key]), "badge": BADGES[key]}


def picture(ranked: list[Ranked], present: int, names: dict[str, str]) -> list[dict[str, Any]]:
    """Bars by menu: how many households of those who came want each item."""
    most = max([present, *(one.wanted for one in ranked), 1])
    return [
        {
            "menu": str(MENUS[menu]),
            "rows": [
                {"one": one, "name": names.get(one.item, one.item), "width": position(one.wanted, most)}
                for one in ranked
                if one.menu is menu
            ],
        }
        for menu in Menu
    ]


@needs(Permission.PREPARE_PLAN)
@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Copy the sheets of a workshop. With `vista` the answer is the picture of what was typed so far."""
    found = assembly_or_404(request, public_id)
    who = preparer(request, found.nucleus)
    standing = standing_workshop(found)
    if standing is not None and standing.state not in CHANGEABLE:
        return redirect("web:workshop", standing.public_id)
    came, items = came_to(found), numbered(found.nucleus.version)
    homes = {key: title_of(one.enrolment.household) for key, one in came.memberships.items()}
    live = live_of(found) if standing is None else None
    if request.method == "POST":
        data: Any = request.POST
    elif standing is not None:
        data = typed(told_of(standing), items)
    else:
        data = typed_live(live_sheet(live, on=local_today()), items, homes, came.people) if live else {}
    sheet, problems = WorkshopSheet(data, items, homes), list[str]()
    told = sheet.told()
    names = {one.key: one.name for one in items}
    drawn = picture(ranking(told.tally, menus_by_item(found.nucleus.version)), len(homes), names)
    if request.GET.get("vista"):
        return render(request, "workshops/picture.html", {"picture": drawn, "present": len(homes)})
    if request.method == "POST":
        problems = sheet.problems
        if not problems:
            try:
                if standing is None:
                    made = tell_workshop(assembly=found, told=told, by=who, at=now())
                else:
                    made = retell_workshop(workshop=standing, told=told, by=who, at=now())
            except NotAllowed:
                raise PermissionDenied from None
            except Refused as refused:
                problems = sayings(refused.reasons)
            else:
                messages.success(request, _("Taller transcrito. Otra persona lo aprueba."))
                return redirect("web:workshop", made.public_id)
    context = {
        "nucleus": found.nucleus, "assembly": found, "came": came, "sheet": sheet, "problems": problems,
        "traps": sheet.shown_traps(), "items": sheet.shown_items(), "homes": sheet.shown_homes(),
        "modes": [(mode, MODES[mode]) for mode in ChoiceMode], "picture": drawn, "present": len(homes),
        "observed": standing.returned_why if standing else "", "live": live,
        "menus": [(menu, MENUS[menu]) for menu in Menu],
        "back_url": reverse("web:technical_plans", args=[found.nucleus.public_id]),
    }  # fmt: skip
    return render(request, "workshops/tell.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.READ_NUCLEI)
@require_GET
def workshop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A workshop: who came, what was said of each trap, what the households want."""
    found = workshop_or_404(request, public_id)
    told, came, who = told_of(found), came_to(found.assembly), actor(request)
    names = {one.key: one.name for one in numbered(found.nucleus.version)}
    people = names_of(one for one in (found.told_by, found.decided_by) if one)
    context = {
        "nucleus": found.nucleus, "one": found, "assembly": found.assembly, "came": came,
        **shown_state(found.state), "holds": holds(found), "mode": MODES[ChoiceMode(found.mode)],
        "secret": found.mode == ChoiceMode.SECRET,
        "picture": picture(told.ranked, found.present, names), "present": found.present,
        "traps": [
            {"name": guide.named(language()), "rows": [one for one in told.answers if one.trap == guide.trap]}
            for guide in guides()
        ],
        "forms": submissions_behind("assembly", found.assembly.public_id, who),
        "told_by": people.get(found.told_by, ""), "decided_by": people.get(found.decided_by, ""),
        "back_url": reverse("web:technical_plans", args=[found.nucleus.public_id]),
        "may_change": found.state in CHANGEABLE and may_for(found.nucleus, Permission.PREPARE_PLAN, who),
        "may_decide": found.state == WorkshopState.TOLD and may_for(found.nucleus, Permission.APPROVE_PLAN, who),
        "own": who is not None and who.public_id == found.told_by,
        "may_reverse": found.state != WorkshopState.REVERSED and may_for(
            found.nucleus,
            Permission.APPROVE_PLAN if found.state == WorkshopState.APPROVED else Permission.PREPARE_PLAN, who,
        ),
    }  # fmt: skip
    return render(request, "workshops/workshop.html", context)


@needs(Permission.READ_NUCLEI)
@require_GET
def to_decide(request: HttpRequest) -> HttpResponse:
    """Workshops that wait for somebody else than who told them, the longest first."""
    who = actor(request)
    assert who is not None  # `needs` turned nobody away
    found = list(whole_workshops_to_decide(who.reach(Permission.READ_NUCLEI), by=who.public_id))
    people = names_of(one.told_by for one in found)
    rows = [{"one": one, "by": people.get(one.told_by, "")} for one in found]
    return render(request, "workshops/to_decide.html", {"rows": rows})


@needs(Permission.READ_NUCLEI)
@require_GET
def blank_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The sheet of a workshop to print and fill in by hand: the questions, the menus by number, the households."""
    found = assembly_or_404(request, public_id)
    items = numbered(found.nucleus.version)
    context = {
        "nucleus": found.nucleus, "assembly": found, "printed_on": local_today(),
        "traps": [{"name": one.named(language()), "rows": one.asked(language())} for one in guides()],
        "own": range(OWN_ROWS), "spare": range(SPARE_ROWS),
        "menus": [
            {"name": MENUS[menu], "items": [one for one in items if one.menu is menu]} for menu in Menu
        ],
        "back_url": reverse("web:technical_plans", args=[found.nucleus.public_id]),
    }  # fmt: skip
    return render(request, "workshops/sheet.html", context)


@needs(Permission.APPROVE_PLAN)
@require_http_methods(["GET", "POST"])
def approve_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve what somebody else told."""
    found = workshop_or_404(request, public_id)
    who = decider(request, found.nucleus)
    return act(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda: approve_workshop(workshop=found, by=who, at=now()),
        done=_("Taller aprobado: ya se puede preparar la propuesta con lo que se escogió."),
        context={
            **_of(found),
            "heading": _("Aprobar el taller"),
            "answer": _("Compare con la hoja: quién vino, qué se dijo, qué se escogió."),
            "verb": _("Aprobar taller"),
            "next": _("Lo que se escogió aquí es lo único que la propuesta puede llevar."),
            "undo": _("Mientras ninguna propuesta lo use, se puede retirar con su razón."),
        },
    )


@needs(Permission.APPROVE_PLAN)
@require_http_methods(["GET", "POST"])
def return_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send it back with an observation."""
    found = workshop_or_404(request, public_id)
    who = decider(request, found.nucleus)
    form = ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: return_workshop(workshop=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Taller devuelto con su observación."),
        context={
            **_of(found),
            "heading": _("Observar el taller"),
            "answer": "",
            "verb": _("Devolver con esta observación"),
            "next": _("Quien lo transcribió lo corrige y vuelve a esperar su decisión."),
        },
    )


@needs(Permission.PREPARE_PLAN)
@require_http_methods(["GET", "POST"])
def reverse_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back a workshop that was told wrongly."""
    found = workshop_or_404(request, public_id)
    who = preparer(request, found.nucleus)
    form = ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: reverse_workshop(workshop=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Taller retirado. Se puede transcribir otra vez."),
        context={
            **_of(found),
            "heading": _("Retirar el taller"),
            "answer": _("Queda en el registro con su razón. La asamblea no cambia."),
            "verb": _("Retirar taller"),
            "next": _("Se transcribe otra vez desde la asamblea."),
            "danger": True,
        },
    )


def _of(found: Any) -> dict[str, Any]:
    return {
        "nucleus": found.nucleus, "back": _("Taller"), "back_url": reverse("web:workshop", args=[found.public_id]),
    }  # fmt: skip


def preparer(request: HttpRequest, nucleus: Any) -> ActingPerson:
    """Who is asking, if they prepare plans of the nucleus; 403 otherwise."""
    return _holder(request, nucleus, Permission.PREPARE_PLAN)


def decider(request: HttpRequest, nucleus: Any) -> ActingPerson:
    """Who is asking, if they approve plans of the nucleus; 403 otherwise."""
    return _holder(request, nucleus, Permission.APPROVE_PLAN)


def _holder(request: HttpRequest, nucleus: Any, permission: Permission) -> ActingPerson:
    who = actor(request)
    if who is None or not may_for(nucleus, permission, who):
        raise PermissionDenied
    return who


def workshop_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The workshop, if it exists; 403 for one of another territory."""
    found = workshop_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for(found.nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return found


urlpatterns = [
    path("asambleas/<uuid:public_id>/taller/", tell, name="tell_workshop"),
    path("asambleas/<uuid:public_id>/taller/hoja/", blank_sheet, name="workshop_sheet"),
    path("talleres/por-decidir/", to_decide, name="workshops_to_decide"),
    path("talleres/<uuid:public_id>/", workshop, name="workshop"),
    path("talleres/<uuid:public_id>/aprobar/", approve_one, name="approve_workshop"),
    path("talleres/<uuid:public_id>/observar/", return_one, name="return_workshop"),
    path("talleres/<uuid:public_id>/retirar/", reverse_one, name="reverse_workshop"),
]
