"""Which tables an installation consists of: every one of its models, so a new room needs no word here."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Field

from winay.journeys.carrying.lines import Column, Kind

STAYS = frozenset({"django_migrations", "django_session"})
"""Made by each database itself; and logins, which end: a copy of them would open the pages to whoever finds it."""

_KINDS = {
    "AutoField": Kind.WHOLE,
    "BigAutoField": Kind.WHOLE,
    "BigIntegerField": Kind.WHOLE,
    "BinaryField": Kind.BYTES,
    "BooleanField": Kind.TRUTH,
    "CharField": Kind.TEXT,
    "DateField": Kind.DAY,
    "DateTimeField": Kind.INSTANT,
    "IntegerField": Kind.WHOLE,
    "JSONField": Kind.TREE,
    "PositiveBigIntegerField": Kind.WHOLE,
    "PositiveIntegerField": Kind.WHOLE,
    "PositiveSmallIntegerField": Kind.WHOLE,
    "SmallAutoField": Kind.WHOLE,
    "SmallIntegerField": Kind.WHOLE,
    "TextField": Kind.TEXT,
    "TimeField": Kind.HOUR,
    "UUIDField": Kind.UUID,
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, those that order its rows, and whether the database numbers them."""

    name: str
    columns: tuple[Column, ...]
    keys: tuple[Column, ...]
    numbered: bool


def tables() -> tuple[Table, ...]:
    """Every table to carry, by name. TypeError for a column that there is no way to write as text."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if not meta.managed or meta.proxy or meta.db_table in STAYS:
            continue
        fields = [field for field in meta.local_concrete_fields if not field.generated]
        columns = {field: Column(str(field.column), _kind(field)) for field in fields}
        keys = tuple(columns[field] for field in meta.pk_fields)
        numbered = meta.pk.get_internal_type().endswith("AutoField")
        found[meta.db_table] = Table(meta.db_table, tuple(columns.values()), keys, numbered)
    return tuple(found[name] for name in sorted(found))


def _kind(field: "Field[object, object]") -> Kind:
    """A foreign key holds what it points at."""
    while field.remote_field is not None:
        field = field.target_field
    if field.get_internal_type() not in _KINDS:
        raise TypeError(f"there is no way to write {field} as text")
    return _KINDS[field.get_internal_type()]
