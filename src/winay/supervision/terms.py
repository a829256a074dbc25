"""The closed vocabularies of supervision. The codes stand in the database; words are in wording.py."""

from enum import StrEnum


class SignalKind(StrEnum):
    """The rules that look at what was told. Each finds something to ask about; none proves anything."""

    MANY_VISITS = "many_visits"
    SAME_PLACE = "same_place"
    COPIED_ANSWERS = "copied_answers"
    IMPOSSIBLE_WALK = "impossible_walk"
    BEYOND_ORDER = "beyond_order"
    PRICE_FAR = "price_far"
    NEVER_VISITED = "never_visited"
    ABANDONED_CLUSTER = "abandoned_cluster"
    HOUSEHOLD_DENIES = "household_denies"


class SignalState(StrEnum):
    """Where a signal is. `withdrawn`: what it was about is no longer found."""

    OPEN = "open"
    TOLD = "told"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


WAITING = (SignalState.OPEN, SignalState.TOLD, SignalState.ANSWERED)
"""States in which somebody has something to do."""


class SignalOutcome(StrEnum):
    """How a signal ended. None of them touches a payment."""

    EXPLAINED = "explained"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"


class StepKind(StrEnum):
    """What was done about a signal."""

    TOLD = "told"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    FOUND_AGAIN = "found_again"


class ToldHow(StrEnum):
    """How somebody was shown a signal."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    LETTER = "letter"
    MEETING = "meeting"


class EvidenceKind(StrEnum):
    """What a piece of evidence points at, by public id or code."""

    VISIT = "visit"
    SESSION = "session"
    HOUSEHOLD = "household"
    PRICE = "price"
    ORDER = "order"
    TECHNOLOGY = "technology"
    DELIVERY = "delivery"


class SampleState(StrEnum):
    """Where a sample is. `void`: it was drawn by mistake; it stays readable."""

    FIELD = "field"
    CLOSED = "closed"
    VOID = "void"


class MissedWhy(StrEnum):
    """Why a household of a sample could not be asked."""

    NOBODY_HOME = "nobody_home"
    MOVED = "moved"
    NO_ACCESS = "no_access"
    REFUSED = "refused"
    NOT_FOUND = "not_found"


class Met(StrEnum):
    """Who answered in a household."""

    PARTICIPANT = "participant"
    MEMBER = "member"
    NEIGHBOUR = "neighbour"


class Came(StrEnum):
    """Whether the trainer came on the day of the last visit that was told."""

    YES = "yes"
    NO = "no"
    NOT_REMEMBERED = "not_remembered"
    NONE_TOLD = "none_told"


class Goods(StrEnum):
    """Whether the household has what was delivered to it."""

    ALL = "all"
    SOME = "some"
    NONE = "none"
    NOT_ASKED = "not_asked"


class SeenState(StrEnum):
    """What somebody saw of a technology."""

    IN_USE = "in_use"
    NOT_IN_USE = "not_in_use"
    NOT_THERE = "not_there"


class Agreement(StrEnum):
    """Whether what a household says fits what was told of it."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    UNKNOWN = "unknown"


class FindingEnd(StrEnum):
    """Why a finding no longer stands: another one corrects it."""

    REPLACED = "replaced"
