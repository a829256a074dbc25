"""What is asked for every newcomer is answered by an index on both databases, however many people are on record."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.registry import scene
from winay.core.ids import new_id
from winay.journal.triggers import registered
from winay.nuclei.models import Nucleus
from winay.registry.files.on_file import households_on_file
from winay.registry.models import Household, Member
from winay.registry.queries.facts import national_ids
from winay.registry.queries.households import household_by_id, known
from winay.registry.queries.scope import Scope
from winay.registry.queries.search import people_named, people_with_id
from winay.registry.queries.taken import on_record
from winay.registry.terms import MemberLeft
from winay.trainers.application_models import Applicant
from winay.trainers.bulk import known_people
from winay.trainers.queries.contracts import kin_of

pytestmark = pytest.mark.django_db
LARGE = {"registry_household", "registry_member", "registry_consent", "registry_name_token", "h", "m", "t", "o0"}
"""Their names, and by which names statements call them."""
WHOLE = re.compile(r"SCAN (\w+)|Seq Scan on (\w+)")
EVERYWHERE = Scope.of([None])


def read_whole(statement: str, values: Any = ()) -> set[str]:
    """The large tables that a statement reads from end to end."""
    statement = next(part for part in statement.split("; ") if not part.startswith("SET "))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan TO off")  # tables of a test are small: would an index do?
            cursor.execute(f"EXPLAIN {statement}", values)
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    names = {name for found in WHOLE.findall(plan) for name in found if name}
    return names & LARGE


@pytest.mark.parametrize(
    "ask",
    [
        lambda: on_record([scene.household(external_key="K-1", public_id=new_id())], {"a" * 32}),
        lambda: on_record([scene.household(scene.member(public_id=new_id()))], ()),
        lambda: households_on_file({0: "K-1"}, {0: "a" * 32}),
        lambda: people_with_id("40000001", EVERYWHERE),
        lambda: people_named("Rosa Quispe", EVERYWHERE),
        lambda: known_people(["a" * 32]),
        lambda: kin_of(Applicant(national_id_hash="a" * 32), Nucleus(pk=1), people.today(), ""),
    ],
    ids=["newcomers", "members", "file", "id", "names", "trainers hired", "kin of a board"],
)
def test_nothing_is_read_from_end_to_end(ask: Callable[[], object]) -> None:
    with CaptureQueriesContext(connection) as asked:
        ask()
    assert asked.captured_queries
    for query in asked.captured_queries:
        assert not read_whole(query["sql"].replace("%", "%%")), query["sql"]


def test_a_search_for_two_words_leaves_the_planner_as_it_was() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite merges by itself")
    scene.a_hamlet()
    scene.registered(scene.household(scene.member(given_names="Rosa", surname_1="Quispe")))
    assert people_named("Rosa Quispe", EVERYWHERE).members
    with connection.cursor() as cursor:
        for setting, usual in (("enable_hashjoin", "on"), ("max_parallel_workers_per_gather", "2")):
            cursor.execute(f"SHOW {setting}")
            assert cursor.fetchone() == (usual,)


def test_the_page_of_a_household_reads_no_table_from_end_to_end() -> None:
    scene.a_hamlet()
    one = scene.registered(scene.everything())
    with CaptureQueriesContext(connection) as asked:
        found = household_by_id(one.public_id)
        assert found is not None
        known(found)
    for query in asked.captured_queries:
        assert not read_whole(query["sql"].replace("%", "%%")), query["sql"]


def test_guards_of_a_new_row_ask_an_index() -> None:
    """SQLite runs these for every row that is inserted."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no such guards")
    asked = 0
    for trigger in registered():
        for statement in trigger.statements("sqlite"):
            if trigger.table in LARGE and "BEFORE INSERT" in statement:
                for question in re.findall(r"EXISTS \((SELECT 1 FROM (?:[^()]|\([^()]*\))*)\)", statement):
                    asked += 1
                    assert not read_whole(re.sub(r"NEW\.\w+", "'x'", question)), question
    assert asked > 5


def test_somebody_is_found_by_the_id_they_bear_and_by_the_one_they_bore() -> None:
    scene.a_hamlet()
    here = scene.registered(scene.household(scene.member(national_id="40900001")))
    scene.registered(scene.household(scene.member(national_id="40900002")))
    child = here.members.get(national_id_hash=national_ids().hash("40900001"))
    for _ in range(2):
        assert [one.pk for one in people_with_id("40900001", EVERYWHERE).members] == [child.pk]
        assert not people_with_id("40900001", Scope.of(["21"])).members
        here.members.filter(pk=child.pk).update(left_on=people.today(), left_why=MemberLeft.DIED.value)


def test_every_column_that_points_at_a_person_or_a_household_has_an_index() -> None:
    """A household names a participant who is written after it. Until then SQLite looks, for each row of either table,
    whether any column that points there waits for it: a column without an index is read whole, and so writing many
    gets slower with all that there are."""
    wanted = [
        (model, one.column)
        for model in apps.get_models()
        for one in model._meta.local_concrete_fields
        if one.is_relation and one.related_model in {Household, Member} and one.db_constraint  # type: ignore[union-attr]
    ]
    assert len(wanted) > 20
    with connection.cursor() as cursor:
        bare = []
        for model, column in wanted:
            found = connection.introspection.get_constraints(cursor, model._meta.db_table).values()
            if not any(one["columns"][:1] == [column] and (one["index"] or one["unique"]) for one in found):
                bare.append(f"{model._meta.db_table}.{column}")
    assert bare == []
