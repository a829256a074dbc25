"""The same households under the version that asked for Juntos and under the one that opened to everybody."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.enrolment import scene as enrolment
from winay.core.clock import now
from winay.journeys.pages.two_rules import compared, versions_compared
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
