"""Central nuclei: formed, what they group, closed and opened again."""

from datetime import timedelta

import pytest

from tests import people
from tests.nuclei import scene
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journal.models import Line
from winay.nuclei.models import CentralNucleus
from winay.nuclei.queries.centrals import central_of, grouped_on, list_centrals, may_be_added, routes_of
from winay.nuclei.services.centrals import (
    add_to_central,
    close_central,
    form_central,
    reopen_central,
    take_out_of_central,
)
from winay.nuclei.services.stages import close_nucleus
from winay.places.models import Place
from winay.programs.models import Version

pytestmark = pytest.mark.django_db
DAY, WHY = timedelta(days=1), scene.WHY


made = world(scene.formed, 2, least=1, most=4)


def central(made, place="0501", name="NEC Huamanga", by=None, version=None) -> CentralNucleus:
    where, version = Place.objects.get(code=place), version or made.nucleus.version
    return form_central(version=version, place=where, name=name, on=made.on, by=by or made.ana, at=now())


def add(made, into, nucleus=None, after=5):
    nucleus = nucleus or made.nucleus
    return add_to_central(central=into, nucleus=nucleus, on=made.on + after * DAY, by=made.ana, at=now())


def take_out(made, of, after=20, mistake=False):
    return take_out_of_central(
        central=of, nucleus=made.nucleus, on=made.on + after * DAY, mistake=mistake, why=WHY, by=made.ana, at=now()
    )  # fmt: skip


def codes(refused) -> list[str]:
    return [reason.code.removeprefix("nuclei.") for reason in refused.value.reasons]


def names(of, on) -> list[str]:
    return [one.nucleus.name for one in grouped_on(of, on)]


def test_a_central_groups_nuclei_of_its_place_with_their_households(made):
    assert routes_of(made.nucleus.version_id).yes is True
    one = central(made)
    assert may_be_added(one) == [made.nucleus]
    add(made, one)
    assert [(row.nucleus, row.households) for row in grouped_on(one, people.today())] == [(made.nucleus, 2)]
    assert grouped_on(one, made.on + 4 * DAY) == [] and may_be_added(one) == []
    assert central_of(made.nucleus, people.today()).central == one
    assert [row.grouped for row in list_centrals({("05", None)})[0]] == [1]
    assert list_centrals({("21", None)})[0] == []


def test_a_nucleus_is_under_one_central_at_a_time_and_changes_on_a_day(made):
    one, other = central(made), central(made, "050110", "NEC del distrito")
    add(made, one)
    with pytest.raises(Refused) as refused:
        add(made, other, after=30)
    assert codes(refused) == ["in_central"]
    take_out(made, one, after=20)
    add(made, other, after=20)
    assert (names(one, made.on + 19 * DAY), names(one, made.on + 20 * DAY)) == ([made.nucleus.name], [])
    assert names(other, made.on + 20 * DAY) == [made.nucleus.name]


def test_one_added_by_mistake_never_was_there(made):
    one, other = central(made), central(made, "050110", "NEC del distrito")
    add(made, one)
    take_out(made, one, mistake=True)
    assert names(one, made.on + 5 * DAY) == []
    add(made, other)
    with pytest.raises(Refused) as refused:
        take_out(made, one)
    assert codes(refused) == ["out_already"]


def test_a_nucleus_of_another_place_or_version_is_not_grouped(made):
    with pytest.raises(Refused) as refused:
        add(made, central(made, "050102", "NEC de otro distrito"))
    assert codes(refused) == ["central_outside"]
    other = Version.objects.get(program__key="haku-winay", key="2020.1")
    with pytest.raises(Refused) as refused:
        add(made, central(made, version=other))
    assert codes(refused) == ["central_version"]
    with pytest.raises(Refused) as refused:
        central(made, "05")
    assert codes(refused) == ["central_place"]


def test_the_name_is_free_again_when_the_central_closed_and_what_it_grouped_comes_back(made):
    one = central(made)
    with pytest.raises(Refused) as refused:
        central(made)
    assert codes(refused) == ["central_name_taken"]
    add(made, one)
    close_central(central=one, on=made.on + 30 * DAY, why=WHY, by=made.rosa, at=now())
    assert names(one, people.today()) == [] and names(one, made.on + 29 * DAY) == [made.nucleus.name]
    reopen_central(central=one, why=WHY, by=made.rosa, at=now())
    assert names(one, people.today()) == [made.nucleus.name]
    assert Line.objects.filter(verb__contains="central").count() == 4


def test_who_may(made):
    for person in (people.other_head(), people.auditor()):
        with pytest.raises(NotAllowed):
            central(made, by=people.acting_as(person))
    one = central(made)
    with pytest.raises(NotAllowed):
        close_central(central=one, on=people.today(), why=WHY, by=made.ana, at=now())


def test_a_nucleus_that_closes_leaves_its_central(made):
    one = central(made)
    add(made, one)
    close_nucleus(nucleus=made.nucleus, on=made.on + 60 * DAY, why=WHY, by=made.rosa, at=now())
    assert names(one, made.on + 59 * DAY) == [made.nucleus.name] and names(one, made.on + 60 * DAY) == []
    with pytest.raises(Refused) as refused:
        add(made, one, after=61)
    assert codes(refused) == ["closed_already"]
