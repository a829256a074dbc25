"""Where this installation keeps its things, from the environment. Read once, by settings and the supervisor."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

VAR = Path(os.environ.get("WINAY_VAR", "var")).resolve()
KEYS = Path(os.environ.get("WINAY_KEYS", VAR / "keys.json")).resolve()
PACK = os.environ.get("WINAY_PACK") or None
SQLITE_OPTIONS = {
    # IMMEDIATE: a deferred transaction that turns into a writer fails at once whatever the timeout says.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000;"
    ),
}

POOL = {"min_size": 1, "max_size": 8, "timeout": 10, "reconnect_timeout": 3}
"""Connections of a process. Lost ones are tried again after a second, then the next who asks tries: by itself the pool
would wait twice as long each time, and stay away for minutes from a database that came back."""

NEAR = "-c random_page_cost=1.1"
"""A page of a table costs the same wherever it lies, on today's disks and in memory. With PostgreSQL's own 4 it read
all cycles of a country to count the households of forty nuclei. An address may say otherwise: `?options=…`."""


def database(url: str | None) -> dict[str, Any]:
    """Django's settings for `postgresql://user:password@host:port/name?option=…`, or for the embedded SQLite file."""
    if not url:
        return sqlite(VAR / "winay.sqlite3")
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"WINAY_DATABASE must be a postgresql:// address, not {parts.scheme!r}")
    options: dict[str, Any] = {"options": NEAR, **dict(parse_qsl(parts.query))}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": {**options, "pool": dict(POOL)},
        "ATOMIC_REQUESTS": False,
    }


def sqlite(path: Path) -> dict[str, Any]:
    """Django's settings for one SQLite file in WAL mode, durable at each commit."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": dict(SQLITE_OPTIONS),
        "CONN_MAX_AGE": None,  # opening and closing one for each request costs several times what most requests do
        "ATOMIC_REQUESTS": False,
    }


def at_once() -> int:
    """How many requests a web process handles at a time. Python runs one thread at a time: more would only wait for
    each other, and on SQLite for the one writer."""
    return 4 if os.environ.get("WINAY_DATABASE") else 2
