"""Areas drawn by hand: what each verb does, what it refuses, and that a mistake can be taken back."""

from typing import Any

import pytest

from tests import people
from tests.targeting import areas_scene, scene
from tests.targeting.areas_scene import REASON, area_with, code, partition, valley
from tests.worlds import world
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.core.ids import new_id
from winay.journal.models import Line
from winay.places.models import Place
from winay.places.travel.services import record_travel_time
from winay.targeting.models import Area, AreaAct, AreaLocality
from winay.targeting.queries.areas import areas_before, revision, undoable_act
from winay.targeting.services.area_edits import merge_areas, move_localities, split_area, undo_area_act
from winay.targeting.services.areas import define_areas, regroup_district
from winay.targeting.terms import AreaActKind, AreaOrigin, Leftover

pytestmark = pytest.mark.django_db

GROUPED = [[1, 2], [3, 4], [5], [6, 7], [8]]


def _ana() -> Any:
    valley()
    return people.acting_as(people.specialist())


ana = world(_ana)


def move(by: Any, numbers: list[int], to: int | str | None, **how: Any) -> AreaAct:
    target = area_with(to).code if isinstance(to, int) else to
    return move_localities(
        **{
            "district_code": "050101", "localities": [code(n) for n in numbers], "to": target, "reason": REASON,
            "by": by, "at": now(), **how,
        }
    )  # fmt: skip


def undo(by: Any, **how: Any) -> AreaAct:
    return undo_area_act(**{"district_code": "050101", "reason": REASON, "by": by, "at": now(), **how})


def refused(verb: Any) -> list[str]:
    """The codes of a refusal, after which nothing has changed."""
    before = (partition(), revision(), Line.objects.count())
    with pytest.raises(Refused) as caught:
        verb()
    assert (partition(), revision(), Line.objects.count()) == before
    return scene.codes(caught)


# ---- what they do -------------------------------------------------------------------------------------------------


def test_a_locality_moves_and_only_the_two_areas_change(ana: Any) -> None:
    others = set(Area.objects.filter(retired_by=None, district__code="050101").values_list("id", flat=True))
    others -= {area_with(3).pk, area_with(5).pk}
    act = move(ana, [4], 5)
    assert partition() == [[1, 2], [3], [4, 5], [6, 7], [8]]
    assert others <= set(Area.objects.filter(retired_by=None).values_list("id", flat=True))
    assert act.kind == AreaActKind.EDITED and act.made.count() == act.retired.count() == 2
    joined, left = area_with(5), area_with(3)
    assert (joined.origin, joined.households, joined.code) == (AreaOrigin.EDITED, 73, "050101-0005")
    assert (left.households, left.leftover) == (22, Leftover.BY_HAND)
    assert scene.lines_of("move_localities") == 1


def test_a_new_area_is_made_of_what_is_chosen(ana: Any) -> None:
    move(ana, [7, 8], None)
    assert partition() == [[1, 2], [3, 4], [5], [6], [7, 8]]


def test_an_area_emptied_is_gone(ana: Any) -> None:
    move(ana, [5], 4)
    assert partition() == [[1, 2], [3, 4, 5], [6, 7], [8]]


def test_areas_are_merged_and_split(ana: Any) -> None:
    codes = [area_with(n).code for n in (3, 5, 6)]
    merge_areas(district_code="050101", areas=codes, reason=REASON, by=ana, at=now())
    assert partition() == [[1, 2], [3, 4, 5, 6, 7], [8]]
    split_area(
        district_code="050101", area=area_with(3).code, localities=[code(3), code(4)], reason=REASON, by=ana, at=now()
    )
    assert partition() == [[1, 2], [3, 4], [5, 6, 7], [8]]
    assert scene.lines_of("merge_areas") == scene.lines_of("split_area") == 1


def test_every_locality_stays_in_exactly_one_area(ana: Any) -> None:
    for numbers, to in (([4], 5), ([2], 3), ([7], 8), ([8], None), ([1], 2)):
        move(ana, numbers, to)
        assert sorted(n for area in partition() for n in area) == list(range(1, 9))
        current = AreaLocality.objects.filter(current=True, area__district__code="050101")
        assert current.count() == 8 and not current.exclude(area__retired_by=None).exists()


def test_an_area_whose_localities_come_back_keeps_its_code_and_what_it_was(ana: Any) -> None:
    before = area_with(5)
    move(ana, [4], 5)
    undo(ana)
    after = area_with(5)
    assert (after.code, after.name, after.origin) == (before.code, before.name, AreaOrigin.GROUPED)
    assert after.pk != before.pk  # what was retired stays retired


# ---- taking back --------------------------------------------------------------------------------------------------


def test_edits_are_taken_back_one_after_the_other(ana: Any) -> None:
    states = [partition()]
    for numbers, to in (([4], 5), ([2], 3), ([8], 7)):
        move(ana, numbers, to)
        states.append(partition())
    for expected in reversed(states[:-1]):
        undo(ana)
        assert partition() == expected
    assert refused(lambda: undo(ana)) == ["nothing_to_undo"]
    assert AreaAct.objects.filter(kind=AreaActKind.UNDONE).count() == 3


