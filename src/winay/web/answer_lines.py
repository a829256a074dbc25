"""The rows of the table of a form's answers, and some of them as lines of CSV."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from winay.core.spreadsheet import FORMULA, safe
from winay.intake.desk.wording import FLAGS, STATES
from winay.intake.exporting.rows import FormAnswers, Span
from winay.intake.terms import State

BETWEEN = "\x1f"
"""Between two cells, until it is known that no cell needs quotes: no answer can hold it."""
TO_MIND = ('"', ",", "\r", "\n", *(f"{BETWEEN}{one}" for one in FORMULA))
"""Why a line is written cell by cell. No line begins with an answer."""


def piece(answers: FormAnswers, language: str, span: Span) -> bytes:
    """Some of the submissions as lines of the CSV."""
    out = io.StringIO()
    writer, risky = csv.writer(out), frozenset(FORMULA)
    for row in submission_rows(answers, language, span):
        together = BETWEEN.join(row)
        if together.count(BETWEEN) == len(row) - 1 and not any(one in together for one in TO_MIND):
            out.write(together.replace(BETWEEN, ","))
            out.write("\r\n")
        else:
            writer.writerow([safe(cell) if cell[:1] in risky else cell for cell in row])
    return out.getvalue().encode()


def submission_rows(answers: FormAnswers, language: str, span: Span = (0, None)) -> Iterator[list[str]]:
    with override(language):
        states = {state.value: str(words) for state, words in STATES.items()}
        flags, (yes, no) = {key: str(words) for key, words in FLAGS.items()}, (_("sí"), _("no"))
    for some in answers.submissions(span, rounds=False):
        for one in some:
            yield [
                str(one.public_id), one.instance_id, one.version, states[State(one.state)], _at(one.received_at),
                _at(one.began_at), _at(one.ended_at), one.phone, one.device_id, one.place_code,
                "; ".join(flags.get(flag, flag) for flag in one.flags), yes if one.unread else no,
                yes if one.synthetic else no, *one.flat.main, "; ".join(one.flat.elsewhere),
            ]  # fmt: skip


def _at(instant: datetime | None) -> str:
    return instant.isoformat(timespec="seconds") if instant is not None else ""
