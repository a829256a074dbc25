"""Areas as the rule defines them: without localities, with them, again, after counts, beside what must stay."""

from datetime import timedelta
from itertools import chain

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.targeting import areas_scene, scene
from tests.targeting.areas_scene import HOMES, REASON, area_with, code, partition, valley
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.places.models import Measurement, Place
from winay.targeting.models import Area, AreaAct, AreaLocality
from winay.targeting.queries.areas import revision
from winay.targeting.services.area_edits import move_localities
from winay.targeting.services.areas import define_areas, recount_areas, regroup_district
from winay.targeting.terms import AreaActKind, AreaOrigin, Leftover

pytestmark = pytest.mark.django_db


def specialist():
    return people.acting_as(people.specialist())


def lines(verb: str) -> list[dict[str, object]]:
    bodies = Line.objects.filter(verb=f"targeting.{verb}").order_by("id").values_list("body", flat=True)
    return [dict(parse_body(body).after or {}) for body in bodies]


# ---- without localities -------------------------------------------------------------------------------------------


def test_a_country_without_localities_has_one_area_a_district() -> None:
    act = AreaAct.objects.get()
    assert act.kind == AreaActKind.DEFINED and act.district is None
    areas = Area.objects.select_related("district")
    assert areas.count() == act.made.count() > 1_800
    assert all(area.code == area.district.code and area.origin == AreaOrigin.WHOLE for area in areas)


def test_the_same_figures_again_change_nothing() -> None:
    before, said = revision(), Line.objects.count()
    assert define_areas(by=SYSTEM, at=now()) == 0
    assert (revision(), Line.objects.count()) == (before, said)


def test_a_changed_figure_keeps_the_area_and_a_figure_of_zero_ends_it() -> None:
    place = Place.objects.get(code="050101")
    rows = Measurement.objects.filter(place=place, indicator__key="rural_households_est")
    area = Area.objects.get(district=place)
    rows.update(value=77)
    assert define_areas(by=SYSTEM, at=now()) == 1
    area.refresh_from_db()
    assert (area.households, area.retired_by) == (77, None)
    rows.update(value=0)
    define_areas(by=SYSTEM, at=now())
    area.refresh_from_db()
    assert area.retired_by is not None and not Area.objects.filter(district=place, retired_by=None).exists()


# ---- with localities ----------------------------------------------------------------------------------------------


def test_localities_are_grouped_and_the_whole_area_is_retired() -> None:
    valley(defined=False)
    define_areas(by=SYSTEM, at=now())
    assert partition() == [[1, 2], [3, 4], [5], [6, 7], [8]]
    whole = Area.objects.get(code="050101")
    assert whole.retired_by == areas_scene.last_act()
    area = area_with(6)
    assert (area.code, area.name, area.households, area.counted) == ("050101-0007", "Hamlet 7", 45, True)
    assert area.seat is not None and area.seat.code == code(7) and area.origin == AreaOrigin.GROUPED
    assert sorted(area.localities.values_list("minutes", flat=True))[0] == 0
    assert lines("define_areas")[-1]["added"] == 5


def test_the_same_localities_again_change_nothing() -> None:
    valley()
    before, said = revision(), Line.objects.count()
    assert define_areas(by=SYSTEM, at=now()) == 0
    assert (revision(), Line.objects.count()) == (before, said)


def test_a_locality_is_in_one_current_area_whatever_is_written() -> None:
    valley()
    one = AreaLocality.objects.filter(current=True).first()
    assert one is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaLocality.objects.create(area=Area.objects.filter(retired_by=None).last(), locality=one.locality)


def test_localities_without_any_position_stay_one_area() -> None:
    made = valley(defined=False)
    Place.objects.filter(pk__in=[place.pk for place in made]).update(latitude_e6=None, longitude_e6=None)
    define_areas(by=SYSTEM, at=now())
    area = Area.objects.get(code="050101", retired_by=None)
    assert area.origin == AreaOrigin.WHOLE and area.localities.filter(current=True).count() == len(HOMES)
    assert define_areas(by=SYSTEM, at=now()) == 0


def test_one_without_a_position_is_alone_and_says_so() -> None:
    made = valley(defined=False)
    Place.objects.filter(pk=made[0].pk).update(latitude_e6=None, longitude_e6=None)
    define_areas(by=SYSTEM, at=now())
    assert area_with(1).leftover == Leftover.NO_POSITION
    assert [1] in partition()


def test_real_localities_take_the_place_of_invented_ones() -> None:
    valley([50, 60], first=9001, synthetic=True)
    assert partition() == [[9001], [9002]]
    valley()
    assert partition() == [[1, 2], [3, 4], [5], [6, 7], [8]]


def test_where_nobody_counted_the_estimate_is_spread() -> None:
    valley([None] * 4)
    total = Measurement.objects.get(place__code="050101", indicator__key="rural_households_est").value
    areas = Area.objects.filter(district__code="050101", retired_by=None)
    assert sum(area.households or 0 for area in areas) == total and not any(area.counted for area in areas)


def test_unknown_households_are_unknown() -> None:
    Measurement.objects.filter(place__code="050101", indicator__key="rural_households_est").delete()
    valley([None, 50])
    assert area_with(1).households is None or area_with(2).households == 50


def test_a_version_that_travels_by_river_groups_further() -> None:
    valley([25, 25], district="250101", step=90_000)  # ten kilometres: 4 hours on foot, 2 h 45 min by boat
    valley([25, 25], step=90_000)
    assert partition("250101") == [[1, 2]] and partition() == [[1], [2]]
    assert area_with(1).leftover == Leftover.TOO_FAR


