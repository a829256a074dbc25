"""Microstrategies to read: searched by words and by where they were tried, one with its trials, adoptions, pilots."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from winay.accounts.queries import names_of
from winay.core.actors import Permission
from winay.core.fixed import from_fixed
from winay.nuclei.access import may_for as may_for_nucleus
from winay.programs.terms import Zone
from winay.programs.vocabulary import ZONES
from winay.registry.wording import LANGUAGES
from winay.targeting.criteria_wording import language
from winay.voices.access import may_here
from winay.voices.queries.strategies import (
    PAGE,
    Filters,
    adoptions_of,
    every_strategy,
    list_strategies,
    named_ones,
    pilots_of,
    trials_of,
)
from winay.voices.terms import OPEN_PILOT, PilotState, StrategyKind, Travel, TrialResult
from winay.voices.wording import RESULTS, STRATEGIES, TRAVELS
from winay.web.guard import needs
from winay.web.table_files import Column, Table, table_response
from winay.web.voice_acting import me, one_of, paged, start_of, strategy_or_404
from winay.web.voice_words import shown_pilot, shown_row, shown_strategy, shown_trial, tried_where

HEIGHTS: dict[str, tuple[Any, int | None, int | None]] = {
    "0-500": (gettext_lazy("hasta 500 m"), None, 500),
    "500-2300": (gettext_lazy("de 500 a 2 300 m"), 500, 2300),
    "2300-3500": (gettext_lazy("de 2 300 a 3 500 m"), 2300, 3500),
    "3500": (gettext_lazy("más de 3 500 m"), 3500, None),
}
NEAR: dict[str, Any] = {
    "60": gettext_lazy("hasta 1 hora"), "180": gettext_lazy("hasta 3 horas"), "480": gettext_lazy("hasta 8 horas")
}  # fmt: skip


def _filters(request: HttpRequest) -> Filters:
    _height, lowest, highest = HEIGHTS.get(request.GET.get("altitud", ""), ("", None, None))
    near = one_of(request, "acceso", NEAR)
    return Filters(
        text=request.GET.get("q", "").strip()[:80], kind=one_of(request, "clase", list(StrategyKind)),
        zone=one_of(request, "zona", list(Zone)), travel=one_of(request, "viaje", list(Travel)),
        language=one_of(request, "idioma", LANGUAGES), lowest=lowest, highest=highest,
        nearest=int(near) if near else None, result=one_of(request, "resultado", list(TrialResult)),
        shipped=one_of(request, "caso", [one.key for one in named_ones()]), pilot=request.GET.get("piloto") == "1",
    )  # fmt: skip


@needs(Permission.READ_VOICES)
@require_GET
def microstrategies(request: HttpRequest) -> HttpResponse:
    """What was adapted anywhere in the country, and what the case study names."""
    filters, start = _filters(request), start_of(request)
    found, more = list_strategies(filters, start=start)
    context = {
        "rows": [shown_row(row) for row in found],
        "filters": filters,
        "filtered": filters != Filters(),
        "named": [
            {"one": one, "name": one.name.get(language(), one.name["es"]),
             "problem": one.problem.get(language(), one.problem["es"]), "kind": STRATEGIES[one.kind]}
            for one in named_ones()
        ],
        "kinds": {str(key): words for key, words in STRATEGIES.items()},
        "zones": {str(zone): ZONES[zone] for zone in Zone},
        "travels": {str(key): words for key, words in TRAVELS.items()},
        "languages": LANGUAGES,
        "results": {str(key): words for key, words in RESULTS.items()},
        "heights": {key: words for key, (words, _low, _high) in HEIGHTS.items()},
        "height": request.GET.get("altitud", ""),
        "near": NEAR,
        "nearest": str(filters.nearest or ""),
        "may_record": me(request).may_somewhere(Permission.RECORD_VOICE),
        **paged(start, PAGE, more),
    }  # fmt: skip
    return render(request, "voices/microstrategies.html", context)


@needs(Permission.READ_VOICES)
@require_GET
def microstrategies_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same as a file: one line a microstrategy."""
    columns = [
        Column("name", _("Nombre"), ""),
        Column("kind", _("Clase"), ""),
        Column("district_code", _("Ubigeo"), _("Distrito donde se pensó.")),
        Column("problem", _("Dificultad"), ""),
        Column("done", _("Qué se hizo"), ""),
        Column("cost", _("Costo"), _("Vacío si nadie lo contó."), _("soles")),
        Column("case_study", _("Del estudio de caso"), _("Clave de lo que el estudio nombra.")),
        *(Column(str(result), str(words), _("Intentos con ese resultado.")) for result, words in RESULTS.items()),
        Column("going", _("Por terminar"), _("Intentos sin resultado todavía.")),
        Column("zones", _("Zonas"), _("Donde se probó.")),
        Column("adopted", _("Núcleos que la adoptaron"), ""),
        Column("synthetic", _("Inventado"), _("1: inventado para la demostración.")),
    ]
    filters = _filters(request)

    def rows() -> Iterator[list[object]]:
        for row in every_strategy(filters):
            one = row.strategy
            yield [
                one.name, one.kind, one.place.code, one.problem, one.done,
                from_fixed(one.cost_minor, 2) if one.cost_minor is not None else None, one.shipped or None,
                *(row.results.get(result, 0) for result in TrialResult), row.going, "; ".join(tried_where(row)),
                row.adopted, int(one.synthetic),
            ]  # fmt: skip

    return table_response(request, Table("microestrategias", _("Microestrategias"), columns, rows), form)


@needs(Permission.READ_VOICES)
@require_GET
def microstrategy(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One microstrategy: the difficulty, what was done, where it was tried with which result, who does it now."""
    found, who = strategy_or_404(public_id), me(request)
    trials, adoptions, pilots = trials_of(found), adoptions_of(found), pilots_of(found)
    names = names_of({one.proposed_by for one in pilots} | {one.accepted_by for one in pilots if one.accepted_by})
    standing = found.withdrawn_at is None
    records = who.may_somewhere(Permission.RECORD_VOICE)
    context = {
        **shown_strategy(found),
        "trials": [
            {**shown_trial(one), "mine": may_for_nucleus(one.nucleus, Permission.RECORD_VOICE, who)} for one in trials
        ],
        "adoptions": [
            {"one": one, "mine": may_for_nucleus(one.nucleus, Permission.RECORD_VOICE, who)} for one in adoptions
        ],
        "pilots": [
            {**shown_pilot(one, names), "mine": may_here(one.place, Permission.RECORD_VOICE, who),
             "accepts": one.state == PilotState.PROPOSED and one.proposed_by != who.public_id
             and may_here(one.place, Permission.ACCEPT_PILOT, who)}
            for one in pilots
        ],
        "worked": [one for one in trials if one.withdrawn_at is None and one.result == TrialResult.WORKED],
        "ended": [one for one in trials if one.withdrawn_at is None and one.result],
        "adopted": [one for one in adoptions if one.withdrawn_at is None],
        "may_try": standing and records,
        "may_correct": standing and may_here(found.place, Permission.RECORD_VOICE, who),
        "may_propose": standing and records and bool(trials)
        and not any(one.state in OPEN_PILOT for one in pilots),
    }  # fmt: skip
    return render(request, "voices/microstrategy.html", context)


urlpatterns = [
    path("microestrategias/", microstrategies, name="microstrategies"),
    path("microestrategias.<str:form>", microstrategies_file, name="microstrategies_file"),
    path("microestrategias/<uuid:public_id>/", microstrategy, name="microstrategy"),
]
