"""The screening of one area, as a pure function. `columns.py` says the same for a whole country at once.

All numbers are integers of a fixed scale, so a tie is a tie in every engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from winay.programs.terms import Comparison, CriterionKind, CriterionMode
from winay.targeting.terms import Answer, Outcome, outcome_of

PERCENT_SCALE = 2
HECTARE_SCALE = 4
NEAR_MISS_PERCENT = 10
"""A lone failing criterion is a near miss within a tenth of its threshold, or where the interval holds it."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of a version, or of a what-if. Only the fields of its kind are used.

    `value` is at `scale` decimals. `places` None with LISTED means that the list exists and its content is unpublished.
    `share_over` is a percent at scale 2; `cut_ha` at scale 4; `further` asks for the further household characteristics,
    of which `labour_share` and `property_share` (percents at scale 2) say from where they count.
    """

    key: str
    kind: CriterionKind
    mode: CriterionMode
    scale: int = 0
    percent: bool = False
    indicator: str | None = None
    comparison: Comparison | None = None
    value: int | None = None
    places: tuple[str, ...] | None = None
    within: tuple[str, ...] | None = None
    share_over: int | None = None
    cut_ha: int | None = None
    further: bool = False
    labour_share: int | None = None
    property_share: int | None = None
    changed: bool = False

    @property
    def shown_scale(self) -> int:
        """Decimals of the threshold and of what is found."""
        return PERCENT_SCALE if self.kind is CriterionKind.PREDOMINANCE else self.scale

    @property
    def threshold(self) -> int | None:
        """The number that decides, whatever the kind; None for a list."""
        return self.share_over if self.kind is CriterionKind.PREDOMINANCE else self.value


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure of the area, or of its district. `lent` is the figure of the district it was split from."""

    value: int | None = None
    low: int | None = None
    high: int | None = None
    lent: int | None = None


@dataclass(frozen=True, slots=True)
class Farms:
    """A farm table's count for the area: households counted, those under the cut, those that also farm for
    subsistence in the version's further senses. `cut_ha` at scale 4."""

    cut_ha: int
    households: int
    under_cut: int
    further: int | None = None


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """All that a screening may look at."""

    code: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    households: int | None = None
    farms: Farms | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one criterion found in one area. `found` is at the criterion's scale (percent at 2 for predominance)."""

    key: str
    answer: Answer
    found: int | None = None
    low: int | None = None
    high: int | None = None
    lent: bool = False


@dataclass(frozen=True, slots=True)
class Screened:
    """One area's result. `level` is the answer of all deciding criteria together."""

    code: str
    level: Answer
    near_miss: bool
    preferences_met: int
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.level)


@dataclass(frozen=True, slots=True)
class Terms:
    """The criteria of a version, adjusted or not. `k` is how many alternatives must hold; `lend` lets districts newer
    than the census be judged, never surely, by the figures of the district they were split from."""

    criteria: tuple[Criterion, ...]
    k: int = 0
    lend: bool = False

    def of_mode(self, mode: CriterionMode) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.criteria if criterion.mode is mode)


def screen(facts: AreaFacts, terms: Terms) -> Screened:
    """Decide one area and say why."""
    findings = {criterion.key: find(facts, criterion, lend=terms.lend) for criterion in terms.criteria}
    required = [findings[c.key].answer for c in terms.of_mode(CriterionMode.REQUIRED)]
    alternatives = [findings[c.key].answer for c in terms.of_mode(CriterionMode.ALTERNATIVE)]
    preferences = [findings[c.key].answer for c in terms.of_mode(CriterionMode.PREFERENCE)]
    level = min([*required, *at_least_k(alternatives, terms.k)], default=Answer.SURELY_YES)
    failing = [c for c in terms.of_mode(CriterionMode.REQUIRED) if findings[c.key].answer < Answer.UNKNOWN]
    near = (
        len(failing) == 1
        and min((a for a in at_least_k(alternatives, terms.k)), default=Answer.SURELY_YES) >= Answer.UNKNOWN
        and is_near(failing[0], findings[failing[0].key])
    )
    return Screened(
        facts.code,
        level,
        near,
        sum(answer > Answer.UNKNOWN for answer in preferences),
        tuple(findings[criterion.key] for criterion in terms.criteria),
    )


