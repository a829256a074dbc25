"""Which cubes there are: what their rows are told apart by, and what is added up. Plain Python.

A row of a cube is a nucleus with its rules and territory, told apart further by the cube's dimensions, and how many
there are of each measure. Whatever a page asks is a sum of rows. No row speaks of a household by its key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TERRITORY = ("office", "department", "province", "district")
PLACES = (*TERRITORY, "program", "version", "nucleus", "synthetic")
"""What every cube is told apart by."""


@dataclass(frozen=True)
class Cube:
    """`dimensions` beside `PLACES`; of `bounds` the first measure is never more than the second."""

    dimensions: Sequence[str]
    measures: Sequence[str]
    bounds: Sequence[tuple[str, str]]


def _parts(whole: str, *parts: str) -> list[tuple[str, str]]:
    return [(part, whole) for part in parts]


CUBES: Mapping[str, Cube] = {
    "cycles": Cube(
        ("sex", "age", "language", "zone", "cohort", "stage", "visitors", "exit_reason", "source"),
        ("households", "open", "ended", "completed", "dropped", "dropped_early", "placed", "overdue", "due_soon",
         "visited", "home_seen", "women", "young"),
        [*_parts("households", "open", "ended", "completed", "dropped", "dropped_early"),
         *_parts("ended", "completed", "dropped"), ("dropped_early", "dropped"),
         *_parts("open", "placed", "overdue", "due_soon", "visited", "home_seen", "women", "young")],
    ),
    "visits": Cube(
        ("month", "kind", "stage"),
        ("visits", "to_women", "late", "on_paper", "household_months", "visits_in_whole_months", "enough", "none"),
        [*_parts("visits", "to_women", "late", "on_paper", "visits_in_whole_months"),
         *_parts("household_months", "enough", "none")],
    ),
    "refusals": Cube(("reason", "cohort"), ("refused", "taken_back"), _parts("refused", "taken_back")),
    "nuclei": Cube(
        ("stage", "cohort"),
        ("nuclei", "below_least", "whole_board", "posts", "posts_of_women", "presidents", "women_presidents",
         "treasurers", "women_treasurers", "with_trainer", "with_plan", "met"),
        [*_parts("nuclei", "below_least", "whole_board", "presidents", "treasurers", "with_trainer", "with_plan",
                 "met"),
         ("posts_of_women", "posts"), ("women_presidents", "presidents"), ("women_treasurers", "treasurers")],
    ),
    "homes": Cube(
        ("home_item", "sex", "language", "zone", "cohort"), ("answers", "good"), _parts("answers", "good")
    ),
    "signals": Cube(
        ("signal", "month"), ("raised", "told", "answered", "in_time", "waiting", "overdue", "confirmed"),
        [*_parts("raised", "told", "waiting", "confirmed"), *_parts("told", "answered", "overdue"),
         ("in_time", "answered")],
    ),
    "technologies": Cube(
        ("item", "sex", "age", "language", "zone", "cohort", "why"),
        ("delivered", "installed", "looked_at", "used", "replicated", "paused", "abandoned", "after_12", "used_12",
         "after_24", "used_24", "left_12", "kept_12", "left_24", "kept_24"),
        [*_parts("delivered", "installed", "looked_at", "used", "replicated", "paused", "abandoned", "after_12",
                 "left_12"),
         ("replicated", "used"), *_parts("after_12", "used_12", "after_24"), ("used_24", "after_24"),
         *_parts("left_12", "kept_12", "left_24"), ("kept_24", "left_24")],
    ),
}  # fmt: skip
