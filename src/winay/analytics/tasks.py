"""When the worker takes a snapshot: soon after the house opens, and then so that it costs a sixtieth of the time."""

from datetime import datetime, timedelta

from winay.analytics.queries import present
from winay.analytics.snapshots.taking import FAILED, SnapshotBusy, SnapshotFailed, failed_at, lake, take_snapshot

SOONEST = timedelta(minutes=10)
SHARE = 60
"""A snapshot that takes a minute is taken every hour; none more often than `SOONEST`."""


def snapshot_due(*, at: datetime) -> bool:
    """Whether the figures are old enough to be counted again. After a check that failed, as long is waited."""
    snapshot, last_failure = present(), failed_at()
    if last_failure is not None and at - last_failure < SOONEST:
        return False
    if snapshot is None:
        return True
    took = timedelta(seconds=sum(snapshot.manifest.seconds.values()))
    return at - snapshot.manifest.as_of > max(SOONEST, SHARE * took)


def take_due(*, at: datetime) -> None:
    """What the worker starts: a snapshot; that it failed is told by the pages. What broke (a full disk) is told there
    too, and is not tried again at once."""
    try:
        take_snapshot(at=at)
    except (SnapshotBusy, SnapshotFailed):
        return
    except Exception as error:
        lake().note(FAILED, f"{type(error).__name__}: {error}")
        raise
