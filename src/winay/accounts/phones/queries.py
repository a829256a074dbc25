"""Reads: who a token lets in."""

import time
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from winay.accounts.models import FieldCredential
from winay.accounts.phones.tokens import is_token, possible_hashes, token_hash
from winay.core.actors import Permission
from winay.core.keys import KeyRing
from winay.core.remembered import Remembered

PHONES_MAY = frozenset(
    {
        Permission.REGISTER_HOUSEHOLD,
        Permission.ENROL_HOUSEHOLD,
        Permission.RECORD_VISIT,
        Permission.RECORD_VOICE,
        Permission.RECORD_ASSEMBLY,
        Permission.PREPARE_PLAN,
        Permission.RECORD_DELIVERY,
    }
)
"""What a phone may do, inside its place and program. It brings what people said; it decides and approves nothing."""

KEEP_SECONDS = 3
"""How long a process believes what it read of a credential: a revoked one is out everywhere after this time."""

memory = Remembered(4096)


@dataclass(frozen=True, slots=True)
class ActingPhone:
    """A phone that came with a good token: the actor of what arrives from it. `place_code` None is the country,
    `program` None every program."""

    credential_pk: int
    public_id: UUID
    label: str
    place_code: str | None
    program: str | None
    expires_on: date | None
    synthetic: bool
    role_name: str = "field"

    def may(self, permission: Permission, *, place_code: str | None = None, program: str | None = None) -> bool:
        if permission not in PHONES_MAY or (self.program is not None and program != self.program):
            return False
        return self.place_code is None or (place_code is not None and place_code.startswith(self.place_code))

    def may_at(self, permission: Permission, place_code: str) -> bool:
        return permission in PHONES_MAY and place_code.startswith(self.place_code or "")


def credential_for(token: str, *, on: date) -> ActingPhone | None:
    """Who comes with a token on a day; None for one that was never given, is revoked or has expired, or that somebody
    carries whose access has ended.

    One query, and none within `KEEP_SECONDS` of the last one.
    """
    if not is_token(token):
        return None
    ring: KeyRing = settings.WINAY_KEYRING()
    key = (token_hash(ring, token), int(time.monotonic() / KEEP_SECONDS))
    found: ActingPhone | None = memory.get(key, lambda: _read(possible_hashes(ring, token)))
    if found is None or (found.expires_on is not None and found.expires_on <= on):
        return None
    return found


def phone_of(credential: FieldCredential) -> ActingPhone:
    """The actor that a credential makes of whoever brings its token."""
    return ActingPhone(
        credential_pk=credential.pk,
        public_id=credential.public_id,
        label=credential.label,
        place_code=credential.place.code if credential.place else None,
        program=credential.program.key if credential.program else None,
        expires_on=credential.expires_on,
        synthetic=credential.synthetic,
    )


def _read(hashes: list[str]) -> ActingPhone | None:
    in_force = Q(person__isnull=True) | Q(person__is_active=True)
    rows = FieldCredential.objects.filter(in_force, token_hash__in=hashes, revoked_at__isnull=True)
    told = rows.values_list("pk", "public_id", "label", "place__code", "program__key", "expires_on", "synthetic")
    return next((ActingPhone(*one) for one in told), None)


def keys_of_credentials() -> set[str]:
    """Ids of the keys that find the tokens of phones. One query."""
    return set(FieldCredential.objects.order_by().values_list("key_id", flat=True).distinct())