def test_an_undone_edit_can_be_followed_by_another_and_that_taken_back(ana: Any) -> None:
    move(ana, [4], 5)
    undo(ana)
    move(ana, [2], 3)
    undo(ana)
    assert partition() == GROUPED
    assert refused(lambda: undo(ana)) == ["nothing_to_undo"]


def test_grouping_again_is_taken_back_too(ana: Any) -> None:
    move(ana, [4], 5)
    regroup_district(district_code="050101", reason=REASON, by=ana, at=now())
    undo(ana)
    assert partition() == [[1, 2], [3], [4, 5], [6, 7], [8]] and area_with(4).origin == AreaOrigin.EDITED
    undo(ana)
    assert partition() == GROUPED


def test_after_areas_were_defined_anew_an_older_edit_is_not_taken_back(ana: Any) -> None:
    act = move(ana, [4], 5)
    valley([20, 30], first=9)
    assert undoable_act(act.district_id or 0) is None
    assert refused(lambda: undo(ana)) == ["nothing_to_undo"]


def test_what_came_since_is_put_beside_what_is_restored(ana: Any) -> None:
    move(ana, [4], 5)
    valley([20, 30], first=9, defined=False)
    undo(ana)
    assert partition() == [*GROUPED, [9, 10]]


def test_the_areas_before_an_act_are_known_afterwards(ana: Any) -> None:
    first = move(ana, [4], 5)
    move(ana, [2], 3)
    ids = dict(Place.objects.filter(parent__code="050101").values_list("id", "code"))
    told = sorted(sorted(int(ids[place][-4:]) for place in former.members) for former in areas_before(first))
    assert told == GROUPED


# ---- what is refused ----------------------------------------------------------------------------------------------


def test_an_area_in_pieces_is_refused_and_names_who_is_apart(ana: Any) -> None:
    with pytest.raises(Refused) as caught:
        move(ana, [8], 1)
    assert [(r.code, r.params["locality"]) for r in caught.value.reasons] == [("targeting.area_apart", "Hamlet 8")]
    assert refused(lambda: move(ana, [6], 5, localities=[code(1), code(6)])) == ["area_apart"]


def test_what_is_left_behind_must_be_whole_too(ana: Any) -> None:
    merge_areas(district_code="050101", areas=[area_with(3).code, area_with(5).code], reason=REASON, by=ana, at=now())
    assert refused(lambda: move(ana, [4], None)) == ["area_apart"]  # 3 and 5 would be one area without a way


def test_a_recorded_time_makes_the_far_near(ana: Any) -> None:
    record_travel_time(said=areas_scene.said(1, 8), today=people.today(), by=ana, at=now())
    move(ana, [8], 1)
    assert partition() == [[1, 2, 8], [3, 4], [5], [6, 7]]
    assert area_with(8).localities.get(locality__code=code(8)).minutes == 60


def test_a_locality_of_another_district_or_none_at_all(ana: Any) -> None:
    valley([50], district="050102")
    for localities in ([code(1, "050102")], ["0501019999"], [code(1), "nonsense"], ["050101"]):
        assert refused(lambda localities=localities: move(ana, [], 5, localities=localities)) == ["locality_elsewhere"]
    assert refused(lambda: move(ana, [], 5)) == ["no_locality_chosen"]


def test_an_area_that_is_gone_or_elsewhere(ana: Any) -> None:
    valley([50], district="050102")
    gone = area_with(5).code
    move(ana, [5], 4)
    for area in (gone, area_with(1, "050102").code, "", "050101", "0501"):
        assert refused(lambda area=area: move(ana, [1], area)) == ["area_unknown"]


def test_nothing_to_change(ana: Any) -> None:
    assert refused(lambda: move(ana, [3], 4)) == ["areas_same"]
    assert refused(lambda: move(ana, [3, 4], None)) == ["areas_same"]
    assert area_with(3).origin == AreaOrigin.GROUPED


def test_merging_one_and_splitting_all(ana: Any) -> None:
    one = area_with(1).code
    merge = {"district_code": "050101", "reason": REASON, "by": ana, "at": now()}
    assert refused(lambda: merge_areas(areas=[one, one], **merge)) == ["merge_two"]
    assert refused(lambda: merge_areas(areas=[one, area_with(8).code], **merge)) == ["area_apart"]
    for numbers in ([1, 2], [1, 3]):
        chosen = [code(n) for n in numbers]
        assert refused(lambda chosen=chosen: split_area(area=one, localities=chosen, **merge)) == ["split_within"]


@pytest.mark.parametrize("reason", ["", "   ", "corto", "." * 40, "a" * 601, "quince letras y más\0"])
def test_a_reason_that_says_nothing(ana: Any, reason: str) -> None:
    assert len(refused(lambda: move(ana, [4], 5, reason=reason))) == 1
    assert len(refused(lambda: undo(ana, reason=reason))) == 1


