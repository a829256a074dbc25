"""The screening of one area, as a pure function. `columns.py` says the same for a whole country at once.

All numbers are integers of a fixed scale, so a tie is a tie in every engine.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.core.errors import Refused
from winay.core.fixed import to_fixed
from winay.programs.terms import Comparison, CriterionKind, CriterionMode
from winay.targeting.terms import Answer, Outcome, SelectionState, outcome_of

PERCENT_SCALE = 2
HECTARE_SCALE = 4
LEAST_REASON, MOST_REASON = 15, 600
LARGEST_VALUE = 10**12
LARGEST_CUT = 1000 * 10**HECTARE_SCALE
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
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


@dataclass(frozen=True, slots=True)
class Adjustments:
    """A what-if: other values, other modes, other cuts of farm size, another k, figures lent. Empty is the version as
    published."""

    values: Mapping[str, str] = field(default_factory=dict)
    modes: Mapping[str, CriterionMode] = field(default_factory=dict)
    k: int | None = None
    lend: bool = False
    cuts: Mapping[str, str] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        return bool(self.values or self.modes or self.k is not None or self.lend or self.cuts)


def adjust(terms: Terms, wanted: Adjustments) -> Terms:
    """The version's terms under a what-if; `Refused` names an unknown criterion or a value that cannot be."""
    known = {criterion.key: criterion for criterion in terms.criteria}
    problems = [
        Reason("targeting.unknown_criterion", {"key": key, "known": ", ".join(known)})
        for key in [*wanted.values, *wanted.modes, *wanted.cuts]
        if key not in known
    ]
    if problems:
        raise Refused(problems)
    criteria = []
    for criterion in terms.criteria:
        if criterion.key in wanted.values:
            criterion = _with_value(criterion, wanted.values[criterion.key])
        if criterion.key in wanted.cuts:
            cut = cut_of(criterion, wanted.cuts[criterion.key])
            criterion = replace(criterion, cut_ha=cut, changed=cut != criterion.cut_ha or criterion.changed)
        mode = wanted.modes.get(criterion.key, criterion.mode)
        if mode is not criterion.mode:
            criterion = replace(criterion, mode=mode, changed=True)
        criteria.append(criterion)
    alternatives = sum(criterion.mode is CriterionMode.ALTERNATIVE for criterion in criteria)
    k = terms.k if wanted.k is None else wanted.k
    if alternatives and not 1 <= k <= alternatives:
        if wanted.k is not None:
            raise Refused([Reason("targeting.k_of_n", {"k": k, "n": alternatives})])
        k = 1
    return Terms(tuple(criteria), k if alternatives else 0, terms.lend or wanted.lend)


def value_of(criterion: Criterion, text: str) -> int:
    """What somebody wrote as a criterion's number, at its scale: `35`, `35%`, `35,5 %`; `Refused` if it cannot be."""
    if criterion.threshold is None:
        raise Refused([Reason("targeting.no_value_to_set", {"key": criterion.key})])
    said = {"key": criterion.key, "value": text.strip()[:40]}
    bare = text.strip().removesuffix("%").strip().replace(",", ".")
    scale = criterion.shown_scale
    percent = criterion.percent or criterion.kind is CriterionKind.PREDOMINANCE
    signed = text.strip().endswith("%")
    # "1.000" may be a thousand or one: more decimals than the figure has are not guessed at.
    if not _NUMBER.fullmatch(bare) or len(bare.partition(".")[2]) > scale or (signed and not percent):
        raise Refused([Reason("targeting.not_a_number", {**said, "scale": scale})])
    number = to_fixed(bare, scale)
    if percent and not signed and 0 < number < 10**scale:
        raise Refused([Reason("targeting.share_for_percent", said)])
    if not 0 <= number <= (100 * 10**scale if percent else LARGEST_VALUE):
        raise Refused([Reason("targeting.out_of_range", said)])
    return number


