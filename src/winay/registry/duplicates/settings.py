"""How likely two members are the same person: what is compared, and how much each agreement weighs. Plain Python.

Fellegi and Sunter's model as Splink computes it. A level says in SQL when it holds; `m` is how often it holds for two
entries of one person, `u` for two persons. Its weight is log2(m / u): bits for or against. For names, `u` is not one
number: agreeing on Quispe says little where half the district is called so, so the share of the name in the district
takes its place (`rarity`). The numbers are ours, reasoned from the errors that clerks and phones make; they were never
fitted to decided pairs, because there are none yet (docs/adr/0023).
"""

from dataclasses import dataclass
from typing import Any

from winay.registry.duplicates.terms import Agreement, Nearness

PRIOR = 2.0**-24
"""The chance that two entries taken at random are one person: some tens of thousands among a million and a half. It is
fixed, so that a pair weighs the same whatever is registered elsewhere."""
SHOWN_FROM = 0.0
"""Bits from which a pair is shown to people: as likely the same person as not. See `bench/duplicates.py`."""
COMMON_NAME = 0.004
"""The share of a name where too few people are known to count it."""
RAREST = 1e-5
"""No name counts as rarer: a name nobody else has may be a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Level:
    """One way to agree. `rarity` names the column whose `tf_` says how common the value is."""

    code: str
    holds: str
    m: float
    u: float
    rarity: str = ""

    def as_splink(self) -> dict[str, Any]:
        """The level as Splink reads it."""
        said: dict[str, Any] = {"sql_condition": self.holds, "label_for_charts": self.code}
        if self.code == Agreement.UNKNOWN:
            return {**said, "is_null_level": True}
        said |= {"m_probability": self.m, "u_probability": self.u}
        if self.rarity:
            said |= {
                "tf_adjustment_column": self.rarity,
                "tf_minimum_u_value": RAREST,
                "disable_tf_exact_match_detection": True,
            }
        return said


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing that is compared: the first level that holds counts."""

    name: str
    levels: tuple[Level, ...]

    def as_splink(self) -> dict[str, Any]:
        """The comparison as Splink reads it."""
        return {"output_column_name": self.name, "comparison_levels": [level.as_splink() for level in self.levels]}


def _unknown(*columns: str) -> Level:
    missing = " OR ".join(f"{column}_{side} IS NULL" for column in columns for side in "lr")
    return Level(Agreement.UNKNOWN, missing, 0, 0)


def _surname(name: str, other: str, written: str) -> Compared:
    """One of the two surnames. A missing second surname says nothing; one that stands in the other's place is a
    mistake of its own; a slip of the pen that changes the sound is rare and says more than another name."""
    slip = f"(jaro_winkler_similarity({written}_l, {written}_r) >= 0.88"
    slip += f" OR damerau_levenshtein({written}_l, {written}_r) <= 1)"
    return Compared(
        name,
        (
            _unknown(name),
            Level(Agreement.SAME, f"{name}_l = {name}_r", 0.84, COMMON_NAME, rarity=name),
            # Where one is swapped so is the other: each bears half of what the mistake weighs.
            Level(Agreement.SWAPPED, f"{name}_l = {other}_r", 0.3, COMMON_NAME, rarity=name),
            Level(Agreement.SIMILAR, slip, 0.06, 0.001),
            Level(Agreement.OTHER, "ELSE", 0.02, 0.99),
        ),
    )


