"""What the database itself refuses of assemblies and boards, whatever the verbs forgot; on both databases."""

from datetime import time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene
from tests.nuclei.scene import DAY
from tests.worlds import world
from winay.core.clock import now
from winay.nuclei.governance_models import (
    AgendaItem,
    Assembly,
    Attendance,
    Ballot,
    Candidate,
    Certification,
    Mandate,
    Motion,
)
from winay.nuclei.terms import Post

pytestmark = pytest.mark.django_db


made = world(scene.formed, 4)


def refused(act: Any, why: str | None = None) -> None:
    with pytest.raises(IntegrityError, match=why), transaction.atomic():
        act()


def row(made: scene.Formed, **more: Any) -> Assembly:
    facts = {
        "nucleus": made.nucleus, "kind": "ordinary", "called_on": boards.day(made, 3), "held_on": boards.day(made, 3),
        "first_call_at": time(9), "meeting_place": "Escuela", "called_by_name": "Julia",
        "recorded_by": made.ana.public_id, "recorded_at": now(),
    }  # fmt: skip
    return Assembly.objects.create(**(facts | more))


def came(made: scene.Formed, one: Assembly, *numbers: int) -> None:
    for n in numbers:
        membership = made.nucleus.memberships.get(enrolment=made.cycles[n])
        Attendance.objects.create(assembly=one, member=made.person(n), membership=membership)


def close(one: Assembly, state: str = "held", members: int = 4) -> int:
    return Assembly.objects.filter(pk=one.pk).update(
        state=state, call=1, members=members, quorum_over=5000, transcribed_by=one.recorded_by, transcribed_at=now()
    )  # fmt: skip


def mandate(made: scene.Formed, n: int, one: Assembly, **more: Any) -> Mandate:
    facts = {
        "nucleus": made.nucleus, "member": made.person(n), "post": "president", "origin": "elected", "assembly": one,
        "began_on": one.held_on, "recorded_by": made.ana.public_id, "recorded_at": now(),
    }  # fmt: skip
    return Mandate.objects.create(**(facts | more))


def test_an_assembly_outside_the_days_of_its_nucleus(made):
    early = boards.day(made, -1)
    refused(lambda: row(made, held_on=early, called_on=early), "while the nucleus exists")
    one = row(made)
    refused(lambda: Assembly.objects.filter(pk=one.pk).update(held_on=early, called_on=early))


def test_two_on_one_day_and_one_that_is_told_before_it_is_called(made):
    row(made)
    refused(lambda: row(made))
    over = {"call": 1, "members": 4, "quorum_over": 5000, "transcribed_by": made.ana.public_id, "transcribed_at": now()}
    refused(lambda: row(made, held_on=boards.day(made, 9), state="held", **over), "called before it is told")


def test_a_decision_without_a_quorum(made):
    one = row(made)
    came(made, one, 0, 1)
    refused(lambda: close(one), "decides with a quorum")
    Motion.objects.create(
        assembly=one, position=1, kind="other", text="Algo", votes_for=2, votes_against=0, abstained=0, carried=True
    )  # fmt: skip
    refused(lambda: close(one, "failed"), "decides with a quorum")
    came(made, one, 2)
    assert close(one) == 1


def test_an_assembly_that_had_a_quorum_did_not_fail(made):
    one = row(made)
    came(made, one, 0, 1, 2)
    refused(lambda: close(one, "failed"))


@pytest.mark.parametrize("votes", [4, 3])
def test_more_votes_than_households_came(made, votes):
    one = row(made, kind="electing")
    came(made, one, 0, 1, 2)
    ballot = Ballot.objects.create(assembly=one, post="president", blank=1, tied=False)
    Candidate.objects.create(ballot=ballot, member=made.person(0), votes=votes, elected=True)
    refused(lambda: close(one), "no more votes than households")


def test_people_from_outside_the_nucleus(made):
    one = row(made, kind="electing")
    stranger = scene.enrolment.household(made.ana).participant
    membership = made.nucleus.memberships.first()
    assert membership is not None
    refused(lambda: Attendance.objects.create(assembly=one, member=stranger, membership=membership), "who came")
    ballot = Ballot.objects.create(assembly=one, post="president", tied=False)
    refused(lambda: Candidate.objects.create(ballot=ballot, member=stranger, votes=1), "belongs to the nucleus")
    other = scene.nucleus(made.ground, formed_on=made.on, name="Otro")
    theirs = row(made, nucleus=other)
    refused(lambda: Attendance.objects.create(assembly=theirs, member=made.person(0), membership=membership))


