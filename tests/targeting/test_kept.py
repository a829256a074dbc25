"""What acts and screenings rest on, attacked by SQL: areas, who belongs to them, farm tables, counts, times."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests import people
from tests.targeting.areas_scene import DISTRICT, REASON, area_with, valley
from tests.worlds import world
from winay.core.clock import now
from winay.targeting.services.area_edits import merge_areas

pytestmark = [pytest.mark.django_db]

REFUSED = [
    "DELETE FROM targeting_area",
    "UPDATE targeting_area SET name = 'otra'",
    "UPDATE targeting_area SET code = '999999'",
    "UPDATE targeting_area SET district_id = district_id + 1",
    "DELETE FROM targeting_area_locality",
    "UPDATE targeting_area_locality SET locality_id = locality_id + 1",
    "UPDATE targeting_area_locality SET area_id = (SELECT MAX(id) FROM targeting_area) WHERE area_id <> "
    "(SELECT MAX(id) FROM targeting_area)",
    "UPDATE targeting_area_locality SET minutes = 0 WHERE NOT current",
    "INSERT INTO targeting_area_locality (area_id, locality_id, counted, current) SELECT "
    "(SELECT MAX(id) FROM targeting_area WHERE retired_by_id IS NOT NULL), MAX(id), false, false FROM places_place",
    "UPDATE targeting_area SET retired_by_id = NULL WHERE retired_by_id IS NOT NULL",
]


def _edited() -> None:
    """A district whose areas were drawn and then edited by hand: current areas and retired ones."""
    valley()
    merge_areas(
        district_code=DISTRICT,
        areas=[area_with(1).code, area_with(3).code],
        reason=REASON,
        by=people.acting_as(people.specialist()),
        at=now(),
    )


edited = world(_edited)


@pytest.mark.parametrize("statement", REFUSED)
def test_what_belongs_to_an_area_does_not_change_behind_the_application(edited: None, statement: str) -> None:
    with pytest.raises((IntegrityError, DatabaseError), match=r"no longer change"):
        run(statement)


def test_an_area_is_not_pushed_out_by_replacing_its_code(edited: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("OR REPLACE is SQLite's: PostgreSQL has no such thing")
    columns = "code, district_id, name, counted, origin, leftover, seat_id, made_by_id"
    with pytest.raises(IntegrityError, match="no longer change"):
        run(
            f"INSERT OR REPLACE INTO targeting_area (public_id, {columns}) "
            f"SELECT 'x', {columns} FROM targeting_area WHERE retired_by_id IS NULL LIMIT 1"
        )


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount, "the attack met no row"
