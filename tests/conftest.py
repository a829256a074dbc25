"""Fixtures of the whole suite. Databases come from templates (see databases.py)."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pytest_django.plugin import blocking_manager_key

from tests import databases, warm

HAS_PACK = bool(databases.PACK and Path(databases.PACK).is_dir())


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    from winay.core.blobs import BlobStore
    from winay.intake.forms import services as form_services
    from winay.programs import marks

    # Hashing a password is slow on purpose; a thousand synthetic people need not wait. test_passwords.py holds the
    # real hasher to account.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # A form is converted from the same workbook to the same XForm: once a run is enough. test_publish.py and
    # test_registration_form.py call the converter itself.
    form_services.to_xform = cache(form_services.to_xform)  # type: ignore[attr-defined]
    # Of a spoiled catalogue one file differs: the others are parsed once, by their bytes, and never changed.
    marks.parse = cache(marks.parse)
    # One worker counts, spoils and removes files while another does: each has its own.
    settings.WINAY_BLOBS = BlobStore(databases.HOME / f"blobs-{_label()}")
    config.addinivalue_line("markers", "cold: begins without what the country's template says being remembered")
    config.addinivalue_line("markers", "once: asks nothing of the kind of database; runs on SQLite alone")
    config.addinivalue_line("markers", "bare: runs on a migrated but empty database instead of the country's")
    config.addinivalue_line("markers", "full: runs on the country with its localities; skipped without WINAY_PACK")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if databases.POSTGRES and (again := [item for item in items if item.get_closest_marker("once")]):
        config.hook.pytest_deselected(items=again)
        items[:] = [item for item in items if not item.get_closest_marker("once")]
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "transactional_db" in names or "live_server" in names:
            raise pytest.UsageError(f"{item.nodeid}: use fresh_db; append-only triggers refuse the flush")
        if item.get_closest_marker("full") and not HAS_PACK:
            why = "needs WINAY_PACK: the full country (94,922 localities, 1,891 polygons) was NOT tested"
            item.add_marker(pytest.mark.skip(reason=why))


def _template(item: pytest.Item) -> str:
    known = ("bare", "full") if HAS_PACK else ("bare",)
    return next((name for name in known if item.get_closest_marker(name)), "country")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture opens a transaction, point the connection at the template's copy the test asks for."""
    databases.WANTED = _template(item)
    if databases.READY and (item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ())):
        with item.config.stash[blocking_manager_key].unblock():
            _use_wanted()


def _use_wanted() -> None:
    if databases.WANTED == "full":
        databases.prepare_full(_label())
    databases.use(databases.name_of(databases.WANTED, _label()))
    if databases.WANTED == "country":
        warm.read()


def _label() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Replaces pytest-django's: copies of the templates instead of a migration per worker."""
    with django_db_blocker.unblock():
        databases.prepare_templates()
        for template in databases.TEMPLATES:
            databases.copy(template, "template", to=databases.name_of(template, _label()))
        _use_wanted()
        databases.READY = True
    yield
    with django_db_blocker.unblock():
        for template in (*databases.TEMPLATES, "full"):
            databases.drop(databases.name_of(template, _label()))


@pytest.fixture
def fresh_db(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of this test's own, where commits are real: for concurrency, triggers, kills. Yields its NAME."""
    with django_db_blocker.unblock(), databases.fresh_copy(_template(request.node), f"{_label()}_fresh") as name:
        yield name


@pytest.fixture(autouse=True)
def nothing_remembered(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a rolled-back test computed, and the language it spoke, say nothing of the next one. Of the template's
    country all begin with the same (see warm.py)."""
    from django.utils import translation

    from winay.accounts.phones import queries as phones
    from winay.accounts.phones import services as phone_services
    from winay.intake.forms import media
    from winay.intake.receiving import forms as intake_forms
    from winay.journeys import map_ground
    from winay.journeys.pages import territory
    from winay.journeys.phone_lists import serving
    from winay.places import queries as places
    from winay.targeting.queries import area_shapes, country
    from winay.web import maps, tiles

    memories = [module.memory for module in (country, area_shapes, map_ground, territory, maps, tiles, phones, media)]
    memories += [phone_services.heard, intake_forms.memory, places.figures_read, serving.told]
    for memory in memories:
        memory.forget()
    if databases.WANTED == "country" and not request.node.get_closest_marker("cold"):
        warm.remember()
    with translation.override("es"):
        yield
    for memory in memories:
        memory.forget()
