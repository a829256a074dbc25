"""What a submission says of entities: its declarations, each with the answers that are kept as its properties."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from winay.core.decision import Reason
from winay.intake.entities.rules import MOST_VALUE, Said
from winay.intake.reading.xml import Element

_YES = frozenset({"1", "true"})
_LIST = re.compile(r"(?!__)[A-Za-z_][A-Za-z0-9_-]{0,63}")
_MOST_LABEL, _MOST_NAMES = 300, 500


@dataclass(frozen=True, slots=True)
class Declaration:
    """One entity that a submission is about. `problem`: why nothing can be made of it; `name` is None where the id is
    what is wrong."""

    position: int
    dataset: str
    name: UUID | None
    said: Said
    problem: Reason | None = None


def declarations(root: Element, savetos: Mapping[str, str]) -> list[Declaration]:
    """Every declaration that asks for something, in the order of the document. `savetos` are the properties of the
    form's answers, by path. An answer belongs to the nearest group around it that declares."""
    found: list[tuple[Element, dict[str, str]]] = []
    _walk(root, "", None, savetos, found)
    asked = [(entity, values) for entity, values in found if _flag(entity, "create") or _flag(entity, "update")]
    return [_declaration(number, entity, values) for number, (entity, values) in enumerate(asked)]


def _walk(
    here: Element,
    path: str,
    owner: dict[str, str] | None,
    savetos: Mapping[str, str],
    found: list[tuple[Element, dict[str, str]]],
) -> None:
    """Depth is bounded by the reader of XML."""
    entity = next(_entities(here), None)
    if entity is not None:
        owner = {}
        found.append((entity, owner))
    for one in here.children:
        below = f"{path}/{one.name}" if path else one.name
        if not one.children and owner is not None and below in savetos:
            owner[savetos[below]] = one.text.strip()
        elif one.children and one.name != "meta":
            _walk(one, below, owner, savetos, found)


def _entities(here: Element) -> Iterator[Element]:
    for meta in here.all("meta"):
        yield from meta.all("entity")


def _flag(entity: Element, name: str) -> bool:
    return entity.attributes.get(name, "") in _YES


def _declaration(position: int, entity: Element, values: dict[str, str]) -> Declaration:
    given = entity.attributes
    dataset, raw = given.get("dataset", ""), given.get("id", "").strip()
    label = entity.child("label")
    said = Said(
        create=_flag(entity, "create"),
        update=_flag(entity, "update"),
        label=label.text.strip()[:_MOST_LABEL] if label is not None else "",
        values=values,
        base=_number(given.get("baseVersion", "")) or 0,
        trunk=_number(given.get("trunkVersion", "")),
        branch=str(uuid_of(given.get("branchId", "")) or ""),
    )
    name = uuid_of(raw)
    problem = None
    if _LIST.fullmatch(dataset) is None:
        problem = Reason("intake.entity_list_wrong", {"value": dataset[:60]})
    elif name is None:
        problem = Reason("intake.entity_id_wrong", {"value": raw[:60]})
    elif any(len(value) > MOST_VALUE for value in values.values()) or len(" ".join(values)) > _MOST_NAMES:
        problem = Reason("intake.entity_too_long", {"most": MOST_VALUE})
    return Declaration(position, dataset[:64], name, said, problem)


def _number(text: str) -> int | None:
    """A version: a whole number above 0, or none."""
    text = text.strip()
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 10 else None


def uuid_of(text: str) -> UUID | None:
    """The name of a thing, or None for what is none."""
    try:
        return UUID(text.strip().removeprefix("uuid:"))
    except ValueError:
        return None
