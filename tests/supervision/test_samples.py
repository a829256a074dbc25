"""Samples: drawn from a list of a day, drawn again, somebody missed and replaced, found, corrected, closed; what was
told is kept as it was at the draw; what the rules refuse, the database, and to another office."""

from datetime import time

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery import visits_scene as visits
from tests.supervision import scene
from tests.supervision.scene import WHY, codes, finding, said, spots
from tests.trainers.scene import ago, at
from tests.worlds import world
from winay.core.actors import SYSTEM
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.places.models import Office
from winay.places.services import save_office
from winay.supervision.queries.samples import frame_of, list_samples, redraw, result_of
from winay.supervision.sample_models import FieldFinding, Sample, Seen, Spot
from winay.supervision.sample_rules import drawn
from winay.supervision.services.samples import (
    close_sample,
    correct_finding,
    draw_sample,
    miss_household,
    record_finding,
    reopen_sample,
    unmiss_household,
    void_sample,
)
from winay.supervision.terms import Agreement, Came, MissedWhy

pytestmark = pytest.mark.django_db


def _made():
    """Seven households; the first five were visited five days ago."""
    made = visits.shared(7)
    for number in range(5):
        visits.visited(made, number, days=5, began=time(6 + 2 * number))
    return made


made = world(_made)


def finds(spot, by, **more):
    return record_finding(spot=spot, said=finding(**more), by=by, at=at(0))


def fitting(spot):
    """A finding that fits what was told of a household."""
    return finding() if spot.reported_visits else finding(remembered=0, came=Came.NONE_TOLD)


def misses(spot, by, why=MissedWhy.NOBODY_HOME, **more):
    return miss_household(spot=spot, why=why, **({"on": people.today(), "by": by, "at": at(0)} | more))


def test_drawn_by_the_seed_with_what_was_told_until_then(made):
    one = scene.sample(made)
    homes = {str(cycle.household.public_id): number for number, cycle in enumerate(made.cycles)}
    order = drawn("rifa 4711", homes)
    assert [str(spot.household) for spot in spots(one)] == order[:6], "twice as many as are asked"
    assert [spot.reserve for spot in spots(one)] == [False] * 3 + [True] * 3
    for spot in spots(one):
        seen = homes[str(spot.household)] < 5
        assert (spot.reported_visits, spot.reported_last_on) == ((1, ago(5)) if seen else (0, None))
    assert (one.population, one.number, one.drawn_on) == (7, 1, people.today())
    assert scene.line("draw_sample")["after"]["seed"] == "rifa 4711"
    again = redraw(one)
    assert again.holds and again.households == 7


def test_what_is_told_after_the_draw_changes_nothing_of_it(made):
    one = scene.sample(made)
    silent = [spot for spot in spots(one) if not spot.reported_visits]
    for number in (5, 6):
        visits.visited(made, number, days=4, began=time(2 * number))
    assert [spot.reported_visits for spot in spots(one) if spot.pk in {s.pk for s in silent}] == [0] * len(silent)


def test_a_list_that_was_changed_since_is_said(made):
    one = scene.sample(made)
    end_enrolment(enrolment=made.cycles[0], reason=ExitReason.MOVED_OUT, on=ago(1), by=made.ana, at=at(0), note=WHY)
    again = redraw(one)
    assert not again.same_list and again.same_order and again.households == 6


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"size": 0}, "size"),
        ({"size": 8}, "size"),
        ({"seed": "abc"}, "seed"),
        ({"seed": "a" * 65}, "seed"),
        ({"until_on": ago(8)}, "period"),
        ({"from_on": ago(-1), "until_on": ago(-2)}, "in_future"),
    ],
)
def test_a_draw_that_cannot_be(made, more, code):
    with pytest.raises(Refused) as refused:
        scene.sample(made, **more)
    assert codes(refused) == [code] and not Sample.objects.exists()


def test_one_sample_of_a_list_is_in_the_field_and_drawing_again_shows(made):
    one = scene.sample(made)
    with pytest.raises(Refused) as refused:
        scene.sample(made, seed="otra semilla")
    assert codes(refused) == ["sample_open"]
    with pytest.raises(IntegrityError), transaction.atomic():
        copy = Sample.objects.get(pk=one.pk)
        copy.pk, copy.public_id = None, made.nucleus.public_id
        copy.save(force_insert=True)
    void_sample(sample=one, why="La semilla era de otro núcleo.", by=made.ana, at=at(0))
    assert scene.sample(made, seed="otra semilla").number == 2
    assert Sample.objects.count() == 2, "the first stays in the list"


