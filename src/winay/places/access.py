"""Who may do what in this room."""

from winay.core.actors import Actor, Permission, System


def may_load_country(by: Actor) -> bool:
    """Figures are installed from the command line only: nobody edits a published figure in the browser."""
    return isinstance(by, System)


def may_manage_offices(by: Actor) -> bool:
    """Offices part the whole country among them, so the right must be national."""
    return by.may(Permission.MANAGE_OFFICES)


def may_count_households(by: Actor, district_code: str) -> bool:
    """Whoever maps a territory knows who lives there."""
    return by.may(Permission.MAP_TERRITORY, place_code=district_code)
