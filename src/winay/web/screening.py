"""Screening in the browser: the country under a version or a what-if, whole and as the parts that a slider changes."""

from bisect import bisect_right
from typing import Any
from urllib.parse import parse_qsl, urlencode

import numpy as np
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_GET

from winay.core.actors import Permission
from winay.journeys.map_ground import map_revision
from winay.journeys.pages.screening import areas_named
from winay.programs.queries import versions_list
from winay.programs.version_terms import VersionTerms
from winay.targeting.columns import Bools
from winay.targeting.criteria_wording import language, needed, use_of
from winay.targeting.queries.country import revision
from winay.targeting.queries.screening import ScreenedRow, Screening, screen_country, version_of
from winay.targeting.terms import Answer, Outcome
from winay.targeting.wording import ANSWERS, OUTCOMES_OF_MANY, WHAT_IFS
from winay.web import criteria_words, what_if
from winay.web.discord import discord_of
from winay.web.guard import actor, public
from winay.web.interval import Interval, interval_of
from winay.web.maps import map_urls, tiles_url
from winay.web.screening_asked import Asked, asked

PAGE = 20
STATES = {
    Answer.SURELY_YES: ("eligible", ""),
    Answer.PROBABLY_YES: ("probably", ""),
    Answer.UNKNOWN: ("unknown", "dots"),
    Answer.PROBABLY_NO: ("probably-not", "hatch-light"),
    Answer.SURELY_NO: ("not", "hatch"),
}
SHOWN = ("all", Outcome.ELIGIBLE, Outcome.UNKNOWN, Outcome.NOT_ELIGIBLE, "near", "interval")


@public
@require_GET
def screenings(request: HttpRequest) -> HttpResponse:
    """All versions side by side: how many areas each lets in."""
    listed, now = [], revision()
    for version in versions_list():
        terms = version_of(version.program_key, version.version_key)
        assert terms is not None
        screening = screen_country(terms, now=now)
        listed.append({"version": terms, "title": terms.title.text(language()), "parts": parts(screening)})
    return render(request, "targeting/screenings.html", {"listed": listed})


@public
@require_GET
def screening(request: HttpRequest, program: str, version: str) -> HttpResponse:
    """The country under a version or a what-if: answer, map, table, reasons."""
    ask = asked(request, program, version)
    named = [] if ask.seen.departs else _named(ask)
    return render(
        request,
        "targeting/screening.html",
        {
            **_live(request, ask),
            "fields": what_if.sliders(ask.version, ask.published.terms, ask.seen),
            "alternatives": ask.seen.terms.k,
            "lend": ask.seen.terms.lend,
            "kept": ask.kept,
            "named": named,
            "named_query": urlencode([("s", one["query"]) for one in named]),
            "mostly_unknown": ask.seen.count(Outcome.UNKNOWN) * 2 > len(ask.seen.rows),
            "panel_url": reverse("web:reasons", args=[program, version, "000000"]).replace("000000", "__code__"),
            "layers": history_layer(),
            **map_urls(),
        },
    )


@public
@require_GET
def live(request: HttpRequest, program: str, version: str) -> HttpResponse:
    """The parts of the page that a moved slider changes; 422 and the reasons for a what-if that cannot be."""
    ask = asked(request, program, version)
    if ask.problems:
        return render(request, "targeting/live_problems.html", {"problems": ask.problems}, status=422)
    return render(request, "targeting/live.html", _live(request, ask))


@public
@require_GET
@conditional_page
def states(request: HttpRequest, program: str, version: str) -> HttpResponse:
    """Each district's state and each area's answer, for the map."""
    return JsonResponse(states_of(asked(request, program, version).seen))


def states_of(seen: Screening) -> dict[str, Any]:
    """A screening as the map reads it."""
    return {
        "legend": [
            {"key": answer.name, "label": str(ANSWERS[answer]), "color": color, "pattern": pattern}
            for answer, (color, pattern) in STATES.items()
        ],
        "states": {code: answer.name for code, answer in seen.of_districts().items()},
        "names": seen.country.district_names,
        "areas": seen.digits(),
        "tiles": tiles_url(map_revision()),
    }


def history_layer() -> list[tuple[str, str]]:
    """What else the map can be filled by: a context that decides nothing."""
    return [(_("Historia con programas"), reverse("web:history_states"))]


def parts(seen: Screening) -> list[tuple[str, str, int]]:
    """Areas by outcome, for the component `stacked_bar`."""
    return [(str(outcome), str(OUTCOMES_OF_MANY[outcome]), seen.count(outcome)) for outcome in
            (Outcome.ELIGIBLE, Outcome.UNKNOWN, Outcome.NOT_ELIGIBLE)]  # fmt: skip


