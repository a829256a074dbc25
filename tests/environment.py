"""Loaded before Django: gives the tests a house of their own, on SQLite or on a throw-away PostgreSQL.

`WINAY_TEST_DATABASE=postgres` starts the server here, once for all workers.
"""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from winay.core.keys import KeyRing

KEYS = Path(__file__).resolve().parents[1] / ".stamps" / "test-keys.json"
OWNED: dict[str, Any] = {}

if "WINAY_TEST_HOME" not in os.environ:
    home = Path(tempfile.mkdtemp(prefix="winay-tests-"))
    OWNED["home"] = home
    os.environ["WINAY_TEST_HOME"] = str(home)
    os.environ["WINAY_VAR"] = str(home)
    os.environ.pop("WINAY_KEYS", None)
    os.environ.pop("WINAY_DATABASE", None)
    # The same at every run: a template kept from an earlier one holds lines that its keys signed.
    KEYS.parent.mkdir(exist_ok=True)
    with suppress(FileExistsError):
        KeyRing.create(KEYS)
    shutil.copy(KEYS, home / "keys.json")
    if os.environ.get("WINAY_TEST_DATABASE") == "postgres":
        from tests import throwaway_postgres

        OWNED["server"] = throwaway_postgres.start()
        os.environ["WINAY_DATABASE"] = OWNED["server"].url("postgres")


def pytest_unconfigure() -> None:
    if "server" in OWNED:
        OWNED.pop("server").stop()
    if "home" in OWNED:
        shutil.rmtree(OWNED.pop("home"), ignore_errors=True)
