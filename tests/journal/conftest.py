"""A journal of its own folder, ways to write to it, and the means of an intruder."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from winay.core.actors import System
from winay.journal import services, triggers
from winay.journal.models import Line
from winay.journal.queries.sealing import Horizon
from winay.journal.services import record

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
ANA = System(UUID(int=7), "office_specialist")


@pytest.fixture
def var(settings: Any, tmp_path: Path) -> Path:
    """Where the witness file goes."""
    settings.WINAY_VAR = tmp_path
    return tmp_path


@pytest.fixture
def seal_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that roll back: their own transaction runs while they seal, so PostgreSQL would let its lines wait."""
    source = connection.vendor
    monkeypatch.setattr(services, "horizon", lambda: Horizon(source))


def write(number: int = 0, verb: str = "targeting.draft_selection", place: str = "050101") -> Line:
    """One line, a minute after the one before."""
    with transaction.atomic():
        return record(
            verb,
            by=ANA,
            at=AT + timedelta(minutes=number),
            subjects=[("place", place), ("selection", f"s{number}")],
            after={"number": number},
        )


def run(statement: str, *params: object) -> None:
    """Raw SQL, as an intruder has it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)


@contextmanager
def _unguarded() -> Iterator[None]:
    """The guards of the journal's tables are taken off and put back: what an intruder with SQL would do."""
    with connection.cursor() as cursor:
        for trigger in triggers.registered():
            for statement in trigger.statements(connection.vendor):
                if trigger.table.startswith("journal_") and statement.startswith("CREATE TRIGGER"):
                    name = statement.split()[2]
                    on_table = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER {name}{on_table}")
    yield
    triggers.install(connection)


@pytest.fixture
def unguarded() -> Callable[[], AbstractContextManager[None]]:
    return _unguarded
