"""The cube of signals: what was worth asking about, and whether it was asked and answered."""

from collections.abc import Mapping

from ibis.expr.types import IntegerScalar, Table

from winay.analytics.cubes.ground import Ground, districts, ones, versions
from winay.supervision.terms import SignalOutcome, SignalState


def signals(ground: Ground) -> Table:
    """One row a signal that a later look did not take back."""
    rows = ground["signals"].rename(rules="version")
    rows = rows.filter(rows.state != SignalState.WITHDRAWN.value)
    where = districts(ground)
    found = rows.mutate(district=rows.code.substr(0, 6)).join(where, "district")
    found = found.join(versions(ground).drop("least").rename(rules_of="id"), [("rules", "rules_of")])
    told, answered = found.told_on.notnull(), found.answered_on.notnull()
    late = (found.state == SignalState.TOLD.value) & (found.answer_due_on < ground.today)
    year, month = found.found_on.year().cast("string"), found.found_on.month().cast("string")
    return found.mutate(
        nucleus=found.nucleus.fill_null(0), signal=found.kind, month=year + "-" + month.lpad(2, "0"),
        raised=ones(found.kind.notnull()), told=ones(told), answered=ones(told & answered),
        in_time=ones(told & answered & (found.answered_on <= found.answer_due_on)),
        waiting=ones(found.state == SignalState.OPEN.value), overdue=ones(late),
        confirmed=ones(found.outcome == SignalOutcome.CONFIRMED.value),
    )  # fmt: skip


def expected(ground: Ground) -> Mapping[str, IntegerScalar]:
    """What the cube adds up to: every signal that stands."""
    rows = ground["signals"]
    return {"raised": rows.filter(rows.state != SignalState.WITHDRAWN.value).count()}
