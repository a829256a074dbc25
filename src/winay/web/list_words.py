"""How pages call the lists that phones carry, and what stands in them."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from winay.core import numbers
from winay.delivery.technology_wording import STATES as TECH_STATES
from winay.journeys.phone_lists.plan_rows import ORDERED
from winay.registry.wording import LANGUAGES
from winay.targeting.criteria_wording import language

LISTS: dict[str, Promise] = {
    "households": _("Hogares que visita"),
    "members": _("Integrantes de los hogares"),
    "plan_items": _("Lo que recibe cada hogar"),
    "next_visits": _("Próximas visitas"),
}
PROPERTIES: dict[str, Promise] = {
    "label": _("nombre"),
    "code": _("código"),
    "contract_code": _("código del yachachiq"),
    "kind": _("clase de yachachiq"),
    "participant": _("persona usuaria"),
    "place": _("lugar"),
    "language": _("lengua"),
    "last_on": _("última visita"),
    "last_advice": _("último consejo"),
    "next_on": _("próxima visita"),
    "items": _("tecnologías"),
    "household": _("hogar"),
    "nucleus": _("núcleo"),
    "relation": _("relación"),
    "sex": _("sexo"),
    "age": _("edad"),
    "item": _("tecnología"),
    "quantity": _("cantidad"),
    "unit": _("unidad"),
    "state": _("estado"),
    "lacks": _("cosas que faltan"),
    "due_on": _("toca entregarlo o mirarlo"),
    "visit_on": _("día"),
    "began": _("hora"),
}


def list_words(dataset: str) -> str:
    """What a list is called; its own name where a form invented it."""
    return str(LISTS.get(dataset, dataset))


def property_words(name: str) -> str:
    """What a property is called; its own name where a form invented it."""
    return str(PROPERTIES.get(name, name))


def value_words(name: str, value: str) -> str:
    """A value as people read it."""
    if name == "state" and value == ORDERED:
        return gettext("por entregar")
    if name == "state" and value in TECH_STATES:
        return str(TECH_STATES[value])  # type: ignore[index]
    if name == "language" and value in LANGUAGES:
        return str(LANGUAGES[value])
    if len(value) == 10:
        try:
            return numbers.day(date.fromisoformat(value), language())
        except ValueError:
            return value
    return value
