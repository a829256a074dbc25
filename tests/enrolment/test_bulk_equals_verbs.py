"""The same households, of which some may not enter, to the verb and to the bulk path: the same is left behind."""

from datetime import date, timedelta
from itertools import chain
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.enrolment import scene
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed
from winay.enrolment import bulk
from winay.enrolment.bulk import Entering, enrol_households
from winay.enrolment.models import Enrolment, Refusal
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.services.entering import enrol_many
from winay.enrolment.terms import ExitReason
from winay.journal.models import Line, Subject
from winay.registry.models import Household
from winay.registry.services.households import close_household
from winay.registry.terms import HouseholdClosed, Origin

pytestmark = pytest.mark.django_db


found = world(scene.ground)


def of_every_kind(found: scene.Ground) -> list[Household]:
    """Some who may enter, and one for each reason why not."""
    by, early = found.ana, found.on
    free = [scene.household(by) for _ in range(4)]
    outside = scene.household(by, hamlet=5)
    silent = scene.household(by, consents=False)
    inside = scene.enrolled(found).household
    left = scene.enrolled(found, on=early)
    end_enrolment(enrolment=left, reason=ExitReason.LOST_INTEREST, on=early + timedelta(days=9), by=by, at=now())
    closed = scene.household(by)
    close_household(
        household=closed, on=early, why=HouseholdClosed.DISSOLVED, note="", by=by, at=now()
    )  # fmt: skip
    unwilling = scene.household(by)
    scene.refused(found, unwilling)
    return [*free, outside, silent, inside, left.household, closed, unwilling]


def outcome(way: Any, *asked: Any) -> dict[str, Any]:
    """Everything that a way of entering leaves behind; all of it is taken back."""
    with transaction.atomic():
        last = Enrolment.objects.order_by("-pk").first(), Line.objects.order_by("-pk").first()
        before = [one.pk if one else 0 for one in last]
        said = way(*asked)
        rows = Enrolment.objects.filter(pk__gt=before[0]).order_by("household")
        told = {
            **said,
            "rows": [
                {f.attname: getattr(row, f.attname) for f in row._meta.fields if f.name not in ("id", "public_id")}
                for row in rows
            ],
            "refusals": list(
                Refusal.objects.order_by("pk").values("pk", "withdrawn_on", "withdrawn_by", "withdrawn_at")
            ),
            "subjects": set(Subject.objects.filter(line__gt=before[1]).values_list("kind", "key")),
            "verbs": set(Line.objects.filter(pk__gt=before[1]).values_list("verb", flat=True)),
        }
        transaction.set_rollback(True)
    return told


def by_verb(households: list[Household], act: Entering) -> dict[str, Any]:
    done = enrol_many(call=act.call, households=households, on=act.on, by=act.by, at=act.at, source=act.source)
    return {
        "in": {one.household_id for one in done.enrolments},
        "out": {one.pk: reasons for one, reasons in done.refused},
        "changed": len(done.changed_their_mind),
    }


def in_bulk(households: list[Household], act: Entering) -> dict[str, Any]:
    done = list(enrol_households([one.pk for one in households], act))
    return {
        "in": set(chain.from_iterable(one.cycles for one in done)),
        "out": {pk: reasons for one in done for pk, reasons in one.refused.items()},
        "changed": sum(one.changed_their_mind for one in done),
    }


@pytest.mark.parametrize("together", [1, 3, 100])
@pytest.mark.parametrize("days", [0, 20, -40, 300])
def test_both_ways_leave_the_same_behind(
    found: scene.Ground, together: int, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    households = of_every_kind(found)
    monkeypatch.setattr(bulk, "TOGETHER", dict.fromkeys(bulk.TOGETHER, together))
    act = Entering(found.call, found.on + timedelta(days=days), found.ana, now(), Origin.FILE)
    bulky, single = outcome(in_bulk, households, act), outcome(by_verb, households, act)
    assert bulky == single
    if days == 20:
        assert len(bulky["in"]) == 5 and len(bulky["out"]) == 5 and bulky["changed"] == 1
        codes = {reason.code for reasons in bulky["out"].values() for reason in reasons}
        assert len(codes) >= 4, codes


def test_nobody_enters_in_another_office(found: scene.Ground) -> None:
    stranger = people.acting_as(people.other_head())
    with pytest.raises(NotAllowed):
        list(enrol_households([scene.household(found.ana).pk], Entering(found.call, found.on, stranger, now())))
    assert not Enrolment.objects.exists()


def test_queries_do_not_grow_with_households(found: scene.Ground) -> None:
    counts = []
    for number in (1, 3):
        keys = [scene.household(found.ana).pk for _ in range(number)]
        with CaptureQueriesContext(connection) as seen:
            (done,) = enrol_households(keys, Entering(found.call, found.on, found.ana, now()))
        assert len(done.cycles) == number and not done.refused
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_days_of_a_cycle_are_those_of_the_version(found: scene.Ground) -> None:
    one = scene.household(found.ana)
    (done,) = enrol_households([one.pk], Entering(found.call, found.on, found.ana, now()))
    cycle = Enrolment.objects.get(public_id=done.cycles[one.pk])
    last: date = cycle.must_end_by
    assert (last.year - found.on.year) * 12 + last.month - found.on.month == 36
