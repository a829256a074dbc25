"""The closed vocabulary of program versions: what a file may say, and in which units.

A key that is not listed here is refused by the validator. Nothing here names a program.
"""

from dataclasses import dataclass
from enum import StrEnum


class SettingKind(StrEnum):
    """How a setting's value is written and stored."""

    NUMBER = "number"
    MONEY = "money"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Unit(StrEnum):
    """What a number counts."""

    HOUSEHOLDS = "households"
    PERSONS = "persons"
    POSTS = "posts"
    VISITS_A_MONTH = "visits_a_month"
    MONTHS = "months"
    YEAR_OF_PROGRAM = "year_of_program"
    ITEMS = "items"
    DAYS = "days"
    TRANSFERS = "transfers"
    HOURS = "hours"
    MINUTES = "minutes"
    PERCENT = "percent"
    HECTARES = "hectares"
    POINTS = "points"
    VISITS = "visits"
    METRES = "metres"
    PRICES = "prices"


SCALES: dict[Unit, int] = dict.fromkeys(Unit, 0) | {Unit.PERCENT: 2, Unit.HECTARES: 4}
"""Decimals kept for each unit: numbers are integers of this fixed scale."""


class SourceKind(StrEnum):
    """Where a statement comes from: the case study quoted exactly, a weaker public note, or nowhere we could read."""

    CASE_STUDY = "case_study"
    PUBLIC_NOTE = "public_note"
    NONE = "none"


class CriterionKind(StrEnum):
    """What an area criterion looks at."""

    THRESHOLD = "threshold"
    LISTED = "listed"
    MINIMUM_HOUSEHOLDS = "minimum_households"
    PREDOMINANCE = "predominance"


class CriterionMode(StrEnum):
    """Whether a criterion decides alone, together with others (k of n), or only orders."""

    REQUIRED = "required"
    ALTERNATIVE = "alternative"
    PREFERENCE = "preference"


class Comparison(StrEnum):
    """How a figure is held against the value. `over` and `under` are strict."""

    OVER = "over"
    AT_LEAST = "at_least"
    UNDER = "under"
    AT_MOST = "at_most"


class StageKey(StrEnum):
    """The three states of a nucleus. A stage is a state, not a calendar year."""

    IMPLEMENTATION = "implementation"
    APPROPRIATION = "appropriation"
    CONSOLIDATION = "consolidation"


class Deliverer(StrEnum):
    """Who delivers a component."""

    PRODUCTIVE_TRAINER = "productive_trainer"
    FINANCIAL_TRAINER = "financial_trainer"
    NUCLEUS = "nucleus"


class Precision(StrEnum):
    """How exactly the source dates the beginning of a version."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Language(StrEnum):
    """Languages in which a version may carry labels. Tags: Chanka and Cusco-Collao Quechua, Shipibo-Konibo, Awajún."""

    SPANISH = "es"
    ENGLISH = "en"
    CHANKA = "quy"
    CUSCO = "quz"
    SHIPIBO = "shp"
    AWAJUN = "agr"
    ASHANINKA = "cni"
    AYMARA = "ayr"


class Certainty(StrEnum):
    """How well a native word is attested. Uncertain words have no code: they are not shipped."""

    ATTESTED = "A"
    STANDARD = "S"


class Word(StrEnum):
    """Things whose name may change from one version to another."""

    PROGRAM = "program"
    HOUSEHOLD = "household"
    COMMUNITY = "community"
    TRAINER = "trainer"
    NUCLEUS = "nucleus"
    ASSEMBLY = "assembly"
    AUTHORITY = "authority"
    VISIT = "visit"


class HouseholdRuleKey(StrEnum):
    """What a version asks of one household inside a chosen area."""

    JUNTOS_MEMBER = "juntos_member"
    LIVES_IN_AREA = "lives_in_area"


class TrainerKind(StrEnum):
    """Which components a trainer delivers: 1 and 2, or 3 and 4. Never both at once."""

    PRODUCTIVE = "productive"
    FINANCIAL = "financial"


class Zone(StrEnum):
    """Highlands, warm inter-Andean valley, high jungle, low jungle."""

    HIGHLANDS = "H"
    VALLEY = "V"
    HIGH_JUNGLE = "HJ"
    LOW_JUNGLE = "LJ"


class MenuState(StrEnum):
    """Whether a source puts the item on the official menu. A proposal is ours, not the program's."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    PROPOSAL = "proposal"


