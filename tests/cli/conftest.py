"""A window of 80 letters in Spanish, for every command."""

import pytest
from django.utils import translation

from winay.cli import screen


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch):
    for console in (screen.out, screen.err):
        monkeypatch.setattr(console, "_width", 80)
        monkeypatch.setattr(console, "_color_system", None)
    with translation.override("es"):
        yield
