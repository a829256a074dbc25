"""What the makers of a phone's lists share: the caseload, the last visits to it, names of things, values as texts."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Max, Min, Q

from winay.delivery.visit_models import STANDS, Visit
from winay.intake.entities.store import Row
from winay.journeys.phone_lists.ground import Ground, Home
from winay.trainers.caseload_models import Case
from winay.trainers.queries.caseloads import in_force
from winay.trainers.queries.phones import Served

Rows = list[tuple[str, Row]]
"""Rows with the scope in which each stands."""
Turned = tuple[Rows, Sequence[date]]
"""Rows, with days on which they will be others although nobody tells anything and no caseload changes."""


def thing_name(of: UUID, what: str) -> UUID:
    """The name of something that has no id of its own, the same each time. Phones change a thing of a list only where
    its name is a UUID of version 4, so it is written as one."""
    return UUID(bytes=uuid5(of, what).bytes, version=4)


def cases_of(ground: Ground) -> list[tuple[Served, list[tuple[Any, ...]]]]:
    """The caseload of each contract: cycle, household's public id, language, place, participant's names. One query, for
    the first list that asks."""
    found: list[tuple[Served, list[tuple[Any, ...]]]] = ground.asked("cases", lambda: _asked(ground))
    return found


def _asked(ground: Ground) -> list[tuple[Served, list[tuple[Any, ...]]]]:
    rows = in_force(ground.on).filter(
        contract__in=[one.pk for one in ground.contracts], enrolment__in=list(ground.by_cycle)
    )
    home = "enrolment__household__"
    told = rows.order_by("pk").values_list(
        "contract", "enrolment", f"{home}public_id", f"{home}language", f"{home}place__name",
        f"{home}participant__given_names", f"{home}participant__surname_1", f"{home}participant__surname_2",
    )  # fmt: skip
    found: dict[int, list[tuple[Any, ...]]] = {}
    for contract, *case in told:
        if ground.sees(contract, case[0]):
            found.setdefault(contract, []).append(tuple(case))
    return [(one, found.get(one.pk, [])) for one in ground.contracts]


def turns_of_cases(ground: Ground) -> list[date]:
    """The next days on which a household comes to a caseload, or leaves it, as it was told already. One query, for the
    first list that asks."""
    found: list[date] = ground.asked("turns", lambda: _turns(ground))
    return found


def _turns(ground: Ground) -> list[date]:
    rows = Case.objects.filter(contract__in=[one.pk for one in ground.contracts])
    next_days = rows.aggregate(
        begins=Min("from_on", filter=Q(from_on__gt=ground.on)), ends=Min("until_on", filter=Q(until_on__gt=ground.on))
    )
    return [day for day in next_days.values() if day is not None]


def visited(ground: Ground) -> list[Home]:
    """The households of all contracts. One query."""
    cycles = [one[0] for _, some in cases_of(ground) for one in some]
    return [ground.by_cycle[cycle] for cycle in dict.fromkeys(cycles)]


def last_visits(cycles: Sequence[int], ground: Ground) -> dict[tuple[int, str], tuple[date, str, date | None]]:
    """The last visit to each cycle by trainers of each kind: day, advice, day of the next. Two queries a kind."""
    found: dict[tuple[int, str], tuple[date, str, date | None]] = {}
    for kind in {one.kind for one in ground.contracts}:
        rows = Visit.objects.filter(STANDS, enrolment__in=cycles, kind=kind).order_by()
        days = dict(rows.values_list("enrolment").annotate(on=Max("visited_on")))
        told = Visit.objects.filter(STANDS, enrolment__in=list(days), kind=kind, visited_on__in=set(days.values()))
        for cycle, on, advice, next_on in told.order_by("start_minute", "pk").values_list(
            "enrolment", "visited_on", "advice", "next_on"
        ):
            if days[cycle] == on:
                found[(cycle, kind)] = (on, advice, next_on)
    return found


def iso(on: date | None) -> str:
    return on.isoformat() if on else ""


def plain(text: str) -> str:
    """A text as a phone sends it back: without space around it, lines ended in one way."""
    return text.replace("\r\n", "\n").strip()
