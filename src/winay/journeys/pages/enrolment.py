"""What a household's page says of the program: where it stands, and the calls that reach where it lives."""

from winay.enrolment.queries.households import Standing, standing_of
from winay.registry.models import Household


def household_enrolment(household: Household) -> Standing:
    """The household's cycles, noes and calls. It has its place and that its parent. Nine queries at most."""
    return standing_of(household)
