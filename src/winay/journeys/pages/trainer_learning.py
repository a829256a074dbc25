"""What trainers were taught, against what the households that they visit will get."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from winay.plans.queries.menus import menu_for, menus_of
from winay.plans.queries.planned_items import planned_items
from winay.programs.version_terms import ItemTerms
from winay.trainers.contract_models import Contract
from winay.trainers.queries.courses import items_learned
from winay.trainers.terms import ContractKind


@dataclass(frozen=True, slots=True)
class Learning:
    """A trainer's contract: which of the technologies that the nuclei of the contract were promised they were taught,
    and which not yet. Both empty where no nucleus has an approved plan."""

    contract: Contract
    taught: tuple[ItemTerms, ...]
    missing: tuple[ItemTerms, ...]


def learning_of(contracts: Sequence[Contract], on: date) -> list[Learning]:
    """For each contract of a productive trainer, in the order given. Four queries, however many there are."""
    some = [one for one in contracts if one.kind == ContractKind.PRODUCTIVE]
    promised = planned_items({served.nucleus_id for one in some for served in one.nuclei.all()}, on)
    learned = items_learned({one.applicant_id for one in some})
    found = []
    for one in some:
        wanted = set().union(*(promised.get(served.nucleus_id, set()) for served in one.nuclei.all()))
        items = [item for item in menu_for(one.version) if item.key in wanted and menus_of(item)]
        known = learned[one.applicant_id]
        found.append(
            Learning(
                one, tuple(item for item in items if item.key in known),
                tuple(item for item in items if item.key not in known),
            )
        )  # fmt: skip
    return found
