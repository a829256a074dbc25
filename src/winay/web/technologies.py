"""Technologies in households, in the browser: a household's timeline, installing, checking, what is to be looked at."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.delivery.queries.assets import people_of, technology_by_id
from winay.delivery.queries.technologies import (
    PAGE,
    check_by_id,
    installation_by_id,
    lives_of,
    looks_due,
    owed_by,
    visits_on,
)
from winay.delivery.services.checks import record_check
from winay.delivery.services.technologies import (
    InstallSaid,
    record_installation,
    reverse_check,
    reverse_installation,
)
from winay.delivery.technology_terms import TechState
from winay.journeys.pages.came import came_by
from winay.nuclei.access import may_for
from winay.nuclei.queries.members import last_membership
from winay.plans.queries.workshops import offered
from winay.programs.terms import CheckState
from winay.targeting.criteria_wording import language
from winay.trainers.queries.caseloads import serving
from winay.trainers.terms import ContractKind
from winay.web.assemblies_of_nuclei import act
from winay.web.asset_forms import Photo
from winay.web.assets import item_names, may_record, offset_of, recorder, turns
from winay.web.contest_acting import sayings
from winay.web.days import local_today
from winay.web.enrolment_words import person_name
from winay.web.governance_forms import ReasonForm
from winay.web.guard import actor, needs
from winay.web.household_words import name_of, title_of
from winay.web.nucleus import readable_or_404
from winay.web.scans import scan_response
from winay.web.technology_forms import CheckForm, InstallForm
from winay.web.technology_words import BADGES, LETTERS, acts_of, days_words, lane, months_of, span_of, state_words

WITHIN = (0, 30, 90)
"""Days ahead within which something is to be looked at."""


# ---- a household ----------------------------------------------------------------------------------------------------


@needs(Permission.READ_NUCLEI)
@require_GET
def household(request: HttpRequest, public_id: UUID, cycle: UUID) -> HttpResponse:
    """A household's technologies: a lane each from delivery to today, and every act."""
    found = readable_or_404(request, public_id)
    home = last_membership(found, cycle)
    if home is None:
        raise Http404
    lives, names, today = lives_of(home), item_names(found), local_today()
    span = span_of(lives, today)
    rows = []
    for life in lives:
        state = life.state_on(today)
        rows.append(
            {
                "life": life, "key": life.technology.public_id, "item": life.technology.item,
                "name": names.get(life.technology.item, life.technology.item),
                "lane": lane(life, *span) if span else [], "state": state_words(state),
                "badge": BADGES[state] if state else "neutral", "acts": acts_of(life), "next": life.next_look,
                "late": life.next_look is not None and life.next_look < today,
                "can_install": life.delivered_on is not None and life.installation is None,
            }
        )  # fmt: skip
    acts = [one for row in rows for one in row["acts"] if one["kind"] != "delivery"]
    came = came_by([one["one"].submission for one in acts], actor(request))
    for one in acts:
        one["sent"] = came.get(one["one"].submission)
    used = sum(row["life"].state_on(today) in {TechState.IN_USE, TechState.REPLICATED} for row in rows)
    context = {
        "nucleus": found, "cycle": cycle, "title": title_of(home.enrolment.household),
        "place": home.enrolment.household.place.name, "household": home.enrolment.household, "rows": rows,
        "used": used, "span": span, "months": months_of(*span) if span else [],
        "first_to_install": next((row["key"] for row in rows if row["can_install"]), None),
        "may_record": may_record(request, found),
        "states": [(state, LETTERS[state], state_words(state)) for state in TechState],
        "back_url": reverse("web:nucleus_member", args=[public_id, cycle]),
    }  # fmt: skip
    return render(request, "technologies/household.html", context)


