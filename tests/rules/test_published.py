"""What others published of a program: dates, sums, gaps; a file that says what is not so is refused."""

import csv
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from winay.programs.published import FOLDER, Point, Published, SaidBy, published
from winay.programs.published_rules import Spot, holds, silent_years, span_of, steps

PACK = os.environ.get("WINAY_PACK", "")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-08-31", date(2024, 8, 31), date(2024, 8, 31)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2013", date(2013, 1, 1), date(2013, 12, 31)),
        ("2012/2018", date(2012, 1, 1), date(2018, 12, 31)),
    ],
)
def test_a_statement_speaks_of_days(text: str, first: date, last: date) -> None:
    assert span_of(text) == (first, last)


@pytest.mark.parametrize("text", ["", "12", "2012-13", "2012-02-30", "about 2012", "2012-1"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        span_of(text)


@pytest.mark.parametrize(
    ("line", "so"),
    [
        ("246394 - 115000 = 131394", True),
        ("5 - 5 = 0", True),
        ("246000 / 0.47 = 523404", True),
        ("246000 / 0.47 = 523405", False),
        ("121647 / 1101 = 110.5", True),
        ("1 + 2 = 4", False),
        ("2 * 3 = 6", True),
    ],
)
def test_arithmetic_holds_as_it_is_rounded(line: str, so: bool) -> None:
    assert holds(line) is so


def spot(kind: str, as_of: str, households: int | None, money: int | None = None) -> Spot:
    return Spot(kind, *span_of(as_of), households, money)


def test_a_step_is_explained_by_whole_years_between_two_sums() -> None:
    told = [
        spot("cumulative", "2016-12", 100),
        spot("planned", "2017", 40),
        spot("new", "2017", 30),  # what came takes the place of what was meant
        spot("new", "2018", 25),
        spot("new", "2016", 99),  # before
        spot("new", "2019", 99),  # not over
        spot("concluded", "2018", 99),
        spot("cumulative", "2019-06", 180),
    ]
    (step,) = steps(told)
    assert (step.before, step.after, step.gained, step.said, step.years, step.unsaid) == (
        100,
        180,
        80,
        55,
        (2017, 2018),
        25,
    )
    assert steps(told[:1]) == [] and steps(told, "thousand_pen") == []


def test_more_may_be_said_than_came() -> None:
    (step,) = steps([spot("cumulative", "2016-12", 100), spot("new", "2017", 30), spot("cumulative", "2017-12", 120)])
    assert step.unsaid == -10


def test_years_of_which_nobody_speaks() -> None:
    told = [spot("new", "2012", 1), spot("planned", "2014", 1), spot("cumulative", "2015", 1)]
    assert silent_years(told, ("new", "planned"), 2012, 2015) == [2013, 2015]


def test_the_shipped_file_says_what_the_pack_says() -> None:
    if not PACK:
        pytest.skip("needs WINAY_PACK")
    counts = ("households", "projects", "localities", "districts", "departments")
    with (Path(PACK) / "haku_winay_series.csv").open(encoding="utf-8", newline="") as file:
        theirs = [
            (row["as_of"], *(int(row[key]) if row[key] else None for key in counts),
             round(float(row["million_pen"]) * 1000) if row["million_pen"] else None, row["status"].replace(" ", "_"))
            for row in csv.DictReader(file)
        ]  # fmt: skip
    ours = [
        (one.as_of, *(getattr(one, key) for key in counts), one.thousand_pen, one.status.value)
        for one in published()["haku-winay"].points
    ]
    assert ours == theirs


def test_it_speaks_of_the_case_study_where_the_case_study_does() -> None:
    told = published()["haku-winay"]
    assert len(told.numbers) >= 10 and sum(one.status is SaidBy.CASE_STUDY for one in told.points) >= 3
    assert all(one.sums or one.verdict != "partly" for one in told.numbers), "what can be done in part is shown"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"as_of": "lately"}, "is no day"),
        ({"households": -1}, "greater than or equal"),
        ({"households": None}, "neither households nor money"),
        ({"source": " "}, "at least 1"),
        ({"status": "rumour"}, "case_study"),
        ({"kind": "guess"}, "pilot"),
        ({"sure": True}, "Extra inputs"),
    ],
)
def test_a_point_that_says_nothing_sure_is_refused(change: dict[str, Any], says: str) -> None:
    point = {"as_of": "2012", "kind": "new", "households": 5, "status": "press", "source": "a paper"}
    assert Point.model_validate(point).households == 5
    with pytest.raises(ValidationError, match=says):
        Point.model_validate(point | change)


def test_a_sum_that_is_not_so_is_refused() -> None:
    whole = yaml.safe_load((FOLDER / "haku-winay.yaml").read_text("utf-8"))
    for wrong, says in (
        ("1 + 1 = 3", "is not so"),
        ("1 + 1", "expected numbers"),
        ("import os = 1", "expected numbers"),
    ):
        whole["numbers"][0]["sums"][0]["sum"] = wrong
        with pytest.raises(ValidationError, match=says):
            Published.model_validate(whole)
    whole["numbers"][0]["sums"] = []
    whole["numbers"].append(whole["numbers"][0])
    with pytest.raises(ValidationError, match="twice"):
        Published.model_validate(whole)
