"""Registering a household on one page: where, who, what it tells, and whether it agrees. The page grows by a person."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journeys.wording import say
from winay.places.queries import place_by_code, search
from winay.places.terms import Level
from winay.registry.consent_texts import consent_text
from winay.registry.facts import HouseholdFacts
from winay.registry.queries.scope import Scope
from winay.registry.rules import MOST_MEMBERS, household_code
from winay.registry.services.households import register_household
from winay.registry.terms import Kin, Origin
from winay.web.days import local_today
from winay.web.guard import actor, needs
from winay.web.household_forms import HouseholdForm, NewMemberForm

AT_FIRST = 2
_INDEX = re.compile(r"m(\d{1,3})-given_names")


@needs(Permission.REGISTER_HOUSEHOLD)
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """A whole household, however many people it has."""
    who = actor(request)
    assert who is not None
    today = local_today()
    text = consent_text(today)
    form = HouseholdForm(request.POST or None, initial=_initial(request, today))
    form.fields["place"].scope = Scope.of(who.places_for(Permission.REGISTER_HOUSEHOLD))  # type: ignore[attr-defined]
    people = _people(request)
    refused: list[str] = []
    sent = request.method == "POST" and "otra" not in request.POST
    if sent and _valid(form, people):
        facts = form.household([_facts(one) for one in people if not one.blank()], text.key)
        try:
            made = _register(facts, form, who)
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        else:
            done = _("Hogar registrado: %(code)s. Anote ese código en el papel que le deja.")
            messages.success(request, done % {"code": household_code(made.public_id)})
            return redirect("web:household", made.public_id)
    context = {
        "form": form, "people": people, "next": len(people), "text": text, "refused": refused,
        "spoken": text.text["en" if request.LANGUAGE_CODE == "en" else "es"],  # type: ignore[attr-defined]
        "full": len(people) >= MOST_MEMBERS,
    }  # fmt: skip
    return render(request, "households/register.html", context, status=422 if sent else 200)


def _register(facts: HouseholdFacts, form: HouseholdForm, who: ActingPerson) -> Any:
    try:
        return register_household(facts=facts, on=form.cleaned_data["on"], origin=Origin.WEB, by=who, at=now())
    except NotAllowed:
        raise PermissionDenied from None


def _valid(form: HouseholdForm, people: list[NewMemberForm]) -> bool:
    """Whether everything can be read; asked of all of it, so that all that is wrong is shown at once."""
    return all([form.is_valid(), *(one.is_valid() for one in people if not one.blank())])


def _facts(one: NewMemberForm) -> Any:
    represents = one.cleaned_data["represents"] and one.cleaned_data["kin"] != Kin.PARTICIPANT
    return one.facts(represents=represents)


def _initial(request: HttpRequest, today: Any) -> dict[str, Any]:
    code = request.GET.get("place", "")
    place = place_by_code(code) if code.isascii() and code.isdigit() and len(code) <= 10 else None
    return {"on": today, "given_on": today, "place": f"{place.code} {place.name}" if place else ""}


def _people(request: HttpRequest) -> list[NewMemberForm]:
    """The people written so far, and one more where that was asked for; two to begin with."""
    if request.method != "POST":
        return [_person(at) for at in range(AT_FIRST)]
    sent = sorted({int(found[1]) for name in request.POST if (found := _INDEX.fullmatch(name))})[:MOST_MEMBERS]
    people = [NewMemberForm(request.POST, prefix=f"m{at}") for at in sent]
    if "otra" in request.POST and len(people) < MOST_MEMBERS:
        people.append(_person(sent[-1] + 1 if sent else 0))
    return people


def _person(at: int) -> NewMemberForm:
    first = Kin.PARTICIPANT if at == 0 else Kin.PARTNER if at == 1 else Kin.CHILD
    return NewMemberForm(prefix=f"m{at}", initial={"kin": first.value, "sex": "u"})


@needs(Permission.REGISTER_HOUSEHOLD)
@require_GET
def one_more(request: HttpRequest) -> HttpResponse:
    """The fields of one more person, and the button for the next: a part of the page."""
    require_somewhere(request)
    text = request.GET.get("n", "")
    at = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else AT_FIRST
    context = {"person": _person(at), "number": at + 1, "next": at + 1, "full": at + 1 >= MOST_MEMBERS}
    return render(request, "households/one_more.html", context)


@needs(Permission.REGISTER_HOUSEHOLD)
@require_GET
def localities(request: HttpRequest) -> HttpResponse:
    """Localities of one's territory whose name or ubigeo begins so, to choose from while writing."""
    who = require_somewhere(request)
    scope = Scope.of(who.places_for(Permission.REGISTER_HOUSEHOLD))
    asked = request.GET.get("place", "").split("(")[0].strip()[:60]
    found = [one for one in search(asked, limit=60) if scope.within(one.code).ranges] if len(asked) > 1 else []
    places = [one for one in found if one.level == Level.LOCALITY] or found
    return render(request, "households/localities.html", {"places": places[:15]})


def require_somewhere(request: HttpRequest) -> ActingPerson:
    """Whoever is asking, who registers households somewhere."""
    who = actor(request)
    if who is None or not who.may_somewhere(Permission.REGISTER_HOUSEHOLD):
        raise PermissionDenied
    return who


urlpatterns = [
    path("hogares/nuevo/", register, name="register_household"),
    path("hogares/nuevo/persona/", one_more, name="one_more_person"),
    path("hogares/nuevo/lugares/", localities, name="household_localities"),
]
