"""Taking back what a file registered, in chunks: what nobody touched since is closed as a mistake."""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db import connection, transaction

from winay.accounts.queries import acting
from winay.core.clock import local_date, now
from winay.journal.models import Subject
from winay.journal.services import record
from winay.registry.access import may_write_household
from winay.registry.bulk import TOGETHER
from winay.registry.models import Household, Import, Member
from winay.registry.terms import HouseholdClosed, ImportState, MemberLeft, Origin

REGISTERED = "registry.register_households"


def undo(sent: Import, *, stop: Callable[[], bool], tell: Callable[[Import], None] | None) -> None:
    """Close what the file registered; `rows_done` is the last household looked at."""
    if sent.households_undone == 0 and sent.households_kept == 0:
        sent.rows_done = 0
    while not stop():
        with transaction.atomic():
            last = _chunk(sent)
            if last is None:
                sent.state, sent.finished_at = ImportState.UNDONE, now()
            sent.rows_done = last or sent.rows_done
            sent.beat_at = None if last is None else now()
            sent.save(
                update_fields=[
                    "state", "finished_at", "rows_done", "beat_at", "households_undone", "households_kept",
                ]
            )  # fmt: skip
        if tell is not None:
            tell(sent)
        if last is None:
            return
    Import.objects.filter(pk=sent.pk).update(beat_at=None)


def _chunk(sent: Import) -> int | None:
    """Undo some households; the last one looked at, None when there was none left."""
    assert sent.loaded_by is not None and sent.undone_by is not None and sent.undone_at is not None
    rows = Household.objects.select_for_update(of=("self",)).select_related("place")
    mine = rows.filter(
        origin=Origin.FILE.value, registered_by=sent.loaded_by.public_id, registered_at=sent.loaded_at,
        pk__gt=sent.rows_done,
    )  # fmt: skip
    found = list(mine.order_by("pk")[: TOGETHER[connection.vendor]])
    if not found:
        return None
    by = acting(sent.undone_by, on=local_date(sent.undone_at, settings.TIME_ZONE))
    touched = _touched(found)
    going = [
        one
        for one in found
        if one.closed_on is None and str(one.public_id) not in touched and may_write_household(by, one.place.code)
    ]
    today = local_date(sent.undone_at, settings.TIME_ZONE)
    _close([one.pk for one in going], sent.undone_why, today)
    sent.households_undone += len(going)
    sent.households_kept += len(found) - len(going)
    if going:
        subjects = [("import", str(sent.public_id)), *(("household", str(one.public_id)) for one in going)]
        after = {"households": len(going), "reason": sent.undone_why}
        record("registry.undo_households", by=by, at=sent.undone_at, subjects=subjects, after=after)
    return found[-1].pk


def _touched(found: list[Household]) -> set[str]:
    """Those of which the journal tells something else than their registration."""
    keys = [str(one.public_id) for one in found]
    rows = Subject.objects.filter(kind="household", key__in=keys).exclude(line__verb=REGISTERED)
    return set(rows.values_list("key", flat=True))


def _close(pks: list[int], why: str, today: date) -> None:
    """Their keys and their people's ids are free again: the mended file may come once more."""
    Household.objects.filter(pk__in=pks).update(
        closed_on=today, closed_why=HouseholdClosed.MISTAKE.value, closed_note=why, external_key=""
    )
    Member.objects.filter(household__in=pks, left_on=None).update(
        left_on=today, left_why=MemberLeft.MISTAKE.value, represents_since=None
    )
