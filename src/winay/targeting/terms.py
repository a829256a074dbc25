"""The closed vocabularies of targeting."""

from enum import IntEnum, StrEnum


class Answer(IntEnum):
    """What a criterion says of an area. The order is a logic: *and* is the smallest, *or* the largest,
    "at least k of n" the k-th largest, and *unknown* sits in the middle, so it never decides by itself."""

    SURELY_NO = 0
    PROBABLY_NO = 1
    UNKNOWN = 2
    PROBABLY_YES = 3
    SURELY_YES = 4


class Outcome(StrEnum):
    """What the criteria together say of an area."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNKNOWN = "unknown"


class SelectionState(StrEnum):
    """A selection's way: prepared, sent, decided. An annulled one was approved before."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    ANNULLED = "annulled"


class AreaActKind(StrEnum):
    """What was done to areas."""

    DEFINED = "defined"
    GROUPED = "grouped"
    EDITED = "edited"
    UNDONE = "undone"
    RECOUNTED = "recounted"


class AreaOrigin(StrEnum):
    """How an area came about: the whole rural part of its district, grouped by the rule, or drawn by an office."""

    WHOLE = "whole"
    GROUPED = "grouped"
    EDITED = "edited"


class Leftover(StrEnum):
    """Why an area has fewer households than the least number."""

    SMALL_DISTRICT = "small_district"
    TOO_FAR = "too_far"
    NO_POSITION = "no_position"
    BY_HAND = "by_hand"


class History(StrEnum):
    """A district's history with programs and trainers, as its office knows it."""

    HIGH = "high"
    SOME = "some"
    NONE = "none"
    UNKNOWN = "unknown"


class WhatIf(StrEnum):
    """The what-ifs that have a name."""

    PREDOMINANCE_PREFERRED = "predominance_preferred"
    ALL_GUIDELINES = "all_guidelines"


def outcome_of(level: int) -> Outcome:
    """Eligible above unknown, not eligible below it."""
    if level == Answer.UNKNOWN:
        return Outcome.UNKNOWN
    return Outcome.ELIGIBLE if level > Answer.UNKNOWN else Outcome.NOT_ELIGIBLE
