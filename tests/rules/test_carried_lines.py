"""Lines: whatever a value is, it comes back; whatever is cut anywhere, whole lines come out."""

import gzip
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winay.core.keys import KeyMissing, KeyRing
from winay.journeys.carrying import packing
from winay.journeys.carrying.lines import (
    CHUNK,
    Column,
    Content,
    Kind,
    Measured,
    chunked,
    escape,
    row_for_sqlite,
    same_tree,
    unescape,
    whole_lines,
    with_same_trees,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
RING = KeyRing({"k1": b"a" * 32, "k2": b"b" * 32}, "k2")


@given(TEXTS)
def test_a_text_stays_in_its_column_and_comes_back(text: str) -> None:
    written = escape(text)
    assert not set(written) & set("\t\n\r\x08\x0b\x0c")
    assert unescape(written) == text
    assert written != "\\N"


@given(st.lists(TEXTS, min_size=1), st.integers(1, 9))
def test_lines_cut_anywhere_come_out_whole(texts: list[str], step: int) -> None:
    lines = [escape(text) for text in texts]
    content = "".join(f"{line}\n" for line in lines).encode()
    assert list(whole_lines(content[at : at + step] for at in range(0, len(content), step))) == lines


def test_a_last_line_without_its_end_is_no_line() -> None:
    with pytest.raises(ValueError, match="no end"):
        list(whole_lines([b"a\nb"]))


@given(st.lists(st.binary(max_size=50).map(lambda part: part.replace(b"\n", b"") + b"\n")))
def test_measuring_does_not_depend_on_how_lines_are_cut_into_chunks(lines: list[bytes]) -> None:
    one, other = Measured(), Measured()
    assert b"".join(one.over(lines)) == b"".join(other.over([b"".join(lines)]))
    assert one.content(7) == other.content(7) == Content(len(lines), one.digest.hexdigest(), 7)


def test_chunks_are_about_a_megabyte_of_whole_lines() -> None:
    chunks = list(chunked("x" * 999 + "\n" for _ in range(5_000)))
    assert [len(chunk) >= CHUNK for chunk in chunks[:-1]] == [True] * (len(chunks) - 1)
    assert all(chunk.endswith(b"\n") and len(chunk) < CHUNK + 1_000 for chunk in chunks)
    assert sum(map(len, chunks)) == 5_000_000


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        (Kind.WHOLE, "-9223372036854775808", -(2**63)),
        (Kind.TRUTH, "t", 1),
        (Kind.TRUTH, "f", 0),
        (Kind.TEXT, "a\\tb\\\\N", "a\tb\\N"),
        (Kind.TEXT, "", ""),
        (Kind.DAY, "2026-02-28", "2026-02-28"),
        (Kind.HOUR, "09:30:00", "09:30:00"),
        (Kind.HOUR, "09:30:00.25", "09:30:00.250000"),
        (Kind.INSTANT, "2026-11-28 05:41:54+00", "2026-11-28 05:41:54"),
        (Kind.INSTANT, "2026-11-28 05:41:54.25+00", "2026-11-28 05:41:54.250000"),
        (Kind.INSTANT, "2026-11-28 05:41:54.000001+00", "2026-11-28 05:41:54.000001"),
        (Kind.UUID, "0190b0c0-0000-7000-8000-00000000000a", "0190b0c0000070008000" + "00000000000a"),
        (Kind.BYTES, "\\\\x00ff61", b"\x00\xffa"),
        (Kind.TREE, '{"a":"x\\\\ty"}', '{"a":"x\\ty"}'),
        *((kind, "\\N", None) for kind in Kind),
    ],
)
def test_a_value_as_sqlite_keeps_it(kind: Kind, written: str, kept: Any) -> None:
    assert row_for_sqlite((Column("one", Kind.WHOLE), Column("two", kind)))(f"1\t{written}") == [1, kept]


