"""The scene itself: what tests of nuclei stand on."""

import pytest

from tests.nuclei import scene

pytestmark = pytest.mark.django_db


def test_a_nucleus_has_the_households_that_it_was_given():
    made = scene.formed(2)
    assert made.nucleus.memberships.count() == 2 and made.on < scene.today()
    assert made.person(0).household_id != made.person(1).household_id