def test_the_next_in_order_takes_the_place_of_whom_nobody_finds(made):
    one = scene.sample(made)
    first, second = spots(one)[:2]
    instead = misses(first, made.ana, note="Dos veces cerrado con candado.")
    assert (instead.position, instead.instead_of) == (4, first)
    assert misses(second, made.ana, why=MissedWhy.MOVED).position == 5
    asked = [row.spot.position for row in result_of(one).waiting]
    assert asked == [3, 4, 5]
    assert misses(instead, made.ana).position == 6, "a reserve can be missed, too"
    assert misses(spots(one)[4], made.ana) is None, "nobody is left"
    with pytest.raises(Refused) as refused:
        finds(first, made.ana)
    assert codes(refused)[0] == "missed_already"


def test_missed_by_mistake_goes_back_unless_the_reserve_was_asked(made):
    one = scene.sample(made)
    first, second = spots(one)[:2]
    misses(first, made.ana)
    unmiss_household(spot=first, why=WHY, by=made.ana, at=at(0))
    assert [row.spot.position for row in result_of(one).waiting] == [1, 2, 3]
    with pytest.raises(Refused) as refused:
        unmiss_household(spot=first, why=WHY, by=made.ana, at=at(0))
    assert codes(refused) == ["not_missed"]
    instead = misses(second, made.ana)
    record_finding(spot=instead, said=fitting(instead), by=made.ana, at=at(0))
    with pytest.raises(Refused) as refused:
        unmiss_household(spot=second, why=WHY, by=made.ana, at=at(0))
    assert codes(refused) == ["replacement_used"]


def test_a_finding_is_written_once_and_corrected_beside_it(made):
    one = scene.sample(made)
    spot = next(spot for spot in spots(one) if spot.reported_visits)
    made_first = finds(spot, made.ana, came=Came.NO)
    with pytest.raises(Refused) as refused:
        finds(spot, made.ana)
    assert codes(refused) == ["found_already"]
    assert result_of(one).rows[spot.position - 1].agreement is Agreement.DISAGREES
    new = correct_finding(spot=spot, said=finding(remembered=2), why=WHY, by=made.rosa, at=at(0))
    made_first.refresh_from_db()
    assert (made_first.ended_how, made_first.ended_why, new.replaces) == ("replaced", WHY, made_first)
    assert result_of(one).rows[spot.position - 1].agreement is Agreement.AGREES
    assert Seen.objects.count() == 2
    told = scene.line("correct_finding")
    assert told["before"]["came"] == "no" and told["after"]["came"] == "yes"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"on": ago(-1)}, "in_future"),
        ({"on": ago(1)}, "too_early"),
        ({"found_by": " "}, "found_by"),
        ({"remembered": -1}, "remembered"),
        ({"remembered": 201}, "remembered"),
        ({"came": Came.NONE_TOLD}, "came"),
        ({"note": "a" * 601}, "words_long"),
        ({"seen": (("bees", "in_use"), ("bees", "in_use"))}, "seen_twice"),
    ],
)
def test_a_finding_that_cannot_be(made, more, code):
    one = scene.sample(made)
    spot = next(spot for spot in spots(one)[:3] if spot.reported_visits)
    with pytest.raises(Refused) as refused:
        finds(spot, made.ana, **more)
    assert codes(refused) == [code] and not FieldFinding.objects.exists()


def test_a_reserve_in_wait_is_not_asked(made):
    reserve = spots(scene.sample(made))[4]
    with pytest.raises(Refused) as refused:
        record_finding(spot=reserve, said=fitting(reserve), by=made.ana, at=at(0))
    assert codes(refused) == ["not_in_sample"]
    with pytest.raises(Refused) as refused:
        misses(reserve, made.ana)
    assert codes(refused) == ["not_in_sample"]


def test_closed_when_everybody_was_asked_and_opened_again_with_a_reason(made):
    one = scene.sample(made, size=7)
    with pytest.raises(Refused) as refused:
        close_sample(sample=one, note="", by=made.rosa, at=at(0))
    assert codes(refused) == ["still_waiting", "nothing_found"]
    for number, spot in enumerate(spots(one)):
        bad = finding(remembered=0, came=Came.NO) if spot.reported_visits and number < 3 else fitting(spot)
        record_finding(spot=spot, said=bad, by=made.ana, at=at(0))
    done = close_sample(sample=one, note="Se caminó en dos días.", by=made.rosa, at=at(0))
    result = result_of(done)
    agrees, differ = result.counted(Agreement.AGREES), result.counted(Agreement.DISAGREES)
    assert agrees + differ == 7 and result.agrees is not None
    assert (result.agrees.low, result.agrees.share, result.agrees.high) == (round(agrees / 7 * 10_000),) * 3, (
        "everybody was asked: nothing is left to chance"
    )
    assert scene.line("close_sample")["after"]["agree_of"] == 7
    spot = spots(one)[0]
    for verb in (lambda: finds(spot, made.ana), lambda: misses(spot, made.ana),
                 lambda: void_sample(sample=one, why=WHY, by=made.ana, at=at(0))):  # fmt: skip
        with pytest.raises(Refused) as refused:
            verb()
        assert "sample_closed" in codes(refused)
    reopen_sample(sample=one, why=WHY, by=made.rosa, at=at(0))
    correct_finding(spot=spot, said=fitting(spot), why=WHY, by=made.ana, at=at(0))
    with pytest.raises(Refused) as refused:
        reopen_sample(sample=one, why=WHY, by=made.rosa, at=at(0))
    assert codes(refused) == ["sample_not_closed"]


