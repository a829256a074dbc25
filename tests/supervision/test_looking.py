"""Looking for signals: what is found, found once, refreshed, withdrawn, found again; who may; how many queries."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery import visits_scene as visits
from tests.enrolment import scene as nuclei_enrolment
from tests.supervision import scene
from tests.supervision.scene import COPIED, DAY, WHY, crowded, found, looks
from tests.trainers.scene import ago, at
from winay.core.actors import SYSTEM
from winay.core.errors import NotAllowed, Refused
from winay.delivery.services.visits import reverse_visit
from winay.delivery.visit_models import Visit
from winay.places.services import save_office
from winay.plans.price_models import Price
from winay.supervision.queries import facts
from winay.supervision.queries.facts import look_at, month_of
from winay.supervision.queries.numbers import Numbers, numbers_of
from winay.supervision.services import looking
from winay.supervision.services.looking import look_at_prices, look_for_signals
from winay.supervision.services.signals import close_signal, tell_signal
from winay.supervision.signal_models import Evidence, Look, Signal, SignalStep
from winay.supervision.terms import SignalOutcome, ToldHow

pytestmark = pytest.mark.django_db


def test_a_crowded_day_and_copied_words_are_found_with_their_evidence():
    made = crowded()
    result = looks(made)
    assert (result.found, result.new, result.withdrawn) == (2, 2, 0)
    one = found("many_visits")
    assert (one.nucleus, one.contract, str(one.subject)) == (made.nucleus, made.trainer, str(made.trainer.public_id))
    assert (one.from_on, one.until_on, one.detail) == (ago(DAY), ago(DAY - 1), ago(DAY).isoformat())
    assert one.settings == "signal_visits_hour=3 signal_day_minutes=720" and one.state == "open"
    pieces = Evidence.objects.filter(signal=one)
    assert {piece.key for piece in pieces} == {str(row.public_id) for row in Visit.objects.all()}
    assert all(piece.kind == "visit" and piece.minutes == 8 for piece in pieces)
    words = set(Evidence.objects.filter(signal=found("copied_answers")).values_list("words", flat=True))
    assert words == {COPIED}
    told = scene.line("look_for_signals")
    assert told["after"] == {
        "month": ago(DAY).replace(day=1).isoformat(), "signals_new": 2, "signals_again": 0, "signals_more": 0,
        "signals_withdrawn": 0,
    }  # fmt: skip


def test_looking_again_raises_nothing_twice_and_writes_no_line():
    made = crowded()
    looks(made)
    before = list(Signal.objects.order_by("id").values())
    result = looks(made)
    assert (result.found, result.changed) == (2, False)
    assert list(Signal.objects.order_by("id").values()) == before and scene.lines("look_for_signals") == 1
    assert Look.objects.get().found == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        twice = Signal.objects.order_by("id")[0]
        twice.pk, twice.public_id = None, people.someone().public_id
        twice.save(force_insert=True)


def test_a_visit_told_late_joins_the_evidence():
    made = visits.shared(6)
    for number in range(5):
        visits.visited(made, number, days=DAY, began=time(9, 11 * number), minutes=10, advice=f"Regar {number}.")
    looks(made)
    visits.visited(made, 5, days=DAY, began=time(9, 55), minutes=5, advice="Otra cosa.")
    result = looks(made)
    assert (result.new, result.more) == (0, 1)
    assert found("many_visits").evidence.count() == 6


def test_what_the_data_no_longer_say_is_withdrawn_and_found_again():
    made = crowded()
    looks(made)
    told = list(Visit.objects.order_by("start_minute"))
    for visit in told[:2]:
        reverse_visit(visit=visit, why=WHY, by=made.ana, at=at(0))
    result = looks(made, by=made.rosa)
    assert result.withdrawn == 2
    one = found("many_visits")
    assert one.state == "withdrawn" and one.steps.get().kind == "withdrawn"
    assert one.evidence.count() == 5, "what was seen then stays readable"
    for number in range(2):
        visits.visited(made, number, days=DAY, began=time(9, 8 * number), minutes=8, advice=COPIED)
    assert looks(made).again == 2
    one.refresh_from_db()
    assert one.state == "open" and [step.kind for step in one.steps.order_by("id")] == ["withdrawn", "found_again"]
    assert one.evidence.filter(gone_at=None).count() == 5 and one.evidence.count() == 7


def test_a_closed_signal_is_never_withdrawn():
    made = crowded()
    looks(made)
    one = found("many_visits")
    tell_signal(signal=one, whom="Rosa Quispe", how=ToldHow.PHONE, on=people.today(), by=made.ana, at=at(0))
    close_signal(
        signal=one, outcome=SignalOutcome.CORRECTED, words=WHY, on=people.today(), by=made.rosa, at=at(0)
    )  # fmt: skip
    reverse_visit(visit=Visit.objects.order_by("id")[0], why=WHY, by=made.ana, at=at(0))
    reverse_visit(visit=Visit.objects.order_by("id")[1], why=WHY, by=made.ana, at=at(0))
    looks(made)
    one.refresh_from_db()
    assert (one.state, one.outcome) == ("closed", "corrected")


def test_households_without_a_visit_are_one_signal_of_their_trainer(monkeypatch):
    made = visits.shared(3)
    visits.visited(made, 0, days=6)
    few = Numbers({"signal_unvisited_days": 4}, frozenset())
    monkeypatch.setattr(looking, "numbers_of", lambda versions: dict.fromkeys(versions, few))
    full = {ago(8 - 4), ago(6 - 4)}
    for day in {one.replace(day=1) for one in full}:
        look_for_signals(nucleus=made.nucleus, month=day, by=made.ana, at=at(0))
    told = Evidence.objects.filter(signal__kind="never_visited")
    assert {(piece.seen_on, piece.other) for piece in told} == {(ago(8), 1), (ago(6), 0)} and told.count() == 3
    visits.visited(made, 1, days=4, told=0)
    for day in {one.replace(day=1) for one in full}:
        look_for_signals(nucleus=made.nucleus, month=day, by=made.ana, at=at(0))
    assert told.filter(gone_at=None, signal__state="open").count() == 2, "told late, it counts on its day"


@pytest.mark.parametrize("households", [4, 7])
def test_looking_costs_as_many_queries_whatever_there_is(households):
    made = crowded(households)
    given = numbers_of([made.nucleus.version_id])[made.nucleus.version_id]
    with CaptureQueriesContext(connection) as asked:
        look_at(made.nucleus, month_of(ago(DAY)), given, people.today())
    assert len(asked) == 10
    with CaptureQueriesContext(connection) as first:
        assert looks(made).new == 2
    with CaptureQueriesContext(connection) as again:
        looks(made)
    assert (len(first), len(again)) == (26, 20)


def test_who_may_look():
    made = crowded()
    with pytest.raises(NotAllowed):
        looks(made, by=people.acting_as(people.other_head()))
    with pytest.raises(NotAllowed):
        looks(made, by=people.acting_as(people.auditor()))
    assert looks(made, by=SYSTEM).new == 2


def test_a_month_that_has_not_begun_or_lies_before_the_nucleus():
    made = visits.shared(1)
    with pytest.raises(Refused) as refused:
        looks(made, month=people.today() + timedelta(days=62))
    assert scene.codes(refused) == ["month"]
    with pytest.raises(Refused) as refused:
        looks(made, month=made.on - timedelta(days=62))
    assert scene.codes(refused) == ["before_nucleus"]


def test_a_price_far_off_belongs_to_its_office_and_to_whoever_wrote_it_down():
    made = visits.shared(1)
    save_office(code="UT-05", name="UT Ayacucho", seat="Ayacucho", place_codes=["05"], by=SYSTEM, at=at(9))
    office = facts.Office.objects.prefetch_related("covered__place").get(code="UT-05")
    for number, minor in enumerate([2_000, 2_010, 2_020, 2_030, 9_000]):
        price(minor, number, by=made.ana)
    result = look_at_prices(office=office, month=people.today(), by=made.rosa, at=at(0))
    assert result.new == 1
    one = found("price_far")
    far = Price.objects.get(minor=9_000)
    assert (one.subject, one.nucleus, one.office, one.about_person) == (far.public_id, None, office, made.ana.public_id)
    piece = one.evidence.get()
    assert (piece.number, piece.other, piece.minutes) == (9_000, 2_020, 5)
    assert look_at_prices(office=office, month=people.today(), by=SYSTEM, at=at(0)).changed is False
    with pytest.raises(NotAllowed):
        look_at_prices(office=office, month=people.today(), by=people.acting_as(people.other_head()), at=at(0))
    Price.objects.filter(pk=far.pk).update(
        withdrawn_at=at(0), withdrawn_by=made.ana.public_id, withdrawn_why="Era otra unidad."
    )
    assert look_at_prices(office=office, month=people.today(), by=made.ana, at=at(0)).withdrawn == 1
    assert SignalStep.objects.get(signal=one).kind == "withdrawn"


def price(minor: int, number: int, *, by) -> Price:
    return Price.objects.create(
        place=nuclei_enrolment.place(), item="improved_stove", line="parrilla", words="Parrilla", unit="u", minor=minor,
        quoted_on=people.today(), source_kind="market", source=f"Feria {number}", recorded_by=by.public_id,
        recorded_at=at(0),
    )  # fmt: skip
