"""What was typed from a sheet, against what its form asks: what is wrong, what is doubtful, and the answers as a phone
would send them. Plain Python over the form's lines."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

from winay.core.decision import Reason
from winay.intake.forms.preview import Line
from winay.intake.paper.xpath import Here, Unknown, text, truth

ON_SCAN = "hoja"
"""What is typed for a photograph or a signature that is to be seen on the scan."""
TICKED = "OK"
MOST_ROUNDS, MOST_TEXT = 60, 4000
_ITSELF = "current()/"
"""In what a form computes of a choice: from the question, not from the choice."""
TITLES = ("group", "repeat", "note")


class Weight(StrEnum):
    """How much a fault weighs: what cannot be written down, or what the form would not have let through."""

    WRONG = "wrong"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is the matter with the answer at a path."""

    path: str
    weight: Weight
    reason: Reason


@dataclass(frozen=True, slots=True)
class Calculated:
    """Something that the form works out, in the order in which it does."""

    path: str
    expression: str


@dataclass(frozen=True)
class Typed:
    """A sheet as it was typed: the answers by path (`members[2]/sex`) and how many rounds each repeat has."""

    answers: Mapping[str, str]
    rounds: Mapping[str, int]


def asked(lines: Sequence[Line], typed: Typed) -> Iterator[tuple[str, Line]]:
    """Every question with the path of its answer, once for each round."""
    repeats = [line.path for line in lines if line.kind == "repeat"]
    for line in lines:
        if line.kind not in TITLES and line.path:
            for path in paths_of(line.path, repeats, typed.rounds):
                yield path, line


def paths_of(path: str, repeats: Sequence[str], rounds: Mapping[str, int]) -> list[str]:
    """A question's path in each round of the repeat that it stands in."""
    inside = next((one for one in repeats if path.startswith(f"{one}/")), None)
    if inside is None:
        return [path]
    rest = path[len(inside) + 1 :]
    return [f"{round_path(inside, number)}/{rest}" for number in range(1, rounds.get(inside, 0) + 1)]


def round_path(repeat: str, number: int) -> str:
    """The path of a round, counted from 1: the first one bears no number."""
    return repeat if number == 1 else f"{repeat}[{number}]"


def worked_out(typed: Typed, calculations: Sequence[Calculated], repeats: Sequence[str], today: date) -> dict[str, str]:
    """The answers with what the form works out of them. Twice over, for what leans on something below."""
    answers = dict(typed.answers)
    for _turn in range(2):
        for one in calculations:
            for path in paths_of(one.path, repeats, typed.rounds):
                try:
                    answers[path] = text(one.expression, Here(answers, path, today))
                except Unknown:
                    answers.setdefault(path, "")
    return answers


def applies(conditions: Mapping[str, str], path: str, answers: Mapping[str, str], today: date) -> bool:
    """Whether the form would have asked: its own condition and those of the groups around it hold, as far as they are
    understood. `conditions` by path without places."""
    steps = path.split("/")
    for length in range(1, len(steps) + 1):
        here = "/".join(steps[:length])
        condition = conditions.get(re.sub(r"\[\d+\]", "", here), "")
        try:
            if condition and not truth(condition, Here(answers, here, today)):
                return False
        except Unknown:
            continue
    return True


def offered(line: Line, path: str, answers: Mapping[str, str], today: date) -> frozenset[str]:
    """The choices that the form would offer: those that fit what was answered before; all of them where that is empty
    still, or not understood."""
    every = frozenset(line.values)
    here, fits = Here(answers, path, today), line.fits.replace(_ITSELF, "")
    try:
        if not fits or not all(text(one, here) for one in re.findall(rf"{re.escape(_ITSELF)}([\w./-]+)", line.fits)):
            return every
        return frozenset(one for one in every if truth(fits, replace(here, answers={**answers, f"{path}/name": one})))
    except Unknown:
        return every


def faults(
    lines: Sequence[Line], typed: Typed, answers: Mapping[str, str], *, today: date,
    listed: Mapping[str, Collection[str]],
) -> list[Fault]:  # fmt: skip
    """Everything that is the matter. `answers` with what was worked out; `listed`: the codes of the lists that come as
    files and are known here."""
    conditions = {line.path: line.condition for line in lines if line.path and line.condition}
    found: list[Fault] = []
    for path, line in asked(lines, typed):
        said = answers.get(path, "")
        if not applies(conditions, path, answers, today):
            if said:
                found.append(Fault(path, Weight.DOUBT, Reason("intake.sheet_not_asked")))
        elif not said:
            if line.required and (not line.from_file or line.from_file in listed):
                found.append(Fault(path, Weight.DOUBT, Reason("intake.sheet_unanswered")))
        elif (fault := _unwritable(line, said, listed)) is not None:
            found.append(Fault(path, Weight.WRONG, fault))
        elif line.fits and not set(said.split()) <= offered(line, path, answers, today):
            found.append(Fault(path, Weight.DOUBT, Reason("intake.sheet_choice_apart")))
        elif not _holds(line, path, answers, today):
            reason = Reason("intake.sheet_unfit", {"message": line.message or "—"})
            found.append(Fault(path, Weight.DOUBT, reason))
    return found


def _holds(line: Line, path: str, answers: Mapping[str, str], today: date) -> bool:
    try:
        return not line.constraint or truth(line.constraint, Here(answers, path, today))
    except Unknown:
        return True


def _unwritable(line: Line, said: str, listed: Mapping[str, Collection[str]]) -> Reason | None:
    """Why an answer cannot be written as its question wants it."""
    chosen = said.split() if line.kind == "choices" else [said]
    if line.from_file in listed and any(one not in listed[line.from_file] for one in chosen):
        return Reason("intake.sheet_not_listed", {"value": said[:40]})
    if line.values and any(one not in line.values for one in chosen):
        return Reason("intake.sheet_no_choice", {"value": said[:40]})
    if len(said) > MOST_TEXT or any(not sign.isprintable() and sign not in "\n\t" for sign in said):
        return Reason("intake.answer_unwritable", {"most": MOST_TEXT})
    expected = {"int": _whole, "decimal": _number, "date": _day, "time": _time, "geopoint": _point}.get(line.kind)
    if expected is None or expected(said):
        return None
    return Reason(f"intake.sheet_no_{line.kind}", {"value": said[:40]})


def written(line: Line, said: str) -> str:
    """An answer as people type it, as a phone writes it."""
    said = said.strip()
    if line.kind == "decimal":
        return said.replace(" ", "").replace(",", ".", 1)
    if line.kind == "int":
        return said.replace(" ", "")
    if line.kind == "time" and re.fullmatch(r"\d{1,2}:\d{2}", said):
        return f"{said.zfill(5)}:00.000"
    if line.kind == "geopoint":
        return " ".join(said.replace(",", " ").split())
    return said


def _whole(said: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9]{1,12}", said) is not None


def _number(said: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?", said) is not None


def _day(said: str) -> bool:
    try:
        date.fromisoformat(said)
    except ValueError:
        return False
    return len(said) == 10


def _time(said: str) -> bool:
    try:
        time.fromisoformat(said)
    except ValueError:
        return False
    return True


def _point(said: str) -> bool:
    parts = said.split()
    if len(parts) < 2 or not all(_number(one) for one in parts):
        return False
    return abs(Decimal(parts[0])) <= 90 and abs(Decimal(parts[1])) <= 180
