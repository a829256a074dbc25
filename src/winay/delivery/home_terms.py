"""The closed vocabularies of healthy homes, of support by others, and of the commitment at exit."""

from enum import StrEnum


class Answer(StrEnum):
    """What was found of an item of a healthy home. `not_seen` is never a yes."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"
    NOT_SEEN = "not_seen"


class Sense(StrEnum):
    """How an item is known: seen by the visitor, told by the household, or both."""

    SEEN = "seen"
    TOLD = "told"
    BOTH = "both"


class SupportKind(StrEnum):
    """What another institution gives."""

    SUPPLIES = "supplies"
    TRAINING = "training"
    LOGISTICS = "logistics"
    WORKS = "works"
    HEALTH = "health"
    MONEY = "money"
    OTHER = "other"


class SignedHow(StrEnum):
    """A signature, or a fingerprint beside which a witness signs."""

    SIGNATURE = "signature"
    PRINT = "print"
