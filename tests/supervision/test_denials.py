"""The signal that a household denies: found by the month in which a card came, of what stands today; the person
answers first; withdrawn when the household or the record changes. Nothing of the visit changes."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery import asset_scene as assets
from tests.delivery import visits_scene as visits
from tests.delivery.sayings_scene import WHY, card, says
from tests.delivery.visits_scene import visited
from tests.supervision import scene
from tests.supervision.scene import ago, at, codes, looks
from winay.core.errors import Refused
from winay.core.period import Period
from winay.delivery.asset_models import Delivery
from winay.delivery.saying_terms import Answer
from winay.delivery.services.sayings import change_saying
from winay.delivery.services.visits import correct_visit, reverse_visit
from winay.delivery.visit_models import Visit
from winay.supervision.queries.facts import denials_of, month_of
from winay.supervision.services.signals import close_signal
from winay.supervision.signal_models import Signal
from winay.supervision.signal_rules import DenialFact, household_denies
from winay.supervision.terms import EvidenceKind, SignalKind, SignalOutcome

pytestmark = pytest.mark.django_db
TODAY = people.today()


def fact(key: str, contract: str = "c1", **more: Any) -> DenialFact:
    facts = {"kind": EvidenceKind.VISIT, "nucleus_key": "n", "nucleus": 1, "on": date(2026, 3, 5)} | more
    return DenialFact(key=key, contract=contract, **facts)


def test_one_denial_is_enough_and_each_trainer_has_one_finding():
    some = [
        fact("b", on=date(2026, 3, 9)), fact("a", note="no vino"), fact("c", "c2"),
        fact("d", "", kind=EvidenceKind.DELIVERY, poor=True),
    ]  # fmt: skip
    found = {one.subject: one for one in household_denies(some)}
    assert set(found) == {"c1", "c2", "n"}
    assert (found["c1"].from_on, found["c1"].until_on) == (date(2026, 3, 5), date(2026, 3, 10))
    assert [(one.key, one.words, one.number) for one in found["c1"].evidence] == [("a", "no vino", 0), ("b", "", 0)]
    assert [(one.kind, one.number) for one in found["n"].evidence] == [(EvidenceKind.DELIVERY, 1)]
    assert household_denies([]) == []


def test_a_denied_visit_is_asked_about_and_stays():
    made = visits.shared()
    visit = visited(made)
    says(made, visit, note="Ese día estábamos en la chacra.")
    says(made, visited(made, 1), Answer.CAME)
    before = Visit.objects.values().get(pk=visit.pk)
    looks(made, days=0)
    one = scene.found("household_denies")
    assert (one.subject, one.contract, one.state) == (made.trainer.public_id, made.trainer, "open")
    assert [(row.key, row.words) for row in one.evidence.all()] == [
        (str(visit.public_id), "Ese día estábamos en la chacra.")
    ]
    assert Visit.objects.values().get(pk=visit.pk) == before
    looks(made, days=0)
    assert Signal.objects.filter(kind=SignalKind.HOUSEHOLD_DENIES).count() == 1
    with pytest.raises(Refused) as refused:
        close_signal(
            signal=one, outcome=SignalOutcome.CONFIRMED, words=scene.WHY, on=TODAY, by=scene.another(), at=at(0)
        )
    assert "confirmed_untold" in codes(refused)


def test_a_card_that_comes_late_is_found_in_the_month_in_which_it_came():
    made = visits.shared()
    says(made, visited(made, days=7), days=6)
    assert [one.on for one in denials_of(made.nucleus, month_of(TODAY))] == [ago(7)]
    before = Period(ago(400), ago(370))
    assert denials_of(made.nucleus, before) == []


def test_it_is_withdrawn_when_the_household_says_otherwise():
    made = visits.shared()
    visit = visited(made)
    said = says(made, visit)
    looks(made, days=0)
    change_saying(saying=said, said=card(visit, Answer.CAME, days=1), why=WHY, by=made.rosa, at=at(0))
    looks(made, days=0)
    assert scene.found("household_denies").state == "withdrawn"


def test_a_correction_of_the_visit_does_not_hide_a_denial_and_taking_it_back_ends_it():
    made = visits.shared()
    visit = visited(made)
    says(made, visit)
    newer = correct_visit(
        visit=visit, said=visits.said(made.person(), minutes=40), why=visits.WHY, by=made.ana, at=at(0)
    )
    looks(made, days=0)
    one = scene.found("household_denies")
    assert [row.key for row in one.evidence.filter(gone_at=None)] == [str(newer.public_id)]
    reverse_visit(visit=newer, why=visits.WHY, by=made.ana, at=at(0))
    looks(made, days=0)
    one.refresh_from_db()
    assert one.state == "withdrawn"


def test_a_delivery_that_no_trainer_handed_over_belongs_to_the_nucleus():
    made = assets.planned()
    came = Delivery.objects.select_related("technology__membership__enrolment__household__participant").get(
        pk=assets.delivered(made).pk
    )
    says(made.made, came, Answer.NOT_AS_PROMISED, days=400, note="La malla es delgada.")
    looks(made.made, days=0)
    one = scene.found("household_denies")
    assert (one.subject, one.contract) == (made.made.nucleus.public_id, None)
    assert [(row.kind, row.number, row.words) for row in one.evidence.all()] == [
        ("delivery", 1, "La malla es delgada.")
    ]


@pytest.mark.parametrize("households", [1, 3])
def test_queries_do_not_grow(households):
    made = visits.shared(households)
    for number in range(households):
        says(made, visited(made, number))
    with CaptureQueriesContext(connection) as asked:
        assert len(denials_of(made.nucleus, month_of(TODAY))) == households
    assert len(asked) == 3
