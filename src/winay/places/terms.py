"""The closed lists of words about places and figures."""

from enum import StrEnum


class Level(StrEnum):
    """A node's depth in the place tree."""

    DEPARTMENT = "department"
    PROVINCE = "province"
    DISTRICT = "district"
    LOCALITY = "locality"


CODE_LENGTH: dict[Level, int] = {Level.DEPARTMENT: 2, Level.PROVINCE: 4, Level.DISTRICT: 6, Level.LOCALITY: 10}
"""Digits of a code at each level; a code starts with its parent's."""

PARENT_LEVEL: dict[Level, Level] = {
    Level.PROVINCE: Level.DEPARTMENT,
    Level.DISTRICT: Level.PROVINCE,
    Level.LOCALITY: Level.DISTRICT,
}


class Unit(StrEnum):
    """What one unit of an indicator's value is."""

    PERCENT = "percent"
    COUNT = "count"
    RANK = "rank"
    INDEX = "index"
    HECTARE = "hectare"
    HECTARE_PER_PRODUCER = "hectare_per_producer"
    METRE = "metre"
    SQUARE_KILOMETRE = "square_kilometre"


class Counted(StrEnum):
    """Whom or what an indicator counts, or is a percentage of. The poverty map counts people, not households."""

    NOTHING = ""
    PEOPLE = "people"
    EMPLOYED_PEOPLE = "employed_people"
    SPEAKERS = "speakers"
    CHILDREN = "children"
    HOUSEHOLDS = "households"
    PRODUCERS = "producers"
    FARMS = "farms"
    PROJECTS = "projects"
    LAND = "land"


class TravelMode(StrEnum):
    """How people get from one locality to another."""

    WALKING = "walking"
    RIVER = "river"
    ROAD = "road"
