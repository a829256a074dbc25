"""Workshops through the verbs, and what the database refuses of them."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene as nuclei
from tests.plans import scene
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.nuclei.terms import AssemblyKind
from winay.plans.queries.workshops import assemblies_for_workshops, came_to, holds, standing_workshop, told_of
from winay.plans.services.workshops import (
    approve_workshop,
    retell_workshop,
    return_workshop,
    reverse_workshop,
    tell_workshop,
)
from winay.plans.terms import ChoiceMode, Menu, WorkshopState
from winay.plans.workshop_models import Answer, Choice, Workshop

pytestmark = pytest.mark.django_db
GARDEN, STOVE, WATER = scene.GARDEN, scene.STOVE, scene.WATER


def last(verb: str) -> Any:
    return parse_body(Line.objects.filter(verb=f"plans.{verb}").order_by("-id")[0].body)


def test_a_workshop_is_told_ranked_and_approved_by_another_person() -> None:
    made = scene.constituted()
    assembly = scene.diagnosed(made)
    assert assemblies_for_workshops(made.nucleus) == [assembly]
    found = tell_workshop(assembly=assembly, told=scene.told(), by=made.ana, at=now())
    assert (found.state, found.present) == (WorkshopState.TOLD, 4) and not assemblies_for_workshops(made.nucleus)
    told = told_of(found)
    assert [(one.item, one.menu, one.wanted) for one in told.ranked] == [
        (GARDEN, Menu.PRODUCTIVE, 4), (STOVE, Menu.HEALTHY_HOME, 3), (WATER, Menu.HEALTHY_HOME, 1),
    ]  # fmt: skip
    assert [one.said for one in told.answers] == [3, 2, 2]
    line = last("tell_workshop")
    assert line.after["wanted"] == [f"{STOVE}: 3", f"{GARDEN}: 4", f"{WATER}: 1"]
    with pytest.raises(NotAllowed):
        approve_workshop(workshop=found, by=made.ana, at=now())
    approved = approve_workshop(workshop=found, by=made.rosa, at=now())
    assert approved.state == WorkshopState.APPROVED and holds(approved)
    for again in (approve_workshop,):
        with pytest.raises(Refused) as twice:
            again(workshop=found, by=made.rosa, at=now())
        assert scene.codes(twice) == ["workshop_not_told"]


def test_who_told_a_workshop_never_approves_it() -> None:
    made = scene.constituted()
    found = tell_workshop(assembly=scene.diagnosed(made), told=scene.told(), by=made.rosa, at=now())
    with pytest.raises(Refused) as own:
        approve_workshop(workshop=found, by=made.rosa, at=now())
    assert scene.codes(own) == ["own_workshop"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Workshop.objects.filter(pk=found.pk).update(state="approved", decided_by=made.rosa.public_id, decided_at=now())


def test_attendance_is_the_assemblys_by_member_and_sex() -> None:
    made = scene.constituted()
    came = came_to(scene.diagnosed(made, came=(0, 1, 2)))
    assert len(came.memberships) == came.people == 3 == came.women + came.men + came.unknown
    assert set(came.memberships) == {made.cycles[number].public_id for number in (0, 1, 2)}


def test_each_household_says_its_own_and_a_secret_vote_names_nobody() -> None:
    made = scene.constituted()
    mine = {made.cycles[0].public_id: (GARDEN, STOVE), made.cycles[1].public_id: (GARDEN,)}
    told = scene.told(mode=ChoiceMode.EACH, counts={}, of_household=mine)
    found = tell_workshop(assembly=scene.diagnosed(made), told=told, by=made.ana, at=now())
    assert told_of(found).tally == {GARDEN: 2, STOVE: 1}
    assert Choice.objects.filter(workshop=found, membership__enrolment=made.cycles[0]).count() == 2
    secret = retell_workshop(workshop=found, told=scene.told(mode=ChoiceMode.SECRET), by=made.ana, at=now())
    assert set(Choice.objects.filter(workshop=secret).values_list("membership", flat=True)) == {None}
    assert str(made.cycles[0].public_id) not in str(Line.objects.filter(verb__startswith="plans.").values_list("body"))


def test_a_secret_vote_cannot_be_written_with_names() -> None:
    made = scene.constituted()
    found = scene.workshop(made, approved=False, mode=ChoiceMode.SECRET)
    membership = made.nucleus.memberships.first()
    for wrong in ({"membership": membership, "hands": 1, "mode": "secret"}, {"hands": 2, "mode": "each"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Choice.objects.create(workshop=found, item="guinea_pigs", **wrong)
    told = scene.told(mode=ChoiceMode.SECRET, of_household={made.cycles[0].public_id: (GARDEN,)})
    with pytest.raises(Refused) as refused:
        retell_workshop(workshop=found, told=told, by=made.ana, at=now())
    assert scene.codes(refused) == ["secret_kept"]
    assert Choice.objects.filter(workshop=found).count() == 3


def test_an_observed_workshop_is_told_anew_and_waits_again() -> None:
    made = scene.constituted()
    found = scene.workshop(made, approved=False)
    returned = return_workshop(workshop=found, why="Falta lo que dijeron del mercado.", by=made.rosa, at=now())
    assert (returned.state, returned.returned_why) == (WorkshopState.RETURNED, "Falta lo que dijeron del mercado.")
    with pytest.raises(Refused) as waits:
        approve_workshop(workshop=found, by=made.rosa, at=now())
    assert scene.codes(waits) == ["workshop_not_told"]
    anew = retell_workshop(workshop=found, told=scene.told(counts={GARDEN: 2, STOVE: 4}), by=made.ana, at=now())
    assert (anew.state, anew.returned_why, told_of(anew).tally) == (WorkshopState.TOLD, "", {GARDEN: 2, STOVE: 4})
    approve_workshop(workshop=anew, by=made.rosa, at=now())
    with pytest.raises(Refused) as over:
        retell_workshop(workshop=anew, told=scene.told(), by=made.ana, at=now())
    assert scene.codes(over) == ["workshop_over"]


def test_a_wrong_workshop_is_reversed_and_told_anew() -> None:
    made = scene.constituted()
    found = scene.workshop(made)
    with pytest.raises(NotAllowed):  # approved: by whoever approves
        reverse_workshop(workshop=found, why=scene.WHY, by=made.ana, at=now())
    reverse_workshop(workshop=found, why=scene.WHY, by=made.rosa, at=now())
    assert standing_workshop(found.assembly) is None
    anew = tell_workshop(assembly=found.assembly, told=scene.told(), by=made.ana, at=now())
    assert standing_workshop(found.assembly) == anew
    with pytest.raises(Refused) as twice:
        reverse_workshop(workshop=found, why=scene.WHY, by=made.rosa, at=now())
    assert scene.codes(twice) == ["workshop_reversed"]


def test_a_workshop_falls_with_the_minutes_of_its_assembly() -> None:
    made = scene.constituted()
    found = scene.workshop(made, approved=False)
    boards.reverse(made, found.assembly)
    found.assembly.refresh_from_db()
    assert not holds(found)
    with pytest.raises(Refused) as refused:
        approve_workshop(workshop=found, by=made.rosa, at=now())
    assert scene.codes(refused) == ["assembly_not_held"]


def test_a_workshop_needs_a_constituted_nucleus_with_a_board_and_a_diagnostic_assembly() -> None:
    made = nuclei.formed(4)
    assembly = scene.diagnosed(made, 3)
    with pytest.raises(Refused) as neither:
        tell_workshop(assembly=assembly, told=scene.told(), by=made.ana, at=now())
    assert scene.codes(neither) == ["not_constituted", "no_board"]
    scene.constituted(made=made)  # told late, of an earlier day
    ordinary = boards.held(made, made.on + 4 * scene.DAY, kind=AssemblyKind.ORDINARY)
    with pytest.raises(Refused) as kind:
        tell_workshop(assembly=ordinary, told=scene.told(), by=made.ana, at=now())
    assert scene.codes(kind) == ["not_diagnostic"]
    tell_workshop(assembly=assembly, told=scene.told(), by=made.ana, at=now())


def test_workshops_are_told_by_who_works_there() -> None:
    made = scene.constituted()
    assembly = scene.diagnosed(made)
    other = people.acting_as(people.other_head())
    for who in (other, people.acting_as(people.auditor()), SYSTEM):
        with pytest.raises(NotAllowed):
            tell_workshop(assembly=assembly, told=scene.told(), by=who, at=now())
    found = tell_workshop(assembly=assembly, told=scene.told(), by=made.ana, at=now())
    for verb in (approve_workshop,):
        with pytest.raises(NotAllowed):
            verb(workshop=found, by=other, at=now())
    with pytest.raises(NotAllowed):
        return_workshop(workshop=found, why=scene.WHY, by=made.ana, at=now())
    with pytest.raises(NotAllowed):
        reverse_workshop(workshop=found, why=scene.WHY, by=other, at=now())


def test_the_database_keeps_what_was_approved() -> None:
    made = scene.constituted()
    found = scene.workshop(made)
    answer, choice = Answer.objects.filter(workshop=found)[0], Choice.objects.filter(workshop=found)[0]
    for change in ({"facilitator": "Otra"}, {"state": "told"}, {"present": 99}, {"nucleus": nuclei.nucleus(
        made.ground, formed_on=made.on, name="Otro")}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Workshop.objects.filter(pk=found.pk).update(**change)
    for row in (answer, choice):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.create(workshop=found, mode="hands", item="sheep", hands=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Workshop.objects.filter(pk=found.pk).delete()


def test_the_database_takes_a_workshop_of_a_diagnostic_assembly_alone() -> None:
    made = scene.constituted()
    told = {"facilitator": "N", "mode": "hands", "present": 4, "told_by": made.ana.public_id, "told_at": now()}
    for assembly in (
        boards.held(made, made.on + 6 * scene.DAY, kind=AssemblyKind.ORDINARY),
        boards.called(made, people.today(), kind=AssemblyKind.DIAGNOSTIC),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Workshop.objects.create(nucleus=made.nucleus, assembly=assembly, **told)
