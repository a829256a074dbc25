"""Calling assemblies, telling how they were held, quorum, motions, corrections."""

from dataclasses import replace
from datetime import time

import pytest

from tests import people
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene
from tests.nuclei.scene import DAY, WHY
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.journal.models import Line
from winay.journal.wording import VERBS
from winay.journeys.wording import say
from winay.nuclei.assembly_rules import CertificationSaid, MotionSaid
from winay.nuclei.governance_models import AgendaItem, Assembly, Attendance, Motion
from winay.nuclei.queries.assemblies import assemblies_of, minutes_of
from winay.nuclei.services.assemblies import call_assembly, cancel_assembly, correct_call
from winay.nuclei.services.minutes import attach_scan, tell_assembly
from winay.nuclei.services.reversing import certify_minutes, reverse_assembly, reverse_certification
from winay.nuclei.terms import AssemblyKind, CertifierKind, MotionKind, Post
from winay.registry.services.members import remove_member
from winay.registry.terms import MemberLeft

pytestmark = pytest.mark.django_db
SCAN = "a" * 64


made = world(scene.formed, 5)


# ---- the call -----------------------------------------------------------------------------------------------------


def test_a_call_is_written_down_with_its_agenda_and_its_line(made):
    one = boards.called(made, people.today() + 5 * DAY)
    assert one.state == "called" and one.synthetic is False
    assert list(one.agenda.values_list("text", flat=True)) == ["Elegir la junta directiva", "Otros asuntos"]
    entry = boards.line("call_assembly")
    assert dict(entry.subjects)["assembly"] == str(one.public_id) and dict(entry.subjects)["place"] == "050110"
    assert entry.after["called_by"] == "•••" and entry.after["first_call"] == "09:00"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"held_on": -1}, "assembly_before_nucleus"),
        ({"called_on": "tomorrow"}, "called_in_future"),
        ({"held_on": 2, "called_on": 3}, "called_after_held"),
        ({"held_on": 1000}, "assembly_too_far"),
        ({"second_call_at": time(9, 0)}, "calls_in_disorder"),
        ({"meeting_place": " "}, "assembly_who_where"),
        ({"agenda": ()}, "agenda"),
        ({"agenda": ("x",)}, "agenda"),
    ],
)
def test_a_call_that_cannot_be_is_refused(made, change, code):
    said = boards.notice(boards.day(made, 5))
    for name, value in change.items():
        value = boards.day(made, value) if isinstance(value, int) else value
        change[name] = people.today() + DAY if value == "tomorrow" else value
    with pytest.raises(Refused) as refused:
        call_assembly(nucleus=made.nucleus, said=replace(said, **change), by=made.ana, at=now())
    assert code in boards.codes(refused) and all(say(one) for one in refused.value.reasons)
    assert not Assembly.objects.exists()


def test_one_assembly_a_day_unless_the_other_was_cancelled(made):
    one = boards.called(made)
    with pytest.raises(Refused) as refused:
        boards.called(made)
    assert boards.codes(refused) == ["assembly_same_day"]
    cancel_assembly(assembly=one, why=WHY, by=made.ana, at=now())
    assert boards.called(made).state == "called"
    assert boards.line("cancel_assembly").after["reason"] == WHY


def test_a_notice_is_corrected_until_it_is_told(made):
    one = boards.called(made)
    said = boards.notice(people.today(), agenda=("Solo un punto",), meeting_place="Escuela")
    correct_call(assembly=one, said=said, by=made.ana, at=now())
    assert Assembly.objects.get().meeting_place == "Escuela" and AgendaItem.objects.get().text == "Solo un punto"
    assert boards.line("correct_call").before["meeting_place"] == "Local comunal"
    with pytest.raises(Refused) as refused:
        correct_call(assembly=one, said=said, by=made.ana, at=now())
    assert boards.codes(refused) == ["nothing_changed"]
    with pytest.raises(Refused) as refused:
        correct_call(assembly=one, said=replace(said, kind=AssemblyKind.ORDINARY), by=made.ana, at=now())
    assert boards.codes(refused) == ["call_kept"]
    told = tell_assembly(assembly=one, told=boards.told(made), by=made.ana, at=now())
    for verb in (
        lambda: correct_call(assembly=told, said=replace(said, agenda=("Otro",)), by=made.ana, at=now()),
        lambda: cancel_assembly(assembly=told, why=WHY, by=made.ana, at=now()),
        lambda: tell_assembly(assembly=told, told=boards.told(made), by=made.ana, at=now()),
    ):
        with pytest.raises(Refused) as refused:
            verb()
        assert boards.codes(refused) == ["assembly_over"]


