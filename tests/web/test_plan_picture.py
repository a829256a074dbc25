"""The picture of a plan: dots that would cover each other are moved apart, the others stay."""

import math

from winay.web.plan_picture import RADIUS, WIDTH, apart


def test_dots_that_would_cover_each_other_part_and_the_others_stay() -> None:
    at = {1: (300.0, 300.0), 2: (305.0, 302.0), 3: (300.0, 300.0), 4: (800.0, 100.0)}
    found = apart(at, RADIUS, 600)
    assert found[4] == at[4]
    for one in (1, 2, 3):
        assert math.dist(found[one], at[one]) < 3 * RADIUS
        assert all(math.dist(found[one], found[other]) > 1.8 * RADIUS for other in found if other != one)
    assert found == apart(at, RADIUS, 600)


def test_dots_stay_inside_the_picture_however_many_there_are() -> None:
    found = apart({n: (5.0 + n % 7, 5.0) for n in range(300)}, RADIUS, 600)
    assert all(RADIUS <= x <= WIDTH - RADIUS and RADIUS <= y <= 600 - RADIUS for x, y in found.values())


def test_one_dot_and_none() -> None:
    assert apart({1: (400.0, 300.0)}, RADIUS, 600) == {1: (400.0, 300.0)}
    assert apart({}, RADIUS, 600) == {}
