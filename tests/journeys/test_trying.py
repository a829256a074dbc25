"""What a newcomer fills in: a visit of today that the rules take, another one each time, and of nobody real."""

from pathlib import Path

import pytest
from django.conf import settings

from tests import people
from tests.delivery import visits_scene
from tests.field.phones import phone as phone_for
from tests.field.scene import Phone
from tests.journeys.test_visiting import fill, xform
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.delivery.visit_models import Visit
from winay.intake.models import Submission
from winay.intake.terms import State
from winay.journeys.ingest import ingest_one
from winay.journeys.pages.trying import sample_visit
from winay.journeys.shipped_forms import publish_shipped_forms


@pytest.mark.django_db
def test_a_sample_is_a_visit_of_today_and_the_next_is_another() -> None:
    publish_shipped_forms(Path(settings.WINAY_FORMS), by=SYSTEM, at=now())
    visits_scene.shared()
    assert sample_visit(on=people.today()) is None, "real people are no sample"
    seen = set()
    for number in range(3):
        sample = sample_visit(on=people.today(), synthetic=False)
        assert sample is not None
        seen.add((sample.household.pk, sample.answers["when/began"]))
        body = fill(xform(), sample.answers, {}, instance=f"uuid:{number}")
        assert Phone(phone_for("0501").token).send(body, {}).status_code == 201
        sent = Submission.objects.get(instance_id=f"uuid:{number}")
        ingest_one(public_id=sent.public_id, at=now())
        sent.refresh_from_db()
        assert sent.state == State.PROCESSED, sent.reason_code
        assert Visit.objects.get(submission=sent.public_id).enrolment.household_id == sample.household.pk
    assert len(seen) == 3, "each another household, at another hour"
    assert sample_visit(on=people.today(), synthetic=False) is None, "all of them were visited today"
