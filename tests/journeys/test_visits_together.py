"""Visits that waited are read together: the same visits, refusals and lines as one by one, with hardly more statements
than one takes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.field.phones import phone as phone_for
from tests.field.scene import Phone
from tests.journeys.test_together import _and_back, one_by_one, together
from tests.journeys.test_visiting import filled, made  # noqa: F401 (made is a fixture)
from winay.delivery.visit_models import Visit
from winay.intake.models import Submission
from winay.intake.terms import State

pytestmark = pytest.mark.django_db


def seen() -> dict[str, Any]:
    """What stands of the visits."""
    rows = Visit.objects.values_list(
        "submission", "receiver", "receiver_relation", "receiver_sex", "present", "contract", "enrolment", "nucleus",
        "visited_on", "start_minute", "advice", "source", "recorded_by",
    )  # fmt: skip
    return {"visits": sorted(rows, key=str)}


def test_together_or_one_by_one_the_same_is_left_behind(made) -> None:  # noqa: F811
    here, elsewhere = Phone(phone_for("0501").token), Phone(phone_for("0502").token)
    stranger = {"others": [{"relation": "neighbour", "sex": "f"}]}
    for number, days, phone, repeats, change in (
        (0, 5, here, stranger, {}), (1, 5, here, None, {"when__began": "12:00:00.000-05:00"}), (0, 5, here, None, {}),
        (2, 9, here, None, {}), (2, 4, elsewhere, None, {}), (1, 3, here, None, {"who__household_code": "AAAAAAAAAA"}),
        (1, 3, here, None, {"about__topics": "nothing"}), (2, 5, here, None, {"received__relation": "partner"}),
        (1, 2, here, None, {"who__contract_code": "Rosa"}),
    ):  # fmt: skip
        assert phone.send(filled(made, number, days, repeats, **change)).status_code == 201
    told: list[dict[str, Any]] = []

    def looked_at(way: Callable[[], None]) -> Callable[[], None]:
        def read() -> None:
            way()
            told.append(seen())

        return read

    both = [_and_back(looked_at(way)) for way in (together, one_by_one)]
    assert both[0] == both[1] and told[0] == told[1] and len(told[0]["visits"]) >= 2
    states = [state for _, state, _, _ in both[0]["states"]]
    assert states.count(State.PROCESSED) >= 2 and states.count(State.REVIEW) >= 5


def test_three_take_hardly_more_statements_than_one(made) -> None:  # noqa: F811
    here, counts = Phone(phone_for("0501").token), []
    for days, hours in ((6, ("09",)), (5, ("06", "09", "12"))):
        for number, hour in enumerate(hours):
            here.send(filled(made, number, days, when__began=f"{hour}:00:00.000-05:00"))
        here.send(filled(made, 0, 30))  # one more, refused: several are read together
        with CaptureQueriesContext(connection) as asked:
            together()
        counts.append(len(asked.captured_queries))
    assert Visit.objects.count() == 4 and Submission.objects.filter(state=State.PROCESSED).count() == 4
    assert counts[1] <= counts[0] + 2, counts
