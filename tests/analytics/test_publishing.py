"""What several tables for everybody say together: no few households either."""

from itertools import product
from typing import Any

import pytest

from winay.analytics import publishing
from winay.analytics.cubes.terms import CUBES
from winay.analytics.publishing import LEAST, TOGETHER, open_by, open_figures, open_indicators, parts_of

FLOWS = [key for key, parts in TOGETHER.items() if parts is publishing.ENTERED]
FAIR = {
    "households": 400, "open": 300, "ended": 100, "completed": 60, "dropped": 40, "dropped_early": 20, "placed": 200,
    "visited": 150, "home_seen": 100, "women": 180, "young": 40, "overdue": 0, "due_soon": 30,
}  # fmt: skip


def of(monkeypatch: pytest.MonkeyPatch, **places: dict[str, int]) -> None:
    def values(_snapshot: Any, cube: str, pairs: Any, by: Any, *_more: Any) -> Any:
        rows = {"05": FAIR, "21": FAIR, "25": FAIR} | places if cube == "cycles" else {}
        return [
            ((key,), tuple((told[up], told[down] if down else None) for up, down in pairs))
            for key, told in rows.items()
        ]

    monkeypatch.setattr(publishing, "values", values)


def shown(key: str) -> set[str]:
    return set(open_figures(None, open_indicators()[key]).rows)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "few",
    [
        {"households": 343, "ended": 43, "completed": 3},
        {"ended": 99, "completed": 60, "dropped": 39, "households": 399, "dropped_early": 2},
        {"dropped_early": 37},
    ],
    ids=["completed", "left early", "left later"],
)
def test_who_entered_less_who_is_in_and_who_left_is_no_few(
    monkeypatch: pytest.MonkeyPatch, few: dict[str, int]
) -> None:
    """Three completed: by itself it is kept back, and so is everything that it is the difference of."""
    told = FAIR | few
    assert told["households"] == told["open"] + told["completed"] + told["dropped"]
    of(monkeypatch, **{"21": told})
    for key in FLOWS:
        open_ = shown(key)
        assert "" in open_ and "21" not in open_, key
        assert len({"05", "25"} - open_) == 1, "the country less two would say it"
    assert shown("households_in_nuclei") == {"", "05", "21", "25"}, "what it says nothing of is shown"


def test_figures_that_add_up_are_shown_together(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in product((0, 3, 60), (0, 5, 40), (0, 4, 20)):
        completed, dropped, early = number
        early = min(early, dropped)
        told = FAIR | {"completed": completed, "dropped": dropped, "dropped_early": early}
        told["households"] = told["open"] + completed + dropped
        of(monkeypatch, **{"21": told})
        assert len({frozenset(shown(key)) for key in FLOWS}) == 1
        few = any(0 < part < LEAST for part in (completed, early, dropped - early))
        assert ("21" in shown("households_entered")) is not few


def test_every_part_is_counted_by_its_cube() -> None:
    for one in open_indicators().values():
        measures = {name for part in parts_of(one) for name in part}
        assert measures <= set(CUBES[one.cube].measures) and open_by(one)
