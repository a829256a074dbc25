"""The installation moves into a PostgreSQL database, whole or not at all. The old database stays as it is."""

from dataclasses import dataclass
from typing import Any

from winay.accounts.services import note_move
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.journal.queries.verification import Verification, verify
from winay.journeys.carrying.connecting import new_postgres, reading, standing_on
from winay.journeys.carrying.loading import Progress, Tell, fill, from_side, prove, silent
from winay.journeys.carrying.sides import counted
from winay.journeys.carrying.tables import tables


@dataclass(frozen=True, slots=True)
class Moved:
    """What was carried, and what the journal says of itself there, as it did here."""

    tables: int
    rows: int
    journal: Verification


def move(*, to: dict[str, Any], tell: Tell = silent) -> Moved:
    """Carry every table into the empty PostgreSQL database `to` (Django's settings of it).

    Nobody can write here meanwhile. Tables are compared by the hash of their content, the journal is verified on both
    sides; `Refused`, and nothing left there, unless all is the same. Keys, files and the witness stay where they are.
    Then the journal there gets one line that says so. Whoever serves the installation must be stopped before.
    """
    found = tables()
    tell("schema", 0, 0)
    with reading(alone=True) as source, new_postgres(to) as target:
        rows = counted(source, found)
        given = fill(target, found, from_side(source), Progress(tell, "copy", rows))
        tell("journal_here", 0, 0)
        before = verify()
        after = prove(target, found, given, tell)
        if after != before:
            raise Refused(
                [Reason("carrying.journal_differs", {"before": len(before.problems), "after": len(after.problems)})]
            )
        with standing_on(target):
            note_move(source=source.connection.vendor, target=target.connection.vendor, rows=rows, by=SYSTEM, at=now())
    return Moved(len(found), rows, after)
