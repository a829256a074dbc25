"""Rounds are cut out of a body only where nothing else can be meant."""

import pytest

from winay.intake.exporting.tables import names_of_rounds, without_rounds
from winay.intake.reading.shape import Question, Shape


def shape(*paths: str, repeats: tuple[str, ...]) -> Shape:
    asked = {path: Question(path, "text", "input") for path in paths}
    return Shape("f", "1", "F", asked, frozenset(repeats), frozenset())


@pytest.mark.parametrize(
    ("paths", "repeats", "names"),
    [
        (("name", "people/age"), ("people",), ["people"]),
        (("name", "people/age", "people/pets/name"), ("people", "people/pets"), ["people"]),
        (("home/people", "people/age"), ("people",), []),
        (("people/people", "people/age"), ("people",), []),
        (("a/x/n", "b/x/n"), ("a/x", "b/x"), []),
        (("name",), (), []),
    ],
)
def test_a_name_that_stands_elsewhere_is_left(paths, repeats, names):
    assert names_of_rounds([shape(*paths, repeats=repeats)]) == names


def test_what_is_cut():
    body = b"<data><a>1</a><people><age>3</age></people><b/><people></people><people x='1'><age>4</age></people></data>"
    assert without_rounds(body, ["people"]) == b"<data><a>1</a><b/><people x='1'><age>4</age></people></data>"
    assert without_rounds(b"<data><people><age>3</age>", ["people"]) == b"<data><people><age>3</age>"
