"""Every form that has a reader, filled in on paper and typed in: what is made of it says that it came on paper, and who
typed it in for whom."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import pytest

from tests import people
from tests.journeys import test_visiting
from tests.journeys.sending import xform
from tests.journeys.test_read_again import SCENES, Sent
from winay.core.actors import Actor
from winay.core.clock import now
from winay.delivery.asset_models import Delivery
from winay.delivery.home_models import HomeCheck
from winay.delivery.session_models import Session
from winay.delivery.technology_models import Check, Installation
from winay.delivery.visit_models import Visit
from winay.enrolment.models import Enrolment
from winay.intake.forms.preview import preview
from winay.intake.models import FormVersion, Submission
from winay.intake.paper.reading import ON_SCAN, Typed, asked
from winay.intake.paper.rules import HeadSaid, new_number
from winay.intake.paper.services import begin_sheet, hand_over_sheet, keep_sheet
from winay.intake.terms import State
from winay.journal.models import Subject
from winay.journeys.ingest import ingest_next
from winay.journeys.pages.came import Came, came_by, came_to
from winay.registry.models import Household
from winay.registry.terms import Origin

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"papel" * 20
MADE: Mapping[str, Any] = {
    "household_visit": Visit, "group_session": Session, "asset_delivery": Delivery, "asset_installation": Installation,
    "technology_check": Check, "healthy_home": HomeCheck,
}  # fmt: skip
ABOUT = {"assembly": "assembly", "workshop_vote": "assembly", "grievance": "grievance"}


def typed_from(form: str, body: bytes) -> Typed:
    """What somebody types in who has before them on paper what a phone would have sent."""
    lines = preview(xform(form)).lines
    repeats = {line.path for line in lines if line.kind == "repeat"}
    answers: dict[str, str] = {}
    rounds = dict.fromkeys(repeats, 0)

    def walk(node: ElementTree.Element, plain: str, path: str) -> None:
        for child in node:
            name = child.tag.rpartition("}")[2]
            below, here = f"{plain}{name}", f"{path}{name}"
            if below in repeats:
                rounds[below] += 1
                here = f"{here}[{rounds[below]}]" if rounds[below] > 1 else here
            if len(child):
                walk(child, f"{below}/", f"{here}/")
            elif child.text:
                answers[here] = child.text

    walk(ElementTree.fromstring(body), "", "")
    kinds = {path: line.kind for path, line in asked(lines, Typed({}, rounds))}
    told = {path: ON_SCAN if kinds[path] == "file" else value for path, value in answers.items() if path in kinds}
    return Typed(told, rounds)


def on_paper(form: str, body: bytes, by: Actor) -> Submission:
    """Typed in from a sheet, and read."""
    said = HeadSaid(new_number(), people.today() - timedelta(days=1), "Fortunata Quispe")
    row = FormVersion.objects.filter(form_id=form).latest("id")
    sheet = begin_sheet(form=row, said=said, place_code="0501", by=by, by_name="Ana", at=now())
    typed = typed_from(form, body)
    sheet = keep_sheet(sheet=sheet, said=said, typed=typed, scan=("hoja.png", PNG), by=by, at=now())
    sent = hand_over_sheet(sheet=sheet, as_written=True, by=by, by_name="Ana", at=now())
    while ingest_next(at=now()):
        pass
    return Submission.objects.get(pk=sent.pk)


def scene_of(form: str) -> Sent:
    """A visit whose codes are written down: paper holds no lists."""
    if form != "household_visit":
        return SCENES[form]()
    return None, test_visiting.filled(test_visiting.begun())


@pytest.mark.parametrize("form", SCENES)
def test_it_says_that_it_came_on_paper_and_who_typed_it_in_for_whom(form: str) -> None:
    _token, body = scene_of(form)
    by = people.acting_as(people.head())
    sent = on_paper(form, body, by)
    assert sent.state == State.PROCESSED, [one.told for one in sent.steps.all()]
    expected = Came(sent.public_id, sent.sheet, by.person.name, "Fortunata Quispe")
    assert came_by([sent.public_id], by) == {sent.public_id: expected}
    stranger = people.acting_as(people.other_head())
    assert came_by([sent.public_id], stranger)[sent.public_id].submission is None
    if form in MADE:
        row = MADE[form].objects.get(submission=sent.public_id)
        assert getattr(row, "source", Origin.PAPER) == Origin.PAPER and row.recorded_by == by.public_id
    elif form == "household_registration":
        home, cycle = Household.objects.get(external_key=str(sent.public_id)), Enrolment.objects.get()
        assert (home.origin, cycle.source, cycle.submission) == (Origin.PAPER, Origin.PAPER, sent.public_id)
    else:
        keys = set(Subject.objects.filter(kind=ABOUT[form]).values_list("key", flat=True))
        assert expected in [one for key in keys for one in came_to(ABOUT[form], UUID(key), by)]