# ---- telling ------------------------------------------------------------------------------------------------------


def test_an_assembly_is_told_with_who_came_and_spoke(made):
    child = made.cycles[0].household.members.exclude(pk=made.person(0).pk).get()
    present = {**boards.told(made, [0, 1, 2]).present, child.public_id: True}
    motion = MotionSaid(MotionKind.BUYING, "Comprar malla para los fitotoldos", 2, 1)
    one = boards.held(made, present=present, motions=(motion,), scan_sha256=SCAN)
    told = minutes_of(one)
    assert (one.state, one.members, one.quorum_over) == ("held", 5, 5000)
    assert (len(told.attendance), told.present, told.spoke) == (4, 3, 2)
    assert [(m.carried, m.votes_for) for m in told.motions] == [(True, 2)]
    after = boards.line("tell_assembly").after
    assert (after["present"], after["people"], after["led_by"]) == (3, 4, "•••")


def test_unanimous_is_everybody_who_came(made):
    one = boards.held(
        made, came=[0, 1, 2], motions=(MotionSaid(MotionKind.OTHER, "Limpiar la acequia", unanimous=True),)
    )
    assert Motion.objects.get(assembly=one).votes_for == 3


def test_half_of_the_households_is_no_quorum_and_one_more_is(db):
    made = scene.formed(4)
    one = boards.held(made, came=[0, 1])
    assert one.state == "failed" and assemblies_of(made.nucleus)[0].present == 2
    other = boards.held(made, boards.day(made, 5), came=[0, 1, 2])
    assert other.state == "held"


def test_without_a_quorum_nothing_is_decided(made):
    one = boards.called(made)
    motion = MotionSaid(MotionKind.OTHER, "Cambiar de sede", 2)
    for more in ({"motions": (motion,)}, {"ballots": (boards.ballot(made, Post.PRESIDENT, (0, 2)),)}):
        with pytest.raises(Refused) as refused:
            tell_assembly(assembly=one, told=boards.told(made, [0, 1], **more), by=made.ana, at=now())
        assert boards.codes(refused) == ["no_quorum"]
        assert "2 de 5 hogares y se necesitan 3" in say(refused.value.reasons[0])
    assert not Attendance.objects.exists()


def test_somebody_from_outside_is_refused(made):
    stranger = scene.enrolment.household(made.ana).participant
    one = boards.called(made)
    present = {**boards.told(made).present, stranger.public_id: False}
    with pytest.raises(Refused) as refused:
        tell_assembly(assembly=one, told=boards.told(made, present=present), by=made.ana, at=now())
    assert boards.codes(refused) == ["outside_nucleus"]


def test_who_belonged_on_the_day_counts_wherever_they_are_now(made):
    """A household that left the program afterwards was there; one that had left was not."""
    end_enrolment(
        enrolment=made.cycles[0], reason=ExitReason.MIGRATION, on=boards.day(made, 10), note="", by=made.ana, at=now()
    )
    assert boards.held(made, boards.day(made, 9)).members == 5
    one = boards.called(made, boards.day(made, 10))
    with pytest.raises(Refused) as refused:
        tell_assembly(assembly=one, told=boards.told(made), by=made.ana, at=now())
    assert boards.codes(refused) == ["outside_nucleus"]
    assert tell_assembly(assembly=one, told=boards.told(made, [1, 2, 3]), by=made.ana, at=now()).members == 4


