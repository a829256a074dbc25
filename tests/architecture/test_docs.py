"""What the documents promise is there: commands, options, make targets, links, pictures, rooms, messages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from winay.cli import commands

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "winay"
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^ *```\w*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?:^|/|\$ |run |with: )winay ([a-z].*)")
ENGLISH = re.compile(r"\b(the|is|was|or)\b")
SPANISH = re.compile(r"[áéíóúñ¿«]|\b(el|la|de|un|una)\b")
MAKE = re.compile(r"(?:^|\$ |\w=\S+ )make ([a-z]+)")
LARGEST_PICTURE = 300_000
NO_ROOMS = {"catalog", "countries", "locale"}


def code_of(path: Path) -> Iterator[str]:
    """Every code span and every line of a code block, continued lines joined."""
    text = path.read_text(encoding="utf-8")
    for block in FENCE.findall(text):
        yield from (line.strip() for line in block.replace("\\\n", " ").splitlines())
    yield from (" ".join(span.split()) for span in SPAN.findall(FENCE.sub("", text)))


def links_of(path: Path) -> list[str]:
    return LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def winay() -> Any:
    app = typer.Typer()
    commands.add_to(app)
    return typer.main.get_command(app)


def unknown_in(words: str, command: Any) -> str:
    """The first word of a command line that Wiñay does not know; empty when all is well."""
    rest = re.split(r" [>|#] | \\$", words)[0].split()
    while getattr(command, "commands", None) and rest and not rest[0].startswith("-"):
        name = rest.pop(0).rstrip(".,;:")
        if name not in command.commands:
            return name
        command = command.commands[name]
    known = {option for parameter in command.params for option in [*parameter.opts, *parameter.secondary_opts]}
    given = [word.split("=")[0] for word in rest if word.startswith("--")]
    return next((option for option in given if option not in known | {"--help"}), "")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_command_named_exists(path: Path, winay: Any) -> None:
    wrong = [
        f"{unknown!r} in: {line}"
        for line in code_of(path)
        for found in COMMAND.findall(line)
        if (unknown := unknown_in(found, winay))
    ]
    assert not wrong


def test_a_command_or_an_option_that_does_not_exist_is_found(winay: Any) -> None:
    assert unknown_in("journal verify", winay) == ""
    assert unknown_in("target haku-winay@2020.1 --set poverty=35% --out areas.csv", winay) == ""
    assert unknown_in("journal mend", winay) == "mend"
    assert unknown_in("target haku-winay@2020.1 --sett poverty=35%", winay) == "--sett"


def test_the_documents_name_commands_at_all() -> None:
    assert sum(len(COMMAND.findall(line)) for path in DOCS for line in code_of(path)) > 30


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_make_target_named_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {target for line in code_of(path) for target in MAKE.findall(line)}
    assert named <= targets, f"{path.name}: make {', '.join(sorted(named - targets))}"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_relative_link_resolves(path: Path) -> None:
    near = [link.partition("#")[0] for link in links_of(path) if "://" not in link and not link.startswith("#")]
    gone = [link for link in near if not (path.parent / link).exists()]
    assert not gone


def test_every_room_has_its_row_in_the_house_table_and_no_other_has() -> None:
    rooms = {folder.name for folder in SRC.iterdir() if (folder / "__init__.py").exists()} - NO_ROOMS
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = {name for cell in re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE) for name in SPAN.findall(cell)}
    assert named == rooms


def test_pictures_are_shown_somewhere_and_light() -> None:
    shown = {(path.parent / link).resolve() for path in DOCS for link in links_of(path)}
    pictures = list((ROOT / "docs" / "pictures").iterdir())
    assert pictures
    for picture in pictures:
        assert picture in shown, f"no document shows {picture.name}"
        assert picture.stat().st_size <= LARGEST_PICTURE, f"{picture.name} is too heavy"


def test_every_guide_and_every_decision_is_listed() -> None:
    for folder in (ROOT / "docs" / "how-to", ROOT / "docs" / "adr"):
        listed = set(links_of(folder / "README.md"))
        assert {path.name for path in folder.glob("*.md")} - {"README.md"} == listed


def test_the_sentences_that_the_guides_quote_are_said_somewhere() -> None:
    """The Spanish sentences of the tables "What can go wrong": a reworded refusal must be reworded in the guide too."""
    said = [_pattern(words) for path in SRC.rglob("*.py") for words in _translatable(path)]
    assert len(said) > 500
    wrong = [
        f"{path.name}: {quote}"
        for path in sorted((ROOT / "docs" / "how-to").glob("*.md"))
        for row in re.findall(r"^\| `([^`]+)` \|", path.read_text(encoding="utf-8"), re.MULTILINE)
        for quote in [row.rpartition("se esperaba ")[2]]
        if SPANISH.search(quote)
        and not ENGLISH.search(quote)
        and not any(pattern.match(text) for pattern in said for text in (quote, quote.removesuffix(" …")))
    ]
    assert not wrong


def _translatable(path: Path) -> Iterator[str]:
    """The texts that a module hands to gettext."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            text = node.args[0]
            if node.func.id in {"_", "gettext", "gettext_lazy"} and isinstance(text, ast.Constant):
                yield str(text.value)


def _pattern(words: str) -> re.Pattern[str]:
    """A pattern for a sentence with its blanks filled in, or for the beginning of it."""
    parts = [re.escape(part) for part in re.split(r"%\(\w+\)s", words.replace("%%", "%"))]
    first = re.split(r"(?<=\.) ", words.replace("%%", "%"))[0]
    start = [re.escape(part) for part in re.split(r"%\(\w+\)s", first)]
    return re.compile(f"(?:{'.+'.join(parts)}|{'.+'.join(start)})$")
