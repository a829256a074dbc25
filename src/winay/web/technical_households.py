"""What one household gets by the plan: to read, to vary while it is a draft, and a sheet with pictures to hand out."""

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
from winay.core.money import Money
from winay.journeys.native_words import languages_written, native_words
from winay.journeys.pages.household_card import card_of
from winay.nuclei.access import may_for
from winay.plans.queries.plans import Sheet, sheet_of
from winay.plans.rules import cost_of
from winay.plans.services.packages import unvary_household, vary_household
from winay.plans.terms import PlanState
from winay.plans.wording import MENUS
from winay.programs.terms import Giver, Language
from winay.programs.vocabulary import LANGUAGES
from winay.targeting.criteria_wording import language
from winay.web.board_words import sayings
from winay.web.days import local_today
from winay.web.guard import actor, needs
from winay.web.menu_words import icon_of
from winay.web.plan_sheet import quantity_words, rate_words, shown_home, tenths, title
from winay.web.saying_words import shown_asked
from winay.web.technical_plan import plan_or_404
from winay.web.technology_words import state_words
from winay.web.workshops import preparer


@needs(Permission.READ_NUCLEI)
@require_http_methods(["GET", "POST"])
def household(request: HttpRequest, public_id: UUID, cycle: UUID) -> HttpResponse:
    """What the household gets; by POST on a draft, something else than the package, or the package after all."""
    found = plan_or_404(request, public_id)
    sheet = sheet_of(found)
    home = _home_or_404(sheet, cycle)
    problems: list[str] = []
    wanted = dict(home.package)
    if request.method == "POST":
        who = preparer(request, found.nucleus)
        wanted = {
            key: int(text) for key in sheet.facts.chosen
            if (text := request.POST.get(f"item-{key}", "").strip()).isdigit() and text.isascii() and len(text) < 4
        }  # fmt: skip
        try:
            if request.POST.get("act") == "package":
                unvary_household(plan=found, membership=home.membership, by=who, at=now())
            else:
                vary_household(
                    plan=found, membership=home.membership, package=wanted, why=request.POST.get("why", ""), by=who,
                    at=now(),
                )  # fmt: skip
        except NotAllowed:
            raise PermissionDenied from None
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            messages.success(request, _("Guardado: esto recibe el hogar."))
            return redirect("web:technical_household", found.public_id, cycle)
    context = {
        "nucleus": found.nucleus, "plan": found, "heading": title(found), "home": shown_home(home, sheet),
        "rows": _rows(sheet, home), "labour": tenths(sheet.labour_of(home)),
        "cap": None if sheet.cap is None else Money(sheet.cap), "rate": rate_words(sheet.rate), "problems": problems,
        "offered": _offered(sheet, wanted), "why": request.POST.get("why", home.row.why if home.row else ""),
        "may_edit": found.state == PlanState.DRAFT and may_for(
            found.nucleus, Permission.PREPARE_PLAN, actor(request)
        ),
        "languages": _languages(sheet, home),
        "back_url": reverse("web:technical_plan", args=[found.public_id]),
    }  # fmt: skip
    return render(request, "technical/household.html", context, status=422 if problems else 200)


def _rows(sheet: Sheet, home: Any) -> list[dict[str, Any]]:
    found = []
    for key, modules in home.package.items():
        item = sheet.offered[key]
        cost = cost_of({key: modules}, sheet.costs)
        found.append(
            {
                "key": key, "name": item.name.text(language()), "icon": icon_of(item), "modules": modules,
                "cost": None if cost.total is None else Money(cost.total),
                "menu": ", ".join(str(MENUS[menu]) for menu in sorted(sheet.facts.menus.get(key, ()))),
                "gets": [
                    f"{kit.words.text(language())}: {quantity_words(kit.quantity * modules, kit.unit)}"
                    for kit in item.kit if kit.giver is not Giver.HOUSEHOLD
                ],
                "puts": [
                    f"{kit.words.text(language())}: {quantity_words(kit.quantity * modules, kit.unit)}"
                    for kit in item.kit if kit.giver is Giver.HOUSEHOLD
                ],
            }
        )  # fmt: skip
    return found


def _offered(sheet: Sheet, wanted: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"key": key, "name": item.name.text(language()), "modules": wanted.get(key, 0)}
        for key, item in sheet.offered.items()
        if key in sheet.facts.chosen
    ]


def _languages(sheet: Sheet, home: Any) -> list[tuple[str, str]]:
    """Languages in which the catalogue has a word for the sheet."""
    named = {tag for key in home.package for tag in sheet.offered[key].name.native}
    found = {str(tag) for tag in named} | set(languages_written())
    return [(str(tag), str(LANGUAGES[tag])) for tag in Language if str(tag) in found]


@needs(Permission.READ_NUCLEI)
@require_GET
def household_sheet(request: HttpRequest, public_id: UUID, cycle: UUID) -> HttpResponse:
    """One page with pictures for the household: what we chose, what we get, what we put in."""
    found = plan_or_404(request, public_id)
    sheet = sheet_of(found)
    home = _home_or_404(sheet, cycle)
    spoken = request.GET.get("idioma", "")
    known = dict(_languages(sheet, home))
    tag = Language(spoken) if spoken in known else None
    rows = _rows(sheet, home)
    for row in rows:
        name = sheet.offered[row["key"]].name
        row["native"] = name.by_language[tag] if tag is not None and tag in name.native else ""
    words = native_words(spoken) if tag is not None else {}
    approved = found.state == PlanState.APPROVED
    card = card_of(home.membership, local_today()) if approved else None
    for row in rows if card else ():
        row["state"] = state_words(card.states[row["key"]]) if row["key"] in card.states else ""
    items = {key: one.name.text(language()) for key, one in sheet.offered.items()}
    context = {
        "asked": [shown_asked(one, items) for one in card.asked] if card else [],
        "may_hear": card is not None and may_for(found.nucleus, Permission.RECORD_VOICE, actor(request)),
        "nucleus": found.nucleus, "plan": found, "heading": title(found), "home": shown_home(home, sheet), "rows": rows,
        "labour": tenths(sheet.labour_of(home)), "native": words, "language": known.get(spoken, ""),
        "marked": tag is not None, "approved": approved, "card": card, "worked": tenths(card.worked) if card else "",
        "back_url": reverse("web:technical_household", args=[found.public_id, cycle]),
    }  # fmt: skip
    return render(request, "technical/household_sheet.html", context)


def _home_or_404(sheet: Sheet, cycle: UUID) -> Any:
    home = next((one for one in sheet.homes if one.membership.enrolment.public_id == cycle), None)
    if home is None:
        raise Http404
    return home


urlpatterns = [
    path("propuestas/<uuid:public_id>/hogares/<uuid:cycle>/", household, name="technical_household"),
    path("propuestas/<uuid:public_id>/hogares/<uuid:cycle>/hoja/", household_sheet, name="technical_household_sheet"),
]
