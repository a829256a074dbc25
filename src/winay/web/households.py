"""Households to read: the list of a territory, one household, its data sheet, the file with all of them."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_GET

from winay.accounts.queries import ActingPerson, names_of
from winay.core import numbers
from winay.core.actors import NOBODY, Permission
from winay.journeys.pages.came import Came, came
from winay.journeys.pages.journal import about
from winay.places.queries import place_by_code
from winay.registry.access import may_read_household
from winay.registry.files.queries import import_of
from winay.registry.queries.facts import national_ids
from winay.registry.queries.households import Known, household_by_id
from winay.registry.queries.lists import (
    MOST_COUNTED,
    Filters,
    HouseholdPage,
    every_household,
    list_households,
    people_in,
    places_inside,
)
from winay.registry.queries.scope import Scope
from winay.registry.rules import household_code, juntos_end_rule
from winay.registry.terms import Classification, ConsentHow, HouseholdClosed, MemberLeft, MoveReason, Origin
from winay.registry.wording import CLASSES, CLOSED, HOWS, LANGUAGES, LEFT, MOVES, ORIGINS
from winay.targeting.criteria_wording import language
from winay.web import household_words as words
from winay.web.enrolling import enrolment_context
from winay.web.guard import actor, needs
from winay.web.household_columns import COLUMNS, row_of
from winay.web.journal_words import told_lines
from winay.web.table_files import Table, table_response

STATES = {
    "": gettext_lazy("abiertos"),
    "no_consent": gettext_lazy("sin consentimiento"),
    "away": gettext_lazy("con alguien en otro lugar"),
    "juntos_ending": gettext_lazy("Juntos terminaría en un año (regla no confirmada)"),
    "closed": gettext_lazy("cerrados"),
    "all": gettext_lazy("todos"),
}
NEW_LINES = 8


def _of_this(line: dict[str, Any], here: str) -> dict[str, Any]:
    """A line of an act over many, as one household's page tells it: itself, and how many others."""
    if not line["more"]:
        return line
    own = [one for one in line["subjects"] if one["url"] == here]
    return line | {"subjects": own, "more": line["more"] + len(line["subjects"]) - len(own)}


def scope_of(who: ActingPerson) -> Scope:
    """Where somebody may read households."""
    return Scope.of(who.places_for(Permission.READ_HOUSEHOLDS))


@needs(Permission.READ_HOUSEHOLDS)
@require_GET
def households(request: HttpRequest) -> HttpResponse:
    """The households of a territory, and of the places inside it."""
    who = actor(request)
    assert who is not None
    filters = _filters(request)
    place = place_by_code(filters.place) if filters.place else None
    if filters.place and place is None:
        raise Http404
    scope = scope_of(who)
    page = list_households(scope, filters, after=key_after(request.GET.get("after", "")))
    small = place is not None and place.level in {"district", "locality"}
    return render(
        request,
        "households/list.html",
        {
            "rows": [_row(one, page.people.get(one.pk, 0), one.pk in page.consented) for one in page.households],
            "number": _number(page),
            "looked_at": page.looked_at,
            "next_after": f"{page.next_after[0]}.{page.next_after[1]}" if page.next_after else "",
            "place": place,
            "path": words.place_words(place) if place else "",
            "inside": places_inside(scope, place) if not request.GET.get("after") else [],
            "people": people_in(scope, place) if small and place is not None else None,
            "filters": filters,
            "filtered": filters.state != "",
            "states": STATES,
            "query": request.GET.urlencode(),
            "may_register": who.may_somewhere(Permission.REGISTER_HOUSEHOLD),
        },
    )


def _number(page: HouseholdPage) -> str:
    """How many, or how many at least."""
    if page.total > MOST_COUNTED:
        return _("más de %(n)s") % {"n": numbers.number(MOST_COUNTED, language())}
    counted = numbers.number(page.total, language())
    return _("al menos %(n)s") % {"n": counted} if page.looked_at else counted


def _row(household: Any, people: int, consented: bool) -> dict[str, Any]:
    return {
        "household": household,
        "title": words.title_of(household),
        "code": household_code(household.public_id),
        "people": people,
        "consented": consented,
    }


