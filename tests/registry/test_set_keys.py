"""Foreign keys that PostgreSQL checks a statement at a time refuse what a foreign key refuses, whoever writes."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from tests import people
from tests.delivery import visits_scene as visits
from tests.registry import scene
from winay.core.ids import new_id
from winay.journal.bulk import insert_columns
from winay.journal.set_keys import dangling
from winay.journal.triggers import Trigger, install, missing, registered
from winay.registry.models import Description, Household, Member

pytestmark = pytest.mark.django_db
NOBODY = 10**12
KEYS = [one for one in registered() if one.instead_of]
postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite checks the foreign key itself")


@pytest.fixture(autouse=True)
def known() -> Household:
    """A household with everything, and beside it a visit with its trainer, nucleus and cycle."""
    visits.visited(visits.shared(1))
    return scene.registered(scene.everything(), by=people.acting_as(people.specialist()))


def key_of(trigger: Trigger) -> tuple[str, str, str]:
    assert trigger.instead_of is not None
    return (trigger.table, *trigger.instead_of)


def copied(table: str, column: str, value: int) -> tuple[type[models.Model], dict[str, list[Any]]]:
    """Some row of a table once more, good but for one column."""
    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    row = model._base_manager.order_by("pk").values()[0]
    del row["id"]
    if "visited_on" in row:
        row["visited_on"] -= timedelta(days=1)  # a second visit on one day is refused for another reason
    fresh = {"public_id": new_id(), "national_id": "", "national_id_hash": "", column: value}
    return model, {name: [fresh.get(name, cell)] for name, cell in row.items()}


def refused(act: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()
        connection.check_constraints()


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("trigger", KEYS, ids=[one.name for one in KEYS])
def test_a_row_that_points_at_nothing_is_refused(trigger: Trigger) -> None:
    table, column, _ = key_of(trigger)
    model, row = copied(table, column, NOBODY)
    before = model._base_manager.count()
    refused(lambda: insert_columns(model, row))
    names = ", ".join(row)
    marks = ", ".join(["%s"] * len(row))
    fields = {field.column: field for field in model._meta.fields}
    cells = [fields[name].get_db_prep_value(value, connection) for name, (value,) in row.items()]
    refused(lambda: run(f"INSERT INTO {table} ({names}) VALUES ({marks})", *cells))
    assert model._base_manager.count() == before


@pytest.mark.parametrize("trigger", KEYS, ids=[one.name for one in KEYS])
def test_a_row_cannot_be_turned_to_nothing(trigger: Trigger) -> None:
    table, column, _ = key_of(trigger)
    refused(lambda: run(f"UPDATE {table} SET {column} = %s", NOBODY))


@pytest.mark.parametrize("target", sorted({key_of(one)[2] for one in KEYS}))
def test_what_is_pointed_at_cannot_go_nor_change_its_key(target: str) -> None:
    names = {one.name for one in registered()}
    assert names & {f"{target}_kept", f"{target}_append_only"}
    connection.check_constraints()  # else PostgreSQL refuses to truncate for another reason: pending checks
    refused(lambda: run(f"DELETE FROM {target}"))
    refused(lambda: run(f"UPDATE {target} SET id = id + %s", NOBODY))
    if connection.vendor == "postgresql":
        refused(lambda: run(f"TRUNCATE {target} CASCADE"))


def test_one_wrong_row_among_many_is_found(known: Household) -> None:
    model, row = copied("registry_description", "household_id", NOBODY)
    many = {name: cells * 500 for name, cells in row.items()}
    many["household_id"] = [known.pk] * 499 + [NOBODY]
    refused(lambda: insert_columns(model, many))
    many["household_id"] = [known.pk] * 500
    insert_columns(model, many)
    connection.check_constraints()


def test_somebody_may_pass_to_a_household_that_is_there(known: Household) -> None:
    other = scene.registered(scene.household())
    somebody = known.members.exclude(pk=known.participant_id)[0]
    assert Member.objects.filter(pk=somebody.pk).update(household=other) == 1
    connection.check_constraints()


@postgres
def test_no_key_is_checked_twice() -> None:
    with connection.cursor() as cursor:
        for trigger in KEYS:
            table, column, _ = key_of(trigger)
            found = connection.introspection.get_constraints(cursor, table).values()
            assert not [one for one in found if one["foreign_key"] and one["columns"] == [column]]
    with transaction.atomic():
        run(f"DROP TRIGGER {KEYS[0].name}_new ON {KEYS[0].table}")
        assert missing(connection) == [f"{KEYS[0].name}_new"]
        transaction.set_rollback(True)


@postgres
def test_a_foreign_key_that_came_back_is_taken_off_again() -> None:
    """As after a migration that alters the column."""
    connection.check_constraints()
    run("ALTER TABLE registry_description ADD CONSTRAINT back FOREIGN KEY (household_id) REFERENCES registry_household")
    install(connection)
    with connection.cursor() as cursor:
        assert "back" not in connection.introspection.get_constraints(cursor, "registry_description")


@postgres
def test_what_was_written_without_guards_is_named(known: Household) -> None:
    assert dangling(connection) == []
    _, row = copied("registry_description", "household_id", NOBODY)
    connection.check_constraints()
    run("ALTER TABLE registry_description DISABLE TRIGGER USER")
    insert_columns(Description, row)
    assert dangling(connection) == ["registry_description.household_id"]
