"""What people claim, complain of and denounce: received, answered, closed; nobody handles what is about themselves."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from tests import people
from tests.nuclei import scene as nuclei
from tests.registry import scene as registry
from tests.trainers.test_caseloads import hires
from tests.voices.scene import (
    ANONYMOUS,
    DAY,
    NAMED,
    PROTECTED,
    WHY,
    WORDS,
    ago,
    answered,
    body,
    changed,
    closed,
    codes,
    fresh,
    line,
    received,
    said,
)
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journeys.erasing import erase_person
from winay.journeys.health import missing_keys
from winay.registry.rules import household_code
from winay.registry.services.members import add_member
from winay.voices.access import may_for
from winay.voices.grievance_models import Accused, Grievance, Step
from winay.voices.grievance_rules import SpeakerSaid
from winay.voices.queries.grievances import Filters, full_name, list_grievances, totals
from winay.voices.services.grievances import (
    Where,
    assign_grievance,
    correct_grievance,
    forget_grievance,
    protect_speaker,
    receive_grievance,
    reopen_grievance,
    see_speaker,
)
from winay.voices.terms import About, GrievanceState, Outcome, Speaker, StepKind, ToldHow

pytestmark = pytest.mark.django_db


made = world(nuclei.formed, 2)


def attacks(row: Model, **columns: object) -> None:
    """The database itself refuses a change."""
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**columns)


def test_from_receiving_to_closing(made):
    one = received(made)
    assert (one.state, one.due_on, one.of_staff) == (GrievanceState.RECEIVED, ago(10) + 30 * DAY, False)
    answered(one, made.ana)
    closed(one, made.ana)
    found = fresh(one)
    assert (found.state, found.outcome, found.closed_by) == ("closed", "founded", made.ana.public_id)
    assert [step.kind for step in Step.objects.filter(grievance=one).order_by("id")] == ["answered", "closed"]


def test_the_journal_keeps_no_word_and_no_name(made):
    one = received(made, about_whom="El yachachiq Mario Taipe")
    answered(one, made.ana)
    closed(one, made.ana)
    for verb in ("receive_grievance", "answer_grievance", "close_grievance"):
        told = body(verb)
        assert "Teodora" not in told and "rajó" not in told and "Taipe" not in told and "plancha" not in told
        assert ("grievance", str(one.public_id)) in line(verb)["subjects"]


@pytest.mark.parametrize(
    ("speaker", "more", "why"),
    [
        (NAMED, {"words": "muy corto"}, "words_short"),
        (NAMED, {"heard_on": ago(-1)}, "in_future"),
        (NAMED, {"heard_on": ago(6 * 365)}, "long_ago"),
        (changed(NAMED, name=""), {}, "name_needed"),
        (changed(NAMED, name="a" * 161), {}, "name_long"),
        (changed(ANONYMOUS, contact="966"), {}, "anonymous_named"),
        (NAMED, {"language": "xx"}, "language"),
        (changed(NAMED, household="7K4M9-QXT2H"), {}, "household_unknown"),
    ],
)
def test_what_is_not_received(made, speaker, more, why):
    with pytest.raises(Refused) as refused:
        received(made, speaker, **more)
    assert codes(refused) == [why]
    assert not Grievance.objects.exists()


def test_an_office_of_elsewhere_and_an_auditor_receive_nothing(made):
    for person in (people.other_head(), people.auditor()):
        with pytest.raises(NotAllowed):
            received(made, by=people.acting_as(person))


def test_a_district_has_grievances_without_a_nucleus(made):
    where = Where(made.nucleus.district, made.nucleus.version)
    one = receive_grievance(where=where, said=said(about=About.SELECTION), speaker=ANONYMOUS, by=made.ana, at=now())
    assert (one.nucleus, one.place.code, one.speaker_name) == (None, "050110", "")


def test_what_is_told_late_is_overdue_on_its_first_day(made):
    one = received(made, heard_on=ago(45))
    assert one.due_on == ago(15)
    reach, who = made.rosa.reach("read_voices"), made.rosa.public_id
    assert totals(reach, person=who, today=people.today()).overdue == 1
    newer = received(made, heard_on=ago(1))
    found, _more = list_grievances(reach, Filters(), person=who, today=people.today())
    assert [row.pk for row in found] == [one.pk, newer.pk]
    answered(one, made.ana, on=ago(0))
    assert line("answer_grievance")["after"]["days_over"] == 15
    assert totals(reach, person=who, today=people.today()).overdue == 0


# ---- whom it is about ------------------------------------------------------------------------------------------------


def test_nobody_sees_or_handles_what_is_about_themselves(made):
    ana, rosa = made.ana, made.rosa
    one = received(made, by=rosa, accused=(ana.public_id,), about=About.TREATMENT)
    assert not may_for(one, "read_voices", ana) and may_for(one, "read_voices", rosa)
    found, _more = list_grievances(ana.reach("read_voices"), Filters(), person=ana.public_id, today=people.today())
    assert found == []
    for act in (lambda: answered(one, ana), lambda: closed(one, ana, Outcome.REFERRED), lambda: see_speaker(
        grievance=one, by=ana, at=now())):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(Refused) as refused:
        assign_grievance(grievance=one, to=ana.person, by=rosa, at=now())
    assert codes(refused) == ["assignee_accused"]
    attacks(one, assigned_to=ana.public_id)
    attacks(one, answered_by=ana.public_id, answered_on=ago(1))


def test_nobody_receives_what_is_about_themselves(made):
    with pytest.raises(Refused) as refused:
        received(made, accused=(made.ana.public_id,))
    assert codes(refused) == ["receiver_accused"]
    one = received(made)
    with pytest.raises(IntegrityError), transaction.atomic():
        Accused.objects.create(grievance=one, person=made.ana.public_id)


def test_whom_it_is_about_is_corrected_until_it_is_answered(made):
    one = received(made, by=made.rosa, accused=(made.ana.public_id,))
    other = uuid4()
    correct_grievance(grievance=one, said=said(), accused=(other,), by=made.rosa, at=now())
    assert [row.person for row in fresh(one).accused.all()] == [other]
    answered(one, made.ana)
    with pytest.raises(Refused) as refused:
        correct_grievance(grievance=one, said=said(), accused=(), by=made.rosa, at=now())
    assert codes(refused) == ["answered_already"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Accused.objects.filter(grievance=one).delete()
    attacks(one, words="Otra cosa muy distinta de lo que dijo.")


def test_what_is_about_staff_is_closed_by_another_person(made):
    one = answered(received(made, about=About.TRAINER), made.ana)
    with pytest.raises(Refused) as refused:
        closed(one, made.ana)
    assert codes(refused) == ["same_person"]
    attacks(one, state="closed", outcome="founded", closed_on=ago(0), closed_by=made.ana.public_id, closed_at=now())
    assert closed(one, made.rosa).closed_by == made.rosa.public_id


def test_what_is_about_staff_and_withdrawn_is_not_closed_by_who_received_it(made):
    one = received(made, about=About.TREATMENT)
    with pytest.raises(Refused) as refused:
        closed(one, made.ana, Outcome.WITHDRAWN)
    assert codes(refused) == ["same_person"]
    attacks(one, state="closed", outcome="withdrawn", closed_on=ago(0), closed_by=made.ana.public_id, closed_at=now())
    assert closed(one, made.rosa, Outcome.WITHDRAWN).state == GrievanceState.CLOSED


def test_a_trainer_is_named_by_a_contract_that_serves_the_nucleus(made):
    contract = hires(made, 0)
    one = received(made, about=About.TRAINER, contract=contract)
    assert one.of_staff and one.contract == contract
    with pytest.raises(Refused) as refused:
        received(made, about=About.MONEY, contract=contract)
    assert codes(refused) == ["contract_not_trainer"]
    other = nuclei.nucleus(made.ground, formed_on=made.on, name="Otro")
    where = Where(other.district, other.version, other)
    with pytest.raises(Refused) as refused:
        receive_grievance(
            where=where, said=said(about=About.TRAINER), speaker=NAMED, contract=contract, by=made.ana, at=now()
        )
    assert codes(refused) == ["contract_outside"]


# ---- handling -------------------------------------------------------------------------------------------------------


def test_it_is_given_to_somebody_who_answers_here(made):
    one = received(made)
    assign_grievance(grievance=one, to=made.ana.person, by=made.rosa, at=now())
    assert fresh(one).assigned_to == made.ana.public_id
    for person, why in ((made.ana.person, "assigned_already"), (people.auditor(), "assignee_may_not"),
                        (people.other_head(), "assignee_may_not")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            assign_grievance(grievance=one, to=person, by=made.rosa, at=now())
        assert codes(refused) == [why]
    assert Step.objects.filter(grievance=one, kind=StepKind.ASSIGNED).count() == 1


@pytest.mark.parametrize(
    ("speaker", "more", "why"),
    [
        (NAMED, {"words": "ya fue"}, "answer_short"),
        (NAMED, {"on": ago(-1)}, "in_future"),
        (NAMED, {"on": ago(11)}, "before_heard"),
        (ANONYMOUS, {}, "nobody_to_tell"),
        (PROTECTED, {"told_how": ToldHow.ASSEMBLY}, "tell_in_private"),
    ],
)
def test_what_is_no_answer(made, speaker, more, why):
    one = received(made, speaker)
    with pytest.raises(Refused) as refused:
        answered(one, made.ana, **more)
    assert codes(refused) == [why]


def test_nothing_is_judged_before_it_is_answered(made):
    one = received(made)
    with pytest.raises(Refused) as refused:
        closed(one, made.ana)
    assert codes(refused) == ["not_answered"]
    attacks(one, state="closed", outcome="founded", closed_on=ago(0), closed_by=made.rosa.public_id, closed_at=now())
    assert closed(one, made.ana, Outcome.REFERRED).outcome == Outcome.REFERRED


def test_an_answer_is_followed_by_a_better_one_and_both_stay(made):
    one = answered(received(made), made.ana)
    answered(one, made.rosa, words="La cambió el proveedor, con su garantía.", on=ago(1))
    assert fresh(one).answered_by == made.rosa.public_id
    steps = list(Step.objects.filter(grievance=one))
    assert len(steps) == 2
    attacks(steps[0], words="Nunca se dijo esto.")
    attacks(steps[0], words="")


def test_what_is_closed_is_opened_again_with_a_new_deadline(made):
    one = closed(answered(received(made, heard_on=ago(50)), made.ana), made.ana)
    with pytest.raises(Refused) as refused:
        answered(one, made.ana)
    assert codes(refused) == ["closed"]
    attacks(one, outcome="unfounded")
    with pytest.raises(Refused) as refused:
        reopen_grievance(grievance=one, on=ago(5), why=WHY, by=made.ana, at=now())
    assert codes(refused) == ["before_close"]
    reopen_grievance(grievance=one, on=ago(0), why=WHY, by=made.ana, at=now())
    found = fresh(one)
    assert (found.state, found.answered_by, found.due_on) == ("received", None, people.today() + 30 * DAY)
    with pytest.raises(Refused) as refused:
        reopen_grievance(grievance=one, on=ago(0), why=WHY, by=made.ana, at=now())
    assert codes(refused) == ["not_closed"]


# ---- who speaks -----------------------------------------------------------------------------------------------------


def test_who_is_protected_stands_nowhere_in_the_clear_and_each_look_is_told(made):
    one = received(made, PROTECTED)
    assert one.speaker_name == "" and "Teodora" not in one.speaker_hidden
    with pytest.raises(NotAllowed):
        see_speaker(grievance=one, by=made.ana, at=now())
    with pytest.raises(NotAllowed):
        see_speaker(grievance=one, by=people.acting_as(people.auditor()), at=now())
    assert see_speaker(grievance=one, by=made.rosa, at=now()).name == "Teodora Ccori Sulca"
    assert line("see_speaker")["subjects"] and "Teodora" not in body("see_speaker")
    with pytest.raises(Refused) as refused:
        see_speaker(grievance=received(made), by=made.rosa, at=now())
    assert codes(refused) == ["nothing_hidden"]


def test_somebody_named_asks_for_protection_later(made):
    one = protect_speaker(grievance=received(made), by=made.ana, at=now())
    assert (one.speaker, one.speaker_name) == (Speaker.PROTECTED, "")
    assert see_speaker(grievance=one, by=made.rosa, at=now()).contact == "966 123 456"
    with pytest.raises(Refused) as refused:
        protect_speaker(grievance=one, by=made.ana, at=now())
    assert codes(refused) == ["not_named"]


def test_a_key_that_hides_somebody_is_missed(made, settings):
    received(made, PROTECTED)
    assert missing_keys(settings.WINAY_KEYRING()) == set()
    Grievance.objects.update(speaker_hidden="k9.abc")
    assert missing_keys(settings.WINAY_KEYRING()) == {"k9"}


def test_what_somebody_said_is_erased_with_their_data(made):
    household = made.cycles[0].household
    person = add_member(household=household, facts=registry.member(), on=ago(90), by=made.ana, at=now())
    speaker = SpeakerSaid(Speaker.PROTECTED, full_name(person), "", household_code(household.public_id))
    one, other = received(made, speaker), received(made)
    answered(one, made.ana, words="Señora Teodora, su cocina se cambia el lunes.")
    assert one.speaker_key and not other.speaker_key
    erase_person(member=person, reason=WHY, by=made.rosa, at=now())
    gone, kept = fresh(one), fresh(other)
    assert (gone.words, gone.speaker_hidden, gone.speaker_key, gone.about) == ("", "", "", About.DELIVERY)
    assert set(Step.objects.filter(grievance=one).values_list("words", flat=True)) == {""}
    assert kept.words == WORDS
    attacks(gone, words="Vuelve lo que dijo.")
    attacks(gone, forgotten_at=None, words=WORDS, speaker="anonymous")


def test_what_belongs_to_no_registered_household_is_forgotten_by_hand(made):
    one = closed(answered(received(made), made.ana), made.ana)
    with pytest.raises(NotAllowed):
        forget_grievance(grievance=one, why=WHY, by=made.ana, at=now())
    forget_grievance(grievance=one, why=WHY, by=made.rosa, at=now())
    assert (fresh(one).speaker_name, fresh(one).outcome) == ("", "founded")
    for act in (
        lambda: forget_grievance(grievance=one, why=WHY, by=made.rosa, at=now()),
        lambda: protect_speaker(grievance=one, by=made.rosa, at=now()),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused)[0] == "forgotten"


def test_a_grievance_is_never_removed_nor_its_ground_changed(made):
    one = received(made)
    attacks(one, received_by=uuid4())
    attacks(one, nucleus=None)
    attacks(one, speaker="anonymous")
    attacks(one, speaker="protected")
    with pytest.raises(IntegrityError), transaction.atomic():
        Grievance.objects.filter(pk=one.pk).delete()
