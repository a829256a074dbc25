"""The numbers that a version gives to the rules of supervision."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from winay.plans.queries.prices import versions_in_use
from winay.programs.models import Setting, Version

KEYS = (
    "signal_visits_hour", "signal_day_minutes", "signal_place_metres", "signal_homes_metres", "signal_copied_visits",
    "signal_walk_share", "signal_price_share", "signal_price_least", "signal_unvisited_days",
    "signal_abandoned_share", "signal_abandoned_least", "signal_answer_days", "sample_memory_share",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a version says; a number that it does not give is not there, and its rule finds nothing."""

    given: Mapping[str, int]
    unconfirmed: frozenset[str]

    def get(self, key: str) -> int | None:
        return self.given.get(key)

    def all(self, *keys: str) -> tuple[int, ...] | None:
        """Several at once; None where one is missing."""
        if any(key not in self.given for key in keys):
            return None
        return tuple(self.given[key] for key in keys)


def numbers_of(versions: Collection[int]) -> dict[int, Numbers]:
    """The numbers of versions (primary keys). One query."""
    given: dict[int, dict[str, int]] = {version: {} for version in versions}
    unconfirmed: dict[int, set[str]] = {version: set() for version in versions}
    rows = Setting.objects.filter(version__in=given, key__in=KEYS)
    for version, key, number, confirmed in rows.values_list("version", "key", "number", "confirmed"):
        if number is not None:
            given[version][key] = number
        if not confirmed:
            unconfirmed[version].add(key)
    return {version: Numbers(told, frozenset(unconfirmed[version])) for version, told in given.items()}


def version_for_prices(on: date) -> tuple[Version, Numbers] | None:
    """The version in use whose tolerance of prices is the widest: a price belongs to no one program. Three queries."""
    known = {one.pk: one for one in versions_in_use(on)}
    told = numbers_of(known)
    able = [pk for pk, one in told.items() if one.all("signal_price_share", "signal_price_least")]
    if not able:
        return None
    widest = max(able, key=lambda pk: (told[pk].given["signal_price_share"], -pk))
    return known[widest], told[widest]
