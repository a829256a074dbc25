"""The errors that carry words for a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from winay.core.decision import Decision, Reason


class Refused(Exception):
    """A verb was asked for and its rules said no. Nothing was changed."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = tuple(reasons)


def refuse_unless(decision: Decision) -> None:
    """Raise `Refused` with the decision's reasons when it is a no."""
    if not decision.ok:
        raise Refused(decision.reasons)


class NotAllowed(Exception):
    """This actor may not do this here, whatever the facts."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


@dataclass(frozen=True, slots=True)
class BadInput:
    """One thing wrong in a file: where it stands, what was found, what was expected."""

    file: str
    expected: str
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column is not None:
            where += f", column {self.column}"
        found = "" if self.value is None else f": found {self.value!r}"
        return f"{where}{found}: expected {self.expected}"


class BadInputs(Exception):
    """Everything wrong in a file, at once. Nothing of it was loaded."""

    def __init__(self, problems: Sequence[BadInput]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
