"""What pages about programs read: the versions as they followed each other, one version whole, two side by side.

A published version never changes, so it is read whole only once; how many are listed is asked every time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from winay.core.remembered import Remembered
from winay.programs.queries import VersionSummary, version_by_public_id, versions_list
from winay.programs.rules import Difference, diff
from winay.programs.version_terms import VersionTerms

memory = Remembered(most=80)


@dataclass(frozen=True, slots=True)
class Step:
    """A version on the line of its program, and what it changed against the one before it.

    `before` is the previous version of the same program, or the version it is based on where it is the first; None:
    there is nothing to hold it against.
    """

    summary: VersionSummary
    version: VersionTerms
    before: VersionTerms | None
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class History:
    """A program and its versions, oldest first."""

    key: str
    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version whole, its line in the list, and the list."""

    version: VersionTerms
    summary: VersionSummary
    all: tuple[VersionSummary, ...]


@dataclass(frozen=True, slots=True)
class DifferencePage:
    """Two versions and what the second says otherwise."""

    before: VersionTerms
    after: VersionTerms
    differences: tuple[Difference, ...]
    all: tuple[VersionSummary, ...]


def programs_page(language: str) -> tuple[History, ...]:
    """Every program with its versions. Texts are compared in `language`."""
    listed = versions_list()
    by_ref = {summary.ref: _whole(summary) for summary in listed}
    return tuple(
        History(key, lines[0].program_name, _steps(lines, by_ref, language))
        for key, group in groupby(listed, key=lambda summary: summary.program_key)
        for lines in (list(group),)
    )


def version_page(program_key: str, version_key: str) -> VersionPage | None:
    """A published version; None where there is no such version."""
    listed = versions_list()
    found = _named(listed, f"{program_key}@{version_key}")
    if found is None:
        return None
    return VersionPage(_whole(found), found, tuple(listed))


def difference_page(before: str, after: str, language: str) -> DifferencePage | None:
    """What `after` says otherwise than `before` (both `program@version`); None where one does not exist."""
    listed = versions_list()
    first, second = _named(listed, before), _named(listed, after)
    if first is None or second is None:
        return None
    a, b = _whole(first), _whole(second)
    return DifferencePage(a, b, _differences(a, b, language), tuple(listed))


def _named(listed: Sequence[VersionSummary], ref: str) -> VersionSummary | None:
    return next((summary for summary in listed if summary.ref == ref), None)


def _whole(summary: VersionSummary) -> VersionTerms:
    found = memory.get(summary.public_id, lambda: version_by_public_id(summary.public_id))
    assert isinstance(found, VersionTerms)
    return found


def _differences(a: VersionTerms, b: VersionTerms, language: str) -> tuple[Difference, ...]:
    kept: tuple[Difference, ...] = memory.get((a.public_id, b.public_id, language), lambda: tuple(diff(a, b, language)))
    return kept


def _steps(lines: Sequence[VersionSummary], by_ref: dict[str, VersionTerms], language: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    for position, summary in enumerate(lines):
        version = by_ref[summary.ref]
        before = by_ref[lines[position - 1].ref] if position else _basis(summary, by_ref)
        found = _differences(before, version, language) if before else ()
        steps.append(Step(summary, version, before, found))
    return tuple(steps)


def _basis(summary: VersionSummary, by_ref: dict[str, VersionTerms]) -> VersionTerms | None:
    """The basis of a program's first version, where that is another program's: its own later version came after it."""
    basis = by_ref.get(summary.based_on or "")
    return basis if basis and basis.program_key != summary.program_key else None
