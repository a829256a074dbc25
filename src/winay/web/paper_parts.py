"""A form laid out for paper: its lines in order, each repeat as often as there is room for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from winay.intake.forms.preview import Line
from winay.intake.paper.queries import PHONE_LISTS


@dataclass(frozen=True, slots=True)
class PaperPart:
    """A line, or a repeat with its questions, to be printed `rounds` times."""

    line: Line
    inside: tuple[Line, ...] = ()
    rounds: range = range(0)


def paper_parts(lines: Sequence[Line], rounds: int) -> list[PaperPart]:
    """The parts of a paper sheet. What is chosen from a list that only phones hold is left out."""
    return list(_parts([line for line in lines if line.from_file not in PHONE_LISTS], rounds))


def _parts(lines: Sequence[Line], rounds: int) -> Iterator[PaperPart]:
    repeats = [line.path for line in lines if line.kind == "repeat"]
    for line in lines:
        if any(line.path.startswith(f"{repeat}/") for repeat in repeats):
            continue
        if line.kind == "repeat":
            inside = tuple(one for one in lines if one.path.startswith(f"{line.path}/"))
            yield PaperPart(line, inside, range(1, rounds + 1))
        else:
            yield PaperPart(line)
