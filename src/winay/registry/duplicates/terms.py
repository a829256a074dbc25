"""The closed vocabularies of the search for duplicates: how two members agree, and what became of a pair."""

from enum import StrEnum


class Agreement(StrEnum):
    """How one thing that is known of two members compares. `UNKNOWN`: at least one of them does not say it."""

    SAME = "same"
    SWAPPED = "swapped"
    PARTLY = "partly"
    SIMILAR = "similar"
    NEAR = "near"
    FAR = "far"
    OTHER = "other"
    UNKNOWN = "unknown"


class Nearness(StrEnum):
    """How near two members live."""

    HOUSEHOLD = "household"
    LOCALITY = "locality"
    DISTRICT = "district"
    PROVINCE = "province"
    DEPARTMENT = "department"
    FAR = "far"


class PairState(StrEnum):
    """What became of a pair. `FADED`: what is known of them changed and they no longer look alike."""

    OPEN = "open"
    SAME = "same"
    DIFFERENT = "different"
    FADED = "faded"


class SearchState(StrEnum):
    """A search is its own place in the queue."""

    WANTED = "wanted"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class SearchKind(StrEnum):
    """Against everybody: those who changed since the last search, those of a territory, or everybody."""

    CHANGED = "changed"
    TERRITORY = "territory"
    EVERYBODY = "everybody"
