"""The list of visits to come: planned with the month, and agreed with the household."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings

from winay.core.numbers import day as day_words
from winay.intake.entities.store import Row
from winay.journeys.phone_lists.cases import Turned, cases_of, last_visits, thing_name
from winay.journeys.phone_lists.ground import Ground
from winay.registry.rules import household_code
from winay.trainers.queries.need import norms_of
from winay.trainers.queries.phones import Served
from winay.trainers.schedule_models import PlannedVisit

AHEAD = timedelta(days=62)
"""How far visits that are planned are listed."""
LEAVES = time(8)
"""When a trainer's day begins."""


def next_visit_rows(ground: Ground) -> Turned:
    """Visits from today on, and those agreed that nobody made. A day on which the household was visited is over. Seven
    queries at most for one contract."""
    found: dict[UUID, Row] = {}
    cases = cases_of(ground)
    agreed = last_visits([one[0] for _, some in cases for one in some], ground)
    turns: set[date] = set()
    for contract, some in cases:
        people = {cycle: (public_id, " ".join(p for p in names if p)) for cycle, public_id, _, _, *names in some}
        seen = {cycle: agreed.get((cycle, contract.kind), (None, "", None)) for cycle in people}
        planned, later = _planned(contract, ground.on)
        turns |= {on + timedelta(days=1) for _, on, _ in planned}
        turns |= {on - AHEAD + timedelta(days=1) for on in later}
        for cycle, on, began in planned:
            if cycle in people and seen[cycle][0] != on:
                _add(found, contract, *people[cycle], on, began)
        for cycle, (public_id, who) in people.items():
            if (next_on := seen[cycle][2]) is not None:
                _add(found, contract, public_id, who, next_on, "")
    return [("", row) for row in found.values()], list(turns)


def _add(found: dict[UUID, Row], contract: Served, household: UUID, who: str, on: date, began: str) -> None:
    name = thing_name(household, f"visit:{contract.kind}:{on.isoformat()}")
    label = f"{day_words(on, settings.LANGUAGE_CODE)} · {who or household_code(household)}"
    values = {"household": str(household), "visit_on": on.isoformat(), "began": began}
    found.setdefault(name, Row(name, label, values, household))


def _planned(contract: Served, on: date) -> tuple[list[tuple[int, date, str]], list[date]]:
    """Visits of a contract's months that stand, from a day on and while it holds, with the hour at which each would
    begin; and the days of those that are too far ahead. Two queries at most."""
    rows = PlannedVisit.objects.filter(
        schedule__contract=contract.pk, schedule__taken_back_at=None, dropped_at=None, visit_on__gte=on,
        visit_on__lt=contract.over_on,
    ).order_by("visit_on", "position")  # fmt: skip
    every = list(rows.values_list("enrolment", "visit_on", "way_minutes"))
    told = [one for one in every if one[1] < on + AHEAD]
    later = [visit_on for _, visit_on, _ in every[len(told) :]]
    if not told:
        return [], later
    budget = norms_of([contract.version])[contract.version].budget
    found, clock, today = [], datetime.combine(on, LEAVES), None
    for cycle, visit_on, way in told:
        if visit_on != today:
            today, clock = visit_on, datetime.combine(visit_on, LEAVES)
        clock += timedelta(minutes=way)
        found.append((cycle, visit_on, f"{clock:%H:%M}" if budget else ""))
        clock += timedelta(minutes=budget.visit_minutes if budget else 0)
    return found, later
