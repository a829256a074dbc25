"""Who may form, approve and read nuclei. The place asked about is the district, the program the version's."""

from winay.core.actors import Actor, Permission
from winay.core.errors import NotAllowed
from winay.nuclei.formation_models import Formation
from winay.nuclei.models import Nucleus
from winay.places.models import Place


def may_at(place: Place, program: str | None, permission: Permission, by: Actor | None) -> bool:
    """Whether the actor holds the permission for a place and, where one is named, a program."""
    if by is None:
        return False
    if program is None:
        return by.may_at(permission, place.code)
    return by.may(permission, place_code=place.code, program=program)


def require_at(place: Place, program: str | None, permission: Permission, by: Actor) -> None:
    """`NotAllowed` unless the actor holds it."""
    if not may_at(place, program, permission, by):
        raise NotAllowed(permission)


def may_for(of: Formation | Nucleus, permission: Permission, by: Actor | None) -> bool:
    """Whether the actor holds the permission for a plan's or a nucleus's district and program."""
    return may_at(of.district, of.version.program.key, permission, by)


def require_for(of: Formation | Nucleus, permission: Permission, by: Actor) -> None:
    """`NotAllowed` unless the actor holds it."""
    require_at(of.district, of.version.program.key, permission, by)