class CheckState(StrEnum):
    """States of a technology in a household that a visitor checks."""

    INSTALLED = "installed"
    IN_USE = "in_use"
    REPLICATED = "replicated"
    ABANDONED = "abandoned"


class AbandonReason(StrEnum):
    """Coded reasons for leaving a technology."""

    NO_WATER = "no_water"
    FROST_HAIL = "frost_hail"
    FLOOD_FIRE = "flood_fire"
    DISEASE_DEATH = "disease_death"
    THEFT_PREDATOR = "theft_predator"
    BROKEN_NO_SPARE = "broken_no_spare"
    NO_TIME_MIGRATION = "no_time_migration"
    NO_MARKET = "no_market"
    INPUTS_COST = "inputs_cost"
    DID_NOT_LIKE = "did_not_like"
    CONFLICT_NEIGHBOURS = "conflict_neighbours"
    MOVED = "moved"
    SOLD = "sold"
    BAD_QUALITY_DELIVERED = "bad_quality_delivered"
    OTHER = "other"


class Condition(StrEnum):
    """What must hold before an item is delivered, other than another item."""

    DAILY_WATER = "daily_water"
    WATER_TURN = "water_turn"
    ENOUGH_FLOW = "enough_flow"
    COMMUNITY_ASSENT = "community_assent"
    ORGANIC_WASTE = "organic_waste"
    OWN_ANIMALS = "own_animals"
    FENCE = "fence"
    READY_MATERIALS = "ready_materials"
    RESTED_LAND = "rested_land"
    GOOD_SEED = "good_seed"
    CLEAR_TENURE = "clear_tenure"
    SHADE = "shade"
    DRY_SEASON_LAND = "dry_season_land"
    FODDER = "fodder"
    CLOSED_SHED = "closed_shed"
    VACCINATOR = "vaccinator"
    TOILET_IN_USE = "toilet_in_use"
    SAFE_PERSON = "safe_person"
    NOT_FLOODABLE = "not_floodable"
    FISHING_RIGHT = "fishing_right"
    TRAINED_INSTALLER = "trained_installer"
    SAFE_PLACE = "safe_place"
    FAMILY_PLAN = "family_plan"
    SKILLED_MEMBER = "skilled_member"
    BUYER = "buyer"


class KitUnit(StrEnum):
    """Units in which kit lines are counted, weighed or measured."""

    PIECE = "u"
    SET = "set"
    METRE = "m"
    SQUARE_METRE = "m2"
    CUBIC_METRE = "m3"
    KILOGRAM = "kg"
    GRAM = "g"
    LITRE = "l"
    BAG = "bag"
    DOSE = "dose"


class Giver(StrEnum):
    """Who brings a kit line: the program, the household, or the program for a group that shares it."""

    PROGRAM = "program"
    HOUSEHOLD = "household"
    SHARED = "shared"


class Support(StrEnum):
    """What a cited source supports in an item. Everything it does not support is general knowledge."""

    MENU = "menu"
    MODULE = "module"
    KIT = "kit"
    QUANTITY = "quantity"
    MANUAL = "manual"
    CONDITIONS = "conditions"
    PRICE = "price"
    RESULTS = "results"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """How one setting must be written. `minimum` and `maximum` are in whole units."""

    kind: SettingKind
    unit: Unit | None = None
    choices: tuple[str, ...] = ()


def _number(unit: Unit) -> SettingSpec:
    return SettingSpec(SettingKind.NUMBER, unit)


_MONEY = SettingSpec(SettingKind.MONEY)
_YES_NO = SettingSpec(SettingKind.YES_NO)


