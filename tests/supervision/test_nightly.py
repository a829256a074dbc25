"""The nightly look: everything once, broken off and gone on, refused by nothing; and by the command."""

from datetime import timedelta

import pytest
from typer.testing import CliRunner

from tests import people
from tests.supervision import scene
from tests.trainers.scene import ago
from winay.cli.signals import app
from winay.core.clock import now
from winay.supervision import tasks
from winay.supervision.signal_models import Look, Signal
from winay.supervision.tasks import look_over, months_to_look, nuclei_to_look

pytestmark = pytest.mark.django_db


def test_both_months_are_looked_over_once_a_night():
    made = scene.crowded()
    since = now() - timedelta(hours=1)
    heard: list[tuple[int, int]] = []
    result = look_over(since=since, tell=lambda done, total: heard.append((done, total)))
    assert result.new == 2 and Signal.objects.filter(nucleus=made.nucleus).count() == 2
    assert heard == [(1, 2), (2, 2)] and Look.objects.count() == 2
    assert all(not nuclei_to_look(month, since).exists() for month in months_to_look(people.today()))
    again = look_over(since=since, tell=lambda done, total: heard.append((done, total)))
    assert not again.changed and len(heard) == 2, "what was looked at is passed over"
    assert not look_over(since=now()).changed and Look.objects.count() == 2


def test_it_waits_at_night_alone(monkeypatch):
    scene.crowded()
    midnight = tasks.timezone.localtime(now()).replace(hour=0, minute=0, second=0, microsecond=0)
    for hour, waits in ((0, False), (2, True), (5, False), (14, False)):
        monkeypatch.setattr(tasks, "now", lambda hour=hour: midnight + timedelta(hours=hour))
        assert tasks.looks_wait() is waits
    monkeypatch.setattr(tasks, "now", lambda: midnight + timedelta(hours=2))
    look_over(since=midnight)
    assert not tasks.looks_wait()


def test_the_command_says_what_it_found():
    scene.crowded()
    told = CliRunner().invoke(app, ["find", "--month", f"{ago(scene.DAY):%Y-%m}"])
    assert told.exit_code == 0 and "2 señales nuevas" in told.stdout
    wrong = CliRunner().invoke(app, ["find", "--month", "marzo"])
    assert wrong.exit_code != 0
