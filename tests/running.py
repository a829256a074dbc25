"""Real installations of a test's own, served by the real `winay`: for browsers, kills and measurements.

A demonstration is set up once per run, by `winay setup --demo`, and copied for whoever wants one. `tests.run` lets
its suites share the one on SQLite (`WINAY_TEST_DEMO`).
"""

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
WINAY = [sys.executable, "-c", "from winay.cli.main import run; run()"]
SLOW = 480
"""Seconds after which something that should have happened will not."""


class House:
    """One installation: its folder, its database, and the server when it runs."""

    def __init__(self, var: Path, database: str | None = None) -> None:
        self.var, self.database = var, database
        self.log = var.with_name(f"{var.name}.log")
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""
        self.path = str(ROOT / "src")

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WINAY_")}
        ours = {"WINAY_VAR": str(self.var), "PYTHONPATH": self.path, "PYTHONUNBUFFERED": "1", "COLUMNS": "200"}
        if self.database:
            ours["WINAY_DATABASE"] = self.database
        return kept | ours

    def winay(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end."""
        return subprocess.run(
            [*WINAY, *words], env=self.environment | more, capture_output=True, text=True, timeout=SLOW, check=False
        )

    def begin(self, *words: str, **more: str) -> "subprocess.Popen[bytes]":
        """Start a command in a session of its own, writing to the log."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*WINAY, *words], env=self.environment | more, stdout=log, stderr=log, start_new_session=True
            )

    def start(self, command: str = "serve") -> "House":
        """Serve, and wait until the address is announced."""
        self.log.write_bytes(b"")
        self.process = self.begin(command, "--port", str(a_port()))
        self.url = self.announced(self.process)
        return self

    def announced(self, process: "subprocess.Popen[bytes]") -> str:
        """The address that the process says it can be reached at."""
        deadline = time.monotonic() + SLOW
        while time.monotonic() < deadline:
            if found := re.search(r"http://localhost:\d+", self.said()):
                return found[0]
            if process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"no server after {SLOW} s:\n{self.said()}")

    def said(self) -> str:
        """Everything the server has printed."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def stop(self) -> int:
        """End as Ctrl-C does; the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def kill(self) -> None:
        """End everything at once, as a power cut does."""
        assert self.process is not None
        for pid in [*self.family(), self.process.pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(30)

    def family(self) -> list[int]:
        """Every process below the supervisor, the deepest first."""
        assert self.process is not None
        return below(self.process.pid)


def below(pid: int) -> list[int]:
    """Children of a process and theirs, the deepest first, from /proc."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found: list[int] = []
    waiting = [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found[::-1]


def alive(pids: list[int]) -> list[int]:
    """Those that still run; a zombie does not."""
    running = []
    for pid in pids:
        try:
            if (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z":
                running.append(pid)
        except OSError:
            continue
    return running


def gone(pids: list[int], seconds: float = 15) -> bool:
    """Whether all of them have ended, waiting a while."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not alive(pids):
            return True
        time.sleep(0.1)
    return False


def a_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demo(label: str, *, postgres: bool = False) -> Iterator[House]:
    """A copy of the demonstration, not yet served."""
    label += f"_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    home = Path(os.environ["WINAY_TEST_HOME"])
    shared = Path(os.environ.get("WINAY_TEST_DEMO") or home)
    original = home / "demo-postgres" if postgres else shared / "demo-sqlite"
    with original.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        database = _address("wy_demo") if postgres else None
        if not original.exists():
            if postgres:
                administer('CREATE DATABASE "wy_demo"')
            made = House(original, database).winay("setup", "--demo")
            assert made.returncode == 0, made.stdout + made.stderr
        var = home / f"demo-{label}"
        shutil.copytree(original, var)
        if postgres:
            administer(f'CREATE DATABASE "wy_demo_{label}" TEMPLATE "wy_demo"')
    house = House(var, _address(f"wy_demo_{label}") if postgres else None)
    if postgres:
        # The reference mark names the database it was loaded into.
        (var / "reference.digest").unlink()
    try:
        yield house
    finally:
        if house.process is not None and house.process.poll() is None:
            house.kill()
        shutil.rmtree(var, ignore_errors=True)
        if postgres:
            administer(f'DROP DATABASE IF EXISTS "wy_demo_{label}" WITH (FORCE)')


def administer(statement: str) -> None:
    """One statement on the throw-away server, outside any transaction."""
    import psycopg

    with psycopg.connect(os.environ["WINAY_DATABASE"], autocommit=True) as raw:
        raw.execute(statement)  # type: ignore[arg-type]


def _address(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["WINAY_DATABASE"])._replace(path=f"/{name}"))
