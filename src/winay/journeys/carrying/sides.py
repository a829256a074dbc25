"""A database as something to read lines from and to write lines into."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from winay.journeys.carrying.lines import Content, Measured
from winay.journeys.carrying.postgres_side import PostgresSide
from winay.journeys.carrying.sqlite_side import SqliteSide
from winay.journeys.carrying.tables import Table


class Side(Protocol):
    """One end of a carrying. `connection` is Django's."""

    connection: Any

    def hold(self, tables: Iterable[Table], *, alone: bool) -> None:
        """Begin to read one moment of the database; with `alone`, nobody writes until the reading ends."""

    def release(self) -> None:
        """End what `hold` began."""

    def prepare(self, tables: Iterable[Table]) -> None:
        """Make room: no guards, no foreign keys, no rows. The tables are there."""

    def finish(self) -> None:
        """Put guards and foreign keys back, and check the keys."""

    def lines(self, table: Table) -> Iterator[bytes]:
        """All rows by their key, in chunks of whole lines."""

    def write(self, table: Table, pieces: Iterable[bytes]) -> None:
        """Add rows from lines that may be cut anywhere."""

    def last(self, table: Table) -> int:
        """The last number that was given to a row; 0 when none was."""

    def set_last(self, table: Table, last: int) -> None:
        """Number new rows from the next one on."""

    def count(self, table: Table) -> int:
        """How many rows there are."""


def side_of(connection: Any) -> Side:
    """The way to carry from or into a database of this kind."""
    sides: dict[str, type[SqliteSide] | type[PostgresSide]] = {"sqlite": SqliteSide, "postgresql": PostgresSide}
    return sides[connection.vendor](connection)


def counted(side: Side, tables: Iterable[Table]) -> int:
    """All rows together: what progress is measured against."""
    return sum(side.count(table) for table in tables)


def measure(side: Side, table: Table, tell: Callable[[int], None] = lambda rows: None) -> Content:
    """Read a table through and say what it holds."""
    measured = Measured()
    for _ in measured.over(side.lines(table), tell):
        pass
    return measured.content(side.last(table))
