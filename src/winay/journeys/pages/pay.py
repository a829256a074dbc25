"""What of a trainer's fee their contract comes to so far, from the days of the contract, days away, and visits."""

from datetime import date

from winay.delivery.visit_models import STANDS, Visit
from winay.trainers.contract_models import Contract
from winay.trainers.pay_rules import Earned, earned_by_months, earned_by_visits
from winay.trainers.queries.absences import absences_of
from winay.trainers.terms import FeePer


def earned_so_far(contract: Contract, today: date) -> Earned:
    """What months, or visits, come to by a day; not what was paid. One query."""
    if contract.fee_per == FeePer.VISIT:
        made = Visit.objects.filter(STANDS, contract=contract, visited_on__lte=today).count()
        return earned_by_visits(contract.fee_minor, made)
    absent = [(one.from_on, one.until_on) for one in absences_of([contract.pk])]
    return earned_by_months(
        contract.fee_minor, began_on=contract.began_on, over_on=contract.over_on, today=today, absent=absent
    )