def _live(request: HttpRequest, ask: Asked) -> dict[str, Any]:
    """What depends on the what-if."""
    seen, who = ask.seen, actor(request)
    interval = interval_of(seen)
    rows, more, all_rows = _page(request, seen, interval)
    show, text = _show(request), request.GET.get("q", "")
    further = {"show": show, "q": text, "after": rows[-1].area.code if rows and more else ""}
    return {
        "ask": ask,
        "version": ask.version,
        "title": ask.version.title.text(language()),
        "screening": seen,
        "departs": seen.departs,
        "problems": ask.problems,
        "query": ask.query,
        "place_query": ask.place_query,
        "territory": ask.territory,
        "parts": parts(seen),
        "eligible": seen.count(Outcome.ELIGIBLE),
        "eligible_households": seen.households(Outcome.ELIGIBLE),
        "unknown": seen.count(Outcome.UNKNOWN),
        "now": now_and_then(ask),
        "departures": criteria_words.departures(ask.version, ask.published.terms, seen.terms),
        "criteria": _criteria(ask.version, seen),
        "interval": interval,
        "discord": discord_of(seen) if ask.territory else None,
        "rows": [shown_row(row, seen) for row in rows],
        "all_rows": all_rows,
        "more": more,
        "list_url": reverse("web:screening", args=[ask.version.program_key, ask.version.version_key]),
        "next_query": "&".join(part for part in (ask.query, urlencode(further)) if part),
        "next_after": further["after"],
        "hidden": parse_qsl(ask.query),
        "show": show,
        "text": text,
        "may_draft": who is not None and who.may_somewhere(Permission.DRAFT_SELECTION),
    }


def now_and_then(ask: Asked) -> list[dict[str, Any]]:
    """Areas, households and poor households: now, as published, entering and leaving."""
    now, then = (one.sums(one.is_(Outcome.ELIGIBLE)) for one in (ask.seen, ask.published))
    names = {"areas": _("Áreas"), "households": _("Hogares rurales"), "poor": _("De ellos, pobres")}
    return [
        {
            "key": key,
            "name": name,
            "now": getattr(now, key),
            "then": getattr(then, key),
            "entering": getattr(ask.flow.entering, key),
            "leaving": getattr(ask.flow.leaving, key),
        }
        for key, name in names.items()
    ]


def _named(ask: Asked) -> list[dict[str, Any]]:
    """The named what-ifs beside the published rule: how many areas and households each would let in."""
    listed = []
    for name, wanted in ask.named:
        seen = ask.under(wanted)
        eligible = Outcome.ELIGIBLE
        listed.append(
            {
                "name": WHAT_IFS[name],
                "query": what_if.write(wanted),
                "parts": parts(seen),
                "areas": seen.count(eligible),
                "households": seen.households(eligible),
            }
        )
    return listed


def shown_row(row: ScreenedRow, seen: Screening) -> dict[str, Any]:
    """A row of the table: where, how many households, the answer, and what stands in its way."""
    names = {c.key: c for c in seen.terms.criteria}
    blocking = [
        key for key, answer in zip(names, row.answers, strict=True)
        if names[key].mode == "required" and answer <= Answer.UNKNOWN
    ]  # fmt: skip
    return {
        "row": row,
        "kind": criteria_words.RESULT[Answer(row.level)],
        "outcome": str(row.outcome),
        "answer": ANSWERS[Answer(row.level)],
        "blocking": blocking,
    }


def _criteria(terms: VersionTerms, seen: Screening) -> list[dict[str, Any]]:
    """Each criterion with how many areas gave which answer."""
    said = {criterion.key: criterion for criterion in terms.criteria}
    listed = []
    for criterion in seen.terms.criteria:
        counts = seen.answers_of(criterion.key)
        listed.append(
            {
                "key": criterion.key,
                "name": said[criterion.key].label.text(language()),
                "note": said[criterion.key].note.text(language()),
                "use": use_of(criterion, seen.terms),
                "needed": needed(criterion),
                "changed": criterion.changed,
                "confirmed": said[criterion.key].confirmed,
                "counts": [(criteria_words.RESULT[a], str(ANSWERS[a]), n) for a, n in counts.items()],
            }
        )
    return listed


def _show(request: HttpRequest) -> str:
    show = request.GET.get("show", "all")
    return show if show in SHOWN else "all"


def _page(request: HttpRequest, seen: Screening, interval: Interval | None) -> tuple[list[ScreenedRow], bool, int]:
    """The page of rows after a code, in the order of codes, narrowed by outcome and by a search for places; whether
    there are more; and how many there are in all."""
    show, after, text = _show(request), request.GET.get("after", ""), request.GET.get("q", "").strip()
    wanted = _wanted(seen, show, interval)
    if text:
        wanted = wanted & areas_named(seen.country, text)
    positions = seen.where(wanted).positions
    first = bisect_right(seen.country.codes, after)
    page = [at for at in positions if at >= first][: PAGE + 1]
    return [seen.row(at) for at in page[:PAGE]], len(page) > PAGE, len(positions)


def _wanted(seen: Screening, show: str, interval: Interval | None) -> Bools:
    if show == "near":
        return seen.columns.near_miss
    if show == "interval":
        return interval.flips if interval else np.zeros(len(seen.country.codes), bool)
    return np.ones(len(seen.country.codes), bool) if show == "all" else seen.is_(Outcome(show))


urlpatterns = [
    path("focalizacion/", screenings, name="screenings"),
    path("focalizacion/<str:program>/<str:version>/", screening, name="screening"),
    path("focalizacion/<str:program>/<str:version>/hipotesis/", live, name="what_if"),
    path("focalizacion/<str:program>/<str:version>/estados.json", states, name="screening_states"),
]
