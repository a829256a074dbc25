"""How pages write a journal line: the verb, who, about what, and what changed, in words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from winay.accounts.roles import ROLES
from winay.accounts.wording import SYSTEM as SYSTEM_NAME
from winay.core.actors import SYSTEM
from winay.journal.queries.history import Seen
from winay.journal.rules import MASK
from winay.journal.wording import VERBS
from winay.journeys.pages.journal import MOST_SUBJECTS, Told
from winay.web.journal_fields import HASH, field_words, value_words

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
    "enrolment": gettext_lazy("inscripción"),
    "formation": gettext_lazy("plan de núcleos"),
    "nucleus": gettext_lazy("núcleo ejecutor"),
    "central": gettext_lazy("núcleo central"),
    "assembly": gettext_lazy("asamblea"),
    "exchange_rate": gettext_lazy("tipo de cambio"),
    "technical_plan": gettext_lazy("propuesta técnica"),
    "delivery": gettext_lazy("entrega a un hogar"),
    "signal": gettext_lazy("señal"),
    "sample": gettext_lazy("muestra de supervisión"),
    "contest": gettext_lazy("concurso de yachachiqs"),
    "contract": gettext_lazy("contrato"),
    "grievance": gettext_lazy("reclamo o queja"),
    "rumour": gettext_lazy("rumor"),
    "conflict": gettext_lazy("conflicto entre comunidades"),
    "strategy": gettext_lazy("microestrategia"),
    "course": gettext_lazy("capacitación de yachachiqs"),
    "applicant": gettext_lazy("persona que postula"),
    "visit": gettext_lazy("visita"),
    "session": gettext_lazy("capacitación"),
    "technology": gettext_lazy("tecnología de un hogar"),
    "home_check": gettext_lazy("visita a una vivienda"),
    "pack": gettext_lazy("paquete del país"),
    "program": gettext_lazy("programa"),
    "program_version": gettext_lazy("versión"),
    "version": gettext_lazy("versión"),
    "families": gettext_lazy("familias"),
    "figures": gettext_lazy("cifras del país"),
    "areas": gettext_lazy("áreas"),
    "installation": gettext_lazy("instalación"),
    "submission": gettext_lazy("envío"),
    "entity_conflict": gettext_lazy("cambio cruzado de teléfonos"),
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
    "formation": "web:plan",
    "nucleus": "web:nucleus",
    "central": "web:central",
    "assembly": "web:nucleus_assembly",
    "signal": "web:signal",
    "sample": "web:sample",
    "contest": "web:contest",
    "contract": "web:contract",
    "visit": "web:visit",
    "session": "web:group_session",
    "technology": "web:household_technologies",
    "home_check": "web:home_check",
    "course": "web:course",
    "technical_plan": "web:technical_plan",
    "delivery": "web:delivery",
    "grievance": "web:grievance",
    "rumour": "web:rumour",
    "conflict": "web:conflict",
    "strategy": "web:microstrategy",
    "program_version": "web:program_version",
    "version": "web:program_version",
    "submission": "web:submission",
    "entity_conflict": "web:entity_conflict",
    "apart": "web:apart",
}
"""The page of a thing, where it has one. The others lead to their history."""

UNNAMED = {"override", "enrolment", "areas", "figures"}
"""Kinds whose key says nothing to a reader: their history is linked by the kind itself."""


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
        "code": kind,
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
            "code": new[path] if isinstance(new.get(path), str) and HASH.fullmatch(new[path]) else "",
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
