"""The trainer's phone of tests about its lists. Whoever imports it has it as `phone`, of what the test calls `made`."""

import pytest

from tests.journeys import lists_scene as scene
from tests.nuclei import scene as nuclei


@pytest.fixture(name="phone")
def phone_with_lists(made: nuclei.Formed) -> scene.Trainer:
    """The trainer's phone, with its lists on it."""
    one = scene.let_in(made)
    one.refresh()
    return one
