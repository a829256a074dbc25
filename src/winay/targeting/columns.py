"""The screening rule over whole columns: thirty thousand areas at once. `rules.py` is its scalar twin.

Published figures belong to districts and every area of a district inherits them, so a threshold is judged once for
each district and spread. All numbers are integers at the criterion's scale; `MISSING` stands for unknown.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winay.programs.terms import Comparison, CriterionKind, CriterionMode
from winay.targeting.rules import NEAR_MISS_PERCENT, PERCENT_SCALE, Criterion, Terms
from winay.targeting.terms import Answer

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Answers = NDArray[np.int8]

MISSING = np.iinfo(np.int64).min
YES, MAYBE, UNKNOWN, HARDLY, NO = (
    np.int8(answer)
    for answer in (Answer.SURELY_YES, Answer.PROBABLY_YES, Answer.UNKNOWN, Answer.PROBABLY_NO, Answer.SURELY_NO)
)
COMPARE: dict[Comparison, Callable[[Any, Any], Any]] = {
    Comparison.OVER: np.greater,
    Comparison.AT_LEAST: np.greater_equal,
    Comparison.UNDER: np.less,
    Comparison.AT_MOST: np.less_equal,
}


@dataclass(frozen=True, slots=True)
class FigureColumns:
    """A published figure of every district; `MISSING` where there is none. `lent` is the parent district's."""

    value: Ints
    low: Ints
    high: Ints
    lent: Ints


