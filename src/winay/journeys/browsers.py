"""Letting a browser in as a phone is: for somebody of the team, or for a newcomer of a demonstration."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from winay.accounts.models import FieldCredential, Person
from winay.accounts.rules import MOST_LABEL
from winay.core.actors import Actor
from winay.core.clock import local_date
from winay.journeys.pages.trying import Sample
from winay.journeys.phones import let_phone_in
from winay.trainers.services.phones import let_trial_phone_in

BROWSER_DAYS = 30
"""A browser is let in for so long: a machine of an office is shared, and its owner can let it in again."""
TRIAL_DAYS = 2


@transaction.atomic
def let_browser_in(
    *, person: Person, place: str, program: str, by: Actor, at: datetime
) -> tuple[FieldCredential, str]:  # fmt: skip
    """A credential and its token for the browser of somebody of the team, in a place by code or name and for a program
    by key, as for a phone. `Refused` and `NotAllowed` as for a phone."""
    return let_phone_in(
        label=f"Navegador de {person.name}"[:MOST_LABEL], email=person.email, holder="", place=place, program=program,
        expires_on=local_date(at, settings.TIME_ZONE) + timedelta(days=BROWSER_DAYS), by=by, at=at,
    )  # fmt: skip


def let_newcomer_in(*, sample: Sample, by: Actor, at: datetime) -> tuple[FieldCredential, str]:
    """A credential and its token for whoever tries the phone of a demonstration's trainer, in a browser, for a day or
    two, with the trainer's lists. Marked as synthetic, as is whatever comes with it."""
    phone, token = let_trial_phone_in(
        contract=sample.contract, label="Prueba del teléfono en un navegador",
        expires_on=local_date(at, settings.TIME_ZONE) + timedelta(days=TRIAL_DAYS), by=by, at=at,
    )  # fmt: skip
    return phone.credential, token
