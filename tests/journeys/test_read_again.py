"""Every form that has a reader: whatever interrupts its reading, and however often its turn comes, what it says stands
once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from tests.enrolment import scene as enrolment
from tests.field.filling import registration
from tests.field.phones import phone as phone_for
from tests.field.scene import JPEG, Phone
from tests.journeys import lists_scene, phoned, test_assembling, test_hearing, test_voting
from tests.nuclei import scene as nuclei
from tests.plans import scene as plans
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.intake.models import Submission
from winay.intake.terms import State
from winay.journeys.ingest import FORMS, ingest_next
from winay.journeys.shipped_forms import publish_shipped_forms

pytestmark = pytest.mark.django_db
FILES = phoned.PICTURES | {"acta.jpg": JPEG}
ROOMS = ("registry", "enrolment", "nuclei", "plans", "trainers", "delivery", "voices")
Sent = tuple[str | None, bytes]


def published() -> None:
    publish_shipped_forms(lists_scene.FORMS, by=SYSTEM, at=now())


def a_registration() -> Sent:
    published()
    ground = enrolment.ground()
    on = ground.on + 5 * nuclei.DAY
    return None, registration(enrolment.place(1).code, on.isoformat())


def a_visit() -> Sent:
    phone = lists_scene.let_in(lists_scene.made())
    phone.refresh()
    return phone.phone.token, phone.visit(base=1)


def of_a_nucleus(body: Callable[..., bytes], *before: Callable[..., bytes]) -> Callable[[], Sent]:
    def made() -> Sent:
        found = phoned.ground()
        for one in before:
            assert found.send(one(found), FILES).state == State.PROCESSED
        return found.token.token, body(found)

    return made


def an_assembly() -> Sent:
    published()
    made = nuclei.formed(5)
    people = {"candidates": [test_assembling.stood(made, "president", 1, 5)]}
    return None, test_assembling.minutes(made, repeats=people)


def a_grievance() -> Sent:
    published()
    return None, test_hearing.told(nuclei.formed(3))


def a_vote() -> Sent:
    published()
    made = plans.constituted(4)
    test_voting.opened(made)
    return None, test_voting.vote(made)


SCENES: dict[str, Callable[[], Sent]] = {
    "household_registration": a_registration,
    "household_visit": a_visit,
    "group_session": of_a_nucleus(phoned.session),
    "asset_delivery": of_a_nucleus(phoned.delivery),
    "asset_installation": of_a_nucleus(phoned.installation, phoned.delivery),
    "technology_check": of_a_nucleus(phoned.check, phoned.delivery, phoned.installation),
    "healthy_home": of_a_nucleus(phoned.home),
    "assembly": an_assembly,
    "workshop_vote": a_vote,
    "grievance": a_grievance,
}


def test_every_reader_is_tried() -> None:
    assert SCENES.keys() == FORMS.keys()


def told() -> dict[str, Any]:
    """Every row of every room that a form can reach, and what phones were given of it."""
    models = [one for room in ROOMS for one in apps.get_app_config(room).get_models()]
    models += [one for one in apps.get_app_config("intake").get_models() if one.__name__.startswith("Entity")]
    return {one.__name__: list(one.objects.order_by("pk").values()) for one in models}


@pytest.mark.parametrize("form", SCENES)
def test_read_again_it_says_the_same(form: str) -> None:
    token, body = SCENES[form]()
    before = told()
    assert Phone(token or phone_for("0501").token).send(body, FILES).status_code == 201
    with transaction.atomic():  # the worker is killed when everything is done but the last word
        assert ingest_next(at=now())
        transaction.set_rollback(True)
    left = told()
    assert [one for one in before if left[one] != before[one]] == []
    sent = Submission.objects.get(form_id=form, state=State.RECEIVED)
    assert ingest_next(at=now())
    after = told()
    sent.refresh_from_db()
    assert sent.state == State.PROCESSED, [one.code for one in sent.steps.all()]
    assert after != before
    if FORMS[form].sealed:
        return  # nothing is left of it that could be read
    Submission.objects.filter(pk=sent.pk).update(state=State.RECEIVED)
    assert ingest_next(at=now())
    sent.refresh_from_db()
    now_told = told()
    assert (sent.state, [one for one in after if now_told[one] != after[one]]) == (State.PROCESSED, [])
