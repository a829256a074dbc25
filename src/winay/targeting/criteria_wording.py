"""A criterion in words: what it asks for, and how it is used. In the language that is active now."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from winay.core.fixed import from_fixed
from winay.core.numbers import number, percent
from winay.programs.terms import Comparison, CriterionKind, CriterionMode
from winay.targeting.rules import Criterion, Terms
from winay.targeting.wording import MODES


def language() -> str:
    """The language of this page, for data that carry their own translations."""
    return (get_language() or "es")[:2]


def needed(criterion: Criterion) -> str:
    """What a criterion asks for, as words and a number."""
    match criterion.kind:
        case CriterionKind.LISTED:
            return _("estar en la lista")
        case CriterionKind.MINIMUM_HOUSEHOLDS:
            return _("%(n)s hogares o más") % {"n": written(criterion.value, criterion)}
        case CriterionKind.PREDOMINANCE:
            return _("más del %(share)s de hogares") % {"share": written(criterion.share_over, criterion)}
        case CriterionKind.THRESHOLD:
            words = {
                Comparison.OVER: _("más de %(n)s"),
                Comparison.AT_LEAST: _("%(n)s o más"),
                Comparison.UNDER: _("menos de %(n)s"),
                Comparison.AT_MOST: _("%(n)s o menos"),
            }
            assert criterion.comparison is not None
            return words[criterion.comparison] % {"n": written(criterion.value, criterion)}


def written(value: int | None, criterion: Criterion) -> str:
    """A number of a criterion, with its sign."""
    if value is None:
        return _("sin número")
    exact = from_fixed(
        value, criterion.shown_scale
    ).normalize()  # every digit: 40,04 is over 40, 40,0 would not look it
    if criterion.percent or criterion.kind is CriterionKind.PREDOMINANCE:
        return percent(exact, language())
    return number(exact, language())


def use_of(criterion: Criterion, terms: Terms) -> str:
    """`required`, `alternative (2 of 3)`, `preference`."""
    if criterion.mode is CriterionMode.ALTERNATIVE:
        return _("alternativo (%(k)s de %(n)s)") % {"k": terms.k, "n": len(terms.of_mode(CriterionMode.ALTERNATIVE))}
    return str(MODES[criterion.mode])
