"""Rows with what they point to, and no more of that than is used."""

from typing import Any, TypeVar

from django.db.models import QuerySet

Rows = TypeVar("Rows", bound="QuerySet[Any, Any]")
NAMED = ("code", "level", "name", "name_key", "synthetic")
"""What a place's name and access to it need."""
VERSION = ("public_id", "key", "valid_from")
"""What names a program's version."""


def lean(rows: Rows, **kept: tuple[str, ...]) -> Rows:
    """Rows whose `select_related` objects bring the named columns alone, besides keys. By path: a contract brings
    some 240 columns with all that its name and access need, thirty of which are looked at. Any other column is still
    there for who asks, in a query of its own."""
    unread: list[str] = []
    for path, names in kept.items():
        model: Any = rows.model
        for step in path.split("__"):
            model = model._meta.get_field(step).related_model
        fields = (one for one in model._meta.concrete_fields if not one.primary_key and not one.is_relation)
        unread.extend(f"{path}__{one.name}" for one in fields if one.name not in names)
    return rows.defer(*unread)
