"""What is published stays as it is, whoever tries, on the versions that ship."""

import pytest
from django.db import IntegrityError, connection, transaction

from winay.programs.triggers import PARTS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("part", PARTS)
def test_raw_sql_cannot_touch_a_published_version(part: str) -> None:
    table = f"programs_{part}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        (count,) = cursor.fetchone()
        assert count, "the attack needs rows"
        columns = ", ".join(column.name for column in connection.introspection.get_table_description(cursor, table)
                            if column.name != "id")  # fmt: skip
    _refused(f"UPDATE {table} SET version_id = version_id")
    _refused(f"DELETE FROM {table}")
    _refused(f"INSERT INTO {table} (id, {columns}) SELECT 999999, {columns} FROM {table} LIMIT 1")
    if connection.vendor == "sqlite":
        _refused(f"INSERT OR REPLACE INTO {table} (id, {columns}) SELECT id, {columns} FROM {table} LIMIT 1")


@pytest.mark.parametrize("table", ["programs_version", "programs_seal", "programs_program"])
def test_raw_sql_cannot_touch_heads_and_seals(table: str) -> None:
    _refused(f"UPDATE {table} SET id = id")
    _refused(f"DELETE FROM {table}")


def _refused(sql: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
