"""What phones sent is read together where it waits: the same households, refusals and lines as one by one, with hardly
more statements than one takes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.enrolment import scene
from tests.field.filling import PERSON, SHIPPED, registration
from tests.field.phones import phone as phone_for
from tests.field.scene import FORM, Phone, answers, credential, published
from winay.core.actors import SYSTEM, Actor
from winay.core.clock import now
from winay.enrolment.models import Enrolment, Refusal
from winay.intake.models import Step, Submission, Taken
from winay.intake.processing import claims
from winay.intake.processing.claims import claim
from winay.intake.processing.services import reasons_of
from winay.intake.reading.answers import Answers
from winay.intake.terms import State
from winay.journal.models import Line, Subject
from winay.journeys.form_readers import Form, Read, Work
from winay.journeys.ingest import ingest_next, ingest_some
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.registry.models import Consent, Household, Member

pytestmark = pytest.mark.django_db


class Ticking:
    """A clock for the loop."""

    def monotonic(self) -> float:
        return 0.0

    def now(self) -> datetime:
        return now()


def together() -> None:
    ingest_some(seconds=1, clock=Ticking())


def one_by_one() -> None:
    while ingest_next(at=now()):
        pass


def somebody(number: int, **more: str) -> dict[str, str]:
    return (
        PERSON | {"national_id": f"{41_000_000 + number}", "given_names": f"Julia {'abcdefghij'[number % 10]}"} | more
    )


def sent_by_phones(ground: scene.Ground) -> None:
    """Two phones, four days, three hamlets; some that must be refused, each for a reason of its own."""
    here, elsewhere = Phone(phone_for("0501").token), Phone(phone_for("0502").token)
    child = {"kin": "child", "born_day": "2015-02-03", "mother_tongue": "es", "at_home": "yes"}
    changes: list[dict[str, Any]] = [
        {}, {"hamlet": 3}, {"days": 9}, {"members": [somebody(3), somebody(13, **child)]},
        {"place__locality": "0501999999"}, {"members": [somebody(5, national_id="123")]},
        {"members": [somebody(6), somebody(7)]}, {"entry__wants": "not_now", "entry__reason": "no_time"},
        {"consent__agrees": "no", "entry__wants": "", "entry__reason": "other", "entry__note": "No confían."},
        {"members": [somebody(0)]}, {"members": [somebody(10, sex="?")]}, {"phone": elsewhere}, {"days": -600},
        {"consent_text": "1999.1"}, {"hamlet": 2, "days": 7},
    ]  # fmt: skip
    for number, change in enumerate(changes):
        by, hamlet, days = change.pop("phone", here), change.pop("hamlet", 1), change.pop("days", 5)
        on = (ground.on + timedelta(days=days)).isoformat()
        told = {"members": [somebody(number)], "instance": f"uuid:{number}"} | change
        assert by.send(registration(scene.place(hamlet).code, on, **told)).status_code == 201


def what_became() -> dict[str, Any]:
    """Everything that is the same whichever way it was read."""
    names = {str(row.public_id): row.instance_id for row in Submission.objects.all()}
    homes = {str(home.public_id): names.get(home.external_key, "") for home in Household.objects.all()}
    known = names | homes
    lines = [
        (line.verb, line.actor, sorted((s.kind, known.get(s.key, s.kind)) for s in Subject.objects.filter(line=line)))
        for line in Line.objects.filter(subjects__kind="submission").distinct()
    ]
    steps = [
        (step.submission.instance_id, step.kind, [(reason.code, sorted(reason.params)) for reason in reasons_of(step)])
        for step in Step.objects.select_related("submission")
    ]  # fmt: skip
    return {
        "states": sorted(Submission.objects.values_list("instance_id", "state", "reason_code", "outside_territory")),
        "homes": sorted((homes[str(h.public_id)], h.place.code, str(h.registered_on)) for h in Household.objects.all()),
        "members": sorted(Member.objects.values_list("given_names", "national_id_hash", "sort_key")),
        "consents": sorted(Consent.objects.values_list("text_key", "how", "member__given_names")),
        "cycles": sorted((homes[str(e.household.public_id)], str(e.enrolled_on)) for e in Enrolment.objects.all()),
        "refusals": sorted(Refusal.objects.values_list("reason", "households")),
        "steps": sorted(steps),
        "lines": sorted(lines, key=str),
    }


def test_together_or_one_by_one_the_same_is_left_behind() -> None:
    publish_shipped_forms(SHIPPED.parent, by=SYSTEM, at=now())
    sent_by_phones(scene.ground())
    found = [_and_back(way) for way in (together, one_by_one)]
    assert found[0] == found[1]
    states = [state for _, state, _, _ in found[0]["states"]]
    assert states.count(State.PROCESSED) == 8 and states.count(State.REVIEW) == 7
    assert len(found[0]["cycles"]) >= 3 and found[0]["refusals"]


def _and_back(way: Callable[[], None]) -> dict[str, Any]:
    with transaction.atomic():
        way()
        found = what_became()
        assert not Taken.objects.exists()
        transaction.set_rollback(True)
    return found


def test_ten_take_hardly_more_statements_than_two() -> None:
    publish_shipped_forms(SHIPPED.parent, by=SYSTEM, at=now())
    ground, counts = scene.ground(), []
    sent_by_phones(ground)
    together()
    here = Phone(phone_for("0501").token)
    for first, many in ((100, 2), (200, 10)):
        for number in range(first, first + many):
            on = (ground.on + timedelta(days=5)).isoformat()
            here.send(registration(scene.place(1).code, on, members=[somebody(number)]))
        with CaptureQueriesContext(connection) as seen:
            together()
        counts.append(len(seen))
    assert Enrolment.objects.count() >= 12
    assert counts[0] == counts[1] <= 60, counts


def test_an_unforeseen_failure_of_some_is_met_one_by_one() -> None:
    published()
    phone = Phone(credential()[1])
    for name in ("a", "b", "c"):
        phone.send(answers(name, name=name))

    def several(sent: Any, *, at: datetime) -> Any:
        raise ZeroDivisionError

    def reads(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
        if answers.text("name") == "b":
            raise ZeroDivisionError
        return Read()

    assert ingest_some(seconds=1, clock=Ticking(), forms={FORM: Form(reads, read_several=several)}).taken == 3
    assert dict(Submission.objects.values_list("instance_id", "state")) == {
        "a": State.PROCESSED, "b": State.REVIEW, "c": State.PROCESSED,
    }  # fmt: skip


def test_two_never_have_the_same_in_hand(phone_with_ten: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "TOGETHER", dict.fromkeys(claims.TOGETHER, 4))
    first = claim()
    assert first is not None and (len(first.keys), first.tries, first.last, first.over) == (4, 1, False, False)
    again = claim()  # as if that worker had died
    assert again is not None and (again.keys, again.tries) == (first.keys[:1], 2)


@pytest.fixture
def phone_with_ten(db: None) -> None:
    published()
    phone = Phone(credential()[1])
    for number in range(10):
        phone.send(answers(f"i{number}"))
