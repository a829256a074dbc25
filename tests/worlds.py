"""Worlds: what many tests begin with, built once by the verbs instead of once a test.

    made = world(scene.shared)
    made = world(scene.shared, 3, synthetic=True)

is a fixture that gives what `scene.shared(…)` returns. The first test of a worker that asks for it lets it be built,
and committed, in a copy of the country's template. Every test then begins in that database with a transaction that is
rolled back, and with a copy of its own of what was returned. The same function with the same arguments is the same
world in whichever file it is asked for, so worlds are built by the functions of the scenes, with few different
arguments.

A test of a world may rely on what any other may: nothing of another test is there, files that the world names lie in
the store, what the product remembered when the world was ready is remembered, and with `fresh_db` it has a database of
its own to commit to. It asks for one world; what it needs besides, it adds. A world is built before the fixtures of a
test, so nothing that they change (settings, clocks) is changed meanwhile: what needs that is built by the test itself.
"""

import hashlib
import shutil
from collections import OrderedDict
from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import translation

from tests import databases, memories, warm
from winay.core.blobs import BlobStore

MOST = 6
"""How many a worker keeps: the tests of a file run one after the other."""


@dataclass(frozen=True)
class World:
    """How one is built."""

    build: Callable[..., Any]
    args: tuple[Any, ...]
    more: tuple[tuple[str, Any], ...]

    @property
    def key(self) -> str:
        told = (
            self.build.__module__,
            self.build.__qualname__,
            self.build.__code__.co_firstlineno,
            self.args,
            self.more,
        )
        return f"world_{hashlib.sha256(repr(told).encode()).hexdigest()[:12]}"


@dataclass
class Built:
    """One that is ready: what its function returned, what was remembered then, and its files."""

    returned: Any
    day: date
    remembered: "list[OrderedDict[Hashable, Any]]"
    files: Path


_built: OrderedDict[str, Built] = OrderedDict()
WANTED: World | None = None
"""What the test that begins asks for."""


def world(build: Callable[..., Any], *args: Any, **more: Any) -> Any:
    """A fixture that gives what `build(*args, **more)` returns."""
    asked = World(build, args, tuple(sorted(more.items())))

    def given(request: pytest.FixtureRequest, django_db_setup: None) -> Any:
        if asked != WANTED:
            raise pytest.UsageError(f"{request.node.nodeid}: names its world among its arguments, or begins in none")
        request.getfixturevalue("fresh_db" if "fresh_db" in request.fixturenames else "db")
        ready = _built[asked.key]
        if ready.files.is_dir():
            shutil.copytree(ready.files, settings.WINAY_BLOBS.root, dirs_exist_ok=True)
        return deepcopy(ready.returned)

    given.world = asked  # type: ignore[attr-defined]
    return pytest.fixture(given)


def asked_by(item: pytest.Item) -> World | None:
    """The world whose fixture a test asks for, if it does."""
    known = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    found = {
        wanted
        for name in getattr(item, "fixturenames", ())
        if name in known and (wanted := getattr(known[name][-1].func, "world", None))
    }
    if len(found) > 1:
        raise pytest.UsageError(f"{item.nodeid}: asks for two worlds, and would begin in one")
    return found.pop() if found else None


def use(wanted: World, label: str) -> None:
    """Point the connection at a world's database, built if this worker has not, or did so yesterday."""
    from tests.people import today

    ready = _built.get(wanted.key)
    if ready is None or ready.day != today():
        _build(wanted, label)
        while len(_built) > MOST:
            old, _ = _built.popitem(last=False)
            databases.drop(databases.name_of(old, label))
    _built.move_to_end(wanted.key)
    databases.use(databases.name_of(wanted.key, label))


def drop(label: str) -> None:
    """Remove a worker's worlds."""
    for key in _built:
        databases.drop(databases.name_of(key, label))
    _built.clear()


def remember(wanted: World) -> None:
    """Begin a test of a world: the product remembers what it did when the world was ready."""
    memories.put_back(_built[wanted.key].remembered)


def _build(wanted: World, label: str) -> None:
    from tests.people import today

    name = databases.name_of(wanted.key, label)
    files = databases.HOME / f"{wanted.key}-{label}-blobs"
    databases.copy("country", "template", to=name)
    databases.use(name)
    memories.forget()
    warm.read()
    warm.remember()
    with override_settings(WINAY_BLOBS=BlobStore(files)), translation.override("es"), transaction.atomic():
        returned = wanted.build(*wanted.args, **dict(wanted.more))
    _built[wanted.key] = Built(returned, today(), memories.taken(), files)
    memories.forget()
