"""How pages of visits and sessions put things: hours, months, people, topics."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from winay.core import numbers
from winay.delivery.queries.visit_facts import taught
from winay.delivery.queries.visits import month_after
from winay.delivery.visit_rules import clock
from winay.delivery.visit_terms import Relation, Topic
from winay.delivery.visit_wording import RELATIONS, TOPIC_WORDS
from winay.programs.version_terms import ItemTerms
from winay.registry.wording import SEXES
from winay.targeting.criteria_wording import language
from winay.trainers.terms import ContractKind
from winay.web.household_words import name_of

MONTHS_OFFERED = 37


def hours(one: Any) -> str:
    """From when to when."""
    return f"{clock(one.start_minute)}–{clock(one.start_minute + one.minutes)}"


def month_of(text: str | None) -> date | None:
    """The first day of a month of an address, `2026-11`; None for anything else."""
    try:
        return date.fromisoformat(f"{text}-01") if text and len(text) == 7 else None
    except ValueError:
        return None


def months_before(today: date, since: date | None = None) -> list[tuple[str, str]]:
    """Months to choose from, the newest first: as addresses have them, and in words."""
    first = max((since or date.min), date(today.year - MONTHS_OFFERED // 12, today.month, 1)).replace(day=1)
    found = []
    while first <= today:
        found.append((f"{first:%Y-%m}", numbers.month(first, language())))
        first = month_after(first)
    return found[::-1]


def item_names(version: Any, kind: ContractKind) -> dict[str, str]:
    """What a kind of trainer teaches, by key, as people call it."""
    return {key: one.name.text(language()) for key, one in taught(version, kind).items()}


def every_item(version: Any) -> dict[str, str]:
    """The items of a version that any trainer teaches, by key."""
    found: dict[str, ItemTerms] = {}
    for kind in (ContractKind.PRODUCTIVE, ContractKind.FINANCIAL):
        found |= taught(version, kind)
    return {key: one.name.text(language()) for key, one in found.items()}


def about_words(items: Iterable[str], topics: Iterable[str], names: Mapping[str, str]) -> list[str | Promise]:
    """What a visit or session was about: items by name, then other topics."""
    return [*(names.get(one, one) for one in items), *(TOPIC_WORDS[Topic(one)] for one in topics)]


def present_words(row: Any) -> dict[str, Any]:
    """Somebody who was there: name, relation, sex."""
    name = name_of(row.member) if row.member is not None else row.name or _("sin nombre")
    return {"name": name, "relation": RELATIONS[Relation(row.relation)], "sex": SEXES[row.sex], "row": row}