def test_only_setting_up_or_who_maps_the_country_defines() -> None:
    for who in (people.specialist(), people.auditor(), people.head()):
        with pytest.raises(NotAllowed):
            define_areas(by=people.acting_as(who), at=now())
    assert define_areas(by=people.acting_as(people.manager()), at=now()) == 0


# ---- what must stay -----------------------------------------------------------------------------------------------


def edit(by=None, *, localities=(3,), to=5):
    return move_localities(
        district_code="050101", localities=[code(n) for n in localities], to=area_with(to).code if to else None,
        reason=REASON, by=by or specialist(), at=now(),
    )  # fmt: skip


def test_an_edited_district_is_not_grouped_again_and_new_localities_are_put_beside() -> None:
    valley()
    edit(localities=(4,), to=5)
    assert partition() == [[1, 2], [3], [4, 5], [6, 7], [8]]
    assert define_areas(by=SYSTEM, at=now()) == 0
    valley([20, 30], first=9)
    assert partition() == [[1, 2], [3], [4, 5], [6, 7], [8], [9, 10]]
    assert area_with(3).leftover == Leftover.BY_HAND and area_with(9).leftover == ""


def test_a_locality_that_is_no_longer_rural_leaves_its_area_in_whole_pieces() -> None:
    valley()
    edit(localities=(3, 4), to=5)
    edit(localities=(6, 7), to=5)
    assert partition() == [[1, 2], [3, 4, 5, 6, 7], [8]]
    Place.objects.filter(code=code(5)).update(rural=False)
    define_areas(by=SYSTEM, at=now())
    assert partition() == [[1, 2], [3, 4, 6, 7], [8]]  # 4 and 6 are neighbours now
    assert not AreaLocality.objects.filter(locality__code=code(5), current=True).exists()


def hold(cohort: int | None = None):
    """An approved selection over the district."""
    ana, rosa = people.acting_as(people.specialist()), people.acting_as(people.head())
    return scene.approved(ana, rosa, "0501", cohort=cohort)


def test_a_held_whole_area_waits_until_the_cohort_has_ended() -> None:
    made = hold()
    held = made.areas.filter(chosen=True, area__district__code__startswith="0501").first()
    assert held is not None
    district = held.area.district.code
    valley(district=district)
    assert partition(district) == [] and Area.objects.get(pk=held.area_id).retired_by is None
    later = now() + timedelta(days=366 * 4)
    define_areas(by=SYSTEM, at=later)
    assert partition(district) == [[1, 2], [3, 4], [5], [6, 7], [8]]


# ---- counts -------------------------------------------------------------------------------------------------------


def test_new_counts_group_again_what_nobody_edited() -> None:
    made = valley()
    areas_scene.count({made[0]: 41, made[1]: 40})
    assert recount_areas(district_codes=["050101"], by=specialist(), at=now()) == 2
    assert partition()[:2] == [[1], [2]] and area_with(1).households == 41
    act = areas_scene.last_act()
    assert act.kind == AreaActKind.RECOUNTED and act.district is not None and act.district.code == "050101"
    assert recount_areas(district_codes=["050101"], by=specialist(), at=now()) == 0


def test_new_counts_change_only_numbers_of_an_edited_district() -> None:
    made = valley()
    edit(localities=(4,), to=5)
    before = partition()
    areas_scene.count({made[0]: 41, made[2]: 99})
    assert recount_areas(district_codes=["050101"], by=specialist(), at=now()) == 2
    assert partition() == before
    assert (area_with(3).households, area_with(3).leftover) == (99, "")
    assert AreaLocality.objects.get(locality=made[2], current=True).households == 99


def test_counts_without_grouping_leave_everybody_where_they_are() -> None:
    made = valley()
    before = partition()
    areas_scene.count({made[0]: 41})
    recount_areas(district_codes=["050101"], by=specialist(), at=now(), regroup=False)
    assert partition() == before and area_with(1).households == 66


def test_an_outsider_does_not_recount() -> None:
    valley()
    for who in (people.other_head(), people.auditor()):
        with pytest.raises(NotAllowed):
            recount_areas(district_codes=["050101"], by=people.acting_as(who), at=now())


# ---- grouping again -----------------------------------------------------------------------------------------------


def test_grouping_again_gives_up_the_edits_and_says_what_was_before() -> None:
    valley()
    ana = specialist()
    edit(ana, localities=(4,), to=5)
    act = regroup_district(district_code="050101", reason=REASON, by=ana, at=now())
    assert partition() == [[1, 2], [3, 4], [5], [6, 7], [8]]
    assert act.kind == AreaActKind.GROUPED and not Area.objects.filter(retired_by=None, origin="edited").exists()
    line = Line.objects.filter(verb="targeting.regroup_district").get()
    entry = parse_body(line.body)
    assert entry.before is not None and entry.after is not None
    before, after = (sorted(chain.from_iterable(side["areas"].values())) for side in (entry.before, entry.after))
    assert before == after == [code(3), code(4), code(5)]
    assert entry.after["reason"] == REASON and "times_shorter" in entry.after


def test_grouping_again_without_an_edit_changes_nothing() -> None:
    valley()
    with pytest.raises(Refused) as refused:
        regroup_district(district_code="050101", reason=REASON, by=specialist(), at=now())
    assert scene.codes(refused) == ["areas_same"]
