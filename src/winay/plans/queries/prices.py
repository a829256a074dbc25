"""Prices and exchange rates as they stand, and which of them holds for a place on a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.db.models import Max, Q, QuerySet

from winay.core.fixed import to_fixed
from winay.places.models import Office, Place
from winay.places.terms import Level
from winay.plans.price_models import ExchangeRate, Price
from winay.plans.price_rules import (
    RATE_SCALE,
    Good,
    Quote,
    Rate,
    Spread,
    is_old,
    price_in_force,
    rate_in_force,
    spread_of,
)
from winay.programs.models import Version

SHIPPED = Path(__file__).resolve().parents[2] / "catalog" / "exchange_rates.yaml"


def price_by_id(public_id: UUID) -> Price | None:
    """One price with its place."""
    return Price.objects.select_related("place").filter(public_id=public_id).first()


def rate_by_id(public_id: UUID) -> ExchangeRate | None:
    """One exchange rate."""
    return ExchangeRate.objects.filter(public_id=public_id).first()


def within(codes: Iterable[str]) -> Q:
    """Prices of these places and of what lies in them."""
    found = Q(pk__in=[])
    for code in codes:
        found |= Q(place__code__startswith=code)
    return found


def codes_of(office: Office) -> list[str]:
    """The places that an office covers."""
    return sorted(one.place.code for one in office.covered.all())


def places_to_price(codes: Iterable[str]) -> list[Place]:
    """The departments, provinces and districts of a territory, by code. One query."""
    found = Q(pk__in=[])
    for code in codes:
        found |= Q(code__startswith=code)
    return list(
        Place.objects.filter(found, level__in=[Level.DEPARTMENT, Level.PROVINCE, Level.DISTRICT]).order_by("code")
    )


def standing_prices(codes: Iterable[str]) -> "QuerySet[Price]":
    """Prices of places that nobody withdrew, the newest first."""
    rows = Price.objects.filter(within(codes), withdrawn_at=None).select_related("place")
    return rows.order_by("-quoted_on", "-id")


def good_priced(price: Price) -> Good:
    """What a price is of."""
    return Good(price.item, price.line, price.unit)


@dataclass(frozen=True, slots=True)
class Priced:
    """What is known in a territory of what a good costs: its prices, the newest first."""

    good: Good
    prices: Sequence[Price]

    @property
    def newest(self) -> Price | None:
        return self.prices[0] if self.prices else None

    @property
    def spread(self) -> Spread | None:
        """Of those of the last day of each place: what it costs there now."""
        latest: dict[int, int] = {}
        for one in self.prices:
            latest.setdefault(one.place_id, one.minor)
        return spread_of(list(latest.values()))

    def old(self, on: date) -> bool:
        """Whether even the newest is older than six months."""
        return self.newest is not None and is_old(self.newest.quoted_on, on)


def priced(goods: Iterable[Good], codes: Iterable[str]) -> dict[Good, Priced]:
    """What is known of goods in a territory. One query."""
    rows: dict[Good, list[Price]] = {}
    for one in standing_prices(codes):
        rows.setdefault(good_priced(one), []).append(one)
    return {good: Priced(good, rows.get(good, [])) for good in goods}


def history_of(good: Good, codes: Iterable[str]) -> list[Price]:
    """Every price of a good in a territory, also those that were withdrawn. One query."""
    rows = Price.objects.filter(within(codes), item=good.item, line=good.line, unit=good.unit)
    return list(rows.select_related("place").order_by("-quoted_on", "-id"))


def prices_for(goods: Iterable[Good], *, district: str, on: date) -> dict[Good, Price | None]:
    """The price in force of each good for a district on a day; None where it is unknown. One query."""
    wanted = list(goods)
    around = [district[:length] for length in (2, 4, 6, 10) if length <= len(district)]
    rows = Price.objects.filter(
        place__code__in=around, item__in={good.item for good in wanted}, withdrawn_at=None, quoted_on__lte=on
    ).select_related("place")
    quotes: dict[Good, dict[int, Price]] = {}
    for one in rows:
        quotes.setdefault(good_priced(one), {})[one.pk] = one
    found: dict[Good, Price | None] = {}
    for good in wanted:
        known = quotes.get(good, {})
        told = (Quote(pk, one.place.code, one.quoted_on, one.minor) for pk, one in known.items())
        best = price_in_force(told, district=district, on=on)
        found[good] = known[best.key] if best else None
    return found


def versions_in_use(on: date) -> list[Version]:
    """The newest version of each program that has begun by a day: whose menus are priced. Two queries."""
    begun = Version.objects.filter(valid_from__lte=on)
    newest = begun.order_by().values("program").annotate(last=Max("valid_from")).values_list("program", "last")
    wanted = Q(pk__in=[])
    for program, last in newest:
        wanted |= Q(program=program, valid_from=last)
    return list(Version.objects.filter(wanted).select_related("program").order_by("program__key"))


@cache
def shipped_rates() -> tuple[tuple[Rate, Mapping[str, str]], ...]:
    """The rates that the project ships, each with where it is from, in several languages."""
    rows: Any = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return tuple(
        (
            Rate(one["from"], to_fixed(one["soles_for_a_dollar"], RATE_SCALE), one["source"]["es"], one["confirmed"]),
            one["source"],
        )
        for one in rows
    )


def every_rate() -> list[ExchangeRate]:
    """Every rate that was written down, the newest day first, also withdrawn ones. One query."""
    return list(ExchangeRate.objects.order_by("-from_on", "-id"))


def standing_rates() -> list[Rate]:
    """The rates that hold from their day on, with those that ship. One query."""
    rows = ExchangeRate.objects.filter(withdrawn_at=None)
    entered = [Rate(one.from_on, one.number, one.source, True, one.pk) for one in rows]
    return [rate for rate, _words in shipped_rates()] + entered


def rate_on(on: date) -> Rate | None:
    """Soles for a dollar on a day. One query."""
    return rate_in_force(standing_rates(), on)
