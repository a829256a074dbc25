"""Verbs of the transcription screen: begin a sheet, keep what was typed so far, hand it over as a submission, drop it.

Whoever types in signs for it: what is made of the sheet is made with their rights, as if the paper had come by phone.
"""

import json
from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from winay.core.actors import Actor
from winay.core.clock import local_date
from winay.core.decision import Reason
from winay.core.errors import Refused, refuse_unless
from winay.intake.desk.access import require_review
from winay.intake.forms.offices import looks_after
from winay.intake.models import FormVersion, Sheet, Submission
from winay.intake.paper.filling import filled
from winay.intake.paper.queries import SheetWork, known_number, work_of
from winay.intake.paper.reading import MOST_ROUNDS, ON_SCAN, Typed, Weight, applies, asked
from winay.intake.paper.rules import HeadSaid, may_begin, may_hand_over, sheet_number
from winay.intake.reading.envelope import files_named
from winay.intake.reading.xml import read
from winay.intake.receiving.bodies import hide, wrap
from winay.intake.receiving.forms import KnownForm, known_form
from winay.intake.receiving.rules import LATE_AFTER
from winay.intake.receiving.storing import StoredFile, attach, insert_once, store_file
from winay.intake.terms import State
from winay.journal.rules import Personal
from winay.journal.services import record

SCANS = frozenset({"image/jpeg", "image/png", "application/pdf"})
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


@transaction.atomic
def begin_sheet(
    *, form: FormVersion, said: HeadSaid, place_code: str, by: Actor, by_name: str, at: datetime
) -> Sheet:  # fmt: skip
    """Begin to type in a paper sheet of a form, for a territory ("" for the country). `Refused` for a number that was
    typed in already, or that no sheet bears."""
    require_review(by, place_code)
    if form.office is not None and place_code and not looks_after(form.office, place_code):
        raise Refused([Reason("intake.sheet_other_office")])
    _judge(said, at)
    try:
        with transaction.atomic():
            return Sheet.objects.create(
                form=form, place_code=place_code, begun_by=by.public_id, begun_by_name=by_name, begun_at=at,
                saved_at=at, **_head(said),
            )  # fmt: skip
    except IntegrityError:  # somebody else began it at this moment
        _judge(said, at)
        raise


@transaction.atomic
def keep_sheet(
    *, sheet: Sheet, said: HeadSaid, typed: Typed, scan: tuple[str, bytes] | None, by: Actor, at: datetime
) -> Sheet:
    """Keep what was typed so far, and the scan where one was given. It may be wrong or half done: nothing is judged but
    the head of the sheet and what the file is."""
    sheet = _locked(sheet, by)
    _judge(said, at, but=sheet)
    for name, value in _head(said).items():
        setattr(sheet, name, value)
    sheet.answers = hide(json.dumps([dict(typed.answers), dict(typed.rounds)], ensure_ascii=False, sort_keys=True))
    if scan is not None:
        kept = _scan(sheet.number, *scan)
        sheet.scan_name, sheet.scan_sha256 = kept.filename, kept.sha256
    sheet.saved_at = at
    sheet.save()
    return sheet


@transaction.atomic
def hand_over_sheet(*, sheet: Sheet, as_written: bool, by: Actor, by_name: str, at: datetime) -> Submission:
    """Make it a submission: the XML that a phone would have sent, with the scan. It waits for its turn as any other.
    `Refused` without the scan, with an answer that cannot be written, and, unless somebody says that the paper has it
    so (`as_written`), with one that the form would not have let through."""
    sheet = _locked(sheet, by)
    work = work_of(sheet, today=local_date(at, settings.TIME_ZONE))
    weights = [fault.weight for fault in work.faults]
    decision = may_hand_over(
        scanned=bool(sheet.scan_sha256), open_=True, wrong=weights.count(Weight.WRONG),
        doubted=weights.count(Weight.DOUBT), as_written=as_written,
    )  # fmt: skip
    refuse_unless(decision)
    xml = _xml(sheet, work)
    form = known_form(sheet.form.form_id, sheet.form.version)
    assert form is not None
    scan = store_file(sheet.scan_name, settings.WINAY_BLOBS.get(sheet.scan_sha256))
    row = _row(sheet, form, xml, by, at)
    pk = insert_once(row)
    if pk is None:
        raise Refused([Reason("intake.sheet_handed_over")])
    row.pk = pk
    attach(pk, [scan], named=frozenset(files_named(read(xml), form.binary)), at=at)
    sheet.submission, sheet.answers, sheet.scan_name, sheet.scan_sha256 = row, "", "", ""
    sheet.saved_at = at
    sheet.save()
    record(
        "intake.transcribe",
        by=by,
        at=at,
        subjects=[("submission", str(row.public_id)), ("person", str(by.public_id))],
        after={
            "form": row.form_id,
            "version": row.version,
            "sheet": sheet.number,
            "filled_on": sheet.filled_on,
            "on_behalf_of": Personal(sheet.on_behalf_of),
            "sha256": row.body_sha256,
            "scan": scan.sha256,
        },
    )
    return row


