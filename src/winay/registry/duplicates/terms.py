"""The closed vocabularies of the search for duplicates: how two members agree."""

from enum import StrEnum


class Agreement(StrEnum):
    """How one thing that is known of two members compares. `UNKNOWN`: at least one of them does not say it."""

    SAME = "same"
    SWAPPED = "swapped"
    PARTLY = "partly"
    SIMILAR = "similar"
    NEAR = "near"
    YEAR = "year"
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
