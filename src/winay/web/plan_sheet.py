"""How pages write a technical plan: its package by menu, the bar of the cap, orders, households, what others give."""

from typing import Any

from django.utils.translation import gettext as _

from winay.core import numbers
from winay.core.fixed import from_fixed
from winay.core.money import Money
from winay.plans.price_rules import RATE_SCALE, Rate
from winay.plans.queries.plans import Home, Order, Sheet
from winay.plans.queries.workshops import told_of
from winay.plans.rules import cost_of
from winay.plans.terms import Contributor, Fit, Menu, PlanState
from winay.plans.wording import GIVERS, MENUS, PLAN_STATES
from winay.programs.terms import KitUnit
from winay.programs.version_terms import ItemTerms
from winay.programs.vocabulary import KIT_UNITS
from winay.registry.rules import household_code
from winay.targeting.criteria_wording import language
from winay.web.household_words import title_of
from winay.web.menu_words import PLURALS, icon_of, month_names
from winay.web.pictures import position

BADGES = {
    PlanState.DRAFT: "draft", PlanState.SUBMITTED: "neutral", PlanState.APPROVED: "approved",
    PlanState.WITHDRAWN: "neutral",
}  # fmt: skip


def tenths(number: int) -> str:
    """Person-days from tenths."""
    return numbers.number(from_fixed(number, 1).normalize(), language())


def quantity_words(thousandths: int, unit: str) -> str:
    """`3,5 m`."""
    number = numbers.number(f"{from_fixed(thousandths, 3).normalize():f}", language())
    words = KIT_UNITS[KitUnit(unit)] if thousandths == 1_000 else PLURALS.get(KitUnit(unit), KIT_UNITS[KitUnit(unit)])
    return f"{number} {words}"


def title(plan: Any) -> str:
    """What it is called."""
    if plan.number == 0:
        return _("Propuesta técnica")
    return _("Adenda %(n)s a la propuesta técnica") % {"n": plan.number}


def shown_plan(plan: Any) -> dict[str, Any]:
    """A plan in a list."""
    state = PlanState(plan.state)
    observed = state is PlanState.DRAFT and bool(plan.returned_why)
    return {
        "one": plan,
        "title": title(plan),
        "state_words": _("observada") if observed else str(PLAN_STATES[state]),
        "badge": "rejected" if observed else BADGES[state],
    }


def cap_bar(cap: int | None, known: int) -> dict[str, Any] | None:
    """The cost of a household's package beside the cap, ready to be drawn; None where the cap is unknown."""
    if not cap:
        return None
    top = max(cap, known) * 11 // 10
    return {
        "inside": position(min(known, cap), top),
        "beyond_x": position(cap, top),
        "beyond": position(max(0, known - cap), top),
        "cap_x": position(cap, top),
        "over": known > cap,
        "left": Money(max(0, cap - known)),
        "excess": Money(max(0, known - cap)),
        "percent": numbers.percent(known * 100 / cap, language(), 0),
    }


def rate_words(rate: Rate | None) -> dict[str, Any] | None:
    """An exchange rate as it is shown."""
    if rate is None:
        return None
    return {
        "number": from_fixed(rate.number, RATE_SCALE), "from_on": rate.from_on, "source": rate.source,
        "confirmed": rate.confirmed,
    }  # fmt: skip


def shown_items(sheet: Sheet) -> list[dict[str, Any]]:
    """The package, menu by menu: what each item costs, asks for and fits."""
    rows = {one.item: one for one in sheet.items}
    shown = []
    for menu in Menu:
        keys = [key for key in rows if menu in sheet.facts.menus.get(key, frozenset())]
        shown.append({"menu": menu, "name": str(MENUS[menu]), "items": [_item(sheet, rows[key]) for key in keys]})
    return shown


