"""The screening rule as one Ibis expression, for a whole country at once. `rules.py` is its scalar twin.

The input has one row an area: `area` (its id), `code`, `households`, `farm_cut`, `farm_households`, `farm_under`,
`farm_further`, and for every indicator `i_<key>`, `i_<key>_low`, `i_<key>_high`, `i_<key>_lent`, all integers at the
criterion's scale.
"""

from collections.abc import Sequence
from typing import Any

from winay.programs.terms import Comparison, CriterionKind, CriterionMode
from winay.targeting.rules import NEAR_MISS_PERCENT, PERCENT_SCALE, Criterion, Terms
from winay.targeting.terms import Answer

YES, MAYBE, UNKNOWN, HARDLY, NO = (
    int(answer)
    for answer in (
        Answer.SURELY_YES,
        Answer.PROBABLY_YES,
        Answer.UNKNOWN,
        Answer.PROBABLY_NO,
        Answer.SURELY_NO,
    )
)


def screen(table: Any, terms: Terms) -> Any:
    """Per area: `area`, `code`, `level`, `near_miss`, `preferences_met`; `answer_<key>`, `found_<key>` of each."""
    found = {criterion.key: _find(table, criterion, lend=terms.lend) for criterion in terms.criteria}
    named = {}
    for key, (answer, value) in found.items():
        named[f"answer_{key}"] = answer.cast("int8")
        named[f"found_{key}"] = value.cast("int64")
    answered = table.mutate(**named)
    required = [answered[f"answer_{c.key}"] for c in terms.of_mode(CriterionMode.REQUIRED)]
    alternatives = [answered[f"answer_{c.key}"] for c in terms.of_mode(CriterionMode.ALTERNATIVE)]
    preferences = [answered[f"answer_{c.key}"] for c in terms.of_mode(CriterionMode.PREFERENCE)]
    together = _at_least_k(alternatives, terms.k)
    return answered.select(
        "area",
        "code",
        *named,
        level=_least([*required, *together]).cast("int8"),
        near_miss=_near_miss(answered, terms, together),
        preferences_met=_count([answer > UNKNOWN for answer in preferences]).cast("int16"),
    )


def _find(table: Any, criterion: Criterion, *, lend: bool) -> tuple[Any, Any]:
    import ibis

    match criterion.kind:
        case CriterionKind.THRESHOLD:
            return _threshold(table, criterion, lend=lend)
        case CriterionKind.MINIMUM_HOUSEHOLDS:
            yes = table.households >= criterion.value
            return ibis.cases((table.households.isnull(), UNKNOWN), (yes, YES), else_=NO), table.households
        case CriterionKind.LISTED:
            return _listed(table.code, criterion), ibis.null("int64")
        case CriterionKind.PREDOMINANCE:
            return _predominance(table, criterion)


def _threshold(table: Any, criterion: Criterion, *, lend: bool) -> tuple[Any, Any]:
    import ibis

    name = f"i_{criterion.indicator}"
    value, lent = table[name], table[f"{name}_lent"]
    low, high = table[f"{name}_low"].fill_null(value), table[f"{name}_high"].fill_null(value)
    at_low, at_value, at_high = (_holds(bound, criterion) for bound in (low, value, high))
    without = ibis.cases((lent.isnull(), UNKNOWN), (_holds(lent, criterion), MAYBE), else_=HARDLY) if lend else UNKNOWN
    answer = ibis.cases(
        (value.isnull(), without),
        (at_value & at_low & at_high, YES),
        (at_value, MAYBE),
        (at_low | at_high, HARDLY),
        else_=NO,
    )
    return answer, value.fill_null(lent) if lend else value


def _holds(found: Any, criterion: Criterion) -> Any:
    match criterion.comparison:
        case Comparison.OVER:
            return found > criterion.value
        case Comparison.AT_LEAST:
            return found >= criterion.value
        case Comparison.UNDER:
            return found < criterion.value
        case _:
            return found <= criterion.value


def _listed(code: Any, criterion: Criterion) -> Any:
    import ibis

    inside = _starts_with(code, criterion.within) if criterion.within is not None else ibis.literal(True)
    if criterion.places is None:
        return ibis.cases((~inside, NO), else_=UNKNOWN)
    return ibis.cases((inside & _starts_with(code, criterion.places), YES), else_=NO)


def _starts_with(code: Any, prefixes: Sequence[str]) -> Any:
    import ibis

    if not prefixes:
        return ibis.literal(False)
    lengths = {len(prefix) for prefix in prefixes}
    said = [code.substr(0, length).isin([p for p in prefixes if len(p) == length]) for length in sorted(lengths)]
    result = said[0]
    for more in said[1:]:
        result = result | more
    return result


def _predominance(table: Any, criterion: Criterion) -> tuple[Any, Any]:
    import ibis

    count = table.farm_further if criterion.further else table.farm_under
    usable = (table.farm_cut == criterion.cut_ha) & (table.farm_households > 0) & count.notnull()
    scaled = count * (100 * 10**PERCENT_SCALE)
    over = scaled > table.farm_households * criterion.share_over
    answer = ibis.cases((~usable.fill_null(False), UNKNOWN), (over, YES), else_=NO)
    return answer, ibis.cases((usable, scaled // table.farm_households.nullif(0)))


def _at_least_k(answers: Sequence[Any], k: int) -> list[Any]:
    import ibis

    if not answers or k <= 0:
        return []
    if k > len(answers):
        return [ibis.literal(NO)]
    # The k-th largest: how many of the levels above the lowest are reached by at least k answers.
    return [_count([_count([answer >= level for answer in answers]) >= k for level in range(1, YES + 1)])]


def _near_miss(table: Any, terms: Terms, together: Sequence[Any]) -> Any:
    import ibis

    required = terms.of_mode(CriterionMode.REQUIRED)
    failing = [table[f"answer_{criterion.key}"] < UNKNOWN for criterion in required]
    narrow = [fails & _is_near(table, criterion) for fails, criterion in zip(failing, required, strict=True)]
    alone = _count(failing) == 1
    for answer in together:
        alone = alone & (answer >= UNKNOWN)
    return (alone & (_count(narrow) == 1)) if required else ibis.literal(False)


def _is_near(table: Any, criterion: Criterion) -> Any:
    import ibis

    probable = table[f"answer_{criterion.key}"] == HARDLY
    if criterion.threshold is None:
        return probable
    gap = (table[f"found_{criterion.key}"] - criterion.threshold).abs() * 100
    close = (gap <= abs(criterion.threshold) * NEAR_MISS_PERCENT).fill_null(False)
    return probable | close if criterion.kind is not CriterionKind.LISTED else ibis.literal(False)


def _least(answers: Sequence[Any]) -> Any:
    import ibis

    return ibis.least(*answers, ibis.literal(YES)) if answers else ibis.literal(YES)


def _count(truths: Sequence[Any]) -> Any:
    import ibis

    total = ibis.literal(0)
    for truth in truths:
        total = total + truth.fill_null(False).ifelse(1, 0)
    return total
