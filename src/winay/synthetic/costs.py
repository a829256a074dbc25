"""What things cost in the demonstration: made-up prices of everything on the menus, asked in shops and fairs that never
were, a little dearer each year; and what a dollar cost. All of it is marked synthetic."""

from collections.abc import Collection
from hashlib import sha256

from winay.accounts.models import Person
from winay.accounts.queries import acting
from winay.plans.price_models import ExchangeRate, Price
from winay.plans.price_rules import Good, PriceSaid, RateSaid
from winay.plans.queries.menus import goods_of
from winay.plans.services.prices import record_prices, record_rate, withdraw_price
from winay.plans.terms import PriceSource
from winay.programs.terms import KitUnit
from winay.synthetic.community import Office

CENTS = {
    KitUnit.PIECE: 1_900, KitUnit.SET: 5_200, KitUnit.METRE: 320, KitUnit.SQUARE_METRE: 650,
    KitUnit.CUBIC_METRE: 5_800, KitUnit.KILOGRAM: 900, KitUnit.GRAM: 12, KitUnit.LITRE: 750, KitUnit.BAG: 2_900,
    KitUnit.DOSE: 250,
}  # fmt: skip
"""Céntimos of a unit, before chance: of the size of real prices, and nobody's."""
SELLERS = (
    (PriceSource.SUPPLIER, "Ferretería de demostración"), (PriceSource.MARKET, "Feria dominical de demostración"),
    (PriceSource.QUOTATION, "Cotización 014 de demostración"),
)  # fmt: skip
RATES = ((-20, 37_240), (160, 36_870), (420, 36_150), (760, 35_480))
"""Days after the first calls, and what a dollar cost from then on."""
SLIP = "Se copió el precio de la docena: la unidad cuesta la doceava parte."


def ask_prices(office: Office, day: float, *, rise: int = 100, without: Collection[Good] = ()) -> list[Price]:
    """Everything on the version's menus, asked on one day in the department; `rise` in hundredths. `without`: what
    nobody found that day."""
    goods = [one for one in goods_of([office.selection.version]) if one not in set(without)]
    said = [_said(office, good, day, rise) for good in goods]
    return record_prices(
        said=said, versions=[office.selection.version], by=office.by(day), at=office.at(day), synthetic=True
    )


def ask_late(office: Office, good: Good, day: float) -> Price:
    """What nobody had found at first; the first try was the price of a dozen, and was withdrawn."""
    told = _said(office, good, day, 100)
    dozen = PriceSaid(good, told.place, told.minor * 12, told.quoted_on, told.source_kind, told.source)
    how = {"versions": [office.selection.version], "by": office.by(day), "synthetic": True}
    wrong = record_prices(said=[dozen], at=office.at(day), **how)[0]  # type: ignore[arg-type]
    withdraw_price(price=wrong, why=SLIP, by=office.by(day), at=office.at(day + 0.1))
    return record_prices(said=[told], at=office.at(day + 0.2), **how)[0]  # type: ignore[arg-type]


def _said(office: Office, good: Good, day: float, rise: int) -> PriceSaid:
    luck = int.from_bytes(sha256(f"{office.district}/{good}".encode()).digest()[:2], "big")
    minor = CENTS[KitUnit(good.unit)] * (70 + luck % 80) // 100 * rise // 100
    kind, who = SELLERS[luck % len(SELLERS)]
    return PriceSaid(good, office.district[:2], max(1, minor), office.on(day), kind, who)


def write_rates(office: Office, national: Person) -> None:
    """What a dollar cost, by the national office; once for the country."""
    if ExchangeRate.objects.exists():
        return
    for day, number in RATES:
        said = RateSaid(office.on(day), number, "Tipo de cambio de demostración")
        record_rate(said=said, by=acting(national, on=office.on(day)), at=office.at(day), synthetic=True)
