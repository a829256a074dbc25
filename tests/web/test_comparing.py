"""The same households under the version that asked for Juntos and under the one that opened to everybody."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.enrolment import scene as enrolment
from winay.core.clock import now
from winay.journeys.pages.two_rules import compared, districts_to_compare, versions_compared
from winay.journeys.pages.two_rules_walk import walks_of
from winay.registry.facts import JuntosFacts
from winay.registry.services.descriptions import record_juntos

pytestmark = pytest.mark.django_db


def told(found, cycle, member: bool) -> None:
    facts = JuntosFacts(member)
    record_juntos(household=cycle.household, facts=facts, on=people.today(), by=found.ana, at=now())


def test_whoever_is_not_in_juntos_is_left_out_and_whoever_nobody_asked_is_unknown(db):
    found = enrolment.ground()
    cycles = [enrolment.enrolled(found, enrolment.household(found.ana, 1 + n % 2)) for n in range(6)]
    for one in cycles[:2]:
        told(found, one, True)
    for one in cycles[2:5]:
        told(found, one, False)
    strict, following = versions_compared()
    assert (strict.key, following.key) == ("pilot-2012", "2014.1")
    seen = compared(found.call.area.district)
    counts = seen.strict.whole
    assert (counts.entering, counts.left_out, counts.unknown) == (2, 3, 1)
    assert (seen.open.whole.entering, seen.open.whole.left_out, seen.neighbours) == (6, 0, 3)
    assert seen.strict.sizes.households == 2 and not seen.strict.sizes.possible and seen.strict.sizes.missing == 78
    assert sum(one.households for one in seen.strict.places.values()) == 6


def test_districts_come_page_by_page_and_by_name(db):
    found = enrolment.ground()
    enrolment.enrolled(found)
    everywhere = [(None, None)]
    place = found.call.area.district
    assert districts_to_compare(everywhere, limit=1) == ([(place, 1)], False)
    assert districts_to_compare(everywhere, after=place.code) == ([], False)
    assert districts_to_compare(everywhere, text=place.name)[0] and not districts_to_compare(everywhere, text="xyz")[0]
    assert districts_to_compare([("21", None)]) == ([], False)
    client = people.log_in(Client(), people.head())
    page = client.get(reverse("web:compare_districts"), {"q": "xyz", "after": "0501x"})
    assert "Ningún distrito con hogares en el programa" in page.content.decode()


def test_the_page_says_it_beside_the_case_study(db):
    found = enrolment.ground()
    told(found, enrolment.enrolled(found), False)
    client = people.log_in(Client(), people.head())
    page = client.get(reverse("web:compare_rules", args=[enrolment.DISTRICT])).content.decode()
    assert "made it difficult to integrate the executing nuclei" in page and "ninguno: no entra nadie" in page
    index = client.get(reverse("web:compare_districts"))
    assert [(place.code, count) for place, count in index.context["rows"]] == [(enrolment.DISTRICT, 1)]
    outside = people.log_in(Client(), people.other_head())
    assert outside.get(reverse("web:compare_districts")).context["rows"] == []
    assert outside.get(reverse("web:compare_rules", args=[enrolment.DISTRICT])).status_code == 403


def test_whoever_is_left_out_makes_the_way_of_the_others_longer(db):
    """Three communities: under the open rule every household; under the strict one a few of two of them."""
    found = enrolment.ground()
    cycles = [enrolment.enrolled(found, enrolment.household(found.ana, 1 + n % 2)) for n in range(6)]
    for number, one in enumerate(cycles):
        told(found, one, number == 0)
    strict, everybody = walks_of(compared(found.call.area.district), on=people.today())
    assert (strict.households, everybody.households) == (1, 6)
    assert len(strict.groups) == 1 and strict.small == 1 and (strict.minutes, strict.furthest, strict.mean) == (0, 0, 0)
    assert sum(group.households for group in everybody.groups) == 6
    assert {place.pk for group in everybody.groups for place in group.places} == {
        one.household.place_id for one in cycles
    }
    assert all(group.seat in group.places for group in everybody.groups)
    assert everybody.mean == round(everybody.minutes / 6) and everybody.furthest * 6 >= everybody.minutes
    client = people.log_in(Client(), people.head())
    page = client.get(reverse("web:compare_rules", args=[enrolment.DISTRICT])).content.decode()
    assert "Cuánto caminarían a su asamblea" in page and page.count('<svg class="area-picture') == 2
    assert "left-out" in page, "the community of which nobody enters is drawn hollow"


def test_where_nobody_enters_no_way_is_told(db):
    found = enrolment.ground()
    told(found, enrolment.enrolled(found), False)
    strict, everybody = walks_of(compared(found.call.area.district), on=people.today())
    assert strict is None and everybody.households == 1
