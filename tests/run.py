"""Every suite, one after the other, with its seconds against its budget.

usage: python -m tests.run [rules|sqlite|postgres|browser|faults …]     (all of them without arguments)

A missing PostgreSQL or Chromium is said loudly; under CI it is a failure.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests import throwaway_postgres

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "winay"
CI = os.environ.get("CI") == "true"
BUDGET = {"rules": 60, "sqlite": 300, "postgres": 360, "browser": 300, "faults": 240}
SPECIAL = "not browser and not faults"
ALONE = ("tests/journal", "tests/web/test_journal.py", "tests/carrying/test_round_trip.py")
"""On PostgreSQL a line is sealed when no older transaction runs, in any database of the server: so not beside other
tests, which hold theirs open, but on a server of their own."""
NOTHING_COLLECTED = 5
counted = {"passed": 0, "failed": 0, "skipped": 0}


def rules() -> bool:
    """Style, types, house rules, and the tests that need no database."""
    farms = [f"targeting/farms/{name}.py" for name in ("cells", "files", "reading", "units")]
    registry = [f"registry/{name}.py" for name in ("facts", "sounds", "national_ids")]
    registry += [f"registry/duplicates/{name}.py" for name in ("settings", "columns", "finding")]
    carried = [f"journeys/carrying/{name}.py" for name in ("lines", "packing", "unpacking")]
    registry += [f"registry/files/{name}.py" for name in ("columns", "differences", "reading", "seen")]
    plain = (
        "**/*rules.py",
        "**/terms.py",
        "accounts/phones/tokens.py",
        "intake/reading/*.py",
        "field/multipart.py",
        "config/bodies.py",
        "*/columns.py",
        "targeting/coverage.py",
        "*/solvers/*.py",
        *farms,
        *registry,
        *carried,
    )
    strict = [str(SRC / "core"), *(str(path) for name in plain for path in sorted(SRC.glob(name)))]
    found = together(
        lambda: command("mypy", *strict),
        lambda: command("lint-imports", "--no-cache"),
        lambda: command("ruff", "check", "src", "tests", "tools", "bench"),
        lambda: command("ruff", "format", "--check", "-q", "src", "tests", "tools", "bench"),
    )
    return pytest("tests/rules", "-n", "2") and found


def sqlite() -> bool:
    """Every test that needs a database, on SQLite."""
    return pytest("tests", "--ignore=tests/rules", "-m", SPECIAL, "-n", "2")


def postgres() -> bool:
    """The same on a throw-away PostgreSQL."""
    if throwaway_postgres.find_binaries() is None:
        return missing("PostgreSQL", "apt install postgresql")
    others = [f"--ignore={path}" for path in ("tests/rules", *ALONE)]
    return together(
        lambda: pytest("tests", *others, "-m", SPECIAL, "-n", "2", database="postgres"),
        lambda: pytest(*ALONE, "-m", SPECIAL, database="postgres"),
    )


def browser() -> bool:
    """Chromium against a running house, on both databases."""
    if chromium() is None:
        return missing("Chromium", "apt install chromium")
    done = pytest("tests/browser", "-m", "browser")
    if throwaway_postgres.find_binaries() is not None:
        done = pytest("tests/browser", "-m", "browser", database="postgres") and done
    return done


def faults() -> bool:
    """Kills, cut wires, altered records."""
    phones = "tests/faults/test_intake.py"  # one story after the other, in one house
    return together(
        lambda: pytest(phones, "-m", "faults"),
        lambda: pytest("tests/faults", f"--ignore={phones}", "-m", "faults"),
    )


SUITES: dict[str, Callable[[], bool]] = {
    "rules": rules, "sqlite": sqlite, "postgres": postgres, "browser": browser, "faults": faults
}  # fmt: skip


def together(*checks: Callable[[], bool]) -> bool:
    """Checks side by side: each of them leaves a processor idle. Their lines come as they are said."""
    with ThreadPoolExecutor(2) as threads:
        return all([*threads.map(lambda check: check(), checks)])


def chromium() -> str | None:
    """Debian's Chromium, or whichever the path knows."""
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )


def environment(**more: str) -> dict[str, str]:
    """What every check runs in. Many short processes start here, and where Python may not keep what it compiled each
    of them compiles a thousand modules anew: so it may here, whatever the machine says."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | more


def command(*words: str) -> bool:
    program = Path(sys.executable).with_name(words[0])
    done = subprocess.run([str(program), *words[1:]], cwd=ROOT, env=environment(), check=False)
    if done.returncode:
        print(f"!! {words[0]} found something (exit {done.returncode})", flush=True)
    return done.returncode == 0


def pytest(*words: str, database: str = "sqlite") -> bool:
    line = [sys.executable, "-m", "pytest", *words, "--durations=3", "-rs"]
    running = subprocess.Popen(
        line, cwd=ROOT, env=environment(WINAY_TEST_DATABASE=database), stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    for text in running.stdout:
        print(text, end="", flush=True)
        if re.search(r"\d+ (passed|failed|skipped|error)", text):
            for number, word in re.findall(r"(\d+) (passed|failed|skipped|error)", text):
                counted["failed" if word == "error" else word] += int(number)
    code = running.wait()
    if code == NOTHING_COLLECTED:
        print(f"!! no test was found by: {' '.join(words)}", flush=True)
    return code == 0


def missing(what: str, remedy: str) -> bool:
    counted["skipped"] += 1
    bar = "#" * 78
    print(
        f"{bar}\n# SKIPPED: there is no {what} on this machine, so this half was NOT tested.\n# {remedy}\n{bar}",
        flush=True,
    )
    return not CI


def main(wanted: list[str]) -> int:
    if unknown := set(wanted) - set(SUITES):
        print(f"There is no suite {', '.join(sorted(unknown))}; there are {', '.join(SUITES)}.")
        return 2
    if not os.environ.get("WINAY_PACK"):
        print("Note: WINAY_PACK is not set; the tests that compare with the full data folder are skipped.", flush=True)
    results = {}
    with tempfile.TemporaryDirectory(prefix="winay-demo-") as shared:
        os.environ["WINAY_TEST_DEMO"] = shared
        for name in wanted or SUITES:
            print(f"\n== {name}: {SUITES[name].__doc__}", flush=True)
            started = time.monotonic()
            good = SUITES[name]()
            results[name] = (good, time.monotonic() - started)
    total = sum(seconds for _, seconds in results.values())
    print("\nsuite      result   seconds  budget")
    for name, (good, seconds) in results.items():
        late = "  over budget" if seconds > BUDGET[name] else ""
        print(f"{name:10} {'ok' if good else 'FAILED':8} {seconds:7.0f} {BUDGET[name]:7}{late}")
    print(f"{'together':19} {total:7.0f} {sum(BUDGET[name] for name in results):7}")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counted), flush=True)
    return 0 if all(good for good, _ in results.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
