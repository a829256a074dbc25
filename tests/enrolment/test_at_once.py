"""Two commits at the same moment, on a database of the test's own: exactly one wins, and the journal says so once."""

from datetime import timedelta

from tests.enrolment import scene
from tests.registry.left_behind import undone
from tests.targeting.test_at_once import at_once
from winay.core.clock import now
from winay.enrolment import bulk
from winay.enrolment.bulk import Entering, enrol_households
from winay.enrolment.models import Assembly, Call, Enrolment, Refusal
from winay.enrolment.services.calls import close_call
from winay.enrolment.services.cycles import end_enrolment, undo_end
from winay.enrolment.services.entering import enrol_many
from winay.enrolment.terms import ExitReason
from winay.journal.models import Line
from winay.registry.models import Household

DAY = timedelta(days=1)


def test_two_people_enrol_one_household(fresh_db):
    found = scene.ground()
    one = scene.household(found.ana)
    said = at_once(lambda: scene.enrolled(found, one), lambda: scene.enrolled(found, one, on=found.on + DAY))
    assert said == ["done", "enrolment.open_cycle"]
    assert Enrolment.objects.count() == scene.lines_of("enrol_household") == 1


def test_two_enrol_the_same_community_in_another_order(fresh_db):
    found = scene.ground()
    homes = [scene.household(found.ana) for _ in range(6)]
    results: list[int] = []

    def enrol(some):
        done = enrol_many(call=found.call, households=some, on=found.on, by=found.ana, at=now())
        results.append(len(done.enrolments))

    assert at_once(lambda: enrol(homes), lambda: enrol(homes[::-1])) == ["done", "done"]
    assert sorted(results) == [0, 6] and Enrolment.objects.count() == 6 and scene.lines_of("enrol_many") == 1


def test_an_entry_and_a_no_of_one_household(fresh_db):
    """Either they said no and then entered, which takes the no back, or they are in and it is refused."""
    found = scene.ground()
    one = scene.household(found.ana)
    said = at_once(lambda: scene.enrolled(found, one), lambda: scene.refused(found, one))
    assert said in (["done", "done"], ["done", "enrolment.refuses_enrolled"])
    assert Enrolment.objects.filter(ended_on=None).count() == 1
    assert Refusal.objects.filter(withdrawn_at=None).count() == 0


def test_two_noes_of_one_household(fresh_db):
    found = scene.ground()
    one = scene.household(found.ana)
    said = at_once(lambda: scene.refused(found, one), lambda: scene.refused(found, one))
    assert said == ["done", "enrolment.refused_already"] and Refusal.objects.count() == 1


def test_an_end_taken_back_while_the_household_enters_again(fresh_db):
    found = scene.ground()
    first = end_enrolment(
        enrolment=scene.enrolled(found), reason=ExitReason.MISTAKE, on=found.on, note=scene.WHY, by=found.ana, at=now()
    )
    said = at_once(
        lambda: undo_end(enrolment=first, why=scene.WHY, by=found.ana, at=now()),
        lambda: scene.enrolled(found, first.household),
    )
    assert said in (["done", "enrolment.open_cycle"], ["done", "enrolment.overlap"])
    assert Enrolment.objects.filter(ended_on=None).count() == 1


def test_two_open_one_call_and_two_tell_of_one_assembly(fresh_db):
    found = scene.ground()
    said = at_once(*(lambda who=who: scene.opened(found.selection, 3, who) for who in (found.ana, found.rosa)))
    assert said == ["done", "enrolment.call_known"] and Call.objects.count() == scene.lines_of("open_call") == 2
    said = at_once(lambda: scene.assembly(found), lambda: scene.assembly(found, attended=20))
    assert said == ["done", "enrolment.assembly_known"] and Assembly.objects.count() == 1


def test_two_closings(fresh_db):
    found = scene.ground()
    said = at_once(
        *(
            lambda who=who: close_call(call=found.call, on=found.on + DAY, why=scene.WHY, by=who, at=now())
            for who in (found.ana, found.rosa)
        )
    )
    assert said == ["done", "enrolment.closed_already"] and scene.lines_of("close_call") == 1


def test_chunks_that_overlap_leave_what_they_leave_one_after_the_other(fresh_db, monkeypatch):
    """One household is named in three chunks, and one is in the program already: each is entered once, and cycles and
    lines stand in the order in which the households were given."""
    found = scene.ground()
    homes = [scene.household(found.ana).pk for _ in range(9)]
    scene.enrolled(found, Household.objects.get(pk=homes[4]))
    monkeypatch.setattr(bulk, "TOGETHER", dict.fromkeys(bulk.TOGETHER, 2))
    keys = [homes[0], homes[1], homes[0], homes[2], homes[3], homes[0], *homes[4:]]
    act = Entering(found.call, found.on, found.ana, now())
    before = Enrolment.objects.count()

    def enter():
        done = list(enrol_households(keys, act))
        rows = list(Enrolment.objects.order_by("pk").values_list("household_id", flat=True))[before:]
        said = [(sorted(one.cycles), {pk: reasons[0].code for pk, reasons in one.refused.items()}) for one in done]
        return said, rows, list(Line.objects.filter(verb="enrolment.enrol_many").order_by("pk").values_list("body"))

    one_by_one = undone(enter)
    said, rows, lines = enter()
    assert (said, rows) == one_by_one[:2] and len(lines) == len(one_by_one[2]) == 6
    assert rows == [pk for pk in homes if pk != homes[4]]
    assert said[1] == ([homes[2]], {homes[0]: "enrolment.open_cycle"})
    told = [line.subjects.filter(kind="household").order_by("pk").values_list("key", flat=True) for line in
            Line.objects.filter(verb="enrolment.enrol_many").order_by("pk")]  # fmt: skip
    named = {str(one.public_id): one.pk for one in Household.objects.all()}
    assert [pk for keys in told for pk in sorted(named[key] for key in keys)] == rows
