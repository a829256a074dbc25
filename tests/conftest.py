"""Fixtures of the whole suite. Databases come from templates (see databases.py)."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pytest_django.plugin import blocking_manager_key

from tests import databases, memories, warm, worlds

HAS_PACK = bool(databases.PACK and Path(databases.PACK).is_dir())


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    from winay.accounts import queries as accounts
    from winay.core.blobs import BlobStore
    from winay.intake.forms import services as form_services
    from winay.programs import marks

    # Hashing a password is slow on purpose; a thousand synthetic people need not wait. test_passwords.py holds the
    # real hasher to account.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # A form is converted from the same workbook to the same XForm: once a run is enough. test_publish.py and
    # test_registration_form.py call the converter itself.
    form_services.to_xform = cache(form_services.to_xform)  # type: ignore[attr-defined]
    # Pages are counted as those of a process that has not yet asked whether this is a demonstration.
    accounts.memory.most = 0
    # Of a spoiled catalogue one file differs: the others are parsed once, by their bytes, and never changed.
    marks.parse = cache(marks.parse)
    # One worker counts, spoils and removes files while another does: each has its own.
    settings.WINAY_BLOBS = BlobStore(databases.HOME / f"blobs-{_label()}")
    config.addinivalue_line("markers", "cold: begins without what the country's template says being remembered")
    config.addinivalue_line("markers", "once: asks nothing of the kind of database; like tests without one, on SQLite")
    config.addinivalue_line("markers", "bare: runs on a migrated but empty database instead of the country's")
    config.addinivalue_line("markers", "full: runs on the country with its localities; skipped without WINAY_PACK")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if databases.POSTGRES and (again := [item for item in items if _is_same_on_both(item)]):
        config.hook.pytest_deselected(items=again)
        items[:] = [item for item in items if not _is_same_on_both(item)]
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "transactional_db" in names or "live_server" in names:
            raise pytest.UsageError(f"{item.nodeid}: use fresh_db; append-only triggers refuse the flush")
        if item.get_closest_marker("full") and not HAS_PACK:
            why = "needs WINAY_PACK: the full country (94,922 localities, 1,891 polygons) was NOT tested"
            item.add_marker(pytest.mark.skip(reason=why))


def _is_same_on_both(item: pytest.Item) -> bool:
    """It says so, or uses no database: neither the one of the worker nor an installation of its own."""
    if item.get_closest_marker("browser") or item.get_closest_marker("faults"):
        return False
    return item.get_closest_marker("once") is not None or not _uses_database(item)


def _uses_database(item: pytest.Item) -> bool:
    names = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or bool({"db", "fresh_db", "django_db_setup"} & {*names})


def _template(item: pytest.Item) -> str:
    known = ("bare", "full") if HAS_PACK else ("bare",)
    return next((name for name in known if item.get_closest_marker(name)), "country")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture opens a transaction, point the connection at the template's copy the test asks for."""
    databases.WANTED = _template(item)
    worlds.WANTED = worlds.asked_by(item)
    if databases.READY and _uses_database(item):
        with item.config.stash[blocking_manager_key].unblock():
            _use_wanted()


def _use_wanted() -> None:
    if worlds.WANTED is not None:
        worlds.use(worlds.WANTED, _label())
        return
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
        worlds.drop(_label())


@pytest.fixture
def fresh_db(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of this test's own, where commits are real: for concurrency, triggers, kills. Yields its NAME."""
    asked = (worlds.WANTED.key, _label()) if worlds.WANTED else (_template(request.node), "template")
    with django_db_blocker.unblock(), databases.fresh_copy(*asked, to=f"{_label()}_fresh") as name:
        yield name


@pytest.fixture(autouse=True)
def nothing_remembered(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a rolled-back test computed, and the language it spoke, say nothing of the next one. Of the template's
    country all begin with the same (see warm.py), as those of one world do."""
    from django.utils import translation

    memories.forget()
    if worlds.WANTED is not None:
        worlds.remember(worlds.WANTED)
    elif databases.WANTED == "country" and not request.node.get_closest_marker("cold"):
        warm.remember()
    with translation.override("es"):
        yield
    memories.forget()