@needs(Permission.READ_HOUSEHOLDS)
@require_GET
def households_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The list as a file: a row a person, under the same filters. National ids are not in it."""
    who = actor(request)
    assert who is not None
    filters, scope = _filters(request), scope_of(who)
    language = request.LANGUAGE_CODE  # type: ignore[attr-defined]

    def rows() -> Iterator[list[object]]:
        for household, members in every_household(scope, filters):
            with override(language):
                done = [row_of(household, member, who.on) for member in members]
            yield from done

    return table_response(request, Table("winay-hogares", _("Hogares"), COLUMNS, rows), form)


def readable_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The household, if whoever asks may read where it lives."""
    found = household_by_id(public_id)
    if found is None:
        raise Http404
    if not may_read_household(actor(request), found.place.code):
        raise PermissionDenied
    return found


def household_context(request: HttpRequest, view: Known) -> dict[str, Any]:
    """What the page of a household shows."""
    who = actor(request)
    assert who is not None
    one, ids = view.household, national_ids()
    lines = about("household", str(one.public_id), limit=NEW_LINES)
    by = "" if one.registered_by == NOBODY else names_of([one.registered_by]).get(one.registered_by, "")
    return {
        "view": view,
        "household": one,
        "title": words.title_of(one),
        "code": household_code(one.public_id),
        "answer": words.answer_words(view, who.on),
        "path": words.place_words(one.place),
        "people": [words.person_line(member, ids, who.on) for member in view.members],
        "left": [
            {**words.person_line(member, ids, who.on), "why": LEFT[MemberLeft(member.left_why)]}
            for member in view.left
        ],
        "language": LANGUAGES.get(one.language, ""),
        "origin": ORIGINS[Origin(one.origin)],
        "registered_by": by,
        "came_with": import_of(one),
        "sent": _came(who, one),
        "closed": CLOSED[HouseholdClosed(one.closed_why)] if one.closed_why else "",
        "told": _told(view, who.on),
        "consents": [{"row": row, "how": HOWS[ConsentHow(row.how)], "language": LANGUAGES[row.language],
                      "name": words.name_of(row.member)} for row in view.consents],
        "dwellings": [{"row": row, "why": MOVES[MoveReason(row.reason)]} for row in view.dwellings],
        "may_write": who.may_at(Permission.REGISTER_HOUSEHOLD, one.place.code),
        "may_see_id": who.may_at(Permission.SEE_NATIONAL_ID, one.place.code),
        "may_erase": who.may_at(Permission.ERASE_PERSON, one.place.code),
        "lines": [_of_this(line, reverse("web:household", args=[one.public_id])) for line in told_lines(lines)],
        "enrolment": enrolment_context(request, one),
        "on": who.on,
    }  # fmt: skip


def _came(who: ActingPerson, one: Any) -> Came | None:
    """The submission that registered the household. Queries only where one did."""
    return came(UUID(one.external_key), who) if one.origin in {Origin.PHONE, Origin.PAPER} else None


def _told(view: Known, on: Any) -> dict[str, Any]:
    """What the household told of itself, with the day of each, and what follows from it."""
    described = view.descriptions[0] if view.descriptions else None
    juntos = view.juntos[0] if view.juntos else None
    known_class = view.classes[0] if view.classes else None
    return {
        "description": described,
        "farm": words.hectares(described.farm_ha) if described else None,
        "labour": words.share_words(described.labour_share) if described else None,
        "property": words.share_words(described.property_share) if described else None,
        "sold": words.share_words(described.sold_share) if described else None,
        "juntos": juntos,
        "juntos_end": view.juntos_end(on) if juntos and juntos.member else None,
        "juntos_rule": juntos_end_rule(on),
        "class": known_class,
        "class_words": CLASSES[Classification(known_class.classification)] if known_class else "",
        "class_over": bool(known_class and known_class.expires_on and known_class.expires_on < on),
    }


def _filters(request: HttpRequest) -> Filters:
    place, state = request.GET.get("place", ""), request.GET.get("state", "")
    return Filters(
        place if place.isascii() and place.isdigit() and len(place) <= 10 else "", state if state in STATES else ""
    )


def key_after(text: str) -> tuple[int, int] | None:
    """The key to list from, of an address that somebody may have changed."""
    district, _dot, key = text.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in (district, key)):
        return None
    return int(district), int(key)


urlpatterns = [
    path("hogares/", households, name="households"),
    path("hogares/lista.<str:form>", households_file, name="households_file"),
]