def test_a_page_that_is_no_longer_true(ana: Any) -> None:
    seen = areas_scene.last_act().public_id
    move(ana, [4], 5, seen=seen)
    for verb in (lambda: move(ana, [2], 3, seen=seen), lambda: undo(ana, seen=seen), lambda: undo(ana, seen=new_id())):
        assert refused(verb) == ["areas_changed"]
    move(ana, [2], 3, seen=areas_scene.last_act().public_id)


def test_what_happens_elsewhere_does_not_make_a_page_old(ana: Any) -> None:
    seen = areas_scene.last_act().public_id
    valley([50, 60], district="050102")
    move_localities(
        district_code="050102", localities=[code(1, "050102")], to=area_with(2, "050102").code, reason=REASON, by=ana,
        at=now(),
    )  # fmt: skip
    move(ana, [4], 5, seen=seen)


def test_a_district_without_localities(ana: Any) -> None:
    assert refused(lambda: move(ana, [1], None, district_code="050102")) == ["no_localities"]
    assert refused(lambda: undo(ana, district_code="050102")) == ["no_localities"]


def test_outsiders_and_those_who_only_read(ana: Any) -> None:
    before = (partition(), revision())
    for who in (people.other_head(), people.auditor(), people.specialist("0502"), people.someone()):
        by = people.acting_as(who)
        for verb in (
            lambda by=by: move(by, [4], 5),
            lambda by=by: undo(by),
            lambda by=by: regroup_district(district_code="050101", reason=REASON, by=by, at=now()),
            lambda by=by: merge_areas(district_code="050101", areas=[], reason=REASON, by=by, at=now()),
            lambda by=by: split_area(district_code="050101", area="", localities=[], reason=REASON, by=by, at=now()),
        ):
            with pytest.raises(NotAllowed):
                verb()
    with pytest.raises(NotAllowed):
        move(SYSTEM, [4], 5)  # nobody signs for the system
    assert (partition(), revision()) == before


def test_who_may(ana: Any) -> None:
    for who, (numbers, to) in zip(
        (people.specialist("0501"), people.head("050101"), people.manager()),
        (([4], 5), ([2], 3), ([8], 7)),
        strict=True,
    ):
        move(people.acting_as(who), numbers, to)


# ---- areas that a selection holds ---------------------------------------------------------------------------------


@pytest.fixture
def held(ana: Any) -> Any:
    """Hamlets 3 and 4 are an area that an approved selection chose, as it does all that have households enough."""
    made = scene.approved(people.acting_as(people.specialist()), people.acting_as(people.head()), "050101")
    chosen = set(made.areas.filter(chosen=True).values_list("area_id", flat=True))
    assert area_with(3).pk in chosen
    return made


def test_a_held_area_is_not_changed(ana: Any, held: Any) -> None:
    assert "area_held" in refused(lambda: move(ana, [4], 5))
    assert "area_held" in refused(lambda: move(ana, [2], 3))
    areas = [area_with(3).code, area_with(5).code]
    merge = {"district_code": "050101", "reason": REASON, "by": ana, "at": now()}
    assert "area_held" in refused(lambda: merge_areas(areas=areas, **merge))


def test_an_annulled_selection_holds_nothing(ana: Any, held: Any) -> None:
    from winay.targeting.services.decisions import annul_selection

    annul_selection(selection=held, reason=REASON, by=people.acting_as(people.head()), at=now())
    move(ana, [4], 5)


def test_a_held_area_is_neither_regrouped_nor_recounted_into_others(ana: Any, held: Any) -> None:
    from winay.targeting.services.areas import recount_areas

    places = {place.code: place for place in Place.objects.filter(parent__code="050101")}
    areas_scene.count({places[code(3)]: 90, places[code(4)]: 90})
    before = partition()
    assert recount_areas(district_codes=["050101"], by=ana, at=now()) >= 1
    assert partition() == before and area_with(3).households == 180
    assert "area_held" in refused(lambda: regroup_district(district_code="050101", reason=REASON, by=ana, at=now()))
    assert define_areas(by=SYSTEM, at=now()) == 0 and partition() == before


def test_a_held_area_stays_when_all_its_localities_become_urban(ana: Any, held: Any) -> None:
    area = area_with(3)
    members = [row.locality_id for row in area.localities.all()]
    Place.objects.filter(id__in=members).update(rural=False)
    define_areas(by=SYSTEM, at=now())
    area.refresh_from_db()
    assert area.retired_by is None and area.localities.filter(current=True).count() == len(members)
    assert define_areas(by=SYSTEM, at=now()) == 0
    Place.objects.filter(id__in=members).update(rural=True)
    define_areas(by=SYSTEM, at=now())
    area.refresh_from_db()
    assert area.retired_by is None and partition() == GROUPED
