"""Prices and exchange rates through the verbs, and what the database refuses of them."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests import people
from tests.plans import scene
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.plans.price_models import ExchangeRate, Price
from winay.plans.price_rules import Good, RateSaid
from winay.plans.queries.prices import priced, prices_for, rate_on
from winay.plans.services.prices import record_prices, record_rate, withdraw_price, withdraw_rate

pytestmark = pytest.mark.django_db
TODAY = people.today()


@pytest.fixture
def ana() -> Any:
    return people.acting_as(people.specialist())


@pytest.fixture
def carmen() -> Any:
    return people.acting_as(people.manager())


def in_force(on: date = TODAY, district: str = scene.DISTRICT) -> int | None:
    found = prices_for([scene.good()], district=district, on=on)[scene.good()]
    return found and found.minor


def told(verb: str) -> Any:
    return parse_body(Line.objects.filter(verb=f"plans.{verb}").order_by("-id")[0].body)


# ---- prices ---------------------------------------------------------------------------------------------------------


def test_a_price_holds_from_its_day_until_a_newer_one(ana: Any) -> None:
    scene.priced(ana, minor=1_000, quoted_on=TODAY - 60 * scene.DAY)
    scene.priced(ana, minor=1_400, quoted_on=TODAY - 10 * scene.DAY)
    assert in_force() == 1_400
    assert in_force(TODAY - 11 * scene.DAY) == 1_000
    assert in_force(TODAY - 61 * scene.DAY) is None
    assert in_force(district="060101") is None
    body = told("record_prices")
    assert body.after == {
        "item": "open_field_garden", "good": Price.objects.latest("id").words, "price": "14.00 PEN",
        "price_source": scene.SOURCE, "quoted_on": (TODAY - 10 * scene.DAY).isoformat(),
    }  # fmt: skip


def test_a_price_that_comes_late_holds_on_its_own_days(ana: Any) -> None:
    scene.priced(ana, minor=1_400, quoted_on=TODAY - 10 * scene.DAY)
    scene.priced(ana, minor=1_100, quoted_on=TODAY - 30 * scene.DAY)
    assert (in_force(), in_force(TODAY - 20 * scene.DAY)) == (1_400, 1_100)


def test_a_nearer_place_decides(ana: Any) -> None:
    scene.priced(ana, minor=1_000)
    scene.priced(ana, minor=1_900, place=scene.DISTRICT, quoted_on=TODAY - 40 * scene.DAY)
    assert in_force() == 1_900
    assert in_force(district="050101") == 1_000


def test_a_wrong_price_is_withdrawn_once_with_its_reason(ana: Any) -> None:
    before, wrong = scene.priced(ana, minor=1_000, quoted_on=TODAY - scene.DAY), scene.priced(ana, minor=9_999)
    with pytest.raises(Refused) as short:
        withdraw_price(price=wrong, why="mal", by=ana, at=now())
    assert scene.codes(short) == ["reason_short"]
    withdraw_price(price=wrong, why="Era el precio de la caja de diez.", by=ana, at=now())
    assert in_force() == before.minor
    with pytest.raises(Refused) as twice:
        withdraw_price(price=wrong, why=scene.WHY, by=ana, at=now())
    assert scene.codes(twice) == ["withdrawn_already"]
    assert told("withdraw_price").after == {"reason": "Era el precio de la caja de diez."}
    assert priced([scene.good()], ["05"])[scene.good()].spread.count == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"quoted_on": None}, "price_without_day"),
        ({"quoted_on": TODAY + scene.DAY}, "price_in_future"),
        ({"quoted_on": date(2011, 12, 31)}, "price_before_program"),
        ({"source": " "}, "price_without_source"),
        ({"source_kind": None}, "price_source_kind"),
        ({"minor": 0}, "price_amount"),
        ({"minor": -5}, "price_amount"),
        ({"minor": 100_000_001}, "price_amount"),
        ({"good": Good("open_field_garden", "tractor", "u")}, "not_on_menu"),
        ({"place": "999999"}, "price_place"),
    ],
)
def test_a_price_that_says_too_little_is_refused(ana: Any, more: dict[str, Any], code: str) -> None:
    one = scene.said(**({"minor": 1_000} | more)) if "good" not in more else scene.said(more["good"])
    with pytest.raises(Refused) as refused:
        record_prices(said=[one], by=ana, at=now(), versions=[scene.version()])
    assert code in scene.codes(refused)
    assert not Price.objects.exists()


def test_the_same_price_is_not_written_twice_and_a_sheet_goes_in_whole_or_not(ana: Any) -> None:
    scene.priced(ana)
    with pytest.raises(Refused) as again:
        scene.priced(ana)
    assert scene.codes(again) == ["price_again"]
    rows = [scene.said(one.good, 700) for one in scene.lines("improved_stove")]
    with pytest.raises(Refused) as second:
        record_prices(said=[rows[0], rows[0]], by=ana, at=now(), versions=[scene.version()])
    assert scene.codes(second) == ["price_row", "price_again"] and Price.objects.count() == 1
    made = record_prices(said=rows, by=ana, at=now(), versions=[scene.version()])
    assert len(made) == len(rows) > 3 and told("record_prices").after["prices"] == len(rows)
    with pytest.raises(Refused) as none:
        record_prices(said=[], by=ana, at=now())
    assert scene.codes(none) == ["prices_at_once"]


def test_prices_are_written_by_who_works_there(ana: Any) -> None:
    other = people.acting_as(people.other_head())
    for who in (other, people.acting_as(people.auditor()), SYSTEM):
        with pytest.raises(NotAllowed):
            record_prices(said=[scene.said()], by=who, at=now(), versions=[scene.version()])
    with pytest.raises(NotAllowed):
        withdraw_price(price=scene.priced(ana), why=scene.WHY, by=other, at=now())


def test_every_good_of_every_version_can_be_priced(ana: Any) -> None:
    """Words that two lines of one kit share would be one good with one price."""
    from winay.plans.queries.menus import lines_of, menu_for
    from winay.programs.models import Version

    for version in Version.objects.all():
        goods = [one.good for one in lines_of(menu_for(version))]
        assert len(set(goods)) == len(goods)


@pytest.mark.parametrize(
    "broken", ["quoted_on = NULL", "source = ''", "minor = 0", "currency = 'USD'", "source_kind = 'otro'"]
)
def test_the_database_takes_no_price_without_day_source_or_amount(ana: Any, broken: str) -> None:
    made = scene.priced(ana)
    columns = "place_id, item, line, words, unit, minor, currency, quoted_on, source_kind, source, note, " \
        "recorded_by, recorded_at, withdrawn_why, synthetic"  # fmt: skip
    name, value = broken.split(" = ")
    new = columns.replace(f"{name},", f"{value},")
    public = "'" + "0" * 31 + "1'" if connection.vendor == "sqlite" else "gen_random_uuid()"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        insert = f"INSERT INTO plans_price (public_id, {columns}) SELECT {public}, {new}"
        cursor.execute(f"{insert} FROM plans_price WHERE id = {made.pk}")


def test_the_database_keeps_prices_as_they_were_written(ana: Any) -> None:
    made = scene.priced(ana)
    for change in ({"minor": 5}, {"quoted_on": TODAY - scene.DAY}, {"source": "otra"}, {"place": scene.place("06")}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Price.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.filter(pk=made.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.filter(pk=made.pk).update(withdrawn_at=now())
    withdraw_price(price=made, why=scene.WHY, by=ana, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.filter(pk=made.pk).update(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")


# ---- exchange rates -------------------------------------------------------------------------------------------------


def test_what_ships_is_an_average_of_years_and_says_so() -> None:
    shipped = rate_on(TODAY)
    assert shipped is not None and (shipped.number, shipped.confirmed) == (33_300, False)
    assert rate_on(date(2011, 12, 31)) is None


def test_a_rate_that_somebody_enters_takes_its_place_from_its_day_on(carmen: Any) -> None:
    scene.rated(carmen, 37_512, TODAY - 5 * scene.DAY)
    found = rate_on(TODAY)
    assert found is not None and (found.number, found.confirmed) == (37_512, True)
    earlier = rate_on(TODAY - 6 * scene.DAY)
    assert earlier is not None and not earlier.confirmed
    assert told("record_rate").after["rate"] == "3.7512"


def test_a_wrong_rate_is_withdrawn_and_the_day_takes_the_right_one(carmen: Any) -> None:
    wrong = scene.rated(carmen, 73_500)
    with pytest.raises(Refused) as again:
        scene.rated(carmen, 37_500)
    assert scene.codes(again) == ["rate_again"]
    withdraw_rate(rate=wrong, why="Se escribieron las cifras al revés.", by=carmen, at=now())
    assert rate_on(TODAY).number == 33_300  # type: ignore[union-attr]
    scene.rated(carmen, 37_500)
    assert rate_on(TODAY).number == 37_500  # type: ignore[union-attr]
    assert ExchangeRate.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (RateSaid(None, 37_500, "SBS"), "rate_without_day"),
        (RateSaid(TODAY + scene.DAY, 37_500, "SBS"), "rate_in_future"),
        (RateSaid(TODAY, 0, "SBS"), "rate_number"),
        (RateSaid(TODAY, 37_500_000, "SBS"), "rate_number"),
        (RateSaid(TODAY, 37_500, ""), "rate_without_source"),
        (RateSaid(date(1999, 1, 1), 37_500, "SBS"), "price_before_program"),
    ],
)
def test_a_rate_that_says_too_little_is_refused(carmen: Any, said: RateSaid, code: str) -> None:
    with pytest.raises(Refused) as refused:
        record_rate(said=said, by=carmen, at=now())
    assert scene.codes(refused) == [code]


def test_rates_are_the_nations(ana: Any, carmen: Any) -> None:
    for who in (ana, people.acting_as(people.head()), people.acting_as(people.auditor()), SYSTEM):
        with pytest.raises(NotAllowed):
            scene.rated(who)
    with pytest.raises(NotAllowed):
        withdraw_rate(rate=scene.rated(carmen), why=scene.WHY, by=ana, at=now())


def test_the_database_keeps_rates_too(carmen: Any) -> None:
    made = scene.rated(carmen)
    same = {"recorded_by": carmen.public_id, "recorded_at": now()}
    for wrong in (
        {"from_on": made.from_on, "number": 1, "source": "x"}, {"from_on": scene.DAY + made.from_on, "number": 0},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            ExchangeRate.objects.create(**({"source": "SBS"} | wrong | same))
    with pytest.raises(IntegrityError), transaction.atomic():
        ExchangeRate.objects.filter(pk=made.pk).update(number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExchangeRate.objects.filter(pk=made.pk).delete()
