"""The closed vocabularies of indicators. The codes stand in the documents of `catalog/indicators`."""

from enum import StrEnum


class Topic(StrEnum):
    """What an indicator is about, in the order in which a page shows them."""

    COVERAGE = "coverage"
    ACCOMPANIMENT = "accompaniment"
    TECHNOLOGIES = "technologies"
    GOVERNANCE = "governance"
    MONEY = "money"
    QUALITY = "quality"


class Unit(StrEnum):
    """How a value is read: how many there are, a part of a whole, or how many there are for each of something."""

    COUNT = "count"
    SHARE = "share"
    EACH = "each"


class Good(StrEnum):
    """Whether more of it is better, less, or neither by itself."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"
