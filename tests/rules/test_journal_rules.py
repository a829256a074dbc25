"""Canonical bytes, leaves and roots: published vectors, and what must not change them."""

import hashlib
import json
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winay.journal import rules
from winay.journal.rules import Batch, Entry, Personal, canonical_body

AT = datetime(2026, 11, 23, 14, 30, 0, 123456, tzinfo=UTC)
ENTRY = Entry(
    public_id=UUID("11111111-2222-4333-8444-555555555555"),
    verb="targeting.approve_selection",
    actor=UUID("99999999-8888-4777-8666-555555555555"),
    role="office_head",
    at=AT,
    subjects=(("selection", "a1"), ("place", "050101")),
    before={"state": "submitted", "phone": Personal("999 111 222")},
    after={"state": "approved", "on": date(2026, 11, 23), "areas": 3, "name": "Wiñay"},
)
BODY = (
    '{"actor":"99999999-8888-4777-8666-555555555555",'
    '"after":{"areas":3,"name":"Wiñay","on":"2026-11-23","state":"approved"},"at":"2026-11-23T14:30:00.123456Z",'
    '"before":{"phone":"•••","state":"submitted"},"format":1,"id":"11111111-2222-4333-8444-555555555555",'
    '"role":"office_head","subjects":[["place","050101"],["selection","a1"]],"verb":"targeting.approve_selection"}'
)


def mappings(inner: st.SearchStrategy) -> st.SearchStrategy:
    keys = st.text(st.characters(exclude_categories=["Cs"]), max_size=6).map(lambda k: unicodedata.normalize("NFC", k))
    return st.dictionaries(keys, inner, max_size=4)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | mappings(inner),
    max_leaves=8,
)


def shuffled(value: object, form: str) -> object:
    """The same value written down differently: keys backwards, texts in another normal form."""
    if isinstance(value, dict):
        return {unicodedata.normalize(form, key): shuffled(value[key], form) for key in reversed(value)}
    if isinstance(value, list):
        return tuple(shuffled(item, form) for item in value)
    return unicodedata.normalize(form, value) if isinstance(value, str) else value


def test_body_vector() -> None:
    assert canonical_body(ENTRY) == BODY


def test_mac_leaf_and_batch_vectors() -> None:
    mac = rules.body_mac(bytes(range(32)), BODY)
    assert mac == "0bb58c42ecea19e3780c14f04f08bc2b39763be4e9be70dcf912a74247630b1d"
    leaf = rules.leaf_hash(7, f"k1.{mac}", BODY)
    assert leaf == hashlib.sha256(b"\x00" + f"7\nk1.{mac}\n{BODY}".encode()).hexdigest()
    batch = Batch(2, AT, 3, 7, 9, "a" * 64, "b" * 64, 10, "sqlite")
    assert rules.batch_text(batch) == (
        '{"at":"2026-11-23T14:30:00.123456Z","count":3,"first":7,"floor":10,"format":1,"last":9,"number":2,'
        f'"previous":"{"b" * 64}","root":"{"a" * 64}","source":"sqlite"}}'
    )


def test_merkle_vectors() -> None:
    def node(a: bytes, b: bytes) -> bytes:
        return hashlib.sha256(b"\x01" + a + b).digest()

    leaf = [hashlib.sha256(bytes([0, n])).digest() for n in range(5)]
    want = {
        1: leaf[0],
        2: node(leaf[0], leaf[1]),
        3: node(node(leaf[0], leaf[1]), leaf[2]),
        5: node(node(node(leaf[0], leaf[1]), node(leaf[2], leaf[3])), leaf[4]),
    }
    for count, root in want.items():
        assert rules.merkle_root([one.hex() for one in leaf[:count]]) == root.hex()
    # The three-leaf tree of RFC 6962 over the texts "", "\x00" and "\x10".
    texts = [hashlib.sha256(b"\x00" + text).hexdigest() for text in (b"", b"\x00", b"\x10")]
    assert rules.merkle_root(texts) == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"


def test_an_empty_tree_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a leaf"):
        rules.merkle_root([])


