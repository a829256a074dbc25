"""Reading YAML with the line of every field kept, and nothing guessed.

Scalars stay text (`05` is a code, `1.3` an exact decimal, `no` a word) except true, false and null. Aliases,
tags and repeated keys are refused: a catalogue file says each thing once and in plain sight.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from winay.core.errors import BadInput, BadInputs

Path_ = tuple[str | int, ...]
_PLAIN = {"true": True, "false": False, "null": None, "~": None, "": None}
_STANDARD_TAGS = {None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A file's content and the line on which each field stands. `name` is how messages call the file."""

    name: str
    raw: bytes
    data: object
    lines: dict[Path_, int] = field(repr=False)

    def line(self, path: Sequence[str | int]) -> int | None:
        """The line of `path`, or of the nearest field above it."""
        here = tuple(path)
        while here not in self.lines and here:
            here = here[:-1]
        return self.lines.get(here)

    def problem(self, path: Sequence[str | int], expected: str, value: object = None) -> BadInput:
        """One thing wrong in this file, placed."""
        shown = None if value is None or isinstance(value, dict | list) else str(value)
        return BadInput(self.name, expected, row=self.line(path), column=dotted(path) or None, value=shown)


def dotted(path: Sequence[str | int]) -> str:
    """`criteria.items[2].value`: list positions counted from 1, as a reader counts."""
    out = ""
    for part in path:
        out += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if out else part
    return out


class _Loader(yaml.composer.Composer, yaml.cyaml.CParser, yaml.resolver.Resolver):  # type: ignore[misc]
    """libyaml reads the words, which takes a sixth of the time; nodes are put together here, where an alias is seen."""

    def __init__(self, stream: str) -> None:
        yaml.cyaml.CParser.__init__(self, stream)
        yaml.composer.Composer.__init__(self)  # type: ignore[no-untyped-call]
        yaml.resolver.Resolver.__init__(self)  # type: ignore[no-untyped-call]

    def compose_node(self, parent, index):  # type: ignore[no-untyped-def]
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "an alias (*name)", self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {}


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path_, int] = {}
        self.problems: list[BadInput] = []

    def value(self, node: yaml.Node, path: Path_) -> object:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, position)) for position, child in enumerate(node.value)]
        if node.tag not in _STANDARD_TAGS:
            self.refuse(node, path, str(node.tag), "plain text without a tag")
        if not getattr(node, "style", None) and node.value in _PLAIN:  # libyaml calls a plain style ""
            return _PLAIN[node.value]
        return node.value

    def mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, object]:
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str):
                self.refuse(key_node, path, None, "a word as key")
                continue
            here = (*path, key)
            if key in found:
                self.refuse(key_node, here, key, "each key once; this one is repeated")
                continue
            self.lines[here] = key_node.start_mark.line + 1
            found[key] = self.value(value_node, here)
        return found

    def refuse(self, node: yaml.Node, path: Path_, value: str | None, expected: str) -> None:
        self.problems.append(BadInput(self.name, expected, node.start_mark.line + 1, dotted(path) or None, value))


def read(path: Path, name: str) -> Marked:
    """The file at `path`; BadInputs when it is missing, not UTF-8, or not YAML."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadInputs([BadInput(name, f"a readable file ({error.strerror})")]) from error
    return parse(raw, name)


def parse(raw: bytes, name: str) -> Marked:
    """The same from bytes."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        found = raw[error.start : error.start + 1].decode("latin-1")
        raise BadInputs([BadInput(name, "text in UTF-8 (this looks like Latin-1)", row, value=found)]) from error
    try:
        node = yaml.compose(text, _Loader)
    except yaml.YAMLError as error:
        raise BadInputs([_syntax(error, name)]) from error
    if node is None:
        raise BadInputs([BadInput(name, "content; the file is empty", row=1)])
    reader = _Reader(name)
    data = reader.value(node, ())
    if reader.problems:
        raise BadInputs(reader.problems)
    return Marked(name, raw, data, reader.lines)


def _syntax(error: yaml.YAMLError, name: str) -> BadInput:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return BadInput(name, f"correct YAML ({problem})", row=mark.line + 1 if mark else None)
