"""The worker's part of a file of households: a pass that checks, a pass that loads, a pass that undoes. Each goes chunk
by chunk, a transaction a chunk, and says in the same transaction how far it came: killed, it goes on from there."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils.translation import override

from winay.accounts.queries import acting
from winay.core.clock import local_date, now
from winay.core.errors import BadInputs
from winay.core.garbage import uncollected
from winay.journal.overlap import Turn, overlapping
from winay.places.streams import open_table
from winay.registry.bulk import TOGETHER
from winay.registry.files.columns import FIX, OPTIONAL, REQUIRED, ROW
from winay.registry.files.judging import Judge, Judged, Outcome
from winay.registry.files.reading import ReadHousehold, read_households
from winay.registry.files.report import Report
from winay.registry.files.seen import Seen
from winay.registry.files.undoing import undo
from winay.registry.models import Import
from winay.registry.terms import ImportState

log = logging.getLogger("winay.import")
SILENT_FOR = timedelta(seconds=60)
"""A pass that gave no sign for so long was killed: another worker takes it up."""
COUNTS = (
    "households_new",
    "people_new",
    "households_changed",
    "households_same",
    "households_bad",
    "rows_bad",
    "faults",
)
Stop = Callable[[], bool]


def never() -> bool:
    """Go on to the end."""
    return False


def take_next(*, at: datetime) -> Import | None:
    """The oldest file with something to do that nobody works on; from now on this process does."""
    with transaction.atomic():
        waiting = [state.value for state in ImportState if state.for_worker]
        rows = Import.objects.filter(state__in=waiting).exclude(beat_at__gt=at - SILENT_FOR).order_by("id")
        found = rows.select_for_update(of=("self",), skip_locked=connection.vendor == "postgresql").first()
        if found is not None:
            found.beat_at = at
            found.save(update_fields=["beat_at"])
    return found


def run(sent: Import, *, stop: Stop = never, tell: Callable[[Import], None] | None = None) -> Import:
    """Do what waits to be done with a file, to its end or until `stop` says so; then it is taken up again later.
    `tell` is called after every chunk. What keeps the file from being read is written down, not raised."""
    try:
        with override(sent.language):
            if sent.state == ImportState.UNDO:
                undo(sent, stop=stop, tell=tell)
            else:
                _Pass(sent, stop, tell).run()
    except BadInputs as bad:
        _fail(sent, "registry.import_unreadable", str(bad.problems[0].expected))
    except _Gone as gone:
        log.warning("the file of import %s: %s", sent.public_id, gone)
        _fail(sent, "registry.import_file_gone", "")
    except OperationalError:
        raise  # the database is away: the file is taken up again
    except Exception:
        log.exception("import %s", sent.public_id)
        _fail(sent, "registry.import_unexpected", "")
    sent.refresh_from_db()
    return sent


class _Gone(Exception):
    """The file is not kept any more, or not as it came."""


def _fail(sent: Import, code: str, what: str) -> None:
    Import.objects.filter(pk=sent.pk).update(
        state=ImportState.FAILED, failed_code=code, failed_what=what[:600], finished_at=now(), beat_at=None
    )


class _Pass:
    """One reading of the file from its first row."""

    def __init__(self, sent: Import, stop: Stop, tell: Callable[[Import], None] | None) -> None:
        self._sent, self._stop, self._tell = sent, stop, tell
        self._dry = sent.state == ImportState.WAITING
        self._from = 0 if self._dry else sent.rows_done
        self._stopped = False

    def run(self) -> None:
        sent = self._sent
        person = sent.sent_by if self._dry else sent.loaded_by
        at = sent.sent_at if self._dry else sent.loaded_at
        assert person is not None and at is not None
        by = acting(person, on=local_date(now(), settings.TIME_ZONE))
        try:
            path = settings.WINAY_BLOBS.whole(sent.file_sha256)
        except (FileNotFoundError, ValueError) as gone:
            raise _Gone(str(gone)) from None
        if not self._from:
            self._save(dict.fromkeys(COUNTS, 0), rows=0)
        with (
            open_table(sent.file_name, path, REQUIRED, OPTIONAL, (FIX, ROW)) as stream,
            Seen() as seen,
            Report(stream.titles) as report,
        ):
            judge = Judge(sent, by=by, at=at, seen=seen)
            chunks = self._until_stopped(read_households(stream.titles, stream.rows))
            for judged in self._all(partial(self._chunk, judge), chunks):
                report.add(judged)
                if self._tell is not None:
                    self._tell(sent)
            if self._stopped:
                Import.objects.filter(pk=sent.pk).update(beat_at=None)
                return
            self._end(report)

    def _all(
        self, work: Callable[[list[ReadHousehold], Turn], list[Judged]], chunks: Iterator[list[ReadHousehold]]
    ) -> Iterator[list[Judged]]:
        """What becomes of each chunk. A check writes next to nothing: there is nothing to wait for."""
        return (work(chunk, Turn()) for chunk in chunks) if self._dry else overlapping(work, chunks)

    def _until_stopped(self, households: Iterator[ReadHousehold]) -> Iterator[list[ReadHousehold]]:
        for chunk in _chunks(households, TOGETHER[connection.vendor]):
            self._stopped = self._stop()
            if self._stopped:
                return
            yield chunk

    @uncollected()
    def _chunk(self, judge: Judge, chunk: list[ReadHousehold], turn: Turn) -> list[Judged]:
        """Judge some households, and load the good ones unless this pass, or one before it, only looks at them."""
        last = chunk[-1].rows[-1].number
        if self._dry or last <= self._from:
            judged = judge.judge(chunk, turn, dry=True)
            if self._dry:
                self._count(judged, last)
            return judged
        with transaction.atomic():
            judged = judge.judge(chunk, turn, dry=False)
            turn.wait()
            self._count(judged, last)
        return judged

    def _count(self, judged: Iterable[Judged], last: int) -> None:
        counts = {name: getattr(self._sent, name) for name in COUNTS}
        for one in judged:
            counts[f"households_{one.outcome}"] += 1
            if one.outcome is Outcome.NEW:
                counts["people_new"] += len(one.read.rows)
            elif one.outcome is Outcome.BAD:
                counts["rows_bad"] += len(one.read.rows)
                counts["faults"] += len(one.faults)
        self._save(counts, rows=last)

    def _save(self, counts: dict[str, int], *, rows: int) -> None:
        for name, count in counts.items():
            setattr(self._sent, name, count)
        self._sent.rows_done, self._sent.beat_at = rows, now()
        self._sent.save(update_fields=[*counts, "rows_done", "beat_at"])

    def _end(self, report: Report) -> None:
        sent = self._sent
        sent.report_sha256 = report.keep()
        sent.state = ImportState.CHECKED if self._dry else ImportState.DONE
        sent.finished_at, sent.beat_at = None if self._dry else now(), None
        sent.save(update_fields=["report_sha256", "state", "finished_at", "beat_at"])


def _chunks(households: Iterator[ReadHousehold], size: int) -> Iterator[list[ReadHousehold]]:
    while True:
        with uncollected():
            chunk = list(islice(households, size))
        if not chunk:
            return
        yield chunk
