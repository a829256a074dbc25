"""What everything on a version's menus costs in a district on a day: asked once for many plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from winay.plans.price_rules import Rate
from winay.plans.queries.costs import Terms, terms_for
from winay.plans.queries.plans import Line, costs_of, lines_on
from winay.plans.queries.prices import rate_on
from winay.plans.queries.workshops import offered
from winay.plans.rules import Costed, Package, cap_in_soles, cost_of
from winay.programs.models import Version


@dataclass(frozen=True, slots=True)
class Pricing:
    """The lines of each item at their prices, the cap and the rate of the day."""

    lines: Mapping[str, Sequence[Line]]
    terms: Terms
    rate: Rate | None

    @property
    def cap(self) -> int | None:
        """The cap of a household in céntimos; None where cap or rate is unknown."""
        return cap_in_soles(self.terms.cap, self.rate)

    def lines_of(self, package: Package) -> dict[str, Sequence[Line]]:
        """What is bought for a package, in its order."""
        return {item: self.lines[item] for item in package if item in self.lines}

    def cost_of(self, package: Package) -> Costed:
        """What a package costs a household."""
        return cost_of(package, costs_of(self.lines_of(package)))


def pricing_of(version: Version, *, district: str, on: date) -> Pricing:
    """Of a version, for a district (its code), on a day. Three queries."""
    lines = lines_on(district, on, offered(version).values())
    return Pricing(lines, terms_for(version.pk), rate_on(on))
