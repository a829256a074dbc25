"""The closed vocabularies of visits and sessions. The codes stand in forms and in the database; words are in
`visit_wording`."""

from enum import StrEnum

from winay.registry.terms import Origin
from winay.trainers.terms import ContractKind

DOORS = (Origin.WEB, Origin.PHONE, Origin.PAPER, Origin.SEED)
"""Through which a visit is told."""
VISITING = (ContractKind.PRODUCTIVE, ContractKind.FINANCIAL)
"""Kinds of contracts that visit households."""


class Relation(StrEnum):
    """What somebody who was present is to the registered participant. The first nine are the registry's own."""

    PARTICIPANT = "participant"
    PARTNER = "partner"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    GRANDCHILD = "grandchild"
    GRANDPARENT = "grandparent"
    OTHER_RELATIVE = "other_relative"
    NOT_RELATED = "not_related"
    WORKER = "worker"
    NEIGHBOUR = "neighbour"
    AUTHORITY = "authority"


class LastTime(StrEnum):
    """What became of what was agreed last time."""

    NOTHING = "nothing"
    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not_done"


class Demonstration(StrEnum):
    """Whether the trainer showed how it is done, and whether the household then did it itself."""

    NONE = "none"
    MADE = "made"
    REPEATED = "repeated"


class Seen(StrEnum):
    """An answer of the checklist. What was not seen is never counted as a yes."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"
    NOT_SEEN = "not_seen"


class Mark(StrEnum):
    """How whoever received the visit confirmed it. A print has a witness."""

    SIGNATURE = "signature"
    PRINT = "print"


class WaterSource(StrEnum):
    """Where the household's water for fields and animals comes from."""

    SPRING = "spring"
    CANAL = "canal"
    RIVER = "river"
    POND = "pond"
    WELL = "well"
    PIPE = "pipe"
    RAIN = "rain"
    OTHER = "other"


class WaterFlow(StrEnum):
    """How much of it came on the day."""

    ENOUGH = "enough"
    LITTLE = "little"
    NONE = "none"
    NOT_SEEN = "not_seen"


class Weather(StrEnum):
    """Damage of the weather since the last visit."""

    NONE = "none"
    FROST = "frost"
    HAIL = "hail"
    FLOOD = "flood"
    DROUGHT = "drought"
    WIND = "wind"
    LANDSLIDE = "landslide"


class PlantStage(StrEnum):
    """How far a crop has come."""

    SOWN = "sown"
    GROWING = "growing"
    FLOWERING = "flowering"
    HARVEST = "harvest"
    RESTING = "resting"


class OutputUnit(StrEnum):
    """In what a product is counted. Eggs, animals and heads are pieces."""

    KG = "kg"
    LITRE = "litre"
    PIECE = "piece"


class Topic(StrEnum):
    """What a visit or session was about besides items of the menu."""

    PROGRAM_RULES = "program_rules"
    ASSEMBLY = "assembly"
    CONTRIBUTION = "contribution"
    COMPLAINTS = "complaints"
    FARM_PLAN = "farm_plan"
    SOIL = "soil"
    SEED = "seed"
    PLANT_HEALTH = "plant_health"
    ANIMAL_HEALTH = "animal_health"
    WATER = "water"
    WEATHER = "weather"
    TOOLS = "tools"
    NUTRITION = "nutrition"
    CHILD_HEALTH = "child_health"
    HYGIENE = "hygiene"
    SELLING = "selling"
    BUDGET = "budget"
    SAVING_GOAL = "saving_goal"
    ACCOUNT = "account"
    CARD = "card"
    WALLET = "wallet"
    FRAUD = "fraud"
    CREDIT = "credit"
    INSURANCE = "insurance"
    SAVINGS_GROUP = "savings_group"
    BUSINESS_IDEA = "business_idea"
    BUSINESS_PROFILE = "business_profile"
    COMPETITION = "competition"
    BUSINESS_BOOKS = "business_books"
    COST_PRICE = "cost_price"
    BUSINESS_CREDIT = "business_credit"


TO_ALL = frozenset({Topic.PROGRAM_RULES, Topic.ASSEMBLY, Topic.CONTRIBUTION, Topic.COMPLAINTS})
"""What every trainer may talk about."""
OF_PRODUCTION = frozenset(
    {
        Topic.FARM_PLAN, Topic.SOIL, Topic.SEED, Topic.PLANT_HEALTH, Topic.ANIMAL_HEALTH, Topic.WATER, Topic.WEATHER,
        Topic.TOOLS, Topic.NUTRITION, Topic.CHILD_HEALTH, Topic.HYGIENE, Topic.SELLING,
    }
)  # fmt: skip
TOPICS = {
    ContractKind.PRODUCTIVE: TO_ALL | OF_PRODUCTION,
    ContractKind.FINANCIAL: frozenset(Topic) - OF_PRODUCTION | {Topic.SELLING},
}
"""What a kind of trainer may talk about: their components' subjects, in the order of `Topic`."""


class VisitEnd(StrEnum):
    """Why a row no longer stands: another one corrects it, or it never was."""

    REPLACED = "replaced"
    REVERSED = "reversed"
