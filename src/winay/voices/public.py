"""Whoever writes a grievance on the public page: they are nobody to us, and may do that alone."""

from dataclasses import dataclass
from uuid import UUID

from winay.core.actors import NOBODY, Permission


@dataclass(frozen=True, slots=True)
class Anybody:
    """Somebody who did not log in."""

    public_id: UUID = NOBODY
    role_name: str = "public"

    def may(self, permission: Permission, *, place_code: str | None = None, program: str | None = None) -> bool:
        """To say something, wherever it is from."""
        return permission is Permission.RECORD_VOICE

    def may_at(self, permission: Permission, place_code: str) -> bool:
        """As `may`."""
        return self.may(permission)


ANYBODY = Anybody()
