"""What the reader of a form needs of it, and what a version lacks: an office may change everything else.

A reader declares `Need`s; a version of its form that lacks one is not published, for what it brings could not be read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from winay.core.decision import Reason
from winay.intake.reading.shape import Question, Shape


class Kind(StrEnum):
    """What an answer is."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DAY = "day"
    TIME = "time"
    POINT = "point"
    FILE = "file"
    ONE = "one"
    """One of some choices."""
    SEVERAL = "several"
    LISTED = "listed"
    """One of a list that comes as a file, or the same typed."""
    ROUNDS = "rounds"
    """A repeat, whose questions stand below its path."""
    GIVEN = "given"
    """Worked out by the phone or the form: nobody is asked."""


@dataclass(frozen=True, slots=True)
class Need:
    """An answer that a reader reads at `path`. `must`: a form without it cannot be read; any other may be left out.
    `answered`: it must be obligatory where it is asked. `codes`: the choices that the reader knows; with `all_codes`
    none may be left out."""

    path: str
    kind: Kind = Kind.TEXT
    must: bool = True
    answered: bool = False
    codes: tuple[str, ...] = ()
    all_codes: bool = True


def needed(path: str, kind: Kind = Kind.TEXT, codes: Iterable[str] = ()) -> Need:
    """An answer that the reader cannot do without."""
    return Need(path, kind, must=True, answered=True, codes=tuple(str(one) for one in codes))


def wanted(path: str, kind: Kind = Kind.TEXT, codes: Iterable[str] = (), *, all_codes: bool = True) -> Need:
    """An answer that may be left empty, but whose question must stand: without it something would never be told."""
    return Need(path, kind, codes=tuple(str(one) for one in codes), all_codes=all_codes)


def spare(path: str, kind: Kind = Kind.TEXT, codes: Iterable[str] = ()) -> Need:
    """An answer whose question may be left out, and some of whose choices too."""
    return Need(path, kind, must=False, codes=tuple(str(one) for one in codes), all_codes=False)


_BINDS = {
    Kind.INTEGER: {"int", "integer"}, Kind.DECIMAL: {"decimal", "int", "integer"}, Kind.DAY: {"date", "dateTime"},
    Kind.TIME: {"time"}, Kind.POINT: {"geopoint"}, Kind.FILE: {"binary"},
}  # fmt: skip
_CONTROLS = {Kind.ONE: {"select1"}, Kind.SEVERAL: {"select", "rank"}, Kind.LISTED: {"select1", "input"}}


def lacking(shape: Shape, needs: Sequence[Need]) -> list[Reason]:
    """Everything that keeps a version from being read, each thing once."""
    return [reason for need in needs for reason in _faults(shape, need)]


def _faults(shape: Shape, need: Need) -> list[Reason]:
    question = shape.questions.get(need.path)
    stands = {
        Kind.ROUNDS: need.path in shape.repeats,
        Kind.GIVEN: need.path in shape.unasked or question is not None,
    }.get(need.kind, question is not None)
    if not stands:
        if not need.must:
            return []
        return [Reason(f"intake.needs_{'repeat' if need.kind is Kind.ROUNDS else 'question'}", {"path": need.path})]
    if question is None or need.kind in {Kind.ROUNDS, Kind.GIVEN}:
        return []
    if not _is(question, need.kind):
        return [Reason(f"intake.needs_{need.kind}", {"path": need.path})]
    found = _choices(question, need)
    if need.answered and not question.required:
        found.append(Reason("intake.needs_answer", {"path": need.path}))
    return found


def _is(question: Question, kind: Kind) -> bool:
    if kind in _CONTROLS:
        return question.control in _CONTROLS[kind]
    if kind in _BINDS:
        return question.kind in _BINDS[kind]
    return question.control in {"input", "select1"} and question.kind in {"", "string"}


def _choices(question: Question, need: Need) -> list[Reason]:
    if not need.codes or not question.choices:  # a list that comes as a file has its codes in the file
        return []
    offered, known = list(question.choices), set(need.codes)
    strange = [code for code in offered if code not in known]
    gone = [code for code in need.codes if code not in question.choices] if need.all_codes else []
    return [
        *([Reason("intake.needs_known_codes", {"path": need.path, "codes": ", ".join(strange)})] if strange else []),
        *([Reason("intake.needs_all_codes", {"path": need.path, "codes": ", ".join(gone)})] if gone else []),
    ]
