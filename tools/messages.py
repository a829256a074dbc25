"""Collect the texts to translate into the English catalogue and compile it. Needs GNU gettext (apt install gettext).

Spanish is the source language: a text without a translation is shown in Spanish. Run from the root: make messages
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from winay.core.keys import KeyRing

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "winay"


def main() -> None:
    """`makemessages` and `compilemessages`, without line numbers so that moving code changes nothing."""
    aside = Path(tempfile.mkdtemp())
    KeyRing.create(aside / "keys.json")  # settings do not load without keys; these protect nothing
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "winay.config.settings", "WINAY_VAR": str(aside)}
    django = [sys.executable, "-m", "django"]
    collect = [*django, "makemessages", "-l", "en", "--no-location", "--no-obsolete", "--ignore=static/*"]
    for command in (collect, [*django, "compilemessages", "-l", "en"]):
        if subprocess.run(command, cwd=SRC, env=environment, check=False).returncode:
            raise SystemExit(f"{' '.join(command[2:])} failed; is GNU gettext installed?")


if __name__ == "__main__":
    main()
