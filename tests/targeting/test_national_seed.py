"""The demonstration at national size: by the verbs, once, and never where real work is done."""

import pytest

from tests import people
from winay.accounts import services
from winay.accounts.services import add_person, grant_role
from winay.accounts.terms import RoleKey
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import Refused
from winay.journal.models import Line
from winay.registry import bulk
from winay.registry.models import Household
from winay.synthetic import national
from winay.targeting.models import FarmTable, Selection

pytestmark = pytest.mark.django_db


def test_it_is_refused_outside_a_demonstration() -> None:
    with pytest.raises(Refused) as refused:
        national.seed_national(tell=lambda step: None)
    assert refused.value.reasons[0].code == "accounts.only_a_demo"
    assert not FarmTable.objects.exists() and not Selection.objects.exists()


def test_it_adds_a_census_once_and_a_draft_of_the_country(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (national, services):
        monkeypatch.setattr(room, "is_demo", lambda: True)
    carmen = add_person(email="carmen@demo.invalid", name="Carmen", synthetic=False, by=SYSTEM, at=now())
    grant_role(
        person=carmen, role=RoleKey.NATIONAL_MANAGER, place=None, program=None, on=people.today(), by=SYSTEM, at=now()
    )
    every = list(national._households())
    assert len(every) > 1_800
    monkeypatch.setattr(national, "_households", lambda: every[:60])
    for module in (national, bulk):
        monkeypatch.setattr(module, "TOGETHER", dict.fromkeys(bulk.TOGETHER, 40))
    steps: list[str] = []
    with pytest.raises(Cut):
        national.seed_national(tell=steps.append, progress=cut, households=100)
    (table,) = FarmTable.objects.all()
    assert table.synthetic and table.unit_level and steps == ["farms", "draft", "households"]
    draft = Selection.objects.get()
    assert draft.territory is None and draft.areas.count() == 1822
    begun = set(Household.objects.values_list("public_id", flat=True))
    assert len(begun) == 40
    done: list[tuple[int, int]] = []
    national.seed_national(tell=steps.append, progress=lambda *at: done.append(at), households=100)
    assert FarmTable.objects.count() == 1 and steps[3:5] == ["draft", "households"]
    whole = set(Household.objects.filter(synthetic=True).values_list("public_id", flat=True))
    assert begun < whole and (len(whole), len(whole)) in done and 95 <= len(whole) <= 100
    assert Selection.objects.count() == 1, "the draft of the country is made once"
    lines = Line.objects.filter(verb="registry.register_households").count()
    national.seed_national(tell=steps.append, households=100)
    assert Line.objects.filter(verb="registry.register_households").count() == lines, "what is there is left alone"


class Cut(Exception):
    """The power goes."""


def cut(done: int, total: int) -> None:
    raise Cut