@transaction.atomic
def drop_sheet(*, sheet: Sheet, by: Actor) -> None:
    """Forget a sheet that was begun by mistake, with what was typed. One that is a submission stays."""
    _locked(sheet, by).delete()


def _locked(sheet: Sheet, by: Actor) -> Sheet:
    require_review(by, sheet.place_code)
    row = Sheet.objects.select_for_update(of=("self",)).select_related("form").get(pk=sheet.pk)
    if row.submission_id is not None:
        raise Refused([Reason("intake.sheet_handed_over")])
    return row


def _judge(said: HeadSaid, at: datetime, *, but: Sheet | None = None) -> None:
    number = sheet_number(said.number)
    known = known_number(number, but=but) if number else None
    refuse_unless(may_begin(said, known=known, today=local_date(at, settings.TIME_ZONE)))


def _head(said: HeadSaid) -> dict[str, str | date | None]:
    return {
        "number": sheet_number(said.number),
        "filled_on": said.filled_on,
        "on_behalf_of": said.on_behalf_of.strip(),
    }


def _scan(number: str, name: str, content: bytes) -> StoredFile:
    """The scan, under the number of its sheet: a picture or a PDF by what it is, not by its name."""
    kept = store_file(name, content)
    if kept.content_type not in SCANS:
        raise Refused([Reason("intake.sheet_no_scan")])
    return replace(kept, filename=f"hoja-{number.replace('/', '-')}.{ENDINGS[kept.content_type]}")


def _xml(sheet: Sheet, work: SheetWork) -> bytes:
    """What a phone would have sent: without what its form would not have asked; what is to be seen on the paper is the
    scan."""
    answers = {
        path: said
        for path, said in work.answers.items()
        if said and applies(work.conditions, path, work.answers, work.today)
    }
    files = {path for path, line in asked(work.lines, work.typed) if line.kind == "file"}
    answers |= {path: sheet.scan_name for path in files & answers.keys() if answers[path] == ON_SCAN}
    rounds = {path: min(number, MOST_ROUNDS) for path, number in work.typed.rounds.items()}
    return filled(bytes(sheet.form.xml), answers, rounds, instance_id=f"uuid:{sheet.public_id}")


def _row(sheet: Sheet, form: KnownForm, xml: bytes, by: Actor, at: datetime) -> Submission:
    body = wrap(xml)
    days = (local_date(at, settings.TIME_ZONE) - sheet.filled_on).days
    return Submission(
        form_id=sheet.form.form_id, version=sheet.form.version, form_version_id=form.version_pk,
        instance_id=f"uuid:{sheet.public_id}", deprecated_id="", body=body.body, key_id=body.key_id,
        body_sha256=body.sha256, body_size=body.size, credential=None, transcribed_by=by.public_id,
        sheet=sheet.number, place_code=sheet.place_code, received_at=at, began_at=None, ended_at=None,
        offset_minutes=None, unknown_version=form.version_pk is None, retired_version=form.retired,
        late=days > LATE_AFTER.days, clock_off=False, encrypted=False, entities=False,
        synthetic=bool(getattr(getattr(by, "person", None), "synthetic", False)), state=State.RECEIVED, state_since=at,
    )  # fmt: skip
