"""Indicators as documents: each says who answers for it and names what a cube counts; one that does not is refused."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from winay.analytics.cubes.terms import CUBES
from winay.analytics.indicators.documents import FOLDER, IndicatorFault, indicators, read_indicator

FILES = sorted(FOLDER.glob("*.yaml"))


def told(file: Path = FILES[0], **changed: Any) -> str:
    return yaml.safe_dump({**yaml.safe_load(file.read_text()), **changed}, allow_unicode=True)


def test_every_document_is_read() -> None:
    assert len(indicators()) == len(FILES) >= 48
    positions = [one.position for one in indicators().values()]
    assert len(set(positions)) == len(positions)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_words_are_whole(file: Path) -> None:
    one = read_indicator(file.read_text(), file.name)
    for text in (one.definition, one.numerator_is, one.denominator_is, one.caution):
        for words in (text.es, text.en) if text else ():
            assert words[0].isupper() and words.endswith("."), words
    assert not re.search(r"benefici|cliente", file.read_text())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"author": None}, "author"),
        ({"author": ""}, "author"),
        ({"reviewed_by": "Wiñay"}, "does not review"),
        ({"reviewed_on": "soon"}, "reviewed_on"),
        ({"cube": "money"}, "there is no cube money"),
        ({"numerator": "happy"}, "does not count happy"),
        ({"by": ["mood"]}, "not told apart by mood"),
        ({"only": {"mood": "good"}}, "not told apart by mood"),
        ({"denominator": None, "denominator_is": None}, "a count has no denominator"),
        ({"denominator_is": None}, "told in words"),
        ({"numerator": "open", "denominator": "placed"}, "needs a bound"),
        ({"key": "other"}, "is called other.yaml"),
        ({"sql": "SELECT 1"}, "sql"),
    ],
)
def test_what_says_too_little_is_refused(changed: dict[str, Any], said: str) -> None:
    share = FOLDER / "households_left.yaml"
    with pytest.raises(IndicatorFault, match=said):
        read_indicator(told(share, **changed), share.name)


def test_what_is_no_document_is_refused() -> None:
    for text in ("", "- a\n- b", "key: [", "just words"):
        with pytest.raises(IndicatorFault):
            read_indicator(text, "x.yaml")


def test_every_measure_but_helpers_is_shown() -> None:
    used = {(one.cube, name) for one in indicators().values() for name in (one.numerator, one.denominator)}
    unused = {(cube, measure) for cube, spec in CUBES.items() for measure in spec.measures} - used
    assert unused == {("cycles", "ended")}, "what no indicator shows is not counted"
