"""Asking a verb for what it should refuse."""

from collections.abc import Callable
from typing import Any

import pytest

from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.journal.models import Line
from winay.journeys.wording import say


def refused(verb: Callable[..., Any], **words: Any) -> tuple[Reason, ...]:
    """Why the verb says no. It has words for every reason, and nothing stands in the journal."""
    lines = Line.objects.count()
    with pytest.raises(Refused) as no:
        verb(**words)
    assert Line.objects.count() == lines
    assert all(say(reason) for reason in no.value.reasons)
    return no.value.reasons


def codes(reasons: tuple[Reason, ...]) -> set[str]:
    """The reasons without their room."""
    return {reason.code.partition(".")[2] for reason in reasons}
