"""Kills a house under load again and again, on both databases: every submission that a phone was told is kept must be
there, byte for byte, once; every other is taken when it is sent again.

usage: bench/faults.py [--rounds 50]     (a round takes a few seconds on each database)
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=50)
    asked.add_argument("--database", choices=["sqlite", "postgres"], help="one of the two only")
    given = asked.parse_args()
    only = ["-k", given.database] if given.database else []
    line = [sys.executable, "-m", "pytest", "-q", "-s", "tests/faults/test_intake.py", *only]
    environment = os.environ | {"WINAY_FAULT_ROUNDS": str(given.rounds)}
    return subprocess.run(line, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
