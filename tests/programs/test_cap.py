"""The table `cap.csv`, which a program officer can read and correct: what a household's package may cost on a day.

A "?" after a rate means that it is shown with the mark "unconfirmed". "unknown" is neither zero nor yes.
"""

import csv
from datetime import date
from pathlib import Path

import pytest

from winay.core.fixed import from_fixed, to_fixed
from winay.plans.price_rules import RATE_SCALE, Rate, rate_in_force
from winay.plans.queries.costs import terms_for
from winay.plans.queries.prices import shipped_rates
from winay.plans.rules import Costed, cap_in_soles, may_cost, soles
from winay.programs.models import Version

with (Path(__file__).parent / "cap.csv").open(newline="", encoding="utf-8") as file:
    TABLE = list(csv.DictReader(file))
pytestmark = pytest.mark.django_db


def rates(text: str) -> list[Rate]:
    """What ships, and what the row says was written down."""
    found = [rate for rate, _words in shipped_rates()]
    for number, one in enumerate(filter(None, (part.strip() for part in text.split(";"))), 1):
        day, _, value = one.partition(" = ")
        found.append(Rate(date.fromisoformat(day), to_fixed(value, RATE_SCALE), "SBS", True, number))
    return found


@pytest.mark.parametrize("row", TABLE, ids=[row["case"] for row in TABLE])
def test_what_a_package_may_cost(row: dict[str, str]) -> None:
    version = Version.objects.get(program__key="haku-winay", key=row["version"])
    rate = rate_in_force(rates(row["exchange rates written down"]), date.fromisoformat(row["day"]))
    shown = "-" if rate is None else f"{from_fixed(rate.number, RATE_SCALE)}{'' if rate.confirmed else ' ?'}"
    cap = cap_in_soles(terms_for(version.pk).cap, rate)
    text = row["cost of the package in soles"]
    cost = Costed(0, 1) if text == "unknown" else Costed(to_fixed(text, 2), 0)
    codes = [reason.code for reason in may_cost(cost, cap).reasons]
    answer = "inside" if not codes else "over" if codes == ["plans.over_cap"] else "unknown"
    assert (shown, "unknown" if cap is None else soles(cap), answer) == (
        row["rate of the day"], row["cap in soles"], row["answer"],
    )  # fmt: skip


def test_the_table_has_every_answer_and_several_days_and_rates() -> None:
    assert {row["answer"] for row in TABLE} == {"inside", "over", "unknown"}
    assert len({row["day"] for row in TABLE}) >= 8 and len({row["rate of the day"] for row in TABLE}) >= 5
