"""The demonstration at national size: by the verbs, once, and never where real work is done."""

import pytest

from tests import people
from winay.accounts.services import add_person, grant_role
from winay.accounts.terms import RoleKey
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import Refused
from winay.synthetic import national
from winay.targeting.models import FarmTable, Selection

pytestmark = pytest.mark.django_db


def test_it_is_refused_outside_a_demonstration() -> None:
    with pytest.raises(Refused) as refused:
        national.seed_national(tell=lambda step: None)
    assert refused.value.reasons[0].code == "accounts.only_a_demo"
    assert not FarmTable.objects.exists() and not Selection.objects.exists()


def test_it_adds_a_census_once_and_a_draft_of_the_country(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(national, "is_demo", lambda: True)
    carmen = add_person(email="carmen@demo.invalid", name="Carmen", synthetic=False, by=SYSTEM, at=now())
    grant_role(
        person=carmen, role=RoleKey.NATIONAL_MANAGER, place=None, program=None, on=people.today(), by=SYSTEM, at=now()
    )
    every = list(national._households())
    assert len(every) > 1_800
    monkeypatch.setattr(national, "_households", lambda: every[:60])
    steps: list[str] = []
    national.seed_national(tell=steps.append)
    (table,) = FarmTable.objects.all()
    assert table.synthetic and table.unit_level and steps == ["farms", "draft"]
    draft = Selection.objects.get()
    assert draft.territory is None and draft.areas.count() == 1822
    national.seed_national(tell=steps.append)
    assert FarmTable.objects.count() == 1 and steps == ["farms", "draft", "draft"]
