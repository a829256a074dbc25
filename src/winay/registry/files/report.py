"""The file of faults: the rows of every household that is not good, as they came, with a column that says what to mend.
Mended, the same file is sent again."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from django.conf import settings
from django.utils.translation import gettext as _

from winay.core.spreadsheet import safe
from winay.registry.files.columns import FIX, ROW
from winay.registry.files.judging import Judged, Outcome
from winay.registry.files.wording import fault_words


class Report:
    """Written while the file is read; kept by its hash at the end."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._titles = [title for title in titles if title not in {FIX, ROW}]
        self._at = [at for at, title in enumerate(titles) if title not in {FIX, ROW}]
        self._folder = TemporaryDirectory(prefix="winay-faults-")
        self._path = Path(self._folder.name) / "faults.csv"
        self._file = self._path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow([ROW, *self._titles, FIX])
        self._rows = 0

    def __enter__(self) -> "Report":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._folder.cleanup()

    def add(self, judged: Iterable[Judged]) -> None:
        """The rows of those that are bad."""
        for one in judged:
            if one.outcome is not Outcome.BAD:
                continue
            words: dict[int, list[str]] = {}
            for fault in one.faults:
                words.setdefault(fault.row, []).append(fault_words(fault))
            for row in one.read.rows:
                said = " ".join(words.get(row.number, ())) or _("Esta fila está bien: va con su hogar.")
                cells = [safe(row.cells[at]) if at < len(row.cells) else "" for at in self._at]
                self._writer.writerow([row.number, *cells, said])
                self._rows += 1

    def keep(self) -> str:
        """The hash of the file; empty where nothing was bad."""
        self._file.close()
        return str(settings.WINAY_BLOBS.put_file(self._path)) if self._rows else ""
