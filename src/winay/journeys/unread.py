"""Forms that nothing reads yet: whom their answers speak of, so that they are found on that household's or nucleus's
page until somebody reads them."""

from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

from django.conf import settings

from winay.accounts.phones.queries import phone_of
from winay.core.clock import local_date
from winay.core.errors import Refused
from winay.intake.models import Submission
from winay.intake.reading.answers import Answers, BadAnswer
from winay.intake.terms import Spoken
from winay.journeys.meant import NOBODY, Home, enrolment_meant
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.board_phones import board_phones_behind
from winay.registry.rules import code_range
from winay.trainers.queries.phones import served_by

Whom = tuple[Spoken, UUID]


def whom(row: Submission, answers: Answers) -> list[Whom]:
    """Whom a submission of such a form speaks of, as far as that can be told: what was typed may mean nobody. Up to
    six queries, none for any other form."""
    found = UNREAD.get(row.form_id)
    return list(dict.fromkeys(found(row, answers))) if found else []


def _by_household_code(row: Submission, answers: Answers) -> Iterator[Whom]:
    try:
        on = answers.day("who/asked_on") or local_date(row.received_at, settings.TIME_ZONE)
        enrolment = enrolment_meant(Home("", answers.text("who/household_code")), on)
    except (Refused, BadAnswer):
        return
    yield Spoken.HOUSEHOLD, enrolment.household.public_id


def _by_nucleus(path: str, *, typed_first: bool = False) -> Callable[[Submission, Answers], Iterator[Whom]]:
    """The nucleus of the board whose phone sent it; else the one whose code or name was typed, where one alone in the
    phone's territory has it; else the only one that the trainer serves whose phone sent it. `typed_first`: what was
    typed comes before whose phone it was."""

    def found(row: Submission, answers: Answers) -> Iterator[Whom]:
        ways = [lambda: _of_board(row), lambda: _nucleus_typed(answers.text(path), row.place_code)]
        for way in [*(reversed(ways) if typed_first else ways), lambda: _of_trainer(row)]:
            if (nucleus := way()) is not None:
                yield Spoken.NUCLEUS, nucleus
                return

    return found


def _of_board(row: Submission) -> UUID | None:
    phones = board_phones_behind([row.credential.public_id]) if row.credential is not None else {}
    return next((phone.mandate.nucleus.public_id for phone in phones.values()), None)


def _of_trainer(row: Submission) -> UUID | None:
    if row.credential is None:
        return None
    on = local_date(row.received_at, settings.TIME_ZONE)
    served = {key for one in served_by([phone_of(row.credential)], on).values() for c in one for _, key in c.nuclei}
    return served.pop() if len(served) == 1 else None


def _nucleus_typed(text: str, place_code: str) -> UUID | None:
    if not text.strip():
        return None
    rows = Nucleus.objects.filter(district__code__startswith=place_code, closed_on=None)
    first, last = code_range(text) or NOBODY
    some = list(rows.filter(public_id__gte=first, public_id__lte=last)[:2]) or list(rows.filter(name=text.strip())[:2])
    return some[0].public_id if len(some) == 1 else None


UNREAD: Mapping[str, Callable[[Submission, Answers], Iterator[Whom]]] = {
    "exit_survey": _by_household_code,
    "cash_book_line": _by_nucleus("book/nucleus"),
    "business_followup": _by_nucleus("which/nucleus"),
    "clar_mark_sheet": _by_nucleus("which/nucleus", typed_first=True),
}
"""By form id. Groups of several nuclei meet in a competition, and jurors borrow a phone: a mark sheet is of the nucleus
that was written on it."""
