"""When a voice may be kept for a question, and when it still fits: pure functions."""

from dataclasses import dataclass
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.intake.forms.rules import SOUNDS, GivenFile, wrong_file

LEAST_SPEAKER, MOST_SPEAKER = 3, 160


@dataclass(frozen=True, slots=True)
class RecordingSaid:
    """What is said of a recording: who speaks, whether they agreed and how ("" where nobody says), on which day."""

    speaker: str
    consent: str
    recorded_on: date


def keepable(said: RecordingSaid, file: GivenFile, *, words: str, today: date) -> Decision:
    """Whether a voice may be kept. `words` are what the form says there ("" where it says nothing)."""
    return allow_unless(
        None if words else Reason("intake.recording_without_words"),
        wrong_file(file) if file.ending in SOUNDS else Reason("intake.recording_no_sound", {"name": file.name[:80]}),
        None if LEAST_SPEAKER <= len(said.speaker.strip()) <= MOST_SPEAKER else Reason("intake.recording_speaker"),
        None if said.consent else Reason("intake.recording_without_consent"),
        Reason("intake.recording_in_future") if said.recorded_on > today else None,
    )


def spelt(language: str) -> str:
    """A language as a workbook writes it; the converter calls the only one of a form `default`, or nothing."""
    return "" if language == "default" else language


def fits(read: str, words: str) -> bool:
    """Whether what was read is what the form says: spaces and line ends make no difference."""
    return " ".join(read.split()) == " ".join(words.split())


def file_name(sha256: str, ending: str) -> str:
    """Under which name a version carries a voice: the same voice bears one name in every version."""
    return f"voz_{sha256[:20]}.{ending}"


def is_voice(filename: str) -> bool:
    """Whether a file of a form is a voice that was kept here."""
    return filename.startswith("voz_")
