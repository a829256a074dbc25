"""The questions of a form as fields of a plain page, for who types in a paper sheet: what is shown, what came back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from winay.intake.forms.preview import Line
from winay.intake.paper.queries import SheetWork
from winay.intake.paper.reading import (
    MOST_ROUNDS,
    ON_SCAN,
    TICKED,
    TITLES,
    Fault,
    Typed,
    offered,
    paths_of,
    round_path,
    written,
)
from winay.journeys.wording import say

INPUTS = {"date": "date", "time": "time"}
FEW = 7
"""As many choices are shown one under the other; more come in a list to open."""
LONG = 160


@dataclass(frozen=True, slots=True)
class Field:
    """One question on the page."""

    name: str
    line: Line
    kind: str
    value: str
    options: tuple[tuple[str, str, bool], ...]
    faults: tuple[str, ...]
    wrong: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A title, a note, a question, or a repeat with its rounds (`more`: another one can be added)."""

    kind: str
    line: Line
    field: Field | None = None
    rounds: tuple[tuple[Field, ...], ...] = ()
    more: bool = False


def parts(work: SheetWork, faults: Sequence[Fault], more: str) -> Iterator[Part]:
    """The page of a sheet. `more` is the repeat of which another empty round is shown."""
    by_path: dict[str, list[Fault]] = {}
    for fault in faults:
        by_path.setdefault(fault.path, []).append(fault)
    lines, typed, listed = work.lines, work.typed, work.listed
    repeats = [line for line in lines if line.kind == "repeat"]
    inside = {line.path: repeat.path for repeat in repeats for line in lines if line.path.startswith(f"{repeat.path}/")}
    for line in lines:
        if line.kind == "repeat":
            shown = typed.rounds.get(line.path, 0)
            count = min(MOST_ROUNDS, shown + (1 if more == line.path or not shown else 0))
            asked = [one for one in lines if inside.get(one.path) == line.path and _is_asked(one, listed)]
            rounds = tuple(
                tuple(_field(one, _in_round(one, line.path, number), work, by_path) for one in asked)
                for number in range(1, count + 1)
            )
            yield Part("repeat", line, rounds=rounds, more=count < MOST_ROUNDS)
        elif line.path in inside:
            continue
        elif line.kind in TITLES:
            yield Part(line.kind, line)
        elif _is_asked(line, listed):
            yield Part("field", line, field=_field(line, line.path, work, by_path))


def _in_round(line: Line, repeat: str, number: int) -> str:
    """The path of a question in a round of its repeat."""
    return f"{round_path(repeat, number)}/{line.path[len(repeat) + 1 :]}"


def _is_asked(line: Line, listed: Mapping[str, Any]) -> bool:
    """A question of a list that only phones hold is not on paper: the code beside it is."""
    return line.kind not in TITLES and bool(line.path) and (not line.from_file or line.from_file in listed)


def _field(line: Line, path: str, work: SheetWork, faults: Mapping[str, Sequence[Fault]]) -> Field:
    value = work.typed.answers.get(path, "")
    kind = {"choice": "choice", "choices": "choices", "file": "file", "tick": "tick"}.get(line.kind, "input")
    if line.from_file:
        kind = "listed"
    elif kind == "choice" and len(line.values) > FEW:
        kind = "select"
    elif kind == "input" and line.kind in {"", "string"} and "multiline" in line.appearance:
        kind = "textarea"
    if kind == "listed":
        value = work.listed.get(line.from_file, {}).get(value, value)
    chosen = set(value.split()) if line.kind == "choices" else {value}
    offers = offered(line, path, work.answers, work.today) | chosen
    every = zip(line.values, line.choices, strict=True)
    options = tuple((code, words, code in chosen) for code, words in every if code in offers)
    if kind == "file":
        options = ((ON_SCAN, "", value == ON_SCAN),)
    mine = faults.get(path, ())
    return Field(
        f"q-{path}", line, kind, value, options, tuple(say(one.reason) for one in mine),
        any(one.weight == "wrong" for one in mine),
    )  # fmt: skip


def typed_from(lines: Sequence[Line], sent: QueryDict, listed: Mapping[str, Mapping[str, str]]) -> Typed:
    """What somebody typed, from the fields of the page: of lists, the code behind a name that is one row's alone.
    Rounds of a repeat in which nothing stands are left out."""
    coded = {name: _coded(rows) for name, rows in listed.items()}
    repeats = [line.path for line in lines if line.kind == "repeat"]
    answers: dict[str, str] = {}
    rounds: dict[str, int] = {}
    for repeat in repeats:
        count = 0
        asked = [one for one in lines if one.path.startswith(f"{repeat}/") and one.kind not in TITLES]
        for number in range(1, MOST_ROUNDS + 1):
            here = [(one, _said(one, _in_round(one, repeat, number), sent, coded)) for one in asked]
            if any(said for _line, said in here):
                count += 1
                answers |= {_in_round(one, repeat, count): said for one, said in here}
        rounds[repeat] = count
    for line in lines:
        if line.kind not in TITLES and line.path and paths_of(line.path, repeats, {}) == [line.path]:
            answers[line.path] = _said(line, line.path, sent, coded)
    return Typed({path: said for path, said in answers.items() if said}, rounds)


def _coded(rows: Mapping[str, str]) -> dict[str, str]:
    """The codes of a list by what people call its rows, whole or up to the dot, where that means one row alone."""
    found: dict[str, set[str]] = {}
    for code, words in rows.items():
        for name in {words.casefold(), words.partition(" · ")[0].casefold()}:
            found.setdefault(name, set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


def _said(line: Line, path: str, sent: QueryDict, coded: Mapping[str, Mapping[str, str]]) -> str:
    values = [one.replace("\r\n", "\n") for one in sent.getlist(f"q-{path}")]
    if line.kind == "choices":
        return " ".join(one for one in values if one)
    said = next((one for one in values if one.strip()), "")
    if line.kind == "tick":
        return TICKED if said else ""
    if line.from_file in coded:
        return coded[line.from_file].get(said.strip().casefold(), said.strip())
    return written(line, said)