# ---- installing and checking ----------------------------------------------------------------------------------------


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def install(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down that a technology is in place and was tried."""
    found = technology_or_404(request, public_id)
    who, today = recorder(request, found.nucleus), local_today()
    people = {str(one.public_id): one for one in people_of(found.membership)}
    form = InstallForm(
        request.POST or None, people=[(key, name_of(one)) for key, one in people.items()], initial={"on": today}
    )

    def verb() -> object:
        given = form.cleaned_data
        said = InstallSaid(
            on=given["on"], tried=given["tried"], seen_by=given["seen_by"], in_charge=people.get(given["in_charge"]),
            women=given["women"], men=given["men"], note=given["note"],
        )  # fmt: skip
        return record_installation(technology=found, said=said, by=who, at=now())

    asks = offered(found.nucleus.version).get(found.item)
    owed = days_words(owed_by(found, today))
    answer = _("El hogar puso en la propuesta %(days)s jornales de su trabajo.") % {"days": owed}
    if asks is not None:
        answer = f"{asks.checks[CheckState.INSTALLED].text(language())} {answer}"
    return _tell(
        request, form, verb, found, done=_("Instalación anotada."),
        context={
            "heading": _("¿Quedó instalada?"), "answer": answer, "verb": _("Anotar instalación"),
            "next": _("Desde ese día cuenta como instalada; después se verifica si se usa."),
            "undo": _("Si fue un error, se retira con su razón mientras ninguna verificación se apoye en ella."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down what somebody found of a technology."""
    found = technology_or_404(request, public_id)
    who, today = recorder(request, found.nucleus), local_today()
    item = offered(found.nucleus.version).get(found.item)
    on = _day(request.POST.get("on")) or today
    visits = {str(one.public_id): one for one in visits_on(found.membership.enrolment, on)}
    photo = Photo(request)
    form = CheckForm(
        request.POST or None, request.FILES or None, usual=item.abandon_reasons if item else (),
        visits=[(key, f"{one.start_minute // 60}:{one.start_minute % 60:02}") for key, one in visits.items()],
        initial={"on": today},
    )  # fmt: skip

    def verb() -> object:
        return record_check(
            technology=found, said=form.said(), visit=visits.get(form.cleaned_data.get("visit", "")),
            photo_sha256=photo.digest, by=who, at=now(),
        )  # fmt: skip

    questions = []
    if item is not None:
        questions = [item.checks[state].text(language()) for state in CheckState]
        questions += [item.window.text(language())]
    return _tell(
        request, form, verb, found, done=_("Verificación anotada."), photo=photo,
        context={
            "heading": _("¿Cómo está?"), "answer": "", "verb": _("Anotar verificación"), "details": questions,
            "next": _("Cuenta desde su día, aunque se anote después. Lo que solo se dijo no cambia su estado."),
            "undo": _("Si fue un error, se retira con su razón."), "with_file": True,
        },
    )  # fmt: skip


def _tell(
    request: HttpRequest, form: Any, verb: Any, found: Any, *, done: str, context: dict[str, Any],
    photo: Photo | None = None,
) -> HttpResponse:  # fmt: skip
    """A page with one form about a technology: done, or again with the reasons and what was typed."""
    problems: list[str] = []
    if request.method == "POST":
        valid = form.is_valid()
        if photo is not None and photo.problem:
            problems = [photo.problem]
        elif valid:
            try:
                verb()
            except NotAllowed:
                raise PermissionDenied from None
            except Refused as refused:
                problems = sayings(refused.reasons)
            else:
                messages.success(request, done)
                return redirect(_home_url(found))
    names = item_names(found.nucleus)
    trainers = serving(found.nucleus, ContractKind.PRODUCTIVE, local_today())
    context = {
        **context, "form": form, "problems": problems, "nucleus": found.nucleus,
        "kicker": f"{title_of(found.membership.enrolment.household)} · {names.get(found.item, found.item)}",
        "back": _("Tecnologías del hogar"), "back_url": _home_url(found),
        "people": [one.applicant.name for one in trainers], "photo_token": photo.token if photo else "",
    }  # fmt: skip
    return render(request, "technologies/tell.html", context, status=422 if request.method == "POST" else 200)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _home_url(technology: Any) -> str:
    cycle = technology.membership.enrolment.public_id
    return reverse("web:household_technologies", args=[technology.nucleus.public_id, cycle])


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def uninstall(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back an installation that was told wrongly."""
    found = _readable(request, installation_by_id(public_id))
    who = recorder(request, found.technology.nucleus)
    form = ReasonForm(request.POST or None)
    return act(
        request, form, lambda: reverse_installation(installation=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Instalación retirada."),
        context={
            **_of(found.technology), "heading": _("Retirar la instalación"),
            "answer": _("La tecnología vuelve a estar solo entregada."), "verb": _("Retirar instalación"),
            "next": _("Se anota otra vez como fue."), "danger": True,
        },
    )  # fmt: skip


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def uncheck(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back a check that was told wrongly."""
    found = _readable(request, check_by_id(public_id))
    who = recorder(request, found.technology.nucleus)
    form = ReasonForm(request.POST or None)
    return act(
        request, form, lambda: reverse_check(check=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Verificación retirada."),
        context={
            **_of(found.technology), "heading": _("Retirar la verificación"),
            "answer": _("Deja de contar; queda escrita con su razón."), "verb": _("Retirar verificación"),
            "next": _("Se anota otra vez como fue."), "danger": True,
        },
    )  # fmt: skip


@needs(Permission.READ_NUCLEI)
@require_GET
def check_photo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The photograph of a check."""
    found = _readable(request, check_by_id(public_id))
    if not found.photo_sha256:
        raise Http404
    return scan_response(found.photo_sha256, f"verificacion-{found.checked_on.isoformat()}")


def _of(technology: Any) -> dict[str, Any]:
    return {"nucleus": technology.nucleus, "back": _("Tecnologías del hogar"), "back_url": _home_url(technology)}


def _readable(request: HttpRequest, found: Any) -> Any:
    if found is None:
        raise Http404
    if not may_for(found.technology.nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return found


def technology_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The technology, if it exists; 403 for one of another territory."""
    found = technology_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for(found.nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return found


# ---- what is to be looked at ----------------------------------------------------------------------------------------


@needs(Permission.READ_NUCLEI)
@require_GET
def due(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What of a nucleus is to be looked at, the longest overdue first; households that left apart."""
    found = readable_or_404(request, public_id)
    get, today, start = request.GET, local_today(), offset_of(request)
    within = int(get["dias"]) if get.get("dias", "") in {str(one) for one in WITHIN} else 0
    exits, item = get.get("serie") == "salida", get.get("que", "")
    names = item_names(found)
    rows, total = looks_due(found, by=today + timedelta(days=within), item=item, exits=exits, start=start)
    context = {
        "nucleus": found, "total": total, "within": within, "choices": WITHIN, "exits": exits, "item": item,
        "items": list(names.items()), "today": today,
        "rows": [
            {
                "one": one, "key": one.life.technology.public_id,
                "name": person_name(one.life.technology.membership.enrolment.household.participant),
                "place": one.life.technology.membership.enrolment.household.place.name,
                "cycle": one.life.technology.membership.enrolment.public_id,
                "item": names.get(one.life.technology.item, one.life.technology.item),
                "state": state_words(one.life.state_on(today)),
                "badge": BADGES[state] if (state := one.life.state_on(today)) else "neutral",
                "days": (today - one.due_on).days,
            }
            for one in rows
        ],
        "may_record": may_record(request, found), **turns(start, total, PAGE),
    }  # fmt: skip
    return render(request, "technologies/due.html", context)


ONE = "tecnologias/<uuid:public_id>/"
urlpatterns = [
    path("nucleos/<uuid:public_id>/hogares/<uuid:cycle>/tecnologias/", household, name="household_technologies"),
    path("nucleos/<uuid:public_id>/verificaciones/", due, name="checks_due"),
    path(f"{ONE}instalar/", install, name="install_technology"),
    path(f"{ONE}verificar/", check, name="check_technology"),
    path("instalaciones/<uuid:public_id>/retirar/", uninstall, name="reverse_installation"),
    path("verificaciones/<uuid:public_id>/retirar/", uncheck, name="reverse_check"),
    path("verificaciones/<uuid:public_id>/foto/", check_photo, name="check_photo"),
]
