"""Reads of the transcription screen: sheets that are being typed in, one with everything that its form asks."""

import csv
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from io import StringIO
from uuid import UUID

from django.db.models import Q

from winay.core.remembered import Remembered
from winay.intake.desk.queries import Places, within
from winay.intake.forms.media import media_content, media_list
from winay.intake.forms.preview import Line, preview
from winay.intake.models import FormVersion, Sheet
from winay.intake.paper.filling import calculations, days_given
from winay.intake.paper.reading import Calculated, Fault, Typed, faults, worked_out
from winay.intake.receiving.bodies import show

lists = Remembered(16)
PHONE_LISTS = frozenset({"households.csv", "members.csv", "plan_items.csv", "next_visits.csv"})
"""Lists that each phone holds of its own caseload: on paper the code beside such a question is written."""


@dataclass(frozen=True)
class SheetWork:
    """A sheet with its form: the questions, what was typed, and what follows from it."""

    sheet: Sheet
    lines: Sequence[Line]
    typed: Typed
    calculated: Sequence[Calculated]
    today: date

    @cached_property
    def repeats(self) -> list[str]:
        return [line.path for line in self.lines if line.kind == "repeat"]

    @cached_property
    def conditions(self) -> dict[str, str]:
        return {line.path: line.condition for line in self.lines if line.path and line.condition}

    @cached_property
    def listed(self) -> Mapping[str, Mapping[str, str]]:
        """The lists of the form that come as files, as far as they are known here: code and words."""
        return lists_of(self.sheet.form, self.sheet.place_code)

    @cached_property
    def answers(self) -> dict[str, str]:
        """What was typed, with what the form works out of it and the day that stands on the paper."""
        days = {path: self.sheet.filled_on.isoformat() for path in days_given(bytes(self.sheet.form.xml))}
        typed = Typed({**self.typed.answers, **days}, self.typed.rounds)
        return worked_out(typed, self.calculated, self.repeats, self.today)

    @cached_property
    def faults(self) -> list[Fault]:
        codes: dict[str, Collection[str]] = {name: rows.keys() for name, rows in self.listed.items()}
        return faults(self.lines, self.typed, self.answers, today=self.today, listed=codes)


def work_of(sheet: Sheet, *, today: date, language: str = "") -> SheetWork:
    """A sheet that is being typed in. Two or three queries, for its lists."""
    xml = bytes(sheet.form.xml)
    return SheetWork(sheet, preview(xml, language).lines, typed_of(sheet), calculations(xml), today)


def typed_of(sheet: Sheet) -> Typed:
    """What was typed so far."""
    if not sheet.answers:
        return Typed({}, {})
    answers, rounds = json.loads(show(sheet.answers))
    return Typed(answers, rounds)


def lists_of(form: FormVersion, place_code: str) -> dict[str, dict[str, str]]:
    """The lists of a form that are files: those kept with it, and the localities of a territory. Lists of entities,
    which are a phone's own, are not among them."""
    found = {}
    for one in media_list(form.public_id, place_code=place_code or None, anywhere=True) or ():
        if one.filename.endswith(".csv") and one.filename not in PHONE_LISTS:
            key = (form.public_id, one.filename, one.md5)
            found[one.filename] = lists.get(key, lambda name=one.filename: _rows(form, name, place_code))
    return {name: rows for name, rows in found.items() if rows}


def _rows(form: FormVersion, filename: str, place_code: str) -> dict[str, str]:
    held = media_content(form.public_id, filename, place_code=place_code or None, anywhere=True)
    if held is None:
        return {}
    rows = csv.DictReader(StringIO(held.content.decode("utf-8-sig", errors="replace")))
    return {row["name"]: row.get("label") or row["name"] for row in rows if row.get("name")}


def open_sheets(places: Places, *, after: UUID | None = None, limit: int = 40) -> tuple[list[Sheet], UUID | None]:
    """Sheets of a territory that are not yet submissions, the one touched last first; and from where the next page goes
    on. Two queries, one more behind a first page."""
    rows = Sheet.objects.filter(within(places), submission=None).select_related("form").defer("form__xml", "answers")
    last = Sheet.objects.filter(public_id=after).values_list("saved_at", "pk").first() if after else None
    if last is not None:
        rows = rows.filter(Q(saved_at__lt=last[0]) | Q(saved_at=last[0], pk__lt=last[1]))
    found = list(rows.order_by("-saved_at", "-id")[: limit + 1])
    return found[:limit], found[limit - 1].public_id if len(found) > limit else None


def count_open_sheets(places: Places) -> int:
    """How many sheets are begun and not handed over. One query."""
    return Sheet.objects.filter(within(places), submission=None).count()


def sheet_by_id(public_id: UUID) -> Sheet | None:
    """One sheet with its form."""
    return Sheet.objects.select_related("form", "submission").filter(public_id=public_id).first()


def sheet_of(submission_pk: int) -> Sheet | None:
    """The sheet that a submission was copied from."""
    return Sheet.objects.filter(submission=submission_pk).first()


def sheets_behind(submissions: Collection[UUID]) -> "dict[UUID, Sheet]":
    """Of some submissions (public ids), the sheets that they were copied from. One query."""
    rows = Sheet.objects.filter(submission__public_id__in=submissions).select_related("submission")
    return {one.submission.public_id: one for one in rows.defer("submission__body") if one.submission}


def known_number(number: str, *, but: Sheet | None = None) -> dict[str, str | int] | None:
    """Who has, or had, the sheet of a number, and since when; None where nobody did."""
    found = Sheet.objects.filter(number=number).exclude(pk=but.pk if but else None).first()
    return {"by": found.begun_by_name, "on": found.begun_at.date().isoformat()} if found else None


def scans_in_use() -> set[str]:
    """Hashes of the scans of sheets that are not yet submissions. One query."""
    rows = Sheet.objects.exclude(scan_sha256="")
    return set(rows.values_list("scan_sha256", flat=True))
