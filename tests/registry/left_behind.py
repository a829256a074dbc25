"""What stands in the registry, in words that do not depend on how it came there: to compare two ways of writing it."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.db import models, transaction

from winay.core.decision import Reason
from winay.journal.models import Line, Subject
from winay.registry.models import Household, Member, NameToken
from winay.registry.queries.facts import national_ids
from winay.registry.rows import TABLES
from winay.registry.rules import household_code

_RANDOM = {"registry_consent": {"public_id"}}
Tables = dict[str, list[dict[str, Any]]]


def undone(act: Callable[[], Any]) -> Any:
    """What an act says, with everything that it wrote taken back."""
    with transaction.atomic():
        said = act()
        transaction.set_rollback(True)
    return said


class Names:
    """Each household and member by their place in the order in which they were written, ids and codes included."""

    def __init__(self, *, after: tuple[int, int]) -> None:
        households = Household.objects.filter(pk__gt=after[0]).order_by("pk").values_list("pk", "public_id")
        members = Member.objects.filter(pk__gt=after[1]).order_by("pk").values_list("pk", "public_id")
        self.keys: dict[tuple[str, Any], str] = {}
        self.codes: dict[str, str] = {}
        for word, rows in (("household", households), ("member", members)):
            for at, (key, public_id) in enumerate(rows):
                name = f"{word} {at}"
                self.keys |= {(word, key): name, (word, str(public_id)): name}
                self.codes[household_code(public_id)] = name

    def reasons(self, reasons: Iterable[Reason]) -> list[tuple[str, dict[str, Any]]]:
        return [
            (reason.code, {k: self.codes.get(v, v) if k == "household" else v for k, v in reason.params.items()})
            for reason in reasons
        ]  # fmt: skip


def newest() -> tuple[int, int, int]:
    """The last keys of households, members and lines."""
    return tuple(
        model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0 for model in (Household, Member, Line)
    )  # type: ignore[return-value]


def written(names: Names, *, after: tuple[int, int, int]) -> Tables:
    """Every row of every table of a registration, in order."""
    found = {}
    for model in TABLES:
        rows = model.objects.order_by("pk")
        if model is Household or model is Member:
            rows = rows.filter(pk__gt=after[0 if model is Household else 1])
        elif model is NameToken:
            rows = rows.filter(member__gt=after[1]).order_by("member", "token")
        else:
            rows = rows.filter(household__gt=after[0]).order_by("household")
        found[model._meta.db_table] = [_row(row, names) for row in rows]
    return found


def _row(row: models.Model, names: Names) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for field in row._meta.fields:
        value = getattr(row, field.attname)
        if field.name in _RANDOM.get(row._meta.db_table, ()):
            continue
        if field.primary_key and not isinstance(row, Household | Member):
            continue
        if isinstance(field, models.ForeignKey) and field.related_model in (Household, Member):
            value = names.keys[(field.related_model._meta.model_name or "", value)] if value else None
        elif field.name in {"id", "public_id"}:
            value = names.keys[(row._meta.model_name or "", str(value) if field.name == "public_id" else value)]
        elif field.name == "national_id":
            assert value == "" or re.fullmatch(r"k\d+\.[\w=-]{40,}", value), "an id at rest is encrypted"
            value = national_ids().decrypt(value)
        cells[field.attname] = value
    return cells


def told(names: Names, *, after: int) -> set[tuple[str, str]]:
    """All things that the journal's new lines are about."""
    rows = Subject.objects.filter(line__gt=after).values_list("kind", "key")
    return {(kind, names.keys.get((kind, key), key)) for kind, key in rows}
