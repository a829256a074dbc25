"""What the database asks with every membership costs the same however many nuclei a country has."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_who_joins_a_nucleus_later_is_looked_for_in_that_nucleus_alone() -> None:
    asked = "SELECT 1 FROM nuclei_membership o WHERE o.nucleus_id = 7 AND o.joined_on > '2026-01-01'"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan TO off")  # as the trigger has it
            cursor.execute(f"EXPLAIN {asked}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked}")
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    by_both = {"postgresql": "(nucleus_id = 7) AND (joined_on >", "sqlite": "(nucleus_id=? AND joined_on>?)"}
    assert by_both[connection.vendor] in plan, plan
