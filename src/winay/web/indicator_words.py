"""What the codes of cubes are called: a dimension, and its values."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from winay.analytics.indicators.documents import Both
from winay.analytics.indicators.terms import Topic
from winay.core.numbers import month
from winay.delivery.home_guide import home_items
from winay.enrolment.wording import EXITS, REFUSALS, SOURCES
from winay.nuclei.queries.nuclei import nuclei_by_key
from winay.places.queries import office_list, place_names
from winay.programs.queries import item_labels
from winay.registry.terms import Sex
from winay.registry.wording import LANGUAGES, SEXES
from winay.supervision.wording import SIGNALS
from winay.trainers.contract_wording import CONTRACT_KINDS
from winay.web.adoption import ZONES
from winay.web.menu_words import ABANDON_REASONS
from winay.web.nucleus_words import STAGES, stage_words

TOPICS: Mapping[Topic, str | Promise] = {
    Topic.COVERAGE: gettext_lazy("Quién entra, sigue y sale"),
    Topic.ACCOMPANIMENT: gettext_lazy("Visitas de los yachachiqs"),
    Topic.TECHNOLOGIES: gettext_lazy("Tecnologías: de la entrega al uso"),
    Topic.GOVERNANCE: gettext_lazy("Juntas y asambleas"),
    Topic.MONEY: gettext_lazy("Propuestas, topes y aportes"),
    Topic.QUALITY: gettext_lazy("Qué tan a tiempo se sabe"),
}
DIMENSIONS: Mapping[str, str | Promise] = {
    "month": gettext_lazy("mes"),
    "department": gettext_lazy("departamento"),
    "district": gettext_lazy("distrito"),
    "nucleus": gettext_lazy("núcleo"),
    "office": gettext_lazy("unidad territorial"),
    "version": gettext_lazy("versión"),
    "cohort": gettext_lazy("año de entrada"),
    "stage": gettext_lazy("etapa"),
    "sex": gettext_lazy("sexo de la persona usuaria"),
    "age": gettext_lazy("edad de la persona usuaria"),
    "language": gettext_lazy("lengua del hogar"),
    "zone": gettext_lazy("altitud"),
    "visitors": gettext_lazy("cuántos yachachiqs lo visitaron"),
    "exit_reason": gettext_lazy("razón de la salida"),
    "source": gettext_lazy("cómo llegó"),
    "kind": gettext_lazy("tipo de yachachiq"),
    "item": gettext_lazy("tecnología"),
    "why": gettext_lazy("razón de dejarla"),
    "reason": gettext_lazy("razón de no entrar"),
    "home_item": gettext_lazy("punto de la vivienda"),
    "signal": gettext_lazy("clase de señal"),
}
AGES = (
    gettext_lazy("menos de 30 años"), gettext_lazy("de 30 a 44 años"), gettext_lazy("de 45 a 59 años"),
    gettext_lazy("60 años o más"),
)  # fmt: skip
VISITORS = (gettext_lazy("ninguno todavía"), gettext_lazy("uno"), gettext_lazy("más de uno: hubo cambio"))


def in_language(text: Both) -> str:
    """A text of a document in the reader's language."""
    return text.en if get_language() == "en" else text.es


def names_of(dimension: str, codes: Collection[str]) -> dict[str, str]:
    """What each code of a dimension is called. One query where the names stand in the database, otherwise none."""
    asked = {code for code in codes if code}
    if dimension in {"department", "province", "district"}:
        found = place_names(asked)
    elif dimension == "nucleus":
        found = {str(key): one.name for key, one in nuclei_by_key([int(code) for code in asked]).items()}
    elif dimension == "office":
        found = {one.code: one.name for one in office_list()}
    elif dimension == "item":
        found = item_labels(asked, get_language() or "es")
    elif dimension == "home_item":
        found = {str(one.number): one.named(get_language() or "es") for one in home_items()}
    elif dimension == "month":
        language = get_language() or "es"
        found = {code: month(date(int(code[:4]), int(code[5:7]), 1), language) for code in asked}
    elif dimension in _CLOSED:
        found = {key: str(words) for key, words in _CLOSED[dimension].items()}
    else:
        found = {}
    return {code: found.get(code, code) or _nothing(dimension) for code in codes}


def _nothing(dimension: str) -> str:
    """What a row without a code stands for."""
    return stage_words(None) if dimension == "stage" else _("sin dato")


def _numbered(words: Collection[Any]) -> dict[str, Any]:
    return {str(place): word for place, word in enumerate(words)}


_CLOSED: Mapping[str, Mapping[Any, Any]] = {
    "sex": {str(key): words for key, words in SEXES.items()} | {"": SEXES[Sex.UNKNOWN]},
    "age": _numbered(AGES),
    "zone": _numbered(ZONES),
    "visitors": _numbered(VISITORS),
    "language": LANGUAGES,
    "exit_reason": {str(key): words for key, words in EXITS.items()},
    "source": {str(key): words for key, words in SOURCES.items()},
    "kind": {str(key): words for key, words in CONTRACT_KINDS.items()},
    "why": {str(key): words for key, words in ABANDON_REASONS.items()},
    "stage": STAGES,
    "reason": {str(key): words for key, words in REFUSALS.items()},
    "signal": {str(key): words for key, words in SIGNALS.items()},
}