def test_void_only_before_anything_was_found(made):
    one = scene.sample(made)
    spot = spots(one)[0]
    record_finding(spot=spot, said=fitting(spot), by=made.ana, at=at(0))
    with pytest.raises(Refused) as refused:
        void_sample(sample=one, why=WHY, by=made.ana, at=at(0))
    assert codes(refused) == ["void_found"]


def test_an_office_is_a_list_too(made):
    save_office(code="UT-05", name="UT Ayacucho", seat="Ayacucho", place_codes=["05"], by=SYSTEM, at=at(9))
    office = Office.objects.prefetch_related("covered__place").get(code="UT-05")
    assert len(frame_of(office, people.today())) == 7
    one = draw_sample(scope=office, said=said(size=2), by=made.ana, at=at(0))
    assert (one.office, one.place.code, one.population) == (office, "05", 7)
    with pytest.raises(NotAllowed):
        draw_sample(scope=office, said=said(), by=people.acting_as(people.specialist("0501")), at=at(0))
    with pytest.raises(NotAllowed):
        draw_sample(scope=office, said=said(), by=people.acting_as(people.other_head()), at=at(0))


@pytest.mark.parametrize("who", [people.other_head, people.auditor])
def test_another_office_and_an_auditor_write_nothing(made, who):
    by, one = people.acting_as(who()), scene.sample(made)
    first, second = spots(one)[:2]
    misses(second, made.ana)
    for verb in (
        lambda: draw_sample(scope=made.nucleus, said=said(), by=by, at=at(0)),
        lambda: record_finding(spot=first, said=fitting(first), by=by, at=at(0)),
        lambda: correct_finding(spot=first, said=fitting(first), why=WHY, by=by, at=at(0)),
        lambda: misses(first, by),
        lambda: unmiss_household(spot=second, why=WHY, by=by, at=at(0)),
        lambda: close_sample(sample=one, note="", by=by, at=at(0)),
        lambda: reopen_sample(sample=one, why=WHY, by=by, at=at(0)),
        lambda: void_sample(sample=one, why=WHY, by=by, at=at(0)),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert list_samples(by.reach("read_signals"))[0][0].sample == one if who is people.auditor else True


def test_the_database_keeps_the_draw_and_what_was_found(made):
    one = scene.sample(made)
    first, reserve = spots(one)[0], spots(one)[4]
    record_finding(spot=first, said=fitting(first), by=made.ana, at=at(0))
    for rows, columns in (
        (Sample.objects.filter(pk=one.pk), {"seed": "otra"}),
        (Sample.objects.filter(pk=one.pk), {"size": 2}),
        (Spot.objects.filter(pk=first.pk), {"position": 99}),
        (Spot.objects.filter(pk=first.pk), {"reported_visits": 99}),
        (Spot.objects.filter(pk=first.pk), {"reserve": True}),
        (Spot.objects.filter(pk=reserve.pk), {"instead_of": first.pk}),
        (FieldFinding.objects.filter(spot=first), {"came": "no"}),
        (Seen.objects.all(), {"state": "not_there"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**columns)
    with pytest.raises(IntegrityError), transaction.atomic():
        FieldFinding.objects.create(
            spot=reserve, found_on=people.today(), found_by="Alguien", met="member", came="yes", goods="all",
            recorded_by=made.ana.public_id, recorded_at=at(0),
        )  # fmt: skip
    for rows in (Seen.objects.all(), FieldFinding.objects.all(), Spot.objects.all(), Sample.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        FieldFinding.objects.filter(spot=first).update(ended_how="replaced")


@pytest.mark.parametrize("size", [1, 3])
def test_reading_a_sample_costs_as_many_queries_whatever_its_size(made, size):
    one = scene.sample(made, size=size)
    for spot in spots(one)[:size]:
        record_finding(spot=spot, said=fitting(spot), by=made.ana, at=at(0))
    with CaptureQueriesContext(connection) as asked:
        result = result_of(one)
        assert len(result.found) == size and all(row.finding.seen.all() for row in result.found)
    assert len(asked) == 4
    with CaptureQueriesContext(connection) as asked:
        list_samples(made.ana.reach("read_signals"))
    assert len(asked) == 3
