"""PostgreSQL goes away for a moment while the house serves; the house comes back by itself."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import throwaway_postgres
from tests.faults.visitor import Visitor
from tests.running import House, alive

pytestmark = pytest.mark.faults


@pytest.fixture
def server() -> Iterator[throwaway_postgres.Server]:
    if throwaway_postgres.find_binaries() is None:
        pytest.skip("there is no PostgreSQL on this machine")
    running = throwaway_postgres.start()
    yield running
    running.stop()


def test_pages_and_worker_recover(server: throwaway_postgres.Server, tmp_path: Path) -> None:
    house = House(tmp_path / "var", server.url("postgres"))
    made = house.winay("setup")
    assert made.returncode == 0, made.stdout + made.stderr
    house.start()
    visitor = Visitor(house.url)
    assert visitor.get("/").status == 200
    family = house.family()

    server.halt()
    assert visitor.get("/lugares/").status in {500, 503}
    time.sleep(3)  # the worker asks for the database meanwhile
    server.go_on()
    deadline = time.monotonic() + 30
    while visitor.get("/lugares/").status != 200:
        assert time.monotonic() < deadline, house.said()[-2000:]
        time.sleep(0.3)
    beat = house.var / "worker.beat"
    last = beat.read_text() if beat.exists() else ""
    while not beat.exists() or beat.read_text() == last:
        assert time.monotonic() < deadline, house.said()[-2000:]
        time.sleep(0.3)
    assert alive(family) == family
    assert house.stop() == 0
