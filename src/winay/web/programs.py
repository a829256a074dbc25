"""Programs in the browser: versions in time, one version in words, its menu, one item on a sheet, what parts two."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from winay.journeys.pages.programs import DifferencePage, VersionPage, difference_page, programs_page, version_page
from winay.programs.terms import Deliverer, MenuState, Zone
from winay.programs.version_terms import ItemTerms, VersionTerms
from winay.programs.vocabulary import DELIVERERS, MENU_STATES, ZONES
from winay.programs.wording import since_in_words
from winay.web import difference_words, menu_words, version_words
from winay.web.criteria_words import language
from winay.web.guard import public
from winay.web.table_files import csv_response
from winay.web.version_words import said

MENU_HEAD = (
    "clave", "nombre", "componentes", "zonas", "altitud", "donde_se_da", "trabajo_instalar", "trabajo_mes",
    "meses_hasta_juzgar", "temporada", "costo", "estado", "confirmado", "fuente",
)  # fmt: skip
DIFFERENCE_HEAD = ("grupo", "clave", "que", "detalle", "antes", "despues", "fuente", "confirmado")


@public
@require_GET
def programs(request: HttpRequest) -> HttpResponse:
    """Every program with its versions on a line, and what each changed."""
    histories = programs_page(language())
    shown = [
        {
            "key": history.key,
            "name": history.name,
            "steps": [
                {
                    "summary": step.summary,
                    "title": said(step.summary.title),
                    "status": said(step.summary.status),
                    "territory": said(step.version.territory),
                    "since": since_in_words(step.version),
                    "before": step.before,
                    "before_title": said(step.before.title) if step.before else "",
                    "change": version_words.change_in_words(step.differences) if step.before else "",
                    "differences": len(step.differences),
                }
                for step in history.steps
            ],
        }
        for history in histories
    ]
    every = [(step.summary.ref, said(step.summary.title)) for history in histories for step in history.steps]
    context = {"programs": shown, "versions": len(every), "all": every}
    return render(request, "programs/programs.html", context | _suggested(every))


@public
@require_GET
def program_version(request: HttpRequest, program: str, version: str) -> HttpResponse:
    """A version in words, each number with its source and whether that source really says it."""
    page = _page_or_404(program, version)
    terms = page.version
    open_count, all_count = version_words.unconfirmed_count(terms)
    return render(
        request,
        "programs/version.html",
        {
            **_frame(page),
            "since": since_in_words(terms),
            "since_source": version_words.source_of(terms.valid_from_backing, terms.sources),
            "territory": said(terms.territory),
            "territory_source": version_words.source_of(terms.territory_backing, terms.sources),
            "unconfirmed": open_count,
            "statements": all_count,
            "criteria": version_words.criteria(terms),
            "stages": _stages(terms),
            "household_rules": version_words.household_rules(terms),
            "groups": version_words.settings_by_group(terms),
            "contests": version_words.contests(terms),
            "tension": version_words.money_tension(terms),
            "tension_keys": version_words.MONEY_TENSION,
            "languages": version_words.languages(terms),
            "labels": version_words.labels(terms),
        },
    )


def _suggested(every: list[tuple[str, str]]) -> dict[str, str]:
    """The two newest versions of the first and the last program: the comparison most often asked for."""
    newest = {ref.partition("@")[0]: ref for ref, _title in every}
    refs = list(newest.values())
    return {"first": refs[0] if refs else "", "last": refs[-1] if refs else ""}


def _stages(terms: VersionTerms) -> list[dict[str, Any]]:
    """The stages of a nucleus with the components that each covers."""
    parts = {part.number: part for part in terms.components}
    return [
        {
            "name": said(stage.name),
            "note": said(stage.note),
            "source": version_words.source_of(stage.backing, terms.sources),
            "components": [
                {
                    "number": number,
                    "name": said(parts[number].name),
                    "description": said(parts[number].description),
                    "by": ", ".join(str(DELIVERERS[Deliverer(code)]) for code in parts[number].delivered_by),
                    "source": version_words.source_of(parts[number].backing, terms.sources),
                }
                for number in stage.components
            ],
        }
        for stage in terms.stages
    ]


@public
@require_GET
def program_menu(request: HttpRequest, program: str, version: str) -> HttpResponse:
    """The menu of a version by component, narrowed by component, zone and state."""
    page = _page_or_404(program, version)
    chosen, items = _filtered(request, page.version)
    parts = []
    for part in page.version.components:
        cards = [menu_words.card(item) for item in items if item.components[0] == part.number]
        if cards:
            parts.append({"number": part.number, "name": said(part.name), "cards": cards})
    return render(
        request,
        "programs/menu.html",
        {
            **_frame(page),
            "parts": parts,
            "shown": len(items),
            "all": len(page.version.menu),
            "priced": sum(1 for item in page.version.menu if item.cost),
            "chosen": chosen,
            "components": [(str(part.number), said(part.name)) for part in page.version.components],
            "zones": [(zone, ZONES[zone]) for zone in Zone],
            "states": [(state, MENU_STATES[state]) for state in MenuState],
        },
    )


@public
@require_GET
def menu_export(request: HttpRequest, program: str, version: str) -> StreamingHttpResponse:
    """The menu as CSV, narrowed as the page is."""
    page = _page_or_404(program, version)
    _chosen, items = _filtered(request, page.version)
    return csv_response(f"{program}-{version}-menu.csv", MENU_HEAD, _menu_lines(page.version, items))


@public
@require_GET
def menu_item(request: HttpRequest, program: str, version: str, key: str) -> HttpResponse:
    """One item on a sheet that a trainer can print and carry."""
    page = _page_or_404(program, version)
    item = page.version.item(key)
    if item is None:
        raise Http404
    keys = [other.key for other in page.version.menu]
    at = keys.index(key)
    return render(
        request,
        "programs/item.html",
        {
            **_frame(page),
            "sheet": menu_words.sheet(item, page.version),
            "components": [said(part.name) for part in page.version.components if part.number in item.components],
            "previous": keys[at - 1] if at else "",
            "next": keys[at + 1] if at + 1 < len(keys) else "",
        },
    )


@public
@require_GET
def program_diff(
    request: HttpRequest, program: str = "", version: str = "", other_program: str = "", other_version: str = ""
) -> HttpResponse:
    """What the second version says otherwise than the first. Two versions chosen in the form lead to their address."""
    asked = request.GET.get("a", ""), request.GET.get("b", "")
    if all(asked):
        parts = [*asked[0].partition("@")[::2], *asked[1].partition("@")[::2]]
        if difference_page(*asked, language()) is None:
            raise Http404
        return redirect("web:program_diff", *parts)
    if not program:
        return redirect("web:programs")
    page = _difference_or_404(program, version, other_program, other_version)
    return render(
        request,
        "programs/difference.html",
        {
            "a": page.before,
            "b": page.after,
            "a_title": said(page.before.title),
            "b_title": said(page.after.title),
            "sections": difference_words.sections(page),
            "count": len(page.differences),
            "unconfirmed": sum(1 for difference in page.differences if not difference.confirmed),
            "change": version_words.change_in_words(page.differences),
            "all": [(summary.ref, said(summary.title)) for summary in page.all],
        },
    )


@public
@require_GET
def difference_export(
    request: HttpRequest, program: str, version: str, other_program: str, other_version: str
) -> StreamingHttpResponse:
    """The differences as CSV."""
    page = _difference_or_404(program, version, other_program, other_version)
    name = f"{program}-{version}--{other_program}-{other_version}.csv"
    return csv_response(name, DIFFERENCE_HEAD, _difference_lines(page))


def _page_or_404(program: str, version: str) -> VersionPage:
    page = version_page(program, version)
    if page is None:
        raise Http404
    return page


def _difference_or_404(program: str, version: str, other_program: str, other_version: str) -> DifferencePage:
    page = difference_page(f"{program}@{version}", f"{other_program}@{other_version}", language())
    if page is None:
        raise Http404
    return page


def _frame(page: VersionPage) -> dict[str, Any]:
    """What every page of one version shows at its head."""
    return {
        "version": page.version,
        "summary": page.summary,
        "title": said(page.version.title),
        "status": said(page.version.status),
        "all": [(other.ref, said(other.title)) for other in page.all],
        "neighbour": _neighbour(page),
    }


def _neighbour(page: VersionPage) -> str:
    """The version to compare with first: the one before it in its program, or else its basis."""
    own = [other.ref for other in page.all if other.program_key == page.summary.program_key]
    at = own.index(page.summary.ref)
    return own[at - 1] if at else page.summary.based_on or own[-1]


def _filtered(request: HttpRequest, terms: VersionTerms) -> tuple[dict[str, str], list[ItemTerms]]:
    """The choices of the address that exist, and the items that they leave."""
    known = {
        "component": {str(part.number) for part in terms.components},
        "zone": {str(zone) for zone in Zone},
        "state": {str(state) for state in MenuState},
    }
    asked = {name: request.GET.get(name, "") for name in known}
    chosen = {name: value if value in known[name] else "" for name, value in asked.items()}
    items = [
        item for item in terms.menu
        if (not chosen["component"] or int(chosen["component"]) in item.components)
        and (not chosen["zone"] or chosen["zone"] in item.zones)
        and (not chosen["state"] or item.menu_state == chosen["state"])
    ]  # fmt: skip
    return chosen, items


def _menu_lines(terms: VersionTerms, items: list[ItemTerms]) -> Iterator[list[object]]:
    for item in items:
        card = menu_words.card(item)
        yield [
            item.key, card.name, ", ".join(map(str, item.components)), card.zones, menu_words.altitude(item), card.fits,
            card.install, menu_words.days_of_work(item.work_month), card.judged,
            menu_words.month_names(item.season_months), card.cost or _("no encontrado"), card.state_words,
            int(card.confirmed), version_words.source_of(item.backing, terms.sources).words,
        ]  # fmt: skip


def _difference_lines(page: DifferencePage) -> Iterator[list[object]]:
    for section in difference_words.sections(page):
        for row in section.rows:
            yield [
                section.title, row.key, row.name, row.field, row.before or "", row.after or "", row.source.words,
                int(row.source.confirmed),
            ]  # fmt: skip


BOTH = "<str:program>/<str:version>/<str:other_program>/<str:other_version>"
urlpatterns = [
    path("programas/", programs, name="programs"),
    path("programas/diferencias/", program_diff, name="program_diff_choice"),
    path(f"programas/diferencias/{BOTH}/", program_diff, name="program_diff"),
    path(f"programas/diferencias/{BOTH}/diferencias.csv", difference_export, name="program_diff_export"),
    path("programas/<str:program>/<str:version>/", program_version, name="program_version"),
    path("programas/<str:program>/<str:version>/menu/", program_menu, name="program_menu"),
    path("programas/<str:program>/<str:version>/menu.csv", menu_export, name="program_menu_export"),
    path("programas/<str:program>/<str:version>/menu/<str:key>/", menu_item, name="menu_item"),
]
