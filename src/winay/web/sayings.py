"""What households say of visits and deliveries, in the browser: the cards of a nucleus, one household's card to type,
an answer that changes or that was copied wrongly."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import ActingPerson
from winay.core import numbers
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.delivery.queries.sayings import (
    Asked,
    asked_of,
    assemblies_on,
    cards_of,
    heard_in,
    now_standing,
    saying_by_id,
)
from winay.delivery.queries.visit_facts import people_on
from winay.delivery.saying_terms import Answer, SaidHow
from winay.delivery.saying_wording import ANSWERS, HOWS
from winay.delivery.services.sayings import change_saying, record_card, reverse_saying
from winay.nuclei.access import may_for
from winay.nuclei.queries.members import last_membership
from winay.registry.terms import Kin
from winay.registry.wording import KINS
from winay.targeting.criteria_wording import language
from winay.web.assemblies_of_nuclei import act
from winay.web.contest_acting import sayings
from winay.web.days import local_today
from winay.web.enrolment_words import person_name
from winay.web.governance_forms import ReasonForm
from winay.web.guard import actor, needs, require
from winay.web.household_words import name_of, title_of
from winay.web.nucleus import readable_or_404
from winay.web.saying_forms import CardSheet
from winay.web.saying_words import heard_parts, shown_asked, shown_saying
from winay.web.visit_words import every_item

CARRIED = ("on", "how", "helper", "assembly")
"""What a stack of cards has in common: typed once, kept for the next household."""


@needs(Permission.READ_NUCLEI)
@require_GET
def cards(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The cards of a nucleus's households: how many confirm, deny, were not asked, and where a stack is typed."""
    found, today = readable_or_404(request, public_id), local_today()
    rows = cards_of(found, today)
    only = request.GET.get("ver", "")
    shown = [one for one in rows if _kept(one, only)]
    heard = heard_in(found, today)
    waits = [one for one in rows if one.waits]
    context = {
        "nucleus": found,
        "visits": heard_parts(heard.visits),
        "deliveries": heard_parts(heard.deliveries),
        "heard": heard,
        "denied": sum(one.denied > 0 for one in rows),
        "only": only,
        "kinds": [("", _("todas")), ("faltan", _("por anotar")), ("no", _("con algún «no»"))],
        "rows": [
            {
                "one": one, "name": person_name(one.enrolment.household.participant),
                "place": one.enrolment.household.place.name, "cycle": one.enrolment.public_id,
            }
            for one in shown
        ],
        "first": waits[0].enrolment.public_id if waits else None,
        "waits": len(waits),
        "may_record": may_for(found, Permission.RECORD_VOICE, actor(request)),
    }  # fmt: skip
    return render(request, "sayings/cards.html", context)


def _kept(one: Any, only: str) -> bool:
    return one.waits > 0 if only == "faltan" else one.denied > 0 if only == "no" else True


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, public_id: UUID, cycle: UUID) -> HttpResponse:
    """Type what came back on a household's card, or what it says now; then the next household that waits."""
    nucleus = readable_or_404(request, public_id)
    who = recorder(request, nucleus)
    home = last_membership(nucleus, cycle)
    if home is None:
        raise Http404
    asked = asked_of([home.enrolment_id])[home.enrolment_id]
    waiting = [one for one in asked if one.saying is None]
    page = _Page(request, nucleus, home.enrolment, waiting)

    def verb() -> Any:
        return record_card(
            nucleus=nucleus, enrolment=home.enrolment, said=page.sheet.said(), by=who, at=now(),
            synthetic=home.enrolment.synthetic,
        )  # fmt: skip

    def done(made: Any) -> HttpResponse:
        words = ngettext("%(n)s respuesta anotada de %(home)s.", "%(n)s respuestas anotadas de %(home)s.", len(made))
        messages.success(request, words % {"n": len(made), "home": title_of(home.enrolment.household)})
        following = _next(nucleus, cycle) if request.POST.get("next") else None
        if following is None:
            return redirect("web:sayings", nucleus.public_id)
        kept = urlencode({key: page.sheet.text(key) for key in CARRIED if page.sheet.text(key)})
        return redirect(f"{reverse('web:household_says', args=[nucleus.public_id, following])}?{kept}")

    context = {
        "heading": _("¿Qué dice este hogar?"),
        "told": [shown_asked(one, page.items) for one in asked if one.saying is not None],
        "back": _("Lo que dicen los hogares"),
        "back_url": reverse("web:sayings", args=[nucleus.public_id]),
        "skip": _next(nucleus, cycle),
    }
    return page.answer(verb, done, context)


