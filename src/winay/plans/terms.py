"""The closed vocabularies of plans. The codes stand in files and the database; words are in wording.py."""

from enum import StrEnum


class PriceSource(StrEnum):
    """Where a price was asked: a supplier's shop or list, a market or fair, a written quotation."""

    SUPPLIER = "supplier"
    MARKET = "market"
    QUOTATION = "quotation"


class Menu(StrEnum):
    """The two menus. Something of both is chosen, or nothing is."""

    PRODUCTIVE = "productive"
    HEALTHY_HOME = "healthy_home"


COMPONENTS = {Menu.PRODUCTIVE: 1, Menu.HEALTHY_HOME: 2}
"""Which component of the program each menu belongs to."""


class Trap(StrEnum):
    """The three poverty traps that a workshop talks about."""

    HUMAN_CAPITAL = "human_capital"
    PRODUCTIVITY = "productivity"
    MARKETS = "markets"


class ChoiceMode(StrEnum):
    """How a workshop chose: each household said its own, hands were counted, or votes were secret."""

    EACH = "each"
    HANDS = "hands"
    SECRET = "secret"


class WorkshopState(StrEnum):
    """`told` waits for another person; `returned` came back with an observation; `reversed` never was."""

    TOLD = "told"
    RETURNED = "returned"
    APPROVED = "approved"
    REVERSED = "reversed"


class PlanState(StrEnum):
    """`draft` is prepared (also one that came back observed); `withdrawn` was given up before it was decided."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


OPEN = (PlanState.DRAFT, PlanState.SUBMITTED)
"""States in which a plan may still change: one at a time for each nucleus."""


class Contributor(StrEnum):
    """Who gives something that the program does not pay."""

    HOUSEHOLD = "household"
    COMMUNITY = "community"
    MUNICIPALITY = "municipality"
    OTHER = "other"


class Fit(StrEnum):
    """Whether an item fits where the households live."""

    FITS = "fits"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


class MarkKind(StrEnum):
    """What is counted while a workshop is held: who came, ballots read out, who said something of a trap, who wants an
    item, modules of an item in the package that is being talked about."""

    CAME = "came"
    BALLOT = "ballot"
    SAID = "said"
    WANTS = "wants"
    TAKES = "takes"


class Comer(StrEnum):
    """Who came: somebody for a household, or somebody who came along with them."""

    WOMAN = "woman"
    MAN = "man"
    MORE_WOMEN = "more_women"
    MORE_MEN = "more_men"


FOR_A_HOUSEHOLD = (Comer.WOMAN, Comer.MAN)
"""Each of these is a household that came."""


class LiveStep(StrEnum):
    """What a workshop that is being held needs next."""

    COUNT_WHO_COMES = "count_who_comes"
    QUORUM = "quorum"
    TALK = "talk"
    CHOOSE = "choose"
    PACKAGE = "package"
    BOTH_MENUS = "both_menus"
    PRICES = "prices"
    WITHIN_CAP = "within_cap"
    CLOSE = "close"
    WRITE_DOWN = "write_down"
