"""The months of a nucleus count what was done there: by its trainers of the kind, and not where a household went."""

import pytest

from tests.delivery.visits_scene import PRODUCTIVE, shared, visited
from tests.nuclei import scene as nuclei
from tests.trainers.scene import ago, at
from winay.delivery.queries.months import coverage_of
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.services.memberships import move_to_nucleus
from winay.trainers.contract_models import ContractNucleus
from winay.trainers.terms import ContractKind

pytestmark = pytest.mark.django_db


def counted(nucleus: Nucleus, kind: ContractKind = PRODUCTIVE) -> int:
    return sum(month.visits for month in coverage_of(nucleus, kind, ago(0)).months)


def test_a_visit_counts_where_it_was_made_also_when_the_household_went_on():
    made = shared(3)
    other = nuclei.nucleus(made.ground, formed_on=made.on, name="Otro", least=1, most=12)
    ContractNucleus.objects.create(contract=made.trainer, nucleus=other)
    for number in range(3):
        visited(made, number)
    assert (counted(made.nucleus), counted(other)) == (3, 0)
    row = Membership.objects.get(enrolment=made.cycles[0], left_on=None)
    move_to_nucleus(membership=row, to=other, on=ago(2), by=made.ana, at=at(0))
    assert (counted(made.nucleus), counted(other)) == (3, 0)
    visited(made, 0, days=1)
    assert (counted(made.nucleus), counted(other)) == (3, 1)
    assert coverage_of(other, PRODUCTIVE, ago(0)).never == []


def test_another_kind_and_what_never_was_do_not_count():
    made = shared(2)
    visited(made, 0)
    assert counted(made.nucleus, ContractKind.FINANCIAL) == 0
    assert len(coverage_of(made.nucleus, PRODUCTIVE, ago(0)).never) == 1
