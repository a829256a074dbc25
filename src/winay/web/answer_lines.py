"""The rows of the table of a form's answers, and some of them as lines of CSV."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from winay.core.spreadsheet import FORMULA, safe
from winay.intake.desk.wording import FLAGS, STATES
from winay.intake.exporting.rows import FormAnswers, Kept

BETWEEN = "\x1f"
"""Between two cells, until it is known that no cell needs quotes: no answer can hold it."""
RARE = ('"', ",", *(one for one in FORMULA if one not in "+-"))
"""What a line may be written cell by cell for: quotes, or an apostrophe before what is like a formula."""
BEGIN = (f"{BETWEEN}+", f"{BETWEEN}-")
"""These two are in every moment: only where a cell begins with one it is looked at."""


def piece(answers: FormAnswers, language: str, kept: Iterable[Kept]) -> bytes:
    """Some of the submissions, of which this was read, as lines of the CSV."""
    out = io.StringIO()
    writer, risky, between = csv.writer(out), frozenset(FORMULA), BETWEEN
    for row in submission_rows(answers, language, kept):
        together = between.join(row)
        if together.count(between) == len(row) - 1 and _as_it_stands(row, together):
            out.write(together.replace(between, ","))
            out.write("\r\n")
        else:
            writer.writerow([safe(cell) if cell[:1] in risky else cell for cell in row])
    return out.getvalue().encode()


def _as_it_stands(row: list[str], together: str) -> bool:
    """Whether no cell of a line needs quotes or an apostrophe. No line begins with an answer."""
    for sign in RARE:
        if sign in together:
            return False
    if BEGIN[0] not in together and BEGIN[1] not in together:
        return True
    return all(safe(cell) is cell for cell in row if cell[:1] in "+-")


def submission_rows(answers: FormAnswers, language: str, kept: Iterable[Kept] | None = None) -> Iterator[list[str]]:
    """All submissions, or of which something was read, as rows of the table."""
    with override(language):
        states = {state.value: str(words) for state, words in STATES.items()}
        flags, (yes, no) = {key: str(words) for key, words in FLAGS.items()}, (_("sí"), _("no"))
    for one in answers.submissions(kept, rounds=False):
        yield [
            str(one.public_id), one.instance_id, one.version, states[one.state], one.received_at, one.began_at,
            one.ended_at, one.phone, one.device_id, one.place_code,
            "; ".join([flags.get(flag, flag) for flag in one.flags]), yes if one.unread else no,
            yes if one.synthetic else no, *one.flat.main, "; ".join(one.flat.elsewhere),
        ]  # fmt: skip