@pytest.mark.parametrize("line", ["1", "1\t2\t3", "", "x\tt", "1\tmaybe"])
def test_a_line_that_is_no_row_is_refused(line: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        row_for_sqlite((Column("one", Kind.WHOLE), Column("two", Kind.TRUTH)))(line)


@given(st.datetimes().filter(lambda moment: moment.year > 1900))
def test_every_instant_is_written_as_django_writes_it(moment: datetime) -> None:
    digits = f"{moment:%S.%f}".rstrip("0").rstrip(".") if moment.microsecond else f"{moment:%S}"
    written = f"{moment:%Y-%m-%d %H:%M:}{digits}+00"
    (kept,) = row_for_sqlite((Column("at", Kind.INSTANT),))(written)
    assert kept == str(moment) and datetime.fromisoformat(str(kept)).replace(tzinfo=UTC)


@given(st.recursive(st.none() | st.booleans() | st.integers() | TEXTS, lambda inner: st.dictionaries(TEXTS, inner)))
def test_a_tree_has_one_spelling_in_any_order(tree: Any) -> None:
    columns = (Column("id", Kind.WHOLE), Column("data", Kind.TREE))
    spaced = escape(json.dumps(tree, indent=2))
    turned = dict(reversed(tree.items())) if isinstance(tree, dict) else tree
    other = escape(json.dumps(turned, ensure_ascii=False))
    one, two = with_same_trees([f"1\t{spaced}\n", f"1\t{other}\n".encode()], columns)
    assert one == two
    assert json.loads(unescape(str(one).removesuffix("\n").split("\t")[1])) == tree
    assert same_tree(json.dumps(tree)) == same_tree(json.dumps(turned))


def packed(**parts: bytes) -> io.BytesIO:
    out = io.BytesIO()
    writer = packing.Writer(out, 0.0)
    for name, content in parts.items():
        writer.small(name, content)
    writer.table("journal_line", [b"1\tx\n" * 3_000_000, b"2\ty\n"])
    writer.close()
    out.seek(0)
    return out


def test_a_large_table_is_cut_into_parts_that_each_can_be_read_alone() -> None:
    found = {member.name: member.content.read() for member in packing.members(packed())}
    assert list(found) == [f"tables/journal_line/00000{number}.copy.gz" for number in (1, 2)]
    whole = [gzip.decompress(content) for content in found.values()]
    assert b"".join(whole) == b"1\tx\n" * 3_000_000 + b"2\ty\n"
    assert all(part.endswith(b"\n") for part in whole)


def test_the_manifest_is_opened_by_its_keys_alone() -> None:
    manifest = packing.Manifest("0" * 64, {"a": Content(1, "f" * 64, 3)}, "1" * 64, packing.Files(), ("ab",))
    text = packing.sealed_manifest(manifest, RING)
    assert packing.opened_manifest(text.encode(), RING) == manifest
    with pytest.raises(ValueError, match="code"):
        packing.opened_manifest(text.replace('"rows": 1', '"rows": 2').encode(), RING)
    with pytest.raises(KeyMissing):
        packing.opened_manifest(text.encode(), KeyRing({"k1": b"a" * 32}, "k1"))
    for nonsense in (b"", b"[]", b'{"code": "k2.x"}', b'{"code": 1, "manifest": []}'):
        with pytest.raises((ValueError, KeyMissing)):
            packing.opened_manifest(nonsense, RING)


def test_a_key_is_told_from_another_without_being_shown() -> None:
    names = packing.fingerprints(RING)
    assert set(names) == {"k1", "k2"} and len(set(names.values())) == 2
    assert not any(RING.keys[key].hex()[:16] in name for key, name in names.items())
    assert names != packing.fingerprints(KeyRing({"k1": b"c" * 32, "k2": b"b" * 32}, "k2"))


def test_a_head_of_another_format_is_refused() -> None:
    head = packing.Head(packing.FORMAT, "2026-11-28T05:41:54+00:00", "sqlite", "f", "s", False, {"k1": "a"}, False)
    assert packing.head_of(packing.head_text(head)) == head
    for bad in (b"{}", b"[1]", b"not json", packing.head_text(head).replace(b'"format": 1', b'"format": 2')):
        with pytest.raises(ValueError, match=r"head|format"):
            packing.head_of(bad)
