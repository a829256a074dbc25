"""How pages write a journal line: the verb, who, about what, and what changed, in words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from winay.accounts.roles import ROLES
from winay.accounts.wording import SYSTEM as SYSTEM_NAME
from winay.core import numbers
from winay.core.actors import SYSTEM
from winay.enrolment.wording import EXITS, LANGUAGES, MOVES, REFUSALS, SOURCES
from winay.journal.queries.history import Seen
from winay.journal.rules import MASK
from winay.journal.wording import VERBS
from winay.journeys.pages.journal import MOST_SUBJECTS, Told
from winay.places.wording import TRAVEL_MODES
from winay.targeting.terms import Outcome, SelectionState
from winay.targeting.wording import OUTCOMES, STATES

KINDS: dict[str, Promise] = {
    "place": gettext_lazy("lugar"),
    "office": gettext_lazy("unidad territorial"),
    "person": gettext_lazy("persona"),
    "grant": gettext_lazy("rol asignado"),
    "phone": gettext_lazy("teléfono"),
    "form": gettext_lazy("formulario"),
    "selection": gettext_lazy("selección"),
    "override": gettext_lazy("excepción"),
    "household": gettext_lazy("hogar"),
    "member": gettext_lazy("persona de un hogar"),
    "import": gettext_lazy("archivo de hogares"),
    "duplicate_pair": gettext_lazy("par de fichas"),
    "merge": gettext_lazy("unión"),
    "search": gettext_lazy("búsqueda de registros dobles"),
    "farm_table": gettext_lazy("tabla de predios"),
    "document": gettext_lazy("documento"),
    "count_load": gettext_lazy("conteo de hogares"),
    "call": gettext_lazy("convocatoria"),
    "pack": gettext_lazy("paquete del país"),
    "program": gettext_lazy("programa"),
    "program_version": gettext_lazy("versión"),
    "version": gettext_lazy("versión"),
    "families": gettext_lazy("familias"),
    "figures": gettext_lazy("cifras del país"),
    "areas": gettext_lazy("áreas"),
    "installation": gettext_lazy("instalación"),
    "submission": gettext_lazy("envío"),
    "apart": gettext_lazy("envío aparte"),
}
"""What a line can be about."""

PAGES = {
    "place": "web:place",
    "office": "web:office",
    "person": "web:person",
    "grant": "web:person",
    "phone": "web:phone",
    "form": "web:field_form",
    "selection": "web:selection",
    "household": "web:household",
    "member": "web:household",
    "import": "web:household_file",
    "farm_table": "web:farm_table",
    "document": "web:verified",
    "call": "web:call",
    "program_version": "web:program_version",
    "version": "web:program_version",
    "submission": "web:submission",
    "apart": "web:apart",
}
"""The page of a thing, where it has one. The others lead to their history."""

FIELDS: dict[str, Promise] = {
    "act": gettext_lazy("huella del acta"),
    "active": gettext_lazy("acceso abierto"),
    "added": gettext_lazy("agregados"),
    "areas": gettext_lazy("áreas"),
    "area": gettext_lazy("área"),
    "as_of": gettext_lazy("fecha de los datos"),
    "assembly": gettext_lazy("código de la asamblea"),
    "attended": gettext_lazy("hogares que asistieron"),
    "before_call": gettext_lazy("antes de abrir la convocatoria"),
    "backup": gettext_lazy("huella del respaldo"),
    "boundaries": gettext_lazy("huella de los límites"),
    "changed": gettext_lazy("cambiados"),
    "chosen": gettext_lazy("escogidos"),
    "closed_on": gettext_lazy("cerrada desde"),
    "cohort": gettext_lazy("año de ingreso"),
    "communities": gettext_lazy("comunidades"),
    "content_sha256": gettext_lazy("huella del contenido"),
    "counted_on": gettext_lazy("día del conteo"),
    "country": gettext_lazy("país"),
    "days_late": gettext_lazy("días entre el hecho y su registro"),
    "database": gettext_lazy("base de datos"),
    "departure": gettext_lazy("razón para apartarse de la versión"),
    "described_anew": gettext_lazy("indicadores y fuentes descritos de nuevo"),
    "different": gettext_lazy("áreas que serían otras"),
    "digest": gettext_lazy("huella del paquete"),
    "districts": gettext_lazy("distritos"),
    "due": gettext_lazy("hogares con plazo cumplido"),
    "due_on": gettext_lazy("día del aviso"),
    "eligible": gettext_lazy("elegibles"),
    "email": gettext_lazy("correo"),
    "enrolled_on": gettext_lazy("inscrito el"),
    "entered": gettext_lazy("hogares que entraron"),
    "exit_reason": gettext_lazy("razón de la salida"),
    "ended_on": gettext_lazy("termina"),
    "figures": gettext_lazy("revisión de las cifras"),
    "figures_added": gettext_lazy("cifras agregadas"),
    "figures_changed": gettext_lazy("cifras cambiadas"),
    "figures_withdrawn": gettext_lazy("cifras retiradas"),
    "file": gettext_lazy("archivo"),
    "file_sha256": gettext_lazy("huella del archivo"),
    "households": gettext_lazy("hogares (estimados)"),
    "households_counted": gettext_lazy("hogares contados"),
    "households_from_pack": gettext_lazy("hogares contados en el paquete"),
    "in_use": gettext_lazy("en uso"),
    "in_force": gettext_lazy("vigente"),
    "include": gettext_lazy("entra el área"),
    "languages": gettext_lazy("idiomas"),
    "left_out": gettext_lazy("hogares que no entraron"),
    "leftovers": gettext_lazy("áreas bajo el mínimo"),
    "inputs": gettext_lazy("huella de lo impreso"),
    "localities": gettext_lazy("centros poblados"),
    "made_at": gettext_lazy("momento del respaldo"),
    "measured_on": gettext_lazy("día en que se midió"),
    "held_on": gettext_lazy("día de la asamblea"),
    "men": gettext_lazy("varones"),
    "message": gettext_lazy("versión del mensaje"),
    "minutes": gettext_lazy("minutos"),
    "move_why": gettext_lazy("por qué pasó"),
    "must_end_by": gettext_lazy("plazo"),
    "mode": gettext_lazy("cómo se va"),
    "localities_added": gettext_lazy("centros poblados agregados"),
    "localities_changed": gettext_lazy("centros poblados cambiados"),
    "localities_not_listed": gettext_lazy("centros poblados que el paquete no trae"),
    "name": gettext_lazy("nombre"),
    "note": gettext_lazy("nota"),
    "number": gettext_lazy("número"),
    "on": gettext_lazy("fecha de la decisión"),
    "opened_on": gettext_lazy("abierta desde"),
    "origin": gettext_lazy("de"),
    "outcome": gettext_lazy("según los criterios"),
    "percent": gettext_lazy("porcentaje del tiempo estimado"),
    "pages": gettext_lazy("páginas"),
    "pdf": gettext_lazy("huella del PDF"),
    "place": gettext_lazy("lugar"),
    "places": gettext_lazy("lugares"),
    "places_added": gettext_lazy("lugares agregados"),
    "places_changed": gettext_lazy("lugares cambiados"),
    "program": gettext_lazy("programa"),
    "reached": gettext_lazy("hogares avisados"),
    "refusal_reason": gettext_lazy("razón para no entrar"),
    "refused_on": gettext_lazy("dijo que no el"),
    "reason": gettext_lazy("razón"),
    "retired": gettext_lazy("retirados"),
    "role": gettext_lazy("rol"),
    "roles": gettext_lazy("roles"),
    "said_no_before": gettext_lazy("antes había dicho que no"),
    "rows": gettext_lazy("filas"),
    "seat": gettext_lazy("sede"),
    "source": gettext_lazy("cómo llegó"),
    "starts_on": gettext_lazy("empieza"),
    "state": gettext_lazy("estado"),
    "synthetic": gettext_lazy("inventado"),
    "target": gettext_lazy("a"),
    "times_longer": gettext_lazy("si los tiempos fueran mayores"),
    "times_shorter": gettext_lazy("si los tiempos fueran menores"),
    "template": gettext_lazy("huella de la plantilla"),
    "unknown": gettext_lazy("sin dato suficiente"),
    "version": gettext_lazy("versión"),
    "withdrawn_on": gettext_lazy("cambió de opinión el"),
    "women": gettext_lazy("mujeres"),
}
"""The names of recorded values. One without its word here is shown as it was recorded."""

UNNAMED = {"override", "areas", "figures"}
"""Kinds whose key says nothing to a reader: their history is linked by the kind itself."""

UNGROUPED = {"cohort"}
"""Numbers that are names of years."""


def told_lines(told: Told, *, names: bool = True, most: int = MOST_SUBJECTS) -> list[dict[str, Any]]:
    """Lines as templates read them. Without `names` people appear by their role alone: what the public sees."""
    return [_line(seen, told, names, most) for seen in told.lines]


def _line(seen: Seen, told: Told, names: bool, most: int) -> dict[str, Any]:
    entry = seen.entry
    return {
        "id": entry.public_id,
        "verb": VERBS.get(entry.verb, entry.verb),
        "code": entry.verb,
        "at": entry.at,
        "who": actor_name(seen, told) if names else "",
        "actor": entry.actor if names and entry.actor in told.actors else None,
        "role": role_words(entry.role),
        "subjects": [_subject(kind, key, told, names) for kind, key in entry.subjects[:most]],
        "more": max(0, len(entry.subjects) - most),
        "changes": list(changes(entry.before, entry.after)),
        "batch": seen.batch,
        "genuine": seen.genuine,
    }


def actor_name(seen: Seen, told: Told) -> str:
    """The name of who acted; the id where nobody of that id is known."""
    if seen.entry.actor == SYSTEM.public_id:
        return str(SYSTEM_NAME)
    actor = seen.entry.actor
    return told.actors.get(actor) or told.phones.get(actor) or str(actor)


def role_words(role: str) -> str:
    """The roles held, in words; empty for the system, whose name says it."""
    if role == SYSTEM.role_name:
        return ""
    known = {key: str(one.label) for key, one in ROLES.items()} | {"none": _("sin rol"), "field": _("teléfono")}
    return ", ".join(known.get(part, part) for part in role.split("+"))


def _subject(kind: str, key: str, told: Told, names: bool) -> dict[str, Any]:
    thing = told.things.get((kind, key))
    name, detail = (thing.name, thing.detail) if thing else (key, "")
    if kind == "grant" and thing:
        name, detail = role_words(thing.name), thing.detail
    elif kind in UNNAMED:
        name = ""
    if kind in {"person", "grant"} and not names:
        name, detail, thing = "", "", None
    return {
        "kind": KINDS.get(kind, kind),
        "name": name,
        "detail": detail,
        "synthetic": bool(thing and thing.synthetic),
        "url": _address(kind, thing.address if thing else ()) or reverse("web:history", args=[kind, key]),
        "history_url": reverse("web:history", args=[kind, key]),
    }


def page_of(kind: str, told_address: tuple[str, ...]) -> str:
    """The page of a thing; empty where it has none."""
    return _address(kind, told_address)


def _address(kind: str, address: tuple[str, ...]) -> str:
    if kind not in PAGES or not address:
        return ""
    try:
        return reverse(PAGES[kind], args=address)
    except NoReverseMatch:
        return ""


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Iterator[dict[str, Any]]:
    """What changed, a row a value: its name, before, after. A side that was not recorded is None."""
    old, new = dict(_flat(before or {})), dict(_flat(after or {}))
    for path in [*old, *(path for path in new if path not in old)]:
        was = value_words(path[-1], old[path]) if path in old else None
        now = value_words(path[-1], new[path]) if path in new else None
        yield {
            "name": " › ".join(field_words(part) for part in path),
            "before": was,
            "after": now,
            "changed": path in old and path in new and old[path] != new[path],
            "masked": MASK in (old.get(path), new.get(path)),
            "code": new[path] if isinstance(new.get(path), str) and _HASH.fullmatch(new[path]) else "",
        }


def field_words(name: str) -> str:
    """The name of a recorded value."""
    return str(FIELDS.get(name, name.replace("_", " ")))


def value_words(field: str, value: Any) -> str:
    """A recorded value as people read it."""
    lang = get_language() or "es"
    if value is None or value == "":
        return str(_NOTHING.get(field, _("vacío")))
    if isinstance(value, bool):
        return _("sí") if value else _("no")
    if isinstance(value, int):
        return str(value) if field in UNGROUPED else numbers.number(value, lang)
    if isinstance(value, list):
        return ", ".join(value_words(field, item) for item in value) or _("ninguno")
    text = str(value)
    known: Mapping[str, Any] = _VALUES.get(field, {})
    if text in known:
        return str(known[text])
    if text == MASK:
        return _("dato personal, no se guarda aquí")
    return grouped(text) if _HASH.fullmatch(text) else _dated(text, lang)


def grouped(code: str) -> str:
    """A long code as a hand can copy it and a narrow page can break it: eight by eight."""
    return " ".join(code[at : at + 8] for at in range(0, len(code), 8))


def _dated(text: str, lang: str) -> str:
    try:
        if len(text) == 10:
            return numbers.day(date.fromisoformat(text), lang)
        if len(text) == 27 and text.endswith("Z"):
            return numbers.moment(timezone.localtime(datetime.fromisoformat(text)), lang)
    except ValueError:
        pass
    return text


_HASH = re.compile(r"[0-9a-f]{40,}")
_NOTHING: dict[str, Promise] = {
    "place": gettext_lazy("todo el país"),
    "program": gettext_lazy("todos los programas"),
    "departure": gettext_lazy("no se aparta"),
}
_ROLE_LABELS = {key: role.label for key, role in ROLES.items()}
_VALUES: dict[str, Mapping[str, Any]] = {
    "exit_reason": {str(reason): words for reason, words in EXITS.items()},
    "languages": LANGUAGES,
    "move_why": {str(why): words for why, words in MOVES.items()},
    "refusal_reason": {str(reason): words for reason, words in REFUSALS.items()},
    "source": {str(source): words for source, words in SOURCES.items()},
    "mode": {str(mode): words for mode, words in TRAVEL_MODES.items()},
    "role": _ROLE_LABELS,
    "roles": _ROLE_LABELS,
    "state": {str(state): words for state, words in STATES.items() if isinstance(state, SelectionState)},
    "outcome": {str(outcome): words for outcome, words in OUTCOMES.items() if isinstance(outcome, Outcome)},
}


def _flat(tree: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterable[tuple[tuple[str, ...], Any]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            if value:
                yield from _flat(value, (*path, name))
            else:
                yield (*path, name), None
        else:
            yield (*path, name), value
