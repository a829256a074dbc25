"""What a decision about a pair means for households and for their cycles in the program."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests import people
from tests.enrolment import scene
from tests.registry import scene as registry
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import Refused
from winay.core.ids import new_id
from winay.enrolment.models import CycleMove, Enrolment
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.journeys.duplicates import same_household, same_person, take_merge_back
from winay.registry.duplicate_models import DuplicatePair, DuplicateSearch
from winay.registry.models import Household, Member
from winay.registry.terms import IdMissing, Kin, PairState, SearchKind, SearchState

pytestmark = pytest.mark.django_db
WHY = "Es el mismo hogar: lo confirmó la presidenta de la comunidad."


found = world(scene.ground)


def twice(found: scene.Ground) -> tuple[Household, Household]:
    """A household registered twice, the second time without ids."""
    members = (registry.member(Kin.PARTICIPANT), registry.member(Kin.CHILD), registry.member(Kin.CHILD))
    nobody = {"national_id": "", "id_missing": IdMissing.NOT_SHOWN}
    first = scene.household(found.ana, members=members)
    return first, scene.household(found.ana, 2, members=tuple(replace(member, **nobody) for member in members))


def pair(left: Member, right: Member, weight: int = 900) -> DuplicatePair:
    """As a search leaves it."""
    search, _ = DuplicateSearch.objects.get_or_create(
        kind=SearchKind.EVERYBODY, state=SearchState.DONE, asked_by=new_id(), asked_at=now()
    )
    return DuplicatePair.objects.create(
        left=left, right=right, left_district=50110, right_district=50110, left_facts=1, right_facts=2, weight=weight,
        agreement="s1=same", search=search, found_at=now(),
    )  # fmt: skip


def pairs(first: Household, second: Household) -> list[DuplicatePair]:
    both = zip(first.members.order_by("pk"), second.members.order_by("pk"), strict=True)
    return [pair(left, right, 900 - number) for number, (left, right) in enumerate(both)]


def decide(verb: Any, one: DuplicatePair, by: Any, **more: Any) -> Any:
    return verb(**{"pair": one, "keep_left": True, "on": people.today(), "why": WHY, "by": by, "at": now()} | more)


def states() -> list[str]:
    return list(DuplicatePair.objects.order_by("pk").values_list("state", flat=True))


def test_one_person_is_one_and_the_pair_is_settled(found: scene.Ground) -> None:
    first, second = twice(found)
    _, one, other = pairs(first, second)
    decide(same_person, one, found.ana)
    assert states() == [PairState.OPEN, PairState.SAME, PairState.OPEN]
    with pytest.raises(Refused):
        decide(same_person, one, found.ana)
    decide(same_person, other, found.ana, keep_left=False)
    assert [m.merged_into_id is None for m in first.members.order_by("pk")] == [True, True, False]


def test_one_household_settles_every_pair_and_its_cycle_goes_on_in_the_one_that_stays(found: scene.Ground) -> None:
    first, second = twice(found)
    cycle = scene.enrolled(found, second)
    some = pairs(first, second)
    crossed = pair(some[1].left, some[2].right, 10)  # brothers who look alike too
    merge = decide(same_household, some[1], found.ana)
    assert states() == [PairState.SAME] * 4
    assert Member.objects.filter(household=second, left_on=None).count() == 0
    assert {part.into_id for part in merge.parts.all()} == {one.left_id for one in some}
    cycle.refresh_from_db()
    assert cycle.household == first and CycleMove.objects.get().origin == second
    take_merge_back(merge=merge, why="Eran dos hogares de la misma familia.", by=found.ana, at=now())
    cycle.refresh_from_db()
    assert cycle.household == second and cycle.ended_on is None
    assert states()[:3] == [PairState.OPEN] * 3
    crossed.refresh_from_db()
    assert Member.objects.filter(household=second, left_on=None).count() == 3


def test_two_cycles_are_never_merged_into_one(found: scene.Ground) -> None:
    first, second = twice(found)
    some = pairs(first, second)
    scene.enrolled(found, first)
    wrong = scene.enrolled(found, second)
    with pytest.raises(Refused) as refused:
        decide(same_household, some[0], found.ana)
    assert [reason.code for reason in refused.value.reasons] == ["registry.merge_two_cycles"]
    assert Enrolment.objects.filter(ended_on=None).count() == 2 and states() == [PairState.OPEN] * 3
    end_enrolment(
        enrolment=wrong, reason=ExitReason.MISTAKE, note="Se inscribió dos veces al mismo hogar.",
        on=wrong.enrolled_on, by=found.ana, at=now(),
    )  # fmt: skip
    decide(same_household, some[0], found.ana)
    assert Enrolment.objects.get(ended_on=None).household == first


def test_a_cycle_that_would_meet_a_later_one_keeps_the_households_apart(found: scene.Ground) -> None:
    first, second = twice(found)
    some = pairs(first, second)
    scene.enrolled(found, second)
    later = scene.enrolled(found, first, on=found.on + timedelta(days=5))
    end_enrolment(
        enrolment=later, reason=ExitReason.NO_TIME, note="", on=found.on + timedelta(days=20), by=found.ana, at=now()
    )
    with pytest.raises(Refused) as refused:
        decide(same_household, some[0], found.ana)
    assert [reason.code for reason in refused.value.reasons] == ["registry.merge_cycle_meets"]
    assert Household.objects.get(pk=second.pk).closed_on is None and states() == [PairState.OPEN] * 3
