"""Pairs of entries that may be one person: the list of a territory, and one pair with everything to decide on it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from winay.accounts.queries import names_of
from winay.core import numbers
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.queries.households import open_cycles
from winay.journeys.duplicates import same_household, same_person, take_merge_back
from winay.journeys.wording import say
from winay.places.queries import place_by_code
from winay.registry.duplicates.deciding import look_again, pass_on, say_different
from winay.registry.duplicates.pairs import (
    MOST_COUNTED,
    PairFilters,
    latest_searches,
    list_pairs,
    merge_of,
    pair_by_id,
    people_of,
)
from winay.registry.duplicates.searching import ask_for_search
from winay.registry.duplicates.wording import KINDS, SEARCHES, STATES
from winay.registry.queries.facts import national_ids
from winay.registry.queries.scope import Scope
from winay.registry.terms import PairState, SearchKind
from winay.targeting.criteria_wording import language
from winay.web.duplicate_words import chance_words, compared_rows, may_decide, may_pass_on, side_of
from winay.web.guard import actor, needs
from winay.web.household_words import name_of

LEFT, RIGHT = "left", "right"


class WhyForm(forms.Form):
    """The reason of a decision."""

    why = forms.CharField(
        label=gettext_lazy("Cómo se sabe"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )


class KeepForm(WhyForm):
    """Which of the two entries, or households, stays."""

    keep = forms.ChoiceField(
        label=gettext_lazy("Cuál queda"),
        choices=((LEFT, gettext_lazy("la de la izquierda")), (RIGHT, gettext_lazy("la de la derecha"))),
    )


@needs(Permission.READ_HOUSEHOLDS)
@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """The pairs of a territory, the likeliest first, and the last searches."""
    who = actor(request)
    assert who is not None
    state = request.GET.get("state", "")
    filters = PairFilters(
        state=state if state in set(PairState) else PairState.OPEN.value,
        passed=request.GET.get("passed") == "1",
        place=request.GET.get("place", ""),
    )
    if filters.place and place_by_code(filters.place) is None:
        raise Http404
    scope = Scope.of(who.places_for(Permission.READ_HOUSEHOLDS))
    page = list_pairs(scope, filters, after=_after(request.GET.get("after", "")))
    ids = national_ids()
    rows = [
        {"pair": pair, "left": side_of(pair.left, who, ids), "right": side_of(pair.right, who, ids),
         "chance": chance_words(pair.weight)}
        for pair in page.pairs
    ]  # fmt: skip
    return render(
        request,
        "duplicates/list.html",
        {
            "rows": rows,
            "number": _number(page.total),
            "next_after": f"{page.next_after[0]}.{page.next_after[1]}" if page.next_after else "",
            "filters": filters,
            "states": {state.value: words for state, words in STATES.items()},
            "filtered": filters != PairFilters(),
            "searches": [_search(one) for one in latest_searches()],
            "may_ask": who.may_somewhere(Permission.REGISTER_HOUSEHOLD),
        },
    )


def _search(one: Any) -> dict[str, Any]:
    return {"search": one, "state": SEARCHES[one.state], "kind": one.place.name if one.place else KINDS[one.kind]}


def _after(text: str) -> tuple[int, int] | None:
    weight, _dot, key = text.partition(".")
    return (int(weight), int(key)) if weight.isdecimal() and key.isdecimal() and len(text) < 30 else None


def _number(total: int) -> str:
    if total > MOST_COUNTED:
        return _("más de %(n)s") % {"n": numbers.number(MOST_COUNTED, language())}
    return numbers.number(total, language())


@needs(Permission.REGISTER_HOUSEHOLD)
@require_POST
def ask_search(request: HttpRequest) -> HttpResponse:
    """Ask for a search of one's territories; of the country where that is everywhere."""
    who = actor(request)
    assert who is not None
    for code in who.places_for(Permission.REGISTER_HOUSEHOLD):
        place = place_by_code(code) if code else None
        kind = SearchKind.TERRITORY if place else SearchKind.CHANGED
        ask_for_search(kind=kind, place=place, by=who, at=now())
    messages.success(request, _("La búsqueda quedó pedida: en unos minutos estarán aquí los pares que encuentre."))
    return redirect("web:duplicates")


