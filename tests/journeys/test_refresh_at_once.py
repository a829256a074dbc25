"""Seven in the morning: many phones look for news at the same moment, over real commits, while a visit lands."""

from collections import Counter
from typing import Any

from tests.field.phones import COLLECT, HOST
from tests.field.phones import phone as phone_for
from tests.field.test_at_once import all_at_once
from tests.journeys import lists_scene as scene
from tests.trainers.test_caseloads import gives, hires
from winay.intake.entity_models import Entity, EntityList, EntityVersion
from winay.intake.forms.rules import LISTS

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
    noted = EntityList.objects.filter(credential=first.phone.credential)
    assert sorted(noted.values_list("dataset", flat=True)) == sorted(LISTS) and all(one.fetched_at for one in noted)
    assert len({first.token() for _ in range(3)}) == 1
    assert {row["name"] for row in second.rows()} == {first.name(3)} and plain.rows() == []