def _item(sheet: Sheet, row: Any) -> dict[str, Any]:
    terms = sheet.offered[row.item]
    cost = cost_of({row.item: row.modules}, sheet.costs)
    fit, beyond = sheet.fit(terms)
    return {
        "key": row.item,
        "name": terms.name.text(language()),
        "icon": icon_of(terms),
        "modules": row.modules,
        "labour": tenths(row.labour),
        "labour_all": tenths(row.labour * row.modules),
        "cost": Money(cost.known),
        "missing": cost.missing,
        "lines": [_line(one, row.modules) for one in sheet.lines.get(row.item, ())],
        "fits": terms.fits.text(language()),
        "fit_outside": beyond if fit is Fit.OUTSIDE else 0,
        "fit_unknown": fit is Fit.UNKNOWN,
        "season": "" if in_season(terms, sheet.plan) else month_names(terms.season_months),
    }


def in_season(item: ItemTerms, plan: Any) -> bool:
    """Whether the plan's month is one in which the item is begun."""
    return not item.season_months or plan.on.month in item.season_months


def _line(line: Any, modules: int) -> dict[str, Any]:
    return {
        "words": line.words,
        "quantity": quantity_words(line.quantity * modules, line.unit),
        "price": None if line.minor is None else Money(line.minor),
        "source": line.price.source if line.price else "",
        "on": line.price.quoted_on if line.price else None,
    }


def to_add(sheet: Sheet) -> list[dict[str, Any]]:
    """What the workshop chose and the package does not hold, most wanted first."""
    ranked = told_of(sheet.plan.workshop).ranked
    seen = set(sheet.package)
    found = []
    for one in ranked:
        if one.item not in seen:
            seen.add(one.item)
            found.append(
                {
                    "key": one.item, "name": sheet.offered[one.item].name.text(language()),
                    "menu": str(MENUS[one.menu]), "wanted": one.wanted,
                }
            )  # fmt: skip
    return found


def shown_needs(sheet: Sheet) -> list[dict[str, Any]]:
    """What must be there first, and how it is."""
    return [
        {
            "key": item.key, "position": at, "item": item.name.text(language()),
            "words": item.needs[at].words.text(language()), "how": how,
        }
        for item, at, _words, how in sheet.needs
    ]  # fmt: skip


def shown_order(order: Order, sheet: Sheet) -> dict[str, Any]:
    """A line of what is bought."""
    line = order.line
    return {
        "item": sheet.offered[line.item].name.text(language()) if line.item in sheet.offered else line.item,
        "words": line.words,
        "quantity": quantity_words(order.quantity, line.unit),
        "price": None if line.minor is None else Money(line.minor),
        "source": line.price.source if line.price else "",
        "on": line.price.quoted_on if line.price else None,
        "amount": None if order.amount is None else Money(order.amount),
    }


def shown_home(home: Home, sheet: Sheet) -> dict[str, Any]:
    """A household of the plan."""
    cap = sheet.cap
    return {
        "id": home.membership.enrolment.public_id,
        "title": title_of(home.household),
        "code": household_code(home.household.public_id),
        "place": home.household.place.name,
        "varied": home.varied,
        "why": home.row.why if home.row else "",
        "cost": None if home.cost.total is None else Money(home.cost.total),
        "over": cap is not None and home.cost.known > cap,
    }


def shown_gifts(sheet: Sheet) -> dict[str, Any]:
    """Labour and what others give: beside the cap, never inside it."""
    wage = sheet.terms.wage
    return {
        "rows": [{"one": one, "giver": str(GIVERS[Contributor(one.giver)])} for one in sheet.contributions],
        "by": [
            {"name": str(GIVERS[giver]), "worth": Money(sheet.given_by(giver))}
            for giver in Contributor
            if sheet.given_by(giver)
        ],
        "labour": tenths(sheet.labour),
        "labour_total": tenths(sheet.labour_total),
        "wage": None if wage is None else Money(wage),
        "wage_confirmed": sheet.terms.wage_confirmed,
        "worth": None if sheet.labour_worth is None else Money(sheet.labour_worth),
        "all": Money(sum(sheet.given_by(giver) for giver in Contributor) + (sheet.labour_worth or 0)),
    }
