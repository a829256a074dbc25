"""Who may do what where: pure functions over a person's grants."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from winay.accounts.terms import RoleKey
from winay.core.decision import Decision, Reason, allow_unless
from winay.core.period import Period


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """One grant: a role, for a place and all below it (None: the country) and a program (None: every program)."""

    role: RoleKey
    place_code: str | None
    program: str | None
    period: Period

    def reaches(self, place_code: str | None, program: str | None, on: date) -> bool:
        """Whether the grant holds on a day for a place and a program. A whole-country act needs a whole-country grant."""
        if not self.period.covers(on):
            return False
        if self.program is not None and self.program != program:
            return False
        return self.place_code is None or (place_code is not None and place_code.startswith(self.place_code))


def grantable(
    *, role: RoleKey, national: bool, alone_roles: frozenset[RoleKey], wanted: GrantFacts, held: Iterable[GrantFacts],
    granter_is_grantee: bool,
) -> Decision:
    """Whether a grant may be added to those that a person holds and that have not ended."""
    held = list(held)
    alone = role in alone_roles or any(grant.role in alone_roles for grant in held)
    return allow_unless(
        Reason("accounts.grant_to_self") if granter_is_grantee else None,
        Reason("accounts.role_needs_place") if not national and wanted.place_code is None else None,
        Reason("accounts.role_is_national") if national and wanted.place_code is not None else None,
        Reason("accounts.auditor_alone") if alone and any(grant.role != role for grant in held) else None,
        Reason("accounts.grant_held")
        if any((g.role, g.place_code, g.program) == (role, wanted.place_code, wanted.program) for g in held)
        else None,
    )
