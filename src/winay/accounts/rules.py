"""Who may do what where: pure functions over a person's grants."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from winay.accounts.terms import RoleKey
from winay.core.decision import Decision, Reason, allow_unless
from winay.core.period import Period

LEAST_REASON, MOST_REASON = 10, 200
MOST_NAME, MOST_EMAIL = 120, 254
LEAST_LABEL, MOST_LABEL = 3, 80
_EMAIL = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f.]+")


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """One grant: a role, for a place and all below it (None: the country) and a program (None: every program)."""

    role: RoleKey
    place_code: str | None
    program: str | None
    period: Period

    def reaches(self, place_code: str | None, program: str | None, on: date) -> bool:
        """Whether the grant holds on a day for a place and a program. A whole-country act needs such a grant."""
        if not self.period.covers(on):
            return False
        if self.program is not None and self.program != program:
            return False
        return self.place_code is None or (place_code is not None and place_code.startswith(self.place_code))


def grantable(
    *,
    role: RoleKey,
    national: bool,
    alone_roles: frozenset[RoleKey],
    wanted: GrantFacts,
    held: Iterable[GrantFacts],
    granter_is_grantee: bool,
    today: date,
) -> Decision:
    """Whether a grant may be added to those that a person holds. Only the ones that it would overlap count, so a role
    that ends some days from now still stands in the way of another that starts tomorrow."""
    overlapping = [g for g in held if g.period.end is None or wanted.period.start < g.period.end]
    alone = role in alone_roles or any(grant.role in alone_roles for grant in overlapping)
    return allow_unless(
        Reason("accounts.grant_to_self") if granter_is_grantee else None,
        Reason("accounts.role_needs_place") if not national and wanted.place_code is None else None,
        Reason("accounts.role_is_national") if national and wanted.place_code is not None else None,
        Reason("accounts.auditor_alone") if alone and any(grant.role != role for grant in overlapping) else None,
        Reason("accounts.grant_held")
        if any((g.role, g.place_code, g.program) == (role, wanted.place_code, wanted.program) for g in overlapping)
        else None,
        Reason("accounts.starts_in_past", {"today": today.isoformat()}) if wanted.period.start < today else None,
    )


def endable(*, starts_on: date, ended_on: date | None, on: date, today: date, reason: str) -> Decision:
    """Whether a grant may end on a day (the first on which it no longer holds). Nobody rewrites yesterday: what was
    done under the grant until today was done with right. One that starts later may be called off as of its start, an
    end that lies ahead may be moved nearer."""
    if ended_on is not None and (ended_on <= today or on >= ended_on):
        return Decision(False, (Reason("accounts.grant_ended", {"on": ended_on.isoformat()}),))
    return allow_unless(
        Reason("accounts.end_before_start", {"starts_on": starts_on.isoformat()}) if on < starts_on else None,
        Reason("accounts.ends_in_past", {"today": today.isoformat()}) if on < today else None,
        unreasonable(reason),
    )


def unreasonable(reason: str) -> Reason | None:
    """What is wrong with a reason that others will read."""
    length = len(reason.strip())
    if length < LEAST_REASON:
        return Reason("accounts.reason_short", {"least": LEAST_REASON})
    return Reason("accounts.reason_long", {"most": MOST_REASON}) if length > MOST_REASON else None


def enterable(*, email: str, name: str) -> Decision:
    """Whether an address and a name can be somebody's. The full name, as the person writes it, in printable signs."""
    name, email = name.strip(), email.strip()
    return allow_unless(
        Reason("accounts.name_missing") if not 3 <= len(name) <= MOST_NAME or not name.isprintable() else None,
        Reason("accounts.email_wrong", {"email": email})
        if not _EMAIL.fullmatch(email) or len(email) > MOST_EMAIL
        else None,
    )
