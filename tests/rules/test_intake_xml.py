"""What a stranger's XML may not have is looked at before a tree is grown of it, and nothing is answered otherwise."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

import pytest

from tests.rules.test_intake_reading import BOMBS
from winay.intake.reading import xml
from winay.intake.reading.xml import BadXml, Element, Limits, Wrong, read


def answer(reading: Callable[[], Element]) -> Any:
    """The tree, or why there is none."""
    try:
        return reading()
    except BadXml as bad:
        return bad.wrong, bad.where


def at_once(content: bytes, limits: Limits) -> Element:
    """The tree, grown while the bounds are looked at, whatever there is to read."""
    reader = xml._Reader(limits)
    xml._go_through(reader, content)
    assert reader.root is not None
    return reader.root


ANSWERS = (
    '<data xmlns:o="x" id="f"><!-- <a><b> --><n o:k="1" k=\'2\'>Ñahui &amp; <b/>hijos</n><![CDATA[<c><d></e>]]>'
    "<o:meta><o:id>1</o:id></o:meta><?pi <a><b> ?><g><g><g/></g></g>\r\n<t>a &lt;b&gt; ⽀㰀</t></data><!-- <z> -->"
)
PLAIN = ANSWERS.replace("⽀㰀", "")
ODD = (
    ANSWERS.encode(),
    *(f'<?xml version="1.0" encoding="{code}"?>{PLAIN}'.encode(code) for code in ("utf-8", "iso-8859-1", "cp1252")),
    *(ANSWERS.encode(code) for code in ("utf-8-sig", "utf-16")),
    *(mark + ANSWERS.encode(code) for mark, code in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))),
    *(f'<?xml version="1.0"?>{ANSWERS}'.encode(code) for code in ("utf-16-le", "utf-16-be")),
    b"<r><!--" + b"<a/>" * 90_000 + b"--><a/></r>",  # as a comment the same is nothing
    b"<r>" + b"<a>x</a>" * 40_000 + b"</r>",
    b"<r>" + b"<a>" * 30 + b"</a>" * 30 + b"</r>",
    b"<r><![CDATA[" + b"<a/>" * 90_000 + b"]]></r>",
    b"<r a='" + b"x" * 700_000 + b"'/>",
    b"", b"<", b"<r", b"</r>", b"<r></s>", b"<r/>x", b"<r a='<'/>", b"<r a='1' a='2'/>", b"<o:r/>", b"<r>]]></r>",
)  # fmt: skip


PIECES = (b"", b"<a/>", b"<!-- <a> -->", b"x", b"<a>", b"</a>", b"<!--", b"-->", b"<!DOCTYPE a>", b"\0", b"&x;")


def spoiled(luck: Random) -> bytes:
    """One of the small ones, with some of it gone or twice, and something between."""
    body = bytearray(luck.choice([one for one in ODD if len(one) < 2_000]))
    for _ in range(luck.randrange(3)):
        at, until = sorted(luck.randrange(len(body) + 1) for _ in range(2))
        body[at : luck.choice((at, at, until))] = luck.choice((*PIECES, bytes(body[at:until])))
    return bytes(body)


def bounds(content: bytes, luck: Random) -> list[Limits]:
    """The usual ones; narrow ones that it may pass or not, for what is not too long for so many."""
    narrow = Limits(elements=luck.randrange(9), depth=luck.randrange(1, 5), attributes=luck.randrange(4))
    short = [Limits(token=50_000), Limits(elements=11), Limits(elements=0), narrow] if len(content) < 800_000 else []
    return [Limits(), *short]


def test_looking_first_answers_as_reading_at_once() -> None:
    """For what a phone sends, for what nobody should send, and at every limit between none and enough."""
    luck, seen = Random(7), Counter[Any]()
    for content in [*(bomb for bomb, _ in BOMBS.values()), *ODD, *(spoiled(luck) for _ in range(800))]:
        for limits in bounds(content, luck):
            if len(content) <= limits.size:
                said = answer(partial(read, content, limits))
                assert said == answer(partial(at_once, content, limits)), (content[:500], limits)
                looked = content.count(b"<") > limits.elements
                seen[looked, "read" if isinstance(said, Element) else said[0]] += 1
    for said in ("read", Wrong.BROKEN, Wrong.DTD, Wrong.TOO_DEEP, Wrong.TOO_MANY):
        assert seen[True, said] >= 20, seen


def test_of_what_is_too_much_nothing_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "Element", None)
    for name in ("many", "deep"):
        content, wrong = BOMBS[name]
        with pytest.raises(BadXml, match=wrong):
            read(content)
