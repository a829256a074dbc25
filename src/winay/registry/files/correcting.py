"""Correcting a household by what a file says, through the verbs that people use."""

from datetime import date, datetime

from winay.accounts.queries import ActingPerson
from winay.registry.facts import HouseholdFacts
from winay.registry.files.differences import Changes, OnFile
from winay.registry.services.consents import give_consent
from winay.registry.services.descriptions import describe_household, record_classification, record_juntos
from winay.registry.services.households import correct_household
from winay.registry.services.members import add_member, correct_member
from winay.registry.services.roles import name_representative
from winay.registry.services.stays import move_away


def correct(found: Changes, known: OnFile, facts: HouseholdFacts, *, on: date, by: ActingPerson, at: datetime) -> None:
    """Do what differs, in the caller's transaction. `Refused` as the verbs refuse."""
    home = known.household
    day = max(on, home.registered_on)
    if found.where:
        now = {name: getattr(home, name) for name in ("reference", "language", "latitude_e6", "longitude_e6")}
        correct_household(household=home, by=by, at=at, **{**now, **found.where})
    for member, whole in found.corrected:
        correct_member(member=member, facts=whole, by=by, at=at)
    for said in found.added:
        add_member(household=home, facts=said, on=day, by=by, at=at)
    for member, said in found.away:
        assert said.away is not None
        move_away(member=member, away=said.away, by=by, at=at)
    for member in found.represent:
        name_representative(member=member, on=day, by=by, at=at)
    if found.describe and facts.description is not None:
        describe_household(household=home, facts=facts.description, on=day, by=by, at=at)
    if found.juntos and facts.juntos is not None:
        record_juntos(household=home, facts=facts.juntos, on=day, by=by, at=at)
    if found.classify and facts.classification is not None:
        record_classification(household=home, facts=facts.classification, on=day, by=by, at=at)
    if found.consent and facts.consent is not None:
        give_consent(household=home, facts=facts.consent, by=by, at=at)
