"""Verbs: let a phone in, shut it out, note that it was heard of."""

import time
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from winay.accounts.models import Device, FieldCredential, Person
from winay.accounts.phones.queries import ActingPhone
from winay.accounts.phones.rules import MOST_DEVICES, issuable, named_device, revocable
from winay.accounts.phones.tokens import new_token, token_hash
from winay.accounts.queries import is_demo
from winay.core.actors import Actor, Permission
from winay.core.clock import local_date
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused, refuse_unless
from winay.core.keys import KeyRing
from winay.core.remembered import Remembered
from winay.journal.rules import Personal
from winay.journal.services import record
from winay.places.models import Place
from winay.programs.models import Program

CONTACT_SECONDS = 60
"""A process writes at most once in this time that it heard of a device."""

heard = Remembered(4096)


@transaction.atomic
def issue_credential(
    *,
    label: str,
    person: Person | None,
    holder: str,
    place: Place | None,
    program: Program | None,
    expires_on: date | None,
    by: Actor,
    at: datetime,
    synthetic: bool = False,
    about: Sequence[tuple[str, str]] = (),
) -> tuple[FieldCredential, str]:
    """Let a phone in. Returns the credential and its token, which is kept nowhere and cannot be shown again. `about`:
    things of rooms above for which it is given."""
    _require(by, place, program)
    refuse_unless(
        issuable(
            label=label, has_person=person is not None, holder=holder, expires_on=expires_on,
            today=local_date(at, settings.TIME_ZONE),
        )
    )  # fmt: skip
    if person is not None and not person.is_active:
        raise Refused([Reason("accounts.inactive")])
    if synthetic and not is_demo():
        raise Refused([Reason("accounts.demo_only")])
    token, ring = new_token(), _ring()
    credential = FieldCredential.objects.create(
        label=label.strip(),
        person=person,
        holder=holder.strip(),
        place=place,
        program=program,
        token_hash=token_hash(ring, token),
        key_id=ring.current,
        issued_by=by.public_id,
        issued_at=at,
        expires_on=expires_on,
        synthetic=synthetic,
    )
    subjects = [*_subjects(credential), *about]
    record("accounts.issue_credential", by=by, at=at, subjects=subjects, after=_told(credential))
    return credential, token


@transaction.atomic
def revoke_credential(*, credential: FieldCredential, reason: str, by: Actor, at: datetime) -> FieldCredential:
    """Shut a phone out, for good: another one is issued to whoever should go on. What arrived stays."""
    _require(by, credential.place, credential.program)
    credential = _locked(credential)
    refuse_unless(revocable(revoked=credential.revoked_at is not None, reason=reason))
    return _revoke(credential, reason, by, at, ())


@transaction.atomic
def end_credential(
    *, credential: FieldCredential, reason: str, by: Actor, at: datetime, about: Sequence[tuple[str, str]] = ()
) -> FieldCredential:
    """Shut a phone out because what it was given for is over; nothing where it is out already. Part of the verb that
    ended it: its access was asked there."""
    credential = _locked(credential)
    return credential if credential.revoked_at is not None else _revoke(credential, reason, by, at, about)


def _locked(credential: FieldCredential) -> FieldCredential:
    rows = FieldCredential.objects.select_for_update(of=("self",)).select_related("person", "place", "program")
    return rows.get(pk=credential.pk)


def _revoke(
    credential: FieldCredential, reason: str, by: Actor, at: datetime, about: Sequence[tuple[str, str]]
) -> FieldCredential:
    credential.revoked_at, credential.revoked_by, credential.revoked_why = at, by.public_id, reason.strip()
    credential.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
    record(
        "accounts.revoke_credential",
        by=by,
        at=at,
        subjects=[*_subjects(credential), *about],
        before={"revoked": False},
        after={"revoked": True, "reason": credential.revoked_why},
    )
    return credential


def note_contact(*, phone: ActingPhone, device_id: str, user_agent: str, at: datetime) -> None:
    """Note that a phone was heard of. No line in the journal: phones ask every quarter of an hour.

    Costs no query when this process noted the same device within `CONTACT_SECONDS`.
    """
    device = named_device(device_id)
    key = (phone.credential_pk, device, int(time.monotonic() / CONTACT_SECONDS))
    heard.get(key, lambda: _note(phone.credential_pk, device, user_agent, at))


@transaction.atomic
def _note(credential_pk: int, device: str, user_agent: str, at: datetime) -> bool:
    credential = FieldCredential.objects.filter(pk=credential_pk, revoked_at__isnull=True)
    if not credential.update(last_contact_at=at) or not device:
        return True
    devices = Device.objects.filter(credential_id=credential_pk)
    agent = "".join(sign for sign in user_agent if sign.isprintable())[:300]
    known = devices.filter(device_id=device)
    if known.filter(first_contact_at__lte=at).update(last_contact_at=at, user_agent=agent) or known.exists():
        return True
    if devices.count() < MOST_DEVICES:
        Device.objects.bulk_create(
            [
                Device(
                    credential_id=credential_pk, device_id=device, user_agent=agent,
                    first_contact_at=at, last_contact_at=at,
                )
            ],
            ignore_conflicts=True,
        )  # fmt: skip
    return True


def _ring() -> KeyRing:
    ring: KeyRing = settings.WINAY_KEYRING()
    return ring


def _require(by: Actor, place: Place | None, program: Program | None) -> None:
    place_code, key = place.code if place else None, program.key if program else None
    if not by.may(Permission.MANAGE_PHONES, place_code=place_code, program=key):
        raise NotAllowed(Permission.MANAGE_PHONES)


def _subjects(credential: FieldCredential) -> list[tuple[str, str]]:
    subjects = [("phone", str(credential.public_id))]
    if credential.person:
        subjects.append(("person", str(credential.person.public_id)))
    if credential.place:
        subjects.append(("place", credential.place.code))
    return subjects


def _told(credential: FieldCredential) -> dict[str, object]:
    return {
        "label": credential.label,
        "holder": Personal(credential.holder) if credential.holder else None,
        "place": credential.place.code if credential.place else None,
        "program": credential.program.key if credential.program else None,
        "expires_on": credential.expires_on,
        "synthetic": credential.synthetic,
    }
