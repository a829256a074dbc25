"""Voices for forms: kept with consent for a question and a language, put into a version, withdrawn, recorded again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.field.phones import office, phone, publish
from tests.intake.test_publish import AUDIO, WHY
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.intake.models import FormVersion
from winay.intake.recording_models import Recording
from winay.intake.recordings.queries import carried_by, spoken_of, voices_in_use
from winay.intake.recordings.rules import RecordingSaid
from winay.intake.recordings.services import keep_recording, withdraw_recording
from winay.journal.models import Line
from winay.journeys.publishing import publish_with_voices
from winay.journeys.wording import say

pytestmark = pytest.mark.django_db
SAID = RecordingSaid("Nilda Sulca Quispe", "signed", people.today())
ES, QUY = "Español (es)", "Runasimi (quy)"
SURVEY = [
    ("type", "name", f"label::{ES}", f"label::{QUY}"), ("begin_group", "who", "Quién", "Pi"),
    ("text", "name", "Nombre", "Suti"), ("end_group", "", "", ""), ("text", "answer", "¿Cómo está?", "Imaynalla"),
]  # fmt: skip


def keep(form: FormVersion, path: str = "answer", language: str = "", **more: Any) -> Recording:
    given = {
        "name": "voz.mp3", "content": b"ID3 a voice", "said": SAID, "office": None,
        "by": people.acting_as(people.manager()), "at": now(),
    }  # fmt: skip
    return keep_recording(form=form, path=path, language=language, **{**given, **more})


def refused(form: FormVersion, **more: Any) -> list[str]:
    before = Recording.objects.count()
    with pytest.raises(Refused) as refusal:
        keep(form, **more)
    assert all(say(one) for one in refusal.value.reasons) and Recording.objects.count() == before
    return [one.code for one in refusal.value.reasons]


def test_a_voice_reaches_the_phones_of_its_office_in_a_version_with_its_hash() -> None:
    publish(survey=SURVEY)
    whose, by = office("UT-05", ["05"]), people.acting_as(people.head())
    form = FormVersion.objects.get()
    kept = keep(form, "who/name", QUY, office=whose, by=by)
    other = keep(form, "answer", QUY, office=whose, by=by, content=b"ID3 another voice")
    asking, elsewhere = phone("0501"), phone("2101")
    made = publish_with_voices(form_id="prueba", office=whose, version="2-UT-05", by=by, at=now())
    listed = asking.forms()[0]
    assert listed["version"] == made.version == "2-UT-05" and elsewhere.forms()[0]["version"] == "1"
    files = {one["filename"]: asking.get(one["downloadUrl"]).content for one in asking.files(listed)}
    assert files == {kept.filename: b"ID3 a voice", other.filename: b"ID3 another voice"}
    assert kept.filename.encode() in bytes(made.xml)
    voices = spoken_of(made, whose, QUY)
    assert [(one.line.path, one.carried) for one in voices.questions] == [("who/name", True), ("answer", True)]
    assert (voices.waiting, voices.ready) == (0, 0) and spoken_of(made, whose, ES).waiting == 2
    with pytest.raises(Refused, match="recording_nothing_new"):
        publish_with_voices(form_id="prueba", office=whose, version="3-UT-05", by=by, at=now())
    withdraw_recording(recording=other, reason=WHY, by=by, at=now())
    assert carried_by(other) == [made], "until another version takes its place"
    quiet = publish_with_voices(form_id="prueba", office=whose, version="3-UT-05", by=by, at=now())
    assert {one.filename for one in quiet.media.all()} == {kept.filename} and carried_by(other) == []


def test_a_form_of_one_language_gets_voices_too_and_keeps_sounds_of_its_own() -> None:
    survey = [*AUDIO, ("text", "other", "¿Y eso?", "")]
    form = publish(survey=survey, media={"hola.mp3": b"ID3 hello"})
    kept = keep(form, "other")
    by = people.acting_as(people.manager())
    made = publish_with_voices(form_id="prueba", office=None, version="2", by=by, at=now())
    assert {one.filename for one in made.media.all()} == {"hola.mp3", kept.filename}
    plain = publish("plana")
    again = keep(plain)
    first = publish_with_voices(form_id="plana", office=None, version="2", by=by, at=now())
    assert spoken_of(first, None).questions[0].recording == again and spoken_of(first, None).questions[0].carried


def test_a_voice_that_reads_other_words_waits_to_be_recorded_again() -> None:
    form = publish()
    keep(form)
    newer = publish(version="2", survey=[("type", "name", "label"), ("text", "answer", "¿Qué tal?")])
    (one,) = spoken_of(newer, None).questions
    assert not one.fits and spoken_of(newer, None).waiting == 1
    with pytest.raises(Refused, match="recording_nothing_new"):
        publish_with_voices(form_id="prueba", office=None, version="3", by=people.acting_as(people.manager()), at=now())


def test_what_is_no_voice_is_refused() -> None:
    form = publish()
    assert refused(form, content=b"%PDF-1.7") == ["intake.form_media_lies"]
    assert refused(form, content=b"") == ["intake.form_media_empty"]
    assert refused(form, content=b"ID3" + bytes(1_500_000)) == ["intake.form_media_too_large"]
    assert refused(form, name="voz.png", content=b"\x89PNG\r\n\x1a\n") == ["intake.recording_no_sound"]
    assert refused(form, path="gone") == refused(form, language=QUY) == ["intake.recording_without_words"]
    assert refused(form, said=replace(SAID, consent="")) == ["intake.recording_without_consent"]
    assert refused(form, said=replace(SAID, speaker=" a ")) == ["intake.recording_speaker"]
    tomorrow = replace(SAID, recorded_on=people.today() + timedelta(days=1))
    assert refused(form, said=tomorrow) == ["intake.recording_in_future"]


def test_who_may() -> None:
    form, whose = publish(), office("UT-05", ["05"])
    kept = keep(form, office=whose, by=people.acting_as(people.specialist()))
    for person in (people.other_head(), people.auditor(), people.someone()):
        by = people.acting_as(person)
        with pytest.raises(NotAllowed):
            keep(form, office=whose, by=by)
        with pytest.raises(NotAllowed):
            withdraw_recording(recording=kept, reason=WHY, by=by, at=now())
        with pytest.raises(NotAllowed):
            publish_with_voices(form_id="prueba", office=whose, version="2-UT-05", by=by, at=now())
    with pytest.raises(NotAllowed):
        keep(form, by=people.acting_as(people.head()))


def test_one_voice_holds_for_a_question_and_none_changes() -> None:
    form, whose = publish(), office("UT-05", ["05"])
    for owner in (whose, None):
        first = keep(form, office=owner)
        second = keep(form, office=owner, content=b"ID3 once more")
        first.refresh_from_db()
        assert first.withdrawn_at is not None and second.withdrawn_at is None
        with pytest.raises(IntegrityError), transaction.atomic():
            Recording.objects.filter(pk=first.pk).update(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")
        for changed in ({"speaker": "Otra"}, {"sha256": "0" * 64}, {"office": None if owner else whose}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Recording.objects.filter(pk=second.pk).update(**changed)
        with pytest.raises(IntegrityError), transaction.atomic():
            second.delete()
    assert "Nilda" not in Line.objects.filter(verb="intake.keep_recording").latest("id").body
    assert {first.sha256, second.sha256} <= voices_in_use(), "what is on record is not swept away"
