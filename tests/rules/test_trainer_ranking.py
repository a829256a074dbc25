"""How candidates are placed, without a database."""

from hypothesis import given
from hypothesis import strategies as st

from winay.trainers.ranking_rules import DRAW, Candidate, Ranked, mean_e2, rank
from winay.trainers.terms import Outcome

CRITERIA = (1, 2, 3)
BREAKS = (2, 3)


def ranked(
    *sheets: tuple[int, int, int], mark: int = 60, posts: int = 2, drawn: dict[int, int] | None = None
) -> Ranked:
    """Candidates 0, 1, 2… each with one sheet of three criteria."""
    people = [
        Candidate(key, 7, f"name {key}", [dict(zip(CRITERIA, one, strict=True))]) for key, one in enumerate(sheets)
    ]
    return rank(people, criteria=CRITERIA, tie_breaks=BREAKS, pass_mark=mark, posts={7: posts}, drawn=drawn)


def order(found: Ranked) -> list[int]:
    return [line.key for line in found.lines]


def test_more_points_come_first_and_posts_go_round() -> None:
    found = ranked((20, 20, 25), (30, 30, 30), (20, 30, 25), (10, 10, 10))
    assert order(found) == [1, 2, 0, 3]
    outcomes = [line.outcome for line in found.lines]
    assert outcomes == [Outcome.SELECTED, Outcome.SELECTED, Outcome.SUBSTITUTE, Outcome.BELOW_MARK]


def test_exactly_the_mark_passes() -> None:
    assert ranked((20, 20, 20)).lines[0].outcome is Outcome.SELECTED
    assert ranked((20, 20, 19)).lines[0].outcome is Outcome.BELOW_MARK


def test_the_criteria_part_a_tie_in_their_turn() -> None:
    found = ranked((30, 20, 20), (20, 30, 20), (20, 20, 30))
    assert order(found) == [1, 2, 0] and not found.ties
    assert [line.parted_by for line in found.lines] == ["", "2", "3"]


def test_what_nothing_parts_needs_a_draw() -> None:
    found = ranked((20, 20, 20), (20, 20, 20), (30, 30, 30))
    assert found.ties == ((0, 1),)
    drawn = ranked((20, 20, 20), (20, 20, 20), (30, 30, 30), drawn={0: 2, 1: 1})
    assert order(drawn) == [2, 1, 0] and not drawn.ties
    assert drawn.lines[2].parted_by == DRAW and drawn.lines[2].drawn == 2
    assert ranked((20, 20, 20), (20, 20, 20), drawn={0: 1, 1: 1}).ties, "the same lot twice parts nobody"
    assert not ranked((1, 1, 1), (1, 1, 1)).ties, "nobody draws lots under the mark"


def test_the_mean_is_in_hundredths_rounded_half_up() -> None:
    assert mean_e2([1, 2]) == 150
    assert mean_e2([1, 1, 2]) == 133
    assert mean_e2([2, 2, 1]) == 167
    assert mean_e2([]) == 0
    assert mean_e2([0] * 7 + [1]) == 13, "12.5 goes up"


scores = st.tuples(*(st.integers(0, 33) for _ in CRITERIA))


@given(st.lists(scores, min_size=1, max_size=8), st.integers(1, 4))
def test_places_follow_points_and_posts_are_never_more(sheets: list[tuple[int, int, int]], posts: int) -> None:
    found = ranked(*sheets, posts=posts)
    points = [line.points_e2 for line in found.lines]
    assert points == sorted(points, reverse=True)
    assert [line.place for line in found.lines] == list(range(1, len(sheets) + 1))
    assert sum(line.outcome is Outcome.SELECTED for line in found.lines) <= posts
    assert all(line.points_e2 >= 6000 for line in found.lines if line.outcome is not Outcome.BELOW_MARK)
    tied = {key for tie in found.ties for key in tie}
    for above, below in zip(found.lines, found.lines[1:], strict=False):
        parts = [above.parts_e2[key] == below.parts_e2[key] for key in BREAKS]
        if above.points_e2 == below.points_e2 >= 6000 and all(parts):
            assert {above.key, below.key} <= tied


@given(st.lists(scores, min_size=1, max_size=6), st.randoms())
def test_the_order_in_which_they_applied_says_nothing(sheets: list[tuple[int, int, int]], chance: object) -> None:
    people = [Candidate(key, 7, f"n{key}", [dict(zip(CRITERIA, one, strict=True))]) for key, one in enumerate(sheets)]
    again = list(people)
    chance.shuffle(again)  # type: ignore[attr-defined]
    how = {"criteria": CRITERIA, "tie_breaks": BREAKS, "pass_mark": 60, "posts": {7: 2}}
    assert rank(people, **how) == rank(again, **how)  # type: ignore[arg-type]