def _choice(*choices: str) -> SettingSpec:
    return SettingSpec(SettingKind.CHOICE, choices=choices)


SETTINGS: dict[str, SettingSpec] = {
    "menu_cap_per_household": _MONEY,
    "total_cost_per_household": _MONEY,
    "household_months_max": _number(Unit.MONTHS),
    "reentry_allowed": _YES_NO,
    "open_to_every_household": _YES_NO,
    "nucleus_households_min": _number(Unit.HOUSEHOLDS),
    "nucleus_households_max": _number(Unit.HOUSEHOLDS),
    "board_posts": _number(Unit.POSTS),
    "prosecutor_origin": _choice("elected", "appointed_by_municipality"),
    "assembly_quorum_over": _number(Unit.PERCENT),
    "central_nucleus_routes_money": _YES_NO,
    "municipal_signature": _YES_NO,
    "office_approves_payments": _YES_NO,
    "tranches": _number(Unit.TRANSFERS),
    "menu_choice": _choice("diagnostic_workshop", "office"),
    "items_per_household_max": _number(Unit.ITEMS),
    "household_labour_unpaid": _YES_NO,
    "day_wage": _MONEY,
    "visits_per_month_min": _number(Unit.VISITS_A_MONTH),
    "visits_per_month_max": _number(Unit.VISITS_A_MONTH),
    "households_per_trainer": _number(Unit.HOUSEHOLDS),
    "visit_minutes": _number(Unit.MINUTES),
    "home_to_home_minutes": _number(Unit.MINUTES),
    "trainer_days_a_month": _number(Unit.DAYS),
    "trainer_day_minutes": _number(Unit.MINUTES),
    "trainer_reserve": _number(Unit.PERCENT),
    "trainer_selection": _choice("office_contest", "community"),
    "trainers_apart": _YES_NO,
    "contest_pass_mark": _number(Unit.POINTS),
    "contest_scorers_min": _number(Unit.PERSONS),
    "contest_appeal_days": _number(Unit.DAYS),
    "contest_board_kin": _choice("refused", "flagged"),
    "trainers_familiar": _YES_NO,
    "area_history_recorded": _YES_NO,
    "finance_for_every_household": _YES_NO,
    "business_members_min": _number(Unit.PERSONS),
    "business_members_max": _number(Unit.PERSONS),
    "competition_at_end_of_year": _number(Unit.YEAR_OF_PROGRAM),
    "award_support_year": _number(Unit.YEAR_OF_PROGRAM),
    "award_delivery": _choice("nucleus_services", "cash_to_group"),
    "limited_sales_share_at_most": _number(Unit.PERCENT),
    "grievance_days": _number(Unit.DAYS),
    "delivery_late_days": _number(Unit.DAYS),
    "signal_visits_hour": _number(Unit.VISITS),
    "signal_day_minutes": _number(Unit.MINUTES),
    "signal_place_metres": _number(Unit.METRES),
    "signal_homes_metres": _number(Unit.METRES),
    "signal_copied_visits": _number(Unit.VISITS),
    "signal_walk_share": _number(Unit.PERCENT),
    "signal_price_share": _number(Unit.PERCENT),
    "signal_price_least": _number(Unit.PRICES),
    "signal_unvisited_days": _number(Unit.DAYS),
    "signal_abandoned_share": _number(Unit.PERCENT),
    "signal_abandoned_least": _number(Unit.HOUSEHOLDS),
    "signal_answer_days": _number(Unit.DAYS),
    "sample_memory_share": _number(Unit.PERCENT),
    "usual_travel": _choice("road_and_foot", "river_boat"),
    "travel_hours_max": _number(Unit.HOURS),
    "stove_model": _choice("highlands", "jungle"),
    "garden_form": _choice("open_beds_and_greenhouse", "raised_beds"),
    "garden_season": _choice("august_to_april", "april_to_october"),
    "main_animal": _choice("guinea_pigs", "hens"),
    "organisation_base": _choice("peasant_community", "native_community"),
}
"""Every setting a version may carry, in the order in which pages show them."""
