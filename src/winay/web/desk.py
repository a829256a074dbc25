"""The page of a Monday morning: what waits for whoever is asking, ten lines at most, one thing to do each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from winay.analytics.queries import failed
from winay.core import numbers
from winay.core.actors import Permission
from winay.journeys.pages.desk import MOST_COUNTED, Waiting, desk
from winay.places.queries import places_by_codes
from winay.targeting.criteria_wording import language
from winay.web.guard import actor, person


@dataclass(frozen=True)
class Words:
    """How a line reads: what waits, by number; the verb that leads to it, and where it is done."""

    what: Callable[[int], str]
    verb: Any
    address: str
    query: str = ""
    unconfirmed: bool = False


LINES: dict[str, Words] = {
    "grievances": Words(
        lambda n: ngettext("reclamo espera respuesta", "reclamos esperan respuesta", n),
        _("Responder"), "web:grievances", unconfirmed=True,
    ),
    "pilots": Words(
        lambda n: ngettext("piloto espera a otra persona", "pilotos esperan a otra persona", n),
        _("Ver pilotos"), "web:microstrategies", "?piloto=1",
    ),
    "rumours": Words(
        lambda n: ngettext("rumor sin respuesta", "rumores sin respuesta", n),
        _("Ver rumores"), "web:rumours",
    ),
    "selections": Words(
        lambda n: ngettext("selección espera su decisión", "selecciones esperan su decisión", n),
        _("Decidir"), "web:selections", "?state=submitted",
    ),
    "exceptions": Words(
        lambda n: ngettext("excepción espera a una segunda persona", "excepciones esperan a una segunda persona", n),
        _("Confirmar o retirar"), "web:selections", "?state=draft",
    ),
    "returned": Words(
        lambda n: ngettext("borrador suyo volvió observado", "borradores suyos volvieron observados", n),
        _("Corregir"), "web:selections", "?state=draft",
    ),
    "plans": Words(
        lambda n: ngettext("plan de núcleos espera su decisión", "planes de núcleos esperan su decisión", n),
        _("Decidir"), "web:plans_to_decide",
    ),
    "signals": Words(
        lambda n: ngettext("señal espera un paso suyo", "señales esperan un paso suyo", n),
        _("Ver señales"), "web:signals",
    ),
    "contests": Words(
        lambda n: ngettext("concurso espera un paso suyo", "concursos esperan un paso suyo", n),
        _("Ver concursos"), "web:contests",
    ),
    "scorings": Words(
        lambda n: ngettext("concurso le espera para calificar", "concursos le esperan para calificar", n),
        _("Calificar"), "web:scorings",
    ),
    "plans_returned": Words(
        lambda n: ngettext("plan de núcleos suyo volvió observado", "planes de núcleos suyos volvieron observados", n),
        _("Corregir"), "web:plans_to_decide", "?estado=returned",
    ),
    "workshops": Words(
        lambda n: ngettext("taller espera su decisión", "talleres esperan su decisión", n),
        _("Decidir"), "web:workshops_to_decide",
    ),
    "technical_plans": Words(
        lambda n: ngettext("propuesta técnica espera su decisión", "propuestas técnicas esperan su decisión", n),
        _("Decidir"), "web:technical_plans_list", "?estado=submitted",
    ),
    "technical_plans_returned": Words(
        lambda n: ngettext("propuesta suya volvió observada", "propuestas suyas volvieron observadas", n),
        _("Corregir"), "web:technical_plans_list", "?estado=draft",
    ),
    "files": Words(
        lambda n: ngettext("archivo de hogares por cargar o corregir", "archivos de hogares por cargar o corregir", n),
        _("Ver archivos"), "web:household_files",
    ),
    "submissions": Words(
        lambda n: ngettext("envío de un teléfono por revisar", "envíos de teléfonos por revisar", n),
        _("Revisar"), "web:submissions",
    ),
    "entity_conflicts": Words(
        lambda n: ngettext("cambio cruzado de teléfonos por decidir", "cambios cruzados de teléfonos por decidir", n),
        _("Decidir"), "web:entity_conflicts",
    ),
    "pairs": Words(
        lambda n: ngettext("posible registro doble", "posibles registros dobles", n),
        _("Comparar"), "web:duplicates",
    ),
    "calls": Words(
        lambda n: ngettext("área aprobada sin convocatoria", "áreas aprobadas sin convocatoria", n),
        _("Abrir convocatorias"), "web:calls_to_open",
    ),
    "assemblies": Words(
        lambda n: ngettext("convocatoria abierta sin asamblea", "convocatorias abiertas sin asamblea", n),
        _("Anotar asambleas"), "web:calls",
    ),
    "due": Words(
        lambda n: ngettext("hogar cumplió su tiempo en el programa", "hogares cumplieron su tiempo en el programa", n),
        _("Ver hogares"), "web:enrolments_due",
    ),
    "consents": Words(
        lambda n: ngettext("hogar registrado sin consentimiento", "hogares registrados sin consentimiento", n),
        _("Ver hogares"), "web:households", "?state=no_consent",
    ),
    "juntos": Words(
        lambda n: ngettext("hogar dejaría Juntos dentro de un año", "hogares dejarían Juntos dentro de un año", n),
        _("Ver hogares"), "web:households", "?state=juntos_ending", unconfirmed=True,
    ),
    "checks": Words(
        lambda n: ngettext("tecnología por verificar", "tecnologías por verificar", n),
        _("Ver hogares"), "web:dues", "?dias=0",
    ),
    "complaints": Words(
        lambda n: ngettext("reclamo de una entrega sin atender", "reclamos de entregas sin atender", n),
        _("Ver reclamos"), "web:dues", "?que=complaint&dias=0",
    ),
    "late": Words(
        lambda n: ngettext("tecnología con entregas atrasadas", "tecnologías con entregas atrasadas", n),
        _("Ver qué falta"), "web:dues", "?que=late&dias=0", unconfirmed=True,
    ),
    "homes": Words(
        lambda n: ngettext("acuerdo en una vivienda por revisar", "acuerdos en viviendas por revisar", n),
        _("Ver viviendas"), "web:dues", "?que=home&dias=0",
    ),
    "phones": Words(
        lambda n: ngettext("teléfono calla hace dos semanas", "teléfonos callan hace dos semanas", n),
        _("Ver teléfonos"), "web:phones",
    ),
}  # fmt: skip
"""A room that makes something wait adds its words here and its reader to `journeys.pages.desk`."""


@person
@require_GET
def my_desk(request: HttpRequest) -> HttpResponse:
    """What waits for whoever is asking."""
    who = actor(request)
    assert who is not None
    waiting, looked_at = desk(who)
    codes = [code for code in who.places_for(Permission.READ_HOUSEHOLDS) if code is not None]
    return render(
        request,
        "home/desk.html",
        {
            "lines": [_line(one) for one in waiting],
            "looked_at": looked_at,
            "where": [place.name for place in places_by_codes(codes)] if codes else [],
            "on": who.on,
            "failed": failed() if who.may(Permission.READ_NUCLEI) else "",
        },
    )


def _line(one: Waiting) -> dict[str, Any]:
    words = LINES[one.key]
    number = numbers.number(min(one.count, MOST_COUNTED), language())
    return {
        "count": number,
        "more": one.more,
        "words": words.what(one.count),
        "unconfirmed": words.unconfirmed,
        "since": one.since,
        "verb": words.verb,
        "url": reverse(words.address, args=one.args) + words.query,
    }


urlpatterns = [path("escritorio/", my_desk, name="desk")]
