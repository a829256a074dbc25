"""Computing a plan that was asked for: what becomes a draft, what fails with words, what goes on where it was cut."""

from typing import Any

import pytest

from tests.enrolment import scene as enrolment
from tests.nuclei.plan_scene import WHY, Valley, asked, waiting
from winay.core.clock import now
from winay.journal.models import Line
from winay.nuclei import computing
from winay.nuclei.computing import compute, compute_next
from winay.nuclei.formation_models import Formation, Share
from winay.nuclei.plan_queue import plan_waits
from winay.nuclei.queries.costs import Costs
from winay.nuclei.queries.plans import plan_of
from winay.nuclei.rules import plan_faults
from winay.nuclei.services.marks import mark_communities
from winay.nuclei.services.planning import discard_plan
from winay.nuclei.terms import MarkKind
from winay.places.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def valley(monkeypatch: pytest.MonkeyPatch) -> Valley:
    return waiting(monkeypatch, 3, 2, 2, 2)


def marked(valley: Valley, first: int, second: int, kind: MarkKind) -> None:
    district = Place.objects.get(code=enrolment.DISTRICT)
    mark_communities(
        district=district, first=enrolment.place(first), second=enrolment.place(second), kind=kind, why=WHY,
        by=valley.ana, at=now(),
    )  # fmt: skip


def drawn(valley: Valley) -> set[frozenset[str]]:
    """The groups, by the codes of their places."""
    return {frozenset(group.places) for group in valley.plan.facts_by_group.values()}


def test_what_is_computed_is_a_draft_that_holds(valley: Valley) -> None:
    assert plan_waits()
    done = compute_next()
    assert done is not None and done.state == "draft" and not plan_waits() and compute_next() is None
    plan = valley.plan
    assert done.households == 9 and not plan_faults(plan.facts())
    on = enrolment.people.today()
    assert Costs(plan, on=on).total == done.cost  # the page counts as the solver does
    names = [group.name for group in plan.groups.values()]
    assert len(set(names)) == len(names) == 2
    line = Line.objects.get(verb="nuclei.compute_plan")
    assert line.actor_role == "system"


def test_what_no_plan_can_help_is_kept_with_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four, four and two households, three to five in a nucleus: two are left however they are grouped."""
    done = compute(waiting(monkeypatch, 4, 4, 2).formation)
    assert (done.least_small, done.least_torn, done.exact) == (2, 0, True)


def test_marks_bind_what_is_computed(valley: Valley) -> None:
    marked(valley, 1, 2, MarkKind.APART)
    marked(valley, 2, 4, MarkKind.TOGETHER)
    compute(valley.formation)
    together = {group for group in drawn(valley) if f"{enrolment.DISTRICT}0002" in group}
    assert all(f"{enrolment.DISTRICT}0004" in group and f"{enrolment.DISTRICT}0001" not in group for group in together)


def test_marks_that_contradict_each_other_fail_with_words(valley: Valley) -> None:
    marked(valley, 1, 2, MarkKind.TOGETHER)
    marked(valley, 2, 3, MarkKind.TOGETHER)  # seven households, and a nucleus has five at most
    done = compute_next()
    assert done is not None and (done.state, done.fault) == ("failed", "together_too_large")
    assert asked(valley.found).state == "wanted"  # one that failed holds nobody up


def test_a_fault_of_ours_is_raised_and_the_queue_goes_on(valley: Valley, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(computing, "problem_of", broken)
    with pytest.raises(RuntimeError):
        compute_next()
    valley.formation.refresh_from_db()
    assert (valley.formation.state, valley.formation.fault) == ("failed", "RuntimeError") and not plan_waits()


def test_one_given_up_while_it_is_computed_stays_given_up(valley: Valley, monkeypatch: pytest.MonkeyPatch) -> None:
    found = computing.problem_of

    def meanwhile(formation: Formation, **asked: Any) -> Any:
        problem = found(formation, **asked)
        discard_plan(formation=formation, why=WHY, by=valley.ana, at=now())
        return problem

    monkeypatch.setattr(computing, "problem_of", meanwhile)
    done = compute_next()
    assert done is not None and done.state == "discarded" and not Share.objects.exists()


def test_what_was_cut_goes_on_from_the_best_so_far(valley: Valley, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computing, "KEPT_EVERY", 0.0)
    compute(valley.formation)
    first = drawn(valley)
    again = enrolment.Ground(valley.ana, valley.rosa, valley.found.selection, valley.found.call)
    discard_plan(formation=valley.formation, why=WHY, by=valley.ana, at=now())
    valley.formation = asked(again)
    seen: list[Any] = []
    cut = computing._Keeper.say

    def stop(self: Any, percent: int, plan: Any) -> None:
        cut(self, percent, plan)
        seen.append(plan)
        raise KeyboardInterrupt

    monkeypatch.setattr(computing._Keeper, "say", stop)
    with pytest.raises(KeyboardInterrupt):
        compute(valley.formation)
    valley.formation.refresh_from_db()
    assert valley.formation.state == "computing" and valley.formation.plan_sha256 and seen
    begun = computing._begun(valley.formation, computing.problem_of(valley.formation, on=enrolment.people.today()))
    assert begun is not None and begun.cost == seen[-1].cost
    monkeypatch.setattr(computing._Keeper, "say", cut)
    done = compute_next()
    assert done is not None and done.state == "draft" and drawn(valley) == first
    assert plan_of(done).facts_by_group
