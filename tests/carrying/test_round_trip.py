"""What comes out of a backup is what went in, row by row, and the house goes on from there."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, connection, connections, transaction

from tests.carrying.conftest import AT, SCHEMA, Place
from tests.field.scene import JPEG, Phone, answers, credential, published
from tests.journal.conftest import write
from tests.people import acting_as, manager, someone
from winay.accounts.models import Person
from winay.core.clock import now
from winay.intake.desk.erasing import erase_answers
from winay.intake.models import Submission
from winay.journal.models import Line, SealBatch, Subject
from winay.journal.queries.verification import verify
from winay.journal.services import seal_lines
from winay.journal.triggers import missing
from winay.journeys.carrying.backing_up import back_up
from winay.journeys.carrying.connecting import TARGET, opened, standing_on
from winay.journeys.carrying.sides import side_of
from winay.journeys.carrying.tables import STAYS

AWKWARD = "a\tb\nc\rd\\e\\n\\N\x08\x0b\x0c 'q' \"dq\" ñandú – Wiñay 𝄞 \\\\x00 "
ROOM_OF_ITS_OWN = {"journal_line", "journal_subject"}
"""A restore adds one line, about itself."""


def rows_of(alias: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table as Python sees it."""
    return {
        model._meta.db_table: list(model._base_manager.using(alias).order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table not in STAYS
    }


def awkward_rows() -> None:
    """Values that a text could lose."""
    person = someone()
    secret = {"z": 1, "a": {"ü": [True, None, "x\t\\y"]}, "secret": "k1.abc"}
    Authenticator.objects.create(user=Person.objects.get(pk=person.pk), type="totp", data=secret)
    group = Group.objects.create(name=AWKWARD[:60])
    group.permissions.set(Permission.objects.order_by("?")[:3])
    Person.objects.filter(pk=person.pk).update(name=AWKWARD, joined_at=datetime(2026, 1, 2, 3, 4, 5, 60, tzinfo=UTC))


def an_erased_submission() -> None:
    """What arrived and was erased at somebody's wish: the row with its hashes, an empty body, files without names."""
    published()
    phone = Phone(credential(None)[1])
    assert phone.send(answers("uuid:erased", photo="1.jpg"), {"1.jpg": JPEG}).status_code == 201
    assert phone.send(answers("uuid:erased", name="Otra"), {"2.jpg": JPEG}).status_code == 409
    assert phone.send(answers("uuid:kept", photo="1.jpg"), {"1.jpg": JPEG + b"2"}).status_code == 201
    row = Submission.objects.get(instance_id="uuid:erased")
    why = "Lo pidió en la oficina."
    erase_answers(submissions=[row], where="", why=why, by=acting_as(manager()), by_name="x", at=now())
    settings.WINAY_BLOBS.path(hashlib.sha256(JPEG).hexdigest()).unlink()  # as the sweep does, a day later


def after(before: dict[str, list[Any]], found: dict[str, list[Any]]) -> None:
    """All is equal, but for the one line that says what happened."""
    for table, rows in before.items():
        extra = 1 if table in ROOM_OF_ITS_OWN else 0
        assert found[table][: len(rows)] == rows, table
        assert len(found[table]) == len(rows) + extra, table


@pytest.mark.parametrize("file", [False, True])
def test_a_restored_installation_is_the_same_and_goes_on(
    here: Place, empty_place: Any, tmp_path: Path, file: bool
) -> None:
    awkward_rows()
    for number in range(4):
        write(number)
    seal_lines(at=AT, most=3)
    kept = here.blobs.put(b"an approved list")
    path = tmp_path / "backup.tar"
    done = back_up(path, schema_fingerprint=SCHEMA, at=AT)
    before = rows_of("default")
    assert done.rows == sum(map(len, before.values())) and (done.files, done.lost) == (1, ())
    assert path.stat().st_mode & 0o777 == 0o600
    with empty_place(file=file) as other:
        restored = other.restore(path)
        assert (restored.rows, restored.files, restored.lost, restored.journal.ok) == (done.rows, 1, (), True)
        assert other.blobs.get(kept) == b"an approved list"
        assert not (other.var / "restore-unfinished").exists()
        with other.inside(), opened(TARGET, other.settings()) as connection:
            after(before, rows_of(TARGET))
            assert missing(connection) == []
            with standing_on(side_of(connection)):
                the_house_goes_on(before)


def the_house_goes_on(before: dict[str, list[Any]]) -> None:
    """The line of the restore is there; new rows get new numbers; sealing continues the chain; nothing is doubted."""
    told = Line.objects.order_by("id").last()
    assert told is not None and told.verb == "accounts.restore_installation"
    assert list(Subject.objects.filter(line=told).values_list("kind", flat=True)) == ["installation"]
    newest = max(row[0] for row in before["journal_line"])
    assert told.id > newest
    line = write(9)
    assert line.id > told.id
    while seal_lines(at=AT):
        pass
    assert list(SealBatch.objects.order_by("number").values_list("number", flat=True))[:2] == [1, 2]
    found = verify()
    assert (found.ok, found.unsealed) == (True, 0)
    assert found.sealed_lines == Line.objects.count()
    person = someone()
    assert person.pk > max(Person.objects.exclude(pk=person.pk).values_list("pk", flat=True))


@pytest.mark.bare
def test_rows_that_were_removed_leave_their_numbers_unused(here: Place, empty_place: Any, tmp_path: Path) -> None:
    awkward_rows()
    gone = Group.objects.create(name="soon gone").pk
    Group.objects.filter(pk=gone).delete()
    path = tmp_path / "backup.tar"
    back_up(path, schema_fingerprint=SCHEMA, at=AT)
    with empty_place(file=True) as other:
        other.restore(path)
        with opened(TARGET, other.settings()):
            assert Group.objects.using(TARGET).create(name="new").pk > gone


@pytest.mark.bare
def test_what_was_erased_is_carried_empty_and_missed_by_nobody(here: Place, empty_place: Any, tmp_path: Path) -> None:
    an_erased_submission()
    path = tmp_path / "backup.tar"
    done = back_up(path, schema_fingerprint=SCHEMA, at=AT)
    before = rows_of("default")
    digest = hashlib.sha256(JPEG).hexdigest()
    assert digest not in done.lost
    with empty_place() as other:
        restored = other.restore(path)
        assert restored.journal.ok and digest not in restored.lost
        with other.inside(), opened(TARGET, other.settings()) as connection:
            after(before, rows_of(TARGET))
            assert missing(connection) == []
            row = Submission.objects.using(TARGET).get(instance_id="uuid:erased")
            assert bytes(row.body) == b"" and row.erased_at is not None
            with pytest.raises(IntegrityError), transaction.atomic(using=TARGET):
                Submission.objects.using(TARGET).filter(pk=row.pk).update(body=b"back")


@pytest.mark.bare
def test_logins_are_not_in_a_backup(here: Place, empty_place: Any, tmp_path: Path) -> None:
    from django.contrib.sessions.models import Session

    awkward_rows()
    Session.objects.create(session_key="secret-of-a-login", session_data="x", expire_date=AT)
    path = tmp_path / "backup.tar"
    back_up(path, schema_fingerprint=SCHEMA, at=AT)
    assert b"secret-of-a-login" not in path.read_bytes()
    with empty_place() as other:
        other.restore(path)
        with opened(TARGET, other.settings()):
            assert not Session.objects.using(TARGET).exists()


@pytest.mark.bare
def test_what_is_written_meanwhile_is_in_the_backup_whole_or_not_at_all(
    here: Place, empty_place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two tables somebody writes a line with its subjects, and a seal: neither half may be seen."""
    from winay.journeys.carrying import backing_up

    awkward_rows()
    write(1)
    seal_lines(at=AT)
    before = rows_of("default")
    real, times = backing_up.Progress.add, []

    def busy(self: Any, rows: int) -> None:
        if not times:
            times.append(rows)
            write(7)
            here.blobs.put(b"kept before its row")
            seal_lines(at=AT)
        real(self, rows)

    monkeypatch.setattr(backing_up.Progress, "add", busy)
    path = tmp_path / "backup.tar"
    back_up(path, schema_fingerprint=SCHEMA, at=AT)
    assert times and Line.objects.count() == len(before["journal_line"]) + 1
    with empty_place() as other:
        restored = other.restore(path)
        assert (restored.journal.ok, restored.journal.batches, restored.files) == (True, 1, 1)
        with opened(TARGET, other.settings()):
            after(before, rows_of(TARGET))


@pytest.mark.bare
def test_reading_does_not_keep_writers_out(here: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from winay.journeys.carrying.connecting import reading

    awkward_rows()
    with reading(), transaction.atomic():
        write(3)
    assert connections["default"].vendor == connection.vendor
    assert "carried_from" not in connections.databases
