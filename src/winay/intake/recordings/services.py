"""Verbs: keep somebody's voice for a question, withdraw it, and put voices into a version that phones get."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.clock import local_date
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused, refuse_unless
from winay.intake.forms.needs import Need
from winay.intake.forms.offices import current_of, require_adapt
from winay.intake.forms.rules import GivenFile, retirable
from winay.intake.forms.services import adapt_form, publish_form
from winay.intake.models import FormVersion
from winay.intake.reading.kinds import HEAD, kind_of
from winay.intake.recording_models import Recording
from winay.intake.recordings.queries import recordings_for, words_at
from winay.intake.recordings.rules import RecordingSaid, file_name, fits, keepable
from winay.intake.recordings.workbook import with_voices
from winay.journal.rules import Personal
from winay.journal.services import record
from winay.places.models import Office


def keep_recording(
    *, form: FormVersion, path: str, language: str, name: str, content: bytes, said: RecordingSaid,
    office: Office | None, by: Actor, at: datetime,
) -> Recording:  # fmt: skip
    """Keep a voice for a question of a form, in place of the one that was kept for it. Phones hear it once it is in a
    version. `Refused` for a file that is no sound, without consent, and where the form says nothing there."""
    _require(by, office)
    kind, words = kind_of(name, content[:HEAD]), words_at(form, path, language)
    file = GivenFile(name, kind.content_type, kind.lies, len(content))
    refuse_unless(keepable(said, file, words=words, today=local_date(at, settings.TIME_ZONE)))
    return _keep(form, path, language, words, file, settings.WINAY_BLOBS.put(content), said, office, by, at)


@transaction.atomic
def _keep(
    form: FormVersion, path: str, language: str, words: str, file: GivenFile, sha256: str, said: RecordingSaid,
    office: Office | None, by: Actor, at: datetime,
) -> Recording:  # fmt: skip
    held = Recording.objects.select_for_update().filter(
        form_id=form.form_id, path=path, language=language, office=office, withdrawn_at=None
    )
    before = held.first()
    if before is not None:
        before.withdrawn_at, before.withdrawn_by, before.withdrawn_why = at, by.public_id, "Se grabó otra vez."
        before.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    made = Recording.objects.create(
        office=office, form_id=form.form_id, path=path, language=language, words=words, speaker=said.speaker.strip(),
        consent=said.consent, recorded_on=said.recorded_on, filename=file_name(sha256, file.ending), sha256=sha256,
        content_type=file.content_type, size=file.size, kept_by=by.public_id, kept_at=at,
    )  # fmt: skip
    record(
        "intake.keep_recording",
        by=by,
        at=at,
        subjects=_subjects(made, form),
        before={"sha256": before.sha256} if before else None,
        after={
            "form_id": made.form_id,
            "question": made.path,
            "language": made.language,
            "speaker": Personal(made.speaker),
            "voice_consent": made.consent,
            "recorded_on": made.recorded_on,
            "sha256": made.sha256,
            "office": office.code if office else "",
        },
    )
    return made


@transaction.atomic
def withdraw_recording(*, recording: Recording, reason: str, by: Actor, at: datetime) -> Recording:
    """Leave a voice out of every further version: whoever spoke does not want it any more, or it is wrong. The versions
    that carry it are retired or followed by others by hand."""
    _require(by, recording.office)
    recording = Recording.objects.select_for_update(of=("self",)).select_related("office").get(pk=recording.pk)
    if recording.withdrawn_at is not None:
        raise Refused([Reason("intake.recording_withdrawn")])
    refuse_unless(retirable(retired=False, reason=reason))
    recording.withdrawn_at, recording.withdrawn_by, recording.withdrawn_why = at, by.public_id, reason.strip()
    recording.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    after = {"withdrawn": True, "reason": recording.withdrawn_why}
    record("intake.withdraw_recording", by=by, at=at, subjects=_subjects(recording, None), after=after)
    return recording


def publish_voices(
    *, form_id: str, office: Office | None, version: str, by: Actor, at: datetime,
    needs: Mapping[str, Sequence[Need]],
) -> FormVersion:  # fmt: skip
    """Publish the version of a form that an office's phones (None: all others) get once more, under a new name, with
    the voices that are kept for it and fit what it says; those that were withdrawn fall away. `Refused` as any version
    is, and where nothing would be other than it is."""
    _require(by, office)
    before = current_of(form_id, office)
    if before is None:
        raise Refused([Reason("intake.form_not_central", {"id": form_id})])
    kept = [one for one in recordings_for(form_id, office) if fits(one.words, words_at(before, one.path, one.language))]
    try:
        source = settings.WINAY_BLOBS.get(before.source_sha256)
        book = with_voices(source, {(one.path, one.language): one.filename for one in kept}, version.strip())
    except (FileNotFoundError, ValueError):
        raise Refused([Reason("intake.form_no_workbook")]) from None
    media = {one.filename: settings.WINAY_BLOBS.get(one.sha256) for one in kept}
    if media.keys() == _played(before):
        raise Refused([Reason("intake.recording_nothing_new")])
    if office is None:
        return publish_form(source=book, media=media, by=by, at=at, needs=needs)
    return adapt_form(source=book, media=media, office=office, by=by, at=at, needs=needs)


def _played(version: FormVersion) -> set[str]:
    """The voices that a version carries already."""
    return set(version.media.filter(filename__startswith="voz_").values_list("filename", flat=True))


def _require(by: Actor, office: Office | None) -> None:
    if office is not None:
        require_adapt(by, office)
    elif not by.may(Permission.PUBLISH_FORM):
        raise NotAllowed(Permission.PUBLISH_FORM)


def _subjects(recording: Recording, form: FormVersion | None) -> list[tuple[str, str]]:
    found = [("form", str(form.public_id))] if form is not None else []
    found += [("office", recording.office.code)] if recording.office is not None else []
    return found or [("recording", str(recording.public_id))]
