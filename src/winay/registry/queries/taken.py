"""What of many newcomers is on record already: ids, keys, public ids. One query each, however many are asked for.

The list goes to the database as one value, not as thousands of parameters. The conditions repeat those of the partial
indexes word for word, or a database would read the whole table: SQLite knows a condition again by its text alone.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from winay.journal.bulk import listed
from winay.registry.facts import HouseholdFacts
from winay.registry.rules import Known

HAS_ID = RawSQL("NOT (registry_member.national_id_hash = '')", (), BooleanField())
HAS_KEY = RawSQL("NOT (registry_household.external_key = '')", (), BooleanField())
"""The same for queries of models, whose own values would go as parameters."""
_HOLDERS = (
    "SELECT m.national_id_hash, h.public_id FROM registry_member m JOIN registry_household h ON h.id = m.household_id "
    "WHERE NOT (m.national_id_hash = '') AND m.left_on IS NULL AND m.national_id_hash"
)
_KEYS = "SELECT external_key, public_id FROM registry_household WHERE NOT (external_key = '') AND external_key"
_HOUSEHOLDS = "SELECT public_id FROM registry_household WHERE public_id"
_MEMBERS = "SELECT public_id FROM registry_member WHERE public_id"


def on_record(facts: Sequence[HouseholdFacts], hashes: Collection[str]) -> Known:
    """What is here already of these households' ids (by their hashes), keys and public ids. Four queries at most."""
    keys = {one.external_key for one in facts if one.external_key}
    households = [one.public_id for one in facts if one.public_id]
    members = [member.public_id for one in facts for member in one.members if member.public_id]
    return Known(
        {hashed: _uuid(holder) for hashed, holder in _among(_HOLDERS, {one for one in hashes if one})},
        {key: _uuid(holder) for key, holder in _among(_KEYS, keys)},
        {_uuid(one).int for (one,) in _among(_HOUSEHOLDS, households)},
        {_uuid(one).int for (one,) in _among(_MEMBERS, members)},
    )


def _among(sql: str, wanted: Collection[str | UUID]) -> list[tuple[Any, ...]]:
    """Rows whose last named column is one of these."""
    if not wanted:
        return []
    with connection.cursor() as cursor:
        ids = isinstance(next(iter(wanted)), UUID)
        texts = [one.hex if isinstance(one, UUID) else one for one in wanted]  # as SQLite keeps public ids
        ending, value = listed(texts, "uuid" if ids else "text")
        cursor.execute(f"{sql} {ending}", [value])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
