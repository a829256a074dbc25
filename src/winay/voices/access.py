"""Who may hear, answer and read. The place asked about is the district. Whoever a grievance is about neither sees nor
handles it, whatever roles they hold."""

from uuid import UUID

from winay.core.actors import Actor, Permission
from winay.core.errors import NotAllowed
from winay.nuclei.access import may_at, require_at
from winay.places.models import Place
from winay.voices.conflict_models import Conflict
from winay.voices.grievance_models import Grievance


def is_accused(grievance: Grievance, person: UUID) -> bool:
    """Whether the grievance is about somebody. No query where `accused` was read with it."""
    return any(one.person == person for one in grievance.accused.all())


def may_for(grievance: Grievance, permission: Permission, by: Actor | None) -> bool:
    """Whether the actor holds the permission for a grievance's district and program, and it is not about them."""
    if by is None or is_accused(grievance, by.public_id):
        return False
    return may_at(grievance.place, grievance.version.program.key, permission, by)


def require_for(grievance: Grievance, permission: Permission, by: Actor) -> None:
    """`NotAllowed` unless they do."""
    if is_accused(grievance, by.public_id):
        raise NotAllowed(permission)
    require_at(grievance.place, grievance.version.program.key, permission, by)


def may_here(place: Place, permission: Permission, by: Actor | None) -> bool:
    """Whether the actor holds the permission for a place, for some program: rumours, conflicts and microstrategies
    belong to none."""
    return may_at(place, None, permission, by)


def require_here(place: Place, permission: Permission, by: Actor) -> None:
    """`NotAllowed` unless they do."""
    require_at(place, None, permission, by)


def reads_conflict(conflict: Conflict | None, by: Actor | None) -> bool:
    """Whether somebody reads a conflict: where they look after its district, or one of its communities."""
    if conflict is None:
        return False
    places = [conflict.place, *(one.place for one in conflict.parties.all())]
    return any(may_here(one, Permission.READ_VOICES, by) for one in places)
