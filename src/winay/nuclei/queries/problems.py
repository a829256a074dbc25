"""A district's households that wait, as the solver sees them: communities, minutes on foot or by river, neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from winay.nuclei.formation_models import Formation
from winay.nuclei.queries.plans import marks_of
from winay.nuclei.queries.waiting import waiting_by_place
from winay.nuclei.solvers.problem import Problem
from winay.nuclei.terms import MarkKind
from winay.places.models import Place
from winay.targeting.queries.ground import read_ground
from winay.targeting.solvers.ground import Ground, Ways
from winay.targeting.solvers.neighbours import neighbours

Ints = NDArray[np.int64]
UNKNOWN_MINUTES = 240
"""The way between two communities of which nobody knows how far they are: half a working day, so that they are joined
only where nothing nearer is left."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A problem, and the place of each of its units."""

    problem: Problem
    places: Sequence[Place]


def problem_of(formation: Formation, *, on: date) -> Asked:
    """What is to be solved for a plan: who waits now, under the marks that hold. Some fifteen queries."""
    waiting = waiting_by_place(formation.version_id, formation.district_id)
    places = [place for place, _ in waiting]
    at = {place.pk: number for number, place in enumerate(places)}
    ground = read_ground([formation.district.code], on)
    pairs: dict[str, list[tuple[int, int]]] = {kind: [] for kind in MarkKind}
    for mark in marks_of(formation.district_id):
        if mark.first_id in at and mark.second_id in at:
            pairs[mark.kind].append((at[mark.first_id], at[mark.second_id]))
    problem = Problem(
        households=np.array([count for _, count in waiting], np.int64),
        minutes=minutes_between(places, ground),
        neighbours=neighbours_of(places, ground),
        together=_pairs(pairs[MarkKind.TOGETHER]),
        apart=_pairs(pairs[MarkKind.APART]),
        least=formation.least,
        most=formation.most,
    )
    return Asked(problem, places)


def minutes_between(places: Sequence[Place], ground: Ways) -> Ints:
    """Minutes of one household from each community to each, as an office recorded them or as estimated; at least one
    between two different ones."""
    count = len(places)
    found = np.full((count, count), UNKNOWN_MINUTES, np.int64)
    spots = np.array([ground.position.get(place.pk, -1) for place in places], np.int64)
    known = np.flatnonzero(spots >= 0)
    if len(known):
        first, second = (part.reshape(-1) for part in np.meshgrid(known, known, indexing="ij"))
        seconds = ground.between(spots[first], spots[second])
        told = seconds >= 0
        found[first[told], second[told]] = np.maximum(1, (seconds[told] + 30) // 60)
    np.fill_diagonal(found, 0)
    return found


def neighbours_of(places: Sequence[Place], ground: Ground) -> Ints:
    """Which communities are neighbours among those where somebody waits, by their positions."""
    spots = np.array([ground.position.get(place.pk, -1) for place in places], np.int64)
    known = np.array(
        [number for number, spot in enumerate(spots.tolist()) if spot >= 0 and ground.located[spot]], np.int64
    )
    if len(known) < 2:
        return np.empty((0, 2), np.int64)
    pairs = neighbours(ground.points.latitude_e6[spots[known]], ground.points.longitude_e6[spots[known]])
    return known[pairs]


def _pairs(found: list[tuple[int, int]]) -> Ints:
    return np.array(found, np.int64).reshape(-1, 2)
