"""Seven in the morning: many phones look for news at the same moment, over real commits, while a visit lands."""

from collections import Counter
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection

from tests.delivery.visits_scene import visited
from tests.field.phones import COLLECT, HOST
from tests.field.phones import phone as phone_for
from tests.field.test_at_once import all_at_once
from tests.journeys import lists_scene as scene
from tests.trainers.test_caseloads import gives, hires
from winay.intake.entity_models import Entity, EntityList, EntityVersion
from winay.intake.forms.rules import LISTS
from winay.intake.terms import ConflictKind, EntitySource
from winay.journeys.phone_lists import observing, serving

MANY = 6


def refreshed(phone: scene.Trainer) -> tuple[int, ...]:
    """What a phone is answered that asks for everything, as Collect does."""
    found = []
    for form in phone.phone.forms():
        if "manifestUrl" in form:
            url = form["manifestUrl"].removeprefix(HOST)
            found.append(phone.phone.client.get(f"{url}?deviceID=collect:7am", headers=COLLECT).status_code)
    found += [phone.phone.get(f"lists/{one}.csv").status_code for one in LISTS]
    return tuple(sorted(set(found)))


def test_many_phones_at_once_get_the_same_lists_and_nothing_is_there_twice(fresh_db: str) -> None:
    made = scene.made(4)
    first = scene.let_in(made)
    other = hires(made, 901)
    gives(made, 3, other)
    second, plain = scene.let_in(made, other), scene.Trainer(made, phone_for("0501"))
    phones = [first, second, plain]
    calls: list[Any] = [lambda one=one: refreshed(one) for one in phones] * MANY
    assert all_at_once(calls) == Counter({(200,): len(calls)})
    assert set(EntityVersion.objects.values_list("number", flat=True)) == {1}, "nobody's question is a change"
    assert EntityVersion.objects.count() == Entity.objects.count() > 8
    body = first.visit(base=1)
    landed: list[Any] = [*([lambda: refreshed(first)] * MANY), lambda: (first.send(body) and 200,)]
    assert all_at_once(landed) == Counter({(200,): MANY + 1})
    row = first.row()
    assert (row["__version"], row["last_advice"]) == ("2", "Regar de tarde")
    numbers = EntityVersion.objects.filter(entity__name=first.name()).order_by("number")
    assert list(numbers.values_list("number", flat=True)) == [1, 2]
    noted = EntityList.objects.filter(ground__credential=first.phone.credential)
    assert sorted(noted.values_list("dataset", flat=True)) == sorted(LISTS) and all(one.fetched_at for one in noted)
    assert len({first.token() for _ in range(3)}) == 1
    assert {row["name"] for row in second.rows()} == {first.name(3)} and plain.rows() == []


def test_what_a_phone_tells_while_a_list_is_made_is_not_taken_back(
    fresh_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading what the rooms know and writing it down as what phones are given, a visit lands: it is newer than
    what was read."""
    made = scene.made(2)
    phone = scene.let_in(made)
    phone.refresh()
    landing, observe = [phone.visit(base=1)], serving.observe

    def crossed(dataset: str, *more: Any, **words: Any) -> Any:
        if dataset == "households" and landing:
            body = landing.pop()
            assert all_at_once([lambda: phone.send(body) and (200,)]) == Counter({(200,): 1})
        return observe(dataset, *more, **words)

    monkeypatch.setattr(serving, "observe", crossed)
    visited(made, 1)  # so that the list is made anew
    row = phone.row()
    assert not landing and (row["__version"], row["last_advice"]) == ("2", "Regar de tarde")
    assert [one.source for one in scene.versions(phone.name())] == [EntitySource.SERVER, EntitySource.PHONE]
    phone.send(phone.visit(0, 2, base=2, advice="Cosechar", began="15:00"))
    assert not scene.conflicts(), "the phone knew everything that was told"
    row = phone.row()
    assert (row["__version"], row["last_advice"]) == ("3", "Cosechar")


def test_of_two_devices_that_are_read_at_once_neither_takes_back_what_the_other_told(
    fresh_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one submission stands on is read when nobody else can change it: the other waits, and meets it."""
    made = scene.made(1)
    phone = scene.let_in(made)
    phone.refresh()
    first, second = phone.visit(base=1), phone.visit(0, 4, base=1, advice="Podar", began="15:00")
    rows_of, waits = observing.rows_of, Event()
    beside: list[Thread] = []

    def told_beside() -> None:
        phone.send(second)
        waits.set()
        connection.close()

    def slowly(*words: Any) -> Any:
        found = rows_of(*words)
        if not beside:
            beside.append(Thread(target=told_beside))
            beside[0].start()
            waits.wait(2)
        return found

    monkeypatch.setattr(observing, "rows_of", slowly)
    phone.send(first)
    beside[0].join()
    scene.read()
    told = [one.source for one in scene.versions(phone.name())]
    assert told.count(EntitySource.PHONE) == 2 and told[:2] == [EntitySource.SERVER, EntitySource.PHONE], told
    (met,) = scene.conflicts()
    assert met.kind == ConflictKind.HARD and set(met.disputed.split()) >= {"last_on", "last_advice"}
    assert phone.row()["last_advice"] == "Podar"
