"""No table and no column of an installation is left out."""

import pytest
from django.db import connection

from winay.journeys.carrying.tables import STAYS, tables

pytestmark = [pytest.mark.bare, pytest.mark.django_db]


def test_every_table_is_carried_or_stays_for_a_reason() -> None:
    there = {name for name in connection.introspection.table_names() if not name.startswith("sqlite_")}
    assert {table.name for table in tables()} == there - STAYS
    assert there > STAYS
    assert {"journal_line", "auth_permission", "mfa_authenticator", "accounts_installation"} <= there - STAYS


def test_every_column_is_carried() -> None:
    with connection.cursor() as cursor:
        for table in tables():
            there = {column.name for column in connection.introspection.get_table_description(cursor, table.name)}
            assert {column.name for column in table.columns} == there, table.name
            assert table.keys and set(table.keys) <= set(table.columns)


def test_every_table_that_numbers_its_rows_is_known() -> None:
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'",
        "postgresql": "SELECT table_name FROM information_schema.columns "
        "WHERE is_identity = 'YES' AND table_schema = current_schema()",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        numbered = {name for (name,) in cursor.fetchall()}
    assert {table.name for table in tables() if table.numbered} == numbered - STAYS
