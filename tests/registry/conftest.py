"""Whom most tests of the registry need."""

import pytest

from tests import people
from tests.registry import scene
from winay.accounts.queries import ActingPerson


@pytest.fixture
def hamlet() -> None:
    """The hamlets of the scene. `usefixtures` where every test of a file needs them."""
    scene.a_hamlet()


@pytest.fixture
def rosa() -> ActingPerson:
    """The specialist of the office whose hamlets they are."""
    return people.acting_as(people.specialist())