def test_nothing_is_added_to_an_assembly_that_was_told(made):
    one = boards.elects(made, president=0)
    membership = made.nucleus.memberships.first()
    child = made.cycles[0].household.members.exclude(pk=made.person(0).pk).get()
    facts = {"kind": "other", "text": "Más", "votes_for": 1, "votes_against": 0, "abstained": 0, "carried": True}
    refused(lambda: Attendance.objects.create(assembly=one, member=child, membership=membership))
    refused(lambda: Motion.objects.create(assembly=one, position=9, **facts))
    refused(lambda: Ballot.objects.create(assembly=one, post="secretary", tied=True))
    refused(lambda: AgendaItem.objects.create(assembly=one, position=9, text="Más"))
    refused(lambda: AgendaItem.objects.filter(assembly=one).update(text="Otro"))
    ballot = Ballot.objects.get()
    refused(lambda: Candidate.objects.create(ballot=ballot, member=made.person(1), votes=0))


def test_what_was_told_is_not_rewritten_or_removed(made):
    one = boards.elects(made, president=0)
    whole = Assembly.objects.filter(pk=one.pk)
    for change in (
        {"state": "called"},
        {"members": 1},
        {"notes": "x"},
        {"held_on": one.held_on - DAY},
        {"kind": "other"},
    ):
        refused(lambda change=change: whole.update(**change))
    whole.update(scan_sha256="a" * 64)
    refused(lambda: whole.update(scan_sha256="b" * 64))
    for model in (Attendance, Ballot, Candidate):
        refused(lambda model=model: model.objects.all().delete())
    refused(lambda: Attendance.objects.update(spoke=True))
    refused(lambda: Candidate.objects.update(votes=0))
    refused(lambda: Mandate.objects.update(post="secretary"))
    boards.reverse(made, one)
    refused(lambda: whole.update(reversed_at=None, reversed_by=None, reversed_why=""))


def test_a_mandate_without_its_election(made):
    one = boards.elects(made, boards.day(made, 1), president=0)
    refused(lambda: mandate(made, 1, one, post="secretary"), "the assembly that elected it")
    failed = boards.held(made, boards.day(made, 5), came=[0])
    refused(lambda: mandate(made, 1, failed, post="secretary"))
    stranger = scene.enrolment.household(made.ana).participant
    appointed = {"origin": "municipality", "origin_note": "Resolución 1", "post": "prosecutor", "assembly": None}
    refused(lambda: mandate(made, 0, one, **appointed | {"member": stranger}), "belongs to a household")


def test_mandates_that_overlap(made):
    one = boards.elects(made, boards.day(made, 1), president=0, treasurer=1)
    refused(lambda: mandate(made, 0, one))
    late = {"origin": "municipality", "origin_note": "Resolución 1", "post": "prosecutor", "assembly": None}
    refused(lambda: mandate(made, 1, one, **late))
    gone = boards.mandate(made, Post.TREASURER)
    over = {"end_why": "resigned", "ended_by": made.ana.public_id, "ended_at": now()}
    Mandate.objects.filter(pk=gone.pk).update(ended_on=boards.day(made, 9), **over)
    second = boards.elects(made, boards.day(made, 9), treasurer=2)
    refused(lambda: Mandate.objects.filter(pk=gone.pk).update(ended_on=second.held_on + DAY))


def test_a_recall_that_no_assembly_carried(made):
    boards.elects(made, boards.day(made, 1), president=0)
    gone = boards.mandate(made, Post.PRESIDENT)
    later = boards.held(made, boards.day(made, 9), motions=(boards.recall(gone, 1, 3),))
    end = {"end_why": "recalled", "ended_on": later.held_on, "ended_by": made.ana.public_id, "ended_at": now()}
    refused(lambda: Mandate.objects.filter(pk=gone.pk).update(**end))
    refused(
        lambda: Mandate.objects.filter(pk=gone.pk).update(**end, ended_at_assembly=later), "only an assembly recalls"
    )


def test_a_certification_of_what_was_not_held_and_one_that_is_rewritten(made):
    failed = boards.held(made, boards.day(made, 1), came=[0])
    facts = {
        "kind": "notary",
        "certifier": "Notaría",
        "certified_on": people.today(),
        "recorded_by": made.ana.public_id,
    }
    refused(lambda: Certification.objects.create(assembly=failed, recorded_at=now(), **facts))
    one = boards.held(made, boards.day(made, 5))
    refused(
        lambda: Certification.objects.create(assembly=one, recorded_at=now(), **facts | {"certified_on": made.on})
    )  # fmt: skip
    Certification.objects.create(assembly=one, recorded_at=now(), **facts)
    refused(lambda: Certification.objects.create(assembly=one, recorded_at=now(), **facts))
    refused(lambda: Certification.objects.update(certifier="Otra"))
    refused(lambda: Certification.objects.all().delete())


def test_a_motion_about_another_nucleus(made):
    other = scene.formed(2, made.ground, name="Otro")
    boards.elects(made, boards.day(made, 1), president=0)
    one = row(made, nucleus=other.nucleus)
    facts = {"kind": "recall", "text": "Revocar", "votes_for": 1, "votes_against": 0, "abstained": 0, "carried": True}
    gone = boards.mandate(made, Post.PRESIDENT)
    refused(lambda: Motion.objects.create(assembly=one, position=1, mandate=gone, **facts), "its own nucleus")
