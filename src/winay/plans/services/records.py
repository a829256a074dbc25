"""What the verbs on plans share: the locked rows and what their journal lines are about."""

from winay.nuclei.models import Nucleus
from winay.nuclei.services.records import about_nucleus, locked_nucleus
from winay.plans.plan_models import Plan
from winay.plans.queries.plans import whole_plans


def locked_plan(plan: Plan) -> Plan:
    """The plan with its nucleus, for this transaction alone: whoever changes a nucleus's plan takes turns."""
    locked_nucleus(plan.nucleus_id)
    return whole_plans().get(pk=plan.pk)


def about_plan(plan: Plan) -> list[tuple[str, str]]:
    """The plan, its nucleus and its district."""
    return [("technical_plan", str(plan.public_id)), *about_nucleus(plan.nucleus)]


def whole_nucleus(nucleus: Nucleus) -> Nucleus:
    """The nucleus with its version and district, for this transaction alone."""
    return locked_nucleus(nucleus.pk)
