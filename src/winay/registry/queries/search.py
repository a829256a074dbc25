"""Finding people by the sound of their names, by national id, or a household by its code.

A search by name reads the table of tokens alone, whose key answers it: one run through the district ranges that the
reader may see, for the rarest of the words; each hit is asked for the other words by key.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from winay.registry.models import Household, Member
from winay.registry.queries.facts import national_ids
from winay.registry.queries.scope import Scope
from winay.registry.queries.taken import HAS_ID
from winay.registry.rules import code_range
from winay.registry.sounds import name_tokens

PAGE = 30
MOST_TRIED = 400
"""How many rows of a word are counted to learn which word is the rarest."""
_TOKENS = "registry_name_token"
_IN_ORDER = "SET LOCAL enable_hashjoin TO off; SET LOCAL max_parallel_workers_per_gather TO 0; "
_AS_BEFORE = "; SET LOCAL enable_hashjoin TO DEFAULT; SET LOCAL max_parallel_workers_per_gather TO DEFAULT"
"""PostgreSQL takes two surnames for independent, and thinks that hardly anybody bears both: it would read all who bear
either, on all processors. Merged in the order of the key, it stops when the page is full. One message, so one
transaction."""


@dataclass(frozen=True, slots=True)
class Found:
    """People with their households and places. `next_after` goes into the next call: district and member."""

    members: tuple[Member, ...]
    next_after: tuple[int, int] | None = None


def people_named(text: str, scope: Scope, *, after: tuple[int, int] | None = None, limit: int = PAGE) -> Found:
    """Those all of whose words sound like a word of their name, by district. Three queries at most."""
    tokens = sorted(name_tokens(text))
    if not tokens or not scope.ranges:
        return Found(())
    keys = _hits(_rarest_first(tokens, scope), scope, after or (-1, -1), limit + 1)
    members = _members(Q(pk__in=[member for _, member in keys[:limit]]))
    order = {member: at for at, (_, member) in enumerate(keys)}
    shown = sorted(members, key=lambda one: order[one.pk])
    return Found(tuple(shown), keys[limit - 1] if len(keys) > limit else None)


def people_with_id(national_id: str, scope: Scope) -> Found:
    """Whoever bears a national id, now or before, in the territory. One query."""
    hashed = national_ids().hash(national_id)
    if not hashed:
        return Found(())
    borne = Q(HAS_ID, national_id_hash=hashed, left_on=None) | Q(national_id_hash=hashed, left_on__isnull=False)
    return Found(tuple(_members(borne & scope.q("household__district"))))


def households_coded(text: str, scope: Scope) -> list[Household]:
    """The households that a code may stand for: one, but for a rare meeting. One query."""
    ends = code_range(text)
    if ends is None:
        return []
    rows = Household.objects.select_related("place__parent", "participant").filter(public_id__range=ends)
    return list(rows.filter(scope.q())[:5])


def _members(found: Q) -> list[Member]:
    rows = Member.objects.select_related("household__place__parent", "household__participant", "household__merged_into")
    return list(rows.filter(found))


def _ranges(scope: Scope, table: str) -> tuple[str, list[int]]:
    if scope.everywhere:
        return "", []
    each = " OR ".join(f"{table}.district BETWEEN %s AND %s" for _ in scope.ranges)
    return f" AND ({each})", [end for ends in scope.ranges for end in ends]


def _rarest_first(tokens: Sequence[int], scope: Scope) -> list[int]:
    """The tokens, the rarest in the territory first: counted up to a bound, in one query."""
    if len(tokens) == 1:
        return list(tokens)
    where, ends = _ranges(scope, "t")
    one = f"SELECT COUNT(*) FROM (SELECT 1 FROM {_TOKENS} t WHERE t.token = %s{where} LIMIT {MOST_TRIED}) AS c{{}}"
    statement = " UNION ALL ".join(f"SELECT {at}, ({one.format(at)})" for at in range(len(tokens)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for token in tokens for value in (token, *ends)])
        counts = dict(cursor.fetchall())
    return [tokens[at] for at in sorted(counts, key=lambda at: (counts[at], at))]


def _hits(tokens: Sequence[int], scope: Scope, after: tuple[int, int], limit: int) -> list[tuple[int, int]]:
    """District and member of the next people under all tokens, in the order of the key."""
    where, ends = _ranges(scope, "t")
    others = "".join(
        f" AND EXISTS (SELECT 1 FROM {_TOKENS} o{at} WHERE o{at}.token = %s AND o{at}.district = t.district "
        f"AND o{at}.member_id = t.member_id)"
        for at in range(len(tokens) - 1)
    )
    statement = (
        f"SELECT t.district, t.member_id FROM {_TOKENS} t WHERE t.token = %s{where} "
        f"AND (t.district, t.member_id) > (%s, %s){others} ORDER BY t.district, t.member_id LIMIT %s"
    )
    in_order = len(tokens) > 1 and connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_IN_ORDER}{statement}{_AS_BEFORE}" if in_order else statement,
            [tokens[0], *ends, *after, *tokens[1:], limit],
        )
        while cursor.description is None:  # the settings
            cursor.nextset()
        return [(district, member) for district, member in cursor.fetchall()]
