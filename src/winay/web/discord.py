"""Where a screening, or a selection being decided, may sow discord: localities left out that are close to chosen ones,
and communities it splits."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from winay.journeys.pages.selections import selection_discord
from winay.targeting.criteria_wording import language
from winay.targeting.discord import Discord, Near
from winay.targeting.discord import discord as find_discord
from winay.targeting.queries.country import AreaOfCountry
from winay.targeting.queries.screening import Screening
from winay.targeting.terms import Outcome
from winay.web.guard import public
from winay.web.screening_asked import asked
from winay.web.selection_pages import readable_or_404
from winay.web.table_files import csv_response

PAGE = 50
HEAD = (
    "kind", "locality_code", "locality", "area_code", "area", "near_locality_code", "near_locality", "near_area_code",
    "near_area", "minutes_on_foot", "minutes_low", "minutes_high", "recorded", "community",
)  # fmt: skip


def discord_of(seen: Screening) -> Discord:
    """Of the areas of the screening's territory: eligible ones against all the others. Two or three queries."""
    eligible = seen.is_(Outcome.ELIGIBLE)[seen.start : seen.stop].tolist()
    ids = seen.country.ids[seen.start : seen.stop]
    chosen = [area for area, enters in zip(ids, eligible, strict=True) if enters]
    return find_discord(chosen, [area for area, enters in zip(ids, eligible, strict=True) if not enters])


@public
@require_GET
def discord(request: HttpRequest, program: str, version: str) -> HttpResponse:
    """Every locality left out within half an hour on foot of a chosen one, and every community partly chosen."""
    ask = asked(request, program, version)
    found = discord_of(ask.seen)
    page, after = _page(request, found)

    def address(code: str) -> str:
        return f"{reverse('web:reasons', args=[program, version, code])}?{ask.what_if}"

    return render(
        request,
        "targeting/discord.html",
        {
            "ask": ask,
            "version": ask.version,
            "title": ask.version.title.text(language()),
            "territory": ask.territory,
            "problems": ask.problems,
            "departs": ask.seen.departs,
            "query": ask.query,
            "place_query": ask.place_query,
            "found": found,
            "rows": _rows(page, _areas(ask.seen) if page else {}, address),
            "split": [
                {"one": one, "district": ask.seen.country.district_names[one.district_code]} for one in found.split
            ],
            "next_query": "&".join(part for part in (ask.query, after) if part) if after else "",
        },
    )


@public
@require_GET
def selection_neighbours(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same of a selection as it stands, with its exceptions, for those who may read it."""
    selection = readable_or_404(request, public_id)
    found, areas, redrawn = selection_discord(selection)
    page, after = _page(request, found)

    def address(code: str) -> str:
        return reverse("web:selection_area", args=[public_id, code])

    return render(
        request,
        "selections/discord.html",
        {
            "selection": selection,
            "redrawn": redrawn,
            "found": found,
            "rows": _rows(page, areas, address),
            "split": [{"one": one, "district": one.district_code} for one in found.split],
            "next_query": after,
        },
    )


@public
@require_GET
def selection_neighbours_csv(request: HttpRequest, public_id: UUID) -> StreamingHttpResponse:
    """The same as a file: a line a locality left out."""
    found, areas, _redrawn = selection_discord(readable_or_404(request, public_id))
    return csv_response(f"seleccion-{public_id}-discordias.csv", HEAD, _lines(found, areas))


@public
@require_GET
def discord_csv(request: HttpRequest, program: str, version: str) -> StreamingHttpResponse:
    """The same as a file: a line a locality left out."""
    seen = asked(request, program, version).seen
    return csv_response(f"{program}-{version}-discordias.csv", HEAD, _lines(discord_of(seen), _areas(seen)))


def _page(request: HttpRequest, found: Discord) -> tuple[tuple[Near, ...], str]:
    """The localities after a code, and the address part of those that follow; empty for none."""
    first = bisect_right([near.code for near in found.near], request.GET.get("after", ""))
    page = found.near[first : first + PAGE]
    return page, urlencode({"after": page[-1].code}) if len(found.near) > first + PAGE else ""


def _lines(found: Discord, areas: Mapping[int, AreaOfCountry]) -> Iterator[list[object]]:
    for one in found.near:
        area, near = areas[one.area_id], areas[one.near_area_id]
        yield [
            "near", one.code, one.name, area.code, area.name, one.near_code, one.near_name, near.code, near.name,
            one.minutes, one.low, one.high, int(one.recorded), "",
        ]  # fmt: skip
    for split in found.split:
        for code in split.left_out:
            yield ["split", code, *[""] * 11, split.community]


def _rows(
    found: tuple[Near, ...], areas: Mapping[int, AreaOfCountry], address: Callable[[str], str]
) -> list[dict[str, Any]]:
    rows = []
    for one in found:
        area, near = areas[one.area_id], areas[one.near_area_id]
        rows.append(
            {"near": one, "area": area, "near_area": near, "url": address(area.code), "near_url": address(near.code)}
        )
    return rows


def _areas(seen: Screening) -> dict[int, AreaOfCountry]:
    country = seen.country
    return {country.ids[at]: country.area(at) for at in range(seen.start, seen.stop)}


urlpatterns = [
    path("focalizacion/<str:program>/<str:version>/discordias/", discord, name="discord"),
    path("focalizacion/<str:program>/<str:version>/discordias.csv", discord_csv, name="discord_csv"),
    path("selecciones/<uuid:public_id>/discordias/", selection_neighbours, name="selection_discord"),
    path("selecciones/<uuid:public_id>/discordias.csv", selection_neighbours_csv, name="selection_discord_csv"),
]