@given(st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), min_size=1, max_size=40), st.data())
def test_any_change_of_leaves_changes_the_root(leaves: list[str], data: st.DataObject) -> None:
    root = rules.merkle_root(leaves)
    assert rules.merkle_root([*leaves, leaves[-1]]) != root
    place = data.draw(st.integers(0, len(leaves) - 1))
    other = [*leaves]
    other[place] = hashlib.sha256(bytes.fromhex(leaves[place])).hexdigest()
    assert rules.merkle_root(other) != root
    if len(leaves) > 1:
        assert rules.merkle_root(leaves[:place] + leaves[place + 1 :]) != root
        assert (rules.merkle_root(leaves[::-1]) == root) == (leaves == leaves[::-1])


@given(mappings(values), st.lists(st.sampled_from([("place", "Ñuñoa"), ("place", "01"), ("area", "x")])), st.data())
def test_spelling_does_not_matter(after: dict, subjects: list, data: st.DataObject) -> None:
    one = replace(ENTRY, after=after, subjects=tuple(subjects))
    form = data.draw(st.sampled_from(["NFC", "NFD"]))
    others = data.draw(st.permutations([(kind, unicodedata.normalize(form, key)) for kind, key in subjects]))
    lima = AT.astimezone(timezone(timedelta(hours=-5)))
    other = replace(one, after=shuffled(after, form), subjects=(*others, *others), at=lima)
    assert canonical_body(one).encode() == canonical_body(other).encode()


@given(mappings(values))
def test_bodies_are_read_back(after: dict) -> None:
    body = canonical_body(replace(ENTRY, after=after))
    read = rules.parse_body(body)
    assert canonical_body(read) == body
    assert (read.verb, read.actor, read.at, read.public_id) == (ENTRY.verb, ENTRY.actor, ENTRY.at, ENTRY.public_id)


@pytest.mark.parametrize("field", ["verb", "actor", "role", "at", "public_id", "subjects", "before", "after"])
def test_every_field_is_in_the_bytes(field: str) -> None:
    other = {
        "verb": "targeting.return_selection", "actor": UUID(int=1), "role": "auditor", "at": AT + timedelta(0, 0, 1),
        "public_id": UUID(int=2), "subjects": (("place", "050102"),), "before": {}, "after": None,
    }  # fmt: skip
    assert canonical_body(replace(ENTRY, **{field: other[field]})) != BODY


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"after": {"share": 0.5}}, TypeError, "after.share is a float"),
        ({"after": {"list": [1, {2}]}}, TypeError, r"after.list\[1\] is a set"),
        ({"after": {1: "a"}}, TypeError, "keys are texts"),
        ({"after": {"n\u0303": 1, "ñ": 2}}, ValueError, "twice"),
        ({"after": {"text": "\ud800"}}, ValueError, "surrogates"),
        ({"at": datetime(2026, 1, 1)}, ValueError, "time zone"),  # noqa: DTZ001
        ({"verb": "approve"}, ValueError, "room.verb"),
        ({"verb": "targeting.approve\n"}, ValueError, "room.verb"),
        ({"role": ""}, ValueError, "role"),
        ({"subjects": (("Place", "1"),)}, ValueError, "lower-case"),
        ({"subjects": (("place", ""),)}, ValueError, "printable"),
        ({"subjects": (("place", "a\nb"),)}, ValueError, "printable"),
        ({"subjects": (("place", "x" * 101),)}, ValueError, "printable"),
        ({"format": 2}, ValueError, "format 2"),
    ],
)
def test_what_has_no_one_spelling_is_refused(change: dict, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        canonical_body(replace(ENTRY, **change))


def test_personal_values_leave_no_trace_at_any_depth() -> None:
    body = canonical_body(replace(ENTRY, after={"people": [{"dni": Personal("44556677")}, Personal({"a": 1.5})]}))
    assert "44556677" not in body
    assert json.loads(body)["after"] == {"people": [{"dni": "•••"}, "•••"]}
    assert "44556677" not in repr(Personal("44556677"))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "1", "{}", '{"format":2}', BODY[:-1], BODY.replace("99999999-", "no"), "[" * 100_000,
     BODY.replace('[["place"', '[[["place"')],
)  # fmt: skip
def test_a_body_that_is_none_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        rules.parse_body(text)
