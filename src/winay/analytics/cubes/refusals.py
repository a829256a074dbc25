"""The cube of refusals: households that did not want to enter, and why."""

from collections.abc import Mapping

import ibis
from ibis.expr.types import IntegerScalar, Table

from winay.analytics.cubes.ground import Ground, districts, versions


def refusals(ground: Ground) -> Table:
    """One row a refusal; it may speak of several households."""
    rows = ground["refusals"].rename(rules="version")
    found = rows.join(districts(ground), [("district", "district")])
    found = found.join(versions(ground).drop("least").rename(rules_of="id"), [("rules", "rules_of")])
    back = found.withdrawn_on.notnull() & (found.withdrawn_on <= ground.today)
    return found.mutate(
        nucleus=ibis.literal(0), cohort=found.refused_on.year().cast("string"),
        refused=found.households.cast("int64"), taken_back=back.ifelse(found.households, 0).cast("int64"),
    )  # fmt: skip


def expected(ground: Ground) -> Mapping[str, IntegerScalar]:
    """What the cube adds up to: every household of every refusal."""
    return {"refused": ground["refusals"].households.sum()}
