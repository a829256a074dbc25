"""The cube of technologies: what became of each thing that a household was given."""

from collections.abc import Mapping

import ibis
from ibis.expr.types import IntegerScalar, Table

from winay.analytics.cubes.ground import Ground, homes, ones
from winay.delivery.adoption_rules import USED
from winay.delivery.technology_terms import Evidence, TechState

IN_USE = [state.value for state in USED]


def technologies(ground: Ground) -> Table:
    """One row a technology of a household that was delivered, as it stands today, 12 and 24 months after it came, and
    12 and 24 months after its household left the program. What was only told to somebody is no look."""
    rows, memberships = ground["technologies"], ground["memberships"]
    owners = memberships.select("enrolment", stay="id")
    rows = rows.select("item", "nucleus", "membership", thing="id").join(owners, [("membership", "stay")])
    came, put = ground["deliveries"], ground["installations"]
    came = came.group_by("technology").aggregate(delivered_on=came.delivered_on.min()).rename(of="technology")
    came = came.filter(came.delivered_on <= ground.today)
    put = put.group_by("technology").aggregate(installed_on=put.installed_on.min()).rename(put_of="technology")
    found = rows.join(came, [("thing", "of")])
    found = found.left_join(put, [("thing", "put_of")])
    people = homes(ground)
    found = found.join(people, [("enrolment", "cycle")])
    found = found.mutate(today=ibis.literal(ground.today))
    for name, start, months in (
        ("day_12", found.delivered_on, 12), ("day_24", found.delivered_on, 24),
        ("exit_12", found.ended_on, 12), ("exit_24", found.ended_on, 24),
    ):  # fmt: skip
        found = found.mutate(**{name: (start + ibis.interval(months=months)).cast("date")})
    for name in ("today", "day_12", "day_24", "exit_12", "exit_24"):
        found = _state(ground, found, name)
    state = found.state_today
    whole = {
        f"{there}_{months}": ones(found[day] <= ground.today)
        for there, day, months in (("after", "day_12", 12), ("after", "day_24", 24), ("left", "exit_12", 12),
                                   ("left", "exit_24", 24))
    }  # fmt: skip
    used = {
        f"{there}_{months}": ones((found[day] <= ground.today) & found[f"state_{day}"].isin(IN_USE))
        for there, day, months in (("used", "day_12", 12), ("used", "day_24", 24), ("kept", "exit_12", 12),
                                   ("kept", "exit_24", 24))
    }  # fmt: skip
    return found.mutate(
        why=(state == TechState.ABANDONED.value).ifelse(found.why_today.fill_null(""), ""),
        delivered=ones(found.thing.notnull()), installed=ones(found.installed_on <= ground.today),
        looked_at=ones(found.seen_today.notnull()), used=ones(state.isin(IN_USE)),
        replicated=ones(state == TechState.REPLICATED.value), paused=ones(state == TechState.PAUSED.value),
        abandoned=ones(state == TechState.ABANDONED.value), **whole, **used,
    )  # fmt: skip


def _state(ground: Ground, found: Table, day: str) -> Table:
    """What each technology was on a day: the last look until then, in the order of days and of telling; without one
    whether it was installed."""
    checks = ground["checks"]
    checks = checks.filter(checks.evidence != Evidence.TOLD.value)
    days = found.select(look_of="thing", until=day)
    seen = checks.join(days, (checks.technology == days.look_of) & (checks.checked_on <= days.until))
    order = ibis.window(group_by=seen.look_of, order_by=[seen.checked_on.desc(), seen.id.desc()])
    seen = seen.mutate(place=ibis.row_number().over(order))
    seen = seen.filter(seen.place == 0)
    seen = seen.select(**{f"of_{day}": seen.look_of, f"seen_{day}": seen.state, f"why_{day}": seen.why})
    found = found.left_join(seen, [("thing", f"of_{day}")]).drop(f"of_{day}")
    last, put = found[f"seen_{day}"], found.installed_on.notnull() & (found.installed_on <= found[day])
    came, there = ibis.literal(TechState.DELIVERED.value), ibis.literal(TechState.INSTALLED.value)
    bare = last.isnull() | (last == came)
    return found.mutate(**{f"state_{day}": bare.ifelse(put.ifelse(there, last.isnull().ifelse(came, last)), last)})


def expected(ground: Ground) -> Mapping[str, IntegerScalar]:
    """What the cube adds up to: whatever was delivered and not taken back."""
    rows = ground["deliveries"]
    return {"delivered": rows.filter(rows.delivered_on <= ground.today).technology.nunique()}
