"""What an office asks otherwise than the central version of a form, in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from winay.intake.forms.differences import Aspect, Change, Changed, Differences, differences
from winay.intake.forms.offices import central_of
from winay.journeys.publishing import missing_now
from winay.journeys.wording import say
from winay.registry.wording import LANGUAGES

_CODE = re.compile(r"\(([a-z]{2,3})\)$")
KINDS = {
    "string": gettext_lazy("texto"), "int": gettext_lazy("número entero"), "decimal": gettext_lazy("número"),
    "date": gettext_lazy("fecha"), "time": gettext_lazy("hora"), "dateTime": gettext_lazy("fecha y hora"),
    "geopoint": gettext_lazy("posición"), "geotrace": gettext_lazy("recorrido"), "geoshape": gettext_lazy("contorno"),
    "choice": gettext_lazy("una respuesta"), "choices": gettext_lazy("una o más respuestas"),
    "file": gettext_lazy("foto, audio o archivo"), "tick": gettext_lazy("visto bueno"),
    "barcode": gettext_lazy("código de barras"),
}  # fmt: skip

NOW: dict[Aspect, str | Promise] = {
    Aspect.WORDS: gettext_lazy("La pregunta dice «%(new)s»; en la central, «%(old)s»."),
    Aspect.HINT: gettext_lazy("La ayuda dice «%(new)s»; en la central, «%(old)s»."),
    Aspect.KIND: gettext_lazy("Se responde con: %(new)s; en la central, con: %(old)s."),
    Aspect.REQUIRED: gettext_lazy("Es obligatoria; en la central, no."),
    Aspect.OPTIONAL: gettext_lazy("Se puede dejar vacía; en la central, no."),
    Aspect.CONDITION: gettext_lazy("Se pregunta solo si «%(new)s»; en la central, solo si «%(old)s»."),
    Aspect.CONSTRAINT: gettext_lazy("Acepta solo «%(new)s»; la central, solo «%(old)s»."),
    Aspect.CHOICES_ADDED: gettext_lazy("Ofrece además: %(new)s."),
    Aspect.CHOICES_DROPPED: gettext_lazy("Ya no ofrece: %(old)s."),
    Aspect.CHOICES_WORDS: gettext_lazy("Sus respuestas dicen «%(new)s»; en la central, «%(old)s»."),
    Aspect.CALCULATION: gettext_lazy("El teléfono calcula «%(new)s»; en la central, «%(old)s»."),
    Aspect.APPEARANCE: gettext_lazy("Se ve de otra manera en la pantalla."),
}
WITHOUT_NEW: dict[Aspect, str | Promise] = {
    Aspect.WORDS: gettext_lazy("No dice nada; en la central, «%(old)s»."),
    Aspect.HINT: gettext_lazy("No tiene la ayuda de la central: «%(old)s»."),
    Aspect.CONDITION: gettext_lazy("Se pregunta siempre; en la central, solo si «%(old)s»."),
    Aspect.CONSTRAINT: gettext_lazy("Acepta cualquier respuesta; la central, solo «%(old)s»."),
}
WITHOUT_OLD: dict[Aspect, str | Promise] = {
    Aspect.WORDS: gettext_lazy("La pregunta dice «%(new)s»; en la central no dice nada."),
    Aspect.HINT: gettext_lazy("Tiene una ayuda más: «%(new)s»."),
    Aspect.CONDITION: gettext_lazy("Se pregunta solo si «%(new)s»; en la central, siempre."),
    Aspect.CONSTRAINT: gettext_lazy("Acepta solo «%(new)s»; la central, cualquier respuesta."),
}


@dataclass(frozen=True)
class Against:
    """A version of an office beside the central one. `newer`: the central one was published after it; `missing`: what
    the reader of the form would miss in it today, in words."""

    central: Any
    found: Differences
    changed: tuple[tuple[Changed, tuple[str, ...]], ...]
    languages_added: tuple[str, ...]
    languages_dropped: tuple[str, ...]
    newer: bool
    missing: tuple[str, ...]


def against_central(form: Any) -> Against | None:
    """How a version of an office differs from the central one; None where there never was one."""
    central = central_of(form.form_id)
    if central is None:
        return None
    found = differences(bytes(central.xml), bytes(form.xml))
    return Against(
        central,
        found,
        tuple((one, tuple(_sentences(one))) for one in found.changed),
        tuple(map(language_words, found.languages_added)),
        tuple(map(language_words, found.languages_dropped)),
        newer=central.published_at > form.published_at and central.retired_at is None,
        missing=tuple(say(reason) for reason in missing_now(form)) if form.retired_at is None else (),
    )


def _sentences(one: Changed) -> Iterator[str]:
    for change in one.changes:
        said = _sentence(change)
        yield f"{said} ({language_words(change.language)})" if change.language else said


def _sentence(change: Change) -> str:
    told = {"old": change.old, "new": change.new}
    if change.aspect is Aspect.KIND:
        told = {which: str(KINDS.get(kind, _("título o nota"))) for which, kind in told.items()}
    words = NOW
    if not change.new and change.aspect in WITHOUT_NEW:
        words = WITHOUT_NEW
    elif not change.old and change.aspect in WITHOUT_OLD:
        words = WITHOUT_OLD
    return str(words[change.aspect]) % told


def language_words(name: str) -> str:
    """A language of a form by the name that people here have for it: a workbook calls two of them Runasimi."""
    found = _CODE.search(name)
    return str(LANGUAGES.get(found[1], name)) if found else name
