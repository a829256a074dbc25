"""What people look for in `registry.py`: names, ids, codes, lists of every kind, households; each asked many times."""

import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

ASKED, LISTED = 100, 20
STATES = ("", "no_consent", "away", "juntos_ending", "closed", "all")


def find(meter: Any) -> dict[str, Any]:
    """The 95th percentile of each question in milliseconds, asked over the whole country, a department and less."""
    from winay.registry.models import Household, Member

    clean_up()
    said: dict[str, Any] = {"members": Member.objects.count(), "households": Household.objects.count()}
    said["questions"] = {}
    for name, questions in _questions():
        took = []
        with meter.on():
            for ask in questions:
                began = time.perf_counter()
                ask()
                took.append(time.perf_counter() - began)
        took.sort()
        said["questions"][name] = [round(1000 * took[round(len(took) * share) - 1], 1) for share in (0.5, 0.95)]
    return said


def clean_up() -> None:
    """What a database does of itself some time after a large load."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _questions() -> Iterator[tuple[str, list[Callable[[], object]]]]:
    from winay.registry.queries.scope import Scope

    scopes = {"country": Scope.of([None]), "department": Scope.of(["05"]), "two places": Scope.of(["0501", "15"])}
    people = _people()
    for where, scope in scopes.items():
        yield from _names(where, scope, people)
    yield from _single(scopes["country"], people)
    for where in ("country", "department"):
        yield from _lists(where, scopes[where])
    yield from _small_lists(scopes["country"], people)


def _people() -> list[Any]:
    from winay.registry.models import Member

    last = Member.objects.order_by("-pk")[0].pk
    some = random.Random(5).sample(range(1, last), 2 * ASKED)
    rows = Member.objects.filter(pk__in=some).select_related("household__place")
    return list(rows)


def _names(where: str, scope: Any, people: list[Any]) -> Iterator[tuple[str, list[Callable[[], object]]]]:
    from winay.registry.queries.search import people_named

    def asked(words: Callable[[Any, Any], str]) -> list[Callable[[], object]]:
        pairs = zip(people[: len(people) // 2], people[len(people) // 2 :], strict=False)
        return [partial(people_named, words(one, other), scope) for one, other in pairs]

    yield f"surname and given names, {where}", asked(lambda one, _: f"{one.surname_1} {one.given_names}")
    yield f"two surnames, {where}", asked(lambda one, _: f"{one.surname_1} {one.surname_2}")
    yield f"one surname, {where}", asked(lambda one, _: one.surname_1)
    yield f"surnames of two people, {where}", asked(lambda one, other: f"{one.surname_1} {other.surname_1}")


def _single(scope: Any, people: list[Any]) -> Iterator[tuple[str, list[Callable[[], object]]]]:
    from winay.registry.queries.facts import national_ids
    from winay.registry.queries.search import households_coded, people_with_id
    from winay.registry.rules import household_code

    ids = [national_ids().decrypt(one.national_id) for one in people if one.national_id][:ASKED]
    keys = [one.household.public_id for one in people][:ASKED]
    yield "national id", [partial(people_with_id, text, scope) for text in ids]
    yield "code of a household", [partial(households_coded, household_code(key), scope) for key in keys]
    yield "a household, everything", [partial(_whole, key) for key in keys]


def _whole(key: UUID) -> None:
    from winay.registry.queries.households import household_by_id, known

    found = household_by_id(key)
    assert found is not None
    known(found)


def _lists(where: str, scope: Any) -> Iterator[tuple[str, list[Callable[[], object]]]]:
    from winay.registry.models import Household
    from winay.registry.queries.lists import Filters, list_households, places_inside

    keys = Household.objects.filter(scope.q()).order_by("district", "pk").values_list("district", "pk")
    number = keys.count()
    deep = [keys[number * at // LISTED] for at in range(LISTED)]
    for state in STATES:
        name = f"list, {state or 'open'}, {where}"
        yield f"{name}, first page", [partial(list_households, scope, Filters(state=state))] * LISTED
        yield (
            f"{name}, deep",
            [partial(list_households, scope, Filters(state=state), after=key) for key in deep],
        )
    yield f"numbers by place, {where}", [partial(places_inside, scope, None)] * LISTED


def _small_lists(scope: Any, people: list[Any]) -> Iterator[tuple[str, list[Callable[[], object]]]]:
    from winay.registry.queries.lists import Filters, list_households, people_in, places_inside

    for state in STATES:
        for where, digits in (("district", 6), ("locality", 10)):
            codes = [one.household.place.code[:digits] for one in people][:ASKED]
            yield (
                f"list, {state or 'open'}, {where}",
                [partial(list_households, scope, Filters(code, state)) for code in codes],
            )
    places = [one.household.place for one in people][:ASKED]
    yield "people of a place", [partial(people_in, scope, place) for place in places]
    parents = [place.parent for place in places if len(place.code) == 10]
    yield "numbers by place, district", [partial(places_inside, scope, place) for place in parents]
