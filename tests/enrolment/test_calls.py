"""Calls, orientation assemblies, and those who do not want to enter."""

from datetime import timedelta

import pytest

from tests import people
from tests.enrolment import scene
from tests.targeting import scene as targeting
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.models import Assembly, Call, Refusal
from winay.enrolment.queries.lists import areas_to_open, count_to_open, list_calls
from winay.enrolment.queries.numbers import exit_reasons, numbers_of, refusal_reasons
from winay.enrolment.services.assemblies import reverse_assembly
from winay.enrolment.services.calls import close_call, open_call, reopen_call
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.services.refusals import withdraw_refusal
from winay.enrolment.terms import ExitReason, RefusalReason
from winay.journal.models import Line
from winay.targeting.services.decisions import annul_selection

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


found = world(scene.ground)


def test_a_call_is_opened_once_for_what_was_approved(found):
    assert scene.lines_of("open_call") == 1 and found.call.version == found.selection.version
    with pytest.raises(Refused) as refused:
        scene.opened(found.selection, 1, found.rosa)
    assert scene.codes(refused) == ["call_known"]
    with pytest.raises(Refused) as refused:
        scene.opened(found.selection, 3, found.rosa, found.on - 30 * DAY)
    assert scene.codes(refused) == ["before_approval"]
    with pytest.raises(Refused) as refused:
        scene.opened(targeting.draft(found.ana, "0504"), 3, found.rosa)
    assert scene.codes(refused) == ["not_approved"]
    annul_selection(selection=found.selection, reason=scene.WHY, by=found.rosa, at=now())
    with pytest.raises(Refused) as refused:
        scene.opened(found.selection, 3, found.rosa)
    assert scene.codes(refused) == ["annulled"]


def test_an_area_that_was_not_chosen_has_no_call(found):
    left_out = targeting.draft(found.ana, "0504")
    area = left_out.areas.order_by("id").first()
    assert area is not None
    targeting.confirm(
        targeting.propose(area, found.ana, include=not area.chosen),
        people.acting_as(people.specialist(name="Wilder Ccori")),
    )
    area.refresh_from_db()
    if area.chosen:
        area = left_out.areas.filter(chosen=False).order_by("id").first()
    assert area is not None
    targeting.approve(targeting.submit_selection(selection=left_out, by=found.ana, at=now()), found.rosa)
    left_out.refresh_from_db()
    with pytest.raises(Refused) as refused:
        open_call(selection=left_out, area=area.area, on=people.today(), by=found.ana, at=now())
    assert scene.codes(refused) == ["not_chosen"]


def test_areas_wait_for_their_call_until_it_is_opened(found):
    here = [found.selection.territory.code]
    waiting = count_to_open(here)
    assert waiting == found.selection.areas.filter(chosen=True).count() - 1
    scene.opened(found.selection, 3, found.ana)
    rows, more = areas_to_open(here)
    assert len(rows) == waiting - 1 == count_to_open(here) and not more
    assert found.call.area_id not in {row.area_id for row in rows}
    annul_selection(selection=found.selection, reason=scene.WHY, by=found.rosa, at=now())
    assert count_to_open(here) == 0


def test_a_call_closes_and_opens_again(found):
    closed = close_call(call=found.call, on=found.on + DAY, why=scene.WHY, by=found.rosa, at=now())
    assert closed.closed_on == found.on + DAY
    assert [one.pk for one in list_calls(["05"], state="closed")[0]] == [found.call.pk]
    again = reopen_call(call=closed, why="Queda lugar en el núcleo.", by=found.ana, at=now())
    assert (again.closed_on, again.closed_why, again.closed_by) == (None, "", None)
    assert (scene.lines_of("close_call"), scene.lines_of("reopen_call")) == (1, 1)
    with pytest.raises(Refused) as refused:
        reopen_call(call=again, why="Queda lugar en el núcleo.", by=found.ana, at=now())
    assert scene.codes(refused) == ["not_closed"]