def cut_of(criterion: Criterion, text: str) -> int:
    """A cut of farm size that somebody wrote, in hectares at scale 4: `0.5`, `1,3`; `Refused` if it cannot be."""
    if criterion.kind is not CriterionKind.PREDOMINANCE:
        raise Refused([Reason("targeting.no_value_to_set", {"key": criterion.key})])
    said = {"key": criterion.key, "value": text.strip()[:40]}
    bare = text.strip().removesuffix("ha").strip().replace(",", ".")
    if not _NUMBER.fullmatch(bare) or len(bare.partition(".")[2]) > HECTARE_SCALE:
        raise Refused([Reason("targeting.not_a_number", {**said, "scale": HECTARE_SCALE})])
    cut = to_fixed(bare, HECTARE_SCALE)
    if not 0 < cut <= LARGEST_CUT:
        raise Refused([Reason("targeting.out_of_range", said)])
    return cut


def _with_value(criterion: Criterion, text: str) -> Criterion:
    number = value_of(criterion, text)
    changed = number != criterion.threshold or criterion.changed
    if criterion.kind is CriterionKind.PREDOMINANCE:
        return replace(criterion, share_over=number, changed=changed)
    return replace(criterion, value=number, changed=changed)


def reason_fault(text: str, *, short: str = "targeting.reason_short", most: int = MOST_REASON) -> Reason | None:
    """What is wrong with a written reason: fewer than 15 letters and digits (`short` is the code), or too long."""
    if sum(map(str.isalnum, text)) < LEAST_REASON:
        return Reason(short)
    return text_fault(text, most=most)


def text_fault(text: str, *, most: int = MOST_REASON) -> Reason | None:
    """What is wrong with a text that may be empty: too long, or characters that no database keeps."""
    if len(text.strip()) > most:
        return Reason("targeting.text_long", {"most": most})
    return Reason("targeting.text_unreadable") if "\0" in text else None


def may_be_overridden(*, include: bool, outcome: Outcome, reason: str) -> Decision:
    """An exception changes what the criteria said, and says why in words that can be read later."""
    already = (outcome is Outcome.ELIGIBLE) == include
    return allow_unless(
        Reason("targeting.override_changes_nothing") if already else None,
        reason_fault(reason, short="targeting.override_reason_short"),
    )


def answers(farms: Farms, shares: tuple[int | None, int | None], criterion: Criterion) -> bool:
    """Whether a count answers what a criterion of predominance asks: the same cut and, where further characteristics
    are asked for, counted from the same shares of labour and property (`shares`, percents at scale 2)."""
    if farms.cut_ha != criterion.cut_ha:
        return False
    asked = (criterion.labour_share, criterion.property_share)
    return not criterion.further or (farms.further is not None and shares == asked)


def may_be_submitted(*, state: SelectionState, chosen: int, unconfirmed: int) -> Decision:
    """A draft can be sent when it chooses something and every exception has its second person."""
    return allow_unless(
        Reason("targeting.not_a_draft") if state is not SelectionState.DRAFT else None,
        Reason("targeting.nothing_chosen") if chosen == 0 else None,
        Reason("targeting.overrides_unconfirmed", {"count": unconfirmed}) if unconfirmed else None,
    )


@dataclass(frozen=True, slots=True)
class ApprovalFacts:
    """What an approval is judged on. `twice` names areas that another approved selection already holds."""

    state: SelectionState
    same_person: bool
    on: date
    today: date
    version_from: date
    figures_changed: bool
    twice: str


def may_be_approved(facts: ApprovalFacts) -> Decision:
    """Whoever prepared or sent a selection never approves it; a decision is not dated in the future."""
    return allow_unless(
        Reason("targeting.not_submitted") if facts.state is not SelectionState.SUBMITTED else None,
        Reason("targeting.same_person") if facts.same_person else None,
        Reason("targeting.decided_in_future") if facts.on > facts.today else None,
        Reason("targeting.decided_before_version", {"on": facts.version_from.isoformat()})
        if facts.on < facts.version_from
        else None,
        Reason("targeting.figures_changed") if facts.figures_changed else None,
        Reason("targeting.chosen_twice", {"areas": facts.twice}) if facts.twice else None,
    )
