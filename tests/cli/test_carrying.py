"""`winay move` and `winay backup` in a window of letters: what is refused, in words."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import winay
from winay.accounts.services import open_installation
from winay.core.blobs import BlobStore
from winay.core.clock import now

pytestmark = pytest.mark.bare


@pytest.mark.parametrize("address", ["mysql://x/y", "winay", "postgresql://", "http://localhost/"])
def test_an_address_that_cannot_be_a_target_is_refused(address: str) -> None:
    refused = winay("move", "--to", address)
    assert refused.exit_code == 1 and "postgresql://" in refused.output


def test_what_lies_where_a_backup_should_go_is_kept(fresh_db: str, tmp_path: Path) -> None:
    there = tmp_path / "mine.tar"
    there.write_text("mine")
    refused = winay("backup", str(there))
    assert refused.exit_code == 1 and "ya existe" in refused.output
    assert there.read_text() == "mine"


def test_a_backup_says_what_it_holds_and_where_the_keys_are(fresh_db: str, tmp_path: Path, settings: Any) -> None:
    # The witness of other tests says nothing of this database, and one of them may have spoiled a file of theirs.
    settings.WINAY_VAR, settings.WINAY_BLOBS = tmp_path / "var", BlobStore(tmp_path / "blobs")
    open_installation(demo=False, schema_fingerprint="of these tests", at=now())
    done = winay("backup", str(tmp_path))
    said = " ".join(done.output.split())
    assert done.exit_code == 0 and "Las claves no van dentro" in said and "keys.json" in said, done.output
    (backup,) = tmp_path.glob("winay-*.tar")
    checked = winay("restore", str(backup), "--only-check")
    assert checked.exit_code == 0 and "está entero" in " ".join(checked.output.split())
    with_keys = winay("backup", str(tmp_path / "k.tar"), "--with-keys")
    assert with_keys.exit_code == 0 and "Las claves van dentro" in " ".join(with_keys.output.split())