@dataclass(frozen=True)
class FarmColumns:
    """The farm count that decides in every area, for one question; `MISSING` where no table answers it."""

    households: Ints
    under_cut: Ints
    further: Ints

    @cached_property
    def under_share(self) -> "Share":
        """Households under the cut: every threshold is held against it."""
        return Share.of(self.under_cut, self.households)

    @cached_property
    def further_share(self) -> "Share":
        """Those that also have the further characteristics."""
        return Share.of(self.further, self.households)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the households as a percent at the scale of percents. `down` is rounded down, `MISSING` where nothing
    was counted; `up` is rounded up, -1 there; `unknown` is the answer there, and 0 elsewhere."""

    down: Ints
    up: NDArray[np.int32]
    unknown: Answers

    @classmethod
    def of(cls, count: Ints, households: Ints) -> "Share":
        """The share that `count` is of the households."""
        usable = (households > 0) & (count != MISSING)
        scaled = np.where(usable, count, 0) * (100 * 10**PERCENT_SCALE)
        down, rest = np.divmod(scaled, np.where(usable, households, 1))
        up = np.where(usable, down + (rest > 0), -1).astype(np.int32)
        return cls(np.where(usable, down, MISSING), up, np.where(usable, np.int8(0), UNKNOWN))


@dataclass(frozen=True)
class FactColumns:
    """All that a screening may look at. `district` tells each area's place in the district columns.

    `farms` answers a criterion of predominance; it is asked once for each distinct cut.
    """

    codes: tuple[str, ...]
    district_codes: tuple[str, ...]
    district: NDArray[np.int32]
    households: Ints
    figures: Mapping[str, FigureColumns]
    farms: Callable[[Criterion], FarmColumns]
    read_farms: Callable[[Iterable[Criterion]], None] = lambda criteria: None
    """Asks for several at once, where that costs less."""
    known: "dict[object, tuple[Answers, Ints]]" = field(default_factory=dict)
    """What criteria said before: a scenario that changes one number asks only that one anew."""
    spread: "dict[object, Ints]" = field(default_factory=dict)

    def at_bound(self, indicator: str, bound: str) -> "FactColumns":
        """The same facts with an indicator at the `low` or `high` end of its interval, taken as certain."""
        figure = self.figures[indicator]
        end = getattr(figure, bound)
        sure = np.where(end == MISSING, figure.value, end)
        figures = {**self.figures, indicator: FigureColumns(sure, sure, sure, figure.lent)}
        return replace(self, figures=figures, known={}, spread={})


@dataclass(frozen=True, slots=True)
class ScreenedColumns:
    """What the rule says of every area. `answers` and `found` are in the order of the criteria."""

    level: Answers
    near_miss: Bools
    preferences_met: NDArray[np.int16]
    answers: tuple[Answers, ...]
    found: tuple[Ints, ...]


def screen(facts: FactColumns, terms: Terms) -> ScreenedColumns:
    """Decide every area."""
    said = [_find(facts, criterion, lend=terms.lend) for criterion in terms.criteria]
    answers = {criterion.key: answer for criterion, (answer, _) in zip(terms.criteria, said, strict=True)}
    of_mode = {mode: [answers[c.key] for c in terms.of_mode(mode)] for mode in CriterionMode}
    together = _at_least_k(of_mode[CriterionMode.ALTERNATIVE], terms.k)
    level = np.full(len(facts.codes), YES)
    for answer in [*of_mode[CriterionMode.REQUIRED], *together]:
        np.minimum(level, answer, out=level)
    return ScreenedColumns(
        level,
        _near_miss(terms, {c.key: one for c, one in zip(terms.criteria, said, strict=True)}, together, len(level)),
        _count([answer > UNKNOWN for answer in of_mode[CriterionMode.PREFERENCE]], len(level)),
        tuple(answer for answer, _ in said),
        tuple(found for _, found in said),
    )


def screen_levels(facts: FactColumns, many: Sequence[Terms]) -> NDArray[np.int8]:
    """The level of every area under each of many terms, one row a scenario: what scenarios are compared by."""
    facts.read_farms(c for terms in many for c in terms.criteria if c.kind is CriterionKind.PREDOMINANCE)
    levels = np.full((len(many), len(facts.codes)), YES)
    for row, terms in zip(levels, many, strict=True):
        for criterion in terms.of_mode(CriterionMode.REQUIRED):
            np.minimum(row, _find(facts, criterion, lend=terms.lend)[0], out=row)
        alternatives = [_find(facts, c, lend=terms.lend)[0] for c in terms.of_mode(CriterionMode.ALTERNATIVE)]
        for answer in _at_least_k(alternatives, terms.k):
            np.minimum(row, answer, out=row)
    return levels


MOST_KNOWN = 400
"""A million answers: what a hundred sliders leave behind is let go together."""


def _find(facts: FactColumns, criterion: Criterion, *, lend: bool) -> tuple[Answers, Ints]:
    """One criterion's answer and what it found, for every area. Its mode does not matter."""
    asked = (_question(criterion), lend)
    found = facts.known.get(asked)
    if found is None:
        if len(facts.known) >= MOST_KNOWN:
            facts.known.clear()
        found = facts.known[asked] = _ask(facts, criterion, lend=lend)
    return found


def _question(criterion: Criterion) -> tuple[object, ...]:
    """All that the answer depends on: neither the criterion's name nor its mode. Asked a thousand times a second."""
    return (
        criterion.kind, criterion.indicator, criterion.comparison, criterion.value, criterion.places, criterion.within,
        criterion.share_over, criterion.cut_ha, criterion.further, criterion.labour_share, criterion.property_share,
    )  # fmt: skip


def _ask(facts: FactColumns, criterion: Criterion, *, lend: bool) -> tuple[Answers, Ints]:
    match criterion.kind:
        case CriterionKind.THRESHOLD:
            answer, found = _threshold(facts.figures[criterion.indicator or ""], criterion, lend=lend)
            return answer.take(facts.district), _spread(facts, criterion.indicator, found, lend=lend)
        case CriterionKind.MINIMUM_HOUSEHOLDS:
            enough = np.where(facts.households >= _number(criterion.value), YES, NO)
            return np.where(facts.households == MISSING, UNKNOWN, enough), facts.households
        case CriterionKind.LISTED:
            answer = np.array([_listed(code, criterion) for code in facts.district_codes], np.int8)
            return answer[facts.district], np.full(len(facts.codes), MISSING)
        case CriterionKind.PREDOMINANCE:
            return _predominance(facts.farms(criterion), criterion)


