"""Who may do what with selections and farm tables. The place asked about is the selection's territory."""

from winay.core.actors import Actor, Permission
from winay.core.errors import NotAllowed
from winay.targeting.models import Selection


def require_for(selection: Selection, permission: Permission, by: Actor) -> None:
    """`NotAllowed` unless the actor holds the permission for the selection's territory and program."""
    territory = selection.territory.code if selection.territory else None
    require_in(territory, selection.version.program.key, permission, by)


def require_in(place_code: str | None, program: str, permission: Permission, by: Actor) -> None:
    """`NotAllowed` unless the actor holds the permission for the place (None: the country) and the program."""
    if not by.may(permission, place_code=place_code, program=program):
        raise NotAllowed(permission)


def may_read_selection(selection: Selection, by: Actor | None) -> bool:
    """Approved and annulled selections are public acts; drafts are for those who work on the territory."""
    if selection.decided_at is not None:
        return True
    territory = selection.territory.code if selection.territory else None
    return by is not None and by.may(
        Permission.READ_DRAFTS, place_code=territory, program=selection.version.program.key
    )
