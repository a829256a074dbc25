"""The closed vocabularies of what is delivered: who sees it, what was wrong with it, how a complaint ended."""

from enum import StrEnum


class WitnessRole(StrEnum):
    """As what somebody saw a delivery: a post of the board, an authority, somebody else of the community."""

    PRESIDENT = "president"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    PROSECUTOR = "prosecutor"
    AUTHORITY = "authority"
    MEMBER = "member"
    OTHER = "other"


class RejectWhy(StrEnum):
    """Why something that came was not taken."""

    FLIMSY = "flimsy"
    BROKEN = "broken"
    SHORT_WEIGHT = "short_weight"
    EXPIRED = "expired"
    WRONG = "wrong"
    SICK_ANIMAL = "sick_animal"
    DEAD_ANIMAL = "dead_animal"
    USED = "used"
    OTHER = "other"


class ComplaintEnd(StrEnum):
    """How a complaint ended. `brought`: the goods came, by another delivery. `denied`: whoever sold it owed nothing."""

    BROUGHT = "brought"
    REPAIRED = "repaired"
    REFUNDED = "refunded"
    WITHDRAWN = "withdrawn"
    DENIED = "denied"


class Fullness(StrEnum):
    """What came of an item for a household so far: nothing, a part of its kit, all of it."""

    NOTHING = "nothing"
    PART = "part"
    WHOLE = "whole"
