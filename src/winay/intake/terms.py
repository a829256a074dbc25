"""The closed vocabularies of intake."""

from enum import StrEnum


class MediaSource(StrEnum):
    """Where a file that belongs to a form comes from."""

    FILE = "file"
    """It was given with the form."""
    LOCALITIES = "localities"
    """The localities of the phone's territory, made for each phone from the places of the country."""
    ENTITIES = "entities"
    """A list of things that the server knows and the phone's user works with, such as the households of a trainer. It
    is made for each phone."""


class State(StrEnum):
    """Where a submission stands on its way."""

    RECEIVED = "received"
    """In the queue: the worker takes it next."""
    WAITING_FILES = "waiting_files"
    """It names files that have not arrived."""
    WAITING_PARENT = "waiting_parent"
    """It corrects one that has not arrived, or has not been looked at."""
    PROCESSED = "processed"
    REVIEW = "review"
    """Somebody must look at it; a step says why."""
    STORED = "stored"
    """Kept as it is: nothing here reads this form, or it is encrypted."""
    SUPERSEDED = "superseded"
    """Another one corrects it."""
    DISMISSED = "dismissed"
    """A person put it aside, with a reason."""


OPEN = (State.RECEIVED, State.WAITING_FILES, State.WAITING_PARENT, State.REVIEW)
"""Not yet settled. What corrects one of the first three waits for it."""
UNSETTLED = (State.RECEIVED, State.WAITING_FILES, State.WAITING_PARENT)


class Flag(StrEnum):
    """What is remarkable about a submission; none keeps it from being received."""

    UNKNOWN_VERSION = "unknown_version"
    RETIRED_VERSION = "retired_version"
    LATE = "late"
    CLOCK_OFF = "clock_off"
    ENCRYPTED = "encrypted"
    ENTITIES = "entities"


class StepKind(StrEnum):
    """One thing that happened to a submission after it was received."""

    FILES = "files"
    PROCESSED = "processed"
    REVIEW = "review"
    STORED = "stored"
    WAITING_FILES = "waiting_files"
    WAITING_PARENT = "waiting_parent"
    SUPERSEDED = "superseded"
    AGAIN = "again"
    CORRECTED = "corrected"
    DISMISSED = "dismissed"
    RESTORED = "restored"
    RESENT = "resent"
    """A dismissed one, or one that was erased, was sent once more, and stays so."""
    ERASED = "erased"
    """Its answers and files were erased at the wish of somebody whom they name."""
    SEALED = "sealed"
    """Its answers stand in what was made of it alone: they were told in confidence."""


class QuarantineKind(StrEnum):
    """Why something that arrived stands apart."""

    OTHER_XML = "other_xml"
    """The id of a submission, with other answers."""
    OTHER_FILE = "other_file"
    """The name of a file of a submission, with other content."""
    BROKEN = "broken"
    """XML that cannot be read, or does not say whose it is."""
    UNKNOWN_FORM = "unknown_form"


class Resolution(StrEnum):
    """How a person settled what stood apart."""

    KEPT_FIRST = "kept_first"
    """What was received first stays as it is."""
    ADMITTED = "admitted"
    """It became a submission: of its form, or a correction of the first."""


class VoiceConsent(StrEnum):
    """How somebody agreed that phones carry their voice."""

    SIGNED = "signed"
    """They signed a paper, or left their fingerprint on it."""
    RECORDED = "recorded"
    """They say so in a recording that the office keeps."""


class Spoken(StrEnum):
    """What answers that nothing reads may speak of."""

    HOUSEHOLD = "household"
    NUCLEUS = "nucleus"


class EntitySource(StrEnum):
    """Who made a version of an entity."""

    SERVER = "server"
    """What the rooms above say of it changed."""
    PHONE = "phone"
    DECISION = "decision"
    """A person decided a conflict."""


class SaidState(StrEnum):
    """What became of what a submission says of an entity."""

    WAITING = "waiting"
    """It follows another change of the same phone that has not arrived."""
    APPLIED = "applied"
    FAILED = "failed"
    """It cannot be: the submission says why. The submission itself is received and read all the same."""
    SKIPPED = "skipped"
    """It corrects a submission whose change of this entity was applied: that is not done again."""


class ConflictKind(StrEnum):
    """How a phone's change met other changes that the phone did not know."""

    SOFT = "soft"
    """They are about other properties, or say the same."""
    HARD = "hard"
    """They give another value to the same property."""


class Keep(StrEnum):
    """How a person decided a conflict."""

    SERVER = "server"
    """What stood here before the phone's change arrived."""
    PHONE = "phone"
