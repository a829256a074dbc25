"""Make `.venv` hold exactly what the lock says. Standard library only: this runs before anything is installed.

usage: python tools/prepare.py runtime|dev
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
LOCKS = {"runtime": "requirements.txt", "dev": "requirements-dev.txt"}


def main(kind: str) -> None:
    """Install the lock of `kind` unless it is there already."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever asks may be older than the project
        fail(
            f"Wiñay needs Python 3.11 or newer, and this is {sys.version.split()[0]}.\n"
            "  Install it (Debian, Ubuntu: apt install python3.11 python3.11-venv) and run: make PYTHON=python3.11 run"
        )
    aside = ROOT / ".stamps"
    aside.mkdir(exist_ok=True)
    with (aside / "prepare.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # two that start together: the second finds everything done
        prepare(kind)


def prepare(kind: str) -> None:
    python = VENV / "bin" / "python"
    if VENV.is_symlink() or (VENV.exists() and not works(python)):
        say("The environment .venv is broken or of another Python: making it anew.")
        VENV.unlink() if VENV.is_symlink() else shutil.rmtree(VENV)
    if not VENV.exists():
        make_environment()
    wanted = {kind: stamp(name) for kind, name in LOCKS.items()}
    marks = {kind: VENV / f".winay-{kind}" for kind in LOCKS}
    # What tests need contains what running needs, so the larger environment serves both.
    for present in ("dev", kind):
        if marks[present].exists() and marks[present].read_text() == wanted[present]:
            return
    say("Installing what Wiñay needs (a minute or two the first time) …")
    started = time.monotonic()
    # Errors only: what a machine's own settings of pip warn of says nothing to whoever starts Wiñay.
    pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    run([*pip, "--require-hashes", "-r", LOCKS[kind]], "The packages could not be installed. Is there a network?")
    run([*pip, "--no-deps", "--no-build-isolation", "-e", "."], "Wiñay itself could not be installed.")
    marks[kind].write_text(wanted[kind])
    say(f"Installed in {time.monotonic() - started:.0f} s.")


def make_environment() -> None:
    """`python -m venv`, or virtualenv where a distribution ships Python without its venv module."""
    if has_venv():
        run([sys.executable, "-m", "venv", str(VENV)], "The environment .venv could not be made.")
        return
    say("This Python comes without its venv module; trying virtualenv instead.")
    aside = ROOT / ".stamps" / "bootstrap"
    remedy = (
        "Neither venv nor pip are available to this Python.\n"
        "  Debian, Ubuntu: apt install python3-venv     Fedora: dnf install python3-pip     then run make again."
    )
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "--target", str(aside), "-r", "requirements-bootstrap.txt"], remedy)
    # Its own path first, so that the module is found although it is installed nowhere.
    code = (
        f"import sys; sys.path.insert(0, {str(aside)!r}); from virtualenv.run import cli_run; cli_run([{str(VENV)!r}])"
    )
    run([sys.executable, "-c", code], remedy)


def has_venv() -> bool:
    """Debian ships the module `venv` without the part that puts pip into it."""
    asked = [sys.executable, "-c", "import venv, ensurepip"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def works(python: Path) -> bool:
    """Whether the environment's Python starts, is of the version that is asking, and has pip."""
    code = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    try:
        said = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return said.stdout.strip() == "{}.{}".format(*sys.version_info[:2])


def stamp(lock: str) -> str:
    """Changes when the lock, the project's own metadata or the place of the checkout does."""
    content = (ROOT / lock).read_bytes() + (ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()
    return hashlib.sha256(content).hexdigest()


def run(command: list[str], remedy: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        fail(remedy)


def say(text: str) -> None:
    print(text, flush=True)


def fail(text: str) -> None:
    print(text, file=sys.stderr)
    raise SystemExit(1)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in LOCKS:
        fail(__doc__ or "")
    main(sys.argv[1])
