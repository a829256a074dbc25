"""How many trainers nuclei need, from where their households live and how long it takes to go from one to the next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from django.db.models import Count

from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.members import inside
from winay.nuclei.queries.problems import minutes_between
from winay.places.models import Place
from winay.programs.models import Setting
from winay.targeting.queries.ground import read_ways
from winay.targeting.solvers.ground import Ways
from winay.trainers.load_rules import Budget, Load, Round, load_of

DAYS, DAY, RESERVE = "trainer_days_a_month", "trainer_day_minutes", "trainer_reserve"
VISIT, BETWEEN = "visit_minutes", "home_to_home_minutes"
LEAST, MOST, EACH = "visits_per_month_min", "visits_per_month_max", "households_per_trainer"
OF_TIME = (DAYS, DAY, RESERVE, VISIT, BETWEEN)
ASKED = (*OF_TIME, LEAST, MOST, EACH)


@dataclass(frozen=True, slots=True)
class Norm:
    """What a version says of visiting. `budget` None where it does not give every part of it; `unconfirmed` are the
    settings that no source gives."""

    budget: Budget | None
    least: int | None
    most: int | None
    each: int | None
    unconfirmed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Community:
    """A community of a nucleus, and one visit to each of its households."""

    place: Place
    round: Round
    known: bool
    """Whether anybody knows how far it is from where the trainer lives."""


@dataclass(frozen=True, slots=True)
class Need:
    """A nucleus, and what one visit to each of its households takes. `load` None where it has no household today, or
    its version does not say how long visits take."""

    nucleus: Nucleus
    norm: Norm
    load: Load | None
    base: Place | None
    communities: tuple[Community, ...]

    @property
    def households(self) -> int:
        return sum(one.round.households for one in self.communities)


def norms_of(versions: Collection[int]) -> dict[int, Norm]:
    """What versions (primary keys) say of visiting. One query."""
    found: dict[int, dict[str, int]] = {version: {} for version in versions}
    unconfirmed: dict[int, set[str]] = {version: set() for version in versions}
    rows = Setting.objects.filter(version__in=found, key__in=ASKED)
    for version, key, number, confirmed in rows.values_list("version", "key", "number", "confirmed"):
        if number is not None:
            found[version][key] = number
        if not confirmed:
            unconfirmed[version].add(key)
    return {version: _norm(told, frozenset(unconfirmed[version])) for version, told in found.items()}


def _norm(told: Mapping[str, int], unconfirmed: frozenset[str]) -> Norm:
    """Each number as its version keeps it: whole ones, the reserve in hundredths of a percent."""
    whole = all(key in told for key in OF_TIME)
    budget = Budget(*(told[key] for key in OF_TIME)) if whole else None
    return Norm(budget, told.get(LEAST), told.get(MOST), told.get(EACH), unconfirmed)


def needs_of(nuclei: Sequence[Nucleus], *, today: date, visit_minutes: int | None = None) -> list[Need]:
    """What visiting asks in each nucleus today; `visit_minutes` in place of what the versions say. Some ten
    queries, however many nuclei."""
    norms = norms_of({one.version_id for one in nuclei})
    if visit_minutes is not None:
        norms = {
            version: replace(norm, budget=norm.budget and replace(norm.budget, visit_minutes=visit_minutes))
            for version, norm in norms.items()
        }
    homes, places = _homes(nuclei, today)
    ground = read_ways({one.district.code for one in nuclei}, today)
    return [
        _need(one, norms[one.version_id], [(places[pk], n) for pk, n in homes.get(one.pk, {}).items()], ground)
        for one in nuclei
    ]


def _homes(nuclei: Sequence[Nucleus], today: date) -> tuple[dict[int, dict[int, int]], dict[int, Place]]:
    """Households of nuclei by the place where they live now, and the places. Two queries."""
    rows = Membership.objects.filter(inside(today), nucleus__in=[one.pk for one in nuclei]).order_by()
    found: dict[int, dict[int, int]] = {}
    for nucleus, place, count in rows.values_list("nucleus", "enrolment__household__place").annotate(n=Count("pk")):
        found.setdefault(nucleus, {})[place] = count
    wanted = {place for told in found.values() for place in told}
    return found, {one.pk: one for one in Place.objects.filter(pk__in=wanted)}


def _need(nucleus: Nucleus, norm: Norm, here: list[tuple[Place, int]], ground: Ways) -> Need:
    if norm.budget is None or not here:
        return Need(nucleus, norm, None, None, ())
    here.sort(key=lambda told: told[0].code)
    places = [place for place, _ in here]
    load = load_of([count for _, count in here], minutes_between(places, ground).tolist(), norm.budget)
    known = known_from(places, load.base, ground)
    told = (Community(place, one, sure) for place, one, sure in zip(places, load.rounds, known, strict=True))
    return Need(nucleus, norm, load, places[load.base], tuple(told))


def known_from(places: Sequence[Place], base: int, ground: Ways) -> list[bool]:
    """Of which communities somebody knows how far they are from the base."""
    spots = np.array([ground.position.get(place.pk, -1) for place in places], np.int64)
    found = spots >= 0
    if found[base]:
        found[found] = ground.between(spots[found], np.full(int(found.sum()), spots[base])) >= 0
    else:
        found[:] = False
    found[base] = True
    return [bool(one) for one in found]
