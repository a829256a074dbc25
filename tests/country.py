"""What the `country` template holds: the reference data that `make run` loads, without forms for phones (a test
publishes those it needs). What `full` adds: the pack."""

from pathlib import Path

from django.test import override_settings

from winay.config.house import schema_fingerprint
from winay.core.clock import now
from winay.journeys.installation import load_reference


def fill() -> None:
    """Load places, figures, programs, areas and the map through the journey of the installation."""
    from winay.accounts.services import open_installation

    open_installation(demo=False, schema_fingerprint=schema_fingerprint(), at=now())
    with override_settings(WINAY_FORMS=Path("no-forms")):
        load_reference(tell=lambda step: None)


def fill_with_pack(pack: Path) -> None:
    """Install the full country through the journey that the command line uses."""
    from winay.journeys.packs import install_country_pack

    install_country_pack(pack)
