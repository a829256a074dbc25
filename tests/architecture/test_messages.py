"""The English catalogue is complete, agrees with the code, and is compiled as it is written."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

SRC = Path(__file__).resolve().parents[2] / "src" / "winay"
FOLDER = SRC / "locale" / "en" / "LC_MESSAGES"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|</?\w+")


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (FOLDER / "django.po").open("rb") as file:
        return read_po(file, locale="en")


def texts(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def translations(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_text_has_its_english(english: Catalog) -> None:
    bare = [m.id for m in english if m.id and (m.fuzzy or not all(translations(m)))]
    assert not bare, f"{len(bare)} texts without English, the first: {bare[:3]}"


def test_a_translation_keeps_placeholders_and_markup(english: Catalog) -> None:
    for message in english:
        if not message.id:
            continue
        wanted = set(PLACEHOLDER.findall(texts(message)[-1]))
        for said in translations(message):
            assert set(PLACEHOLDER.findall(said)) <= wanted, f"{message.id!r} became {said!r}"
        assert set(PLACEHOLDER.findall(translations(message)[-1])) == wanted, f"{message.id!r} lost a part"


def test_the_compiled_catalogue_says_the_same(english: Catalog) -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = read_mo(file)
    for message in english:
        if message.id:
            same = compiled.get(message.id, message.context)
            assert same is not None and translations(same) == translations(message), (
                f"run make messages: {message.id!r}"
            )


def in_code() -> Iterator[tuple[Path, str]]:
    for path in sorted(SRC.rglob("*.py")):
        for _line, found, *_rest in extract("python", BytesIO(path.read_bytes()), keywords=KEYWORDS):
            first = found if isinstance(found, str) else next(part for part in found if part)
            yield path, first
    for path in sorted((SRC / "web" / "templates").rglob("*.*")):
        if path.suffix not in {".html", ".txt"}:
            continue
        code = templatize(path.read_text("utf-8"), origin=str(path)).encode()
        for _line, found, *_rest in extract("python", BytesIO(code), keywords=KEYWORDS):
            first = found if isinstance(found, str) else next(part for part in found if part)
            yield path, first


def test_every_text_of_the_code_is_in_the_catalogue(english: Catalog) -> None:
    known = {text for message in english if message.id for text in texts(message)}
    seen = list(in_code())
    assert len(seen) > 1000
    lost = sorted({f"{path.name}: {text}" for path, text in seen if text not in known})
    assert not lost, f"run make messages; {len(lost)} texts are missing:\n" + "\n".join(lost[:20])