@pytest.mark.parametrize("who", [people.other_head, people.auditor])
def test_calls_and_assemblies_are_for_their_territory(found, who):
    by, held = people.acting_as(who()), scene.assembly(found)
    stranger = scene.Ground(by, by, found.selection, found.call)
    refusal = scene.refused(found, None)
    for verb in (
        lambda: scene.opened(found.selection, 3, by),
        lambda: close_call(call=found.call, on=people.today(), why=scene.WHY, by=by, at=now()),
        lambda: reopen_call(call=found.call, why=scene.WHY, by=by, at=now()),
        lambda: scene.assembly(stranger, 2),
        lambda: reverse_assembly(assembly=held, why=scene.WHY, by=by, at=now()),
        lambda: scene.refused(stranger, None),
        lambda: withdraw_refusal(refusal=refusal, on=people.today(), by=by, at=now()),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_an_assembly_is_told_once_and_corrected_by_taking_it_back(found):
    held = scene.assembly(found)
    assert sorted(held.languages.values_list("language", flat=True)) == ["es", "quy"]
    with pytest.raises(Refused) as refused:
        scene.assembly(found)
    assert scene.codes(refused) == ["assembly_known"]
    gone = reverse_assembly(assembly=held, why=scene.WHY, by=found.rosa, at=now())
    assert gone.reversed_why == scene.WHY and gone.households_attended == 21
    with pytest.raises(Refused) as refused:
        reverse_assembly(assembly=held, why=scene.WHY, by=found.rosa, at=now())
    assert scene.codes(refused) == ["reversed_already"]
    anew = scene.assembly(found, attended=22)
    assert Assembly.objects.filter(reversed_at=None).get() == anew
    assert (scene.lines_of("record_assembly"), scene.lines_of("reverse_assembly")) == (2, 1)


def test_an_assembly_of_another_area_or_before_the_approval_does_not_count(found):
    with pytest.raises(Refused) as refused:
        scene.assembly(found, 3, held_on=found.on - 11 * DAY)
    assert scene.codes(refused) == ["place_outside", "before_approval"]
    scene.assembly(found, held_on=found.on - 10 * DAY)  # between the approval and the call: it was announced there


def test_a_no_is_recorded_and_taken_back(found):
    one = scene.household(found.ana)
    no = scene.refused(found, one, note="El vecino dice que perdería Juntos.")
    assert no.locality == scene.place() and "El vecino" not in Line.objects.get(verb="enrolment.record_refusal").body
    with pytest.raises(Refused) as refused:
        scene.refused(found, one)
    assert scene.codes(refused) == ["refused_already"]
    with pytest.raises(Refused) as refused:
        withdraw_refusal(refusal=no, on=found.on - DAY, by=found.ana, at=now())
    assert scene.codes(refused) == ["withdrawn_before"]
    gone = withdraw_refusal(refusal=no, on=people.today(), by=found.ana, at=now(), why="Habló con su hermana.")
    assert gone.withdrawn_on == people.today() and gone.reason == RefusalReason.FEAR_OF_LOSING_TRANSFER
    with pytest.raises(Refused) as refused:
        withdraw_refusal(refusal=no, on=people.today(), by=found.ana, at=now())
    assert scene.codes(refused) == ["withdrawn_already"]
    assert scene.refused(found, one, reason=RefusalReason.NO_TIME).pk != no.pk


def test_who_is_enrolled_does_not_say_no_but_leaves(found):
    cycle = scene.enrolled(found)
    with pytest.raises(Refused) as refused:
        scene.refused(found, cycle.household)
    assert scene.codes(refused) == ["refuses_enrolled"]


def test_families_that_are_not_registered_say_no_too_and_are_only_counted(found):
    scene.refused(found, None, households=4)
    with pytest.raises(Refused) as refused:
        scene.refused(found, None, hamlet=3)
    assert scene.codes(refused) == ["place_outside"]
    assert Refusal.objects.get().households == 4


def test_a_call_in_numbers(found):
    """Thirty and twenty-five households were counted in hamlets 1 and 2."""
    homes = [scene.household(found.ana, 1) for _ in range(4)] + [scene.household(found.ana, 2)]
    cycles = [scene.enrolled(found, one) for one in homes[:3]]
    scene.refused(found, homes[3])
    scene.refused(found, None, 2, households=2, reason=RefusalReason.RUMOUR)
    end_enrolment(enrolment=cycles[0], reason=ExitReason.NO_TIME, on=found.on + DAY, by=found.ana, at=now())
    end_enrolment(enrolment=cycles[1], reason=ExitReason.MISTAKE, on=found.on, note=scene.WHY, by=found.ana, at=now())
    scene.assembly(found, 1)
    scene.assembly(found, 1, held_on=found.on + DAY, reached=30, attended=10, women=10)
    scene.assembly(found, 2, reached=20, attended=5, women=5)
    reverse_assembly(assembly=scene.assembly(found, 2, held_on=people.today()), why=scene.WHY, by=found.ana, at=now())
    whole = numbers_of([found.call], today=people.today())[found.call.pk]
    told = whole.whole
    assert (told.estimated, told.known, told.reached, told.attended) == (55, 5, 50, 26)
    assert (told.enrolled, told.left, told.refused, told.refused_known) == (1, 1, 3, 1)
    assert (told.undecided, told.unregistered, told.assemblies, told.due) == (2, 48, 3, 0)
    assert whole.places[scene.place(2).pk].refused == 2 and whole.places[scene.place(1).pk].enrolled == 1
    assert refusal_reasons(found.call) == [("rumour", 2), ("fear_of_losing_transfer", 1)]
    assert exit_reasons(found.call) == [("no_time", 1)]


@pytest.mark.parametrize("many", [1, 3])
def test_numbers_ask_the_same_for_one_call_and_for_several(found, many, django_assert_num_queries):
    calls = [found.call, *(scene.opened(found.selection, hamlet, found.ana) for hamlet in (3, 5)[: many - 1])]
    scene.enrolled(found)
    assert len(calls) == many == Call.objects.count()
    with django_assert_num_queries(5):
        assert len(numbers_of(calls, today=people.today())) == many
