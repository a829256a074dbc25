"""Phones of a real installation: let one in, and ask the installation's own database. Imports no Django."""

import subprocess
import sys

from tests.running import ROOT, House

LET_IN = """
import django; django.setup()
from tests.field.scene import credential, published
published(); print(credential()[1])
"""


def script(house: House, text: str, *words: str) -> str:
    """Run some Python inside an installation; the last line that it printed."""
    environment = house.environment | {"DJANGO_SETTINGS_MODULE": "winay.config.settings"}
    environment["PYTHONPATH"] = f"{ROOT / 'src'}:{ROOT}"
    environment.setdefault("WINAY_TEST_HOME", environment["WINAY_VAR"])  # scenes bring the databases of tests along
    done = subprocess.run(
        [sys.executable, "-c", text, *words], env=environment, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip().splitlines()[-1]