def test_somebody_who_left_their_household_was_there_before(made):
    child = made.cycles[0].household.members.exclude(pk=made.person(0).pk).get()
    on, why = boards.day(made, 10), MemberLeft.OTHER
    remove_member(member=child, on=on, why=why, note=WHY, by=made.ana, at=now())
    present = {**boards.told(made).present, child.public_id: False}
    assert len(minutes_of(boards.held(made, boards.day(made, 9), present=present)).attendance) == 6
    one = boards.called(made, boards.day(made, 10))
    with pytest.raises(Refused):
        tell_assembly(assembly=one, told=boards.told(made, present=present), by=made.ana, at=now())


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"call": 3}, "no_such_call"),
        ({"led_by": ""}, "assembly_who_where"),
        ({"on_behalf_of": ""}, "assembly_who_where"),
        ({"language": "fr"}, "assembly_language"),
        ({"motions": (MotionSaid(MotionKind.OTHER, "", 1),)}, "motion_text"),
        ({"motions": (MotionSaid(MotionKind.OTHER, "Algo", 4, 2),)}, "votes_over"),
        ({"motions": (MotionSaid(MotionKind.OTHER, "Algo", -1),)}, "motion_votes"),
        ({"motions": (MotionSaid(MotionKind.OTHER, "Algo", 1, 1, unanimous=True),)}, "motion_votes"),
        ({"motions": (MotionSaid(MotionKind.RECALL, "Revocar", 3),)}, "recall_of_nobody"),
        ({"motions": (MotionSaid(MotionKind.CONFIRM_MINUTES, "Confirmar", 3),)}, "nothing_to_confirm"),
        ({"motions": (MotionSaid(MotionKind.CONSTITUTE, "Constituir", 3),)}, "constitutes_elsewhere"),
    ],
)
def test_minutes_that_cannot_be_are_refused(made, more, code):
    one = boards.called(made)
    with pytest.raises(Refused) as refused:
        tell_assembly(assembly=one, told=boards.told(made, **more), by=made.ana, at=now())
    assert code in boards.codes(refused) and all(say(one) for one in refused.value.reasons)


def test_a_second_call_must_have_been_called(made):
    one = boards.called(made, second_call_at=None)
    with pytest.raises(Refused) as refused:
        tell_assembly(assembly=one, told=boards.told(made, call=2), by=made.ana, at=now())
    assert boards.codes(refused) == ["no_such_call"]


def test_what_has_not_happened_is_not_told(made):
    one = boards.called(made, people.today() + DAY)
    with pytest.raises(Refused) as refused:
        tell_assembly(assembly=one, told=boards.told(made), by=made.ana, at=now())
    assert boards.codes(refused) == ["in_future"]


def test_a_nucleus_is_constituted_once(made):
    motion = MotionSaid(MotionKind.CONSTITUTE, "Constituir el núcleo ejecutor", unanimous=True)
    boards.held(made, boards.day(made, 1), kind=AssemblyKind.CONSTITUTING, motions=(motion,))
    with pytest.raises(Refused) as refused:
        boards.called(made, boards.day(made, 2), kind=AssemblyKind.CONSTITUTING)
    assert boards.codes(refused) == ["constituted_already"]


# ---- confirmed, certified, scanned --------------------------------------------------------------------------------


def test_a_later_assembly_confirms_earlier_minutes_once(made):
    first = boards.held(made, boards.day(made, 1))
    second = boards.held(made, boards.day(made, 5), kind=AssemblyKind.ORDINARY, motions=(boards.confirming(first),))
    first.refresh_from_db()
    assert first.confirmed_at_assembly == second
    one = boards.called(made, boards.day(made, 9))
    with pytest.raises(Refused) as refused:
        tell_assembly(assembly=one, told=boards.told(made, motions=(boards.confirming(first),)), by=made.ana, at=now())
    assert boards.codes(refused) == ["nothing_to_confirm"]


def test_a_confirmation_that_was_not_carried_confirms_nothing(made):
    first = boards.held(made, boards.day(made, 1))
    against = replace(boards.confirming(first), unanimous=False, votes_for=1, votes_against=3)
    boards.held(made, boards.day(made, 5), motions=(against,))
    first.refresh_from_db()
    assert first.confirmed_at_assembly is None


def test_minutes_are_certified_once_and_the_certification_is_corrected(made):
    one = boards.held(made, boards.day(made, 1))
    said = CertificationSaid(CertifierKind.JUSTICE_OF_PEACE, "Eusebio Conde Yauri", boards.day(made, 3))
    with pytest.raises(Refused) as refused:
        certify_minutes(assembly=one, said=replace(said, certified_on=made.on), by=made.ana, at=now())
    assert boards.codes(refused) == ["certified_early"]
    made_one = certify_minutes(assembly=one, said=said, by=made.ana, at=now())
    with pytest.raises(Refused) as refused:
        certify_minutes(assembly=one, said=said, by=made.ana, at=now())
    assert boards.codes(refused) == ["certified_already"]
    assert boards.line("certify_minutes").after["certifier"] == "•••"
    reverse_certification(certification=made_one, why=WHY, by=made.ana, at=now())
    with pytest.raises(Refused) as refused:
        reverse_certification(certification=made_one, why=WHY, by=made.ana, at=now())
    assert boards.codes(refused) == ["reversed_already"]
    assert certify_minutes(assembly=one, said=said, by=made.ana, at=now()).pk != made_one.pk