def _spread(facts: FactColumns, indicator: str | None, found: Ints, *, lend: bool) -> Ints:
    """An indicator's figure for every area: the same whatever the threshold, so it is spread once."""
    key = ("found", indicator, lend)
    if key not in facts.spread:
        facts.spread[key] = found[facts.district]
    return facts.spread[key]


def _number(value: int | None) -> int:
    assert value is not None  # a criterion of this kind has one: programs.checks refuses the others
    return value


def _threshold(figure: FigureColumns, criterion: Criterion, *, lend: bool) -> tuple[Answers, Ints]:
    assert criterion.comparison is not None
    compare, wanted = COMPARE[criterion.comparison], _number(criterion.value)
    missing = figure.value == MISSING
    low, high = (np.where(end == MISSING, figure.value, end) for end in (figure.low, figure.high))
    at_low, at_value, at_high = (compare(bound, wanted) for bound in (low, figure.value, high))
    answer = np.where(
        at_value, np.where(at_low & at_high, YES, MAYBE), np.where(at_low | at_high, HARDLY, NO)
    )  # fmt: skip
    answer[missing] = UNKNOWN
    found = figure.value
    if lend:
        lent = missing & (figure.lent != MISSING)
        answer[lent] = np.where(compare(figure.lent[lent], wanted), MAYBE, HARDLY)
        found = np.where(lent, figure.lent, found)
    return answer, found


def _listed(code: str, criterion: Criterion) -> Answer:
    if criterion.within is not None and not code.startswith(criterion.within):
        return Answer.SURELY_NO
    if criterion.places is None:
        return Answer.UNKNOWN
    return Answer.SURELY_YES if code.startswith(criterion.places) else Answer.SURELY_NO


def _predominance(farms: FarmColumns, criterion: Criterion) -> tuple[Answers, Ints]:
    share = farms.further_share if criterion.further else farms.under_share
    if criterion.share_over is None:
        return np.full(len(share.down), UNKNOWN), np.full(len(share.down), MISSING)
    # A share is over a whole number exactly where the share rounded up is. Where it is unknown it is over none.
    over = (share.up > max(criterion.share_over, 0)).view(np.int8)
    return over * YES + share.unknown, share.down


def _at_least_k(answers: Sequence[Answers], k: int) -> list[Answers]:
    """The k-th largest answer, in a list of one; empty where no alternatives are asked for."""
    if not answers or k <= 0:
        return []
    kth = np.full_like(answers[0], NO)
    for level in (HARDLY, UNKNOWN, MAYBE, YES):
        kth[_count([answer >= level for answer in answers], len(kth)) >= k] = level
    return [kth]


def _near_miss(terms: Terms, said: Mapping[str, tuple[Answers, Ints]], together: Sequence[Answers], size: int) -> Bools:
    required = terms.of_mode(CriterionMode.REQUIRED)
    failing = [said[criterion.key][0] < UNKNOWN for criterion in required]
    narrow = [
        fails & _is_near(criterion, *said[criterion.key]) for fails, criterion in zip(failing, required, strict=True)
    ]
    alone = _count(failing, size) == 1
    for answer in together:
        alone &= answer >= UNKNOWN
    close: Bools = alone & (_count(narrow, size) == 1)
    return close


def _is_near(criterion: Criterion, answer: Answers, found: Ints) -> Bools:
    probable: Bools = answer == HARDLY
    if criterion.threshold is None or criterion.kind is CriterionKind.LISTED:
        return probable
    gap = np.abs(np.where(found == MISSING, 0, found) - criterion.threshold) * 100
    close: Bools = (gap <= abs(criterion.threshold) * NEAR_MISS_PERCENT) & (found != MISSING)
    return probable | close


def _count(truths: Sequence[Bools], size: int) -> NDArray[np.int16]:
    total = np.zeros(size, np.int16)
    for truth in truths:
        total += truth
    return total