def at_least_k(answers: Sequence[Answer], k: int) -> list[Answer]:
    """The k-th largest answer, in a list of one; empty where no alternatives are asked for."""
    if not answers or k <= 0:
        return []
    return [sorted(answers, reverse=True)[k - 1]] if k <= len(answers) else [Answer.SURELY_NO]


def find(facts: AreaFacts, criterion: Criterion, *, lend: bool) -> Finding:
    """One criterion's answer for one area."""
    match criterion.kind:
        case CriterionKind.THRESHOLD:
            return _threshold(facts.figures.get(criterion.indicator or "", Figure()), criterion, lend=lend)
        case CriterionKind.MINIMUM_HOUSEHOLDS:
            return _exact(criterion.key, facts.households, Comparison.AT_LEAST, criterion.value)
        case CriterionKind.LISTED:
            return Finding(criterion.key, _listed(facts.code, criterion))
        case CriterionKind.PREDOMINANCE:
            return _predominance(facts.farms, criterion)


def holds(found: int, comparison: Comparison, value: int) -> bool:
    """`over` and `under` are strict."""
    match comparison:
        case Comparison.OVER:
            return found > value
        case Comparison.AT_LEAST:
            return found >= value
        case Comparison.UNDER:
            return found < value
        case Comparison.AT_MOST:
            return found <= value


def is_near(criterion: Criterion, finding: Finding) -> bool:
    """Whether a failing criterion fails narrowly."""
    threshold = criterion.threshold
    if finding.answer is Answer.PROBABLY_NO:
        return True
    if finding.found is None or threshold is None:
        return False
    return abs(finding.found - threshold) * 100 <= abs(threshold) * NEAR_MISS_PERCENT


def _threshold(figure: Figure, criterion: Criterion, *, lend: bool) -> Finding:
    if figure.value is None:
        if figure.lent is None or not lend:
            return Finding(criterion.key, Answer.UNKNOWN)
        probable = _exact(criterion.key, figure.lent, criterion.comparison, criterion.value)
        softened = Answer.PROBABLY_YES if probable.answer > Answer.UNKNOWN else Answer.PROBABLY_NO
        return Finding(criterion.key, softened, figure.lent, lent=True)
    assert criterion.comparison is not None and criterion.value is not None
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    said = [holds(bound, criterion.comparison, criterion.value) for bound in (low, figure.value, high)]
    if said[1]:
        answer = Answer.SURELY_YES if all(said) else Answer.PROBABLY_YES
    else:
        answer = Answer.PROBABLY_NO if any(said) else Answer.SURELY_NO
    return Finding(criterion.key, answer, figure.value, figure.low, figure.high)


def _exact(key: str, found: int | None, comparison: Comparison | None, value: int | None) -> Finding:
    if found is None or comparison is None or value is None:
        return Finding(key, Answer.UNKNOWN)
    return Finding(key, Answer.SURELY_YES if holds(found, comparison, value) else Answer.SURELY_NO, found)


def _listed(code: str, criterion: Criterion) -> Answer:
    if criterion.within is not None and not code.startswith(criterion.within):
        return Answer.SURELY_NO
    if criterion.places is None:
        return Answer.UNKNOWN
    return Answer.SURELY_YES if code.startswith(criterion.places) else Answer.SURELY_NO


def _predominance(farms: Farms | None, criterion: Criterion) -> Finding:
    if farms is None or farms.households == 0 or farms.cut_ha != criterion.cut_ha:
        return Finding(criterion.key, Answer.UNKNOWN)
    count = farms.further if criterion.further else farms.under_cut
    if count is None or criterion.share_over is None:
        return Finding(criterion.key, Answer.UNKNOWN)
    # Compared by cross-multiplication: the rounded percent is for showing only.
    over = count * 100 * 10**PERCENT_SCALE > criterion.share_over * farms.households
    found = count * 100 * 10**PERCENT_SCALE // farms.households
    return Finding(criterion.key, Answer.SURELY_YES if over else Answer.SURELY_NO, found)
