"""Writing a line, and sealing what was written."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from winay.core.actors import Actor
from winay.core.ids import new_id
from winay.core.keys import KeyRing
from winay.journal.models import Line, Subject
from winay.journal.rules import Entry, body_mac, canonical_body, normal_subjects

LINE_KEY = "journal-line"


def record(
    verb: str,
    *,
    by: Actor,
    at: datetime,
    subjects: Iterable[tuple[str, str]],
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> Line:
    """Write the one line of a verb, in the transaction of what it did.

    `subjects` are (kind, key) pairs; a line about thousands of things is still one line. Wrap personal values of
    `before` and `after` in `rules.Personal`. TransactionManagementError outside a transaction: a line must stand
    or fall with its act. TypeError or ValueError for what has no one canonical spelling.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{verb} must be recorded in the transaction of what it did")
    things = normal_subjects(subjects)
    entry = Entry(new_id(), verb, by.public_id, by.role_name, at, things, before, after)
    body = canonical_body(entry)
    ring: KeyRing = settings.WINAY_KEYRING()
    line = Line.objects.create(
        public_id=entry.public_id,
        verb=verb,
        actor=entry.actor,
        actor_role=entry.role,
        at=at,
        format=entry.format,
        body=body,
        mac=f"{ring.current}.{body_mac(ring.derive(LINE_KEY), body)}",
    )
    Subject.objects.bulk_create((Subject(line=line, kind=kind, key=key) for kind, key in things), batch_size=1000)
    return line