def test_an_assembly_that_failed_is_not_certified(made):
    one = boards.held(made, came=[0])
    said = CertificationSaid(CertifierKind.NOTARY, "Notaría Medina", people.today())
    with pytest.raises(Refused) as refused:
        certify_minutes(assembly=one, said=said, by=made.ana, at=now())
    assert boards.codes(refused) == ["not_held"]


def test_a_scan_comes_later_and_is_not_exchanged(made):
    one = boards.called(made)
    with pytest.raises(Refused) as refused:
        attach_scan(assembly=one, digest=SCAN, by=made.ana, at=now())
    assert boards.codes(refused) == ["not_told"]
    one = tell_assembly(assembly=one, told=boards.told(made), by=made.ana, at=now())
    attach_scan(assembly=one, digest=SCAN, by=made.ana, at=now())
    with pytest.raises(Refused) as refused:
        attach_scan(assembly=one, digest="b" * 64, by=made.ana, at=now())
    assert boards.codes(refused) == ["scan_known"] and boards.line("attach_scan").after["scan"] == SCAN


# ---- taken back ---------------------------------------------------------------------------------------------------


def test_an_assembly_told_wrongly_is_taken_back_and_told_anew(made):
    wrong = boards.held(made, boards.day(made, 1), came=[0, 1, 2])
    anew = boards.reverse(made, wrong)
    assert anew.replaces == wrong and (anew.held_on, anew.state) == (wrong.held_on, "called")
    assert anew.agenda.count() == 2 and Assembly.objects.get(pk=wrong.pk).reversed_why == WHY
    right = tell_assembly(assembly=anew, told=boards.told(made), by=made.ana, at=now())
    assert right.state == "held" and minutes_of(wrong).present == 3
    subjects = boards.line("reverse_assembly").subjects
    assert {key for kind, key in subjects if kind == "assembly"} == {str(wrong.public_id), str(anew.public_id)}
    with pytest.raises(Refused) as refused:
        boards.reverse(made, wrong)
    assert boards.codes(refused) == ["reversed_already"]


def test_what_something_stands_on_is_not_taken_back(made):
    first = boards.held(made, boards.day(made, 1))
    second = boards.held(made, boards.day(made, 5), motions=(boards.confirming(first),))
    said = CertificationSaid(CertifierKind.AUTHORITY, "Teniente gobernador", people.today())
    certified = certify_minutes(assembly=second, said=said, by=made.ana, at=now())
    for one, code in ((first, "minutes_confirmed"), (second, "minutes_certified")):
        with pytest.raises(Refused) as refused:
            boards.reverse(made, one)
        assert boards.codes(refused) == [code]
    reverse_certification(certification=certified, why=WHY, by=made.ana, at=now())
    boards.reverse(made, second)
    first.refresh_from_db()
    assert first.confirmed_at_assembly is None
    assert boards.reverse(made, first).state == "called"


def test_only_the_office_of_the_district_acts(made):
    one = boards.called(made)
    julio, victor = people.acting_as(people.other_head()), people.acting_as(people.auditor())
    for who in (julio, victor):
        for verb in (
            lambda by: call_assembly(nucleus=made.nucleus, said=boards.notice(made.on), by=by, at=now()),
            lambda by: correct_call(assembly=one, said=boards.notice(made.on), by=by, at=now()),
            lambda by: cancel_assembly(assembly=one, why=WHY, by=by, at=now()),
            lambda by: tell_assembly(assembly=one, told=boards.told(made), by=by, at=now()),
            lambda by: reverse_assembly(assembly=one, why=WHY, by=by, at=now()),
            lambda by: attach_scan(assembly=one, digest=SCAN, by=by, at=now()),
        ):
            with pytest.raises(NotAllowed):
                verb(who)
    assert Line.objects.filter(verb__startswith="nuclei.").count() == 1


def test_every_verb_has_words():
    said = {verb for verb in VERBS if verb.startswith("nuclei.")}
    wanted = {"call_assembly", "correct_call", "cancel_assembly", "tell_assembly", "reverse_assembly", "attach_scan",
              "certify_minutes", "reverse_certification", "appoint_prosecutor", "end_mandate",
              "reopen_mandate"}  # fmt: skip
    assert {f"nuclei.{verb}" for verb in wanted} <= said
