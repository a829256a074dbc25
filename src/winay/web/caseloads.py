"""Who visits whom, in the browser: the households of a nucleus among its trainers, one household, a trainer's list."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import Refused
from winay.nuclei.access import may_for
from winay.nuclei.queries.nuclei import nucleus_by_id
from winay.registry.rules import household_code
from winay.trainers.access import may_for_contract
from winay.trainers.queries.absences import absences_of
from winay.trainers.queries.caseloads import Burden, Sharing, Visited, caseload_of, sharing_of
from winay.trainers.queries.contracts import contract_by_id
from winay.trainers.services.caseloads import give_household, share_out, take_back_sharing
from winay.trainers.terms import ContractKind
from winay.web.contest_acting import act, sayings
from winay.web.contest_forms import DayForm
from winay.web.contract_forms import ONE_DAY
from winay.web.days import local_today
from winay.web.enrolment_words import person_name
from winay.web.guard import actor, needs, require
from winay.web.pictures import position
from winay.web.schedules import absence_rows

KINDS = {
    ContractKind.PRODUCTIVE: gettext_lazy("yachachiqs productivos"),
    ContractKind.FINANCIAL: gettext_lazy("yachachiqs financieros"),
}


@needs(Permission.READ_TRAINERS)
@require_GET
def caseloads(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The households of a nucleus on a day, who visits them, and how they could be shared out."""
    return _page(request, nucleus_or_denied(request, public_id, Permission.READ_TRAINERS))


def _page(request: HttpRequest, nucleus: Any, problems: Sequence[str] = ()) -> HttpResponse:
    kind, on = _asked(request)
    sharing = sharing_of(nucleus, kind, on)
    away = absences_of([one.pk for one in sharing.trainers], since=on)
    without = sum(one.case is None for one in sharing.visited)
    given = [one.case.from_on for one in sharing.visited if one.case is not None]
    context = {
        "nucleus": nucleus,
        "kind": kind,
        "kinds": KINDS,
        "on": on,
        "sharing": sharing,
        "without": without,
        "households": len(sharing.visited),
        "rows": [_burden(one, sharing, away) for one in sharing.now],
        "proposal": [_burden(one, sharing, away) for one in sharing.proposed],
        "given": sum(one.households for one in sharing.now),
        "proposed": sum(one.households for one in sharing.proposed),
        "changed": sharing.changed,
        "communities": _communities(sharing),
        "last_given": max(given, default=None),
        "may_sign": may_for(nucleus, Permission.SIGN_CONTRACT, actor(request)) and nucleus.closed_on is None,
        "problems": problems,
    }
    return render(request, "trainers/caseloads.html", context, status=422 if problems else 200)


def nucleus_or_denied(request: HttpRequest, public_id: UUID, permission: Permission) -> Any:
    """The nucleus, if it exists; 403 for one of another territory."""
    found = nucleus_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for(found, permission, actor(request)):
        raise PermissionDenied
    return found


def _doer(request: HttpRequest, nucleus: Any) -> ActingPerson:
    place, program = nucleus.district.code, nucleus.version.program.key
    return require(request, Permission.SIGN_CONTRACT, place_code=place, program=program)


def _asked(request: HttpRequest) -> tuple[ContractKind, date]:
    told = request.POST if request.method == "POST" else request.GET
    kind = ContractKind.FINANCIAL if told.get("clase") == ContractKind.FINANCIAL else ContractKind.PRODUCTIVE
    try:
        return kind, date.fromisoformat(told.get("dia", ""))
    except ValueError:
        return kind, local_today()


def _burden(one: Burden, sharing: Sharing, away: Sequence[Any]) -> dict[str, Any]:
    """A trainer's row: what they have, as a bar of walking and visits, and when they are away."""
    least = sharing.norm.least
    return {
        "one": one,
        "name": one.contract.applicant.name,
        "hours": (one.minutes + 30) // 60,
        "bar": position(one.walking, one.minutes) if one.minutes else "0",
        "walking": round(100 * one.walking / one.minutes) if one.minutes else 0,
        "elsewhere": (one.elsewhere + 30) // 60,
        "absences": absence_rows([told for told in away if told.contract_id == one.contract.pk]),
        "short": one.visits is not None and least is not None and one.visits < 10 * least,
        "communities": [
            {"place": sharing.places[place], "households": told.households}
            for place, told in sorted(one.communities.items(), key=lambda told: sharing.places[told[0]].name)
        ],
    }


def _communities(sharing: Sharing) -> list[dict[str, Any]]:
    """The households by community, in the order of the list of members."""
    found: dict[int, list[Visited]] = {}
    for one in sharing.visited:
        found.setdefault(one.living.place.pk, []).append(one)
    return [
        {
            "place": sharing.places[place],
            "rows": [
                {
                    "cycle": one.living.membership.enrolment.public_id,
                    "participant": person_name(one.living.participant),
                    "trainer": one.case.contract.applicant.name if one.case else "",
                    "since": one.case.from_on if one.case else None,
                }
                for one in some
            ],
        }
        for place, some in found.items()
    ]