@needs(Permission.READ_HOUSEHOLDS)
@require_GET
def duplicate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One pair, side by side."""
    return _page(request, _readable(request, public_id))


def _readable(request: HttpRequest, public_id: UUID) -> Any:
    """The pair, if whoever asks may read where one of the two lives."""
    pair, who = pair_by_id(public_id), actor(request)
    if pair is None:
        raise Http404
    places = (pair.left.household.place.code, pair.right.household.place.code)
    if who is None or not any(who.may_at(Permission.READ_HOUSEHOLDS, place) for place in places):
        raise PermissionDenied
    return pair


def _page(request: HttpRequest, pair: Any, refused: Refused | None = None) -> HttpResponse:
    who = actor(request)
    ids = national_ids()
    left, right = side_of(pair.left, who, ids), side_of(pair.right, who, ids)
    homes = {pair.left.household_id, pair.right.household_id}
    people, enrolled = people_of(homes), open_cycles(homes)
    sides = [
        {
            "side": side,
            "household": side.member.household,
            "people": [name_of(one) for one in people.get(side.member.household_id, [])],
            "participant": side.member.household.participant_id == side.member.pk,
            "enrolled": side.member.household_id in enrolled,
        }
        for side in (left, right)
    ]
    by = {key for key in (pair.passed_on_by, pair.decided_by) if key}
    return render(
        request,
        "duplicates/pair.html",
        {
            "pair": pair,
            "left": left,
            "right": right,
            "sides": sides,
            "rows": compared_rows(pair, left, right),
            "chance": chance_words(pair.weight),
            "state": STATES[PairState(pair.state)],
            "open": pair.state == PairState.OPEN,
            "different": pair.state == PairState.DIFFERENT,
            "may_decide": may_decide(who, pair),
            "may_pass_on": may_pass_on(who, pair) and not may_decide(who, pair),
            "two_homes": len(homes) == 2,
            "merge": merge_of(pair) if pair.state == PairState.SAME else None,
            "names": names_of(by),
            "passed_by": names_of(by).get(pair.passed_on_by, ""),
            "keep": KeepForm(auto_id="persona_%s"),
            "keep_home": KeepForm(auto_id="hogar_%s"),
            "why": WhyForm(auto_id="porque_%s"),
            "refused": [say(reason) for reason in refused.reasons] if refused else [],
        },
        status=422 if refused else 200,
    )


@needs(Permission.REGISTER_HOUSEHOLD)
@require_http_methods(["POST"])
def decide(request: HttpRequest, public_id: UUID, act: str) -> HttpResponse:
    """One decision about a pair."""
    pair, who = _readable(request, public_id), actor(request)
    why = request.POST.get("why", "")
    keep_left = request.POST.get("keep") != RIGHT
    if act not in ACTS:
        raise Http404
    try:
        ACTS[act](pair, keep_left, why, who, now())
    except NotAllowed as denied:
        raise PermissionDenied from denied
    except Refused as refused:
        return _page(request, _readable(request, public_id), refused)
    messages.success(request, str(DONE[act]))
    return redirect("web:duplicate", pair.public_id)


def _undo(pair: Any, keep_left: bool, why: str, who: Any, at: Any) -> None:
    merge = merge_of(pair)
    if merge is None:
        raise Http404
    take_merge_back(merge=merge, why=why, by=who, at=at)


def _merging(verb: Callable[..., Any]) -> Callable[..., None]:
    def act(pair: Any, keep_left: bool, why: str, who: Any, at: Any) -> None:
        verb(pair=pair, keep_left=keep_left, on=who.on, why=why, by=who, at=at)

    return act


def _saying(verb: Callable[..., Any]) -> Callable[..., None]:
    return lambda pair, keep_left, why, who, at: verb(pair=pair, why=why, by=who, at=at)


ACTS: dict[str, Callable[..., None]] = {
    "misma-persona": _merging(same_person),
    "mismo-hogar": _merging(same_household),
    "distintas": _saying(say_different),
    "pasar": _saying(pass_on),
    "reabrir": _saying(look_again),
    "deshacer": _undo,
}
DONE = {
    "misma-persona": gettext_lazy("Las dos fichas son ahora una sola. Se puede deshacer en esta página."),
    "mismo-hogar": gettext_lazy("Los dos hogares son ahora uno solo. Se puede deshacer en esta página."),
    "distintas": gettext_lazy("Queda anotado: son personas distintas. No volverá a aparecer mientras nada cambie."),
    "pasar": gettext_lazy("Queda pasado a quien ve las dos fichas, con lo que usted escribió."),
    "reabrir": gettext_lazy("El par está otra vez por revisar."),
    "deshacer": gettext_lazy("Se deshizo: las dos fichas son otra vez lo que eran."),
}

urlpatterns = [
    path("registros-dobles/", duplicates, name="duplicates"),
    path("registros-dobles/buscar/", ask_search, name="ask_search"),
    path("registros-dobles/<uuid:public_id>/", duplicate, name="duplicate"),
    path("registros-dobles/<uuid:public_id>/<slug:act>/", decide, name="decide_duplicate"),
]
