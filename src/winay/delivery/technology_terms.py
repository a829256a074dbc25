"""The closed vocabularies of technologies in households: states, who looked, what was seen, how it was repeated."""

from enum import StrEnum


class TechState(StrEnum):
    """What a technology is found to be. `delivered`: the kit lies there. `paused`: its season, plot or batch rests."""

    DELIVERED = "delivered"
    INSTALLED = "installed"
    IN_USE = "in_use"
    PAUSED = "paused"
    REPLICATED = "replicated"
    ABANDONED = "abandoned"


NEEDS_INSTALLATION = (TechState.INSTALLED, TechState.IN_USE, TechState.PAUSED, TechState.REPLICATED)
JUDGED = (TechState.IN_USE, TechState.REPLICATED)
"""States that say whether it took root: not told before the item can be judged."""


class Evidence(StrEnum):
    """What the checker saw. `told`: nothing, somebody said so; it never counts as seen."""

    PRODUCE = "produce"
    WEAR = "wear"
    STOCK = "stock"
    RECORD = "record"
    DEMONSTRATION = "demonstration"
    PARTS = "parts"
    TOLD = "told"


TRACES = (Evidence.PRODUCE, Evidence.WEAR, Evidence.STOCK, Evidence.RECORD, Evidence.DEMONSTRATION)
"""What shows that something is used."""


class CheckedBy(StrEnum):
    """Who looked."""

    TRAINER = "trainer"
    SUPERVISOR = "supervisor"
    BOARD = "board"
    HEALTH_POST = "health_post"
    HOUSEHOLD = "household"


class OwnMeans(StrEnum):
    """With what of its own a household made a further unit. The program's money is never own."""

    MONEY = "money"
    MATERIAL = "material"
    BOTH = "both"


class Series(StrEnum):
    """Whether a household was in the program on the day of a check, or had left it."""

    ONGOING = "ongoing"
    CONCLUDED = "concluded"
