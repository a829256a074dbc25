"""Verbs on prices and exchange rates: write them down, withdraw a wrong one."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from winay.core.actors import Actor
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.core.fixed import from_fixed
from winay.core.money import Money
from winay.journal.services import record
from winay.nuclei.services.records import today_at
from winay.places.models import Place
from winay.places.terms import Level
from winay.plans.access import require_price, require_rate
from winay.plans.price_models import ExchangeRate, Price
from winay.plans.price_rules import RATE_SCALE, Good, PriceSaid, RateSaid, may_record_price, may_record_rate
from winay.plans.queries.menus import Line, goods_of
from winay.programs.models import Version
from winay.targeting.decision_rules import reason_fault

MOST_AT_ONCE = 2_000
LEVELS = (Level.DEPARTMENT, Level.PROVINCE, Level.DISTRICT)


@transaction.atomic
def record_prices(
    *, said: Sequence[PriceSaid], by: Actor, at: datetime, versions: Sequence[Version] = (), synthetic: bool = False
) -> list[Price]:
    """Write down prices: one, or a sheet of them; all or none. A newer one holds from its day on, and no row changes.

    `versions` are those whose menus the goods are on; where none is named, the newest of each program. `Refused` for
    what is on no menu, without a day or a source, in the future, or written down already; `NotAllowed` for a place of
    another territory.
    """
    places = _places(said, by)
    goods = goods_of(versions or list(Version.objects.order_by("-valid_from", "-id")))
    known = _known(said)
    today, made = today_at(at), list[Price]()
    for number, one in enumerate(said, 1):
        key = (one.good, one.place, one.quoted_on, one.minor, one.source.strip())
        decision = may_record_price(one, known=one.good in goods, again=key in known, today=today)
        if not decision.ok:
            raise Refused(decision.reasons if len(said) == 1 else [_in_row(number), *decision.reasons])
        known.add(key)
        made.append(_row(one, places[one.place], goods[one.good], by, at, synthetic))
    Price.objects.bulk_create(made)
    record(
        "plans.record_prices",
        by=by,
        at=at,
        subjects=[("place", code) for code in sorted(places)],
        after=_told(made),
    )
    return made


def _places(said: Sequence[PriceSaid], by: Actor) -> dict[str, Place]:
    if not 0 < len(said) <= MOST_AT_ONCE:
        raise Refused([Reason("plans.prices_at_once", {"most": MOST_AT_ONCE})])
    places = {one.code: one for one in Place.objects.filter(code__in={one.place for one in said}, level__in=LEVELS)}
    for one in said:
        if one.place not in places:
            raise Refused([Reason("plans.price_place")])
    for code in places:
        require_price(code, by)
    return places


def _known(said: Sequence[PriceSaid]) -> set[tuple[Good, str, date | None, int, str]]:
    rows = Price.objects.filter(
        place__code__in={one.place for one in said}, item__in={one.good.item for one in said}, withdrawn_at=None
    )
    return {
        (Good(item, line, unit), place, on, minor, source)
        for item, line, unit, place, on, minor, source in rows.values_list(
            "item", "line", "unit", "place__code", "quoted_on", "minor", "source"
        )
    }


def _in_row(number: int) -> Reason:
    return Reason("plans.price_row", {"number": number})


def _row(one: PriceSaid, place: Place, line: Line, by: Actor, at: datetime, synthetic: bool) -> Price:
    return Price(
        place=place, item=one.good.item, line=one.good.line, words=line.words.text("es")[:200], unit=one.good.unit,
        minor=one.minor, quoted_on=one.quoted_on, source_kind=one.source_kind, source=one.source.strip(),
        note=one.note.strip(), recorded_by=by.public_id, recorded_at=at, synthetic=synthetic,
    )  # fmt: skip


def _told(made: Sequence[Price]) -> dict[str, object]:
    """What a line says: of one price all of it, of a sheet how many and of which days."""
    if len(made) == 1:
        one = made[0]
        return {
            **_shown(one), "price_source": one.source,
        }  # fmt: skip
    days = [one.quoted_on for one in made]
    return {"prices": len(made), "from_on": min(days), "quoted_on": max(days)}


def _shown(price: Price) -> dict[str, object]:
    """A price as the journal keeps it."""
    told = Money(price.minor, price.currency)
    return {
        "item": price.item, "good": price.words, "price": f"{told.amount} {told.currency}",
        "quoted_on": price.quoted_on,
    }  # fmt: skip


@transaction.atomic
def withdraw_price(*, price: Price, why: str, by: Actor, at: datetime) -> Price:
    """A price was written down wrongly: it stays on record with the reason and holds no longer. A plan that was sent
    with it keeps it."""
    price = Price.objects.select_for_update(of=("self",)).select_related("place").get(pk=price.pk)
    require_price(price.place.code, by)
    refuse_unless(
        allow_unless(
            Reason("plans.withdrawn_already") if price.withdrawn_at is not None else None,
            reason_fault(why, short="plans.reason_short", most=300),
        )
    )
    price.withdrawn_by, price.withdrawn_at, price.withdrawn_why = by.public_id, at, why.strip()
    price.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    record(
        "plans.withdraw_price",
        by=by,
        at=at,
        subjects=[("place", price.place.code)],
        before=_shown(price),
        after={"reason": price.withdrawn_why},
    )
    return price


@transaction.atomic
def record_rate(*, said: RateSaid, by: Actor, at: datetime, synthetic: bool = False) -> ExchangeRate:
    """Write down what a dollar cost from a day on, and who says so. `Refused` for a day that has one already."""
    require_rate(by)
    again = ExchangeRate.objects.filter(from_on=said.from_on, withdrawn_at=None).exists()
    refuse_unless(may_record_rate(said, again=again, today=today_at(at)))
    try:
        with transaction.atomic():
            made = ExchangeRate.objects.create(
                from_on=said.from_on, number=said.number, source=said.source.strip(), recorded_by=by.public_id,
                recorded_at=at, synthetic=synthetic,
            )  # fmt: skip
    except IntegrityError:  # somebody else wrote one meanwhile
        raise Refused([Reason("plans.rate_again")]) from None
    record(
        "plans.record_rate",
        by=by,
        at=at,
        subjects=_about(made),
        after={"from_on": made.from_on, "rate": _rate(made), "price_source": made.source},
    )
    return made


@transaction.atomic
def withdraw_rate(*, rate: ExchangeRate, why: str, by: Actor, at: datetime) -> ExchangeRate:
    """A rate was written down wrongly: the one before it holds again until the right one is written."""
    rate = ExchangeRate.objects.select_for_update().get(pk=rate.pk)
    require_rate(by)
    refuse_unless(
        allow_unless(
            Reason("plans.withdrawn_already") if rate.withdrawn_at is not None else None,
            reason_fault(why, short="plans.reason_short", most=300),
        )
    )
    rate.withdrawn_by, rate.withdrawn_at, rate.withdrawn_why = by.public_id, at, why.strip()
    rate.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    record(
        "plans.withdraw_rate",
        by=by,
        at=at,
        subjects=_about(rate),
        before={"from_on": rate.from_on, "rate": _rate(rate)},
        after={"reason": rate.withdrawn_why},
    )
    return rate


def _rate(rate: ExchangeRate) -> str:
    return str(from_fixed(rate.number, RATE_SCALE))


def _about(rate: ExchangeRate) -> list[tuple[str, str]]:
    return [("exchange_rate", rate.from_on.isoformat())]
