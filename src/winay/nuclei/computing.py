"""Computing plans as a piece of background work: running what was asked for, in a process of its own.

The search happens outside any transaction. The best plan so far is kept as a file: a computation that was cut goes on
from it.
"""

import fcntl
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from winay.core.actors import SYSTEM
from winay.core.blobs import BlobStore
from winay.core.clock import local_date, monotonic, now
from winay.journal.services import record
from winay.nuclei.formation_models import Formation, Group, Share, Unit
from winay.nuclei.models import Nucleus
from winay.nuclei.plan_queue import IN_HAND
from winay.nuclei.queries.plans import whole_formations
from winay.nuclei.queries.problems import Asked, problem_of
from winay.nuclei.rules import LONGEST_NAME
from winay.nuclei.services.records import about_formation
from winay.nuclei.solvers.problem import Contradicted, Plan, plan_of
from winay.nuclei.terms import FormationState

LOCK = "nuclei.lock"
KEPT_EVERY = 5.0
"""Seconds between two files of the best plan so far."""
Told = Callable[[int], None]


def compute_next(*, told: Told = lambda percent: None) -> Formation | None:
    """Compute the plan that has waited longest, to its end; None where none waits, or another process computes.

    One that fails is marked so, with what went wrong in a word, and an error that nobody expected is raised.
    """
    with _alone() as mine:
        formation = whole_formations().filter(state__in=IN_HAND).order_by("id").first() if mine else None
        if formation is None:
            return None
        try:
            return compute(formation, told=told)
        except Contradicted as contradicted:
            return _fail(formation, contradicted.reasons[0].kind)
        except Exception as error:
            _fail(formation, type(error).__name__)
            raise


def compute(
    formation: Formation, *, at: datetime | None = None, told: Told = lambda percent: None, search: bool = True
) -> Formation:
    """Compute a plan that was asked for: a draft, whatever it is like. `at` is when its households were counted, if it
    is not now. Without `search` it is what a simple rule draws at once. `Contradicted` where the marks contradict each
    other."""
    from winay.nuclei.solvers.searching import by_rule, solve

    at = at or now()
    asked = problem_of(formation, on=local_date(at, settings.TIME_ZONE))
    begun = _begun(formation, asked)
    Formation.objects.filter(pk=formation.pk, state__in=IN_HAND).update(state=FormationState.COMPUTING.value)
    keeper = _Keeper(formation, asked, told)
    try:
        if search:
            _hush()
            plan = solve(asked.problem, seed=formation.seed, seconds=formation.seconds, told=keeper.say, begun=begun)
        else:
            plan = by_rule(asked.problem)
    except _GivenUp:
        return whole_formations().get(pk=formation.pk)
    return _draft(formation, asked, plan, at)


@cache
def _hush() -> None:
    """HiGHS writes its name to the standard output with the first object made of it, whatever its options say. One is
    made here, once a process, while that output leads nowhere: a server says nothing that nobody asked for."""
    import highspy

    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


class _GivenUp(Exception):
    """Somebody gave the plan up while it was computed: nobody waits for the rest."""


@dataclass(slots=True)
class _Keeper:
    """Says how far the search is, and keeps the best plan so far now and then."""

    formation: Formation
    asked: Asked
    told: Told
    kept_at: float = 0.0

    def say(self, percent: int, plan: Plan) -> None:
        row = Formation.objects.filter(pk=self.formation.pk, state=FormationState.COMPUTING.value)
        if not row.update(percent=min(99, percent)):
            raise _GivenUp
        if monotonic() - self.kept_at >= KEPT_EVERY:
            store: BlobStore = settings.WINAY_BLOBS
            row.update(plan_sha256=store.put(_written(self.asked, plan)))
            self.kept_at = monotonic()
        self.told(percent)


def _written(asked: Asked, plan: Plan) -> bytes:
    """A plan by the codes of its places, with what it was computed from: for other counts it is of no use."""
    codes = [place.code for place in asked.places]
    shares = [(codes[unit], group, households) for unit, group, households in plan.shares]
    counts = dict(zip(codes, asked.problem.households.tolist(), strict=True))
    return json.dumps({"counts": counts, "shares": shares}).encode()


def _begun(formation: Formation, asked: Asked) -> Plan | None:
    """The best plan of a computation that was cut; None where there is none, or the households are others by now."""
    if not formation.plan_sha256:
        return None
    store: BlobStore = settings.WINAY_BLOBS
    try:
        kept = json.loads(store.get(formation.plan_sha256))
    except (OSError, ValueError):
        return None
    at = {place.code: number for number, place in enumerate(asked.places)}
    if kept["counts"] != dict(zip(at, asked.problem.households.tolist(), strict=True)):
        return None
    groups: dict[int, dict[int, int]] = {}
    for code, group, households in kept["shares"]:
        groups.setdefault(group, {})[at[code]] = households
    return plan_of(asked.problem, groups.values())


@transaction.atomic
def _draft(formation: Formation, asked: Asked, plan: Plan, at: datetime) -> Formation:
    """Write what was computed, unless somebody gave the plan up meanwhile."""
    row = Formation.objects.select_for_update(no_key=True).get(pk=formation.pk)
    if row.state != FormationState.COMPUTING:
        return row
    counts = asked.problem.households.tolist()
    units = Unit.objects.bulk_create(
        Unit(formation=row, place=place, households=count) for place, count in zip(asked.places, counts, strict=True)
    )
    names = _names(formation, asked, plan)
    groups = Group.objects.bulk_create(
        Group(formation=row, number=number + 1, name=names[number], seat=units[seat])
        for number, seat in enumerate(plan.seats)
    )
    Share.objects.bulk_create(
        Share(group=groups[group], unit=units[unit], households=households) for unit, group, households in plan.shares
    )
    row.state, row.percent, row.counted_at = FormationState.DRAFT.value, 100, at
    row.households, row.cost, row.bound, row.exact = sum(counts), plan.cost, plan.bound, plan.exact
    row.least_small, row.least_torn = plan.unavoidable(asked.problem)
    row.plan_sha256 = ""
    row.save()
    record(
        "nuclei.compute_plan",
        by=SYSTEM,
        at=at,
        subjects=about_formation(formation),
        after={
            "households": row.households, "nuclei": len(plan.seats), "cost": row.cost, "bound": row.bound,
            "seed": row.seed, "seconds": row.seconds,
        },
    )  # fmt: skip
    return row


def _names(formation: Formation, asked: Asked, plan: Plan) -> list[str]:
    """A group is called as the community where it meets; where that name is taken, with a number."""
    open_ones = Nucleus.objects.filter(
        version=formation.version_id, district=formation.district_id, closed_on=None
    )  # fmt: skip
    taken = set(open_ones.values_list("name", flat=True))
    names = []
    for seat in plan.seats:
        name, number = asked.places[seat].name[: LONGEST_NAME - 4], 1
        while (shown := name if number == 1 else f"{name} {number}") in taken:
            number += 1
        taken.add(shown)
        names.append(shown)
    return names


@transaction.atomic
def _fail(formation: Formation, fault: str) -> Formation:
    row = Formation.objects.select_for_update(no_key=True).get(pk=formation.pk)
    if row.state in IN_HAND:
        row.state, row.fault = FormationState.FAILED.value, fault[:300]
        row.save(update_fields=["state", "fault"])
        after: Mapping[str, object] = {"state": row.state, "reason": row.fault}
        record("nuclei.compute_plan", by=SYSTEM, at=now(), subjects=about_formation(formation), after=after)
    return row


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this process may compute: none of this installation's others does."""
    with (Path(settings.WINAY_VAR) / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
