"""The case study, line by line: each statement beside the page, figure, rule or file that makes it real."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from winay.journeys.pages.case_study import Names, names
from winay.places.rules import name_key
from winay.web import place_words
from winay.web.case_study_file import Both, CaseStudy, Kind, Link, Statement, Status, case_study
from winay.web.guard import public

STATUSES = {
    Status.REAL: ("eligible", gettext_lazy("hecha realidad")),
    Status.PARTLY: ("probably", gettext_lazy("en parte")),
    Status.NOT_YET: ("unknown", gettext_lazy("todavía no")),
}
LABELS = {
    "home": gettext_lazy("Inicio"),
    "places": gettext_lazy("Lugares"),
    "place": gettext_lazy("Lugar: %(name)s"),
    "indicators": gettext_lazy("Qué mide cada cifra"),
    "programs": gettext_lazy("Programas y sus versiones"),
    "program_version": gettext_lazy("Versión: %(name)s"),
    "program_menu": gettext_lazy("Menú: %(name)s"),
    "program_diff": gettext_lazy("Qué cambió: %(name)s"),
    "screenings": gettext_lazy("Focalización"),
    "screening": gettext_lazy("Focalización: %(name)s"),
    "compare": gettext_lazy("Un distrito, todas las reglas"),
    "selections": gettext_lazy("Selecciones"),
    "journal": gettext_lazy("Bitácora"),
    "offices": gettext_lazy("Unidades territoriales"),
    "people": gettext_lazy("Equipo"),
    "case_study": gettext_lazy("Estudio de caso"),
    "published": gettext_lazy("Cifras publicadas"),
    "results": gettext_lazy("Indicadores"),
    "calls": gettext_lazy("Convocatorias e inscripción"),
    "plans": gettext_lazy("Planes de núcleos"),
    "households": gettext_lazy("Hogares"),
    "nuclei": gettext_lazy("Núcleos ejecutores"),
    "centrals": gettext_lazy("Núcleos centrales"),
    "technical_plans_list": gettext_lazy("Propuestas técnicas"),
    "visits": gettext_lazy("Visitas"),
    "group_sessions": gettext_lazy("Capacitaciones"),
    "office_shortfalls": gettext_lazy("Visitas que faltan"),
    "dues": gettext_lazy("Qué toca en los hogares"),
    "exchange_rates": gettext_lazy("Tipos de cambio"),
    "filling": gettext_lazy("Llenar formularios"),
    "compare_districts": gettext_lazy("Dos reglas"),
    "contests": gettext_lazy("Concursos de yachachiqs"),
    "contracts": gettext_lazy("Contratos"),
    "courses": gettext_lazy("Capacitación de yachachiqs"),
    "public_contests": gettext_lazy("Concursos públicos"),
    "grievances": gettext_lazy("Reclamos y quejas"),
    "rumours": gettext_lazy("Rumores"),
    "conflicts": gettext_lazy("Conflictos entre comunidades"),
    "tell_grievance": gettext_lazy("Decir un reclamo"),
    "microstrategies": gettext_lazy("Microestrategias"),
    "supervision": gettext_lazy("Mesa de supervisión"),
    "samples": gettext_lazy("Muestras de supervisión"),
    "trainer_need": gettext_lazy("¿Cuántos yachachiqs hacen falta?"),
    "areas": gettext_lazy("Áreas de cada distrito"),
    "district_areas": gettext_lazy("Áreas: %(name)s"),
    "coverage": gettext_lazy("Cobertura: %(name)s"),
    "scenarios": gettext_lazy("Comparar reglas: %(name)s"),
    "district_history": gettext_lazy("Historia con programas: %(name)s"),
    "farm_tables": gettext_lazy("Tablas de predios"),
    "territory": gettext_lazy("El mapa del territorio"),
    "verify": gettext_lazy("Verificar un documento"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A link as it is written: `url` is empty for a rule or a file, which are named and not opened."""

    kind: Kind
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One statement with its number in the whole list."""

    number: int
    statement: Statement
    said: str
    decision: str
    words: str
    links: list[Shown]
    area: str
    note: str


@public
@require_GET
def case_study_page(request: HttpRequest) -> HttpResponse:
    """All statements in the text's order, or those of a section, a status, a search."""
    study = case_study()
    section = request.GET.get("section", "")
    status = request.GET.get("status", "")
    text = request.GET.get("q", "").strip()[:80]
    numbered = list(enumerate(study.statements, start=1))
    chosen = [
        (number, one)
        for number, one in numbered
        if (not section or one.section == section) and (not status or one.status == status) and _says(study, one, text)
    ]
    places = {link.args[0] for one in study.statements for link in one.links if link.name == "place"}
    known = names(place_words.lang(), places)
    rows = [_row(study, number, one, known) for number, one in chosen]
    counts = Counter(one.status for one in study.statements)
    return render(
        request,
        "case_study/case_study.html",
        {
            "study": study,
            "groups": [
                (key, _in_language(study.sections[key]), list(group))
                for key, group in groupby(rows, key=lambda row: row.statement.section)
            ],
            "shown": len(rows),
            "total": len(study.statements),
            "real": counts[Status.REAL],
            "parts": [(kind, str(words), counts[key]) for key, (kind, words) in STATUSES.items()],
            "sections": [(key, _in_language(both)) for key, both in study.sections.items()],
            "statuses": [(str(key), words) for key, (_kind, words) in STATUSES.items()],
            "section": section,
            "status": status,
            "text": text,
            "filtered": bool(section or status or text),
        },
    )


