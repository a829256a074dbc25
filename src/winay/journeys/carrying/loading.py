"""Filling an empty database, and proving that it then holds what it was given."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.journal.queries.verification import Verification, verify
from winay.journal.triggers import missing
from winay.journeys.carrying.connecting import standing_on
from winay.journeys.carrying.lines import Content, Measured
from winay.journeys.carrying.sides import Side, measure
from winay.journeys.carrying.tables import Table

Tell = Callable[[str, int, int], None]
"""Hears the step, how much of it is done, and of how much."""


def silent(step: str, done: int, of: int) -> None:
    """Nobody listens."""


@dataclass
class Progress:
    """Adds up what several tables report, for one step."""

    tell: Tell
    step: str
    of: int
    done: int = 0

    def __post_init__(self) -> None:
        self.tell(self.step, 0, self.of)

    def add(self, rows: int) -> None:
        """So many more."""
        self.done += rows
        self.tell(self.step, self.done, self.of)


def fill(
    target: Side,
    found: Iterable[Table],
    feed: Callable[[Table], tuple[Iterable[bytes], Callable[[], int]]],
    progress: Progress,
) -> dict[str, Content]:
    """Write every table as `feed` gives it: its lines, and a call that then knows its last number.

    What was given, by table. Guards and foreign keys stand when this returns.
    """
    found = tuple(found)
    given = {}
    target.prepare(found)
    for table in found:
        measured = Measured()
        pieces, last_of = feed(table)
        target.write(table, measured.over(pieces, progress.add))
        last = last_of()
        target.set_last(table, last)
        given[table.name] = measured.content(last)
    progress.tell("guards", 0, 0)
    target.finish()
    return given


def prove(target: Side, found: Iterable[Table], given: Mapping[str, Content], tell: Tell) -> Verification:
    """Read the target back: `Refused` unless each table holds exactly what it was given and every guard stands.

    What `verify` says of the journal there.
    """
    progress = Progress(tell, "compare", sum(content.rows for content in given.values()))
    for table in found:
        held = measure(target, table, progress.add)
        if held != given[table.name]:
            rows = {"table": table.name, "given": given[table.name].rows, "held": held.rows}
            raise Refused([Reason("carrying.not_same", rows)])
    if off := missing(target.connection):
        raise Refused([Reason("carrying.guards_missing", {"count": len(off), "first": off[0]})])
    tell("journal", 0, 0)
    with standing_on(target):
        return verify()


def from_side(source: Side) -> Callable[[Table], tuple[Iterator[bytes], Callable[[], int]]]:
    """What `fill` is fed when both databases are at hand."""
    return lambda table: (source.lines(table), lambda: source.last(table))
