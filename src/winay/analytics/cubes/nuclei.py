"""The cube of open nuclei: their boards, who serves them, whether they met."""

from collections.abc import Mapping
from datetime import timedelta

from ibis.expr.types import IntegerScalar, Table

from winay.analytics.cubes.ground import Ground, nuclei, ones, present
from winay.nuclei.terms import Post
from winay.registry.terms import Sex
from winay.trainers.terms import ContractKind

YEAR = timedelta(days=365)


def open_nuclei(ground: Ground) -> Table:
    """One row a nucleus that is open today."""
    today = ground.today
    rows = nuclei(ground).drop("least")
    rows = rows.filter(rows.closed_on.isnull() | (rows.closed_on > today))
    found = rows.join(ground["nuclei"].select("fewest", of="id"), [("nucleus", "of")])
    for some in (_boards(ground), _households(ground), _served(ground)):
        found = found.left_join(some, [("nucleus", some.columns[0])])
    met, plans = ground["assemblies"], ground["plans"]
    met = met.filter((met.held_on <= today) & (met.held_on > today - YEAR)).select(met_of="nucleus").distinct()
    plans = plans.select(plan_of="nucleus").distinct()
    found = found.left_join(met, [("nucleus", "met_of")])
    found = found.left_join(plans, [("nucleus", "plan_of")])
    measures = ("posts", "posts_of_women", "presidents", "women_presidents", "treasurers", "women_treasurers")
    return found.mutate(
        cohort=found.formed_on.year().cast("string"), nuclei=ones(found.nucleus.notnull()),
        below_least=ones(found.inside.fill_null(0) < found.fewest), whole_board=ones(found.posts == len(Post)),
        with_trainer=ones(found.served_of.notnull()), with_plan=ones(found.plan_of.notnull()),
        met=ones(found.met_of.notnull()), **{name: found[name].fill_null(0) for name in measures},
    )  # fmt: skip


def _boards(ground: Ground) -> Table:
    """Posts that are held today, of each nucleus."""
    rows = ground["mandates"]
    rows = rows.filter(present(rows.began_on, rows.ended_on, ground.today))
    woman = rows.sex == Sex.WOMAN.value
    president, treasurer = rows.post == Post.PRESIDENT.value, rows.post == Post.TREASURER.value
    rows = rows.mutate(
        held=ones(rows.post.notnull()), women=ones(woman), president=ones(president), treasurer=ones(treasurer),
        woman_president=ones(president & woman), woman_treasurer=ones(treasurer & woman),
    )  # fmt: skip
    return rows.group_by(board_of=rows.nucleus).aggregate(
        posts=rows.held.sum(), posts_of_women=rows.women.sum(), presidents=rows.president.sum(),
        women_presidents=rows.woman_president.sum(), treasurers=rows.treasurer.sum(),
        women_treasurers=rows.woman_treasurer.sum(),
    )  # fmt: skip


def _households(ground: Ground) -> Table:
    """Households that are in each nucleus today."""
    rows, cycles = ground["memberships"], ground["cycles"].select("ended_on", of="id")
    rows = rows.join(cycles, [("enrolment", "of")])
    rows = rows.filter(present(rows.joined_on, rows.left_on, ground.today))
    rows = rows.filter(rows.ended_on.isnull() | (rows.ended_on > ground.today))
    return rows.group_by(inside_of=rows.nucleus).aggregate(inside=rows.count())


def _served(ground: Ground) -> Table:
    """Nuclei that a productive trainer serves today, who does not learn beside another."""
    rows = ground["contracts"]
    rows = rows.filter(
        (rows.kind == ContractKind.PRODUCTIVE.value) & rows.beside.isnull() & (rows.began_on <= ground.today)
        & (rows.over_on > ground.today)
    )  # fmt: skip
    served = ground["contract_nuclei"].join(rows.select(signed="id"), [("contract", "signed")])
    return served.select(served_of="nucleus").distinct()


def expected(ground: Ground) -> Mapping[str, IntegerScalar]:
    """What the cube adds up to: the nuclei that are open."""
    rows = ground["nuclei"]
    return {"nuclei": rows.filter(rows.closed_on.isnull() | (rows.closed_on > ground.today)).count()}
