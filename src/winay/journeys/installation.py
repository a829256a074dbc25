"""From an empty database to a country that can be screened: the verbs of several rooms, in order."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection

from winay.accounts.models import Installation
from winay.accounts.services import open_installation
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.journal.triggers import install as install_triggers
from winay.journeys.new_tables import make_tables
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.places.ground.schematic import write_schematic_map
from winay.places.services import load_country
from winay.programs.services import publish_catalogue
from winay.targeting.services.areas import define_areas

MAP = "maps/schematic.json"


def install(*, demo: bool, schema_fingerprint: str, tell: Callable[[str], None]) -> None:
    """Tables, places and figures, programs, areas, the schematic map. `tell` hears each step as it begins.

    Each step stands or falls whole and changes nothing when repeated, so one that was cut goes on where it was.
    """
    tell("tables")
    make_tables()
    if not Installation.objects.exists():
        open_installation(demo=demo, schema_fingerprint=schema_fingerprint, at=now())
    load_reference(tell=tell)


def load_reference(*, tell: Callable[[str], None]) -> None:
    """What ships with the code: figures, programs, areas and the map. Loading the same again changes nothing."""
    tell("figures")
    load_country(settings.WINAY_COUNTRY, by=SYSTEM, at=now())
    tell("programs")
    publish_catalogue(settings.WINAY_CATALOGUE, by=SYSTEM, at=now())
    tell("areas")
    define_areas(by=SYSTEM, at=now())
    tell("forms")
    publish_shipped_forms(settings.WINAY_FORMS, by=SYSTEM, at=now())
    tell("map")
    write_schematic_map(map_path())


def restore_guards() -> None:
    """Put back triggers that somebody took off. Whoever asks for it should also ask the journal what happened."""
    install_triggers(connection)


def map_path() -> Path:
    """Where the schematic map of this installation is kept."""
    return Path(settings.WINAY_VAR) / MAP
