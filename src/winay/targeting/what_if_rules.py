"""A what-if: what somebody changes of a version's criteria, read and checked. Plain Python."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.core.fixed import to_fixed
from winay.programs.terms import CriterionKind, CriterionMode
from winay.targeting.rules import HECTARE_SCALE, Criterion, Terms

LARGEST_VALUE = 10**12
LARGEST_CUT = 1000 * 10**HECTARE_SCALE
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")


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
