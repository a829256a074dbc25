"""How well a choice of areas reaches poor households: the measures that evaluators use, each by its name.

N households of whom P are poor; B of them in chosen areas, PB of these poor. All are exact fractions, because a rate
makes parts of households. Sources: Coady, Grosh and Hoddinott (2004) for the index and the two kinds of error; the
floor follows from the definitions. A measure without a denominator is None: nothing is divided by nobody.
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Coverage:
    """N, P, B and PB. `covered_by_rule` and its poor are the part of B in areas that meet the poverty criterion
    themselves; the rest of B entered for another reason."""

    households: Fraction
    poor: Fraction
    covered: Fraction
    covered_poor: Fraction
    covered_by_rule: Fraction
    covered_by_rule_poor: Fraction

    @property
    def undercoverage(self) -> Fraction | None:
        """(P - PB) / P: of the poor households, the part outside the chosen areas. Exclusion error."""
        return _part(self.poor - self.covered_poor, self.poor)

    @property
    def leakage_of_covered(self) -> Fraction | None:
        """(B - PB) / B: of the covered households, the part that is not poor. Inclusion error."""
        return _part(self.covered - self.covered_poor, self.covered)

    @property
    def leakage_of_nonpoor(self) -> Fraction | None:
        """(B - PB) / (N - P): of the households that are not poor, the part inside the chosen areas."""
        return _part(self.covered - self.covered_poor, self.households - self.poor)

    @property
    def leakage_by_design(self) -> Fraction | None:
        """Of the covered households, those not poor in areas that meet the poverty criterion: the price of letting
        everybody of a chosen community in."""
        return _part(self.covered_by_rule - self.covered_by_rule_poor, self.covered)

    @property
    def area_leakage(self) -> Fraction | None:
        """Of the covered households, those not poor in areas that do not meet the poverty criterion. With the leakage
        by design it makes the whole."""
        elsewhere = self.covered - self.covered_by_rule
        return _part(elsewhere - (self.covered_poor - self.covered_by_rule_poor), self.covered)

    @property
    def index(self) -> Fraction | None:
        """Coady-Grosh-Hoddinott: the poor's part of the covered over their part of all; 1 is a blind draw."""
        reached, there = _part(self.covered_poor, self.covered), _part(self.poor, self.households)
        return None if reached is None or there is None else _part(reached, there)

    def floor(self, budget: Fraction | None = None) -> Fraction | None:
        """1 - B/P where the places are fewer than the poor: the exclusion that no choice can avoid. `budget` is how
        many households could be paid for; without it, the places are those of the choice."""
        places = self.covered if budget is None else budget
        missed = _part(self.poor - places, self.poor)
        return None if missed is None else max(missed, Fraction(0))


def _part(some: Fraction, whole: Fraction) -> Fraction | None:
    return None if whole == 0 else some / whole
