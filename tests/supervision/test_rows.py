"""Every rule of signals on real rows, by the nightly look: what is found with its evidence, what just is not, and that
another night says nothing twice."""

import pytest

from tests.supervision import scene
from tests.supervision.rows import SCENES, Scene
from winay.core.clock import now
from winay.places.models import Office
from winay.supervision.queries.facts import month_of
from winay.supervision.services.looking import Result
from winay.supervision.signal_models import Evidence, Signal, SignalStep
from winay.supervision.tasks import look_over
from winay.supervision.terms import SignalKind

pytestmark = pytest.mark.django_db


def night(of: Scene) -> Result:
    """A nightly look over the month of a scene."""
    return look_over(since=now(), months=(month_of(of.month).start,))


def test_every_rule_has_a_scene():
    assert {name.partition(":")[0] for name in SCENES} == set(SignalKind)


@pytest.mark.parametrize("name", SCENES)
def test_it_is_found_with_its_evidence_and_not_again(name: str):
    of, kind = SCENES[name](True), name.partition(":")[0]
    assert night(of).new == 1
    one = Signal.objects.get()
    assert (one.kind, one.subject, one.state) == (kind, of.subject, "open")
    assert (one.office if isinstance(of.of, Office) else one.nucleus) == of.of
    told = Evidence.objects.filter(signal=one, gone_at=None)
    assert sorted(told.values_list("kind", "number", "other"), key=str) == sorted(of.evidence, key=str)
    lines = scene.lines("look_for_signals")
    again = night(of)
    assert (again.found, again.changed) == (1, False)
    assert Signal.objects.count() == 1 and told.count() == len(of.evidence)
    assert not SignalStep.objects.exists() and scene.lines("look_for_signals") == lines


@pytest.mark.parametrize("name", SCENES)
def test_what_just_is_not_beyond_the_number_is_not_found(name: str):
    of = SCENES[name](False)
    assert night(of) == Result(0)
    assert not Signal.objects.exists()
