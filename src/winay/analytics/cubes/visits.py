"""The cube of visits: nucleus by nucleus and month by month, what was told, and how many households got how much of
what their program promises. The same count as on a nucleus's own page.

Visits are tens of millions, so the keys that they are grouped by are numbers: months are counted from year 0, and a
kind of trainer is its place among `KINDS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
from ibis.expr.types import IntegerScalar, IntegerValue, Table, Value

from winay.analytics.cubes.ground import Ground, nuclei, ones
from winay.analytics.cubes.terms import CUBES
from winay.registry.terms import Origin, Sex
from winay.trainers.terms import ContractKind

LATE = 7
"""Days after a visit on which hearing of it is late."""
KINDS = [kind.value for kind in ContractKind]


@dataclass(frozen=True)
class Counted:
    """Visits that stand, added up: `told` by nucleus, kind and month; `cycles` how many a cycle got in a nucleus of a
    kind in a month; `visitors` how many trainers visited each cycle."""

    told: Table
    cycles: Table
    visitors: Table


def standing(ground: Ground) -> Table:
    """Visits that stand, with kind and month as numbers."""
    visits, over = ground["visits"], ground["visits_over"]
    contracts = ground["contracts"]
    contracts = contracts.select(
        signed="id", kind=ibis.cases(*((contracts.kind == kind, place) for place, kind in enumerate(KINDS)), else_=-1)
    )
    visits = visits.anti_join(over, "id").join(contracts, [("contract", "signed")])
    return visits.mutate(cycle=visits.enrolment, month=_number(visits.visited_on)).drop("signed", "enrolment")


def told(visits: Table) -> Table:
    """Visits by nucleus, kind and month."""
    days = visits.recorded_at.date().delta(visits.visited_on, unit="day")
    return visits.group_by("nucleus", "kind", "month").aggregate(
        visits=visits.count(),
        to_women=ones(visits.receiver_sex == Sex.WOMAN.value).sum(),
        late=ones(days > LATE).sum(),
        on_paper=ones(visits.source == Origin.PAPER.value).sum(),
    )


def by_cycle(visits: Table) -> Table:
    """Visits of each cycle by nucleus, kind and month."""
    return visits.group_by("cycle", "nucleus", "kind", "month").aggregate(got=visits.count())


def visitors(visits: Table) -> Table:
    """How many trainers visited each cycle."""
    pairs = visits.select("cycle", "contract").distinct()
    return pairs.group_by("cycle").aggregate(trainers=pairs.count())


def visits(ground: Ground, counted: Counted) -> Table:
    """One row a nucleus, month and kind of trainer. Households are counted in months that are over, in those in which
    they were in the nucleus from the first day to the last, from the month on in which a trainer of the kind began."""
    measures, keys = CUBES["visits"].measures, ("nucleus", "kind", "month")
    both = [
        some.select(*keys, **{name: some[name] if name in some.columns else ibis.literal(0) for name in measures})
        for some in (counted.told, _covered(ground, counted.cycles))
    ]
    rows = ibis.union(*(some.cast(dict.fromkeys((*keys, *measures), "int64")) for some in both))
    found = rows.join(nuclei(ground).rename(group="nucleus"), [("nucleus", "group")])
    year, month = found.month // 12, found.month % 12 + 1
    return found.mutate(
        kind=ibis.cases(*((found.kind == place, kind) for place, kind in enumerate(KINDS)), else_=""),
        month=year.cast("string").lpad(4, "0") + "-" + month.cast("string").lpad(2, "0"),
    )


def _covered(ground: Ground, counted: Table) -> Table:
    """How many households were in a nucleus all of a month, got enough, got nothing."""
    groups = nuclei(ground).select("nucleus", "closed_on", "least")
    served, contracts = ground["contract_nuclei"], ground["contracts"]
    contracts = contracts.filter((contracts.over_on > contracts.began_on) & (contracts.began_on <= ground.today))
    contracts = contracts.select(
        "began_on", signed="id",
        kind=ibis.cases(*((contracts.kind == kind, place) for place, kind in enumerate(KINDS)), else_=-1),
    )  # fmt: skip
    began = served.join(contracts, [("contract", "signed")])
    began = began.group_by("nucleus", "kind").aggregate(began_on=began.began_on.min())
    cycles = ground["cycles"].select("ended_on", of="id")
    stays = ground["memberships"].join(cycles, [("enrolment", "of")])
    stays = stays.select("nucleus", "joined_on", cycle=stays.enrolment, until=ibis.least(stays.left_on, stays.ended_on))
    found = stays.join(began, "nucleus").join(groups, "nucleus")
    # A stay holds the months from the first whole one to the last whole one that is over.
    running = ibis.literal(ground.today.year * 12 + ground.today.month - 1)
    whole = _number(found.joined_on - ibis.interval(days=1)) + 1
    found = found.select(
        "cycle", "nucleus", "kind", "least", first=ibis.greatest(whole, _number(found.began_on)),
        end=ibis.least(_number(found.until), running, _number(found.closed_on) + 1),
    )  # fmt: skip
    found = found.filter(found.first < found.end)
    months = found.mutate(month=ibis.range(found.first, found.end).unnest())
    both = months.left_join(counted, ["cycle", "nucleus", "kind", "month"])
    both = both.mutate(got=both.got.fill_null(0))
    both = both.mutate(enough=ones(both.got >= both.least.fill_null(1)), none=ones(both.got == 0))
    return both.group_by("nucleus", "kind", "month").aggregate(
        household_months=both.count(),
        visits_in_whole_months=both.got.sum(),
        enough=both.enough.sum(),
        none=both.none.sum(),
    )


def expected(ground: Ground) -> Mapping[str, IntegerScalar]:
    """What the cube adds up to: every visit that stands."""
    return {"visits": ground["visits"].anti_join(ground["visits_over"], "id").count()}


def _number(day: Value) -> IntegerValue:
    """The months from year 0 to the month of a day."""
    return (day.year().cast("int64") * 12 + day.month().cast("int64") - 1).cast("int64")
