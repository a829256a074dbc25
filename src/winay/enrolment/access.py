"""Who may open calls, enrol households and read who is enrolled. The place asked about is the area's district."""

from winay.core.actors import Actor, Permission
from winay.core.errors import NotAllowed
from winay.enrolment.models import Call


def may_for(call: Call, permission: Permission, by: Actor | None) -> bool:
    """Whether the actor holds the permission for the call's district and program."""
    place, program = call.area.district.code, call.version.program.key
    return by is not None and by.may(permission, place_code=place, program=program)


def require_for(call: Call, permission: Permission, by: Actor) -> None:
    """`NotAllowed` unless the actor holds the permission for the call's district and program."""
    if not may_for(call, permission, by):
        raise NotAllowed(permission)


def may_read_call(call: Call, by: Actor | None) -> bool:
    """Whoever reads the households of the district, for whatever program, reads who of them is enrolled."""
    return by is not None and by.may_at(Permission.READ_HOUSEHOLDS, call.area.district.code)
