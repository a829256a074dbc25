"""Which of a country's indicators stand behind the numbers that pages put first. The country's folder says it."""

from functools import cache
from typing import Any

import yaml
from django.conf import settings


def headline(role: str) -> str:
    """The key of the indicator that plays a role, e.g. `poverty`."""
    return str(told()[role])


def headlines(role: str) -> tuple[str, ...]:
    """The keys of the indicators that are added up for a role, e.g. `program_households`."""
    return tuple(told()[role])


@cache
def told() -> dict[str, Any]:
    """The whole file."""
    loaded: dict[str, Any] = yaml.safe_load((settings.WINAY_COUNTRY / "headlines.yaml").read_text(encoding="utf-8"))
    return loaded
