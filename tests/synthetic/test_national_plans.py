"""The workshops and plans of a district of the national seed, in small."""

from typing import Any

import pytest
from django.db import transaction

from tests.synthetic.test_national import NOBODY_LATE, seed
from tests.synthetic.test_national import seeded as seeded
from winay.core.clock import local_date, now
from winay.journal.models import Line
from winay.nuclei.governance_models import Assembly, Mandate
from winay.nuclei.models import Nucleus
from winay.plans.plan_models import HouseholdPlan, Plan, PlanItem
from winay.plans.queries.menus import menus_of
from winay.plans.queries.workshops import offered
from winay.plans.terms import Menu
from winay.plans.workshop_models import Workshop
from winay.synthetic import national, national_plans
from winay.synthetic.national_staff import staff
from winay.synthetic.national_wants import fits
from winay.targeting.models import Selection
from winay.targeting.terms import SelectionState

pytestmark = pytest.mark.django_db
FATES = ("NEITHER", "WAITS", "SENT_BACK", "UNPLANNED", "UNDECIDED", "OBSERVED")


@pytest.mark.usefixtures("seeded")
def test_every_nucleus_that_works_is_as_far_as_its_fate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(national, "plan_district", lambda *_: None)
    monkeypatch.setattr(national, "hire_district", lambda *_: None)
    monkeypatch.setattr(national, "tell_visits", lambda *_, **__: None)
    monkeypatch.setattr("winay.synthetic.national_boards.FEW", 0.0)
    seed(monkeypatch, **NOBODY_LATE, BOARDS=1.0, IDLE=0.0, ENDED=0.0, CENTRALS=0.0)
    selection = Selection.objects.get(state=SelectionState.APPROVED)
    nuclei = Mandate.objects.values("nucleus").distinct().count()
    assert nuclei >= 3
    for number, (workshop, plan) in enumerate(
        ((None, None), ("told", None), ("returned", None), ("approved", None), ("approved", "submitted"),
         ("approved", "draft"), ("approved", "approved"))
    ):  # fmt: skip
        with transaction.atomic():
            for at, name in enumerate(FATES):
                monkeypatch.setattr(national_plans, name, 0.0 if at < number else 1.0)
            told = _planned(selection)
            assert told == ([workshop] * nuclei if workshop else [], [plan] * nuclei if plan else [])
            lines = Line.objects.count()
            assert _planned(selection) == told and Line.objects.count() == lines, "what has a workshop is left alone"
            if plan == "approved":
                _look_at(Plan.objects.select_related("nucleus__version", "nucleus__seat", "nucleus__district"))
            transaction.set_rollback(True)


def _planned(selection: Selection) -> tuple[list[str], list[str]]:
    people = staff(local_date(now(), "America/Lima"))
    for code in Nucleus.objects.values_list("district__code", flat=True).distinct():
        national_plans.plan_district(selection, code, people)
    return (
        list(Workshop.objects.values_list("state", flat=True)), list(Plan.objects.values_list("state", flat=True))
    )  # fmt: skip


def _look_at(plans: Any) -> None:
    """Both menus, within the cap, what grows there; nuclei differ, and everything went by the bulk paths."""
    packages = set()
    for one in plans:
        menu = offered(one.nucleus.version)
        package = list(PlanItem.objects.filter(plan=one).values_list("item", flat=True))
        packages.add(frozenset(package))
        assert {way for item in package for way in menus_of(menu[item])} == set(Menu)
        assert all(fits(menu[item], one.nucleus) for item in package)
        costs = HouseholdPlan.objects.filter(plan=one).values_list("cost", flat=True)
        assert max(costs) <= one.cap_soles and sum(costs) == one.total
        assert one.decided_by != one.submitted_by
    assert len(packages) > 1, "not everybody wants the same"
    held = Assembly.objects.filter(kind="diagnostic")
    assert held.values("held_on").distinct().count() > 1
    assert not Line.objects.filter(verb__in=["plans.tell_workshop", "plans.submit_plan", "nuclei.tell_assembly"])
    assert not Workshop.objects.filter(synthetic=False).exists() and not plans.filter(synthetic=False).exists()
