"""Who may look for signals, handle them and draw samples, and read them. The place asked about is the nucleus's
district, the central nucleus's place, or every place of an office."""

from winay.core.actors import Actor, Permission
from winay.core.errors import NotAllowed
from winay.nuclei.access import may_at
from winay.supervision.sample_models import Sample
from winay.supervision.signal_models import Signal


def may_for(of: Signal | Sample, permission: Permission, by: Actor | None) -> bool:
    """Whether the actor holds the permission there: for the program too, where a nucleus names one."""
    program = of.version.program.key if of.version is not None and of.office is None else None
    return may_at(of.place, program, permission, by)


def require_for(of: Signal | Sample, permission: Permission, by: Actor) -> None:
    """`NotAllowed` unless they hold it."""
    if not may_for(of, permission, by):
        raise NotAllowed(permission)
