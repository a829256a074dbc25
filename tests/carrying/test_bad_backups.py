"""What is cut, altered, forged or of another house is refused before anything is written."""

import gzip
import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.carrying.conftest import AT, SCHEMA, Place
from tests.journal.conftest import write
from winay.core.errors import Refused
from winay.core.keys import KeyRing
from winay.journal.services import seal_lines
from winay.journal.witness import FILE_NAME
from winay.journeys.carrying import connecting, loading, packing, restoring
from winay.journeys.carrying.backing_up import back_up
from winay.journeys.carrying.unpacking import head_and_keys
from winay.journeys.wording import say

pytestmark = pytest.mark.bare
Parts = list[tuple[tarfile.TarInfo, bytes]]


def parts(path: Path) -> Parts:
    with tarfile.open(path) as tar:
        return [(member, tar.extractfile(member).read()) for member in tar]  # type: ignore[union-attr]


def packed(path: Path, members: Parts) -> Path:
    with tarfile.open(path, "w") as tar:
        for member, content in members:
            member.size = len(content) if member.isreg() else 0
            tar.addfile(member, io.BytesIO(content))
    return path


def named(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


def refused(place: Place, backup: Path, **changes: Any) -> str:
    """The code of the refusal, once it is sure that nothing was left."""
    with pytest.raises(Refused) as error:
        place.restore(backup, **changes)
    assert place.content() == []
    (reason,) = error.value.reasons
    assert say(reason)
    return reason.code


def test_a_backup_that_was_cut_anywhere_is_refused(backup: Path, empty_place: Any, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    cut = tmp_path / "cut.tar"
    with empty_place() as place:
        last = len(whole.rstrip(b"\x00")) - 1  # what follows the last part is padding
        for length in (0, 100, 512, 5_000, last // 3, last // 2, last - 20_000, last):
            cut.write_bytes(whole[:length])
            code = refused(place, cut)
            assert code in {"carrying.truncated", "carrying.not_a_backup"}, length
        assert place.restore(backup).journal.ok


def test_one_altered_byte_anywhere_is_found(backup: Path, empty_place: Any, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    altered = tmp_path / "altered.tar"
    ends = len(whole.rstrip(b"\x00"))
    with empty_place() as place:
        for position in range(300, ends, ends // 40):
            if whole[position] == 0 and whole[position - 64 : position + 64].count(0) > 100:
                continue  # padding of the TAR, which says nothing
            content = bytearray(whole)
            content[position] ^= 1
            altered.write_bytes(content)
            refused(place, altered)


@pytest.mark.parametrize(
    "stranger",
    [
        named("../../etc/cron.d/winay"),
        named("/etc/passwd"),
        named("blobs/ab/../../../keys.json"),
        named("tables/journal_line/../../x.copy.gz"),
        named("blobs/ab/" + "c" * 62, tarfile.SYMTYPE, "/etc/passwd"),
        named("blobs/ab/" + "c" * 62, tarfile.LNKTYPE, "manifest.json"),
        named("blobs", tarfile.DIRTYPE),
        named("blobs/ab/" + "c" * 62, tarfile.FIFOTYPE),
    ],
    ids=lambda member: f"{member.name[:30]} {member.type.decode()}",
)
def test_what_belongs_to_no_backup_is_refused(
    backup: Path, empty_place: Any, tmp_path: Path, stranger: tarfile.TarInfo
) -> None:
    members = parts(backup)
    members.insert(len(members) - 1, (stranger, b"x" if stranger.isreg() else b""))
    with empty_place() as place:
        assert refused(place, packed(tmp_path / "bad.tar", members)) == "carrying.not_a_backup"


def edits() -> dict[str, Callable[[Parts], Parts]]:
    """Backups whose parts are all whole, and yet not what was written."""

    def table(members: Parts, name: str) -> int:
        return next(at for at, (member, _) in enumerate(members) if member.name.startswith(f"tables/{name}/"))

    def rewritten(members: Parts) -> Parts:
        at = table(members, "auth_permission")
        lines = gzip.decompress(members[at][1]).replace(b"Can add", b"Can eat")
        return [*members[:at], (members[at][0], gzip.compress(lines)), *members[at + 1 :]]

    def without(members: Parts, name: str) -> Parts:
        return [one for one in members if name not in one[0].name]

    return {
        "a table rewritten": rewritten,
        "a table left out": lambda members: without(members, "auth_permission"),
        "a file left out": lambda members: [one for one in members if one != members[-2]],
        "a table twice": lambda members: [*members[:3], *members[2:]],
        "in another order": lambda members: [members[0], members[3], *members[1:3], *members[4:]],
        "no witness": lambda members: without(members, "journal-seals"),
        "something after the end": lambda members: [*members, members[-2]],
        "a seal more": lambda members: [
            (member, content + b"9 " + b"0" * 64 + b"\n" if member.name == "journal-seals" else content)
            for member, content in members
        ],
    }


@pytest.mark.parametrize("name", edits())
def test_a_backup_that_somebody_rearranged_is_refused(
    backup: Path, empty_place: Any, tmp_path: Path, name: str
) -> None:
    bad = packed(tmp_path / "bad.tar", edits()[name](parts(backup)))
    with empty_place() as place:
        assert refused(place, bad) in {"carrying.damaged", "carrying.not_a_backup"}


def test_a_manifest_made_without_the_keys_is_refused(
    backup: Path, empty_place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes a backup that is right in all its hashes still lacks the code over them."""
    KeyRing.create(tmp_path / "other.json")
    other = KeyRing.load(tmp_path / "other.json")
    members = parts(backup)
    manifest = packing.opened_manifest(members[-1][1], KeyRing.load(Path(os.environ["WINAY_TEST_HOME"]) / "keys.json"))
    members[-1] = (members[-1][0], packing.sealed_manifest(manifest, other).encode())
    with empty_place() as place:
        assert refused(place, packed(tmp_path / "forged.tar", members)) == "carrying.not_a_backup"


def test_keys_that_are_missing_or_other_ones_are_named(
    backup: Path, empty_place: Any, tmp_path: Path, settings: Any
) -> None:
    KeyRing.create(tmp_path / "other.json")
    other = KeyRing.load(tmp_path / "other.json")
    with empty_place() as place:
        settings.WINAY_KEYRING = lambda: other
        assert refused(place, backup) == "carrying.keys_differ"
        settings.WINAY_KEYRING = lambda: KeyRing({"k7": b"x" * 32}, "k7")
        with pytest.raises(Refused) as error:
            place.restore(backup)
        assert "k1" in say(error.value.reasons[0])


def test_keys_are_inside_only_when_asked_for(here: Place, backup: Path, tmp_path: Path) -> None:
    keys = Path(os.environ["WINAY_TEST_HOME"]) / "keys.json"
    assert keys.read_bytes() not in backup.read_bytes()
    head, found = head_and_keys(backup)
    assert (found, list(head.keys)) == (None, ["k1"])
    with_keys = tmp_path / "with-keys.tar"
    back_up(with_keys, schema_fingerprint=SCHEMA, at=AT, keys=keys)
    assert head_and_keys(with_keys)[1] == keys.read_bytes()


def test_tables_of_another_version_are_refused(backup: Path, empty_place: Any) -> None:
    with empty_place() as place:
        assert refused(place, backup, schema_fingerprint="of another version") == "carrying.other_version"


@pytest.mark.parametrize("there", ["winay.sqlite3", FILE_NAME, "blobs/ab/" + "c" * 62])
def test_only_an_empty_place_is_restored_into(backup: Path, empty_place: Any, there: str) -> None:
    with empty_place() as place:
        path = place.var / there
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("somebody's")
        with pytest.raises(Refused) as error:
            place.restore(backup)
        assert error.value.reasons[0].code == "carrying.place_not_empty"
        assert (place.content(), path.read_text()) == ([there], "somebody's")


def test_a_database_that_is_not_empty_is_refused(
    backup: Path, empty_place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        return  # a file that is there is refused above
    monkeypatch.setattr(connecting, "names_of", lambda _: {"recipes"})
    with empty_place() as place:
        assert refused(place, backup) == "carrying.target_not_empty"


@pytest.mark.parametrize("step", ["fill", "prove", "_note", "_write_files"])
def test_what_fails_on_the_way_leaves_nothing(
    backup: Path, empty_place: Any, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fails(*_: Any) -> None:
        raise OSError("no space left on device")

    with empty_place() as place:
        with monkeypatch.context() as broken:
            broken.setattr(restoring, step, fails)
            assert refused(place, backup) == "carrying.place_unwritable"
        assert place.restore(backup).journal.ok


def test_what_was_killed_on_the_way_is_cleared_away(backup: Path, empty_place: Any) -> None:
    with empty_place() as place:
        for name in ("restore-unfinished", FILE_NAME, "blobs/ab/" + "c" * 62, "winay.sqlite3.restoring"):
            path = place.var / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("half")
        assert place.restore(backup).journal.ok
        assert not [name for name in place.content() if "c" * 62 in name or "restor" in name or "unfinished" in name]


def test_a_table_that_does_not_arrive_whole_is_noticed(
    backup: Path, empty_place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = loading.measure

    def forgetful(side: Any, table: Any, tell: Any) -> Any:
        if table.name == "auth_permission":
            with side.connection.cursor() as cursor:
                cursor.execute("UPDATE auth_permission SET name = 'Can do more' WHERE id = 1")
        return real(side, table, tell)

    monkeypatch.setattr(loading, "measure", forgetful)
    with empty_place() as place:
        assert refused(place, backup) == "carrying.not_same"


def test_old_faults_of_the_journal_come_along_and_are_named(
    here: Place, empty_place: Any, tmp_path: Path, unguarded: Any
) -> None:
    """A backup keeps what there is. It neither heals a journal nor stops because of it."""
    write(1)
    seal_lines(at=AT)
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_line SET verb = 'targeting.forged'")
    path = tmp_path / "backup.tar"
    back_up(path, schema_fingerprint=SCHEMA, at=AT)
    with empty_place() as place:
        journal = place.restore(path).journal
        assert [problem.kind for problem in journal.problems] == ["altered_line"]


def test_a_file_that_is_altered_or_gone_is_named_and_left_out(
    here: Place, empty_place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from winay.journeys.carrying import backing_up

    good, bad, gone = here.blobs.put(b"good"), here.blobs.put(b"bad"), "ab" * 32
    here.blobs.path(bad).write_bytes(b"BAD")
    monkeypatch.setattr(backing_up, "missing_files", lambda: {gone})
    path = tmp_path / "backup.tar"
    done = back_up(path, schema_fingerprint=SCHEMA, at=AT)
    assert (done.files, done.lost) == (1, tuple(sorted([bad, gone])))
    with empty_place() as place:
        restored = place.restore(path)
        assert (restored.files, restored.lost) == (1, done.lost)
        assert place.blobs.get(good) == b"good" and not place.blobs.path(bad).exists()


def test_a_backup_replaces_no_other_and_half_of_one_never_has_its_name(
    here: Place, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from winay.journeys.carrying import backing_up

    before = backup.read_bytes()
    with pytest.raises(Refused) as error:
        back_up(backup, schema_fingerprint=SCHEMA, at=AT)
    assert error.value.reasons[0].code == "carrying.file_exists" and backup.read_bytes() == before
    with pytest.raises(Refused) as error:
        back_up(tmp_path / "no folder" / "x.tar", schema_fingerprint=SCHEMA, at=AT)
    assert error.value.reasons[0].code == "carrying.file_unwritable"

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backing_up.Writer, "table", full)
    with pytest.raises(Refused) as error:
        back_up(tmp_path / "full.tar", schema_fingerprint=SCHEMA, at=AT)
    assert "No space left" in say(error.value.reasons[0])
    assert not list(tmp_path.glob("full.tar*"))


def test_somebody_s_own_file_is_not_taken_for_a_backup(here: Place, empty_place: Any, tmp_path: Path) -> None:
    other = tmp_path / "photos.tar"
    packed(other, [(named("photo.jpg"), b"x" * 100)])
    text = tmp_path / "notes.txt"
    text.write_text("not a TAR at all\n" * 200)
    with empty_place() as place:
        assert refused(place, other) == "carrying.not_a_backup"
        assert refused(place, text) == "carrying.not_a_backup"
        assert refused(place, tmp_path / "absent.tar") == "carrying.file_unreadable"
        assert refused(place, tmp_path) == "carrying.file_unreadable"
