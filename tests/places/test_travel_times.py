"""Recorded travel times: they replace each other, end, and refuse what cannot be."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.targeting.areas_scene import REASON, code, said, valley
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.core.ids import new_id
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.places.models import TravelTime
from winay.places.terms import TravelMode
from winay.places.travel.services import end_travel_time, record_travel_time, travel_times_of

pytestmark = pytest.mark.django_db


def _ana() -> Any:
    valley()
    return people.acting_as(people.specialist())


ana = world(_ana)


def record(by: Any, one: int = 1, other: int = 5, minutes: int = 60, **how: Any) -> TravelTime:
    return record_travel_time(said=said(one, other, minutes, **how), today=people.today(), by=by, at=now())


def refused(verb: Any) -> list[str]:
    before = (list(TravelTime.objects.values()), Line.objects.count())
    with pytest.raises(Refused) as caught:
        verb()
    assert (list(TravelTime.objects.values()), Line.objects.count()) == before
    return [reason.code.removeprefix("places.") for reason in caught.value.reasons]


def test_a_time_is_kept_with_the_smaller_code_first_and_told_in_the_journal(ana: Any) -> None:
    made = record(ana, 5, 1, mode=TravelMode.RIVER)
    assert (made.origin.code, made.target.code, made.mode) == (code(1), code(5), TravelMode.RIVER)
    line = Line.objects.get(verb="places.record_travel_time")
    entry = parse_body(line.body)
    assert entry.before is None and entry.after is not None and entry.after["minutes"] == 60
    assert ("place", "050101") in entry.subjects and ("place", code(5)) in entry.subjects


def test_a_new_one_replaces_the_open_one(ana: Any) -> None:
    old, new = record(ana), record(ana, minutes=75)
    old.refresh_from_db()
    assert old.ended_at is not None and old.ended_why == REASON
    assert travel_times_of("050101") == [new]
    assert travel_times_of("050101", ended=True) == [new, old]
    entry = parse_body(Line.objects.filter(verb="places.record_travel_time").latest("id").body)
    assert entry.before is not None and entry.before["minutes"] == 60


def test_the_very_same_again_is_refused(ana: Any) -> None:
    record(ana)
    assert refused(lambda: record(ana, 5, 1)) == ["travel_time_same"]


def test_an_ended_one_no_longer_decides_and_never_changes(ana: Any) -> None:
    made = record(ana)
    end_travel_time(public_id=made.public_id, reason=REASON, by=ana, at=now())
    assert travel_times_of("050101") == []
    again = {"public_id": made.public_id, "reason": REASON, "by": ana, "at": now()}
    assert refused(lambda: end_travel_time(**again)) == ["travel_time_ended"]
    with pytest.raises(IntegrityError), transaction.atomic():
        TravelTime.objects.filter(pk=made.pk).update(minutes=5)
    assert record(ana).pk != made.pk


def test_what_cannot_be(ana: Any) -> None:
    assert refused(lambda: record(ana, 1, 1)) == ["travel_time_same_place"]
    assert refused(lambda: record(ana, 1, 99)) == ["unknown_place"]
    for minutes in (0, -5, 4321):
        assert refused(lambda minutes=minutes: record(ana, minutes=minutes)) == ["travel_time_minutes"]
    tomorrow = people.today() + timedelta(days=1)
    assert refused(lambda: record(ana, measured_on=tomorrow)) == ["travel_time_future"]
    assert refused(lambda: record(ana, reason="corto")) == ["travel_time_reason"]
    for reason in ("a" * 301, "quince letras y más\0"):
        assert refused(lambda reason=reason: record(ana, reason=reason)) == ["reason_long"]
    unknown = {"public_id": new_id(), "reason": REASON, "by": ana, "at": now()}
    assert refused(lambda: end_travel_time(**unknown)) == ["travel_time_unknown"]


def test_everything_wrong_is_said_at_once(ana: Any) -> None:
    assert len(refused(lambda: record(ana, 1, 1, minutes=0, reason=""))) == 3


def test_a_district_is_no_end_of_a_way(ana: Any) -> None:
    from winay.places.travel.services import TimeSaid

    wrong = TimeSaid("050101", code(1), TravelMode.WALKING, 60, people.today(), REASON)
    assert refused(lambda: record_travel_time(said=wrong, today=people.today(), by=ana, at=now())) == ["unknown_place"]


def test_outsiders(ana: Any) -> None:
    made = record(ana)
    valley([50], district="210101")
    from winay.places.travel.services import TimeSaid

    abroad = TimeSaid(code(1), code(1, "210101"), TravelMode.WALKING, 60, people.today(), REASON)
    with pytest.raises(NotAllowed):
        record_travel_time(said=abroad, today=people.today(), by=ana, at=now())
    for who in (people.other_head(), people.auditor(), people.specialist("0502")):
        by = people.acting_as(who)
        with pytest.raises(NotAllowed):
            record(by)
        with pytest.raises(NotAllowed):
            end_travel_time(public_id=made.public_id, reason=REASON, by=by, at=now())
    assert TravelTime.objects.count() == 1


def test_the_list_takes_one_query(ana: Any, django_assert_num_queries: Any) -> None:
    record(ana)
    with django_assert_num_queries(1):
        assert [time.origin.parent.code for time in travel_times_of("050101")] == ["050101"]
    record(ana, 2, 6)
    record(ana, 3, 7)
    with django_assert_num_queries(1):
        assert len([time.target.parent.code for time in travel_times_of("050101")]) == 3