def _next(nucleus: Any, cycle: UUID) -> UUID | None:
    """The household after one, by community and surname, whose card has something that was not said; from the
    beginning again after the last."""
    keys = [
        one.enrolment.public_id
        for one in cards_of(nucleus, local_today())
        if one.waits or one.enrolment.public_id == cycle
    ]
    at = keys.index(cycle) if cycle in keys else -1
    rest = [*keys[at + 1 :], *keys[: max(at, 0)]]
    return rest[0] if rest else None


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The household says something else now."""
    found = saying_or_404(request, public_id)
    who = recorder(request, found.nucleus)
    thing = found.delivery or now_standing([found.visit_id]).get(found.visit_id) or found.visit
    page = _Page(request, found.nucleus, found.enrolment, [Asked(thing, found)])

    def verb() -> Any:
        return change_saying(
            saying=found, said=page.sheet.said(), why=request.POST.get("why", ""), by=who, at=now()
        )  # fmt: skip

    def done(made: Any) -> HttpResponse:
        messages.success(request, _("Anotado: vale lo último que dijo el hogar; lo de antes se sigue viendo."))
        return redirect(_thing_url(made))

    context = {
        "heading": _("¿Qué dice ahora el hogar?"),
        "told": [],
        "changing": shown_saying(found, page.items),
        "why": request.POST.get("why", ""),
        "back": _("Lo que dijo"),
        "back_url": _thing_url(found),
    }
    return page.answer(verb, done, context)


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def reverse_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The household never said so."""
    found = saying_or_404(request, public_id)
    who = recorder(request, found.nucleus)
    form = ReasonForm(request.POST or None)
    return act(
        request, form, lambda: reverse_saying(saying=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Quitado: queda escrito por qué."),
        context={
            "nucleus": found.nucleus,
            "heading": _("Quitar lo que se anotó por error"),
            "answer": _("Solo si el hogar nunca dijo «%(answer)s». Si ahora dice otra cosa, use «cambiar».")
            % {"answer": ANSWERS[Answer(found.answer)]},
            "verb": _("Quitar"),
            "next": _("Deja de contar y se puede anotar otra vez; se sigue viendo, con la razón."),
            "back": _("Lo que dijo"),
            "back_url": _thing_url(found),
            "danger": True,
        },
    )  # fmt: skip


def _thing_url(saying: Any) -> str:
    if saying.visit is not None:
        return reverse("web:visit", args=[saying.visit.public_id])
    return reverse("web:delivery", args=[saying.delivery.public_id])


def recorder(request: HttpRequest, nucleus: Any) -> ActingPerson:
    """Who is asking, if they write down what the nucleus's households say; 403 otherwise."""
    place, program = nucleus.district.code, nucleus.version.program.key
    return require(request, Permission.RECORD_VOICE, place_code=place, program=program)


def saying_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The saying, if it exists; 403 for one of another territory."""
    found = saying_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for(found.nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return found


class _Page:
    """The page on which answers are typed: what it asks, who may have said it, what comes of it."""

    def __init__(self, request: HttpRequest, nucleus: Any, enrolment: Any, asked: list[Asked]) -> None:
        self.request, self.nucleus, self.enrolment = request, nucleus, enrolment
        self.items = every_item(nucleus.version)
        data: Mapping[str, Any] = (
            request.POST if request.method == "POST" else {"how": SaidHow.PAPER, **_asked(request)}
        )
        self.sheet = CardSheet(data, asked, self.items)
        on = self.sheet.on or local_today()
        self.people = people_on(enrolment.household_id, on)
        self.held = assemblies_on(nucleus, on)

    def answer(
        self, verb: Callable[[], Any], done: Callable[[Any], HttpResponse], context: dict[str, Any]
    ) -> HttpResponse:  # fmt: skip
        """Do it and go on, or show what is wrong and what was typed."""
        problems: list[str] = []
        if self.request.method == "POST":
            problems = self.sheet.problems
            if not problems:
                try:
                    made = verb()
                except NotAllowed:
                    raise PermissionDenied from None
                except Refused as refused:
                    problems = sayings(refused.reasons)
                else:
                    return done(made)
        home = self.enrolment.household
        context |= {
            "nucleus": self.nucleus, "household": home, "title": title_of(home), "place": home.place.name,
            "sheet": self.sheet, "problems": problems, "rows": self.sheet.shown(), "today": local_today(),
            "people": [
                {"key": str(key), "name": name_of(one), "kin": KINS[Kin(one.kin)]} for key, one in self.people.items()
            ],
            "kins": [(one.value, KINS[one]) for one in Kin if one is not Kin.PARTICIPANT],
            "hows": [(one.value, HOWS[one]) for one in SaidHow],
            "assemblies": [(str(one.public_id), numbers.day(one.held_on, language())) for one in self.held],
        }  # fmt: skip
        return render(self.request, "sayings/card.html", context, status=422 if problems else 200)


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the page of the card before carried on; today where nothing is."""
    kept = {key: request.GET[key][:160] for key in CARRIED if request.GET.get(key)}
    try:
        date.fromisoformat(kept.get("on", ""))
    except ValueError:
        kept["on"] = local_today().isoformat()
    return kept


NUCLEUS, SAYING = "nucleos/<uuid:public_id>/lo-que-dicen/", "dichos/<uuid:public_id>/"
urlpatterns = [
    path(NUCLEUS, cards, name="sayings"),
    path(f"{NUCLEUS}<uuid:cycle>/", card, name="household_says"),
    path(f"{SAYING}cambiar/", change, name="change_saying"),
    path(f"{SAYING}quitar/", reverse_one, name="reverse_saying"),
]