def _back(nucleus: Any, kind: ContractKind, on: date) -> str:
    address = reverse("web:caseloads", args=[nucleus.public_id])
    return f"{address}?clase={kind}&dia={on.isoformat()}"


@needs(Permission.SIGN_CONTRACT)
@require_POST
def share(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Share the households out as the page proposed it."""
    nucleus = nucleus_or_denied(request, public_id, Permission.SIGN_CONTRACT)
    who, (kind, on) = _doer(request, nucleus), _asked(request)
    try:
        count = share_out(nucleus=nucleus, kind=kind, on=on, seal=request.POST.get("sello", ""), by=who, at=now())
    except Refused as refused:
        return _page(request, nucleus, sayings(refused.reasons))
    messages.success(request, ngettext("%(n)s hogar repartido.", "%(n)s hogares repartidos.", count) % {"n": count})
    return redirect(_back(nucleus, kind, on))


@needs(Permission.SIGN_CONTRACT)
@require_POST
def take_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was given on a day was a mistake."""
    nucleus = nucleus_or_denied(request, public_id, Permission.SIGN_CONTRACT)
    who, (kind, on) = _doer(request, nucleus), _asked(request)
    try:
        count = take_back_sharing(nucleus=nucleus, kind=kind, on=on, by=who, at=now())
    except Refused as refused:
        return _page(request, nucleus, sayings(refused.reasons))
    said = ngettext("El reparto se quitó: era de %(n)s hogar.", "El reparto se quitó: era de %(n)s hogares.", count)
    messages.success(request, said % {"n": count})
    return redirect(_back(nucleus, kind, on))


class GiveForm(DayForm):
    """To whom a household goes, and from which day."""

    contract = forms.ChoiceField(label=gettext_lazy("La visita"), widget=forms.RadioSelect)
    field_order = ("contract", "on")

    def __init__(self, *args: Any, trainers: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["contract"].choices = trainers  # type: ignore[attr-defined]
        self.fields["on"].label = _("Desde el día")


@needs(Permission.SIGN_CONTRACT)
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, public_id: UUID, cycle: UUID) -> HttpResponse:
    """One household to another trainer."""
    nucleus = nucleus_or_denied(request, public_id, Permission.SIGN_CONTRACT)
    who, (kind, on) = _doer(request, nucleus), _asked(request)
    sharing = sharing_of(nucleus, kind, on)
    found = next((one for one in sharing.visited if one.living.membership.enrolment.public_id == cycle), None)
    if found is None:
        raise Http404
    trainers = {str(one.public_id): one for one in sharing.trainers}
    mine = str(found.case.contract.public_id) if found.case else ""
    form = GiveForm(
        request.POST or None,
        trainers=[(key, one.applicant.name) for key, one in trainers.items()],
        initial={"contract": mine, "on": on},
    )

    def verb() -> None:
        given = form.cleaned_data
        give_household(
            nucleus=nucleus, enrolment=found.living.membership.enrolment, contract=trainers[given["contract"]],
            on=given["on"], by=who, at=now(),
        )  # fmt: skip

    context = {
        "heading": _("¿Quién visita a %(name)s?") % {"name": person_name(found.living.participant)},
        "kicker": f"{nucleus.name} · {found.living.place.name}",
        "back": _("¿Quién visita a quién?"),
        "back_url": _back(nucleus, kind, on),
        "verb": _("Cambiar yachachiq"),
        "next": _("Desde ese día la visita es del otro; lo anterior queda como fue."),
        "undo": _("Dicho otra vez del mismo día, lo primero no cuenta."),
    }
    return act(request, form, verb, done=_("Anotado."), context=context)


@needs(Permission.READ_TRAINERS)
@require_GET
def caseload(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The households that a trainer visits today, to print and take along."""
    found = contract_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for_contract(found, Permission.READ_TRAINERS, actor(request)):
        raise PermissionDenied
    on = max(found.began_on, min(local_today(), found.over_on - ONE_DAY))
    told = caseload_of(found, on)
    communities: dict[int, list[Any]] = {}
    for one in told:
        communities.setdefault(one.household.place_id, []).append(one)
    context = {
        "contract": found,
        "on": on,
        "code": household_code(found.public_id),
        "households": len(told),
        "communities": [
            {
                "place": some[0].household.place,
                "rows": [
                    {
                        "told": one,
                        "name": person_name(one.participant),
                        "code": household_code(one.household.public_id),
                    }
                    for one in some
                ],
            }
            for some in communities.values()
        ],
        "nuclei": [one.nucleus for one in found.nuclei.all()],
    }
    return render(request, "trainers/caseload.html", context)


NUCLEUS = "nucleos/<uuid:public_id>/quien-visita/"
urlpatterns = [
    path(NUCLEUS, caseloads, name="caseloads"),
    path(f"{NUCLEUS}repartir/", share, name="share_out"),
    path(f"{NUCLEUS}quitar/", take_back, name="take_back_sharing"),
    path(f"{NUCLEUS}<uuid:cycle>/", give, name="give_household"),
    path("contratos/<uuid:public_id>/hogares/", caseload, name="caseload"),
]
