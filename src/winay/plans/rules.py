"""What a household may get: from which menu, for how much, under which cap. Plain Python, amounts in céntimos."""

from collections.abc import Mapping
from dataclasses import dataclass

from winay.core.decision import Decision, Reason, allow_unless
from winay.core.money import Money
from winay.plans.price_rules import RATE_SCALE, Rate
from winay.plans.terms import Menu

MOST_MODULES = 20
ONE: int = 10**RATE_SCALE
THOUSANDTHS = 1_000


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that the choice of one household may cost, as a version says; in whichever currency it says it."""

    minor: int
    currency: str
    confirmed: bool


def cap_in_soles(cap: Cap | None, rate: Rate | None) -> int | None:
    """The cap in céntimos at a rate, without the part of a céntimo; None where cap or rate is unknown."""
    if cap is None or (cap.currency != "PEN" and rate is None):
        return None
    if cap.currency == "PEN":
        return cap.minor
    assert rate is not None
    return cap.minor * rate.number // ONE


def amount(quantity: int, minor: int, modules: int = 1) -> int:
    """What so many thousandths of a unit cost, in whole céntimos; half a céntimo goes up."""
    return (quantity * modules * minor + THOUSANDTHS // 2) // THOUSANDTHS


@dataclass(frozen=True, slots=True)
class LineCost:
    """A kit line of one module: thousandths of its unit, and the price of a unit where it is known."""

    quantity: int
    minor: int | None


@dataclass(frozen=True, slots=True)
class Costed:
    """What a package costs: the sum of what is known, and how many of its lines nobody knows the price of."""

    known: int
    missing: int

    @property
    def total(self) -> int | None:
        """None while a price is missing: it is never taken for nothing."""
        return None if self.missing else self.known


Package = Mapping[str, int]
"""Items by key, with how many modules of each."""


def cost_of(package: Package, lines: Mapping[str, tuple[LineCost, ...]]) -> Costed:
    """What a package costs at the prices of its lines."""
    known = missing = 0
    for item, modules in package.items():
        for line in lines.get(item, ()):
            if line.minor is None:
                missing += 1
            else:
                known += amount(line.quantity, line.minor, modules)
    return Costed(known, missing)


@dataclass(frozen=True, slots=True)
class MenuFacts:
    """What a version offers and a workshop chose from it: names by key, on which menus each item stands, and the
    chosen keys."""

    names: Mapping[str, str]
    menus: Mapping[str, frozenset[Menu]]
    chosen: frozenset[str]


def menus_left_out(package: Package, menus: Mapping[str, frozenset[Menu]]) -> list[Menu]:
    """The menus of which a package takes nothing."""
    taken = {menu for item in package for menu in menus.get(item, frozenset())}
    return [menu for menu in Menu if menu not in taken]


def may_take(package: Package, menu: MenuFacts) -> Decision:
    """Items of the version's menus that the workshop chose, something from both."""
    found = [None if package else Reason("plans.nothing_chosen")]
    for item, modules in package.items():
        name = menu.names.get(item, item)
        if not menu.menus.get(item):
            found.append(Reason("plans.off_menu", {"item": name}))
        elif item not in menu.chosen:
            found.append(Reason("plans.not_chosen", {"item": name}))
        if not 1 <= modules <= MOST_MODULES:
            found.append(Reason("plans.modules", {"item": name, "most": MOST_MODULES}))
    if package:
        found += [Reason(f"plans.left_out_{one}") for one in menus_left_out(package, menu.menus)]
    return allow_unless(*found)


def soles(minor: int) -> str:
    """An amount as reasons write it."""
    return f"{Money(minor).amount:.2f}"


def may_cost(cost: Costed, cap: int | None) -> Decision:
    """Within the cap, to the céntimo. A cost or a cap that nobody knows lets nothing through."""
    over = cap is not None and cost.known > cap
    told = {"cost": soles(cost.known), "cap": soles(cap or 0), "over": soles(cost.known - (cap or 0))}
    return allow_unless(
        Reason("plans.cap_unknown") if cap is None else None,
        Reason("plans.prices_missing", {"count": cost.missing}) if cost.missing else None,
        Reason("plans.over_cap", told) if over else None,
    )