def _says(study: CaseStudy, one: Statement, text: str) -> bool:
    """Whether every word written stands somewhere in the statement, without minding accents."""
    words = name_key(text).split()
    if not words:
        return True
    texts = [one.es, one.english, one.id]
    for both in (one.note, study.areas.get(one.area or "")):
        texts += [both.es, both.en] if both else []
    whole = name_key(" ".join(texts))
    return all(word in whole for word in words)


def _row(study: CaseStudy, number: int, one: Statement, known: Names) -> Row:
    kind, words = STATUSES[one.status]
    return Row(
        number,
        one,
        one.english if place_words.lang() == "en" else one.es,
        kind,
        str(words),
        [_shown(link, known) for link in one.links],
        _in_language(study.areas[one.area]) if one.area else "",
        _in_language(one.note) if one.note else "",
    )


def _shown(link: Link, known: Names) -> Shown:
    if link.kind is Kind.PAGE:
        return Shown(link.kind, str(LABELS[link.name]) % {"name": _named(link, known)}, link_url(link))
    if link.kind is Kind.FIGURE:
        name = known.indicators.get(link.name, link.name)
        return Shown(link.kind, _("Cifra: %(name)s") % {"name": name}, link_url(link))
    words = _("Regla: %(name)s") if link.kind is Kind.RULE else _("Archivo: %(name)s")
    return Shown(link.kind, words % {"name": link.name}, "")


def _named(link: Link, known: Names) -> str:
    """What the link's arguments are called: a version by its title, a place by its name."""
    written = " ".join(link.args)
    if len(link.args) < 2:
        return known.places.get(written, written)
    pairs = zip(link.args[::2], link.args[1::2], strict=True)
    return " → ".join(known.versions.get(pair, " ".join(pair)) for pair in pairs)


def link_url(link: Link) -> str:
    """Where the link leads; `NoReverseMatch` when its page or arguments do not exist."""
    if link.kind is Kind.PAGE:
        return reverse(f"web:{link.name}", args=link.args)
    return f"{reverse('web:indicators')}#{link.name}" if link.kind is Kind.FIGURE else ""


def _in_language(both: Both) -> str:
    return both.en if place_words.lang() == "en" else both.es


urlpatterns = [path("estudio-de-caso/", case_study_page, name="case_study")]
