"""`winay serve`: one web server and one worker under one supervisor. They start together and end together."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

GRACE = 10
PORTS = 50
SWEEP_EVERY = 3600
"""Seconds between two looks for files that no row wants."""
SETTLED = 60
"""Seconds from the worker's start until it counts figures by itself."""
LOOK_EVERY, INGEST_SECONDS, WAKE_EVERY = 0.25, 1.0, 60
"""Seconds between two looks for what phones sent, how long it is read before the worker does something else, and
between two looks for what has waited long enough."""


@contextmanager
def reserve_port(host: str, wanted: int) -> Iterator[int]:
    """`wanted`, or the next port that nobody uses, kept from other Wiñays for as long as the block runs.

    The web server shares its port with whoever asks for sharing, so two that start together would both get it. A
    socket that is bound and never listens keeps everybody out who looks first, and lets the web server in.
    """
    for port in range(wanted, wanted + PORTS):
        if _answers_on_ipv6(port) or not _is_free(host, port):
            continue
        with socket.socket() as kept:
            kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            kept.bind((host, port))
            yield port
            return
    raise OSError(f"no free port between {wanted} and {wanted + PORTS - 1}")


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _answers_on_ipv6(port: int) -> bool:
    """A browser asks `localhost` on IPv6 first, and would meet whoever listens there instead of us."""
    try:
        socket.create_connection(("::1", port), timeout=0.5).close()
    except OSError:
        return False
    return True


def serve(*, host: str, port: int, announce: Callable[[], None]) -> int:
    """Run until a signal comes or one of the two ends; the exit code to end with."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    # The far end of this pipe is closed when the supervisor ends, however it ends: that is how the two learn of it.
    lifeline, kept_open = os.pipe()
    children = {}
    code = 0
    try:
        for name, call in (("web", f"web({lifeline}, {host!r}, {port})"), ("worker", f"worker({lifeline})")):
            # Own sessions: a Ctrl-C in the terminal reaches the supervisor only, which then ends both in order.
            children[name] = subprocess.Popen(
                [sys.executable, "-c", f"from winay.cli import processes; processes.{call}"],
                start_new_session=True, pass_fds=[lifeline], stdin=subprocess.DEVNULL,
            )  # fmt: skip
        os.close(lifeline)
        threading.Thread(target=_announce_when_up, args=(host, port, announce, stopping), daemon=True).start()
        while not stopping.wait(0.3):
            ended = [name for name, child in children.items() if child.poll() is not None]
            if ended:
                print(f"The {ended[0]} process ended by itself; stopping the other.", file=sys.stderr)  # noqa: T201
                code = 1
                break
    finally:
        _end(children)
        os.close(kept_open)
    return code


def _announce_when_up(host: str, port: int, announce: Callable[[], None], stopping: threading.Event) -> None:
    """Say so as soon as the web answers anything, not when it only listens."""
    near = "127.0.0.1" if host == "0.0.0.0" else host
    while not stopping.wait(0.1):
        asked = HTTPConnection(near, port, timeout=60)
        try:
            asked.request("GET", "/salud/")
            asked.getresponse().read()
        except (OSError, HTTPException):
            continue
        finally:
            asked.close()
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
    """The worker: read what phones sent as soon as it is there, seal the journal, now and then sweep files that nobody
    wants and say which households' time in the program is over, and say on the way that it is alive."""
    from django.db import InterfaceError, OperationalError, close_old_connections, connection

    from winay.core import clock
    from winay.journal.tasks import seal
    from winay.journeys.ingest import ingest_some, wake_waiting

    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    # A file of a whole territory takes minutes: neither phones nor the seals wait for it.
    threading.Thread(target=work_on_files, args=(every, stopping), daemon=True).start()
    pause, sealed, woken, tidied, began = 0.0, 0.0, 0.0, 0.0, time.monotonic()
    beside: dict[str, subprocess.Popen[bytes]] = {}
    while not stopping.wait(pause):
        try:
            done = ingest_some(seconds=INGEST_SECONDS, clock=clock)
            pause = done.rest if done.taken else min(LOOK_EVERY, every)
            if time.monotonic() - sealed < every:
                continue
            close_old_connections()
            seal()
            if time.monotonic() - woken > WAKE_EVERY:
                wake_waiting(at=clock.now())
                woken = time.monotonic()
            _start_what_waits(beside, settled=time.monotonic() - began > SETTLED)
            if time.monotonic() - tidied > SWEEP_EVERY:
                _tidy()
                tidied = time.monotonic()
            beat.write_text(clock.now().isoformat())
            sealed = time.monotonic()
        except (OperationalError, InterfaceError) as error:
            print(f"The worker waits for the database: {error}", file=sys.stderr)  # noqa: T201
            pause = min(LOOK_EVERY, every)
            connection.close()
    for running in beside.values():
        if running.poll() is None:
            running.terminate()  # a search is begun again at the next start, a plan goes on from the best so far


def _start_what_waits(beside: "dict[str, subprocess.Popen[bytes]]", *, settled: bool) -> None:
    """Let a process of its own do what was asked for, by the command that does it: it takes minutes and much memory,
    and goes when it is done. Figures are counted once the house is `settled`: nobody asked for them, and at the start
    there is enough to do."""
    from winay.analytics.tasks import snapshot_due
    from winay.core.clock import now
    from winay.nuclei.plan_queue import plan_waits
    from winay.registry.duplicates.pairs import search_waits
    from winay.supervision.tasks import looks_wait

    for command, waits in (
        ("duplicates", search_waits), ("nuclei", plan_waits), ("signals", looks_wait),
        ("snapshot", lambda: settled and snapshot_due(at=now())),
    ):  # fmt: skip
        running = beside.get(command)
        if (running is None or running.poll() is not None) and waits():
            call = f"import sys; sys.argv[1:] = ['{command}', 'work']; from winay.cli.main import run; run()"
            beside[command] = subprocess.Popen([sys.executable, "-c", call], stdin=subprocess.DEVNULL)


def _tidy() -> None:
    from winay.core.clock import now
    from winay.enrolment.tasks import say_due
    from winay.journeys.upkeep import sweep_files
    from winay.registry.duplicates.searching import ask_tonight
    from winay.trainers.services.phones import end_past_phones

    sweep_files()
    say_due()
    ask_tonight(at=now())
    end_past_phones(at=now())


def work_on_files(every: float, stopping: threading.Event) -> None:
    """The worker's other hand: files of households, one after the other. Stopped, it ends with the chunk it is at."""
    from django.db import OperationalError, close_old_connections, connection

    from winay.core.clock import now
    from winay.registry.files.running import run, take_next

    while not stopping.wait(every):
        close_old_connections()
        try:
            while not stopping.is_set() and (sent := take_next(at=now())) is not None:
                run(sent, stop=stopping.is_set)
        except OperationalError as error:
            print(f"The worker waits for the database: {error}", file=sys.stderr)  # noqa: T201
            connection.close()
