"""A PostgreSQL of the tests' own: made from the installed binaries, socket only, gone afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "shared_buffers=128MB"]


def find_binaries() -> Path | None:
    """The folder with `initdb`: the newest of Debian's, or wherever the path leads."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    for folder in debian:
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@dataclass
class Server:
    """A running throw-away server. `url(name)` is the address of one of its databases."""

    folder: Path
    binaries: Path
    user: str
    demote: dict[str, Any]
    process: "subprocess.Popen[bytes] | None" = None

    def url(self, name: str) -> str:
        return f"postgresql://{self.user}@/{name}?host={quote(str(self.folder), safe='')}"

    def go_on(self) -> None:
        """Start, and wait until it answers."""
        options = [part for setting in FAST for part in ("-c", setting)]
        line = [self.binaries / "postgres", "-D", self.folder / "data", "-k", self.folder, "-c", "listen_addresses="]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*line, *options], stdout=subprocess.DEVNULL, stderr=log, cwd=self.folder, **self.demote
            )
        ready = [self.binaries / "pg_isready", "-h", self.folder, "-U", self.user, "-q"]
        for _ in range(150):
            if subprocess.run(ready, check=False).returncode == 0:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}")

    def halt(self) -> None:
        """End it at once, whoever is connected."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def stop(self) -> None:
        """End it and leave nothing."""
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)


def start() -> Server:
    """Make and start one. As root it runs as an unprivileged user, because PostgreSQL refuses root."""
    binaries = find_binaries()
    if binaries is None:
        raise FileNotFoundError("no PostgreSQL binaries on this machine")
    # A socket path may not be longer than 107 bytes, so the folder is short and directly under /tmp.
    folder = Path(tempfile.mkdtemp(prefix="wy-", dir="/tmp"))
    folder.chmod(0o755)
    user: str = pwd.getpwuid(os.getuid()).pw_name
    demote: dict[str, Any] = {}
    if os.getuid() == 0:
        user = next(name for name in ("postgres", "nobody") if _exists(name))
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
        demote = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    data = folder / "data"
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", user, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True, capture_output=True, cwd=folder, **demote,
    )  # fmt: skip
    server = Server(folder, binaries, user, demote)
    try:
        server.go_on()
    except RuntimeError:
        server.stop()
        raise
    return server


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
