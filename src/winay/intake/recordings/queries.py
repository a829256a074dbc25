"""Reads: which questions of a form have a voice, and which still wait for one."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from winay.intake.forms.preview import Line, preview
from winay.intake.models import FormVersion
from winay.intake.recording_models import Recording
from winay.intake.recordings.rules import fits, is_voice, spelt
from winay.places.models import Office


@dataclass(frozen=True, slots=True)
class Spoken:
    """A question in one language: what it says, the sound that the version plays ("" for none), the voice that is kept
    for it. `fits`: that voice reads what the question says; `carried`: the version plays it."""

    line: Line
    recording: Recording | None
    fits: bool
    carried: bool


@dataclass(frozen=True, slots=True)
class Voices:
    """A form in one language, question by question."""

    languages: tuple[str, ...]
    language: str
    questions: tuple[Spoken, ...]

    @property
    def waiting(self) -> int:
        """How many questions play nothing, and no voice that fits is kept for."""
        return sum(not one.line.sound and not (one.recording and one.fits) for one in self.questions)

    @property
    def ready(self) -> int:
        """How many voices fit and are not yet in the version."""
        return sum(one.fits and not one.carried for one in self.questions)


def spoken_of(version: FormVersion, office: Office | None, language: str = "") -> Voices:
    """What of a version can be read aloud in a language, with the voices kept for an office (None: for all). One
    query."""
    shown = preview(bytes(version.xml), language)
    kept = {one.path: one for one in recordings_for(version.form_id, office) if one.language == spelt(shown.language)}
    lines = [line for line in shown.lines if line.path and says(line)]
    return Voices(shown.languages, spelt(shown.language), tuple(_spoken(line, kept.get(line.path)) for line in lines))


def says(line: Line) -> bool:
    """Whether a line is a question or a note that says something."""
    return line.kind not in {"group", "repeat"} and line.label not in {"", "-"}


def words_at(version: FormVersion, path: str, language: str) -> str:
    """What a version says at a path in a language; empty where it says nothing, or has no such language."""
    shown = preview(bytes(version.xml), language)
    if spelt(shown.language) != language:
        return ""
    return next((line.label for line in shown.lines if line.path == path and says(line)), "")


def recordings_for(form_id: str, office: Office | None) -> Iterable[Recording]:
    """The voices kept for a form and not withdrawn, of an office or for all. One query."""
    return Recording.objects.filter(form_id=form_id, office=office, withdrawn_at=None).order_by("path", "language")


def recording_by_id(public_id: UUID) -> Recording | None:
    """One voice with its office."""
    return Recording.objects.select_related("office").filter(public_id=public_id).first()


def carried_by(recording: Recording) -> list[FormVersion]:
    """The versions in use that play a voice. One query."""
    rows = FormVersion.objects.defer("xml").filter(retired_at=None, media__sha256=recording.sha256)
    return list(rows.select_related("office").distinct().order_by("id"))


def voices_in_use() -> set[str]:
    """The hashes of the files of all voices. One query."""
    return set(Recording.objects.values_list("sha256", flat=True))


def _spoken(line: Line, recording: Recording | None) -> Spoken:
    carried = recording is not None and line.sound == recording.filename and is_voice(line.sound)
    return Spoken(line, recording, recording is not None and fits(recording.words, line.label), carried)
