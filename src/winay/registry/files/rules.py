"""When a file of households may be loaded, dropped or undone. Plain Python."""

from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.registry.rules import FIRST_DAY, dated, unreasonable
from winay.registry.terms import ImportState


def may_be_loaded(state: ImportState, good: int) -> Decision:
    """A file that was checked and has something good in it."""
    return allow_unless(
        Reason("registry.import_not_checked") if state is not ImportState.CHECKED else None,
        Reason("registry.import_nothing_good") if state is ImportState.CHECKED and not good else None,
    )


def may_be_dropped(state: ImportState, *, loaded: bool) -> Decision:
    """A file of which nothing was loaded."""
    kept = state in {ImportState.WAITING, ImportState.CHECKED, ImportState.FAILED} and not loaded
    return allow_unless(None if kept else Reason("registry.import_loaded_already"))


def may_be_undone(state: ImportState, *, loaded: bool, reason: str) -> Decision:
    """A file that was loaded, wholly or until something stopped it."""
    stands = state is ImportState.DONE or (state is ImportState.FAILED and loaded)
    return allow_unless(None if stands else Reason("registry.import_not_loaded"), unreasonable(reason))


def may_be_sent(on: date, *, today: date) -> Decision:
    """A file whose registrations are of that day."""
    return dated(on, today=today, since=FIRST_DAY)
