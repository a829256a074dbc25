"""What the supervisor starts: the web process and the worker, each with a lifeline to it."""

import os
import signal
import sys
import threading

THREADS = 64
"""Of a web process. Nearly all of them only wait for a body to arrive; how many handle requests is `place.at_once`."""
BEHIND = 5
"""How much the worker stands back where processors are scarce: what phones sent is kept first, and read then."""


def web(lifeline: int, host: str, port: int) -> None:
    """The web process: granian in this process, with what the supervisor asks for."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "winay.config.settings")
    os.environ["WINAY_SERVED"] = "1"
    _end_with(lifeline)
    # Python runs one thread at a time, so a second process, not a third thread, uses the second core. Only errors are
    # told: the server warns of many threads, which is what they are for.
    processes = min(2, os.cpu_count() or 1)
    Granian(
        "winay.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=processes,
        blocking_threads=THREADS, backlog=1024, websockets=False, log_level=LogLevels.error, workers_kill_timeout=8,
    ).serve()  # fmt: skip


def worker(lifeline: int) -> None:
    """The worker process, as `winay worker` runs it. Whoever waits for an answer comes first."""
    os.nice(BEHIND)
    _end_with(lifeline)
    sys.argv[1:] = ["worker"]
    from winay.cli.main import run  # here, because the web process starts sooner without it

    run()


def _end_with(lifeline: int) -> None:
    """Ask this process to end, as by SIGTERM, as soon as the supervisor has ended."""

    def wait() -> None:
        os.read(lifeline, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
