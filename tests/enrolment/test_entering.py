"""Entering: whoever lives there and wants to. Late arrival is taken; nothing that a household is like is looked at."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import people
from tests.enrolment import scene
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.models import Enrolment, Refusal
from winay.enrolment.rules import must_end_by
from winay.enrolment.services.calls import close_call
from winay.enrolment.services.entering import enrol_household, enrol_many
from winay.enrolment.terms import RefusalReason
from winay.journal.models import Line, Subject
from winay.registry.facts import ClassFacts, DescriptionFacts, JuntosFacts
from winay.registry.models import Household
from winay.registry.services.households import close_household, move_household
from winay.registry.terms import Classification, HouseholdClosed, MoveReason, Origin
from winay.targeting.services.decisions import annul_selection

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


found = world(scene.ground)


def test_a_household_enters_and_the_journal_says_how_late_it_was_told():
    found = scene.ground()
    one = scene.household(found.ana)
    made = scene.enrolled(found, one, on=found.on + DAY)
    assert made.must_end_by == must_end_by(found.on + DAY, 36) and made.ended_on is None
    assert (made.source, made.submission, made.synthetic) == (Origin.WEB, None, False)
    line = Line.objects.get(verb="enrolment.enrol_household")
    late = (people.today() - found.on - DAY).days
    assert f'"days_late":{late}' in line.body and '"before_call":false' in line.body
    assert set(Subject.objects.filter(line=line).values_list("kind", flat=True)) == {"call", "household", "place"}
    participant = one.participant
    assert participant is not None and participant.given_names not in line.body


def test_paper_from_before_the_call_is_taken_and_said_and_from_before_the_approval_is_not():
    found = scene.ground(days_ago=100, opened_after=10)
    approved = found.on - 10 * DAY
    scene.enrolled(found, on=approved)
    assert '"before_call":true' in Line.objects.get(verb="enrolment.enrol_household").body
    with pytest.raises(Refused) as refused:
        scene.enrolled(found, on=approved - DAY)
    assert scene.codes(refused) == ["before_approval"]
    with pytest.raises(Refused) as refused:
        scene.enrolled(found, on=people.today() + DAY)
    assert scene.codes(refused) == ["in_future"]


def test_what_comes_after_the_close_for_a_day_before_it_is_taken():
    found = scene.ground()
    close_call(call=found.call, on=found.on + 20 * DAY, why=scene.WHY, by=found.ana, at=now())
    scene.enrolled(found, on=found.on + 19 * DAY)
    with pytest.raises(Refused) as refused:
        scene.enrolled(found, on=found.on + 20 * DAY)
    assert scene.codes(refused) == ["call_closed"] and Enrolment.objects.count() == 1


def test_what_keeps_a_household_out_is_said_all_at_once():
    found = scene.ground()
    elsewhere = scene.household(found.ana, 3, consents=False)
    with pytest.raises(Refused) as refused:
        scene.enrolled(found, elsewhere)
    assert scene.codes(refused) == ["outside_area", "no_consent"]
    closed = scene.household(found.ana)
    close_household(household=closed, on=people.today(), why=HouseholdClosed.DISSOLVED, note="", by=found.ana, at=now())
    with pytest.raises(Refused) as refused:
        scene.enrolled(found, closed)
    assert scene.codes(refused) == ["household_closed"]
    assert Enrolment.objects.count() == 0 and scene.lines_of("enrol_household") == 0


def test_nobody_enters_under_an_annulled_selection():
    found = scene.ground()
    annul_selection(selection=found.selection, reason=scene.WHY, by=found.rosa, at=now())
    with pytest.raises(Refused) as refused:
        scene.enrolled(found)
    assert scene.codes(refused) == ["annulled"]


def test_where_it_lived_on_the_day_counts_not_where_it_lives_now():
    found = scene.ground()
    one, other = scene.household(found.ana, 1), scene.household(found.ana, 3)
    for which, target in ((one, 3), (other, 1)):
        move_household(
            household=which, place_code=scene.place(target).code, on=found.on + 30 * DAY, reason=MoveReason.LAND,
            note="", by=found.ana, at=now(),
        )  # fmt: skip
    assert scene.enrolled(found, one, on=found.on + 29 * DAY)
    with pytest.raises(Refused) as refused:
        scene.enrolled(found, other, on=found.on + 29 * DAY)
    assert scene.codes(refused) == ["outside_area"]
    assert scene.enrolled(found, other, on=found.on + 30 * DAY)


def test_one_open_cycle_and_none_again_where_the_version_lets_nobody_come_back():
    found = scene.ground()
    one = scene.household(found.ana)
    scene.enrolled(found, one)
    with pytest.raises(Refused) as refused:
        scene.enrolled(found, one, on=found.on + DAY)
    assert scene.codes(refused) == ["open_cycle"] and Enrolment.objects.count() == 1


def test_whoever_said_no_and_enters_no_longer_says_no():
    found = scene.ground()
    one = scene.household(found.ana)
    scene.refused(found, one)
    scene.enrolled(found, one, on=found.on + DAY)
    assert Refusal.objects.get().withdrawn_on == found.on + DAY
    assert '"said_no_before":true' in Line.objects.get(verb="enrolment.enrol_household").body


def test_the_submission_of_a_phone_is_kept_and_enters_once():
    found, sent = scene.ground(), uuid4()
    made = scene.enrolled(found, source=Origin.PHONE, submission=sent)
    assert made.submission == sent
    assert Subject.objects.filter(kind="submission", key=str(sent)).exists()


@pytest.mark.parametrize("who", ["other_head", "auditor", "manager_elsewhere"])
def test_who_may_not_enrol_here(who):
    found = scene.ground()
    one = scene.household(found.ana)
    outsider = {
        "other_head": people.other_head,
        "auditor": people.auditor,
        "manager_elsewhere": lambda: people.specialist("05", "noa-jayatai"),  # the same place, another program
    }[who]()
    with pytest.raises(NotAllowed):
        enrol_household(household=one, call=found.call, on=found.on, by=people.acting_as(outsider), at=now())
    with pytest.raises(NotAllowed):
        enrol_many(call=found.call, households=[one], on=found.on, by=people.acting_as(outsider), at=now())
    assert Enrolment.objects.count() == 0


# ---- no description can refuse anybody ----------------------------------------------------------------------------

numbers = st.none() | st.integers(0, 10_000)
descriptions = st.builds(
    DescriptionFacts, farm_ha=st.none() | st.integers(0, 10**9), labour_share=numbers, property_share=numbers,
    sold_share=numbers, main_activity=st.sampled_from(["", "papa", "comercio", "minería"]),
)  # fmt: skip
described = st.fixed_dictionaries(
    {
        "description": st.none() | descriptions,
        "juntos": st.none() | st.builds(JuntosFacts, member=st.booleans()),
        "classification": st.none() | st.builds(ClassFacts, classification=st.sampled_from(list(Classification))),
        "language": st.sampled_from(["", "es", "quy", "shp", "xxx"]),
    }
)
DESCRIBING = ("registry_description", "registry_juntos_record", "registry_class_record")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(hamlet=st.sampled_from([1, 2]), told=described)
def test_no_description_can_refuse_a_household(found, hamlet, told):
    """Whatever is said of it, it enters; and what is said of it is not even read."""
    one = scene.household(found.ana, hamlet, **told)
    with scene.asked() as asked:
        assert scene.enrolled(found, one).ended_on is None
    read = " ".join(query["sql"] for query in asked.captured_queries)
    assert "enrolment_enrolment" in read and not any(table in read for table in DESCRIBING)


# ---- the pilot, as its own data say -------------------------------------------------------------------------------


def test_the_pilot_turned_neighbours_away_and_no_version_since_does(found):
    """The same three households under the version of 2012 and under that of 2014."""
    told = {"in": JuntosFacts(True), "out": JuntosFacts(False), "unknown": None}
    homes = {name: scene.household(found.ana, juntos=juntos) for name, juntos in told.items()}
    pilot = scene.call_of_the_pilot(found)
    assert enrol_household(household=homes["in"], call=pilot, on=found.on, by=found.ana, at=now())
    for name, code in (("out", "not_juntos_member"), ("unknown", "unknown_juntos_member")):
        with pytest.raises(Refused) as refused:
            enrol_household(household=homes[name], call=pilot, on=found.on, by=found.ana, at=now())
        assert scene.codes(refused) == [code]
        assert scene.enrolled(found, homes[name])


# ---- everyone of a community at once ------------------------------------------------------------------------------


def test_everyone_who_wants_enters_in_one_act_and_those_who_may_not_are_named():
    found = scene.ground()
    fine = [scene.household(found.ana, 1 + n % 2) for n in range(3)]
    silent, elsewhere = scene.household(found.ana, consents=False), scene.household(found.ana, 3)
    inside = scene.household(found.ana)
    scene.enrolled(found, inside)
    scene.refused(found, fine[0])
    done = enrol_many(
        call=found.call, households=[*fine, silent, elsewhere, inside, fine[0]], on=found.on, by=found.ana, at=now()
    )
    assert {one.household_id for one in done.enrolments} == {one.pk for one in fine}
    assert len(done.changed_their_mind) == 1
    assert {one.pk: [r.code for r in reasons] for one, reasons in done.refused} == {
        silent.pk: ["enrolment.no_consent"],
        elsewhere.pk: ["enrolment.outside_area"],
        inside.pk: ["enrolment.open_cycle"],
    }
    line = Line.objects.get(verb="enrolment.enrol_many")
    keys = set(Subject.objects.filter(line=line, kind="household").values_list("key", flat=True))
    assert keys == {str(one.public_id) for one in fine}


def test_nobody_is_entered_by_choosing_nobody_or_a_crowd():
    found = scene.ground()
    one = scene.household(found.ana)
    for some in ([], [Household(pk=n) for n in range(1, 502)]):
        with pytest.raises(Refused) as refused:
            enrol_many(call=found.call, households=some, on=found.on, by=found.ana, at=now())
        assert scene.codes(refused) == ["choose_some"]
    with pytest.raises(Refused):
        enrol_household(household=one, call=found.call, on=date(2011, 1, 1), by=found.ana, at=now())
    none = enrol_many(call=found.call, households=[one], on=date(2011, 1, 1), by=found.ana, at=now())
    assert not none.enrolments and len(none.refused) == 1 and scene.lines_of("enrol_many") == 0


@pytest.mark.parametrize("many", [1, 3])
def test_the_same_questions_for_one_and_for_many(many):
    found = scene.ground()
    homes = [scene.household(found.ana) for _ in range(many)]
    with scene.asked() as asked:
        enrol_many(call=found.call, households=homes, on=found.on, by=found.ana, at=now())
    assert len([q for q in asked.captured_queries if "SAVEPOINT" not in q["sql"]]) == 12


def test_a_no_of_another_reason_is_not_lost_when_they_enter():
    found = scene.ground()
    one = scene.household(found.ana)
    refusal = scene.refused(found, one, reason=RefusalReason.RUMOUR, note="Dicen que quita Juntos.")
    scene.enrolled(found, one)
    kept = Refusal.objects.get(pk=refusal.pk)
    assert (kept.reason, kept.note, kept.withdrawn_on is not None) == ("rumour", "Dicen que quita Juntos.", True)
