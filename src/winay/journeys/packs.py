"""Checking and installing a country pack: places, localities and boundaries, and the areas that follow from them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.places.installing import measure_tables
from winay.places.packs.making import is_collected, make_pack
from winay.places.packs.reading import PackContent, Tell, read_pack, refuse_other_country, silent
from winay.places.packs.services import Installed, install_pack
from winay.targeting.services.areas import define_areas


@dataclass(frozen=True, slots=True)
class Done:
    """A pack that was installed, what that changed, and how many areas changed with it."""

    content: PackContent
    installed: Installed
    areas: int


def check_country_pack(path: Path, *, tell: Tell = silent) -> PackContent:
    """Read a pack, or what one can be made of, and say everything wrong with it (`BadInputs`); write nothing.

    `Refused` for the pack of another country than the one installed.
    """
    with _as_pack(path, tell) as pack:
        content = read_pack(pack, tell)
    refuse_other_country(content.manifest.country)
    return content


def install_country_pack(path: Path, *, tell: Tell = silent) -> Done:
    """Install a pack and draw the areas anew, whole or not at all. The same pack again changes nothing.

    A folder of collected publications that the country's mapping knows is made into a pack in a temporary folder
    first. Reading happens before the transaction begins.
    """
    with _as_pack(path, tell) as pack:
        content = read_pack(pack, tell)
    with transaction.atomic():
        installed = install_pack(content, by=SYSTEM, at=now(), tell=tell)
        tell("areas", 0, 0)
        areas = define_areas(by=SYSTEM, at=now())
    if installed.changed:
        measure_tables()
    return Done(content, installed, areas)


@contextmanager
def _as_pack(path: Path, tell: Tell) -> Iterator[Path]:
    """The path of a pack: the one given, or one just made of a folder of collected publications."""
    if not is_collected(path):
        yield path
        return
    tell("make", 0, 0)
    with tempfile.TemporaryDirectory(prefix="winay-pack-") as folder:
        made = Path(folder) / "pack"
        make_pack(path, made, zipped=False)
        yield made
