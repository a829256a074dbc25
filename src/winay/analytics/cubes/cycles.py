"""The cube of households' cycles: who entered, who is in, who left and why."""

from collections.abc import Mapping
from datetime import timedelta

from ibis.expr.types import IntegerScalar, Table

from winay.analytics.cubes.ground import Ground, homes, last_nuclei, nuclei, ones
from winay.analytics.cubes.homes import homes_seen
from winay.enrolment.terms import ExitReason
from winay.registry.terms import Sex

SOON = timedelta(days=90)
EARLY = timedelta(days=365)


def cycles(ground: Ground, visited: Table) -> Table:
    """One row a cycle. `visited` has, for each cycle that ever was, how many trainers visited it."""
    rows, groups = homes(ground), last_nuclei(ground)
    grounds = nuclei(ground).select("stage", group="nucleus")
    seen = visited.select("trainers", seen_of="cycle")
    found = rows.left_join(groups, [("cycle", "member")])
    found = found.left_join(grounds, [("nucleus", "group")])
    found = found.left_join(seen, [("cycle", "seen_of")])
    found = found.left_join(homes_seen(ground), [("cycle", "home_of")])
    over = found.ended_on.notnull() & (found.ended_on <= ground.today)
    stopped = over & (found.exit_reason != ExitReason.COMPLETED.value)
    trainers = found.trainers.fill_null(0)
    return found.mutate(
        stage=found.stage.fill_null(""), nucleus=found.nucleus.fill_null(0),
        visitors=(trainers > 1).ifelse("2", trainers.cast("string")),
        exit_reason=over.ifelse(found.exit_reason, ""),
        households=ones(found.cycle.notnull()), open=ones(~over), ended=ones(over),
        completed=ones(over & (found.exit_reason == ExitReason.COMPLETED.value)), dropped=ones(stopped),
        dropped_early=ones(stopped & (found.ended_on < found.enrolled_on + EARLY)),
        placed=ones(~over & found.here), overdue=ones(~over & (found.must_end_by < ground.today)),
        due_soon=ones(~over & (found.must_end_by >= ground.today) & (found.must_end_by < ground.today + SOON)),
        visited=ones(~over & (trainers > 0)), home_seen=ones(~over & found.home_of.notnull()),
        women=ones(~over & (found.sex == Sex.WOMAN.value)),
        young=ones(~over & (found.age == "0")),
    )  # fmt: skip


def expected(ground: Ground) -> Mapping[str, IntegerScalar]:
    """What the cube adds up to: every cycle that was none by mistake."""
    rows = ground["cycles"]
    return {"households": rows.filter(rows.exit_reason != ExitReason.MISTAKE.value).count()}
