"""What of many newcomers is on record already: ids, keys, public ids. One query each, however many are asked for.

The list goes to the database as one value, not as thousands of parameters. The conditions repeat those of the partial
indexes, or PostgreSQL would read the whole table for a long list.
"""

import json
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from winay.registry.facts import HouseholdFacts
from winay.registry.rules import Known

_HOLDERS = (
    "SELECT m.national_id_hash, h.public_id FROM registry_member m JOIN registry_household h ON h.id = m.household_id "
    "WHERE m.national_id_hash <> '' AND m.left_on IS NULL AND m.national_id_hash"
)
_KEYS = "SELECT external_key, public_id FROM registry_household WHERE external_key <> '' AND external_key"
_HOUSEHOLDS = "SELECT public_id FROM registry_household WHERE public_id"
_MEMBERS = "SELECT public_id FROM registry_member WHERE public_id"


def on_record(facts: Sequence[HouseholdFacts], hashes: Collection[str]) -> Known:
    """What is here already of these households' ids (by their hashes), keys and public ids. Four queries at most."""
    keys = {one.external_key for one in facts if one.external_key}
    households = {one.public_id for one in facts if one.public_id}
    members = {member.public_id for one in facts for member in one.members if member.public_id}
    return Known(
        {hashed: _uuid(holder) for hashed, holder in _among(_HOLDERS, {one for one in hashes if one})},
        {key: _uuid(holder) for key, holder in _among(_KEYS, keys)},
        {_uuid(one) for (one,) in _among(_HOUSEHOLDS, households)},
        {_uuid(one) for (one,) in _among(_MEMBERS, members)},
    )


def _among(sql: str, wanted: Collection[str | UUID]) -> list[tuple[Any, ...]]:
    """Rows whose last named column is one of these."""
    if not wanted:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            kind = "uuid" if isinstance(next(iter(wanted)), UUID) else "text"
            cursor.execute(f"{sql} = ANY(%s::{kind}[])", [list(wanted)])
        else:  # SQLite keeps public ids as hexadecimal texts
            texts = [one.hex if isinstance(one, UUID) else one for one in wanted]
            cursor.execute(f"{sql} IN (SELECT value FROM json_each(%s))", [json.dumps(texts)])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
