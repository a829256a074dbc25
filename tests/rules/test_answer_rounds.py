"""Rounds are cut out of a body, and what is left is read where it stands, only where nothing else can be meant."""

import random
from xml.etree import ElementTree

import pytest

from winay.intake.exporting.plain import plain_parts
from winay.intake.exporting.tables import Flattener, names_of_rounds, tables_of, without_rounds
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


PLAIN = (
    ("name", "home/where", "home/name", "home/yard/size", "position", "start"), ("people",),
)  # fmt: skip
BODIES = [
    b"<data id='f'><name>Rosa</name><home><where/><name> La casa </name></home><meta><a>1</a></meta></data>",
    b"<?xml version='1.0' encoding='UTF-8'?>\n<data id='f' version='1'>\n <home>\n  <yard>\n<size>3</size></yard>\n"
    b"<where>aqui\xc3\xad</where></home>\n<position>-13.2 -74.3 3400 8</position>"
    b"<orx:meta xmlns:orx='o'><orx:instanceID>x</orx:instanceID></orx:meta></data>",
    b"<data xmlns:orx='o' id='f'><home><yard><size>1</size></yard><name>a</name></home><orx:meta></orx:meta></data>",
    b"<data id='f'><other> </other><name>Rosa</name><meta></meta></data>",
    b"<data id='f'><name>Rosa</name><orx:meta xmlns:orx='o'><meta>1</meta></orx:meta></data>",
    b"<data id='f'>Ana<name>Ro<b/>sa</name>Ana<meta></meta></data>",
]
ODD = [
    b"<data id='f'><name a='1'>Rosa</name><meta></meta></data>", b"<data id='f'><name >Rosa</name><meta></meta></data>",
    b"<data id='f'><name>Rosa &amp; Ana</name><meta></meta></data>",
    b"<data id='f'><name><![CDATA[Rosa</name>]]></name><meta></meta></data>",
    b"<data id='f'><!-- <name>Ana</name> --><name>Rosa</name><meta></meta></data>",
    b"<data id='f'><home><where>a</where><home><where>b</where></home></home><meta></meta></data>",
    b"<data id='f'><name>Rosa</name><other>1</other><meta></meta></data>",
    b"<data id='f'><where>sin grupo</where><meta></meta></data>",
    b"<data id='f'><people><age>3</age></people><meta></meta></data>",
    b"<data id='f'><meta></meta><name>Rosa</name></data>",
    "<?xml version='1.0' encoding='latin-1'?><data id='f'><name>Ñ</name><meta></meta></data>".encode("latin-1"),
    b"<data id='f'><name a='1'>Rosa<x>1</x></name><meta></meta></data>",
    b"<data id='f'><name>a\rb</name><meta></meta></data>", b"<data id='f'><name>a > b</name><meta></meta></data>",
    b"<data id='f'><name>Rosa</name></data>",
    b"<data id='f'><home></home><start></start><name/><meta/></data>",
    b"<data id='f'><name>Ana</name><name>Rosa</name><meta></meta></data>",
    b"<data id='f'><name></name><name>Rosa</name><name></name><meta></meta></data>",
    b"<data id='f'><metal>1</metal><name>Rosa</name><meta><metal>2</metal></meta></data>",
    b"<data id='f'>Ana<name>Rosa</name>Ana<meta></meta>Ana</data>",
]  # fmt: skip


def flattener() -> Flattener:
    asked = {path: Question(path, "geopoint" if path == "position" else "text", "input") for path in PLAIN[0]}
    return Flattener(tables_of([Shape("f", "1", "F", asked, frozenset(PLAIN[1]), frozenset())]))


@pytest.mark.parametrize("body", BODIES)
def test_a_plain_body_says_in_one_pass_what_its_tree_says(body):
    parts = plain_parts(body)
    flat = flattener().rows(ElementTree.fromstring(body))
    assert parts is not None and flattener().cells(parts) == flat.main and not flat.elsewhere


@pytest.mark.parametrize("body", ODD)
def test_nothing_else_is_ever_said_of_one_that_is_not_so_plain(body):
    assert _same(flattener(), body) is None


def test_bodies_of_one_make_up_after_another_say_what_their_trees_say():
    """What one body taught of where answers stand holds for the others, however they are mixed."""
    chance, reader, told = random.Random(20261130), flattener(), 0
    texts = [
        "",
        " ",
        "Rosa",
        " Rosa\n",
        "ñandú",
        "1 2",
        "-13.2 -74.3 3400 8 9",
        "a > b",
        "&amp;",
        "x\r",
        "=1",
        "\u00a0 q",
    ]
    names = ["name", "where", "yard", "home", "size", "position", "start", "other", "people"]

    def some(depth):
        made = []
        for _ in range(chance.randrange(5)):
            name = chance.choice(names)
            inside = some(depth - 1) if depth and chance.random() < 0.4 else chance.choice(texts)
            made.append(chance.choice([f"<{name}>{inside}</{name}>"] * 5 + [f"<{name}/>", f"<{name} />", "\n  "]))
        return "".join(made)

    for _ in range(4_000):
        told += _same(reader, f"<data id='f'>{some(3)}<meta><a>1</a></meta></data>".encode()) is not None
    assert told > 1_000


def _same(reader, body):
    parts, flat = plain_parts(body), flattener().rows(ElementTree.fromstring(body))
    cells = None if parts is None else reader.cells(parts)
    assert cells is None or (cells == flat.main and not flat.elsewhere)
    return cells
