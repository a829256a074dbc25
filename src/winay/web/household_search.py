"""One box that finds people by the sound of their names, a household by its code, somebody by national id, a place."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.places.queries import search as search_places
from winay.places.terms import Level
from winay.registry.national_ids import read_id
from winay.registry.queries.scope import Scope
from winay.registry.queries.search import Found, households_coded, people_named
from winay.registry.rules import ID_LENGTH, household_code
from winay.registry.services.looking import look_up_id
from winay.registry.terms import Kin
from winay.registry.wording import KINS
from winay.web import household_words as words
from winay.web.guard import actor, needs
from winay.web.households import key_after, scope_of

MOST_PLACES = 6
LONGEST = 120


@dataclass
class Answer:
    """What was found: people, households by their code, places to list, and what to say of it."""

    found: Found = field(default_factory=lambda: Found(()))
    coded: list[Any] = field(default_factory=list)
    places: list[Any] = field(default_factory=list)
    where: Any = None
    said: str = ""


@needs(Permission.READ_HOUSEHOLDS)
@never_cache
@require_http_methods(["GET", "POST"])
def household_search(request: HttpRequest) -> HttpResponse:
    """People, households and places for what somebody wrote. A national id is asked for by POST, so that it stands in
    no address, and leaves a line in the journal; all else goes on to an address that can be kept."""
    who = actor(request)
    assert who is not None
    posted = request.method == "POST"
    asked = " ".join((request.POST if posted else request.GET).get("q", "").split())[:LONGEST]
    if posted and not _is_id(asked):
        return redirect(f"{reverse('web:household_search')}?{urlencode({'q': asked})}")
    answer = _answer(asked, who, key_after(request.GET.get("after", "")), posted=posted) if asked else Answer()
    if len(answer.coded) == 1:
        return redirect("web:household", answer.coded[0].public_id)
    after = answer.found.next_after
    return render(
        request,
        "households/search.html",
        {
            "asked": asked,
            "answer": answer,
            "rows": [_row(member, who) for member in answer.found.members],
            "next_after": f"{after[0]}.{after[1]}" if after else "",
        },
    )


def _is_id(asked: str) -> bool:
    digits = read_id(asked)
    return digits.isdigit() and len(digits) == ID_LENGTH


def _answer(asked: str, who: ActingPerson, after: tuple[int, int] | None, *, posted: bool) -> Answer:
    scope = scope_of(who)
    if posted:
        found = look_up_id(national_id=read_id(asked), scope=scope, by=who, at=now())
        return Answer(found, said=_("Buscó por DNI."))
    if _is_id(asked):
        return Answer(
            said=_("Los números de DNI no van en la dirección de una página: escríbalo en la caja de búsqueda.")
        )
    if coded := households_coded(asked, scope):
        return Answer(coded=coded)
    name, _comma, place = (part.strip() for part in asked.partition(","))
    where = _place(place, scope) if place else None
    within = scope.within(where.code) if where is not None else scope
    places = [] if place else [one for one in search_places(name, limit=20) if scope.within(one.code).ranges]
    return Answer(people_named(name, within, after=after), places=places[:MOST_PLACES], where=where)


def _place(text: str, scope: Scope) -> Any:
    """The first place of that name where the reader may look."""
    return next((one for one in search_places(text, limit=20) if scope.within(one.code).ranges), None)


def _row(member: Any, who: ActingPerson) -> dict[str, Any]:
    household = member.household
    return {
        "member": member,
        "name": words.name_of(member),
        "age": words.age_words(member, who.on),
        "kin": KINS[Kin(member.kin)],
        "household": household,
        "code": household_code(household.public_id),
        "title": words.title_of(household),
        "district": household.place.level == Level.DISTRICT,
    }


urlpatterns = [path("hogares/buscar/", household_search, name="household_search")]
