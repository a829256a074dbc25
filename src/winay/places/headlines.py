"""Which of a country's indicators stand behind the numbers that pages put first. The country's folder says it."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from winay.places.folder.manifest import MANIFEST


def headline(role: str) -> str:
    """The key of the indicator that plays a role, e.g. `poverty`."""
    return str(told()[role])


def headlines(role: str) -> tuple[str, ...]:
    """The keys of the indicators that are added up for a role, e.g. `program_households`."""
    return tuple(told()[role])


def shipped_country() -> str:
    """The two letters of the country whose tables ship with the code."""
    return country_of(settings.WINAY_COUNTRY)


@cache
def country_of(folder: Path) -> str:
    """The two letters of the country that a folder with a manifest describes."""
    return str(yaml.safe_load((folder / MANIFEST).read_text(encoding="utf-8"))["country"])


@cache
def told() -> dict[str, Any]:
    """The whole file."""
    loaded: dict[str, Any] = yaml.safe_load((settings.WINAY_COUNTRY / "headlines.yaml").read_text(encoding="utf-8"))
    return loaded