_SHARED = "(g1_l = g1_r OR g1_l = g2_r OR g2_l = g1_r OR g2_l = g2_r)"
GIVEN = Compared(
    "given",
    (
        _unknown("ga"),
        Level(Agreement.SAME, "ga_l = ga_r", 0.78, COMMON_NAME, rarity="ga"),
        # One says a name alone that is among the other's: María and María Elena.
        Level(
            Agreement.PARTLY,
            f"(g2_l IS NULL OR g2_r IS NULL) AND {_SHARED}",
            0.09,
            COMMON_NAME,
            rarity="g1",
        ),
        Level(
            Agreement.SIMILAR,
            "damerau_levenshtein(wg_l, wg_r) <= 2 AND jaro_winkler_similarity(wg_l, wg_r) >= 0.85",
            0.11,
            0.0003,
        ),
        # Brothers and sisters share a first name and differ in the second: María Elena is not María Luisa.
        Level(Agreement.OTHER, _SHARED, 0.0005, 0.1),
        Level(Agreement.FAR, "ELSE", 0.017, 0.94),
    ),
)
_SAME_DAY = "mo_l = mo_r AND dy_l = dy_r"
BIRTH = Compared(
    "birth",
    (
        _unknown("yr"),
        Level(Agreement.SAME, f"yr_l = yr_r AND {_SAME_DAY}", 0.68, 0.00005),
        Level(Agreement.SWAPPED, "yr_l = yr_r AND mo_l = dy_r AND dy_l = mo_r", 0.03, 0.000012),
        Level(Agreement.PARTLY, "yr_l = yr_r AND (dy_l IS NULL OR dy_r IS NULL)", 0.12, 0.0015),
        # One part is wrong: the day by one or by ten, the month, the year by one.
        Level(
            Agreement.NEAR,
            "(yr_l = yr_r AND mo_l = mo_r AND abs(dy_l - dy_r) IN (1, 2, 10, 20)) OR (yr_l = yr_r AND dy_l = dy_r)"
            f" OR (abs(yr_l - yr_r) = 1 AND {_SAME_DAY})",
            0.08,
            0.0004,
        ),
        # One digit of the year is wrong.
        Level(Agreement.SIMILAR, f"{_SAME_DAY} AND abs(yr_l - yr_r) IN (2, 3, 9, 10, 11, 20)", 0.05, 0.00025),
        Level(Agreement.YEAR, "abs(yr_l - yr_r) <= 1", 0.02, 0.03),
        Level(Agreement.OTHER, "abs(yr_l - yr_r) <= 10", 0.012, 0.26),
        Level(Agreement.FAR, "ELSE", 0.008, 0.7),
    ),
)
NATIONAL_ID = Compared(
    "national_id",
    (
        _unknown("nid"),
        Level(Agreement.SAME, "nid_l = nid_r", 0.5, 1e-6),
        # Numbers that follow each other were given out to brothers and sisters on one day, or differ in a slip of the
        # last digit: they say nothing.
        Level(Agreement.PARTLY, "abs(CAST(nid_l AS BIGINT) - CAST(nid_r AS BIGINT)) < 10", 0.06, 0.06),
        # A digit wrong, or two of them swapped.
        Level(Agreement.NEAR, "damerau_levenshtein(nid_l, nid_r) <= 1", 0.43, 0.00001),
        Level(Agreement.OTHER, "ELSE", 0.01, 0.93999),
    ),
)
SEX = Compared(
    "sex",
    (
        _unknown("sex"),
        Level(Agreement.SAME, "sex_l = sex_r", 0.97, 0.5),
        Level(Agreement.OTHER, "ELSE", 0.03, 0.5),
    ),
)
PLACE = Compared(
    "place",
    (
        # Twins, cousins, father and son share a hearth and a name; one person entered twice at one hearth is rare.
        Level(Nearness.HOUSEHOLD, "household_l = household_r", 0.002, 0.06),
        Level(Nearness.LOCALITY, "locality_l = locality_r", 0.6, 0.001),
        Level(Nearness.DISTRICT, "district_l = district_r", 0.2, 0.004),
        Level(Nearness.PROVINCE, "province_l = province_r", 0.05, 0.012),
        Level(Nearness.DEPARTMENT, "department_l = department_r", 0.06, 0.06),
        Level(Nearness.FAR, "ELSE", 0.085, 0.87),
    ),
)
COMPARED = (_surname("s1", "s2", "w1"), _surname("s2", "s1", "w2"), GIVEN, BIRTH, NATIONAL_ID, SEX, PLACE)

_BORN = "l.yr = r.yr AND l.mo = r.mo AND l.dy = r.dy"
_TURNED = "l.yr = r.yr AND l.mo = r.dy AND l.dy = r.mo"
_BOTH, _CROSSED = "l.s1 = r.s1 AND l.s2 = r.s2", "l.s1 = r.s2 AND l.s2 = r.s1"
_MAYBE_BORN = "(l.yr IS NULL OR r.yr IS NULL OR abs(l.yr - r.yr) IN (0, 1, 10) OR (l.mo = r.mo AND l.dy = r.dy))"
_YEAR_SLIP = "l.mo = r.mo AND l.dy = r.dy AND abs(l.yr - r.yr) IN (1, 2, 9, 10, 11)"
LOOKED_AT = (
    # The same id.
    "l.nid = r.nid",
    # The whole name, surnames in either order, with a birth that may be the same.
    f"{_BOTH} AND l.g1 = r.g1 AND {_MAYBE_BORN}",
    f"{_CROSSED} AND l.g1 = r.g1 AND {_MAYBE_BORN}",
    # The whole birth date and one surname more than chance gives.
    f"{_BORN} AND l.s1 = r.s1 AND l.g1 = r.g1",
    f"{_BORN} AND l.s2 = r.s2 AND l.g1 = r.g1",
    f"{_BORN} AND l.s1 = r.s2 AND l.g1 = r.g1",
    f"{_BORN} AND l.s2 = r.s1 AND l.g1 = r.g1",
    f"{_BORN} AND {_BOTH}",
    f"{_BORN} AND {_CROSSED}",
    f"{_BORN} AND l.s1 = r.s1 AND l.province = r.province",
    f"{_BORN} AND l.s2 = r.s2 AND l.province = r.province",
    f"{_BORN} AND l.g1 = r.g1 AND l.province = r.province",
    f"{_BORN} AND l.district = r.district",
    # Neighbours with both surnames, or one and the given name.
    f"l.district = r.district AND {_BOTH} AND {_MAYBE_BORN}",
    f"l.district = r.district AND {_CROSSED} AND {_MAYBE_BORN}",
    f"l.province = r.province AND l.s1 = r.s1 AND l.g1 = r.g1 AND {_MAYBE_BORN}",
    f"l.province = r.province AND l.s2 = r.s2 AND l.g1 = r.g1 AND {_MAYBE_BORN}",
    "l.district = r.district AND l.g1 = r.g1 AND l.yr = r.yr",
    # A birth date with one mistake.
    f"l.province = r.province AND l.g1 = r.g1 AND {_YEAR_SLIP}",
    f"{_BOTH} AND {_YEAR_SLIP}",
    f"{_BOTH} AND {_TURNED}",
    f"{_CROSSED} AND {_TURNED}",
)
"""Which two members are compared at all: those who meet under one of these. Each begins with equalities that an index
in memory answers; together they are some four pairs a member where all pairs would be a million."""


def model() -> dict[str, Any]:
    """Everything as Splink reads it."""
    return {
        "link_type": "dedupe_only",
        "comparisons": [compared.as_splink() for compared in COMPARED],
        "blocking_rules_to_generate_predictions": [{"blocking_rule": LOOKED_AT[0], "sql_dialect": "duckdb"}],
        "probability_two_random_records_match": PRIOR,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }
