"""Pages are rendered without the collected static files of an installation, and counts of failures start at nought."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

ON_BOTH = {
    "access", "answer_files", "answer_lines", "answer_threads", "desk", "duplicates", "household_search", "households",
    "journal", "maps", "nuclei", "places", "submissions", "visits",
}  # fmt: skip
"""Pages that search, sort by words, or page through the largest tables, and files of these."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a page says and what a form does is tried once. On PostgreSQL the access table opens every page and presses
    every button, so that a query that only SQLite understands is found."""
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here and item.path.stem.removeprefix("test_") not in ON_BOTH:
            item.add_marker(pytest.mark.once)


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    """Addresses of static files without a manifest: no test of a page needs `collectstatic`."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def own_counts(settings: Any, tmp_path: Path) -> None:
    """The configured cache in a folder of the test's own: one test's failed logins do not lock out another's."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": tmp_path / "cache"}}
    cache.clear()
