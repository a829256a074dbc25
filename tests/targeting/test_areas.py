"""Areas of a country without localities: the rural part of each district is one."""

import pytest

from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.targeting.models import Area, AreaAct
from winay.targeting.services.areas import define_areas
from winay.targeting.terms import AreaActKind, AreaOrigin

pytestmark = pytest.mark.django_db


def test_a_country_without_localities_has_one_area_a_district() -> None:
    act = AreaAct.objects.get()
    assert act.kind == AreaActKind.DEFINED and act.district is None
    areas = Area.objects.select_related("district")
    assert areas.count() == act.made.count() > 1_800
    assert all(area.code == area.district.code and area.origin == AreaOrigin.WHOLE for area in areas)


def test_the_same_figures_again_change_nothing() -> None:
    before = AreaAct.objects.count()
    assert define_areas(by=SYSTEM, at=now()) == 0
    assert AreaAct.objects.count() == before
