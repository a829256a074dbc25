"""Reading what strangers sent: bombs answered in milliseconds, ids found wherever they stand, answers by path."""

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from winay.intake.reading.answers import Answers, BadAnswer, corrected, find, without_places
from winay.intake.reading.envelope import NoIdentity, base_name, files_named, filled_in, identity, moment
from winay.intake.reading.kinds import kind_of
from winay.intake.reading.shape import in_language, shape_of
from winay.intake.reading.xml import BadXml, Limits, Wrong, read
from winay.intake.receiving.rules import Clock, clock_off, late, missing_files

BOMBS = {
    "laughs": (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
        + b"]><l>&m;</l>",
        Wrong.DTD,
    ),
    "external": (b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>', Wrong.DTD),
    "parameter": (b'<!DOCTYPE l SYSTEM "http://127.0.0.1:1/x.dtd"><l/>', Wrong.DTD),
    "undeclared": (b"<l>&x;</l>", Wrong.BROKEN),
    "deep": (b"<a>" * 3_000_000, Wrong.TOO_DEEP),
    "many": (b"<r>" + b"<a/>" * 2_000_000 + b"</r>", Wrong.TOO_MANY),
    "attributes": (b"<r " + b" ".join(b'a%d="x"' % n for n in range(300)) + b"/>", Wrong.TOO_MANY),
    "long tag": (b"<r " + b" ".join(b'a%d="x"' % n for n in range(600_000)) + b"/>", Wrong.TOO_LONG),
    "long attribute": (b'<r a="' + b"x" * 9_000_000 + b'"/>', Wrong.TOO_LONG),
    "long comment": (b"<r><!--" + b"x" * 9_000_000 + b"--></r>", Wrong.TOO_LONG),
    "too large": (b"<r>" + b"x" * 10_000_000 + b"</r>", Wrong.TOO_LARGE),
    "nul": (b"<r>\0</r>", Wrong.BROKEN),
    "nul reference": (b"<r>&#0;</r>", Wrong.BROKEN),
    "unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><r/>', Wrong.BROKEN),
    "utf-7": (b'<?xml version="1.0" encoding="utf-7"?><r/>', Wrong.BROKEN),
    "not utf-8": (b"<r>\xff\xfe\xfa</r>", Wrong.BROKEN),
    "two roots": (b"<r/><r/>", Wrong.BROKEN),
    "nothing": (b"", Wrong.BROKEN),
    "a picture": (b"\xff\xd8\xff\xe0JFIF", Wrong.BROKEN),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_soon(name: str) -> None:
    content, wrong = BOMBS[name]
    began = time.process_time()
    with pytest.raises(BadXml) as bad:
        read(content)
    assert bad.value.wrong == wrong
    assert time.process_time() - began < 1.0  # milliseconds on a free machine


def test_ten_megabytes_of_answers_are_read() -> None:
    root = read(b"<r><a>" + b"quinua " * 1_400_000 + b"</a></r>")
    found = root.child("a")
    assert found is not None and len(found.text) == 9_800_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_declared_encodings(encoding: str) -> None:
    root = read(f'<?xml version="1.0" encoding="{encoding}"?><r><n>Ñahui</n></r>'.encode(encoding))
    found = root.child("n")
    assert found is not None and found.text == "Ñahui"


def test_limits_are_at_their_number() -> None:
    tight = Limits(elements=3, depth=2)
    read(b"<r><a/><a/></r>", tight)
    with pytest.raises(BadXml, match="too_many"):
        read(b"<r><a/><a/><a/></r>", tight)
    with pytest.raises(BadXml, match="too_deep"):
        read(b"<r><a><b/></a></r>", tight)


def xml(inner: str, root: str = 'data id="f" version="1"') -> bytes:
    return f"<{root}>{inner}</{root.split()[0]}>".encode()


META = "<meta><instanceID>uuid:1</instanceID></meta>"


def test_a_root_in_a_namespace_is_its_form() -> None:
    who = identity(read(xml(META, 'data xmlns="http://ejemplo.pe/f"')))
    assert (who.form_id, who.version) == ("http://ejemplo.pe/f", "")


def test_a_block_deeper_down_is_not_the_records() -> None:
    with pytest.raises(NoIdentity):
        identity(read(xml(f"<group>{META}</group>")))


def test_one_that_replaces_itself_replaces_nobody() -> None:
    inner = "<meta><instanceID>uuid:1</instanceID><deprecatedID>uuid:1</deprecatedID></meta>"
    assert identity(read(xml(inner))).deprecated_id == ""


def test_files_are_named_by_the_forms_binary_answers_only() -> None:
    inner = "<photo> a.jpg </photo><name>b.jpg</name><g><pic>c.jpg</pic></g><g><pic/></g><g><pic>../a.jpg</pic></g>"
    root = read(xml(inner + "<orx:meta xmlns:orx='x'><orx:audit>audit.csv</orx:audit></orx:meta>"))
    assert files_named(root, {"photo", "g/pic"}) == ("a.jpg", "c.jpg", "audit.csv")


@pytest.mark.parametrize("name", ["", ".", "..", "a/.."])
def test_names_that_name_no_file(name: str) -> None:
    assert base_name(name) == ""


def test_a_name_that_cannot_be_written_is_a_name_still() -> None:
    """Narrow spaces of screenshots, marks of direction, names of hundreds of signs: the file is somebody's work."""
    assert base_name("Captura a\u202fm.png") == "Captura a_m.png"
    assert base_name("foto\u202egnp.exe") == "foto_gnp.exe" and base_name("a\nb") == "a_b"
    long = [base_name(f"{'x' * 300}{end}.jpg") for end in ("1", "2")]
    assert len(set(long)) == 2 and all(len(name) <= 255 and name.endswith(".jpg") for name in long)
    assert base_name(long[0]) == long[0]


def test_moments_keep_the_offset_and_nonsense_is_none() -> None:
    said = moment("2026-03-01T08:00:00.000-05:00")
    assert said is not None and said.at == datetime(2026, 3, 1, 13, tzinfo=UTC) and said.offset_minutes == -300
    assert moment("0001-01-01T00:00:00Z") is None and moment("9999-12-31T23:59:59Z") is None
    assert moment("1970-01-01T00:00:00Z") is not None  # a clock without a battery
    assert moment("ayer") is None and moment("0001-01-01T00:00:00+14:00") is None
    assert filled_in(read(xml("<start>2026-03-01T08:00:00Z</start>")))[1] is None


NOW = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("began", "ended", "published", "off"),
    [
        (0, 0, -30, False), (-0.5, 0, -30, False), (0.9, 0.9, -30, False), (1.1, 1.1, -30, True),
        (-3 * 365, -3 * 365, -30, True), (-30.5, -30.5, -30, False), (-31.1, 0, -30, True), (0, -1.1, -30, True),
        (None, None, -30, False), (-3 * 365, None, None, False), (None, 3 * 365, None, True),
    ],
)  # fmt: skip
def test_when_a_clock_cannot_be_right(
    began: float | None, ended: float | None, published: float | None, off: bool
) -> None:
    def at(days: float | None) -> datetime | None:
        return None if days is None else NOW + timedelta(days=days)

    clock = Clock(at(began), at(ended), NOW, at(published))
    assert clock_off(clock) is off
    assert not (off and late(clock))


def test_late_is_more_than_a_week() -> None:
    for days, expected in ((6.9, False), (7.1, True)):
        ended = NOW - timedelta(days=days)
        assert late(Clock(ended, ended, NOW, NOW - timedelta(days=60))) is expected


def test_missing_files_mind_neither_case_nor_space() -> None:
    assert missing_files(["A.jpg", "b.jpg ", "c.jpg"], ["a.JPG", "b.jpg"]) == ("c.jpg",)


HOUSE = read(
    xml(
        "<name> Fortunata </name><n>12</n><many>a b</many><day>2026-03-01</day><where>-13.1 -74.2 3200 4.5</where>"
        "<people><age>3</age></people><people><age>x</age><pet><kind>alpaca</kind></pet></people><empty/>"
    )
)


def test_answers_by_path() -> None:
    one = Answers(HOUSE)
    assert (one.text("name"), one.text("nothing"), one.text("people/age")) == ("Fortunata", "", "3")
    assert one.integer("n") == 12 and one.choices("many") == ("a", "b") and one.integer("empty") is None
    day, where = one.day("day"), one.point("where")
    assert day is not None and day.isoformat() == "2026-03-01"
    assert where is not None and where.latitude == Decimal("-13.1") and where.accuracy == Decimal("4.5")
    first, second = one.repeats("people")
    assert first.integer("age") == 3 and second.text("pet/kind") == "alpaca"
    with pytest.raises(BadAnswer) as bad:
        second.integer("age")
    assert (bad.value.path, bad.value.value) == ("people[2]/age", "x")
    assert [a.path for a in one.every()][-3:] == ["people[2]/age", "people[2]/pet/kind", "empty"]
    assert without_places("people[2]/pet[3]/kind") == "people/pet/kind"


@pytest.mark.parametrize("text", ["91 0", "0 181", "a b", "1", "nan 0", "1e999999999 0"])
def test_positions_off_the_earth(text: str) -> None:
    with pytest.raises(BadAnswer):
        Answers(read(xml(f"<p>{text}</p>"))).point("p")


def test_a_correction_changes_a_copy() -> None:
    copy = corrected(HOUSE, {"people[2]/age": "4", "people[2]/dni": "1", "name": "Otra"})
    found = find(copy, "people[2]/age")
    assert found is not None and found.text == "4" and Answers(copy).repeats("people")[1].text("dni") == "1"
    assert Answers(HOUSE).text("name") == "Fortunata" and Answers(HOUSE).repeats("people")[1].text("age") == "x"
    for path in ("people[3]/age", "people", "none/age", "people[2]/dni[2]", "a b", "people[0]/age", ""):
        with pytest.raises(ValueError):
            corrected(HOUSE, {path: "1"})


def test_a_forms_questions_choices_repeats_and_files() -> None:
    from tests.field.scene import XFORM

    shape = shape_of(XFORM.format(form="f", version="3").encode())
    assert (shape.form_id, shape.version, shape.title) == ("f", "3", "Visita de prueba")
    assert list(shape.questions) == ["name", "stove", "photo", "people", "people/age", "people/picture"]
    assert in_language(shape.questions["name"].label, "es") == "¿Cómo se llama?"
    assert in_language(shape.questions["stove"].choices["open"], "qu") == "Fogón abierto"
    assert shape.repeats == {"people"} and shape.binary == {"photo", "people/picture"}
    with pytest.raises(ValueError):
        shape_of(b"<html/>")


@pytest.mark.parametrize(
    ("name", "head", "kind", "lies"),
    [
        ("a.jpg", b"\xff\xd8\xff\xe0", "image/jpeg", False), ("a.jpg", b"PK\x03\x04", "application/zip", True),
        ("a.png", b"<svg onload=x>", "text/plain", True), ("a.csv", "ñandú".encode(), "text/plain", False),
        ("a.csv", "ñ".encode() * 300 + b"\xc3", "text/plain", False), ("a", b"\x7fELF", "application/octet-stream", 0),
        ("a.jpg", b"", "application/octet-stream", True), ("a.m4a", b"\0\0\0\x18ftypM4A ", "audio/mp4", False),
    ],
)  # fmt: skip
def test_a_file_is_what_it_is(name: str, head: bytes, kind: str, lies: bool) -> None:
    found = kind_of(name, head)
    assert (found.content_type, found.lies) == (kind, lies)
