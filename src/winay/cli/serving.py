"""`winay serve`: one web server and one worker under one supervisor. They start together and end together."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

GRACE = 10


def free_port(wanted: int) -> int:
    """`wanted`, or the next port that nobody listens on."""
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port between {wanted} and {wanted + 49}")


def serve(*, host: str, port: int, announce: Any) -> int:
    """Run until a signal comes or one of the two ends; the exit code to end with."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    threads = "4" if "WINAY_DATABASE" in os.environ else "2"
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1",
        "--blocking-threads", threads, "--backlog", "1024", "--no-access-log", "--log-level", "warning",
        "winay.config.wsgi:application",
    ]  # fmt: skip
    worker = [sys.executable, "-c", "from winay.cli.main import run; run()", "worker"]
    # Own process groups: a Ctrl-C in the terminal reaches the supervisor only, which then ends both in order.
    children = {
        name: subprocess.Popen(line, start_new_session=True) for name, line in (("web", web), ("worker", worker))
    }
    code = 0
    try:
        threading.Thread(target=_announce_when_up, args=(host, port, announce, stopping), daemon=True).start()
        while not stopping.wait(0.3):
            ended = [name for name, child in children.items() if child.poll() is not None]
            if ended:
                print(f"The {ended[0]} process ended by itself; stopping the other.", file=sys.stderr)  # noqa: T201
                code = 1
                break
    finally:
        _end(children)
    return code


def _announce_when_up(host: str, port: int, announce: Any, stopping: threading.Event) -> None:
    for _ in range(300):
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            if stopping.wait(0.1):
                return
            continue
        announce()
        return


def _end(children: "dict[str, subprocess.Popen[bytes]]") -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def work(*, every: float, beat: Path) -> None:
    """The worker: seal the journal, sweep what nobody wants, and say on the way that it is alive."""
    from django.db import OperationalError, close_old_connections, connection

    from winay.core.clock import now
    from winay.journal.tasks import seal

    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    parent = os.getppid()
    while not stopping.wait(every):
        if os.getppid() != parent:
            return  # the supervisor was killed without a word: do not stay behind
        close_old_connections()
        try:
            seal()
            beat.write_text(now().isoformat())
        except OperationalError as error:
            print(f"The worker waits for the database: {error}", file=sys.stderr)  # noqa: T201
            connection.close()
