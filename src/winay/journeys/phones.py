"""Letting a phone in, with place, person and program named as people name them."""

from datetime import date, datetime

from django.db import transaction

from winay.accounts.models import FieldCredential, Person
from winay.accounts.phones.services import issue_credential
from winay.core.actors import Actor
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.journeys.staff import named_place
from winay.programs.models import Program


@transaction.atomic
def let_phone_in(
    *, label: str, email: str, holder: str, place: str, program: str, expires_on: date | None, by: Actor, at: datetime
) -> tuple[FieldCredential, str]:
    """A credential and its token for somebody of the team (`email`) or somebody who does not log in (`holder`), in a
    place by code or name (empty: the country) and for a program by key (empty: every program)."""
    person = Person.objects.filter(email__iexact=email.strip()).first() if email.strip() else None
    if email.strip() and person is None:
        raise Refused([Reason("accounts.person_unknown", {"email": email.strip()})])
    found = Program.objects.filter(key=program).first() if program else None
    if program and found is None:
        raise Refused([Reason("accounts.program_unknown", {"program": program})])
    return issue_credential(
        label=label, person=person, holder=holder, place=named_place(place), program=found, expires_on=expires_on,
        by=by, at=at,
    )  # fmt: skip
