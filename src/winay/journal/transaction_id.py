"""The id of the running transaction as a column default: a number on PostgreSQL, nothing on SQLite."""

from typing import Any

from django.db.models import BigIntegerField, Func


class TransactionId(Func):
    """`pg_current_xact_id()`: 64 bits, never wraps. SQLite has one writer at a time and needs none."""

    template = "(pg_current_xact_id()::text::bigint)"
    arity = 0
    output_field = BigIntegerField(null=True)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        """NULL."""
        return self.as_sql(compiler, connection, template="NULL", **extra)
